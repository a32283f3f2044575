"""A session as its form has it, and what was typed as the session's input takes it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from events_service.directory.directory import Actor, ContactKind, ContactPoint
from events_service.errors import InvalidInput, Sentence
from events_service.programme.programme import AgendaItem, Event, Internal, Session
from events_service.translations import mark
from events_service.web.console.clocks import as_typed, typed_moment
from events_service.web.console.fields import Values, plain_data
from events_service.web.console.naming import Names

_PLAIN = (
    *("code", "title", "subtitle", "abstract", "description", "languages", "interpretation", "time_note"),
    *("objectives_introduction", "objectives", "questions", "status", "status_note", "visibility", "ready", "slug"),
    "stream_url",
)
_SEPARATOR = "; "
UNKNOWN = mark("“{name}” is not in the directory.")
UNKNOWN_OR_NEW = mark("“{name}” is not in the directory. Tick “New” to add the name.")


class People(NamedTuple):
    """Who can be named in the form."""

    organizations: Names
    people: Names
    countries: Names


class Newcomers(NamedTuple):
    """Those who are to be added to the directory, by the field they were typed in."""

    organizations: dict[str, str]
    people: dict[str, str]


def values_of(session: Session, event: Event, known: People) -> Values:
    """The session as its form shows it."""
    values = plain_data({name: getattr(session, name) for name in _PLAIN})
    return values | {
        "start_local": _wall(session.start_local),
        "end_local": _wall(session.end_local),
        "day": session.day_on.isoformat() if session.day_on else None,
        "room": session.room_uid,
        "track": session.track_uid,
        "type": session.type_uid,
        "organizers": [
            {
                "organization": known.organizations.name(link.organization_uid),
                "role": link.role.value,
                "contacts": printed(link.contacts),
                "new": False,
            }
            for link in session.organizers
        ],
        "people": [
            {
                "person": known.people.name(link.person_uid),
                "role": link.role.value,
                "organization": known.organizations.name(link.organization_uid) or None,
                "title": dict(link.title),
                "to_be_confirmed": link.to_be_confirmed,
                "new": False,
            }
            for link in session.people
        ],
        "agenda": [*_agenda_rows(session.agenda, known)],
        "documents": [
            {"title": dict(one.title), "url": one.url, "language": one.language, "kind": one.kind}
            for one in session.documents
        ],
        "offer": {
            "mode": session.offer.mode.value,
            "capacity": _number(session.offer.capacity),
            "opens_at": as_typed(session.offer.opens_at, event.timezone) or None,
            "closes_at": as_typed(session.offer.closes_at, event.timezone) or None,
        },
        "internal": _internal(session.internal or Internal()),
    }


def said_of(changed: Mapping[str, Any], session: Session, event: Event, known: People, new: Newcomers) -> Values:
    """What was changed in the form, as `SessionChange` takes it. InvalidInput for names nobody has."""
    said = dict(changed)
    if "organizers" in said:
        said["organizers"] = [
            _organizer(row, f"organizers.{number}", session, known, new)
            for number, row in enumerate(said["organizers"])
        ]
    if "people" in said:
        said["people"] = [_person(row, f"people.{number}", known, new) for number, row in enumerate(said["people"])]
    if "agenda" in said:
        said["agenda"] = _agenda(said["agenda"], known)
    if "offer" in said:
        said["offer"] = dict(said["offer"]) | {
            name: typed_moment(said["offer"].get(name) or "", event.timezone, f"offer.{name}")
            for name in ("opens_at", "closes_at")
        }
    if "internal" in said and not any(said["internal"].values()):
        said["internal"] = None
    return said


def placed(refusal: InvalidInput, agenda: Sequence[Mapping[str, Any]]) -> InvalidInput:
    """The refusal with faults of nested items of an agenda at the rows of the form they were typed in."""
    rows: dict[str, str] = {}
    top, below = -1, -1
    for number, row in enumerate(agenda):
        nested = bool(row.get("below")) and top >= 0
        top, below = (top, below + 1) if nested else (top + 1, -1)
        rows[f"agenda.{top}.items.{below}" if nested else f"agenda.{top}"] = f"agenda.{number}"
    fields: dict[str, Sentence] = {}
    for name, sentence in refusal.fields.items():
        found = max((key for key in rows if f"{name}.".startswith(f"{key}.")), key=len, default="")
        place = rows[found] + name.removeprefix(found) if found else name
        if ".presenters." in place:
            place = place.partition(".presenters.")[0] + ".presenters"
        fields[place] = sentence
    return InvalidInput(fields=fields)


def _organizer(row: Mapping[str, Any], field: str, session: Session, known: People, new: Newcomers) -> Values:
    name = row["organization"] or ""
    uid = known.organizations.uid(name) or (new.organizations.get(f"{field}.organization") if row["new"] else None)
    said: Values = {"organization": uid or _missing(name, f"{field}.organization"), "role": row["role"]}
    before = next((link.contacts for link in session.organizers if link.organization_uid == uid), ())
    if row["contacts"] != printed(before):
        said["contacts"] = [contact_of(one) for one in separated(row["contacts"])]
    return said


def _person(row: Mapping[str, Any], field: str, known: People, new: Newcomers) -> Values:
    name = row["person"] or ""
    uid = known.people.uid(name) or (new.people.get(f"{field}.person") if row["new"] else None)
    body = known.organizations.uid(row["organization"]) if row["organization"] else None
    if row["organization"] and body is None:
        _missing(row["organization"], f"{field}.organization", body=True)
    return {
        "person": uid or _missing(name, f"{field}.person"),
        "role": row["role"],
        "organization": body,
        "title": row["title"],
        "to_be_confirmed": row["to_be_confirmed"],
    }


def newcomers(rows: Sequence[Mapping[str, Any]], field: str, column: str, known: Names) -> dict[str, str]:
    """Names that were ticked as new, by the field they stand in."""
    return {
        f"{field}.{number}.{column}": row[column]
        for number, row in enumerate(rows)
        if row["new"] and row[column] and known.uid(row[column]) is None
    }


def _missing(name: str, field: str, *, body: bool = False) -> str:
    if not name:
        raise InvalidInput(fields={field: Sentence("This is missing.")})
    if body:
        raise InvalidInput(fields={field: Sentence(UNKNOWN, {"name": name})})
    raise InvalidInput(fields={field: Sentence(UNKNOWN_OR_NEW, {"name": name})})


def _agenda(rows: Iterable[Mapping[str, Any]], known: People) -> list[Values]:
    """The rows as items, those below another within it."""
    items: list[Values] = []
    for number, row in enumerate(rows):
        item: Values = {
            "title": row["title"],
            "start": row["start"],
            "end": row["end"],
            "presenters": [
                _presenter(name, f"agenda.{number}.presenters", known) for name in separated(row["presenters"])
            ],
        }
        if row["below"] and items:
            items[-1]["items"].append(item)
        else:
            items.append(item | {"items": []})
    return items


def _presenter(name: str, field: str, known: People) -> Values:
    for kind, names in (("person", known.people), ("organization", known.organizations), ("country", known.countries)):
        uid = names.uid(name)
        if uid:
            return {kind: uid}
    raise InvalidInput(fields={field: Sentence(UNKNOWN, {"name": name})})


def _agenda_rows(items: Iterable[AgendaItem], known: People, *, below: bool = False) -> Iterable[Values]:
    for item in items:
        yield {
            "title": dict(item.title),
            "start": item.start,
            "end": item.end,
            "presenters": _SEPARATOR.join(filter(None, (_name_of(one, known) for one in item.presenters))),
            "below": below,
        }
        yield from _agenda_rows(item.items, known, below=True)


def _name_of(actor: Actor, known: People) -> str:
    return (
        known.people.name(actor.person_uid)
        or known.organizations.name(actor.organization_uid)
        or known.countries.name(actor.country)
    )


def printed(contacts: Iterable[ContactPoint]) -> str:
    """Ways to reach somebody, in one field."""
    return _SEPARATOR.join(contact.printed for contact in contacts)


def separated(said: str) -> list[str]:
    """What stands between semicolons."""
    return [one.strip() for one in said.replace("؛", ";").split(";") if one.strip()]


def contact_of(said: str) -> Values:
    """One way to reach somebody: which kind it is shows."""
    if "@" in said:
        kind = ContactKind.EMAIL
    elif said.startswith(("http://", "https://", "www.")):
        kind = ContactKind.WEB
    else:
        kind = ContactKind.PHONE if sum(letter.isdigit() for letter in said) >= 5 else ContactKind.ADDRESS
    return {"kind": kind, "printed": said}


def _internal(internal: Internal) -> Values:
    return {
        "expected_audience": _number(internal.expected_audience),
        "setup_minutes": _number(internal.setup_minutes),
        "layout": internal.layout,
        "equipment": internal.equipment,
        "notes": internal.notes,
    }


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _wall(local: datetime | None) -> str | None:
    return local.isoformat(timespec="minutes") if local else None
