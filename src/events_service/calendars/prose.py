"""Markdown as calendars can show it: plain text for DESCRIPTION, safe HTML for X-ALT-DESC."""

import re
from functools import cache, lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from events_service.languages import cleaned

# What may be a mark, in a line or at its beginning. The rest is as it will be read, and needs no parser.
_INLINE = re.compile(r"[*_`#\[\]<>\\|&]")
_BLOCK = re.compile(r"\n(?:[ \t]*(?:[-+=]|\d+[.)])| {4}|\t)")
_GAPS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_ALLOWED = {
    "p",
    "br",
    "b",
    "strong",
    "i",
    "em",
    "ul",
    "ol",
    "li",
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
}
_ALLOWED |= {"code", "pre", "hr"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_LONGEST, _MOST_MARKS = 50_000, 1_000


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "maxNesting": 20})


@lru_cache(maxsize=128)  # one session's entry goes into many mails, one after the other
def plain(markdown: str) -> str:
    """The text without its marks: paragraphs parted by an empty line, items dashed, addresses after their links."""
    source = cleaned(markdown)
    said = _said(_parser().parse(source)) if _is_marked(source) and _is_readable(source) else source
    return _GAPS.sub("\n\n", said).strip() or source.strip()


@lru_cache(maxsize=2048)
def beginning(markdown: str) -> str:
    """The same for the beginning of a text, which is asked for in each language and again after each release."""
    return plain(markdown)


@lru_cache(maxsize=128)
def html(markdown: str) -> str:
    """The text as HTML that holds no scripts, styles or images, and whose links lead to pages and addresses."""
    source = cleaned(markdown)
    if not _is_readable(source):
        return "".join(f"<p>{escape(part)}</p>" for part in _GAPS.split(source.strip()))
    rendered = _parser().render(source)
    return nh3.clean(rendered, tags=_ALLOWED, attributes={"a": {"href"}}, url_schemes=_SCHEMES).strip()


def _is_marked(source: str) -> bool:
    return bool(_INLINE.search(source) or _BLOCK.search("\n" + source))


def _is_readable(source: str) -> bool:
    """Can it be parsed in no time? What is longer, or all brackets, is shown as it is."""
    return len(source) <= _LONGEST and sum(map(source.count, "[*_`<>")) <= _MOST_MARKS


def _said(tokens: list[Token]) -> str:
    parts: list[str] = []
    numbers: list[int | None] = []
    for token in tokens:
        match token.type:
            case "inline":
                parts.append(_inline(token.children or []))
            case "bullet_list_open":
                numbers.append(None)
            case "ordered_list_open":
                numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                numbers.pop()
                parts.append("" if numbers else "\n")
            case "list_item_open":
                parts.append(_bullet(numbers))
            case "paragraph_close" | "heading_close":
                parts.append("\n" if token.hidden or numbers else "\n\n")
            case "fence" | "code_block":
                parts.append(token.content.rstrip("\n") + "\n\n")
    return "".join(parts)


def _bullet(numbers: list[int | None]) -> str:
    number = numbers[-1]
    if number is None:
        return "– "
    numbers[-1] = number + 1
    return f"{number}. "


def _inline(tokens: list[Token]) -> str:
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "link_open":
                links.append((str(token.attrGet("href") or ""), len(parts)))
            case "link_close":
                address, start = links.pop()
                if "".join(parts[start:]) != address.removeprefix("mailto:"):
                    parts.append(f" ({address})")
            case _:
                parts.append(token.content)
    return "".join(parts)
