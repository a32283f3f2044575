"""Reading what was released."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import NotFound
from events_service.languages import LocalizedText
from events_service.programme import elsewhere, stored
from events_service.programme.changes import Change, ChangeKind
from events_service.programme.elsewhere import Elsewhere
from events_service.programme.hiding import Directory, pick_hidden
from events_service.programme.live import Live, Notice, Offering, Redaction
from events_service.programme.mentions import read_mentioned
from events_service.programme.models import (
    EventRow,
    ExternalReferenceRow,
    NoticeRow,
    OfferingRow,
    RedactionRow,
    ReleasedSessionRow,
    ReleaseRow,
)
from events_service.programme.programme import Programme
from events_service.programme.public_slugs import Released
from events_service.programme.stored import Mentioned
from events_service.programme.visible_changes import without_names

_events = EventRow.__table__  # type: ignore[attr-defined]
_releases = ReleaseRow.__table__  # type: ignore[attr-defined]
_released = ReleasedSessionRow.__table__  # type: ignore[attr-defined]
_references = ExternalReferenceRow.__table__  # type: ignore[attr-defined]
_offerings = OfferingRow.__table__  # type: ignore[attr-defined]
_notices = NoticeRow.__table__  # type: ignore[attr-defined]
_redactions = RedactionRow.__table__  # type: ignore[attr-defined]
_NAMING = (ChangeKind.PEOPLE, ChangeKind.ORGANIZERS)
"""What a change of which tells names."""


class Current(NamedTuple):
    """Which state of an event is public."""

    event_uid: str
    slug: str
    release: int
    live_version: int


class ReleaseInfo(NamedTuple):
    number: int
    released_at: datetime
    note: LocalizedText
    digest: str


class StoredRelease(NamedTuple):
    info: ReleaseInfo
    programme: Programme
    changes: tuple[Change, ...]


def list_current(connection: Connection) -> list[Current]:
    """Every event that has a public release, by slug."""
    columns = (_events.c.uid, _events.c.slug, _events.c.release_number, _events.c.live_version)
    rows = connection.execute(select(*columns).where(_events.c.release_number > 0).order_by(_events.c.slug))
    return [Current(*row) for row in rows]


def get_event_uid(connection: Connection, slug: str) -> str:
    """The uid of the event with this slug, released or not; NotFound."""
    uid = find_event_uid(connection, slug)
    if uid is None:
        raise NotFound("There is no event called {slug}.", slug=slug)
    return uid


def find_event_uid(connection: Connection, slug: str) -> str | None:
    found: str | None = connection.execute(select(_events.c.uid).where(_events.c.slug == slug)).scalar()
    return found


def get_release(connection: Connection, event_uid: str, number: int) -> StoredRelease:
    """One release, the public one or an earlier one; NotFound."""
    row = connection.execute(
        select(_releases).where(_releases.c.event_uid == event_uid, _releases.c.number == number)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no version {number}.", number=number)
    info = ReleaseInfo(row.number, row.released_at, row.note, row.digest)
    return StoredRelease(info, stored.decode(row.payload, row.format), stored.decode_changes(row.changes))


def list_versions(connection: Connection, event_uid: str) -> list[ReleaseInfo]:
    """All releases without what they changed, the newest first."""
    columns = (_releases.c.number, _releases.c.released_at, _releases.c.note, _releases.c.digest)
    asked = select(*columns).where(_releases.c.event_uid == event_uid).order_by(_releases.c.number.desc())
    return [ReleaseInfo(*row) for row in connection.execute(asked)]


def list_releases(connection: Connection, event_uid: str) -> list[tuple[ReleaseInfo, tuple[Change, ...]]]:
    """All releases with what each changed, newest first.

    Who speaks is not said of a release that has, or replaced one that has, somebody who withdrew their name or whom
    earlier programmes hide; nor who organizes, where they hide an organization: a change keeps names alone, and
    nobody could tell whose they are. Who merely is in the programme no more stays in its history.
    """
    columns = (_releases.c.number, _releases.c.released_at, _releases.c.note, _releases.c.digest, _releases.c.changes)
    rows = connection.execute(
        select(*columns).where(_releases.c.event_uid == event_uid).order_by(_releases.c.number.desc())
    )
    found = [(ReleaseInfo(*row[:4]), stored.decode_changes(row[4])) for row in rows]
    told = {info.number for info, changes in found if any(change.kind in _NAMING for change in changes)}
    wanted = {info.number: info.digest for info, _ in found if {info.number, info.number + 1} & told}
    mentioned = read_mentioned(connection, event_uid, wanted)
    secret = _secret(connection, mentioned.values())
    people = {number for number, one in mentioned.items() if one.people & secret.people}
    bodies = {number for number, one in mentioned.items() if one.organizations & secret.organizations}
    for kind, numbers in ((ChangeKind.PEOPLE, people), (ChangeKind.ORGANIZERS, bodies)):
        found = [
            (info, without_names(changes, kind) if {info.number, info.number - 1} & numbers else changes)
            for info, changes in found
        ]
    return found


def _secret(connection: Connection, mentioned: Collection[Mentioned]) -> Mentioned:
    """Those of them whose names may not be told."""
    people = {uid for one in mentioned for uid in one.people}
    bodies = {uid for one in mentioned for uid in one.organizations}
    withdrawn = {gone.person_uid for gone in get_redactions(connection) if gone.field == "name"} if people else set()
    shown = {*PEOPLE.kept_uids(connection, people, PEOPLE.table.c.published)}
    known = {*ORGANIZATIONS.kept_uids(connection, bodies, ORGANIZATIONS.table.c.published)}
    return Mentioned(frozenset(pick_hidden(people, shown - withdrawn)), frozenset(pick_hidden(bodies, known)))


def released_sessions(connection: Connection, event_uid: str) -> dict[str, Released]:
    """What is remembered of each session that was ever public, withdrawn ones too."""
    columns = (_released.c.uid, _released.c.slug, _released.c.revision)
    rows = connection.execute(select(*columns).where(_released.c.event_uid == event_uid))
    return {row.uid: Released(row.slug, row.revision) for row in rows}


def published_elsewhere(connection: Connection, event_uid: str) -> dict[str, Elsewhere]:
    """What bundles said was public of the event and its sessions before they came here."""
    asked = select(_references.c.uid, _references.c.imported).where(
        _references.c.event_uid == event_uid, _references.c.kind == elsewhere.KIND
    )
    return {row.uid: elsewhere.decode(row.imported) for row in connection.execute(asked)}


def get_directory(connection: Connection, *programmes: Programme) -> Directory:
    """The people and organizations of the programmes as their records are now; private things too."""
    people = PEOPLE.read_uids(connection, (person.uid for programme in programmes for person in programme.people))
    bodies = ORGANIZATIONS.read_uids(connection, (body.uid for one in programmes for body in one.organizations))
    return Directory({person.uid: person for person in people}, {body.uid: body for body in bodies})


def get_live(connection: Connection, event_uid: str) -> Live:
    """What lives beside the release now."""
    version = connection.execute(select(_events.c.live_version).where(_events.c.uid == event_uid)).scalar()
    if version is None:
        raise NotFound("There is no such event.")
    offerings = connection.execute(
        select(_offerings).where(_offerings.c.event_uid == event_uid).order_by(_offerings.c.session_uid)
    )
    notices = connection.execute(
        select(_notices).where(_notices.c.event_uid == event_uid).order_by(_notices.c.created_at, _notices.c.uid)
    )
    return Live(
        version=version,
        offerings=tuple(_offering(row) for row in offerings),
        notices=tuple(Notice(row.text, row.session_uid, row.starts_at, row.ends_at) for row in notices),
        redactions=get_redactions(connection),
    )


def find_offering(connection: Connection, event_uid: str, session_uid: str | None) -> Offering | None:
    """What can be joined of a session, or of the event itself (None); None where that was never set."""
    where = (_offerings.c.event_uid == event_uid, _offerings.c.session_uid == (session_uid or ""))
    row = connection.execute(select(_offerings).where(*where)).one_or_none()
    return None if row is None else _offering(row)


def _offering(row: Row[Any]) -> Offering:
    return Offering(row.session_uid or None, row.mode, row.capacity, row.opens_at, row.closes_at, row.version)


def get_redactions(connection: Connection) -> tuple[Redaction, ...]:
    """What people have withdrawn, from every event."""
    columns = (_redactions.c.person_uid, _redactions.c.field, _redactions.c.redacted_at, _redactions.c.agreed)
    return tuple(Redaction(*row) for row in connection.execute(select(*columns).order_by(*_redactions.primary_key)))
