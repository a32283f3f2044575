"""One session out of its element: texts, languages, links and status. Times, places and people come from elsewhere."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from events_service.errors import InvalidInput
from events_service.interchange.html_markdown import Converted, to_markdown, to_name
from events_service.interchange.identities import usable_id
from events_service.interchange.language_names import read_languages
from events_service.interchange.schedules.elements import LinkElement, SessionElement
from events_service.interchange.schedules.text_languages import text_language
from events_service.interchange.web_links import Link, read_link
from events_service.languages import cleaned, one_line
from events_service.programme.programme import Document, Recording, SessionStatus

MOST_TAGS = 500_000
"""Tags in all texts together: more than the elements a file may have are not read either."""

LONGEST_TEXT = 100_000
"""Characters in one field."""

_LONGEST_SHOWN = 80
_TRUE = frozenset(("true", "1", "yes", "on", "ja", "oui"))
_CANCELLED = frozenset(("cancelled", "canceled", "withdrawn", "rejected", "abgesagt", "annulé", "annulée"))
_TENTATIVE = frozenset(("tentative", "unconfirmed", "pending", "proposed"))
_VIDEO = (".webm", ".mp4", ".mkv", ".ogv", ".m4v", ".mov")
_TARGET = re.compile(r"(?<=\]\()[^()\s<>]{1,2000}(?=[)\s])")
_MEANT_AS_LINK = re.compile(r"^www\.|/|@")
"""A bare `name.of` may as well be code."""
_SLIDES = frozenset(("slides", "presentation", "folien"))


class TooManyTags(InvalidInput):
    slug = "too-many-tags"
    msgid = "The texts of this file hold more than 500,000 tags."


class Read(NamedTuple):
    """What a session's element says: fields of Session, and sentences about what was repaired."""

    fields: dict[str, Any]
    repairs: tuple[str, ...]


class SessionReader:
    """Reads the sessions of one file; what is known of the whole file goes in once."""

    def __init__(self, language: str, base_url: str, *, is_ours: bool) -> None:
        self.language = language
        self.base_url = base_url
        self.is_ours = is_ours
        self.tags = 0

    def read(self, element: SessionElement) -> Read | None:
        """None where the element has neither a title nor an id."""
        repairs = _cut(element)
        spoken = read_languages(element.said("language"))
        repairs += [f"the language “{shown(name)}” is not known: left out" for name in spoken.unknown]
        tag = text_language(spoken.tags, self.language, first_is_meant=self.is_ours)
        title = _title(element, repairs)
        if not title:
            return None
        url = self._url(element)
        fields: dict[str, Any] = {"title": {tag: title}, "languages": spoken.tags, "url": url}
        fields["code"] = _code(element.said("code"))
        fields |= self._texts(element, tag, url or self.base_url, repairs)
        fields["documents"] = tuple(self._documents(element.links, tag, repairs))
        fields["status"] = _status(element)
        fields["recording"] = _recording(element)
        return Read({name: value for name, value in fields.items() if value}, tuple(repairs))

    def _texts(self, element: SessionElement, tag: str, base: str, repairs: list[str]) -> dict[str, Any]:
        texts = {"subtitle": to_name(element.said("subtitle"))}
        for name in ("abstract", "description"):
            text = element.said(name)
            if not text or text.isspace():
                continue
            converted = self._converted(text, base)
            texts[name] = converted.markdown if self.is_ours else mended(converted.markdown, base, repairs)
            repairs += [f"a link to “{shown(href)}” leads nowhere: its words stay" for href in converted.unusable]
        if not self.is_ours and texts.get("abstract") == texts.get("description"):
            texts.pop("abstract", None)
        return {name: {tag: text} for name, text in texts.items() if text}

    def _converted(self, text: str, base: str) -> Converted:
        if self.is_ours:
            return Converted(cleaned(text))
        self.tags += text.count("<") + text.count("&lt;")
        if self.tags > MOST_TAGS:
            raise TooManyTags
        return to_markdown(text, base)

    def _url(self, element: SessionElement) -> str | None:
        """The page at the source. What we wrote ourselves has that beside ours, which is no source of anything."""
        names = ("origin_url",) if self.is_ours else ("url", "origin_url", "slug", "relative_url")
        for text in map(element.said, names):
            if text.startswith(("http", "www.")) or (text and text == element.said("relative_url")):
                link = read_link(text, self.base_url)
                if link and link.href.startswith("http"):
                    return link.href
        return None

    def _documents(self, links: Iterable[LinkElement], tag: str, repairs: list[str]) -> Iterable[Document]:
        seen: set[tuple[str, str]] = set()
        for element in links:
            said = element.href.strip()
            if not said:
                continue
            link = read_link(said, self.base_url)
            if link is None:
                repairs.append(f"“{shown(said)}” is no link that can be followed: left out")
                continue
            if link.repaired:
                repairs.append(read_as(said, link))
            title = to_name(element.title) or _title_of_link(link.href)
            if (link.href, title) not in seen:
                seen.add((link.href, title))
                yield Document(title={tag: title}, url=link.href, kind=_kind(element, link.href))


def _cut(element: SessionElement) -> list[str]:
    """Shorten what no session says, and tell."""
    long = [name for name, text in element.fields.items() if len(text) > LONGEST_TEXT]
    for name in long:
        element.fields[name] = element.fields[name][:LONGEST_TEXT]
    return [f"its {name} is longer than {LONGEST_TEXT:,} characters: the rest was left out" for name in long]


def shown(text: str) -> str:
    """A text as a report shows it: on one line, and not too long."""
    line = one_line(text)
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"


def read_as(said: str, link: Link) -> str:
    return f"the link “{shown(said)}” was read as {shown(link.href)}"


def mended(markdown: str, base: str, repairs: list[str]) -> str:
    """Markdown whose links have whole addresses, as its author meant them; what means none stays as it is."""

    def whole(target: re.Match[str]) -> str:
        said = target[0]
        link = read_link(said, base) if _MEANT_AS_LINK.search(said) else None
        if link is None or link.href == said:
            return said
        if link.repaired:
            repairs.append(read_as(said, link))
        return link.href

    return _TARGET.sub(whole, markdown) if "](" in markdown else markdown


def _title(element: SessionElement, repairs: list[str]) -> str:
    title = to_name(element.said("title"))
    if title:
        return title
    signs = (usable_id(element.said("id")), *map(element.said, ("code", "slug", "guid", "id")))
    sign = next(filter(None, map(one_line, signs)), "")
    if sign:
        repairs.append("it has no title: its id stands for one")
    return f"Session {sign}" if sign else ""


def _code(text: str) -> str:
    """A code as printed (`SOU 84`). The six random signs of pretalx are printed nowhere."""
    code = one_line(text)
    is_random = len(code) == 6 and code.isascii() and code.isalnum() and code.upper() == code
    return "" if is_random or len(code) > 64 else code


def _status(element: SessionElement) -> SessionStatus | None:
    said = element.said("status").strip().lower()
    if said in _CANCELLED or element.said("cancelled").strip().lower() in _TRUE:
        return SessionStatus.CANCELLED
    return SessionStatus.TENTATIVE if said in _TENTATIVE else None


def _recording(element: SessionElement) -> Recording | None:
    license_name = one_line(element.said("license"))
    opt_out = element.said("optout").strip().lower() in _TRUE
    return Recording(license=license_name, opt_out=opt_out) if license_name or opt_out else None


def _kind(element: LinkElement, href: str) -> str:
    said = element.type.strip().lower()
    if element.kind == "recording" or said in ("recording", "video"):
        return "recording"
    if element.kind == "attachment":
        return "slides" if said in _SLIDES else "document"
    path = href.partition("?")[0].lower()
    return "recording" if path.endswith(_VIDEO) else "link"


def _title_of_link(href: str) -> str:
    """What to call a link that has no words: its address without the beginning."""
    return href.removeprefix("https://").removeprefix("http://").removeprefix("mailto:").rstrip("/")
