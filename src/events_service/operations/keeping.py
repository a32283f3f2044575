"""Backups that the console asks for, and restore drills: asked for as jobs, done by a worker, told in the record."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import col, select

from events_service.accounts import audit
from events_service.accounts.access import Actor
from events_service.accounts.models import AuditEntry
from events_service.database import Database, DbSession
from events_service.errors import NotFound
from events_service.jobs.models import JobRow, JobState
from events_service.jobs.queue import Claimed, enqueue
from events_service.media.store import Store
from events_service.operations.backup import backup, drill
from events_service.operations.doctor import examine
from events_service.settings import Settings
from events_service.zones import now

BACKUP = "operations.backup"
DRILL = "operations.drill"
MAIL = "operations.mail"
"""Ask the mail server, its records in the DNS, and send one test message."""

_NAME = re.compile(r"events-(\d{8}-\d{6})\.zip")


class NoBackup(NotFound):
    slug = "no-backup"
    msgid = "There is no backup in {folder} yet. Make one first."


class Kept(NamedTuple):
    """A backup in the folder."""

    name: str
    size: int
    made_at: datetime


def list_backups(folder: Path) -> list[Kept]:
    """The backups that the console made, the newest first."""
    found = list(_kept(folder)) if folder.is_dir() else []
    return sorted(found, key=lambda one: one.name, reverse=True)


def _kept(folder: Path) -> Iterator[Kept]:
    for path in folder.iterdir():
        named = _NAME.fullmatch(path.name)
        if named and path.is_file():
            made_at = datetime.strptime(named[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            yield Kept(path.name, path.stat().st_size, made_at)


def ask_backup(db: DbSession, actor: Actor, now: datetime) -> None:
    """Have a backup made. While one waits or is under way, asking again changes nothing."""
    _ask(db, actor, BACKUP, "ask_backup", now)


def ask_drill(db: DbSession, actor: Actor, now: datetime) -> None:
    """Have the newest backup restored where it harms nobody."""
    _ask(db, actor, DRILL, "ask_drill", now)


def ask_mail(db: DbSession, actor: Actor, to: str, now: datetime) -> None:
    """Have the mail server looked at, with one message to this address."""
    _ask(db, actor, MAIL, "ask_mail", now, to=to)


def _ask(db: DbSession, actor: Actor, kind: str, act: str, now: datetime, **more: str) -> None:
    if job_of(db, kind, JobState.QUEUED, JobState.RUNNING) is None:
        enqueue(db, kind, {"actor": actor.key, "name": actor.name, **more}, now)
        audit.note(db, actor, act, f"job:{kind}", now)


def job_of(db: DbSession, kind: str, *states: JobState) -> JobRow | None:
    """The newest job of a kind in one of the states."""
    wanted = select(JobRow).where(JobRow.kind == kind, col(JobRow.state).in_(states))
    return db.exec(wanted.order_by(col(JobRow.id).desc()).limit(1)).first()


def last_told(db: DbSession, act: str) -> AuditEntry | None:
    """The newest entry of an act in the record."""
    return db.exec(select(AuditEntry).where(AuditEntry.act == act).order_by(col(AuditEntry.id).desc()).limit(1)).first()


def make_backup(settings: Settings, database: Database, job: Claimed) -> None:
    """Write one, take away the oldest beyond those that are kept, and tell it."""
    folder, moment = settings.backups, now()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"events-{moment:%Y%m%d-%H%M%S}.zip"
    made = backup(settings.database, target, Store(settings.data_dir))
    if settings.backups_kept:
        for old in list_backups(folder)[settings.backups_kept :]:
            (folder / old.name).unlink(missing_ok=True)
    after = {"rows": sum(made.rows.values()), "bytes": target.stat().st_size}
    database.write_now(audit.note, _asker(job), "add_backup", f"backup:{target.name}", now(), after=after)


def run_drill(settings: Settings, database: Database, job: Claimed) -> None:
    """Restore the newest backup where it harms nobody, and tell how that went."""
    kept = list_backups(settings.backups)
    if not kept:
        raise NoBackup(folder=str(settings.backups))
    began = now()
    after: dict[str, Any]
    try:
        done = drill(settings.backups / kept[0].name, settings.backups)
        after = {"passed": True, "rows": done.rows, "tables": done.tables, "digest": done.digest}
    except Exception as problem:
        after = {"passed": False, "problem": str(problem) or type(problem).__name__}
    after["seconds"] = round((now() - began).total_seconds(), 1)
    database.write_now(audit.note, _asker(job), "drill_backup", f"backup:{kept[0].name}", now(), after=after)


def check_mail(settings: Settings, database: Database, job: Claimed) -> None:
    """What the doctor says of mail, with a test message to whoever asked."""
    about_mail = ("mail", "mail server", "SPF", "DMARC", "DKIM")
    found = [finding for finding in examine(settings, job.payload["to"]) if finding.what in about_mail]
    told = [
        {"what": f.what, "state": f.state.value, "said": f.words.msgid, "params": _plain(f.words.params)} for f in found
    ]
    database.write_now(audit.note, _asker(job), "check_mail", "job:operations.mail", now(), after={"found": told})


def _plain(params: Any) -> dict[str, str]:
    return {name: str(value) for name, value in params.items()}


def _asker(job: Claimed) -> Actor:
    """Whoever asked for it, as they were then."""
    kind, _, uid = str(job.payload["actor"]).partition(":")
    return Actor(kind, uid, job.payload["name"], ())
