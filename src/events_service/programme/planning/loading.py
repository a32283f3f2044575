"""Reading a draft for planning: of its sessions only what conflicts and places depend on."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, select

from events_service.directory.directory import Organization, Person
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.programme import draft, editing
from events_service.programme.models import SessionOrganizationRow, SessionPersonRow
from events_service.programme.planning.models import AcceptedConflictRow, AvailabilityRow, PlanningRow
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.planning import Accepted, Planning
from events_service.programme.programme import FORMAT, Programme, Session, SessionOrganizer, SessionPerson
from events_service.records import IN_ONE_QUERY, chunks

P = TypeVar("P", Person, Organization)

_sessions = draft.SESSIONS.table
_people = SessionPersonRow.__table__  # type: ignore[attr-defined]
_organizers = SessionOrganizationRow.__table__  # type: ignore[attr-defined]
_planning = PlanningRow.__table__  # type: ignore[attr-defined]
_availability = AvailabilityRow.__table__  # type: ignore[attr-defined]
_accepted = AcceptedConflictRow.__table__  # type: ignore[attr-defined]
_PLANNED = (
    *("uid", "code", "title", "slug", "start_local", "end_local", "start_fold", "end_fold", "day_on"),
    *("room_uid", "track_uid", "type_uid", "languages", "interpretation", "status", "internal", "ready"),
)
_ACCEPTED = tuple(field.name for field in msgspec.structs.fields(Accepted))
_PARTS = ("venues", "rooms", "tracks", "types")


def load_plan(connection: Connection, event_uid: str) -> Plan:
    """The draft as planning sees it. NotFound where there is no such event. So many queries, whatever its size.

    Of people and organizations only those have a name here who are in several sessions or have an availability.
    """
    event = editing.get_event(connection, event_uid)
    planning = load_planning(connection, event_uid)
    parts: dict[str, Any] = {
        name: tuple(draft.OF_EVENT[name].read(connection, draft.OF_EVENT[name].table.c.event_uid == event_uid))
        for name in _PARTS
    }
    people, organizers = _links(connection, event_uid)
    rows = connection.execute(
        select(*(_sessions.c[name] for name in _PLANNED))
        .where(_sessions.c.event_uid == event_uid)
        .order_by(_sessions.c.uid)
    )
    programme = Programme(
        format=FORMAT,
        event=event,
        people=tuple(_named(connection, PEOPLE, Person, _several(people) | set(planning.availability))),
        organizations=tuple(_named(connection, ORGANIZATIONS, Organization, _several(organizers))),
        sessions=tuple(
            Session(
                **dict(zip(_PLANNED, row, strict=True)),
                people=tuple(people.get(row.uid, ())),
                organizers=tuple(organizers.get(row.uid, ())),
            )
            for row in rows
        ),
        **parts,
    )
    return Plan(programme, planning)


def load_planning(connection: Connection, event_uid: str) -> Planning:
    """What is planned with: the usual where nothing was said."""
    minutes = connection.execute(
        select(_planning.c.minutes_between_venues).where(_planning.c.event_uid == event_uid)
    ).scalar()
    spans = connection.execute(
        select(_availability.c.of_uid, _availability.c.spans)
        .where(_availability.c.event_uid == event_uid)
        .order_by(_availability.c.of_uid)
    )
    accepted = connection.execute(
        select(*(_accepted.c[name] for name in _ACCEPTED))
        .where(_accepted.c.event_uid == event_uid)
        .order_by(_accepted.c.accepted_at, _accepted.c.key)
    )
    planning = Planning(
        availability={row.of_uid: row.spans for row in spans if row.spans},
        accepted=tuple(Accepted(*row) for row in accepted),
    )
    return planning if minutes is None else msgspec.structs.replace(planning, minutes_between_venues=minutes)


def _links(
    connection: Connection, event_uid: str
) -> tuple[dict[str, list[SessionPerson]], dict[str, list[SessionOrganizer]]]:
    people: dict[str, list[SessionPerson]] = {}
    columns = (_people.c.session_uid, _people.c.person_uid, _people.c.role, _people.c.to_be_confirmed)
    for session_uid, person_uid, role, unsure in connection.execute(
        select(*columns).where(_people.c.event_uid == event_uid).order_by(_people.c.session_uid, _people.c.position)
    ):
        people.setdefault(session_uid, []).append(SessionPerson(person_uid, role, to_be_confirmed=unsure))
    organizers: dict[str, list[SessionOrganizer]] = {}
    named = (_organizers.c.session_uid, _organizers.c.organization_uid, _organizers.c.role)
    for session_uid, organization_uid, body_role in connection.execute(
        select(*named)
        .where(_organizers.c.event_uid == event_uid)
        .order_by(_organizers.c.session_uid, _organizers.c.position)
    ):
        organizers.setdefault(session_uid, []).append(SessionOrganizer(organization_uid, body_role))
    return people, organizers


def _several(links: dict[str, list[Any]]) -> set[str]:
    """The uids of those who are in several sessions."""
    once: set[str] = set()
    again: set[str] = set()
    for of_session in links.values():
        for uid in set(map(_uid, of_session)):
            (again if uid in once else once).add(uid)
    return again


def _uid(link: SessionPerson | SessionOrganizer) -> str:
    return link.person_uid if isinstance(link, SessionPerson) else link.organization_uid


def _named(connection: Connection, records: Any, value: type[P], uids: Iterable[str]) -> Iterator[P]:
    columns = (records.table.c.uid, records.table.c.name)
    for some in chunks(sorted(uids), IN_ONE_QUERY):
        for uid, name in connection.execute(select(*columns).where(columns[0].in_(some)).order_by(columns[0])):
            yield value(uid=uid, name=name)
