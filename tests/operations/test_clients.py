from ipaddress import ip_network

import pytest

from events_service.operations.clients import client_of, is_near, shortened

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, <script>, 10.0.0.2", "10.0.0.2"),
        (None, "198.51.100.1", "198.51.100.1"),
    ],
)
def test_t_xff_1_right_most_untrusted_hop(peer: str | None, forwarded_for: str, client: str) -> None:
    assert client_of(peer, forwarded_for, TRUSTED) == client


def test_t_xff_1_nobody_trusted_unless_set() -> None:
    clients = {client_of("127.0.0.1", f"198.51.100.{number % 250}", ()) for number in range(1_000)}

    assert clients == {"127.0.0.1"}
    assert client_of(None, "198.51.100.1", ()) is None


def test_near_is_this_machine_and_its_network() -> None:
    addresses = ("127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "::ffff:127.0.0.1", "8.8.8.8", "2606:4700::1", "", None)

    assert [is_near(address) for address in addresses] == [True] * 5 + [False] * 4


def test_pr_3_addresses_shortened_for_logs() -> None:
    assert shortened("203.0.113.77") == "203.0.113.0"
    assert shortened("2001:db8:1:2::7") == "2001:db8:1::"
    assert shortened("nonsense") == ""
