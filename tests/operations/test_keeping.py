"""Backups and restore drills that the console asks for, on both databases."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from events_service.accounts import audit
from events_service.accounts.access import ROLES, Actor, everywhere
from events_service.accounts.models import AuditEntry, Role
from events_service.database import Database, new_id
from events_service.jobs.models import JobRow
from events_service.jobs.queue import Claimed
from events_service.operations import keeping, transfer
from events_service.operations.backup import DrillDiffers, backup, drill
from events_service.operations.keeping import BACKUP, DRILL, MAIL
from events_service.settings import Settings, load
from events_service.worker import handlers
from events_service.zones import now
from tests.web.console.site import SECRET

OWNER = Actor("account", "018f4d5e-7a10-7c3e-9b1f-00000000000a", "Amina", everywhere(ROLES[Role.OWNER]))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return load(
        None,
        base_url="https://events.example.org",
        secret_key=SECRET,
        database_url=database_url,
        data_dir=tmp_path / "data",
        backups_kept=2,
    )


def job(kind: str, **more: str) -> Claimed:
    return Claimed(new_id(), kind, {"actor": OWNER.key, "name": OWNER.name, **more}, 1)


def told(database: Database, act: str) -> list[AuditEntry]:
    with database.read() as db:
        return list(db.exec(select(AuditEntry).where(AuditEntry.act == act).order_by(col(AuditEntry.id))))


def test_asking_twice_is_asking_once(database: Database) -> None:
    for _ in range(2):
        database.write_now(keeping.ask_backup, OWNER, now())
        database.write_now(keeping.ask_mail, OWNER, "amina@example.org", now())

    with database.read() as db:
        assert sorted(db.exec(select(JobRow.kind))) == [BACKUP, MAIL]
    assert [len(told(database, act)) for act in ("ask_backup", "ask_mail", "ask_drill")] == [1, 1, 0]


def test_every_job_that_can_be_asked_for_is_done_by_the_worker(settings: Settings) -> None:
    assert {BACKUP, DRILL, MAIL} <= set(handlers(settings))


def test_backup_is_made_told_and_the_oldest_go(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.backups.mkdir(parents=True)
    for day in ("20260101", "20260102", "20260103"):
        (settings.backups / f"events-{day}-120000.zip").touch()
    (settings.backups / "mine.zip").touch()

    handlers(settings)[BACKUP](database, job(BACKUP))

    newest, before = keeping.list_backups(settings.backups)
    assert before.name == "events-20260103-120000.zip"
    assert (settings.backups / "mine.zip").exists()
    with zipfile.ZipFile(settings.backups / newest.name) as archive:
        assert sorted(archive.namelist()) == ["events.sqlite3", "manifest.json"]
    (entry,) = told(database, "add_backup")
    assert (entry.subject, entry.actor, entry.actor_name) == (f"backup:{newest.name}", OWNER.key, "Amina")
    assert entry.after is not None
    assert entry.after["bytes"] == newest.size


def test_drill_restores_the_newest_and_leaves_nothing(database: Database, settings: Settings) -> None:
    database.write_now(audit.note, OWNER, "sign_in", f"account:{OWNER.id}", now())
    keeping.make_backup(settings, database, job(BACKUP))

    handlers(settings)[DRILL](database, job(DRILL))

    (entry,) = told(database, "drill_backup")
    after = entry.after or {}
    assert (after["passed"], after["rows"] >= 1, len(after["digest"])) == (True, True, 64)
    (kept,) = keeping.list_backups(settings.backups)
    assert [path.name for path in settings.backups.iterdir()] == [kept.name]


def test_drill_of_a_damaged_backup_fails_and_says_why(database: Database, settings: Settings) -> None:
    keeping.make_backup(settings, database, job(BACKUP))
    (kept,) = keeping.list_backups(settings.backups)
    path = settings.backups / kept.name
    path.write_bytes(path.read_bytes()[:-200])

    keeping.run_drill(settings, database, job(DRILL))

    (entry,) = told(database, "drill_backup")
    after = entry.after or {}
    assert after["passed"] is False
    assert "damaged" in after["problem"]


def test_drill_without_a_backup_is_refused(database: Database, settings: Settings) -> None:
    with pytest.raises(keeping.NoBackup):
        keeping.run_drill(settings, database, job(DRILL))


def test_drill_notices_a_row_that_is_another(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(database_url, tmp_path / "whole.zip")
    assert drill(tmp_path / "whole.zip", tmp_path).tables > 10
    seen: list[str] = []

    def second_differs(url: str) -> Any:
        seen.append(url)
        found = transfer.counted(url)
        return found if len(seen) == 1 else [found[0]._replace(digest="other"), *found[1:]]

    monkeypatch.setattr("events_service.operations.backup.counted", second_differs)
    with pytest.raises(DrillDiffers):
        drill(tmp_path / "whole.zip", tmp_path)


def test_mail_is_checked_for_whoever_asked(database: Database, settings: Settings) -> None:
    handlers(settings)[MAIL](database, job(MAIL, to="amina@example.org"))

    (entry,) = told(database, "check_mail")
    (found,) = (entry.after or {})["found"]
    assert (found["what"], found["state"]) == ("mail", "bad")
    assert found["params"] == {"to": "amina@example.org"}
