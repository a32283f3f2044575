"""HTML fragments as a small tree: known elements only, never deeper than it takes, in time linear to the text."""

import re
from html import unescape

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LISTS = frozenset(("ul", "ol"))
_BOXES = frozenset(
    ("p", "div", "section", "article", "header", "footer", "main", "aside", "address", "center", "figure")
) | frozenset(("figcaption", "form", "fieldset", "nav", "body", "html"))
BLOCKS = (
    _BOXES
    | HEADINGS
    | LISTS
    | frozenset(("li", "dl", "dt", "dd", "blockquote", "pre", "hr", "table", "thead", "tbody", "tfoot", "tr"))
)
_INLINE = frozenset(
    ("a", "b", "strong", "i", "em", "code", "tt", "kbd", "samp", "span", "font", "u", "s", "del", "ins", "sub", "sup")
) | frozenset(("small", "big", "mark", "abbr", "cite", "q", "br", "img", "td", "th"))
_VOID = frozenset(("br", "hr", "img"))
_DROPPED = frozenset(("script", "style", "head", "iframe", "object", "noscript", "template", "svg", "title"))
_IGNORED = frozenset(("meta", "link", "input", "col", "wbr", "o:p", "label", "button", "caption", "colgroup"))
ELEMENTS = BLOCKS | _INLINE | _DROPPED | _IGNORED
_DEEPEST = 40

_TAG = re.compile(r"(/?)([A-Za-z][A-Za-z0-9:]*)(?=[\s/>])([^>]*)>")
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)

_LEADING = re.compile(
    rf"\s*<(?:!--|!doctype|(?:{'|'.join(sorted(BLOCKS - {'hr'}, key=len, reverse=True))})(?=[\s/>]))", re.IGNORECASE
)
_HIDDEN = "\ufdd0"
_CODE = re.compile(r"```.*?```|~~~.*?~~~|``.+?``|`[^`\n]*`", re.DOTALL)
_PAIRED = sorted((BLOCKS | _INLINE) - _VOID, key=len, reverse=True)
_TELLTALE = re.compile(
    rf"(?<!\\)</(?:{'|'.join(_PAIRED)})\s*>|(?<!\\)<(?:(?:br|hr)\s*/?|(?:img|a)\s[^<>]*)>"
    r"|(?:^|(?<=[\s>.!?:]))<(?:p|li|ul|ol|div)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_ESCAPED = re.compile(
    r"&lt;/?(?:p|br|div|ul|ol|li|a|strong|em|b|i|h[1-6]|blockquote)(?:\s(?:(?!&[lg]t;).)*?)?/?&gt;", re.I
)


class Node:
    """An element with its children. The root has no name."""

    __slots__ = ("attributes", "children", "name")

    def __init__(self, name: str, attributes: str = "") -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node | str] = []

    def attribute(self, name: str) -> str:
        for key, *values in _ATTRIBUTE.findall(self.attributes):
            if key.lower() == name:
                return unescape("".join(values))
        return ""

    def text(self) -> str:
        """All text inside, as it is written."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def is_block(self) -> bool:
        return self.name in BLOCKS


def is_html(text: str) -> bool:
    """Whether a text means its tags, rather than showing them or having none. Markdown may show them as code."""
    if "<" not in text:
        return False
    if _LEADING.match(text):
        return True
    return _TELLTALE.search(_CODE.sub("", text) if "`" in text or "~~~" in text else text) is not None


def shown_code_hidden(text: str) -> str:
    """The text with `<` in Markdown's code as a character that stands in no text, for `code_shown_again`."""
    if "`" not in text or _LEADING.match(text):
        return text
    return _CODE.sub(lambda code: code[0].replace("<", _HIDDEN), text)


def code_shown_again(text: str) -> str:
    return text.replace(_HIDDEN, "<")


def unescaped_once(text: str) -> str:
    """HTML that was escaped once too often, made HTML again; any other text as it is."""
    if "&lt;" not in text or len(_ESCAPED.findall(text)) < 2 or is_html(text):
        return text
    return unescape(text)


def read_html(text: str) -> Node:
    """The tree. What stands in no element is the root's own text."""
    root = Node("")
    stack = [root]
    first, *rest = text.split("<")
    if first:
        root.children.append(first)
    dropping = ""
    for piece in rest:
        tag = _TAG.match(piece)
        name = tag[2].lower() if tag else ""
        if dropping:
            piece, dropping = _behind_dropped(piece, dropping, tag, name)
        elif name in _DROPPED and tag:
            dropping = "" if tag[1] or tag[3].endswith("/") else name
            piece = piece[tag.end() :] if not dropping else ""
        elif name in ELEMENTS and tag:
            if tag[1]:
                _close(stack, name)
            elif name not in _IGNORED:
                _open(stack, Node(name, tag[3]))
            piece = piece[tag.end() :]
        elif piece.startswith(("!", "?")):
            piece, dropping = _behind_dropped(piece, "-->" if piece.startswith("!--") else ">", None, "")
        else:
            piece = "<" + piece
        if piece:
            stack[-1].children.append(piece)
    return root


def _behind_dropped(piece: str, end: str, tag: re.Match[str] | None, name: str) -> tuple[str, str]:
    """What a piece still says behind the end of what is dropped; and, without that end, what it waits for."""
    if end in ("-->", ">"):
        _, found, rest = piece.partition(end)
        return (rest, "") if found else ("", end)
    if tag and tag[1] and name == end:
        return piece[tag.end() :], ""
    return "", end


def _open(stack: list[Node], node: Node) -> None:
    if node.name == "li":
        _close_up_to(stack, "li", LISTS)
    elif node.name in ("dt", "dd"):
        _close_up_to(stack, ("dt", "dd"), {"dl"})
    elif node.name in ("tr", "td", "th"):
        _close_up_to(stack, "tr" if node.name == "tr" else ("td", "th"), {"table"} if node.name == "tr" else {"tr"})
    elif node.is_block() and stack[-1].name == "p":
        stack.pop()
    stack[-1].children.append(node)
    if node.name not in _VOID and len(stack) < _DEEPEST:
        stack.append(node)


def _close_up_to(stack: list[Node], names: str | tuple[str, ...], barrier: frozenset[str] | set[str]) -> None:
    """Close what is open of those names, unless something of the barrier lies between."""
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name in barrier:
            return
        if stack[depth].name == names or stack[depth].name in names:
            del stack[depth:]
            return


def _close(stack: list[Node], name: str) -> None:
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name == name:
            del stack[depth:]
            return
