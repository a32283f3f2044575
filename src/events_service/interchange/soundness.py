"""Whether a bundle can be kept: what the types do not say, checked before anything of it is compared or written."""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from events_service import zones
from events_service.columns import is_uid
from events_service.directory.directory import Organization, Person
from events_service.errors import InvalidInput
from events_service.programme.programme import AgendaItem, Event, Offer, Programme, Room, Session
from events_service.programme.session_names import code_and_title
from events_service.programme.validity import LONGEST_CODE

DEEPEST = 10
"""Levels of an agenda; pages indent each."""

LARGEST_NUMBER = 2**31 - 1
"""PostgreSQL's integers end there."""
MOST_REVISIONS = 1_000_000
"""A revision goes on from a bundle's: those of an event that changes every minute for two years."""
YEARS = range(1900, 2201)
"""Near the ends of the calendar there is no moment in other zones."""

_COUNTRY = re.compile(r"[A-Z]{2}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class UnsoundBundle(InvalidInput):
    """What is wrong, and with which record."""

    slug = "unsound-bundle"
    msgid = "This bundle cannot be taken: {what} of {record} {why}."


def check_depth(programmes: Iterable[Programme]) -> None:
    """Refuse an agenda without end, before anything follows it down."""
    for programme in programmes:
        for session in programme.sessions:
            if _is_deeper(session.agenda, DEEPEST):
                raise _unsound("agenda", session, f"is more than {DEEPEST} levels deep")


def _is_deeper(items: Iterable[AgendaItem], levels: int) -> bool:
    return any(levels == 0 or _is_deeper(item.items, levels - 1) for item in items)


def check_values(value: Struct) -> None:
    """Refuse, wherever it stands, a uid that is no UUID in its usual form, and a number or a year beyond any use."""
    for owner, name, said in _values_in(value):
        match said:
            case str():
                if not is_uid(said):
                    raise _unsound(name, owner, f"is not a UUID in its usual form: “{said}”")
            case int() if name == "revision":
                if not 0 <= said <= MOST_REVISIONS:
                    raise _unsound(name, owner, f"is not between 0 and {MOST_REVISIONS:,}")
            case int():
                if abs(said) > LARGEST_NUMBER:
                    raise _unsound(name, owner, "is too large a number")
            case date():
                if said.year not in YEARS:
                    raise _unsound(
                        name, owner, f"lies beyond the years {YEARS[0]} to {YEARS[-1]}: {said.isoformat()[:10]}"
                    )
                if name.endswith("_at") and isinstance(said, datetime) and said.tzinfo is None:
                    raise _unsound(name, owner, f"does not say in which time zone it is: {said.isoformat()}")


def _values_in(value: Struct) -> Iterator[tuple[Struct, str, str | int | date]]:
    """The uids, numbers and dates of a record and of all it holds, each with the record and the field it stands in."""
    for name in value.__struct_fields__:
        said = getattr(value, name)
        for one in said if isinstance(said, tuple) else (said,):
            if isinstance(one, Struct):
                yield from _values_in(one)
            elif isinstance(one, (int, date)) or (isinstance(one, str) and name.endswith(("uid", "uids"))):
                yield value, name, one


def check_programme(programme: Programme) -> None:
    """Refuse a programme whose records could not be kept, or that refers to what it does not have."""
    _check_event(programme.event)
    kinds = ("venues", "rooms", "tracks", "types", "organizations", "people", "sessions", "stands")
    uids = {kind: _unique(getattr(programme, kind)) for kind in kinds}
    series = {programme.series.uid} if programme.series else set[str]()
    _check_reference(programme.event, "series_uid", series)
    for person in programme.people:
        _check_reference(person, "organization_uid", uids["organizations"])
    for body in programme.organizations:
        _check_form(body, "country", body.country, _COUNTRY)
    for room in programme.rooms:
        _check_room(room, uids["venues"])
    for track in programme.tracks:
        _check_form(track, "colour", track.colour, _COLOUR)
    for session in programme.sessions:
        _check_session(session, programme.event, uids)


def check_directory(
    organizations: Iterable[Organization], people: Iterable[Person], elsewhere: Collection[str]
) -> None:
    """Refuse people and organizations, apart from any event, that could not be kept.

    `elsewhere` are uids of organizations that stand in the bundle's programmes.
    """
    known = _unique(organizations) | {*elsewhere}
    _unique(people)
    for body in organizations:
        _check_form(body, "country", body.country, _COUNTRY)
    for person in people:
        _check_reference(person, "organization_uid", known)


def check_distinct(*groups: Iterable[Any]) -> None:
    """Refuse a record that stands twice in its group."""
    for records in groups:
        _unique(records)


def _check_event(event: Event) -> None:
    zones.zone(event.timezone)
    if event.end_on < event.start_on:
        raise _unsound("end_on", event, "is before its first day")
    _check_form(event, "day_change", event.day_change, _TIME_OF_DAY)
    _check_form(event, "country", event.country, _COUNTRY)
    _check_form(event, "accent", event.accent, _COLOUR)
    _check_title(event)
    if not event.languages:
        raise _unsound("languages", event, "are none")
    _check_offer(event, event.offer)


def _check_room(room: Room, venues: Collection[str]) -> None:
    _check_reference(room, "venue_uid", venues)
    if room.capacity is not None and room.capacity < 0:
        raise _unsound("capacity", room, "is less than nothing")


def _check_title(record: Event | Session) -> None:
    if not any(record.title.values()):
        raise _unsound("title", record, "says nothing in any language")


def _check_session(session: Session, event: Event, uids: dict[str, set[str]]) -> None:
    _check_title(session)
    if len(session.code) > LONGEST_CODE:
        raise _unsound("code", session, f"has more than {LONGEST_CODE} characters")
    for name, fold in (("start_fold", session.start_fold), ("end_fold", session.end_fold)):
        if fold not in (0, 1):
            raise _unsound(name, session, "is neither 0 nor 1")
    if _ends_too_early(session, event.timezone):
        raise _unsound("end_local", session, "is before its start")
    _check_reference(session, "room_uid", uids["rooms"])
    _check_reference(session, "track_uid", uids["tracks"])
    _check_reference(session, "type_uid", uids["types"])
    _check_reference(session, "country_group_uid", uids["organizations"])
    for organizer in session.organizers:
        _check_reference(organizer, "organization_uid", uids["organizations"], session)
    for person in session.people:
        _check_reference(person, "person_uid", uids["people"], session)
        _check_reference(person, "organization_uid", uids["organizations"], session)
    _check_offer(session, session.offer)


def _ends_too_early(session: Session, zone: str) -> bool:
    """By what the clocks mean, not by what they show: in the night they are put back, 02:00 may come after 02:30."""
    start, end = session.start_local, session.end_local
    if start is None or end is None:
        return end is not None
    begins, ends = (
        zones.to_instant(local, zone, fold, allow_gap=True)
        for local, fold in ((start, session.start_fold), (end, session.end_fold))
    )
    return ends < begins


def _check_offer(record: Event | Session, offer: Offer) -> None:
    if offer.capacity is not None and offer.capacity < 0:
        raise _unsound("capacity", record, "is less than nothing")
    if offer.opens_at and offer.closes_at and offer.closes_at <= offer.opens_at:
        raise _unsound("closes_at", record, "is not after registration opens")


def _check_form(record: Struct, name: str, said: str | None, form: re.Pattern[str]) -> None:
    if said is not None and not form.fullmatch(said):
        raise _unsound(name, record, f"is not understood: “{said}”")


def _check_reference(record: Struct, name: str, known: Collection[str], named: Struct | None = None) -> None:
    uid = getattr(record, name)
    if uid is not None and uid not in known:
        raise _unsound(name, named or record, f"is not in the bundle: {uid}")


def _unique(records: Iterable[Any]) -> set[str]:
    uids: set[str] = set()
    for record in records:
        if record.uid in uids:
            raise _unsound("uid", record, f"stands twice: {record.uid}")
        uids.add(record.uid)
    return uids


def _unsound(what: str, record: Struct, why: str) -> UnsoundBundle:
    return UnsoundBundle(what=what, record=_named(record), why=why)


def _named(record: Struct) -> str:
    """`session “SOU 84 Water”`: the kind of record, and what it is called."""
    kind = type(record).__name__.lower()
    title = getattr(record, "name", None) or getattr(record, "title", None) or {}
    name = code_and_title(getattr(record, "code", ""), title) or getattr(record, "uid", "")
    return f"{kind} “{name}”" if name else kind
