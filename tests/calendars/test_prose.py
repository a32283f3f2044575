"""Markdown as plain text and as HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.calendars.prose import html, plain


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("One line.", "One line."),
        ("One.\n\n\n \nTwo.\nThree.", "One.\n\nTwo.\nThree."),
        ("Some *marked* and **strong** `code`.", "Some marked and strong code."),
        ("# Title\n\nText", "Title\n\nText"),
        ("Title\n=====\nText", "Title\n\nText"),
        ("- a\n- b\n  - c\n\nafter", "– a\n– b\n– c\n\nafter"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("* a\n\n* b", "– a\n– b"),
        ("[a map](https://example.org/a)", "a map (https://example.org/a)"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("<mail@example.org>", "mail@example.org"),
        ("![a picture](https://example.org/a.png)", "a picture"),
        ("a  \nb\\\nc", "a\nb\nc"),
        ("```\ncode <b>\n```\nafter", "code <b>\n\nafter"),
        ("    code\n\nafter", "code\n\nafter"),
        ("> quoted", "quoted"),
        ("a &amp; b &lt;", "a & b <"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("2018. It was a good year", "2018. It was a good year"),
        ("a\r\nb\u2028c\x00d", "a\nb\ncd"),
        ("", ""),
    ],
)
def test_plain_is_the_text_without_its_marks(markdown: str, said: str) -> None:
    assert plain(markdown) == said


def test_html_keeps_form_and_nothing_that_acts() -> None:
    markdown = (
        "*a* <script>x</script> [b](javascript:alert(1)) [c](https://example.org/) ![d](https://example.org/d.png)"
    )

    said = html(markdown)

    assert said == (
        "<p><em>a</em> &lt;script&gt;x&lt;/script&gt; [b](javascript:alert(1)) "
        '<a href="https://example.org/" rel="noopener noreferrer">c</a> </p>'
    )


@pytest.mark.parametrize(
    "hostile", ["[" * 20_000, "*_" * 10_000, "> " * 5_000, "`" * 9_999, "<" * 30_000, "a" * 60_000]
)
def test_what_takes_too_long_to_parse_is_shown_as_it_is(hostile: str) -> None:
    assert plain(hostile)
    assert len(html(hostile)) >= len(hostile.strip())


@given(st.text(st.sampled_from("ab *_`#[]()<>\\|&-+1.\n\t="), max_size=60))
def test_any_markdown_is_read(markdown: str) -> None:
    assert "\n\n\n" not in plain(markdown)
    assert "<script" not in html(markdown)
