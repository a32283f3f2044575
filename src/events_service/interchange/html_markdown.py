"""HTML as organizers' forms and exports hold it, made Markdown without HTML. Other text stays as it is."""

import re
from html import unescape
from typing import NamedTuple

from events_service.interchange.html_tree import (
    HEADINGS,
    LISTS,
    Node,
    code_shown_again,
    is_html,
    read_html,
    shown_code_hidden,
    unescaped_once,
)
from events_service.interchange.web_links import read_link
from events_service.languages import cleaned, one_line

LONGEST_NAME = 20_000

_STRONG = frozenset(("b", "strong"))
_EMPHASIS = frozenset(("i", "em"))
_CODE = frozenset(("code", "tt", "kbd", "samp"))
_CELLS = frozenset(("td", "th"))

_SPECIAL = re.compile(r"[\\`*_<&]")
_MEANINGFUL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|`|(?<!\s)\*|\*(?!\s)|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w{1,31};)"
)
_AT_START = r"(?:(#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|(?:[-=_*] ?){3,}$|~~~)|(\d{1,9})([.)])(?=\s|$))"
_LINE_START = re.compile(rf"\A{_AT_START}")
_LINE_STARTS = re.compile(rf"^{_AT_START}", re.MULTILINE)
_WHITE = re.compile(r"\s+")
_BREAK = "\v"
_BREAKS = re.compile(r"[ \t]*\v[ \t\v]*")
_RAW_BREAKS = re.compile(r"[ \t]*\v\n?(?:[ \t]*\v\n?)*")
_LAST_PUNCTUATION = re.compile(r"^(.*?\w\W{0,8}?)([^\w\s]+)$", re.DOTALL)
_UNSAFE_IN_LINK = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "\\": "%5C"})


class Converted(NamedTuple):
    markdown: str
    unusable: tuple[str, ...] = ()
    """Targets of links that cannot be followed; their words are still in the text."""


def to_markdown(text: str, base: str = "") -> Converted:
    """The text as Markdown. Relative links are read from `base`."""
    text = cleaned(text).strip("\n").rstrip()
    if "<" not in text and "&lt;" not in text:
        return Converted(text)
    text = unescaped_once(text)
    if not is_html(text):
        return Converted(text)
    writer = _Writer(base)
    written = writer.whole(read_html(shown_code_hidden(text)))
    written = code_shown_again(written)
    if "&" in text:
        written = cleaned(written)
    return Converted(written.strip("\n").rstrip(), tuple(writer.unusable))


def to_plain(text: str) -> str:
    """The text without tags and entities: for titles and names."""
    if "<" in text and is_html(text):
        text = read_html(text).text()
    return unescape(text) if "&" in text else text


def to_name(text: str) -> str:
    """A title or name on one line: without tags, entities and control characters, and no longer than a page."""
    return one_line(to_plain(text[:LONGEST_NAME]))


class _Writer:
    """Writes one tree. `raw` text is Markdown already: it stands beside the elements, not in them."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.unusable: list[str] = []

    def whole(self, root: Node) -> str:
        return "\n\n".join(self._blocks(root, raw=True))

    def _blocks(self, node: Node, *, raw: bool = False) -> list[str]:
        """The node's content as blocks: runs of text, and what its block elements say."""
        blocks: list[str] = []
        run: list[Node | str] = []
        for child in (*node.children, None):
            if child is not None and not (isinstance(child, Node) and child.is_block()):
                run.append(child)
                continue
            if run:
                said = self._paragraph(run, raw)
                blocks += [said] if said else []
                run = []
            if isinstance(child, Node):
                blocks += self._block(child)
        return blocks

    def _paragraph(self, run: list[Node | str], raw: bool) -> str:
        said = self._inline(run, raw=raw)
        if raw:
            return _RAW_BREAKS.sub(_broken, said).strip("\n").rstrip() if said.strip() else ""
        if _BREAK in said:
            return _LINE_STARTS.sub(_guarded, _BREAKS.sub(_broken, said.strip()))
        return _LINE_START.sub(_guarded, said.strip(), count=1)

    def _block(self, node: Node) -> list[str]:
        name = node.name
        if name in HEADINGS:
            said = self._words(node)
            return [f"{'#' * int(name[1])} {said}"] if said else []
        if name in LISTS:
            return self._list(node)
        if name in ("li", "dd"):
            return _marked("- ", self._blocks(node)) if name == "li" else self._blocks(node)
        if name == "dt":
            said = self._words(node)
            return [f"**{said}**"] if said else []
        if name == "hr":
            return ["---"]
        if name == "pre":
            return _fenced(node)
        if name == "blockquote":
            inner = "\n\n".join(self._blocks(node))
            return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))] if inner else []
        if name == "tr":
            cells = [child for child in node.children if isinstance(child, Node) and child.name in _CELLS]
            said = " | ".join(self._words(cell) for cell in cells)
            return [_LINE_START.sub(_guarded, said)] if said.strip(" |") else []
        return self._blocks(node)

    def _list(self, node: Node) -> list[str]:
        items: list[str] = []
        number = 1
        for child in node.children:
            if isinstance(child, str) and not child.strip():
                continue
            inner = self._blocks(child) if isinstance(child, Node) and child.name == "li" else self._loose(child)
            marker = f"{number}. " if node.name == "ol" else "- "
            marked = _marked(marker, inner)
            number += bool(marked)
            items += marked
        return ["\n".join(items)] if items else []

    def _loose(self, child: Node | str) -> list[str]:
        """What stands in a list without being an item of it."""
        holder = Node("li")
        holder.children.append(child)
        return self._blocks(holder)

    def _words(self, node: Node) -> str:
        """The node's text on one line."""
        return _WHITE.sub(" ", self._inline(node.children)).strip()

    def _inline(self, children: list[Node | str], *, raw: bool = False) -> str:
        said = ""
        for index, child in enumerate(children):
            if isinstance(child, str):
                said += child if raw else _literal(unescape(child))
            else:
                said += self._element(child, raw, children[index + 1 : index + 2])
        return said

    def _element(self, node: Node, raw: bool, following: list[Node | str]) -> str:
        name = node.name
        if name == "br":
            return _BREAK
        if name in _CODE:
            return _code_span(node)
        if name == "img":
            return self._link(_literal(node.attribute("alt")), node.attribute("src"))
        if name in _STRONG or name in _EMPHASIS:
            return _emphasized("**" if name in _STRONG else "*", self._inline(node.children, raw=raw), following)
        if name == "a":
            return self._link(self._inline(node.children, raw=raw), node.attribute("href"))
        if name == "q":
            return f"“{self._inline(node.children, raw=raw)}”"
        if node.is_block() or name in _CELLS:
            return f" {self._inline(node.children, raw=raw)} "
        return self._inline(node.children, raw=raw)

    def _link(self, words: str, href: str) -> str:
        href = href.strip()
        if not href or href.startswith("#"):
            return words
        link = read_link(href, self.base)
        if link is None:
            self.unusable.append(href)
            return words
        target = link.href.translate(_UNSAFE_IN_LINK)
        label = _WHITE.sub(" ", words).strip()
        if not label or label in (link.href, href):
            return f"<{target}>"
        before, behind = " " * (words[:1].isspace()), " " * (words[-1:].isspace())
        return f"{before}[{_balanced(label)}]({target}){behind}"


def _literal(text: str) -> str:
    """Text that means itself: white space as one blank, what Markdown would read otherwise behind a backslash."""
    if not text.isprintable() or "  " in text:
        text = _WHITE.sub(" ", text)
    return _MEANINGFUL.sub(r"\\\g<0>", text) if _SPECIAL.search(text) else text


def _broken(breaks: re.Match[str]) -> str:
    """One break is a line's end, two are a paragraph's."""
    return "\n\n" if breaks[0].count(_BREAK) > 1 else "  \n"


def _guarded(start: re.Match[str]) -> str:
    return f"{start[2]}\\{start[3]}" if start[2] else f"\\{start[1]}"


def _marked(marker: str, blocks: list[str]) -> list[str]:
    """Blocks as one item of a list: nested lists close to their words, paragraphs apart."""
    if not blocks:
        return []
    text = blocks[0]
    for block in blocks[1:]:
        text += ("\n" if block.startswith(("- ", "1. ")) else "\n\n") + block
    indent = " " * len(marker)
    return [marker + "\n".join(indent + line if line and n else line for n, line in enumerate(text.split("\n")))]


def _fenced(node: Node) -> list[str]:
    code = unescape(node.text()).strip("\n").rstrip()
    if not code:
        return []
    fence = "`" * max(3, _longest_ticks(code) + 1)
    return [f"{fence}\n{code}\n{fence}"]


def _code_span(node: Node) -> str:
    code = _WHITE.sub(" ", unescape(node.text())).strip()
    if not code:
        return ""
    ticks = "`" * (_longest_ticks(code) + 1)
    space = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{space}{code}{space}{ticks}"


def _longest_ticks(code: str) -> int:
    return max(map(len, re.findall("`+", code)), default=0)


def _emphasized(mark: str, inner: str, following: list[Node | str]) -> str:
    """Marks close to the words, blanks outside; out moves punctuation that would undo the mark before a letter."""
    words = inner.strip()
    if _BREAK * 2 in words or not any(letter.isalnum() for letter in words):
        return inner
    before, behind = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    tail = ""
    goes_on = not behind and following and isinstance(following[0], str) and following[0][:1].isalnum()
    if goes_on and (split := _LAST_PUNCTUATION.match(words)):
        words, tail = split[1], split[2]
    return f"{before}{mark}{words}{mark}{tail}{behind}"


def _balanced(label: str) -> str:
    """Square brackets inside a link's words, kept from ending it."""
    return re.sub(r"(?<!\\)([\[\]])", r"\\\1", label)
