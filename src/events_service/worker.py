"""The worker: runs jobs and delivers mail, in the server's process or in one of its own."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

from events_service.accounts import kept_text, limits, login
from events_service.catalogue.publish import gather, publish
from events_service.database import Database
from events_service.database.trouble import complain
from events_service.jobs import loop
from events_service.jobs.loop import Handler
from events_service.jobs.queue import Claimed
from events_service.media.store import Store
from events_service.operations.uploads import clean
from events_service.programme import jobs as kinds
from events_service.programme import timed_release
from events_service.programme.offering import tick
from events_service.programme.time_rules import follow_time_rules
from events_service.registration import jobs as registration
from events_service.settings import Settings
from events_service.zones import now

EXPIRY_SECONDS = 20.0
RULES_SECONDS = 3600.0
FORGET_SECONDS = 3600.0
CLEAN_SECONDS = 24 * 3600.0


def freeze_catalogue(database: Database, job: Claimed) -> None:
    with database.read() as db:
        catalogue = gather(db.connection(), now())
    database.write_now(publish, catalogue)


def tick_live(database: Database, job: Claimed) -> None:
    database.write_now(tick, job.payload["event_uid"], now())


def fill_places(database: Database, job: Claimed) -> None:
    registration.fill_places(database, job.payload["event_uid"], job.payload["session_uid"], now())


def publish_timed(database: Database, job: Claimed) -> None:
    timed_release.publish_timed(database, job.payload, now())


HANDLERS: Mapping[str, Handler] = {
    kinds.CATALOGUE: freeze_catalogue,
    kinds.LIVE: tick_live,
    kinds.PROMOTE: fill_places,
    kinds.RELEASE: publish_timed,
}


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Who does jobs of which kind."""
    from events_service.operations import keeping  # migrations and mail take long to load

    return {
        **HANDLERS,
        keeping.BACKUP: partial(keeping.make_backup, settings),
        keeping.DRILL: partial(keeping.run_drill, settings),
        keeping.MAIL: partial(keeping.check_mail, settings),
    }


async def run(database: Database, settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop` is set; what has begun is finished or given back."""
    from events_service.mail.deliver import deliver_due  # its templates take long to load
    from events_service.registration.office import make_office

    await asyncio.gather(
        loop.run(database, handlers(settings), stop, grace=settings.shutdown_seconds),
        deliver_due(database, make_office(database, settings), settings.smtp_url, stop),
        _every(EXPIRY_SECONDS, partial(_expire, database), stop),
        _every(RULES_SECONDS, partial(follow_time_rules, database), stop),
        _every(FORGET_SECONDS, partial(_forget, database), stop),
        _every(CLEAN_SECONDS, partial(_clean, database, settings), stop),
    )


def _expire(database: Database) -> None:
    registration.expire_holds(database, now())


def _forget(database: Database) -> None:
    """Logins that have ended, limits nobody is near, and what was typed a month ago and never saved."""
    database.write_now(login.forget_ended, now())
    database.write_now(kept_text.forget_old, now())
    database.write_now(limits.forget, now())


def _clean(database: Database, settings: Settings) -> None:
    """Uploaded files that nothing refers to any more."""
    clean(database, Store(settings.data_dir), now())


async def _every(seconds: float, act: partial[Any], stop: asyncio.Event) -> None:
    """Do it now and again every so many seconds, in a thread; a failure is logged and tried again."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(act)
        except Exception as error:
            complain(loop.logger, f"{act.func.__name__} failed", error)
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            continue
