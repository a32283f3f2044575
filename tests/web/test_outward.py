"""Addresses that lead away: only those a browser may be sent to."""

import pytest

from events_service.web.outward import outward, shortened
from tests.web.payloads import PAYLOADS


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (" http://example.org ", "http://example.org"),
        ("www.example.org/x", "https://www.example.org/x"),
        ("HTTPS://EXAMPLE.ORG", "HTTPS://EXAMPLE.ORG"),
        ("https://مثال.example/أ", "https://مثال.example/أ"),
        ("example.org", None),
        ("//example.org", None),
        ("/console/", None),
        ("https://", None),
        ("https://exa mple.org", None),
        ("https://[::1", None),
        ("ftp://example.org", None),
        ("mailto:a@example.org", None),
        ("file:///etc/passwd", None),
        ("hhttps://example.org", None),
        ("", None),
    ],
)
def test_outward_takes_addresses_of_the_web(said: str, link: str | None) -> None:
    assert outward(said) == link


@pytest.mark.parametrize("payload", PAYLOADS)
def test_t_xss_1_payloads_are_no_addresses(payload: str) -> None:
    assert outward(payload) is None


def test_address_is_shown_short() -> None:
    assert shortened("https://www.example.org/a/") == "example.org/a"
