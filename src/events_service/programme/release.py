"""Publishing: a plan is computed from one snapshot, then applied if the public release is still the same."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from msgspec import structs
from sqlalchemy import Connection, bindparam, insert, select, update

from events_service.database import DbSession
from events_service.errors import Conflict
from events_service.jobs.queue import enqueue
from events_service.languages import LocalizedText
from events_service.programme import draft, jobs, stored
from events_service.programme.changes import Change, compare
from events_service.programme.freeze import freeze, settle
from events_service.programme.models import EventRow, OfferingRow, ReleasedSessionRow, ReleaseRow, SessionRow
from events_service.programme.offering import wake_live
from events_service.programme.programme import EventStatus, OfferMode, Programme, SessionStatus
from events_service.programme.queries import get_release, highest_revisions
from events_service.zones import rules_version

_events = EventRow.__table__  # type: ignore[attr-defined]
_releases = ReleaseRow.__table__  # type: ignore[attr-defined]
_released = ReleasedSessionRow.__table__  # type: ignore[attr-defined]
_offerings = OfferingRow.__table__  # type: ignore[attr-defined]
_sessions = SessionRow.__table__  # type: ignore[attr-defined]


class AlreadyReleased(Conflict):
    """Somebody else has published since the plan was made."""

    slug = "already-released"
    msgid = "Version {number} has been published meanwhile. Look at the changes again."


class NothingToRelease(Conflict):
    slug = "nothing-to-release"
    msgid = "Nothing is ready that is not published already."


class Plan(NamedTuple):
    """A release that can be applied: all that was slow is done."""

    event_uid: str
    number: int
    programme: Programme
    changes: tuple[Change, ...]
    note: LocalizedText
    at: datetime
    payload: bytes
    digest: str
    chosen: tuple[str, ...]
    """Uids of sessions published by choice, which makes them ready."""


def plan(
    connection: Connection,
    event_uid: str,
    now: datetime,
    *,
    note: LocalizedText | None = None,
    only: Iterable[str] | None = None,
    withdrawn: Iterable[str] = (),
) -> Plan:
    """What publishing the draft now would make. NothingToRelease where it would change nothing."""
    working = draft.load(connection, event_uid).programme
    number, previous = _public(connection, event_uid)
    chosen = None if only is None or previous is None else tuple(only)
    programme = freeze(
        working, previous, highest_revisions(connection, event_uid), now, only=chosen, withdrawn=withdrawn
    )
    ready = tuple(s.uid for s in working.sessions if chosen and {s.uid, s.slug, s.code} & set(chosen))
    return _planned(event_uid, number, previous, programme, note or {}, now, ready)


def plan_status(connection: Connection, event_uid: str, status: EventStatus, now: datetime) -> Plan:
    """Postponing, cancelling, restoring or moving online: the public programme with that one difference."""
    number, previous = _public(connection, event_uid)
    if previous is None:
        raise Conflict("This event has not been published yet.")
    candidate = structs.replace(previous, event=structs.replace(previous.event, status=status))
    programme = settle(candidate, previous, highest_revisions(connection, event_uid), now)
    return _planned(event_uid, number, previous, programme, {}, now, ())


def plan_time_rules(connection: Connection, event_uid: str, now: datetime) -> Plan | None:
    """The public programme with instants by the rules in use; None where none of them moved."""
    number, previous = _public(connection, event_uid)
    if previous is None:
        return None
    programme = settle(previous, previous, highest_revisions(connection, event_uid), now, lenient=True)
    if [(s.start_at, s.end_at) for s in programme.sessions] == [(s.start_at, s.end_at) for s in previous.sessions]:
        return None
    rules = rules_version()
    note = {"en": f"Time rules {rules}", "fr": f"Règles horaires {rules}", "ar": f"قواعد التوقيت {rules}"}
    return _planned(event_uid, number, previous, programme, note, now, ())


def _public(connection: Connection, event_uid: str) -> tuple[int, Programme | None]:
    number = connection.execute(select(_events.c.release_number).where(_events.c.uid == event_uid)).scalar_one()
    return number, get_release(connection, event_uid, number).programme if number else None


def _planned(
    event_uid: str,
    number: int,
    previous: Programme | None,
    programme: Programme,
    note: LocalizedText,
    now: datetime,
    chosen: tuple[str, ...],
) -> Plan:
    if previous is not None and structs.replace(programme, time_rules=previous.time_rules) == previous:
        raise NothingToRelease
    payload, digest = stored.encode(programme)
    changes = compare(previous, programme)
    return Plan(event_uid, number + 1, programme, changes, note, now, payload, digest, chosen)


def release(db: DbSession, planned: Plan, by: str = "") -> int:
    """Make the plan public. AlreadyReleased where another release came first; asking twice is refused likewise."""
    connection = db.connection()
    event = planned.programme.event
    moved = connection.execute(
        update(_events)
        .where(_events.c.uid == planned.event_uid, _events.c.release_number == planned.number - 1)
        .values(
            release_number=planned.number,
            live_version=_events.c.live_version + 1,
            modified_at=planned.at,
            time_rules=planned.programme.time_rules,
            status=event.status,
        )
    )
    if moved.rowcount != 1:
        raise AlreadyReleased(number=planned.number)
    connection.execute(insert(_releases).values(_release_row(planned, by)))
    _remember_sessions(connection, planned.programme)
    _write_back(connection, planned)
    _offer_new_sessions(connection, planned.programme)
    enqueue(db, jobs.CATALOGUE, {}, planned.at, dedupe_key=f"{jobs.CATALOGUE}:{planned.event_uid}:{planned.number}")
    promote = {"event_uid": planned.event_uid, "session_uid": ""}
    enqueue(db, jobs.PROMOTE, promote, planned.at, dedupe_key=f"{jobs.PROMOTE}:{planned.event_uid}:", again=True)
    wake_live(db, planned.event_uid, planned.at)
    return planned.number


def _release_row(planned: Plan, by: str) -> dict[str, object]:
    return {
        "event_uid": planned.event_uid,
        "number": planned.number,
        "format": planned.programme.format,
        "digest": planned.digest,
        "payload": planned.payload,
        "changes": stored.encode_changes(planned.changes),
        "time_rules": planned.programme.time_rules,
        "note": planned.note,
        "released_at": planned.at,
        "released_by": by,
    }


def _remember_sessions(connection: Connection, programme: Programme) -> None:
    """Slug and highest revision of each session, those withdrawn later too."""
    event_uid = programme.event.uid
    known = {
        row.uid: (row.slug, row.revision)
        for row in connection.execute(select(_released).where(_released.c.event_uid == event_uid))
    }
    every = {s.uid: (s.slug, s.revision) for s in (*programme.tombstones, *programme.sessions)}
    added = [
        {"uid": uid, "event_uid": event_uid, "slug": slug, "revision": revision}
        for uid, (slug, revision) in every.items()
        if uid not in known
    ]
    changed = [
        {"_uid": uid, "_slug": said[0], "_revision": said[1]}
        for uid, said in every.items()
        if uid in known and known[uid] != said
    ]
    if added:
        connection.execute(insert(_released), added)
    if changed:
        statement = update(_released).where(_released.c.uid == bindparam("_uid"))
        connection.execute(statement.values(slug=bindparam("_slug"), revision=bindparam("_revision")), changed)


def _write_back(connection: Connection, planned: Plan) -> None:
    """Give the draft the slugs that are fixed now, and make ready what was chosen."""
    for name, records in draft.OF_EVENT.items():
        table = records.table
        unfixed = set(
            connection.execute(
                select(table.c.uid).where(table.c.event_uid == planned.event_uid, table.c.slug == "")
            ).scalars()
        )
        fixed = [{"_uid": r.uid, "_slug": r.slug} for r in getattr(planned.programme, name) if r.uid in unfixed]
        if fixed:
            connection.execute(
                update(table).where(table.c.uid == bindparam("_uid")).values(slug=bindparam("_slug")), fixed
            )
    if planned.chosen:
        connection.execute(
            update(_sessions).where(_sessions.c.uid == bindparam("_uid")).values(ready=True),
            [{"_uid": uid} for uid in planned.chosen],
        )


def _offer_new_sessions(connection: Connection, programme: Programme) -> None:
    """Make the offering of the event and of each session that has none yet; those there are stay as they are."""
    event = programme.event
    had = set(connection.execute(select(_offerings.c.session_uid).where(_offerings.c.event_uid == event.uid)).scalars())
    offers = [("", event.offer), *((session.uid, session.offer) for session in programme.sessions)]
    rows = [
        {"event_uid": event.uid, "session_uid": uid, **structs.asdict(offer), "version": 1}
        for uid, offer in offers
        if uid not in had and offer.mode is not OfferMode.NONE
    ]
    if rows:
        connection.execute(insert(_offerings), rows)
    _suspend(connection, programme)


def _suspend(connection: Connection, programme: Programme) -> None:
    """Close what belongs to a cancelled or vanished session, and open what is back. Seats stay as they are."""
    event = programme.event
    held = {s.uid for s in programme.sessions if s.status is not SessionStatus.CANCELLED}
    cancelled = event.status is EventStatus.CANCELLED
    rows = connection.execute(
        select(_offerings.c.session_uid, _offerings.c.suspended).where(_offerings.c.event_uid == event.uid)
    )
    for row in rows.all():
        suspended = cancelled or bool(row.session_uid) and row.session_uid not in held
        if suspended is not row.suspended:
            where = (_offerings.c.event_uid == event.uid, _offerings.c.session_uid == row.session_uid)
            connection.execute(update(_offerings).where(*where).values(suspended=suspended))
