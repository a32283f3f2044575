"""The page of changes for feed readers: Atom, RFC 4287."""

from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from events_service.languages import cleaned
from events_service.translations import filled
from events_service.web.public.changes import Changed, Said, Version, versions
from events_service.web.public.frame import reader_of, titled
from events_service.web.public.names import unmarked
from events_service.web.reader import Reader
from events_service.web.views import EventView

_ATOM = "http://www.w3.org/2005/Atom"
_LATEST = 50

register_namespace("", _ATOM)


def render_atom(view: EventView, language: str) -> bytes:
    """The latest versions, each as one entry whose identity never changes (section 4.2.6)."""
    reader = reader_of(view, language)
    event = view.event
    page = view.site.url(reader.page(event.slug, "changes"))
    latest = versions(view, reader)[:_LATEST]
    feed = Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    _say(feed, "id", f"urn:uuid:{uuid5(UUID(event.uid), 'changes')}")
    _say(feed, "title", titled(reader.plain(event.title), str(reader.say("What changed"))))
    _say(feed, "updated", _moment(latest[0].at if latest else view.release.released_at))
    _say(SubElement(feed, f"{{{_ATOM}}}author"), "name", view.site.name)
    _link(feed, page)
    _link(feed, view.site.url(reader.file(event.slug, "changes.atom")), rel="self", type="application/atom+xml")
    for version in latest:
        _entry(feed, version, event.uid, page, reader)
    written: str = tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


def _entry(feed: Element, version: Version, event_uid: str, page: str, reader: Reader) -> None:
    entry = SubElement(feed, f"{{{_ATOM}}}entry")
    _say(entry, "id", f"urn:uuid:{uuid5(UUID(event_uid), f'changes:{version.number}')}")
    title = reader.say("Version {number}", number=version.number)
    _say(entry, "title", titled(str(title), unmarked(version.note)))
    _say(entry, "updated", _moment(version.at))
    _link(entry, f"{page}#v{version.number}")
    lines = [_line(changed, reader) for changed in version.changed]
    if version.more:
        lines.append(unmarked(reader.say_many("{count} more", "{count} more", version.more)))
    _say(entry, "content", "\n".join(lines))


def _line(changed: Changed, reader: Reader) -> str:
    """`SOU 84 Partnering to last: Another room: Dakhla → Agadir`."""
    name = " ".join(part for part in (changed.code, unmarked(changed.title)) if part)
    separator = {"fr": "\u202f; ", "ar": "؛ "}.get(reader.language, "; ")
    return _labelled(name, separator.join(_words(said, reader) for said in changed.said), reader)


def _words(said: Said, reader: Reader) -> str:
    compared = " → ".join(unmarked(part) for part in (said.before, said.after) if part)
    return _labelled(unmarked(said.label), compared, reader) if compared else unmarked(said.label)


def _labelled(label: str, value: str, reader: Reader) -> str:
    """A label and what it is about, with the spaces the language puts around a colon."""
    return filled(reader.gettext("{label}: {value}"), {"label": label, "value": value})


def _say(parent: Element, name: str, words: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}{name}").text = cleaned(words)


def _link(parent: Element, address: str, **marks: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}link", {"href": address, **marks})


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
