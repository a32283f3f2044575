"""Links as people type them."""

import pytest

from events_service.interchange.web_links import Link, read_link, strict_uri


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "https://example.org:8080/é/مرحبا",
        "https://[2001:db8::1]:8080/x",
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
        ("example.org/slides.pdf", "http://example.org/slides.pdf"),
        ("example.org?file=slides.pdf", "http://example.org?file=slides.pdf"),
        ("forum.md", "http://forum.md"),
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
        "http://[::1",
        "https://]/",
        "http://a]b/",
        "mailto:",
        "/relative/without/base",
        "slides.pdf",
        "slides.pdf#page=2",
        "talks/slides.pdf",
        "talk.tar.gz",
        "demo.zip",
        "Talk (final).PPTX",
        "https://example.org/" + "x" * 5000,
    ],
)
def test_link_that_leads_nowhere_is_none(text: str) -> None:
    assert read_link(text) is None


def test_relative_link_is_read_from_the_base() -> None:
    assert read_link("/talks/4/", "https://example.org/2017/") == Link("https://example.org/talks/4/", repaired=False)
    assert read_link("//example.org/x") == Link("https://example.org/x", repaired=False)


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("slides.pdf", "slides.pdf"),
        ("slides.pdf#page=2", "slides.pdf#page=2"),
        ("talk.tar.gz", "talk.tar.gz"),
        ("talks/v1.2/The slides.PDF", "talks/v1.2/The%20slides.PDF"),
    ],
)
def test_name_of_a_file_is_read_from_the_base(text: str, href: str) -> None:
    assert read_link(text, "https://example.org/2017/") == Link(f"https://example.org/2017/{href}", repaired=False)
    assert read_link("example.org/slides.pdf", "https://other.example/") == read_link("example.org/slides.pdf")


def test_link_with_white_space_around_it_is_no_repair() -> None:
    assert read_link(" https://example.org ") == Link("https://example.org", repaired=False)


@pytest.mark.parametrize(
    ("href", "uri"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org/“é”%20x%zz", "https://example.org/%E2%80%9C%C3%A9%E2%80%9D%20x%25zz"),
        ("https://chat.example/#/room/#a[1]", "https://chat.example/#/room/%23a%5B1%5D"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://[broken", "https://%5Bbroken"),
    ],
)
def test_strict_uri_has_only_signs_a_uri_may_have(href: str, uri: str) -> None:
    assert strict_uri(href) == uri
