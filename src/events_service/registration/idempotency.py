"""The same request again, with the same `Idempotency-Key`, has the effect of once and gets the same answer."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

import msgspec

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

    Keys belong to an actor: a token's id, or the public. Refusals are not stored. The answer holds references;
    secret links are derived from them whenever it is shown.
    """
    if not key:
        return act()
    name = f"{actor}:{key}"
    known = records.find_answer.first(db, event_uid=event_uid, key=name)
    if known is not None:
        if known.digest != digest:
            raise KeyReused
        return _decoder.decode(known.answer)
    outcome = act()
    records.add_answer.run(
        db,
        event_uid=event_uid,
        key=name,
        digest=digest,
        registration_id=outcome.id,
        answer=msgspec.json.encode(outcome).decode(),
        created_at=now,
    )
    return outcome
