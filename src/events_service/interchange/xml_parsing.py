"""Parsing XML from strangers: without entities, within limits, with one sentence where it cannot be read."""

from collections.abc import Callable
from typing import Any, Protocol
from xml.parsers import expat

from defusedxml.common import DefusedXmlException, DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from events_service.errors import InvalidInput
from events_service.interchange.xml_text import mended

LARGEST = 20 * 1024 * 1024
MOST_ELEMENTS = 500_000
DEEPEST = 50
LONGEST_ATTRIBUTE = 10_000
MOST_DECLARED = 200
"""Attributes a document type may declare: the parser looks at all of them for every element."""

_ENDS_EARLY = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)


class UnreadableXml(InvalidInput):
    slug = "unreadable-xml"
    msgid = "This file cannot be read as XML."


class Target(Protocol):
    """What takes the elements as they come."""

    def start(self, tag: str, attrib: dict[str, str], /) -> None: ...
    def end(self, tag: str, /) -> None: ...
    def data(self, text: str, /) -> None: ...
    def close(self) -> Any: ...


class Limits:
    """Counts what a file brings, and refuses what would take more memory or time than a schedule needs."""

    __slots__ = ("depth", "elements")

    def __init__(self) -> None:
        self.elements = 0
        self.depth = 0

    def opened(self, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MOST_ELEMENTS:
            raise UnreadableXml("The file has more than {most} elements.", most=f"{MOST_ELEMENTS:,}")
        if self.depth > DEEPEST:
            raise UnreadableXml("Elements stand in one another deeper than {deepest}.", deepest=DEEPEST)
        for value in attributes.values():
            if len(value) > LONGEST_ATTRIBUTE:
                raise UnreadableXml("An attribute is longer than {most} characters.", most=f"{LONGEST_ATTRIBUTE:,}")

    def closed(self) -> None:
        self.depth -= 1


def check_size(data: bytes) -> None:
    """InvalidInput where a file is too large, empty or packed."""
    if len(data) > LARGEST:
        raise UnreadableXml("The file is larger than {most} MB.", most=LARGEST // 1024 // 1024)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UnreadableXml("The file is empty.")
    if data.startswith((b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")):
        raise UnreadableXml("The file is compressed. Unpack it first.")


def parse(data: bytes, new_target: Callable[[], Target]) -> tuple[Any, tuple[str, ...]]:
    """What the target made of the file, and what had to be repaired in its letters. UnreadableXml where it is none.

    The file is read as it is; where that fails, once more with what a strict parser stumbles over mended.
    """
    check_size(data)
    try:
        return _parsed(data, new_target()), ()
    except (ParseError, ValueError, LookupError) as problem:
        if isinstance(problem, DefusedXmlException):
            raise _forbidden(problem) from problem
        first = problem
    if isinstance(first, ParseError) and first.code in _ENDS_EARLY:
        raise _malformed(first) from first
    if data.count(b"&") > MOST_ELEMENTS:
        raise UnreadableXml("The file has more than {most} signs written as entities.", most=f"{MOST_ELEMENTS:,}")
    mending = mended(data)
    if not mending.text.lstrip().startswith("<"):
        raise UnreadableXml("This is not XML: it does not begin with <.")
    if not mending.repairs and isinstance(first, ParseError) and data.startswith(b"<"):
        raise _malformed(first) from first
    try:
        return _parsed(mending.text, new_target()), mending.repairs
    except DefusedXmlException as problem:
        raise _forbidden(problem) from problem
    except ParseError as problem:
        raise _malformed(problem) from problem


def _parsed(text: bytes | str, target: Target) -> Any:
    """Names arrive as `namespace}name`: the target is called by expat itself, which halves the time.

    A document type is passed over: what it stands in elsewhere is never asked for, what it declares has no effect,
    and entities are refused where they are declared.
    """
    parser = DefusedXMLParser(target=target, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.parser.specified_attributes = True
    parser.parser.AttlistDeclHandler = _Declared()
    parser.parser.ordered_attributes = False
    parser.parser.StartElementHandler = target.start
    parser.parser.EndElementHandler = target.end
    parser.parser.CharacterDataHandler = target.data
    parser.feed(text)
    return parser.close()


class _Declared:
    """Counts the attributes a document type declares."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, element: str, name: str, kind: str, default: str | None, required: bool, /) -> None:
        self.count += 1
        if self.count > MOST_DECLARED:
            raise DTDForbidden(name, None, None)


def _forbidden(problem: DefusedXmlException) -> UnreadableXml:
    return UnreadableXml("The file declares a document type or entities of its own, which are not read here.")


def _malformed(problem: ParseError) -> UnreadableXml:
    line = problem.position[0]
    if problem.code in _ENDS_EARLY:
        return UnreadableXml("The file ends in the middle: something is missing after line {line}.", line=line)
    said = expat.ErrorString(problem.code) or "not well-formed"
    return UnreadableXml("This is not well-formed XML: {problem} in line {line}.", problem=said, line=line)
