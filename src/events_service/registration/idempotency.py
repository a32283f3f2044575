"""The same request again, with the same `Idempotency-Key`, has the effect of once and gets the same answer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec
from msgspec import structs

from events_service.database import DbSession
from events_service.errors import DomainError
from events_service.registration import records
from events_service.registration.outcome import Outcome


class KeyReused(DomainError):
    """The key was used for another request (draft-ietf-httpapi-idempotency-key-header-07, section 2.7)."""

    status: ClassVar[int] = 422
    slug = "idempotency-key-reused"
    title = "This key was used before"
    msgid = "This Idempotency-Key was used for another request. Make a new key for each request."


_NOBODY = "00000000-0000-0000-0000-000000000000"
KEPT = timedelta(hours=24)
"""How long an answer is given again."""

_decoder = msgspec.json.Decoder(Outcome)


def once(
    db: DbSession,
    event_uid: str,
    actor: str,
    key: str,
    digest: str,
    now: datetime,
    act: Callable[[], Outcome],
) -> Outcome:
    """The stored answer of this key, or the act's, stored in the same transaction. Without a key, just the act.

    Keys belong to an actor: a token's id, or the public. Refusals are not stored. The answer holds references and
    nobody's name or address; secret links are derived from it whenever it is shown. A request of the same key that
    comes at the same moment waits, and gets the answer.
    """
    if not key:
        return act()
    name = f"{actor}:{key}"
    claimed = records.claim_answer.run(
        db, event_uid=event_uid, key=name, digest=digest, registration_id=_NOBODY, answer="", created_at=now
    )
    if not claimed:
        known = records.find_answer.first(db, event_uid=event_uid, key=name)
        if known.digest != digest:
            raise KeyReused
        return _decoder.decode(known.answer)
    outcome = act()
    kept = structs.replace(outcome, name="", email="", contact_name="")
    records.keep_answer.run(
        db,
        _event_uid=event_uid,
        _key=name,
        _registration_id=outcome.id,
        _answer=msgspec.json.encode(kept).decode(),
    )
    return outcome


def has_old(db: DbSession, now: datetime) -> bool:
    """Is there an answer that is kept no longer?"""
    return records.find_old_answer.first(db, before=now - KEPT) is not None


def forget(db: DbSession, now: datetime) -> int:
    """Delete the answers that are kept no longer; the number of them."""
    return records.forget_answers.run(db, before=now - KEPT)
