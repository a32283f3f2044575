"""The same request again, with the same `Idempotency-Key`, has the effect of once and gets the same answer."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec
from msgspec import structs

from events_service.database import Database, DbSession
from events_service.errors import Busy, DomainError
from events_service.registration import records
from events_service.registration.outcome import Outcome

KEPT = timedelta(hours=24)
"""How long an answer is given again."""

_decoder = msgspec.json.Decoder(Outcome)


class KeyReused(DomainError):
    """The key was used for another request (draft-ietf-httpapi-idempotency-key-header-07, section 2.7)."""

    status: ClassVar[int] = 422
    slug = "idempotency-key-reused"
    title = "This key was used before"
    msgid = "This Idempotency-Key was used for another request. Make a new key for each request."


class _Answered(Busy):
    """There is an answer to this key: what was just done is undone, and that answer given."""


async def once(
    database: Database,
    event_uid: str,
    actor: str,
    key: str,
    digest: str,
    now: datetime,
    act: Callable[[DbSession], Outcome],
) -> Outcome:
    """The act's outcome, or the one that was stored under this key. Without a key, just the act.

    Most keys are new. So the act is done first and its answer stored in the same transaction; where the key turns
    out to be used all of it is undone, and where the act is refused the key is looked up. The same key at the same
    moment waits for the other. Keys belong to an actor: a token's id, or the public. Refusals are not stored.
    """
    if not key:
        return await database.write(act)
    name = f"{actor}:{key}"

    def act_and_keep(db: DbSession) -> Outcome:
        outcome = act(db)
        _keep(db, event_uid, name, digest, outcome, now)
        return outcome

    try:
        return await database.write(act_and_keep)
    except DomainError:
        known = await find_answer(database, event_uid, actor, key, digest)
        if known is None:
            raise
        return known


def _keep(db: DbSession, event_uid: str, name: str, digest: str, outcome: Outcome, now: datetime) -> None:
    """The answer holds references and nobody's name or address; secret links are derived from it when it is shown."""
    kept = structs.replace(outcome, name="", email="", contact_name="")
    added = records.add_answer.run(
        db,
        event_uid=event_uid,
        key=name,
        digest=digest,
        registration_id=outcome.id,
        answer=msgspec.json.encode(kept).decode(),
        created_at=now,
    )
    if not added:
        raise _Answered


async def find_answer(database: Database, event_uid: str, actor: str, key: str, digest: str) -> Outcome | None:
    """The answer that is stored under this key, None where there is none. KeyReused."""
    return await asyncio.to_thread(_look_up, database, event_uid, f"{actor}:{key}", digest)


def _look_up(database: Database, event_uid: str, name: str, digest: str) -> Outcome | None:
    with database.read() as db:
        known = records.find_answer.first(db, event_uid=event_uid, key=name)
    if known is None:
        return None
    if known.digest != digest:
        raise KeyReused
    return _decoder.decode(known.answer)


def find_outcome(db: DbSession, event_uid: str, actor: str, key: str) -> Outcome | None:
    """What came of the request under this key, without names and addresses; None where there was none of late."""
    known = records.find_answer.first(db, event_uid=event_uid, key=f"{actor}:{key}")
    return _decoder.decode(known.answer) if known else None


def has_old(db: DbSession, now: datetime) -> bool:
    """Is there an answer that is kept no longer?"""
    return records.find_old_answer.first(db, before=now - KEPT) is not None


def forget(db: DbSession, now: datetime) -> int:
    """Delete the answers that are kept no longer; the number of them."""
    return records.forget_answers.run(db, before=now - KEPT)
