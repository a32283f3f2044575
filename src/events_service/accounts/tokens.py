"""API tokens: `es_` and a secret link. Nothing secret is stored, so a copy of the database opens nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from sqlmodel import col, select

from events_service.accounts import audit
from events_service.accounts.access import Act, Actor, Grant, acts_of, checked_scopes, refusal, require
from events_service.accounts.grants import granted
from events_service.accounts.models import Account, AccountGrant, ApiToken, AuditEntry
from events_service.columns import is_uid
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


class NotYoursToGive(InvalidInput):
    """Nobody gives a program what they may not do themselves."""

    slug = "not-yours-to-give"
    msgid = "You may not do this yourself everywhere the token is for, so no application may do it for you: {scopes}."


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
    """Make a token, for these events or (None) for all. Its name tells it apart from the others that are in use.

    Nobody gives what they have not: Forbidden where the actor manages no tokens there, NotYoursToGive where they may
    not do themselves what the token could.
    """
    name = one_line(name)
    if not name or len(name) > 200:
        raise InvalidInput(fields={"name": Sentence("Give the token a name of at most 200 characters.")})
    if _live(db, name) is not None:
        raise TokenExists(name=name)
    events = None if event_uids is None else tuple(sorted(set(event_uids)))
    given = checked_scopes(scopes)
    maker = _maker(db, actor)
    _check_giving(_as_now(db, actor, maker), given, events)
    if expires_at is not None and expires_at <= now:
        raise InvalidInput(fields={"expires_at": Sentence("Choose a day that is still to come.")})
    row = ApiToken(name=name, scopes=given, event_uids=events, expires_at=expires_at, account_id=maker)
    db.add(row)
    after = {"name": name, "scopes": row.scopes} | ({"events": events} if events and len(events) > 1 else {})
    audit.note(db, actor, "add_token", f"token:{row.id}", now, event_uid=_only_event(row), after=after)
    return NewToken(row.id, PREFIX + make_token(keys, Reference(PURPOSE, row.id, row.generation)))


def revoke_token(db: DbSession, actor: Actor, name: str, now: datetime) -> None:
    """End a token at once. NoSuchToken where none of that name is in use."""
    row = _live(db, one_line(name))
    if row is None:
        raise NoSuchToken(name=name)
    _revoke(db, actor, row, now)


def end_token(db: DbSession, actor: Actor, token_id: str, now: datetime) -> None:
    """The same by its id; NoSuchToken also where it is not theirs to manage. One that has ended stays as it is."""
    row = get_token(db, actor, token_id)
    if row.revoked_at is None:
        _revoke(db, actor, row, now)


def end_tokens(db: DbSession, actor: Actor, account_id: str, now: datetime, owner: Actor | None = None) -> None:
    """End the tokens an account made; where `owner` says what it may do still, only those that can do more."""
    made = select(ApiToken).where(ApiToken.account_id == account_id, col(ApiToken.revoked_at).is_(None))
    for row in db.exec(made.order_by(ApiToken.id)).all():
        if owner is None or not all(may_give(owner, scope, row.event_uids) for scope in row.scopes):
            _revoke(db, actor, row, now)


def get_token(db: DbSession, actor: Actor, token_id: str) -> ApiToken:
    """A token that the actor may manage, in use or not; NoSuchToken."""
    row = db.get(ApiToken, token_id) if is_uid(token_id) else None
    if row is None or not manages(actor, row):
        raise NoSuchToken(name=token_id)
    return row


def manages(actor: Actor, row: ApiToken) -> bool:
    """May they end it: do they manage tokens everywhere it is for?"""
    return all(actor.may(Act.MANAGE_TOKENS, place) for place in _places(row.event_uids))


def may_give(actor: Actor, scope: str, event_uids: tuple[str, ...] | None) -> bool:
    """May they do themselves all that a token of this scope could do there?"""
    given = Grant(acts_of((scope,)), None if event_uids is None else frozenset(event_uids))
    return all(actor.may(act, place) for place in _places(event_uids) for act in given.acts if given.covers(act, place))


def makers(db: DbSession, token_ids: Iterable[str]) -> dict[str, str]:
    """Who made each token, as the record has it."""
    subjects = [f"token:{token_id}" for token_id in token_ids]
    noted = select(AuditEntry.subject, AuditEntry.actor_name).where(
        col(AuditEntry.subject).in_(subjects), AuditEntry.act == "add_token"
    )
    return {subject.partition(":")[2]: name for subject, name in db.exec(noted)}


def _check_giving(actor: Actor, scopes: tuple[str, ...], event_uids: tuple[str, ...] | None) -> None:
    for place in _places(event_uids):
        require(actor, Act.MANAGE_TOKENS, place)
    withheld = [scope for scope in scopes if not may_give(actor, scope, event_uids)]
    if withheld:
        raise NotYoursToGive(about="scopes", scopes=", ".join(withheld))


def _maker(db: DbSession, actor: Actor) -> str | None:
    """The account that makes a token, which nobody closes meanwhile."""
    account = db.get(Account, actor.id, with_for_update=True) if actor.kind == "account" and is_uid(actor.id) else None
    if account is not None and account.disabled_at is not None:
        raise refusal(actor, Act.MANAGE_TOKENS)
    return account.id if account else None


def _as_now(db: DbSession, actor: Actor, maker: str | None) -> Actor:
    """The actor with what their account may do at this moment: nobody takes it away until this act has ended."""
    if maker is None:
        return actor
    held = select(AccountGrant).where(AccountGrant.account_id == maker).with_for_update(read=True)
    return msgspec.structs.replace(actor, grants=granted(db, db.exec(held).all()))


def _places(event_uids: tuple[str, ...] | None) -> tuple[str | None, ...]:
    """Where to ask for a permission: at each event, or (None) at all of them."""
    return (None,) if event_uids is None else event_uids


def _revoke(db: DbSession, actor: Actor, row: ApiToken, now: datetime) -> None:
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
    maker = db.get(Account, row.account_id) if row.account_id else None
    if maker is not None and maker.disabled_at is not None:
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
