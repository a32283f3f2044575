from pathlib import Path

import pytest
from sqlalchemy import func, insert, inspect, select

from events_service.database import Database, DbSession, new_id
from events_service.tables import metadata
from tests.support.databases import Templates

organization = metadata.tables["organization"]


def add_organization(db: DbSession, slug: str) -> None:
    db.execute(insert(organization).values(uid=new_id(), slug=slug, name={"en": slug}))


def count(db: DbSession) -> int:
    return int(db.execute(select(func.count()).select_from(organization)).scalar_one())


def test_database_has_every_table_and_no_row(database: Database) -> None:
    with database.read() as db:
        made = set(inspect(db.connection()).get_table_names()) - {"alembic_version"}
        assert made == set(metadata.tables)
        assert count(db) == 0


def test_database_keeps_what_is_written(database: Database) -> None:
    database.write_now(add_organization, "ampcc")

    with database.read() as db:
        assert count(db) == 1


@pytest.mark.parametrize("slug", ["arm", "ampcc"])
def test_db_undoes_what_a_test_wrote(db: DbSession, slug: str) -> None:
    assert count(db) == 0

    add_organization(db, slug)

    assert count(db) == 1


def test_copies_are_apart(templates: Templates, database_kind: str, database_url: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = templates.copy(database_kind, tmp_path / "other")
    assert other != database_url
    for url, times in ((database_url, 2), (other, 1)):
        open_ = Database(url)
        for number in range(times):
            open_.write_now(add_organization, f"arm-{number}")
        with open_.read() as db:
            assert count(db) == times
        open_.close()
    templates.drop(other)
