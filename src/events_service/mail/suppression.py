"""Addresses that turn mail away: after the second time, mails of that kind are no longer sent there (EM-6).

The address is kept as a digest, with a masked form for people to recognise; who may lift it sees the mail.
"""

import hashlib
from collections.abc import Collection

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from events_service.database import DbSession, Prepared, new_id
from events_service.mail.letter import masked
from events_service.mail.models import MailSuppression
from events_service.mail.outbox import LONGEST_TEXT, Outcome, Taken

LIMIT = 2
REASON = "This address has turned such mail away twice."


def refusals(db: DbSession, mails: Collection[Taken]) -> dict[str, int]:
    """By id of mail, how often its address has turned such mail away; those that never did are left out."""
    keys = {mail.id: (digest(mail.letter.recipient), mail.letter.kind) for mail in mails}
    found = db.connection().execute(
        select(_s.address_digest, _s.kind, _s.refusals).where(_s.address_digest.in_({key[0] for key in keys.values()}))
    )
    known = {(row.address_digest, row.kind): row.refusals for row in found}
    return {mail_id: known[key] for mail_id, key in keys.items() if key in known}


def note_refusal(db: DbSession, outcome: Outcome) -> None:
    """The address has turned this mail away."""
    letter = outcome.mail.letter
    _NOTE.run(
        db,
        id=new_id(),
        address_digest=digest(letter.recipient),
        address_masked=masked(letter.recipient),
        kind=letter.kind,
        refusals=1,
        last_code=outcome.code,
        last_text=outcome.text[:LONGEST_TEXT],
    )


def lift(db: DbSession, address: str, kind: str) -> bool:
    """Send such mails there again: a mail got through, or the organizer knows better. True if there was any."""
    return bool(_LIFT.run(db, digest=digest(address), of_kind=kind))


def digest(address: str) -> str:
    """The address, folded, as something that tells equal ones apart from others and nothing else."""
    return hashlib.sha256(b"mail suppression\0" + address.casefold().encode()).hexdigest()


_suppression: Table = MailSuppression.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_s = _suppression.c
_names = ("id", "address_digest", "address_masked", "kind", "refusals", "last_code", "last_text")
_new = insert(_suppression).values({name: bindparam(name) for name in _names})
_NOTE = Prepared(
    _new.on_conflict_do_update(
        index_elements=["address_digest", "kind"],
        set_={
            "refusals": _s.refusals + 1,
            "last_code": _new.excluded.last_code,
            "last_text": _new.excluded.last_text,
        },
    )
)
_LIFT = Prepared(delete(_suppression).where(_s.address_digest == bindparam("digest"), _s.kind == bindparam("of_kind")))
