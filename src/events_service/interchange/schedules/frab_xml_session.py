"""One session's element in a schedule.xml: what programs call its parts, and where they put them."""

from html import escape
from xml.etree.ElementTree import Element

from events_service.interchange.html_tree import ELEMENTS
from events_service.interchange.schedules.elements import (
    BODY_FIELDS,
    RECORDING_FIELDS,
    SESSION_FIELDS,
    LinkElement,
    PersonElement,
    SessionElement,
)

_SESSION_LINKS = ("link", "attachment")
_PEOPLE = frozenset(("persons", "speakers", "people"))
_PERSON = frozenset(("person", "speaker"))
_NAMES = ("name", "public_name", "full_public_name", "fullname", "display_name")
_BIOGRAPHIES = ("biography", "bio", "abstract", "description")
_LINKS = {"links": "link", "attachments": "attachment"}


def read_session(element: Element) -> SessionElement:
    """What an event element says. Events inside it are not part of it."""
    fields: dict[str, str] = {}
    session = SessionElement(fields)
    for name, text in element.attrib.items():
        if name in SESSION_FIELDS:
            fields[SESSION_FIELDS[name]] = text
    for child in element:
        tag = child.tag
        if tag in SESSION_FIELDS:
            name = SESSION_FIELDS[tag]
            text = text_of(child) if len(child) == 0 else _markup(child) if name in BODY_FIELDS else _words(child)
            if text and (name not in fields or not fields[name].strip()):
                fields[name] = text
            if name == "track" and child.get("slug"):
                fields["track_slug"] = child.get("slug", "")
            if name == "room" and child.get("id"):
                fields["room_id"] = child.get("id", "")
        elif tag in _PEOPLE:
            session.people += [_person(person) for person in child if person.tag in _PERSON]
        elif tag in _PERSON:
            session.people.append(_person(child))
        elif tag in _LINKS:
            session.links += [_link(link, _LINKS[tag]) for link in child if link.tag in _SESSION_LINKS]
        elif tag in _SESSION_LINKS:
            session.links.append(_link(child, tag))
        elif tag == "recording":
            _take_recording(child, session)
        elif tag in RECORDING_FIELDS and text_of(child).strip():
            session.links.append(LinkElement("recording", text_of(child)))
        elif tag == "topics":
            fields.setdefault("topic", next((_words(topic) for topic in child if _words(topic).strip()), ""))
    return session


def _take_recording(element: Element, session: SessionElement) -> None:
    session.fields.setdefault("license", "")
    for child in element:
        if child.tag in ("url", "link"):
            if text_of(child).strip():
                session.links.append(LinkElement("recording", text_of(child)))
        elif SESSION_FIELDS.get(child.tag) in ("license", "optout") and text_of(child).strip():
            session.fields[SESSION_FIELDS[child.tag]] = text_of(child)


def _person(element: Element) -> PersonElement:
    parts = {child.tag: _words(child) for child in reversed(element)} if len(element) else {}
    name = next((parts[part] for part in _NAMES if parts.get(part)), "") or text_of(element)
    if not name.strip():
        name = element.get("name", "") or " ".join((parts.get("first_name", ""), parts.get("last_name", "")))
    return PersonElement(
        name,
        element.get("id", "") or parts.get("id", ""),
        element.get("guid", "") or parts.get("guid", ""),
        element.get("slug", "") or element.get("code", ""),
        element.get("role", "") or parts.get("role", ""),
        next((parts[part] for part in _BIOGRAPHIES if parts.get(part)), ""),
    )


def _link(element: Element, kind: str) -> LinkElement:
    text = _words(element)
    href = element.get("href") or element.get("url") or element.get("file") or (text if "." in text else "")
    return LinkElement(kind, href, text if text != href else element.get("title", ""), element.get("type", ""))


def text_of(element: Element) -> str:
    """The text at the element's beginning, before any other element."""
    return element.text or ""


def _words(element: Element) -> str:
    return "".join(element.itertext())


def _markup(element: Element) -> str:
    """What an element holds as HTML: some write tags into a text that belong there as letters."""
    if not any(inner.tag in ELEMENTS for inner in element.iter() if inner is not element):
        return _words(element)
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        attributes = "".join(f' {name}="{escape(text)}"' for name, text in child.attrib.items())
        inner = _markup(child) if len(child) else escape(text_of(child), quote=False)
        parts.append(f"<{child.tag}{attributes}>{inner}</{child.tag}>{escape(child.tail or '', quote=False)}")
    return "".join(parts)
