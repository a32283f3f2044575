import pytest

from events_service.programme.reading.hosts import Misdirected, check, merged

HOSTS = frozenset((b"events.example.org",))


def test_t_host_1_only_our_hosts() -> None:
    check(b"events.example.org", HOSTS, "/en/")
    check(b"Events.Example.ORG", HOSTS, "/en/")
    check(b"10.0.0.7:8000", HOSTS, "/livez")

    for host, status in ((b"evil.example", 421), (b"events.example.org:444", 421), (b"", 400), (None, 400)):
        with pytest.raises(Misdirected) as caught:
            check(host, HOSTS, "/en/")
        assert caught.value.status == status


@pytest.mark.parametrize("host", [b"127.0.0.1:8000", b"10.0.0.7", b"[::1]:8000", b"localhost:8000"])
def test_figures_may_be_asked_for_by_address(host: bytes) -> None:
    check(host, HOSTS, "/metrics")

    with pytest.raises(Misdirected):
        check(host, HOSTS, "/en/")


@pytest.mark.parametrize(
    "host",
    [b"evil.example", b"127.0.0.1.evil.example", b"[::1", b"[::1]evil", b"a@127.0.0.1", b"1.2.3", b"\xff"],
)
def test_t_host_1_figures_are_not_for_other_names(host: bytes) -> None:
    with pytest.raises(Misdirected):
        check(host, HOSTS, "/metrics")


def test_lists_joined_and_single_fields_refused_twice() -> None:
    assert merged(
        [(b"if-none-match", b'"a"'), (b"if-none-match", b'"b"'), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    ) == {
        b"if-none-match": b'"a", "b"',
        b"cookie": b"a=1; b=2",
    }
    with pytest.raises(Misdirected) as caught:
        merged([(b"host", b"events.example.org"), (b"host", b"evil.example")])
    assert caught.value.status == 400
