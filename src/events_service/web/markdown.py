"""Long texts: Markdown without HTML in, safe HTML out.

Two guards stand behind one another: the parser knows no HTML, and the cleaner lets nothing through that is
not on its list.
"""

from functools import cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from events_service.languages import cleaned, in_a_row

LONGEST = 100_000
"""Characters read as Markdown; a longer text is shown as it is."""

MOST_MARKS = 4_000
"""So many brackets and stars are no text: each costs time, and a page may not take long."""

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "h5", "h6", "blockquote", "code", "pre", "hr"}
_MARKS = "[*_`!&<"
_SCHEMES = {"http", "https", "mailto", "tel"}
_STARTS = ("http://", "https://", "mailto:", "tel:")
_LOWER = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}


@cache
def _parser() -> MarkdownIt:
    # A depth of 20 is more than any text needs and keeps `>>>>…` from taking long.
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable("image")
    # What leads nowhere else stays as it was written: a relative link would lead astray within this site.
    parser.validateLink = lambda url: url.lower().startswith(_STARTS)  # type: ignore[method-assign]
    return parser


def html(markdown: str) -> Markup:
    """The text as HTML. Its headings stand below the page's own; links lead nowhere that runs scripts."""
    source = cleaned(markdown)
    if not _is_text(source):
        return Markup("".join(f"<p>{escape(part)}</p>" for part in source.split("\n\n")))
    parser = _parser()
    tokens = parser.parse(source)
    for token in tokens:
        token.tag = _LOWER.get(token.tag, token.tag)
    rendered = parser.renderer.render(tokens, parser.options, {})
    return Markup(
        nh3.clean(
            rendered,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes=_SCHEMES,
            link_rel="noopener nofollow",
        )
    )


def plain(markdown: str) -> str:
    """The words alone, on one line: for descriptions in the head of a page."""
    return in_a_row(_words(markdown))


def _is_text(source: str) -> bool:
    return len(source) <= LONGEST and sum(map(source.count, _MARKS)) <= MOST_MARKS


def _words(markdown: str) -> str:
    source = cleaned(markdown)
    if not _is_text(source):
        return source
    parts: list[str] = []
    for token in _parser().parse(source):
        for child in token.children or ():
            parts.append(child.content if child.type in ("text", "code_inline", "text_special") else " ")
        parts.append(" ")
    return "".join(parts)


def blocks(markdown: str) -> list[tuple[str, str]]:
    """The words block by block, without marks: `p`, `h` for a heading or `li` with each; for what knows no HTML."""
    source = cleaned(markdown)
    if not _is_text(source):
        return [("p", part) for part in source.split("\n\n") if part.strip()]
    found: list[tuple[str, str]] = []
    kinds = ["p"]
    for token in _parser().parse(source):
        if token.type in ("heading_open", "list_item_open"):
            kinds.append("h" if token.type == "heading_open" else "li")
        elif token.type in ("heading_close", "list_item_close"):
            kinds.pop()
        elif token.type in ("fence", "code_block"):
            found.append((kinds[-1], token.content.strip()))
        elif token.children:
            said = "".join(
                child.content
                if child.type in ("text", "code_inline", "text_special")
                else " "
                if "break" in child.type
                else ""
                for child in token.children
            )
            found.append((kinds[-1], said.strip()))
    return [(kind, said) for kind, said in found if said]
