"""Events as lists of them show them, published or not: a title, days, and how far the programme is."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from events_service.languages import LocalizedText
from events_service.programme.models import EventRow, SessionRow
from events_service.programme.programme import EventStatus, Precision

_events = EventRow.__table__  # type: ignore[attr-defined]
_sessions = SessionRow.__table__  # type: ignore[attr-defined]


class Outline(NamedTuple):
    uid: str
    slug: str
    title: LocalizedText
    languages: tuple[str, ...]
    start_on: date
    end_on: date
    precision: Precision
    status: EventStatus
    release_number: int
    """The version that is public; 0 is none yet."""
    sessions: int
    waiting: int
    """Sessions that are not ready."""


def list_outlines(
    connection: Connection, only: frozenset[str] | None = None, *, archived: bool | None = None
) -> list[Outline]:
    """Every event, the latest first; `only` those with these uids, `archived` or not, where that is said.

    One statement, however many there are.
    """
    named = ("uid", "slug", "title", "languages", "start_on", "end_on", "precision", "status", "release_number")
    counted = (
        select(
            _sessions.c.event_uid,
            func.count().label("sessions"),
            func.count().filter(_sessions.c.ready.is_(False)).label("waiting"),
        )
        .group_by(_sessions.c.event_uid)
        .subquery()
    )
    asked = (
        select(
            *(_events.c[name] for name in named),
            func.coalesce(counted.c.sessions, 0),
            func.coalesce(counted.c.waiting, 0),
        )
        .outerjoin(counted, counted.c.event_uid == _events.c.uid)
        .order_by(_events.c.start_on.desc(), _events.c.uid.desc())
    )
    if only is not None:
        asked = asked.where(_events.c.uid.in_(only))
    if archived is not None:
        gone = _events.c.archived_at
        asked = asked.where(gone.is_not(None) if archived else gone.is_(None))
    return [Outline(*row) for row in connection.execute(asked)]
