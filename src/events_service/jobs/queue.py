"""The queue of jobs: enqueue, claim, finish, fail. One statement each, the same on both databases."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Table, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too
from sqlmodel import SQLModel

from events_service.columns import UtcDateTime, is_uid
from events_service.database import DbSession, Prepared, new_id
from events_service.jobs.models import JobRow, JobState
from events_service.jobs.wakeup import Wakeup

ATTEMPTS = 12
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
KEPT = timedelta(days=30)
_LONGEST_ERROR = 2000

jobs_waiting = Wakeup()


class Claimed(msgspec.Struct, frozen=True):
    """A job that is ours until its lease ends. `attempts` counts this one, and tells leases apart."""

    id: str
    kind: str
    payload: dict[str, Any]
    attempts: int


class Backlog(msgspec.Struct, frozen=True):
    """What waits although its time has come, since when, and what was given up."""

    due: int
    oldest: datetime | None
    failed: int


class Tally(msgspec.Struct, frozen=True):
    """Jobs of one kind in one state: `first` is when the first was or is to run, `last` when one last changed."""

    kind: str
    state: JobState
    number: int
    first: datetime
    last: datetime


def enqueue(
    db: DbSession,
    kind: str,
    payload: dict[str, Any],
    run_at: datetime,
    dedupe_key: str | None = None,
    *,
    again: bool = False,
) -> bool:
    """Ask for a job at `run_at`, in the transaction of the act that needs it. True if there was none yet.

    A `dedupe_key` stands for one job: asking twice has the effect of asking once, also after it has run
    (done jobs are kept for 30 days). With `again`, a job of that key which has begun or ended runs once
    more, and one that still waits runs at the earlier of both times.
    """
    new = new_id()
    statement = _ADD_AGAIN if again else _ADD
    kept = statement.scalar(db, id=new, kind=kind, payload=payload, run_at=run_at, dedupe_key=dedupe_key)
    db.after_commit(jobs_waiting.wake)
    return bool(kept == new)


def is_due(db: DbSession, now: datetime) -> bool:
    """Is there anything to claim?"""
    return _DUE.scalar(db, now=now) is not None


def claim(db: DbSession, now: datetime, lease: timedelta, limit: int = 1) -> list[Claimed]:
    """Take jobs whose time has come, longest waiting first, and those whose lease has run out."""
    rows = _CLAIM.rows(db, now=now, lease_until=now + lease, limit=limit)
    return [Claimed(row.id, row.kind, row.payload, row.attempts) for row in rows]


def renew(db: DbSession, job: Claimed, until: datetime) -> bool:
    """Prolong the lease. False if it had ended and somebody else has the job."""
    return bool(_RENEW.run(db, id=job.id, held=job.attempts, lease_until=until))


def finish(db: DbSession, job: Claimed) -> bool:
    """The job is done. False, and nothing happens, if it is no longer ours."""
    return bool(_FINISH.run(db, id=job.id, held=job.attempts))


def fail(db: DbSession, job: Claimed, error: str, now: datetime) -> bool:
    """Try again later: after 1, 2, 4 … minutes, at most 4 hours; given up after 12 attempts, in 23 hours.

    False, and nothing happens, if it is no longer ours.
    """
    statement = _GIVE_UP if job.attempts >= ATTEMPTS else _RETRY
    run_at = now + pause_after(job.attempts)
    return bool(statement.run(db, id=job.id, held=job.attempts, run_at=run_at, last_error=error[:_LONGEST_ERROR]))


def release(db: DbSession, job: Claimed) -> bool:
    """Give a job back unfinished, to be taken at once by whoever comes next."""
    return bool(_RELEASE.run(db, id=job.id, held=job.attempts))


def forget(db: DbSession, now: datetime) -> int:
    """Delete the jobs that were done 30 days ago. The number of them."""
    return _FORGET.run(db, before=now - KEPT)


def backlog(db: DbSession, now: datetime) -> Backlog:
    """For the console and the metrics."""
    row = _BACKLOG.first(db, now=now)
    return Backlog(row.due, row.oldest, row.failed)


def tally(db: DbSession) -> list[Tally]:
    """How many jobs of each kind are in each state, and since when or until when."""
    return [Tally(row.kind, JobState(row.state), row.count_, row.first, row.last) for row in _TALLY.rows(db)]


def list_failed(db: DbSession, limit: int = 20) -> list[JobRow]:
    """Jobs that were given up, the latest first."""
    wanted = select(JobRow).where(_j.state == JobState.FAILED).order_by(_j.id.desc()).limit(limit)
    return list(db.execute(wanted).scalars())


def retry(db: DbSession, job_id: str, now: datetime) -> str:
    """Try once more what was given up; its kind. Empty, and nothing happens, where it was not."""
    found = _AGAIN.first(db, id=job_id, run_at=now) if is_uid(job_id) else None
    if found is not None:
        db.after_commit(jobs_waiting.wake)
    return str(found.kind) if found is not None else ""


def pause_after(attempts: int) -> timedelta:
    """How long to wait before trying again what has failed so often."""
    return min(FIRST_PAUSE * (1 << attempts - 1), LONGEST_PAUSE)


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


_job = _table(JobRow)
_j = _job.c
_waiting = _j.state == JobState.QUEUED
_running = _j.state == JobState.RUNNING
_now = bindparam("now", type_=UtcDateTime())
_due = or_(and_(_waiting, _j.run_at <= _now), and_(_running, _j.lease_until <= _now))

_new = insert(_job).values(
    {name: bindparam(name) for name in ("id", "kind", "payload", "run_at", "dedupe_key")},
)
_ADD = Prepared(_new.on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(_j.id))
_ADD_AGAIN = Prepared(
    _new.on_conflict_do_update(
        index_elements=["dedupe_key"],
        set_={
            "again": _running,
            "state": case((_running, JobState.RUNNING), else_=JobState.QUEUED),
            "attempts": case((or_(_running, _waiting), _j.attempts), else_=0),
            "run_at": case((and_(_waiting, _j.run_at <= _new.excluded.run_at), _j.run_at), else_=_new.excluded.run_at),
        },
    ).returning(_j.id)
)

_DUE = Prepared(select(_j.id).where(_due).limit(1))

# A common table expression is evaluated once. PostgreSQL may evaluate a subquery in IN again for each row,
# and with SKIP LOCKED it would then find other rows: more than `limit` in all.
_first = select(_j.id).where(_due).order_by(_j.run_at, _j.id).limit(bindparam("limit"))
_picked = _first.with_for_update(skip_locked=True).cte("picked")
_CLAIM = Prepared(
    update(_job)
    .where(_j.id.in_(select(_picked.c.id)))
    .values(state=JobState.RUNNING, lease_until=bindparam("lease_until"), attempts=_j.attempts + 1)
    .returning(_j.id, _j.kind, _j.payload, _j.attempts)
)

# `held` is the number of attempts this worker knows of: after another claim it is another.
_ours = update(_job).where(_j.id == bindparam("id"), _j.attempts == bindparam("held"), _running)
_RENEW = Prepared(_ours.values(lease_until=bindparam("lease_until")))
_RELEASE = Prepared(_ours.values(state=JobState.QUEUED, lease_until=None))
_FINISH = Prepared(
    _ours.values(
        state=case((_j.again, JobState.QUEUED), else_=JobState.DONE),
        attempts=case((_j.again, 0), else_=_j.attempts),
        again=False,
        lease_until=None,
        last_error="",
    )
)
_failed = {"last_error": bindparam("last_error"), "run_at": bindparam("run_at"), "again": False, "lease_until": None}
_RETRY = Prepared(_ours.values(state=JobState.QUEUED, **_failed))
_GIVE_UP = Prepared(
    _ours.values(
        state=case((_j.again, JobState.QUEUED), else_=JobState.FAILED),
        attempts=case((_j.again, 0), else_=_j.attempts),
        **_failed,
    )
)
_FORGET = Prepared(
    delete(_job).where(_j.state == JobState.DONE, _j.updated_at < bindparam("before", type_=UtcDateTime()))
)
_BACKLOG = Prepared(
    select(
        func.count(case((_due, 1))).label("due"),
        func.min(case((_due, _j.run_at)), type_=UtcDateTime()).label("oldest"),
        func.count(case((_j.state == JobState.FAILED, 1))).label("failed"),
    )
)
_TALLY = Prepared(
    select(
        _j.kind,
        _j.state,
        func.count().label("count_"),
        func.min(_j.run_at, type_=UtcDateTime()).label("first"),
        func.max(_j.updated_at, type_=UtcDateTime()).label("last"),
    )
    .group_by(_j.kind, _j.state)
    .order_by(_j.kind)
)
_AGAIN = Prepared(
    update(_job)
    .where(_j.id == bindparam("id"), _j.state == JobState.FAILED)
    .values(state=JobState.QUEUED, attempts=0, run_at=bindparam("run_at"), lease_until=None)
    .returning(_j.kind)
)
