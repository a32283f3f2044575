"""Markdown in, safe HTML out."""

import time

import pytest

from events_service.web.markdown import LONGEST, MOST_MARKS, html, plain
from tests.web.payloads import PAYLOADS, dangers


def test_paragraphs_lists_and_emphasis_are_kept() -> None:
    said = html("One **two**.\n\n- three\n- *four*\n\n3. five")

    assert said == (
        "<p>One <strong>two</strong>.</p>\n<ul>\n<li>three</li>\n<li><em>four</em></li>\n</ul>\n"
        '<ol start="3">\n<li>five</li>\n</ol>\n'
    )


def test_headings_stand_below_those_of_the_page() -> None:
    assert html("# One\n\n## Two\n\n###### Six") == "<h3>One</h3>\n<h4>Two</h4>\n<h6>Six</h6>\n"


def test_links_lead_to_the_web_and_to_mail_only() -> None:
    assert html("[a](https://example.org/x)") == (
        '<p><a href="https://example.org/x" rel="noopener nofollow">a</a></p>\n'
    )
    assert html("<mailto:a@example.org>") == (
        '<p><a href="mailto:a@example.org" rel="noopener nofollow">mailto:a@example.org</a></p>\n'
    )


def test_links_without_a_host_stay_text() -> None:
    assert html("[a](/console/) [b](slides.pdf)") == "<p>[a](/console/) [b](slides.pdf)</p>\n"


def test_html_is_shown_and_not_obeyed() -> None:
    assert html("<b>bold</b>") == "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"


def test_pictures_are_links() -> None:
    """Nothing is loaded from another host."""
    assert html("![a map](https://example.org/map.png)") == (
        '<p>!<a href="https://example.org/map.png" rel="noopener nofollow">a map</a></p>\n'
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_t_xss_1_nothing_runs(payload: str) -> None:
    assert dangers(html(payload)) == []
    assert dangers(html(f"Before {payload} after\n\n> {payload}\n\n1. {payload}\n\n[x]({payload})")) == []


@pytest.mark.parametrize("mark", ["[", "*", ">", "- ", "![[", "[a](", "`", "a**b", "<", "&", "_", "1. ", "    "])
def test_t_redos_1_hundred_kilobytes_of_marks_are_quick(mark: str) -> None:
    begun = time.process_time()
    html(mark * (100_000 // len(mark)))

    assert time.process_time() - begun < 0.3


def test_text_that_is_too_long_is_shown_as_it_is() -> None:
    assert html("[" * (MOST_MARKS + 1)) == f"<p>{'[' * (MOST_MARKS + 1)}</p>"
    assert html("a" * (LONGEST + 1) + "\n\n<b>") == f"<p>{'a' * (LONGEST + 1)}</p><p>&lt;b&gt;</p>"


def test_plain_words_are_without_marks_on_one_line() -> None:
    assert plain("# One\n\nTwo **three**\nfour `five`\n\n- six &amp; seven") == "One Two three four five six & seven"
    assert plain("Trois axes\u202f:\n«\u00a0l’eau\u00a0»") == "Trois axes\u202f: «\u00a0l’eau\u00a0»"
    assert plain("[" * (MOST_MARKS + 1)) == "[" * (MOST_MARKS + 1)
