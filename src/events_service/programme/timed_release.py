"""Publishing at a time that was chosen: asked for, looked up, given up, and done when the time has come."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select

from events_service.accounts import audit
from events_service.accounts.access import Act, Actor, require
from events_service.accounts.login import find_account_actor
from events_service.database import Database, DbSession
from events_service.errors import Conflict, InvalidInput
from events_service.jobs.models import JobRow, JobState
from events_service.jobs.queue import enqueue
from events_service.languages import LocalizedText
from events_service.programme import jobs, release
from events_service.programme.release import NothingToRelease

_jobs = JobRow.__table__  # type: ignore[attr-defined]


class TimedRelease(NamedTuple):
    at: datetime
    only: tuple[str, ...] | None
    """What is published, as `choice.choose` takes it; None is all that is ready then."""
    note: LocalizedText
    by: str


class AlreadyTimed(Conflict):
    slug = "already-timed"
    msgid = "A publication is planned already. Give it up first."


def find_timed(connection: Connection, event_uid: str) -> TimedRelease | None:
    """The publication that is planned; None where there is none."""
    row = connection.execute(select(_jobs).where(*_waiting(event_uid))).first()
    if row is None:
        return None
    only = row.payload["only"]
    return TimedRelease(row.run_at, None if only is None else tuple(only), row.payload["note"], row.payload["by_name"])


def plan_timed(
    db: DbSession,
    actor: Actor,
    event_uid: str,
    at: datetime,
    now: datetime,
    *,
    only: tuple[str, ...] | None = None,
    note: LocalizedText | None = None,
) -> None:
    """Publish then what will be ready then. InvalidInput for a time that has passed, AlreadyTimed."""
    if at <= now:
        raise InvalidInput("This time has passed.", about="at")
    if find_timed(db.connection(), event_uid) is not None:
        raise AlreadyTimed
    payload: dict[str, Any] = {
        "event_uid": event_uid,
        "only": None if only is None else list(only),
        "note": dict(note or {}),
        "by": actor.id,
        "by_name": actor.name,
    }
    # A key is taken for as long as what it named is remembered: the moment it was asked for tells one from the next.
    enqueue(db, jobs.RELEASE, payload, at, dedupe_key=f"{jobs.RELEASE}:{event_uid}:{now.isoformat()}")
    after = {"at": at.isoformat(), "only": payload["only"], "note": payload["note"]}
    audit.note(db, actor, "plan_release", f"event:{event_uid}", now, event_uid=event_uid, after=after)


def give_up_timed(db: DbSession, actor: Actor, event_uid: str, now: datetime) -> None:
    """Publish nothing then. Doing it twice changes nothing."""
    before = find_timed(db.connection(), event_uid)
    if before is None:
        return
    db.connection().execute(delete(_jobs).where(*_waiting(event_uid)))
    audit.note(
        db,
        actor,
        "give_up_release",
        f"event:{event_uid}",
        now,
        event_uid=event_uid,
        before={"at": before.at.isoformat()},
    )


def publish_timed(database: Database, payload: dict[str, Any], now: datetime) -> None:
    """Do what was asked for, if whoever asked may still publish. Nothing new is no failure."""
    event_uid, only = payload["event_uid"], payload["only"]
    with database.read() as db:
        actor = find_account_actor(db, payload["by"])
        if actor is None:
            return
        require(actor, Act.RELEASE, event_uid)
        try:
            planned = release.plan(db.connection(), event_uid, now, note=payload["note"], only=only)
        except NothingToRelease:
            return

    def act(db: DbSession) -> None:
        release.release(db, planned, actor.key)
        after = {"number": planned.number, "only": only, "planned": True}
        audit.note(db, actor, "release", f"event:{event_uid}", now, event_uid=event_uid, after=after)

    database.write_now(act)


def _waiting(event_uid: str) -> tuple[Any, ...]:
    return (
        _jobs.c.kind == jobs.RELEASE,
        _jobs.c.state == JobState.QUEUED,
        _jobs.c.dedupe_key.startswith(f"{jobs.RELEASE}:{event_uid}:"),
    )
