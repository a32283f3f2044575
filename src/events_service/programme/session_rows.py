"""Sessions of a draft as a list shows them, found by what they say and where they stand: no texts, no links."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Select, select

from events_service.languages import LocalizedText, folded, folded_all
from events_service.programme.models import SessionRow
from events_service.programme.programme import SessionStatus, Visibility

_sessions = SessionRow.__table__  # type: ignore[attr-defined]


class SessionLine(NamedTuple):
    uid: str
    slug: str
    code: str
    title: LocalizedText
    start_local: datetime | None
    end_local: datetime | None
    day_on: date | None
    room_uid: str | None
    track_uid: str | None
    type_uid: str | None
    status: SessionStatus
    visibility: Visibility
    ready: bool
    version: int

    @property
    def day(self) -> date | None:
        return self.start_local.date() if self.start_local else self.day_on


class Wanted(NamedTuple):
    """What is looked for; empty is everything."""

    text: str = ""
    day: str = ""
    """As `2018-11-21`, or `none` for sessions whose day is not known."""
    room: str = ""
    track: str = ""
    type: str = ""
    state: str = ""
    """One of `STATES`."""
    missing: str = ""
    """A language in which the title is missing."""


STATES = ("waiting", "ready", "unscheduled", "roomless", "cancelled", "hidden")


def read_lines(connection: Connection, event_uid: str, only: Select[tuple[str]] | None = None) -> list[SessionLine]:
    """All sessions of the draft in the order of the programme, those without a time last; one statement.

    `only` selects the uids of those that may be seen.
    """
    asked = select(*(_sessions.c[name] for name in SessionLine._fields)).where(_sessions.c.event_uid == event_uid)
    if only is not None:
        asked = asked.where(_sessions.c.uid.in_(only))
    return sorted((SessionLine(*row) for row in connection.execute(asked)), key=_place)


def found(lines: Iterable[SessionLine], wanted: Wanted) -> list[SessionLine]:
    """Those that are looked for."""
    words = folded(wanted.text).split()
    return [line for line in lines if _fits(line, wanted) and _says(line, words)]


def days_of(lines: Iterable[SessionLine]) -> list[date]:
    return sorted({line.day for line in lines if line.day})


def _place(line: SessionLine) -> tuple[bool, str, bool, str, str]:
    """By day, then by hour; on each day those without an hour last, and those without a day after all others."""
    start = line.start_local
    return line.day is None, str(line.day or ""), start is None, f"{start or ''}{line.code}", line.uid


def _fits(line: SessionLine, wanted: Wanted) -> bool:
    asked: Collection[tuple[str, str]] = (
        (wanted.room, line.room_uid or "none"),
        (wanted.track, line.track_uid or "none"),
        (wanted.type, line.type_uid or "none"),
        (wanted.day, line.day.isoformat() if line.day else "none"),
    )
    return (
        all(said in ("", present) for said, present in asked)
        and (not wanted.missing or not line.title.get(wanted.missing))
        and (wanted.state not in STATES or _is(line, wanted.state))
    )


def _is(line: SessionLine, state: str) -> bool:
    cancelled = line.status is SessionStatus.CANCELLED
    return {
        "waiting": not line.ready,
        "ready": line.ready,
        "unscheduled": line.start_local is None and not cancelled,
        "roomless": line.room_uid is None and not cancelled,
        "cancelled": cancelled,
        "hidden": line.visibility is not Visibility.PUBLIC,
    }[state]


def _says(line: SessionLine, words: list[str]) -> bool:
    if not words:
        return True
    said = folded_all(line.code, line.title)
    closed = said.replace(" ", "")
    return all(word in said for word in words) or "".join(words) in closed
