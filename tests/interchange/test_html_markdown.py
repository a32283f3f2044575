"""HTML made Markdown, and Markdown left alone."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from events_service.interchange.html_markdown import Converted, to_markdown, to_plain

RENDERER = MarkdownIt("commonmark", {"html": False})


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One.</p>\n<p>Two <em>three</em>.</p>", "One.\n\nTwo *three*."),
        ("<p>a\n  b\tc&nbsp;d</p>", "a b c d"),
        ("<div>a</div><div>b</div>", "a\n\nb"),
        ("<p>a<br>b<br/>c</p>", "a  \nb  \nc"),
        ("<p>a<br><br>b</p>", "a\n\nb"),
        ("<h2>Head</h2><p>Body</p>", "## Head\n\nBody"),
        ("<ul><li>a</li><li>b <b>c</b></li></ul>", "- a\n- b **c**"),
        ("<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<pre><code>a &lt; b\n  c\n</code></pre>", "```\na < b\n  c\n```"),
        ("<p>Use <code>a*b</code></p>", "Use `a*b`"),
        ("<p><code>a`b</code></p>", "``a`b``"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ('<p>See <a href="https://example.org/x">this page</a>.</p>', "See [this page](https://example.org/x)."),
        ('<p><a href="https://example.org">https://example.org</a></p>', "<https://example.org>"),
        ('<p><a href="https://example.org/a(b)">x</a></p>', "[x](https://example.org/a%28b%29)"),
        ('<p><a href="#top">x</a></p>', "x"),
        ("<p><a href='www.example.org'>x</a></p>", "[x](http://www.example.org)"),
        ('<p><img src="https://example.org/i.png" alt="A map"></p>', "[A map](https://example.org/i.png)"),
        ("<p><strong> bold </strong>text</p>", "**bold** text"),
        ("<p><b>Note:</b>text</p>", "**Note**:text"),
        ("<p>a<b>,</b> b</p>", "a, b"),
        ("<p>5 * 3 *x* _y_ snake_case `z` \\* a</p>", "5 * 3 \\*x\\* \\_y\\_ snake_case \\`z\\` \\\\\\* a"),
        ("<p>1. not a list</p><p># no head</p><p>- no item</p>", "1\\. not a list\n\n\\# no head\n\n\\- no item"),
        ("<p>the &lt;p&gt; element &amp;amp; AT&amp;T</p>", "the \\<p> element \\&amp; AT&T"),
        ("<p>a</p><script>alert('<p>x</p>')</script><p>b</p>", "a\n\nb"),
        ("<p>a<!-- <b>hidden</b> -->b</p>", "ab"),
        ("<style>p {}</style><p>a</p>", "a"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a | b\n\n1 | 2"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "**a**\n\nb"),
        ("<P>A<BR>B</P>", "A  \nB"),
        ("<p>one<p>two", "one\n\ntwo"),
        ("<p>List&lt;String&gt; and List<String></p>", "List\\<String> and List\\<String>"),
        ("&lt;p&gt;Escaped &lt;b&gt;once&lt;/b&gt; too often&lt;/p&gt;", "Escaped **once** too often"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert to_markdown(html) == Converted(markdown)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain text.\n\nWith a paragraph.",
        "x < y and y > z",
        "std::vector<p> and List<String>",
        "**bold** and [link](https://example.org)",
        "Show `<p>` and `<b>x</b>` as code.",
        "```html\n<ul>\n<li>x</li>\n</ul>\n```",
        "* a\n* b\n\n    code",
        "AT&amp;T &copy; 2018",
        "Escaped \\<b>x\\</b> stays",
        "I <3 this & that",
        "mail <someone@example.org> or <https://example.org>",
    ],
)
def test_text_that_is_no_html_stays_as_it_is(text: str) -> None:
    assert to_markdown(text) == Converted(text)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a <i>two legged</i> robot\n\nNext *one*", "a *two legged* robot\n\nNext *one*"),
        ("Intro\n\n* a\n* b\n\n<p>And <b>HTML</b></p>", "Intro\n\n* a\n* b\n\nAnd **HTML**"),
        ("one<br>\ntwo", "one  \ntwo"),
        ("See `<br>` <b>now</b>", "See `<br>` **now**"),
        ("one<br><br>\ntwo", "one\n\ntwo"),
        ("an ` open tick <b>now</b>", "an ` open tick **now**"),
        ('Go <a href="https://example.org">here</a>\nnow', "Go [here](https://example.org)\nnow"),
    ],
)
def test_markdown_with_html_in_it_keeps_its_lines(text: str, markdown: str) -> None:
    assert to_markdown(text) == Converted(markdown)


def test_line_ends_and_control_characters_are_cleaned() -> None:
    assert to_markdown("a\r\nb\x0bc\u202e\r\n") == Converted("a\nbc")


def test_links_that_lead_nowhere_leave_their_words() -> None:
    html = '<p><a href="javascript:alert(1)">click</a> <a href="/talks/1/">there</a></p>'
    assert to_markdown(html) == Converted("click there", ("javascript:alert(1)", "/talks/1/"))


def test_relative_links_are_read_from_the_base() -> None:
    assert to_markdown('<p><a href="/x">y</a></p>', "https://example.org/a/") == Converted("[y](https://example.org/x)")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Plain", "Plain"),
        ("AT&amp;T", "AT&T"),
        ("<i>Very</i> good", "Very good"),
        ("a < b", "a < b"),
        ("&#x27;quoted&#x27;", "'quoted'"),
    ],
)
def test_title_loses_tags_and_entities(text: str, plain: str) -> None:
    assert to_plain(text) == plain


TAGS = ["<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</li>", "</ul>", "<br>", "<pre>", "</pre>", "<code>", "</code>"]
TAGS += [
    "<a href='https://example.org'>",
    "</a>",
    "<blockquote>",
    "</blockquote>",
    "<h2>",
    "</h2>",
    "<td>",
    "<!--",
    "-->",
]
PIECES = st.one_of(st.sampled_from(TAGS), st.text(alphabet="ab *_`#-1.<>&[]()\\\n!", max_size=6))


@given(st.lists(PIECES, max_size=30))
def test_any_tangle_of_tags_gives_markdown_that_means_no_tags(pieces: list[str]) -> None:
    markdown = to_markdown("<p>" + "".join(pieces)).markdown
    assert to_markdown(markdown) == Converted(markdown)


@given(st.lists(st.text(alphabet="ab *_`#-1.<>&[]()\\!~=+", min_size=1, max_size=12), min_size=1, max_size=4))
def test_words_of_html_paragraphs_mean_themselves(words: list[str]) -> None:
    html = "".join(f"<p>{word.replace('&', '&amp;').replace('<', '&lt;')}</p>" for word in words)
    rendered = unescape(re.sub(r"</?p>", "", RENDERER.render(to_markdown(html).markdown)))
    assert rendered.split() == " ".join(words).split()


def test_open_ends_are_read_in_time_linear_to_the_text() -> None:
    for piece in ("<!--", "<p", "<a href='", "<script>", "<b>", "`", "<p>", "<ul><li>", "&lt;p"):
        to_markdown("<p>" + piece * (200_000 // len(piece)))
