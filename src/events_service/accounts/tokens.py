"""API tokens: `es_` and a secret link. Nothing secret is stored, so a copy of the database opens nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from sqlmodel import col, select

from events_service.accounts import audit
from events_service.accounts.access import Actor, Grant, acts_of, checked_scopes
from events_service.accounts.models import ApiToken
from events_service.database import DbSession
from events_service.errors import Conflict, InvalidInput, NotFound, Sentence
from events_service.languages import one_line
from events_service.secret_links import Reference, SecretKeys, make_token, read_token

PREFIX = "es_"
PURPOSE = "api"
NOTED_EVERY = timedelta(minutes=10)
"""How exactly `last_used_at` is kept: a write for each request would cost more than it tells."""


class TokenExists(Conflict):
    slug = "token-exists"
    msgid = "There is a token called “{name}” already. Revoke it first, or choose another name."


class NoSuchToken(NotFound):
    slug = "no-such-token"
    msgid = "There is no token called “{name}”."


class NewToken(msgspec.Struct, frozen=True):
    """A token that has just been made; `text` is shown once."""

    id: str
    text: str


def add_token(
    db: DbSession,
    keys: SecretKeys,
    actor: Actor,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    *,
    event_uids: Iterable[str] | None = None,
    expires_at: datetime | None = None,
) -> NewToken:
    """Make a token, for these events or (None) for all. Its name tells it apart from the others that are in use."""
    name = one_line(name)
    if not name or len(name) > 200:
        raise InvalidInput(fields={"name": Sentence("Give the token a name of at most 200 characters.")})
    if _live(db, name) is not None:
        raise TokenExists(name=name)
    events = None if event_uids is None else tuple(sorted(set(event_uids)))
    row = ApiToken(name=name, scopes=checked_scopes(scopes), event_uids=events, expires_at=expires_at)
    db.add(row)
    after = {"name": name, "scopes": row.scopes} | ({"events": events} if events and len(events) > 1 else {})
    audit.note(db, actor, "add_token", f"token:{row.id}", now, event_uid=_only_event(row), after=after)
    return NewToken(row.id, PREFIX + make_token(keys, Reference(PURPOSE, row.id, row.generation)))


def revoke_token(db: DbSession, actor: Actor, name: str, now: datetime) -> None:
    """End a token at once. NoSuchToken where none of that name is in use."""
    row = _live(db, one_line(name))
    if row is None:
        raise NoSuchToken(name=name)
    row.revoked_at = now
    row.generation += 1
    audit.note(db, actor, "revoke_token", f"token:{row.id}", now, event_uid=_only_event(row), before={"name": row.name})


def list_tokens(db: DbSession) -> list[ApiToken]:
    """All that are in use, by name."""
    return list(db.exec(select(ApiToken).where(col(ApiToken.revoked_at).is_(None)).order_by(ApiToken.name)))


def find_actor(db: DbSession, keys: SecretKeys, text: str, now: datetime) -> Actor | None:
    """Whom the token speaks for; None where it is not one, or no longer."""
    reference = read_token(keys, PURPOSE, text.removeprefix(PREFIX)) if text.startswith(PREFIX) else None
    row = db.get(ApiToken, reference.uid) if reference else None
    if row is None or reference is None or row.generation != reference.generation or row.revoked_at is not None:
        return None
    if row.expires_at is not None and row.expires_at <= now:
        return None
    events = None if row.event_uids is None else frozenset(row.event_uids)
    return Actor("token", row.id, row.name, (Grant(acts_of(row.scopes), events),))


def needs_note(db: DbSession, token_id: str, now: datetime) -> bool:
    """Is it long enough since the token's last use was written down?"""
    row = db.get(ApiToken, token_id)
    return row is not None and (row.last_used_at is None or now - row.last_used_at >= NOTED_EVERY)


def note_use(db: DbSession, token_id: str, now: datetime) -> None:
    row = db.get(ApiToken, token_id)
    if row is not None:
        row.last_used_at = now


def _only_event(row: ApiToken) -> str | None:
    """The event a token is for, where it is for one."""
    return row.event_uids[0] if row.event_uids and len(row.event_uids) == 1 else None


def _live(db: DbSession, name: str) -> ApiToken | None:
    return db.exec(select(ApiToken).where(ApiToken.name == name, col(ApiToken.revoked_at).is_(None))).first()
