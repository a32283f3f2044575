"""Changing what is kept for all events, one record at a time. Each verb takes the version it was based on."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import structs
from sqlalchemy import Connection, null, select, update

from events_service.database import DbSession
from events_service.directory.directory import Organization, Person
from events_service.directory.records import ORGANIZATIONS, PEOPLE, slugged_organizations, slugged_people
from events_service.errors import Conflict, InvalidInput, NotFound, PreconditionFailed
from events_service.records import Records, find_uid
from events_service.slugs import check_slug, is_slug
from events_service.translations import mark

V = TypeVar("V")


class AddressTaken(Conflict):
    slug = "address-taken"
    msgid = "“{slug}” is the address of another record."


class Shelf(NamedTuple, Generic[V]):
    """A kind of record that is kept for all events."""

    name: str
    """As addresses call all of them."""
    noun: str
    """One of them, as acts and subjects of audit entries are named."""
    value: type[V]
    records: Records[Any]
    slugged: Callable[[Connection, Iterable[V], Iterable[V]], list[V]]
    """Each with a slug nobody else has; the first are those that are kept already."""
    check: Callable[[Connection, V], None]
    """InvalidInput for what cannot be."""
    keepers: Callable[[Connection, Collection[str]], Mapping[str, frozenset[str | None]]]
    """By uid, the events whose organizers all have to do with it; None is the instance."""


class Kept(NamedTuple, Generic[V]):
    """A record, and what is known of it besides."""

    value: V
    version: int
    archived_at: datetime | None
    keepers: frozenset[str | None]
    same_as_uid: str | None = None
    """The record it has been merged into."""


def get_kept(connection: Connection, shelf: Shelf[V], name: str) -> Kept[V]:
    """One by slug or uid; NotFound."""
    uid = find_uid(connection, shelf.records.table, name) if is_slug(name) else None
    if uid is None:
        raise NotFound("The directory has nothing called {name}.", name=name)
    return read_kept(connection, shelf, (uid,))[0]


def read_kept(connection: Connection, shelf: Shelf[V], uids: Collection[str]) -> list[Kept[V]]:
    """Those with these uids, by uid. Three statements, however many there are."""
    table = shelf.records.table
    same = table.c.same_as_uid if "same_as_uid" in table.c else null().label("same_as_uid")
    rows = connection.execute(
        select(table.c.uid, table.c.version, table.c.archived_at, same).where(table.c.uid.in_(uids))
    )
    known = {row.uid: row for row in rows}
    keepers = shelf.keepers(connection, tuple(known))
    return [
        Kept(
            value,
            known[value.uid].version,
            known[value.uid].archived_at,
            keepers[value.uid],
            known[value.uid].same_as_uid,
        )
        for value in shelf.records.read_uids(connection, known)
    ]


def add_record(db: DbSession, shelf: Shelf[V], value: V, owner_event_uid: str | None) -> Kept[V]:
    """Take a new one in; without a slug it gets one from its name. AddressTaken where the slug is another's."""
    connection = db.connection()
    shelf.check(connection, value)
    slug = getattr(value, "slug", "")
    if slug:
        check_slug(slug)
        if connection.execute(select(shelf.records.table.c.uid).where(shelf.records.table.c.slug == slug)).first():
            raise AddressTaken(slug=slug, about="slug")
    (made,) = shelf.slugged(connection, (), (value,))
    owner = {"owner_event_uid": owner_event_uid} if "owner_event_uid" in shelf.records.table.c else {}
    shelf.records.save(connection, (), (made,), owner)
    return get_kept(connection, shelf, made.uid)  # type: ignore[attr-defined]  # every record has a uid


def edit_record(
    db: DbSession, shelf: Shelf[V], uid: str, change: Callable[[V], V], version: int | None = None
) -> tuple[Kept[V], Kept[V]]:
    """Change one; PreconditionFailed where `version` is no longer its version. Returns it as it was and as it is."""
    connection = db.connection()
    before = _locked(connection, shelf, uid, version)
    after = change(before.value)
    if after == before.value:
        return before, before
    shelf.check(connection, after)
    shelf.records.save(connection, (before.value,), (after,))
    return before, get_kept(connection, shelf, uid)


def archive_record(
    db: DbSession, shelf: Shelf[V], uid: str, at: datetime | None, version: int | None = None
) -> tuple[Kept[V], Kept[V]]:
    """Offer and list it no more from now on, or, with None, again. Twice is once."""
    connection, table = db.connection(), shelf.records.table
    before = _locked(connection, shelf, uid, version)
    if (before.archived_at is None) == (at is None):
        return before, before
    own = {"same_as_uid": None} if "same_as_uid" in table.c else {}  # what is brought back is a record by itself
    changed = {"archived_at": at, "version": table.c.version + 1} | own
    connection.execute(update(table).where(table.c.uid == uid).values(changed))
    return before, get_kept(connection, shelf, uid)


def _locked(connection: Connection, shelf: Shelf[V], uid: str, version: int | None) -> Kept[V]:
    """The record, which nobody else changes until this act has ended."""
    table = shelf.records.table
    connection.execute(select(table.c.uid).where(table.c.uid == uid).with_for_update())
    kept = get_kept(connection, shelf, uid)
    if version is not None and version != kept.version:
        raise PreconditionFailed
    return kept


def _owner(records: Records[Any]) -> Callable[[Connection, Collection[str]], Mapping[str, frozenset[str | None]]]:
    table = records.table

    def keepers(connection: Connection, uids: Collection[str]) -> Mapping[str, frozenset[str | None]]:
        rows = connection.execute(select(table.c.uid, table.c.owner_event_uid).where(table.c.uid.in_(uids)))
        return {row.uid: frozenset((row.owner_event_uid,)) for row in rows}

    return keepers


def check_named(value: Any, nameless: str) -> None:
    if not any(value.name.values()):
        raise InvalidInput(nameless, about="name")


def _check_organization(connection: Connection, body: Organization) -> None:
    check_named(body, mark("An organization needs a name in at least one language."))
    if body.uid in body.member_uids:
        raise InvalidInput("An organization is no member of itself.", about="members")


def _check_person(connection: Connection, person: Person) -> None:
    check_named(person, mark("A person needs a name in at least one language."))


BODIES = Shelf(
    "organizations",
    "organization",
    Organization,
    ORGANIZATIONS,
    slugged_organizations,
    _check_organization,
    _owner(ORGANIZATIONS),
)
PERSONS = Shelf("people", "person", Person, PEOPLE, slugged_people, _check_person, _owner(PEOPLE))


def without_private(value: Any) -> Any:
    """The record without the contacts that are not public."""
    return structs.replace(value, contacts=tuple(contact for contact in value.contacts if contact.public))
