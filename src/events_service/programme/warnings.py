"""Conflicts in words, for whoever plans: what is wanted twice at a time is warned of, and kept all the same."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter

from events_service.dates import clock, day_and_month, offsets_beside
from events_service.directory.directory import Value
from events_service.languages import LocalizedText, one_line, text_in
from events_service.programme.conflicts import (
    Conflict,
    ConflictKind,
    begins_and_ends,
    count_conflicts,
    find_conflicts,
    span,
)
from events_service.programme.programme import Event, Programme, Session
from events_service.programme.session_names import code_and_title
from events_service.zones import to_wall

MOST = 100
"""So many conflicts of one kind are told; a file in which everything is at one time has millions."""


class Warned(Value):
    """`item` is the room or person that is wanted twice, or the session that is outside the event's days."""

    kind: str
    item: str
    what: str
    sessions: tuple[str, ...] = ()
    """Uids of those concerned."""
    more: int = 0
    """Instead of one of them: how many others of this kind there are."""


def warnings_of(programme: Programme) -> tuple[Warned, ...]:
    """What overlaps in a programme, released or not, and what is outside its days.

    `MOST` of each kind; where there are more, one says how many.
    """
    conflicts = find_conflicts(programme, MOST + 1)
    numbers = Counter(conflict.kind for conflict in conflicts)
    if any(number > MOST for number in numbers.values()):
        numbers = count_conflicts(programme)
    sessions = {session.uid: session for session in programme.sessions}
    names = {room.uid: room.name for room in programme.rooms} | {one.uid: one.name for one in programme.people}
    told = []
    for kind, those in groupby(conflicts, key=attrgetter("kind")):
        for conflict in islice(those, MOST):
            concerned = [sessions[uid] for uid in conflict.session_uids]
            told.append(_warned(conflict, concerned, names.get(conflict.with_uid or "", {}), programme.event))
        if (more := numbers[kind] - MOST) > 0:
            rest = f"and {more:,} more", f"the first {MOST} of this kind are told"
            told.append(Warned(kind.value, *rest, more=more))
    return tuple(told)


def _warned(conflict: Conflict, concerned: Sequence[Session], name: LocalizedText, event: Event) -> Warned:
    kind = conflict.kind
    titles = " and ".join(_title(session, event) for session in concerned)
    if kind is ConflictKind.OUTSIDE_DAYS:
        assert concerned[0].start_local is not None
        what = f"{_day(concerned[0].start_local)} is not among the event’s days"
        return Warned(kind.value, titles, what, conflict.session_uids)
    item = f"{kind.value} {_name(name, event)}".strip()
    return Warned(kind.value, item, f"{titles}, {_together(event.timezone, *concerned)}", conflict.session_uids)


def _together(zone_name: str, one: Session, other: Session) -> str:
    """From when to when both last: `15:10 to 15:30 on 1 February`."""
    spans = span(one, zone_name), span(other, zone_name)
    first, last = (to_wall(at, zone_name) for at in (max(s for s, _ in spans), min(e for _, e in spans)))
    if not all(begins_and_ends(session, zone_name)[1] for session in (one, other)):
        return f"{_clock(first, offsets_beside(first, None, zone_name)[0])} on {_day(first)}"
    begins, ends = map(_clock, (first, last), offsets_beside(first, last, zone_name))
    if first.date() == last.date():
        return f"{begins} to {ends} on {_day(first)}"
    return f"{begins} on {_day(first)} to {ends} on {_day(last)}"


def _clock(moment: datetime, beside: str) -> str:
    return f"{clock(moment, 'en')} {beside}".strip()


def _day(moment: datetime) -> str:
    return day_and_month(moment.date(), "en")


def _title(session: Session, event: Event) -> str:
    return f"“{code_and_title(session.code, session.title, 'en', event.languages)}”"


def _name(text: LocalizedText, event: Event) -> str:
    return one_line(text_in(text, "en", event.languages))
