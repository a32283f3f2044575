"""Where a record that is kept for all events is named: events, and their sessions."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, or_, select

from events_service.directory.editing import BODIES, PERSONS, Shelf
from events_service.languages import LocalizedText
from events_service.programme.models import EventRow, SessionOrganizationRow, SessionPersonRow, SessionRow
from events_service.programme.programme import AgendaItem

_events = EventRow.__table__  # type: ignore[attr-defined]
_sessions = SessionRow.__table__  # type: ignore[attr-defined]
_organizing = SessionOrganizationRow.__table__  # type: ignore[attr-defined]
_taking_part = SessionPersonRow.__table__  # type: ignore[attr-defined]


class SessionUse(NamedTuple):
    uid: str
    code: str
    title: LocalizedText


class Use(NamedTuple):
    """An event that names the record, itself or in sessions."""

    slug: str
    title: LocalizedText
    languages: tuple[str, ...]
    sessions: list[SessionUse]


def list_uses(connection: Connection, shelf: Shelf[Any], uid: str, events: frozenset[str] | None) -> list[Use]:
    """The latest event first; `events` are those that may be read, None is all. Three statements."""
    columns = ("uid", "slug", "title", "languages", "series_uid", "organizations", "people")
    asked = select(*(_events.c[name] for name in columns)).order_by(_events.c.start_on.desc(), _events.c.uid)
    rows = connection.execute(asked if events is None else asked.where(_events.c.uid.in_(events))).all()
    sessions = _sessions_of(connection, shelf, uid)
    return [
        Use(row.slug, row.title, row.languages, sessions.get(row.uid, []))
        for row in rows
        if row.uid in sessions or _named(row, shelf, uid)
    ]


def _named(row: Any, shelf: Shelf[Any], uid: str) -> bool:
    """Does the event itself name it?"""
    if shelf is BODIES:
        return any(link.organization_uid == uid for link in row.organizations)
    if shelf is PERSONS:
        return any(link.person_uid == uid for link in row.people)
    return bool(row.series_uid == uid)


def _sessions_of(connection: Connection, shelf: Shelf[Any], uid: str) -> dict[str, list[SessionUse]]:
    """Sessions that name it, in links and in their agendas, by event."""
    if shelf not in (BODIES, PERSONS):
        return {}
    agendas = connection.execute(select(_sessions.c.uid, _sessions.c.agenda).where(_sessions.c.agenda != ()))
    speaking = [row.uid for row in agendas if _in_agenda(row.agenda, uid)]
    linked = select(_taking_part.c.session_uid).where(
        _taking_part.c.person_uid == uid if shelf is PERSONS else _taking_part.c.organization_uid == uid
    )
    where = [_sessions.c.uid.in_(linked), _sessions.c.uid.in_(speaking)]
    if shelf is BODIES:
        where.append(_sessions.c.country_group_uid == uid)
        where.append(
            _sessions.c.uid.in_(select(_organizing.c.session_uid).where(_organizing.c.organization_uid == uid))
        )
    asked = select(_sessions.c.event_uid, _sessions.c.uid, _sessions.c.code, _sessions.c.title).where(or_(*where))
    found: dict[str, list[SessionUse]] = {}
    for row in connection.execute(asked.order_by(_sessions.c.code, _sessions.c.uid)):
        found.setdefault(row.event_uid, []).append(SessionUse(row.uid, row.code, row.title))
    return found


def _in_agenda(items: Iterable[AgendaItem], uid: str) -> bool:
    return any(
        uid in item.organization_uids
        or any(uid in (actor.organization_uid, actor.person_uid) for actor in item.presenters)
        or _in_agenda(item.items, uid)
        for item in items
    )
