"""The queue of jobs on both databases: asked once, claimed once, tried again, given up."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlmodel import col

from events_service.database import Database, DbSession
from events_service.jobs import queue
from events_service.jobs.models import JobRow, JobState
from events_service.jobs.queue import Backlog, Claimed, backlog, claim, enqueue, fail, finish, forget, release, renew

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def state_of(db: DbSession, job: Claimed) -> tuple[JobState, datetime]:
    asked = select(col(JobRow.state), col(JobRow.run_at)).where(col(JobRow.id) == job.id)
    state, run_at = db.execute(asked).one()
    return state, run_at


def claim_one(db: DbSession, now: datetime = NOW) -> Claimed:
    (job,) = claim(db, now, MINUTE)
    return job


def test_job_is_claimed_with_what_it_was_given(db: DbSession) -> None:
    assert enqueue(db, "greet", {"name": "Amina", "times": [1, 2]}, NOW)

    (job,) = claim(db, NOW, MINUTE, limit=5)

    assert (job.kind, job.payload, job.attempts) == ("greet", {"name": "Amina", "times": [1, 2]}, 1)


def test_job_of_the_future_is_left_until_its_time(db: DbSession) -> None:
    enqueue(db, "greet", {}, NOW + MINUTE)

    assert not queue.is_due(db, NOW)
    assert claim(db, NOW, MINUTE) == []
    assert queue.is_due(db, NOW + MINUTE)
    assert len(claim(db, NOW + MINUTE, MINUTE)) == 1


def test_jobs_are_claimed_in_order_of_their_time_and_no_more_than_asked_for(db: DbSession) -> None:
    for minutes in (3, 1, 2, 5, 4):
        enqueue(db, f"after {minutes}", {}, NOW + minutes * MINUTE)

    first = claim(db, NOW + 9 * MINUTE, MINUTE, limit=3)
    rest = claim(db, NOW + 9 * MINUTE, MINUTE, limit=3)

    assert sorted(job.kind for job in first) == ["after 1", "after 2", "after 3"]
    assert sorted(job.kind for job in rest) == ["after 4", "after 5"]


def test_same_key_is_one_job(db: DbSession) -> None:
    asked = [enqueue(db, "greet", {"n": number}, NOW, "greet:1") for number in range(3)]

    jobs = claim(db, NOW, MINUTE, limit=5)

    assert asked == [True, False, False]
    assert [job.payload for job in jobs] == [{"n": 0}]


def test_same_key_is_one_job_also_after_it_has_run(db: DbSession) -> None:
    enqueue(db, "greet", {}, NOW, "greet:1")
    finish(db, claim_one(db))

    assert not enqueue(db, "greet", {}, NOW, "greet:1")
    assert claim(db, NOW, MINUTE) == []


def test_jobs_without_a_key_are_all_kept(db: DbSession) -> None:
    assert [enqueue(db, "greet", {}, NOW) for _ in range(3)] == [True, True, True]
    assert len(claim(db, NOW, MINUTE, limit=5)) == 3


def test_again_after_it_has_run_runs_it_once_more(db: DbSession) -> None:
    enqueue(db, "freeze", {}, NOW, "freeze", again=True)
    finish(db, claim_one(db))

    enqueue(db, "freeze", {}, NOW + MINUTE, "freeze", again=True)

    assert claim(db, NOW, MINUTE) == []
    assert claim_one(db, NOW + MINUTE).attempts == 1


def test_again_while_it_waits_is_one_run_at_the_earlier_time(db: DbSession) -> None:
    for minutes in (2, 1, 3):
        enqueue(db, "freeze", {}, NOW + minutes * MINUTE, "freeze", again=True)

    finish(db, claim_one(db, NOW + MINUTE))

    assert claim(db, NOW + 9 * MINUTE, MINUTE) == []


def test_again_while_it_runs_runs_it_once_more_afterwards(db: DbSession) -> None:
    enqueue(db, "freeze", {}, NOW, "freeze", again=True)
    running = claim_one(db)
    enqueue(db, "freeze", {}, NOW, "freeze", again=True)
    enqueue(db, "freeze", {}, NOW, "freeze", again=True)
    meanwhile = claim(db, NOW, MINUTE)

    assert finish(db, running)
    finish(db, claim_one(db))

    assert meanwhile == []
    assert claim(db, NOW, MINUTE) == []


def test_again_after_it_was_given_up_gives_it_another_chance(db: DbSession) -> None:
    enqueue(db, "freeze", {}, NOW, "freeze", again=True)
    given_up(db)

    enqueue(db, "freeze", {}, NOW, "freeze", again=True)

    assert claim_one(db).attempts == 1


def test_claimed_job_is_nobody_elses_until_its_lease_ends(db: DbSession) -> None:
    enqueue(db, "greet", {}, NOW)
    first = claim_one(db)

    assert claim(db, NOW + MINUTE / 2, MINUTE) == []
    second = claim_one(db, NOW + MINUTE)

    assert (first.id, first.attempts, second.attempts) == (second.id, 1, 2)


def test_worker_that_lost_its_lease_can_no_longer_write_the_end(db: DbSession) -> None:
    enqueue(db, "greet", {}, NOW)
    slow = claim_one(db)
    quick = claim_one(db, NOW + MINUTE)

    assert not finish(db, slow)
    assert not fail(db, slow, "late", NOW)
    assert not renew(db, slow, NOW + 9 * MINUTE)
    assert not release(db, slow)
    assert finish(db, quick)
    assert state_of(db, quick)[0] is JobState.DONE


def test_renewed_lease_lasts_longer(db: DbSession) -> None:
    enqueue(db, "greet", {}, NOW)
    job = claim_one(db)

    assert renew(db, job, NOW + 5 * MINUTE)

    assert claim(db, NOW + 4 * MINUTE, MINUTE) == []
    assert len(claim(db, NOW + 5 * MINUTE, MINUTE)) == 1


def test_released_job_is_taken_at_once(db: DbSession) -> None:
    enqueue(db, "greet", {}, NOW)

    assert release(db, claim_one(db))

    assert claim_one(db).attempts == 2


def test_failed_job_is_tried_again_later_and_later(db: DbSession) -> None:
    enqueue(db, "greet", {}, NOW)
    now, pauses = NOW, []
    for _ in range(queue.ATTEMPTS - 1):
        job = claim_one(db, now)
        assert fail(db, job, "ConnectionError: no answer", now)
        state, run_at = state_of(db, job)
        assert state is JobState.QUEUED
        pauses.append((run_at - now) / MINUTE)
        now = run_at

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]
    assert all(before <= after for before, after in pairwise(pauses))


def test_job_that_fails_every_time_is_given_up_and_stays_to_be_seen(db: DbSession) -> None:
    enqueue(db, "greet", {}, NOW)

    job = given_up(db)

    error = db.execute(select(col(JobRow.last_error)).where(col(JobRow.id) == job.id)).scalar_one()
    assert (state_of(db, job)[0], error) == (JobState.FAILED, "it never works")
    assert backlog(db, NOW + timedelta(days=9)) == Backlog(due=0, oldest=None, failed=1)


def given_up(db: DbSession) -> Claimed:
    now = NOW
    for _ in range(queue.ATTEMPTS):
        job = claim_one(db, now)
        fail(db, job, "it never works", now)
        now += queue.LONGEST_PAUSE
    return job


def test_long_error_is_cut(db: DbSession) -> None:
    enqueue(db, "greet", {}, NOW)

    fail(db, claim_one(db), "x" * 100_000, NOW)

    assert len(db.execute(select(col(JobRow.last_error))).scalar_one()) == 2000


def test_done_jobs_are_forgotten_after_thirty_days(db: DbSession) -> None:
    enqueue(db, "waiting", {}, NOW + MINUTE, "a")
    enqueue(db, "done", {}, NOW, "b")
    job = claim_one(db)
    finish(db, job)
    ended = db.execute(select(col(JobRow.updated_at)).where(col(JobRow.id) == job.id)).scalar_one()

    assert forget(db, ended + timedelta(days=30)) == 0
    assert forget(db, ended + timedelta(days=30, seconds=1)) == 1
    assert list(db.execute(select(col(JobRow.kind))).scalars()) == ["waiting"]


def test_backlog_tells_what_is_overdue_and_since_when(db: DbSession) -> None:
    for minutes in (2, 1, 30):
        enqueue(db, "greet", {}, NOW + minutes * MINUTE)

    assert backlog(db, NOW) == Backlog(due=0, oldest=None, failed=0)
    assert backlog(db, NOW + 5 * MINUTE) == Backlog(due=2, oldest=NOW + MINUTE, failed=0)


@pytest.mark.parametrize("limit", [1, 7])
def test_many_workers_at_once_never_share_a_job(database: Database, limit: int) -> None:
    def fill(db: DbSession) -> None:
        for number in range(60):
            enqueue(db, f"job {number}", {}, NOW)

    database.write_now(fill)

    async def all_at_once() -> list[list[Claimed]]:
        return await asyncio.gather(*(database.write(claim, NOW, MINUTE, limit) for _ in range(60 // limit)))

    claims = asyncio.run(all_at_once())

    kinds = [job.kind for jobs in claims for job in jobs]
    assert max(len(jobs) for jobs in claims) == limit
    assert len(kinds) == len(set(kinds)) == 60 // limit * limit


def test_jobs_are_told_by_kind_and_tried_again(db: DbSession) -> None:
    for kind, at in (("greet", NOW), ("greet", NOW + MINUTE), ("part", NOW)):
        enqueue(db, kind, {}, at)
    jobs = claim(db, NOW, MINUTE, limit=5)
    greeting = next(job for job in jobs if job.kind == "greet")
    given_up = Claimed(greeting.id, greeting.kind, greeting.payload, queue.ATTEMPTS)
    db.connection().exec_driver_sql(f"UPDATE job SET attempts = {queue.ATTEMPTS} WHERE id = '{greeting.id}'")
    assert fail(db, given_up, "nobody there", NOW)

    counted = [(tally.kind, tally.state, tally.number) for tally in queue.tally(db)]
    assert sorted(counted) == [
        ("greet", JobState.FAILED, 1),
        ("greet", JobState.QUEUED, 1),
        ("part", JobState.RUNNING, 1),
    ]
    assert [(job.id, job.last_error) for job in queue.list_failed(db)] == [(greeting.id, "nobody there")]
    assert [queue.retry(db, job_id, NOW) for job_id in (greeting.id, greeting.id, "none")] == ["greet", "", ""]
    db.expire_all()
    assert queue.list_failed(db) == []
    assert greeting.id in [job.id for job in claim(db, NOW, MINUTE, limit=5)]
