"""Organizations, people and series in a list: found by what they are called, by event, archived or not."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, false, or_, select, true, union

from events_service.accounts.access import Act, Actor
from events_service.directory.editing import BODIES, PERSONS, Shelf
from events_service.languages import LocalizedText, folded
from events_service.programme.models import EventRow, SessionOrganizationRow, SessionPersonRow

_events = EventRow.__table__  # type: ignore[attr-defined]
_organizing = SessionOrganizationRow.__table__  # type: ignore[attr-defined]
_taking_part = SessionPersonRow.__table__  # type: ignore[attr-defined]


class Wanted(NamedTuple):
    """What is looked for; empty is everything that is in use."""

    text: str = ""
    event_uid: str = ""
    """Who takes part there, or is kept there; of series, whose edition it is."""
    archived: bool = False
    """Those that are archived, and no others."""


class Line(NamedTuple):
    """What one is sorted by."""

    uid: str
    name: LocalizedText
    short_name: LocalizedText


def find_lines(connection: Connection, actor: Actor, shelf: Shelf[Any], wanted: Wanted) -> list[Line]:
    """All those the actor may read; two statements at most."""
    table = shelf.records.table
    short = table.c.short_name if "short_name" in table.c else table.c.name
    asked = select(table.c.uid, table.c.name, short)
    return [Line(*row) for row in connection.execute(asked.where(*_where(connection, actor, shelf, wanted)))]


def find_after(
    connection: Connection, actor: Actor, shelf: Shelf[Any], wanted: Wanted, after: str | None, most: int
) -> list[str]:
    """Their uids in the order of these, `most` at most, behind one of them."""
    table = shelf.records.table
    where = [*_where(connection, actor, shelf, wanted), *([table.c.uid > after] if after else [])]
    return list(connection.execute(select(table.c.uid).where(*where).order_by(table.c.uid).limit(most)).scalars())


def _where(connection: Connection, actor: Actor, shelf: Shelf[Any], wanted: Wanted) -> list[ColumnElement[bool]]:
    table = shelf.records.table
    found: list[ColumnElement[bool]] = [
        table.c.archived_at.is_not(None) if wanted.archived else table.c.archived_at.is_(None)
    ]
    found += [table.c.folded.contains(word, autoescape=True) for word in folded(wanted.text).split()]
    if wanted.event_uid:
        found.append(_at_event(connection, shelf, wanted.event_uid))
    if Act.EDIT_DRAFT not in actor.acts:
        found.append(_readable(actor, shelf))
    return found


def _readable(actor: Actor, shelf: Shelf[Any]) -> ColumnElement[bool]:
    """Of somebody who prepares no event: what is published, and what the events keep they may read."""
    table, events = shelf.records.table, actor.events_for(Act.READ_DRAFT)
    if events is None:
        return true()
    if "owner_event_uid" not in table.c:
        return table.c.published.is_(True)
    return or_(table.c.published, table.c.owner_event_uid.in_(events))


def _at_event(connection: Connection, shelf: Shelf[Any], event_uid: str) -> ColumnElement[bool]:
    table = shelf.records.table
    asked = select(_events.c.series_uid, _events.c.organizations, _events.c.people).where(_events.c.uid == event_uid)
    row = connection.execute(asked).one_or_none()
    if row is None:
        return false()
    if shelf is BODIES:
        named = [link.organization_uid for link in row.organizations]
        linked = union(
            select(_organizing.c.organization_uid).where(_organizing.c.event_uid == event_uid),
            select(_taking_part.c.organization_uid).where(
                _taking_part.c.event_uid == event_uid, _taking_part.c.organization_uid.is_not(None)
            ),
        )
    elif shelf is PERSONS:
        named = [link.person_uid for link in row.people]
        linked = union(select(_taking_part.c.person_uid).where(_taking_part.c.event_uid == event_uid))
    else:
        return table.c.uid == row.series_uid  # type: ignore[no-any-return]
    return or_(table.c.uid.in_(linked), table.c.uid.in_(named), table.c.owner_event_uid == event_uid)
