"""Two records that turn out to be one: what named the other names the kept one, in every working version.

What is public of an event changes with its next publication. This is the one act that locks several events: in the
order of their uids, as everybody locks one before a record (docs/adr/0020).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from msgspec import structs
from sqlalchemy import ColumnElement, Connection, Text, delete, select, type_coerce, update

from events_service.accounts import audit
from events_service.accounts.access import Act, Actor, refusal
from events_service.accounts.grants import Reach
from events_service.accounts.models import AccountGrant
from events_service.accounts.roles import may_give, move_roles
from events_service.catalogue import keeping
from events_service.catalogue.publish import queue_catalogue
from events_service.database import DbSession
from events_service.directory import editing
from events_service.directory.editing import PERSONS, Kept, Shelf
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import Conflict, InvalidInput
from events_service.interchange.united import renamed, united
from events_service.partnerships.records import AGREEMENTS, FUNDS, RECOMMENDATIONS
from events_service.programme import draft
from events_service.programme.answers import differing_fields
from events_service.programme.draft import DraftChanged
from events_service.programme.editing import locked_event
from events_service.programme.live import Redaction
from events_service.programme.models import (
    EventRow,
    ExternalReferenceRow,
    RedactionRow,
    SessionOrganizationRow,
    SessionPersonRow,
    SessionRow,
    StandRow,
)
from events_service.programme.offering import redact
from events_service.programme.planning.models import AvailabilityRow
from events_service.programme.programme import Alias, AliasKind
from events_service.programme.relinking import event_with, relinked, session_with

V = TypeVar("V")

_events = EventRow.__table__  # type: ignore[attr-defined]
_sessions = SessionRow.__table__  # type: ignore[attr-defined]
_organizing = SessionOrganizationRow.__table__  # type: ignore[attr-defined]
_taking_part = SessionPersonRow.__table__  # type: ignore[attr-defined]
_stands = StandRow.__table__  # type: ignore[attr-defined]
_redactions = RedactionRow.__table__  # type: ignore[attr-defined]
_availability = AvailabilityRow.__table__  # type: ignore[attr-defined]
_references = ExternalReferenceRow.__table__  # type: ignore[attr-defined]
_grants = AccountGrant.__table__  # type: ignore[attr-defined]
_BESIDE = (AGREEMENTS, RECOMMENDATIONS, FUNDS)


class SameRecord(InvalidInput):
    slug = "same-record"
    msgid = "Choose another record than this one."

    def __init__(self) -> None:
        super().__init__(about="other")


class UnitedAlready(Conflict):
    slug = "united-already"
    msgid = "One of the two has been archived meanwhile. Load the page again."


class Touched(NamedTuple):
    """What names the record that is given up."""

    event_uids: tuple[str, ...]
    keepers: frozenset[str | None]
    """Of what belongs to no event: agreements and funds, which are the instance's (None), people and organizations."""
    grants: tuple[Any, ...]


def touched(connection: Connection, shelf: Shelf[Any], uid: str) -> Touched:
    """Where the record is named by now."""
    return Touched(
        _events_naming(connection, shelf, uid),
        frozenset(_keepers(connection, uid)),
        tuple(connection.execute(select(_grants).where(_grants.c.organization_uid == uid))),
    )


def may_unite(actor: Actor, kept: Kept[Any], other: Kept[Any], where: Touched) -> bool:
    """May they change all that would change?"""
    places = (*where.event_uids, *where.keepers)
    return (
        keeping.may_keep(actor, kept)
        and keeping.may_keep(actor, other)
        and all(actor.may(Act.EDIT_EVENT, place) for place in places)
        and all(
            may_give(actor, row.role, Reach(row.series_uid, row.event_uid, row.organization_uid))
            for row in where.grants
        )
    )


def unite(
    db: DbSession,
    actor: Actor,
    shelf: Shelf[Any],
    uid: str,
    other_uid: str,
    take: Collection[str],
    at: datetime,
    add: Collection[str] | None = None,
) -> Kept[Any]:
    """Keep the one record, with the fields of the other to be taken and to be added (see `united`), archive the other.

    Forbidden unless they may change every event that names the other; SameRecord, UnitedAlready, DraftChanged.
    """
    if uid == other_uid:
        raise SameRecord
    connection = db.connection()
    where = touched(connection, shelf, other_uid)
    for event_uid in where.event_uids:
        locked_event(connection, event_uid)
    _lock(connection, shelf, uid, other_uid)
    kept, other = (editing.get_kept(connection, shelf, one) for one in (uid, other_uid))
    if kept.archived_at or other.archived_at:
        raise UnitedAlready
    present = touched(connection, shelf, other_uid)
    if set(present.event_uids) - set(where.event_uids):
        raise DraftChanged
    if not may_unite(actor, kept, other, present):
        raise refusal(actor, Act.EDIT_EVENT)
    uids = {other_uid: uid}
    for event_uid in where.event_uids:
        _relink_event(db, actor, shelf, event_uid, other.value, uids, at)
    _relink_beside(connection, other_uid, uids)
    _relink_rows(connection, uid, other_uid)
    if shelf is PERSONS:
        _keep_withdrawn(db, uid, other_uid)
    else:
        move_roles(db, actor, other_uid, uid, at)
    record = united(kept.value, other.value, take, add)
    shelf.records.save(connection, (kept.value,), (record,))
    table = shelf.records.table
    gone = {"archived_at": at, "same_as_uid": uid, "version": table.c.version + 1}
    connection.execute(update(table).where(table.c.uid == other_uid).values(gone))
    connection.execute(update(table).where(table.c.same_as_uid == other_uid).values(same_as_uid=uid))
    was, is_so = differing_fields(kept.value, record)
    audit.note(
        db,
        actor,
        f"merge_{shelf.noun}",
        f"{shelf.noun}:{uid}",
        at,
        event_uid=next(iter(kept.keepers)) if len(kept.keepers) == 1 else None,
        before=was,
        after=is_so | {"merged": other_uid},
    )
    if kept.value.published or other.value.published:
        queue_catalogue(db, at)
    return editing.get_kept(connection, shelf, uid)


def _lock(connection: Connection, shelf: Shelf[Any], *uids: str) -> None:
    table = shelf.records.table
    wanted = select(table.c.uid).where(table.c.uid.in_(uids)).order_by(table.c.uid).with_for_update()
    connection.execute(wanted).all()


def _events_naming(connection: Connection, shelf: Shelf[Any], uid: str) -> tuple[str, ...]:
    """Events whose working version names it anywhere, or that plan with it; in order."""
    person = shelf is PERSONS
    link = _taking_part.c.person_uid if person else _taking_part.c.organization_uid
    asked = [
        select(_taking_part.c.event_uid).where(link == uid),
        select(_sessions.c.event_uid).where(_holds(_sessions.c.agenda, uid)),
        select(_stands.c.event_uid).where(_holds(_stands.c.holder, uid)),
        select(_events.c.uid).where(_holds(_events.c.people if person else _events.c.organizations, uid)),
        select(_availability.c.event_uid).where(_availability.c.of_uid == uid),
    ]
    if not person:
        asked += [
            select(_organizing.c.event_uid).where(_organizing.c.organization_uid == uid),
            select(_sessions.c.event_uid).where(_sessions.c.country_group_uid == uid),
        ]
    return tuple(sorted({found for one in asked for found in connection.execute(one).scalars()}))


def _holds(column: ColumnElement[Any], uid: str) -> ColumnElement[bool]:
    return type_coerce(column, Text).contains(uid, autoescape=True)


def _beside(connection: Connection, uid: str) -> Iterable[tuple[Any, Any]]:
    """What belongs to no event and names it: the records and their kind."""
    for records in _BESIDE:
        for record in records.read(connection):
            if renamed(record, {uid: ""}) is not record:
                yield records, record
    members = ORGANIZATIONS.table.c.member_uids
    for body in ORGANIZATIONS.read(connection, _holds(members, uid)):
        yield ORGANIZATIONS, body
    for person in PEOPLE.read(connection, PEOPLE.table.c.organization_uid == uid):
        yield PEOPLE, person


def _keepers(connection: Connection, uid: str) -> Iterable[str | None]:
    for records, record in _beside(connection, uid):
        owner = records.table.c.get("owner_event_uid")
        if owner is None:
            yield None
        else:
            yield connection.execute(select(owner).where(records.table.c.uid == record.uid)).scalar()


def _relink_beside(connection: Connection, other_uid: str, uids: Mapping[str, str]) -> None:
    for records, record in list(_beside(connection, other_uid)):
        after = renamed(record, uids) if records in _BESIDE else relinked(record, uids)
        if records is ORGANIZATIONS:
            members = (one for one in dict.fromkeys(after.member_uids) if one != after.uid)
            after = structs.replace(after, member_uids=tuple(members))
        records.save(connection, (record,), (after,))


def _relink_event(
    db: DbSession, actor: Actor, shelf: Shelf[Any], event_uid: str, other: Any, uids: Mapping[str, str], at: datetime
) -> None:
    """Its working version names the kept record; a page the other had there leads on to it."""
    connection = db.connection()
    before = draft.load(connection, event_uid)
    programme = before.programme
    kind = AliasKind.PERSON if shelf is PERSONS else AliasKind.ORGANIZATION
    kept = uids[other.uid]
    known = {(alias.kind, alias.slug): alias for alias in programme.aliases}
    aliases = [structs.replace(one, uid=uids.get(one.uid, one.uid)) for one in programme.aliases]
    if other.slug and (kind, other.slug) not in known:
        aliases.append(Alias(kind, other.slug, kept))
    after = structs.replace(
        programme,
        event=event_with(programme.event, uids),
        sessions=tuple(session_with(session, uids) for session in programme.sessions),
        stands=tuple(relinked(stand, uids) if other.uid in _named(stand) else stand for stand in programme.stands),
        aliases=tuple(aliases),
    )
    draft.save(connection, before, after)
    changed = [(old, new) for old, new in zip(programme.sessions, after.sessions, strict=True) if new != old]
    for old, new in changed:
        was, is_so = differing_fields(old, new)
        subject = f"session:{new.uid}"
        audit.note(db, actor, "edit_session", subject, at, event_uid=event_uid, before=was, after=is_so)
    audit.note(
        db,
        actor,
        f"merge_{shelf.noun}",
        f"{shelf.noun}:{kept}",
        at,
        event_uid=event_uid,
        after={"merged": other.uid} | ({"sessions": [new.uid for _, new in changed]} if changed else {}),
    )


def _named(stand: Any) -> tuple[str | None, ...]:
    return stand.holder.organization_uid, stand.holder.person_uid


def _relink_rows(connection: Connection, uid: str, other_uid: str) -> None:
    """What stands in rows of its own. What the kept record has there itself stays as it is."""
    for table, column, rest in (
        (_availability, _availability.c.of_uid, ("event_uid",)),
        (_references, _references.c.uid, ("source", "kind")),
    ):
        theirs = set(connection.execute(select(*(table.c[name] for name in rest)).where(column == uid)).all())
        for row in connection.execute(select(table).where(column == other_uid)).all():
            key = [column == other_uid, *(table.c[name] == getattr(row, name) for name in rest)]
            if tuple(getattr(row, name) for name in rest) not in {tuple(one) for one in theirs}:
                connection.execute(update(table).where(*key).values({column.name: uid}))
            elif table is _availability:
                connection.execute(delete(table).where(*key))


def _keep_withdrawn(db: DbSession, uid: str, other_uid: str) -> None:
    """What either has withdrawn is withdrawn of both: what is public names the other until each event is published."""
    standing = _redactions.c.agreed.is_(None), _redactions.c.person_uid.in_((uid, other_uid))
    fields = db.connection().execute(select(_redactions.c.field).where(*standing).distinct()).scalars().all()
    for field in fields:
        for one in (uid, other_uid):
            redact(db, Redaction(one, field))
