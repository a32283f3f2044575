"""How the mail server is doing: one row for all workers, and for the console to show.

Where no connection succeeds, the mails are not to blame: the queue waits, and one mail at a time is tried.
"""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Table, bindparam, case, func, or_, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from events_service.columns import UtcDateTime
from events_service.database import DbSession, Prepared
from events_service.mail.models import MailRelay
from events_service.mail.outbox import LONGEST_TEXT
from events_service.mail.verdict import Ending, Verdict

PROBE_EVERY = timedelta(seconds=60)
LOGIN_PAUSE = timedelta(minutes=15)
_ROW = "00000000-0000-7000-8000-000000000001"


class Condition(msgspec.Struct, frozen=True):
    """`paused_until` None: mail goes out. `failures` is the number of connections that failed in a row."""

    paused_until: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    refuses_login: bool = False
    last_code: int | None = None
    last_text: str = ""


def condition(db: DbSession) -> Condition:
    """How it is doing, as far as workers have noticed."""
    row = _FIND.first(db)
    return Condition(*row) if row else Condition()


def note_failure(db: DbSession, verdict: Verdict, now: datetime) -> None:
    """No connection: wait 1, 2, 4 … seconds, after ten failures a minute; where the login is refused, longer.

    Failures of several connections at once count as one.
    """
    known = condition(db)
    refused = verdict.ending is Ending.LOGIN_REFUSED
    pause = LOGIN_PAUSE if refused else min(PROBE_EVERY, timedelta(seconds=2 ** min(known.failures, 10)))
    if known.failures + 1 >= 10:
        pause = max(pause, PROBE_EVERY)
    _NOTE.run(
        db,
        id=_ROW,
        now=now,
        paused_until=now + pause,
        failures=1,
        failing_since=now,
        refuses_login=refused,
        last_code=verdict.code,
        last_text=verdict.text[:LONGEST_TEXT],
    )


def resume(db: DbSession) -> None:
    """A connection succeeded, the settings may have changed, or the organizer asks: try at once."""
    _RESUME.run(db, id=_ROW)


_relay: Table = MailRelay.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_r = _relay.c
_names = ("paused_until", "failures", "failing_since", "refuses_login", "last_code", "last_text")
_now = bindparam("now", type_=UtcDateTime())

_FIND = Prepared(select(*(_r[name] for name in _names)))
_new = insert(_relay).values({"id": bindparam("id")} | {name: bindparam(name) for name in _names})
_NOTE = Prepared(
    _new.on_conflict_do_update(
        index_elements=["id"],
        set_={name: _new.excluded[name] for name in _names}
        | {
            "failures": _r.failures + 1,
            "failing_since": case((_r.failures > 0, func.coalesce(_r.failing_since, _now)), else_=_now),
        },
        where=or_(_r.paused_until.is_(None), _r.paused_until <= _now),
    )
)
_RESUME = Prepared(
    insert(_relay)
    .values({"id": bindparam("id")})
    .on_conflict_do_update(
        index_elements=["id"],
        set_={"paused_until": None, "failures": 0, "failing_since": None, "refuses_login": False},
    )
)
