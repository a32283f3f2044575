"""Conflicts in words, for organizers, in three languages; and what can be done about each."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from events_service.directory.directory import Value
from events_service.languages import INTERFACE_LANGUAGES, LocalizedText
from events_service.programme.conflicts import Conflict, ConflictKind, Severity
from events_service.programme.planning.naming import Naming, Told
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.when import said_span
from events_service.translations import mark

KINDS: Mapping[ConflictKind, str] = {
    ConflictKind.ROOM: mark("Room taken twice"),
    ConflictKind.PERSON: mark("Person wanted twice"),
    ConflictKind.INTERPRETER: mark("Interpreter wanted twice"),
    ConflictKind.UNAVAILABLE: mark("Not available"),
    ConflictKind.OUTSIDE_DAYS: mark("Outside the event’s days"),
    ConflictKind.VENUES: mark("Too little time between places"),
    ConflictKind.BOOTHS: mark("Too few booths"),
    ConflictKind.CAPACITY: mark("Room too small"),
    ConflictKind.LANGUAGES: mark("Languages without interpretation"),
    ConflictKind.ORGANIZER: mark("Organizer wanted twice"),
    ConflictKind.TRANSLATION: mark("Title not translated"),
}
SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: mark("Errors"),
    Severity.WARNING: mark("Warnings"),
    Severity.HINT: mark("Hints"),
}


class FixKind(StrEnum):
    """Names are stable: the API says them."""

    FIND_PLACE = "find_place"
    EDIT_SESSION = "edit_session"
    EDIT_ROOM = "edit_room"
    EDIT_ROOM_TIMES = "edit_room_times"
    EDIT_PERSON_TIMES = "edit_person_times"


class Fix(Value):
    """Something that can be done about a conflict, to the session, room or person of this uid."""

    kind: FixKind
    uid: str


def sentence(plan: Plan, conflict: Conflict) -> LocalizedText:
    """What is wrong, in every language of the interface."""
    return {tag: tell(Naming(plan, tag), conflict).in_language(tag) for tag in INTERFACE_LANGUAGES}


def tell(naming: Naming, conflict: Conflict) -> Told:
    """What is wrong, for a reader of one language."""
    return _TELLING[conflict.kind](naming, conflict)


def fixes(plan: Plan, conflict: Conflict) -> tuple[Fix, ...]:
    """What can be done, the likeliest first: to the later session before the earlier one."""
    return tuple(_fixes(plan, conflict))


def tell_fix(naming: Naming, fix: Fix) -> Told:
    """`Find another place for “SOU 84 Water”`."""
    if fix.kind is FixKind.FIND_PLACE:
        return Told(mark("Find another room or time for “{session}”"), {"session": naming.session(fix.uid)})
    if fix.kind is FixKind.EDIT_SESSION:
        return Told(mark("Edit “{session}”"), {"session": naming.session(fix.uid)})
    if fix.kind is FixKind.EDIT_ROOM:
        return Told(mark("Edit {room}"), {"room": naming.room(fix.uid)})
    person = fix.kind is FixKind.EDIT_PERSON_TIMES
    return Told(mark("Change when {name} is available"), {"name": (naming.person if person else naming.room)(fix.uid)})


def fix_text(plan: Plan, fix: Fix) -> LocalizedText:
    """The same in every language of the interface."""
    return {tag: tell_fix(Naming(plan, tag), fix).in_language(tag) for tag in INTERFACE_LANGUAGES}


def _fixes(plan: Plan, conflict: Conflict) -> Iterator[Fix]:
    kind, late_first = conflict.kind, conflict.session_uids[::-1]
    if kind not in (ConflictKind.LANGUAGES, ConflictKind.TRANSLATION):
        yield from (Fix(FixKind.FIND_PLACE, uid) for uid in late_first)
    if conflict.with_uid and kind is ConflictKind.UNAVAILABLE:
        room = conflict.with_uid in plan.rooms
        yield Fix(FixKind.EDIT_ROOM_TIMES if room else FixKind.EDIT_PERSON_TIMES, conflict.with_uid)
    if kind is not ConflictKind.OUTSIDE_DAYS:
        yield from (Fix(FixKind.EDIT_SESSION, uid) for uid in late_first)
    if conflict.with_uid and kind in (ConflictKind.BOOTHS, ConflictKind.CAPACITY):
        yield Fix(FixKind.EDIT_ROOM, conflict.with_uid)


def _both(naming: Naming, conflict: Conflict) -> dict[str, str]:
    one, other = conflict.session_uids
    return {"one": naming.session(one), "other": naming.session(other)}


def _room(naming: Naming, conflict: Conflict) -> Told:
    both = _both(naming, conflict) | {"room": naming.room(conflict.with_uid)}
    if conflict.severity is Severity.ERROR:
        return Told(
            mark("{room} is taken twice, {when}: by “{one}” and “{other}”."),
            both | {"when": naming.together(*conflict.session_uids)},
        )
    later = naming.plan.by_uid[conflict.session_uids[1]]
    before = said_span(later.set_up, later.start, naming.plan.event.timezone, naming.language)
    return Told(
        mark("{room} is to be prepared for “{other}”, {when}; “{one}” is still on then."), both | {"when": before}
    )


def _person(naming: Naming, conflict: Conflict) -> Told:
    one, other = conflict.session_uids
    person = conflict.with_uid or ""
    return Told(
        mark("{person} is wanted twice, {when}: in “{one}” ({role}) and in “{other}” ({other_role})."),
        _both(naming, conflict)
        | {
            "person": naming.person(person),
            "role": naming.roles(one, person),
            "other_role": naming.roles(other, person),
            "when": naming.together(one, other),
        },
    )


def _interpreter(naming: Naming, conflict: Conflict) -> Told:
    return Told(
        mark("{person} is to interpret twice, {when}: in “{one}” and in “{other}”."),
        _both(naming, conflict)
        | {"person": naming.person(conflict.with_uid), "when": naming.together(*conflict.session_uids)},
    )


def _organizer(naming: Naming, conflict: Conflict) -> Told:
    return Told(
        mark("{organization} organizes two sessions at the same time, {when}: “{one}” and “{other}”."),
        _both(naming, conflict)
        | {
            "organization": naming.organization(conflict.with_uid),
            "when": naming.together(*conflict.session_uids),
        },
    )


def _venues(naming: Naming, conflict: Conflict) -> Told:
    one, other = (naming.plan.by_uid[uid] for uid in conflict.session_uids)
    return Told(
        mark(
            "{person} has {minutes} min from “{one}” ({place}) to “{other}” ({other_place}); "
            "the way is planned with {needed} min."
        ),
        _both(naming, conflict)
        | {
            "person": naming.person(conflict.with_uid),
            "minutes": str((other.start - one.end) // 60),
            "needed": str(naming.plan.planning.minutes_between_venues),
            "place": naming.venue_of(one.uid),
            "other_place": naming.venue_of(other.uid),
        },
    )


def _unavailable(naming: Naming, conflict: Conflict) -> Told:
    uid, (session,) = conflict.with_uid, conflict.session_uids
    values = {"one": naming.session(session), "when": naming.together(session)}
    if uid not in naming.plan.rooms:
        return Told(
            mark("{person} is not there for the whole of “{one}”, {when}."), values | {"person": naming.person(uid)}
        )
    taken = naming.plan.by_uid[session]
    if uid and naming.plan.is_available(uid, taken.start, taken.end):
        before = said_span(taken.set_up, taken.start, naming.plan.event.timezone, naming.language)
        return Told(
            mark("{room} is not available for all the time it takes to prepare it for “{one}”, {when}."),
            values | {"room": naming.room(uid), "when": before},
        )
    return Told(mark("{room} is not available for the whole of “{one}”, {when}."), values | {"room": naming.room(uid)})


def _outside_days(naming: Naming, conflict: Conflict) -> Told:
    (uid,) = conflict.session_uids
    return Told(
        mark("“{one}” is not on one of the event’s days: {when}."),
        {"one": naming.session(uid), "when": naming.together(uid)},
    )


def _booths(naming: Naming, conflict: Conflict) -> Told:
    (uid,) = conflict.session_uids
    room = naming.plan.rooms[conflict.with_uid or ""]
    return Told(
        mark("“{one}” is to be interpreted into {languages}; booths in {room}: {booths}."),
        {
            "one": naming.session(uid),
            "languages": naming.languages(conflict.languages),
            "room": naming.room(room.uid),
            "booths": str(room.booths),
        },
    )


def _capacity(naming: Naming, conflict: Conflict) -> Told:
    (uid,) = conflict.session_uids
    room, internal = naming.plan.rooms[conflict.with_uid or ""], naming.plan.sessions[uid].internal
    return Told(
        mark("People expected for “{one}”: {expected}. Places in {room}: {capacity}."),
        {
            "one": naming.session(uid),
            "expected": str(internal.expected_audience if internal else 0),
            "room": naming.room(room.uid),
            "capacity": str(room.capacity),
        },
    )


def _languages(naming: Naming, conflict: Conflict) -> Told:
    (uid,) = conflict.session_uids
    session = naming.plan.sessions[uid]
    if session.type_uid in naming.plan.for_everybody:
        return Told(
            mark("“{one}” is for everybody, and neither held in nor interpreted into {languages}."),
            {"one": naming.session(uid), "languages": naming.languages(conflict.languages)},
        )
    return Told(
        mark("“{one}” is held in {languages} and interpreted into no language of the event."),
        {"one": naming.session(uid), "languages": naming.languages(session.languages)},
    )


def _translation(naming: Naming, conflict: Conflict) -> Told:
    (uid,) = conflict.session_uids
    return Told(
        mark("“{one}” has no title in {languages}."),
        {"one": naming.session(uid), "languages": naming.languages(conflict.languages)},
    )


_TELLING: Mapping[ConflictKind, Callable[[Naming, Conflict], Told]] = {
    ConflictKind.ROOM: _room,
    ConflictKind.PERSON: _person,
    ConflictKind.INTERPRETER: _interpreter,
    ConflictKind.UNAVAILABLE: _unavailable,
    ConflictKind.OUTSIDE_DAYS: _outside_days,
    ConflictKind.VENUES: _venues,
    ConflictKind.BOOTHS: _booths,
    ConflictKind.CAPACITY: _capacity,
    ConflictKind.LANGUAGES: _languages,
    ConflictKind.ORGANIZER: _organizer,
    ConflictKind.TRANSLATION: _translation,
}
