"""What every table with rows of its own has."""

import re
import time
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update
from sqlmodel import col

from events_service.database import DbSession, first_id, metadata, new_id
from events_service.jobs.models import JobRow
from events_service.tables import metadata as all_tables
from events_service.zones import now


def test_the_first_id_of_a_moment_is_below_those_made_then_and_above_those_made_before() -> None:
    before = new_id()
    moment = now() + timedelta(milliseconds=2)
    time.sleep(0.004)

    assert before < first_id(moment) < new_id()


def test_new_ids_are_uuids_of_version_7_that_sort_by_age() -> None:
    ids = [new_id() for _ in range(1000)]

    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", each) for each in ids
    )
    assert ids == sorted(set(ids))


def test_record_says_when_it_was_made_and_changed(db: DbSession) -> None:
    before = now()
    job = JobRow(kind="greet", payload={}, run_at=before)
    db.add(job)
    db.flush()
    made, changed = times(db)

    job.kind = "wave"
    db.flush()

    assert before <= made <= changed <= now()
    assert times(db)[0] == made
    assert times(db)[1] > changed


def test_bulk_statements_fill_in_the_same(db: DbSession) -> None:
    db.execute(insert(JobRow), [{"kind": "greet", "payload": {}, "run_at": now()}])
    made, changed = times(db)

    db.execute(update(JobRow).values(kind="wave"))

    assert times(db)[0] == made
    assert times(db)[1] > changed


def times(db: DbSession) -> tuple[datetime, datetime]:
    made, changed = db.execute(select(col(JobRow.created_at), col(JobRow.updated_at))).one()
    return made, changed


def test_every_constraint_has_a_name_of_its_own() -> None:
    """A migration can only change what has a name, and names are shared by the whole database."""
    assert all_tables is metadata
    named = [constraint.name for table in metadata.tables.values() for constraint in table.constraints]
    indexes = [index.name for table in metadata.tables.values() for index in table.indexes]

    assert None not in named
    assert None not in indexes
    assert len(set(named) | set(indexes)) == len(named) + len(indexes)
