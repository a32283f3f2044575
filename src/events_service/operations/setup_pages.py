"""Set-up in the console: what the installation depends on, its backups, its mail and its jobs; for owners."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from markupsafe import Markup, escape
from sqlalchemy import text
from starlette.responses import RedirectResponse, Response

from events_service import __version__, dates
from events_service.accounts import audit
from events_service.accounts.access import Act, Actor, require
from events_service.accounts.models import Account, AuditEntry
from events_service.accounts.requests import ConsoleLogin
from events_service.columns import is_uid
from events_service.database import Database, Db, DbSession
from events_service.errors import NotFound, Sentence
from events_service.jobs import queue
from events_service.jobs.models import JobRow, JobState
from events_service.operations import keeping
from events_service.operations.doctor import State, look_around
from events_service.operations.keeping import BACKUP, DRILL, MAIL, Kept
from events_service.programme import jobs as kinds
from events_service.sizes import Bytes
from events_service.translations import mark
from events_service.web.console.forms import SentForm
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.moments import moment
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

KINDS = {
    BACKUP: mark("Make a backup"),
    DRILL: mark("Restore a backup as a drill"),
    MAIL: mark("Check the mail server"),
    kinds.CATALOGUE: mark("Make public what belongs to no event"),
    kinds.LIVE: mark("Follow the clock"),
    kinds.PROMOTE: mark("Give away places that became free"),
    kinds.RELEASE: mark("Publish at the time that was chosen"),
}
LOOKED_AT = {
    "settings": mark("Settings"),
    "time zones": mark("Time zone rules"),
    "disk": mark("Room on the disk"),
    "booklets": mark("Programmes as PDF"),
    "provider": mark("Logins with accounts elsewhere"),
    "uploads": mark("Uploaded files"),
    "migrations": mark("Tables"),
    "database": mark("Database"),
    "mail": mark("Mail"),
    "mail server": mark("Mail server"),
}
_VERDICTS = {State.GOOD: mark("Good"), State.LOOK: mark("Have a look"), State.BAD: mark("To be mended")}
_MARKS = {State.GOOD: "sent", State.LOOK: "", State.BAD: "failed"}


class Found(NamedTuple):
    """One finding in the reader's words."""

    what: Markup
    mark: str
    verdict: Markup
    sentence: Markup


class Work(NamedTuple):
    """A job that was asked for here: whether it waits or is under way, and what hindered it."""

    busy: bool
    running: bool
    problem: str


class Line(NamedTuple):
    """Jobs of one kind."""

    kind: str
    waiting: int
    running: int
    failed: int
    oldest: Markup
    last: Markup


@router.get("/console/setup/")
def lead_on(request: Request) -> Response:
    return RedirectResponse(request.app.state.site.file("console", "setup"), 308)


@router.get("/console/setup")
def show_setup(request: Request, db: Db, login: ConsoleLogin) -> Response:
    require(login.actor, Act.MANAGE_ACCOUNTS)
    state, reader = request.app.state, reader_of(request)
    backups = keeping.list_backups(state.settings.backups)
    works = {kind: _work(db, kind) for kind in (BACKUP, DRILL, MAIL)}
    return console_page(
        request,
        "console/setup.html",
        mark("Set-up"),
        login,
        reader=reader,
        section="setup",
        findings=[_found(f.what, f.state, f.words, reader) for f in look_around(state.settings, state.database)],
        version=__version__,
        size=_size(_bytes_of(state.database, db), reader),
        folder=str(state.settings.backups),
        backups=[
            (one.name, _size(one.size, reader), moment(one.made_at, reader), _age(one.made_at, now(), reader))
            for one in backups[:10]
        ],
        more=max(0, len(backups) - 10),
        kept=state.settings.backups_kept,
        old=_is_old(backups, state.settings.backup_days, now()),
        days=state.settings.backup_days,
        backup=works[BACKUP],
        drill=works[DRILL],
        mail=works[MAIL],
        drilled=_drilled(keeping.last_told(db, "drill_backup"), reader),
        checked=_checked(keeping.last_told(db, "check_mail"), reader),
        has_server=bool(state.settings.smtp_url),
        busy=any(work.busy for work in works.values()),
        lines=list(_lines(queue.tally(db), reader)),
        failed=[
            (job.id, _kind(job.kind, reader), job.last_error, moment(job.updated_at, reader)) for job in _given_up(db)
        ],
    )


@router.post("/console/setup/backup")
def make_backup(request: Request, login: ConsoleLogin, sent: SentForm) -> Response:
    require(login.actor, Act.MANAGE_ACCOUNTS)
    request.app.state.database.write_now(keeping.ask_backup, login.actor, now())
    return _back(request, "backups")


@router.post("/console/setup/drill")
def run_drill(request: Request, login: ConsoleLogin, sent: SentForm) -> Response:
    require(login.actor, Act.MANAGE_ACCOUNTS)
    request.app.state.database.write_now(keeping.ask_drill, login.actor, now())
    return _back(request, "backups")


@router.post("/console/setup/mail")
def check_mail(request: Request, login: ConsoleLogin, sent: SentForm) -> Response:
    """One test message, to whoever asks for it and to nobody else."""
    require(login.actor, Act.MANAGE_ACCOUNTS)

    def act(db: DbSession) -> None:
        account = db.get(Account, login.actor.id)
        keeping.ask_mail(db, login.actor, account.email if account else "", now())

    request.app.state.database.write_now(act)
    return _back(request, "mail")


@router.post("/console/setup/jobs/{job_id}/retry")
def retry_job(request: Request, login: ConsoleLogin, sent: SentForm, job_id: str) -> Response:
    require(login.actor, Act.MANAGE_ACCOUNTS)
    request.app.state.database.write_now(_retry, login.actor, job_id)
    return _back(request, "jobs")


def _retry(db: DbSession, actor: Actor, job_id: str) -> None:
    kind = queue.retry(db, job_id, now())
    if kind:
        audit.note(db, actor, "retry_job", f"job:{kind}", now())
    elif not is_uid(job_id) or db.get(JobRow, job_id) is None:
        raise NotFound


def _back(request: Request, place: str) -> Response:
    return RedirectResponse(f"{request.app.state.site.file('console', 'setup')}#{place}", 303)


def _given_up(db: DbSession) -> list[JobRow]:
    return queue.list_failed(db)


def _found(what: str, state: State, said: Sentence, reader: Reader) -> Found:
    name = reader.say(LOOKED_AT[what]) if what in LOOKED_AT else escape(what)
    # Paths, versions and hosts keep their direction in a sentence that runs the other way.
    params = {key: _param(value, reader) for key, value in said.params.items()}
    return Found(name, _MARKS[state], reader.say(_VERDICTS[state]), reader.say(said.msgid, **params))


def _param(value: object, reader: Reader) -> Markup:
    return _size(value, reader) if isinstance(value, Bytes) else reader.code(str(value))


def _work(db: DbSession, kind: str) -> Work:
    job = keeping.job_of(db, kind, JobState.QUEUED, JobState.RUNNING, JobState.FAILED, JobState.DONE)
    if job is None:
        return Work(False, False, "")
    busy = job.state in (JobState.QUEUED, JobState.RUNNING)
    return Work(busy, job.state is JobState.RUNNING, job.last_error)


def _is_old(backups: list[Kept], days: int, moment: datetime) -> bool:
    return not backups or moment - backups[0].made_at > timedelta(days=days)


def _drilled(entry: AuditEntry | None, reader: Reader) -> dict[str, Any] | None:
    """The last drill: when, of which backup, and how it went."""
    if entry is None:
        return None
    return {**(entry.after or {}), "at": moment(entry.created_at, reader), "name": entry.subject.partition(":")[2]}


def _checked(entry: AuditEntry | None, reader: Reader) -> tuple[Markup, list[Found]] | None:
    """What was last found of mail, and when."""
    if entry is None:
        return None
    told = (entry.after or {}).get("found", [])
    found = [_found(one["what"], State(one["state"]), Sentence(one["said"], one["params"]), reader) for one in told]
    return moment(entry.created_at, reader), found


def _lines(tallies: Iterable[queue.Tally], reader: Reader) -> Iterable[Line]:
    by_kind: dict[str, dict[JobState, queue.Tally]] = {}
    for tally in tallies:
        by_kind.setdefault(tally.kind, {})[tally.state] = tally
    for kind, found in by_kind.items():
        waiting, done = found.get(JobState.QUEUED), found.get(JobState.DONE)

        def number(state: JobState, found: dict[JobState, queue.Tally] = found) -> int:
            return found[state].number if state in found else 0

        yield Line(
            _kind(kind, reader),
            number(JobState.QUEUED),
            number(JobState.RUNNING),
            number(JobState.FAILED),
            moment(waiting.first, reader) if waiting else Markup("–"),
            moment(done.last, reader) if done else Markup("–"),
        )


def _kind(kind: str, reader: Reader) -> str:
    return reader.gettext(KINDS[kind]) if kind in KINDS else kind


def _bytes_of(database: Database, db: DbSession) -> int:
    if database.path is not None:
        return sum(path.stat().st_size for path in database.path.parent.glob(f"{database.path.name}*"))
    return int(db.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def _size(size: int, reader: Reader) -> Markup:
    return Markup("<bdi>{}</bdi>").format(Bytes(size).said_in(reader.language))


def _age(made_at: datetime, at: datetime, reader: Reader) -> str:
    return dates.ago(made_at, at, reader.language)
