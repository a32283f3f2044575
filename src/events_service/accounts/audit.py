"""The record of what was done, written in the same transaction as the deed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects.postgresql import insert

from events_service.accounts.access import Actor
from events_service.accounts.disclosure import words_of
from events_service.accounts.models import AuditEntry
from events_service.database import DbSession, Prepared, new_id


def note(
    db: DbSession,
    actor: Actor,
    act: str,
    subject: str,
    now: datetime,
    *,
    event_uid: str | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> str:
    """The actor did this to the subject (`session:{uid}`). No secrets and no more of people than is needed.

    Gives the id of the entry. The console says each act in a sentence of its own: `web/console/record/words.py` has
    one for every name.
    """
    entry_id = new_id()
    _NOTE.run(
        db,
        id=entry_id,
        created_at=now,
        actor=actor.key,
        actor_name=actor.name,
        act=act,
        event_uid=event_uid,
        subject=subject,
        before=before,
        after=after,
        words=words_of(actor.name, before, after),
    )
    return entry_id


_entry: Table = AuditEntry.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_NOTE = Prepared(
    insert(_entry).values(
        {
            name: bindparam(name)
            for name in ("id", "created_at", "actor", "actor_name", "act", "event_uid", "subject", "before", "after")
            + ("words",)
        }
    )
)
