"""Why a place is good for a session, or what it costs, in words."""

from collections.abc import Callable, Mapping

from events_service.languages import INTERFACE_LANGUAGES, LocalizedText
from events_service.programme.planning.alone import interpreted_into
from events_service.programme.planning.costs import Reason, ReasonKind
from events_service.programme.planning.naming import Naming, Told
from events_service.programme.planning.places import Place
from events_service.programme.planning.plan import Plan
from events_service.programme.programme import Room, Session
from events_service.translations import mark

_MSGIDS: Mapping[ReasonKind, str] = {
    ReasonKind.PERSON_ELSEWHERE: mark("{person} is in “{other}” then"),
    ReasonKind.PERSON_AWAY: mark("{person} is not there then"),
    ReasonKind.WAY: mark("{person} has too little time to or from “{other}”"),
    ReasonKind.TOO_SMALL: mark("Too small: {capacity} places, {expected} expected"),
    ReasonKind.BOOTHS_LACKING: mark("Booths: {booths}, languages to interpret into: {needed}"),
    ReasonKind.OTHER_DAY: mark("On another day than planned so far"),
    ReasonKind.OFF_HOURS: mark("Before the first or after the last session of the day"),
    ReasonKind.BREAK: mark("“{other}” is on then"),
    ReasonKind.ORGANIZER_ELSEWHERE: mark("{organization} organizes “{other}” then"),
    ReasonKind.TRACK_PARALLEL: mark("“{other}”, of the same track, is on then"),
    ReasonKind.CAPACITY_UNKNOWN: mark("How many places it has is not known"),
    ReasonKind.OTHER_VENUE: mark("In another place: {venue}"),
    ReasonKind.TOO_LARGE: mark("Much too large: {capacity} places, {expected} expected"),
    ReasonKind.OTHER_TIME: mark("At another hour than planned so far"),
    ReasonKind.OFF_TRACK: mark("Not where most of “{track}” is"),
    ReasonKind.LARGE_ENOUGH: mark("Large enough: {capacity} places, {expected} expected"),
    ReasonKind.BOOTHS: mark("Enough booths"),
    ReasonKind.PEOPLE_FREE: mark("Everyone who takes part is free"),
    ReasonKind.SAME_DAY: mark("On the day planned so far"),
    ReasonKind.SAME_TIME: mark("At the hour planned so far"),
    ReasonKind.SAME_ROOM: mark("In the same room"),
    ReasonKind.TRACK_ROOM: mark("Where most of “{track}” is"),
}


def tell_reason(naming: Naming, session: Session, place: Place, reason: Reason) -> Told:
    """One reason of a place, for a reader of one language."""
    room = naming.plan.rooms[place.room_uid]
    find = _VALUES.get(reason.kind)
    values = find(naming, reason) if find else {}
    if reason.kind in _OF_ROOM:
        values |= _numbers(session, room)
    return Told(_MSGIDS[reason.kind], values)


def reason_text(plan: Plan, session: Session, place: Place, reason: Reason) -> LocalizedText:
    """The same in every language of the interface."""
    return {tag: tell_reason(Naming(plan, tag), session, place, reason).in_language(tag) for tag in INTERFACE_LANGUAGES}


def _numbers(session: Session, room: Room) -> dict[str, str]:
    expected = session.internal.expected_audience if session.internal else None
    return {
        "capacity": str(room.capacity),
        "expected": str(expected),
        "booths": str(room.booths),
        "needed": str(len(interpreted_into(session))),
    }


_OF_ROOM = frozenset({ReasonKind.TOO_SMALL, ReasonKind.TOO_LARGE, ReasonKind.LARGE_ENOUGH, ReasonKind.BOOTHS_LACKING})


def _person(naming: Naming, reason: Reason) -> dict[str, str]:
    return {"person": naming.person(reason.with_uid), "other": naming.session(reason.session_uid)}


def _other(naming: Naming, reason: Reason) -> dict[str, str]:
    return {"other": naming.session(reason.session_uid)}


def _organization(naming: Naming, reason: Reason) -> dict[str, str]:
    return {"organization": naming.organization(reason.with_uid), "other": naming.session(reason.session_uid)}


def _venue(naming: Naming, reason: Reason) -> dict[str, str]:
    return {"venue": naming.venue(reason.with_uid)}


def _track(naming: Naming, reason: Reason) -> dict[str, str]:
    return {"track": naming.track(reason.with_uid)}


_VALUES: Mapping[ReasonKind, Callable[[Naming, Reason], dict[str, str]]] = {
    ReasonKind.PERSON_ELSEWHERE: _person,
    ReasonKind.PERSON_AWAY: _person,
    ReasonKind.WAY: _person,
    ReasonKind.BREAK: _other,
    ReasonKind.TRACK_PARALLEL: _other,
    ReasonKind.ORGANIZER_ELSEWHERE: _organization,
    ReasonKind.OTHER_VENUE: _venue,
    ReasonKind.OFF_TRACK: _track,
    ReasonKind.TRACK_ROOM: _track,
}
