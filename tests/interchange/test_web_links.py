"""Links as people type them."""

import pytest

from events_service.interchange.web_links import Link, read_link


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "https://example.org:8080/é/مرحبا",
        "mailto:a@example.org",
        "ftp://example.org/file",
    ],
)
def test_good_link_stays_as_it_is(text: str) -> None:
    assert read_link(text) == Link(text, repaired=False)


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("www.example.org", "http://www.example.org"),
        ("www.example.org/a b", "http://www.example.org/a%20b"),
        ("example.org/path?x=1", "http://example.org/path?x=1"),
        ("hhttps://example.org/", "https://example.org/"),
        ("htttp://example.org", "http://example.org"),
        ("htps://example.org", "https://example.org"),
        ("http:/example.org", "http://example.org"),
        ("http//example.org", "http://example.org"),
        ("https:example.org", "https://example.org"),
        ("http:\\\\example.org", "http://example.org"),
        ("HTTPS://Example.org", "https://Example.org"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("<https://example.org>", "https://example.org"),
        ("//example.org/x", "https://example.org/x"),
        ("someone@example.org", "mailto:someone@example.org"),
        ("\u200bhttps://example.org", "https://example.org"),
    ],
)
def test_mistyped_link_is_repaired(text: str, href: str) -> None:
    assert read_link(text) == Link(href, repaired=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "???",
        "Slides",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,hi",
        "vbscript:x",
        "file:///etc/passwd",
        "http://",
        "https://",
        "mailto:",
        "/relative/without/base",
        "https://example.org/" + "x" * 5000,
    ],
)
def test_link_that_leads_nowhere_is_none(text: str) -> None:
    assert read_link(text) is None


def test_relative_link_is_read_from_the_base() -> None:
    assert read_link("/talks/204/", "https://example.org/2017/") == Link("https://example.org/talks/204/", True)


def test_link_with_white_space_around_it_is_no_repair() -> None:
    assert read_link(" https://example.org ") == Link("https://example.org", repaired=False)
