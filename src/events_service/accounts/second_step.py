"""The second step of a login, for accounts that want it: a code from an app, or one of the recovery codes.

The password or the mailed link gives a ticket for ten minutes, which logs nobody in. It ends with the password it
was given for. Tries are limited per account: whoever makes them knows the password (T-RATE-1).
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from sqlmodel import select

from events_service.accounts import audit, limits, login
from events_service.accounts.access import Actor
from events_service.accounts.accounts import end_logins, get_account
from events_service.accounts.limits import Limit, Try
from events_service.accounts.login import Current, SignedIn, actor_of
from events_service.accounts.models import Account, SecondStep
from events_service.accounts.one_time_codes import matching_step, new_secret
from events_service.accounts.passwords import grouped
from events_service.accounts.sealed import seal, unseal
from events_service.database import Database, DbSession
from events_service.errors import Conflict, Gone, InvalidInput, Sentence
from events_service.secret_links import SecretKeys

PER_ACCOUNT = Limit(10, timedelta(minutes=15))
RECOVERY_CODES = 8


class WrongCode(InvalidInput):
    slug = "wrong-code"
    msgid = "This is not the code that is shown now, or it has been used already. Wait for the next."

    def __init__(self) -> None:
        super().__init__(fields={"code": Sentence(self.msgid)})


class StepOver(Gone):
    slug = "second-step-over"
    msgid = "That took too long. Log in again."


class NoSecondStep(Conflict):
    slug = "no-second-step"
    msgid = "There is no second step to be turned on or off. Load the page again."


class OwnSecondStep(Conflict):
    """Whoever finds an owner's browser open is not to get rid of it there."""

    slug = "own-second-step"
    msgid = "Your own second step is turned off with a code, at your account."


def make_ticket(keys: SecretKeys, claim: str) -> str:
    """What the browser keeps between the steps: who has taken the first, until when, signed."""
    return f"{claim}.{_signature(next(iter(keys.values())), claim)}"


def read_ticket(keys: SecretKeys, ticket: str, now: datetime) -> tuple[str, str]:
    """The account's id and the digest of its password then; StepOver."""
    claim, _, signature = ticket.rpartition(".")
    genuine = [hmac.compare_digest(_signature(key, claim), signature) for key in keys.values() if signature.isascii()]
    parts = claim.split(".")
    if not any(genuine) or len(parts) != 3 or datetime.fromtimestamp(int(parts[1]), UTC) <= now:
        raise StepOver
    return parts[0], parts[2]


async def take_second_step(
    database: Database,
    keys: SecretKeys,
    ticket: str,
    code: str,
    now: datetime,
    *,
    browser: str = "",
    former: str = "",
    limited: bool = True,
) -> SignedIn:
    """Begin the login with a code of the app or a recovery code. StepOver, WrongCode or RateLimited."""
    account_id, digest = read_ticket(keys, ticket, now)
    await count_try(database, account_id, now, limited=limited)
    return await database.write(_finish, keys, account_id, digest, code, now, browser=browser, former=former)


async def count_try(database: Database, account_id: str, now: datetime, *, limited: bool = True) -> None:
    """Count that somebody tries a code. RateLimited."""
    if limited:
        await limits.allow(database, [Try(_bucket(account_id), PER_ACCOUNT)], now)


def find_second_step(db: DbSession, account_id: str) -> SecondStep | None:
    return db.exec(select(SecondStep).where(SecondStep.account_id == account_id)).first()


def asks_code(db: DbSession, account_id: str) -> bool:
    """Does the account want a second step?"""
    step = find_second_step(db, account_id)
    return step is not None and step.confirmed_at is not None


def prepare(db: DbSession, keys: SecretKeys, current: Current) -> None:
    """Choose a secret that counts once a code has shown that the app has it. NoSecondStep where one counts already."""
    _locked(db, current.actor.id)
    step = find_second_step(db, current.actor.id)
    if step is not None and step.confirmed_at is not None:
        raise NoSecondStep
    if step is None:
        step = SecondStep(account_id=current.actor.id, secret="")
        db.add(step)
    step.secret = seal(keys, current.actor.id, new_secret())


def secret_to_show(db: DbSession, keys: SecretKeys, account_id: str) -> bytes | None:
    """The secret while it is being set up; None afterwards, for good."""
    step = find_second_step(db, account_id)
    return unseal(keys, account_id, step.secret) if step is not None and step.confirmed_at is None else None


def turn_on(db: DbSession, keys: SecretKeys, current: Current, code: str, now: datetime) -> list[str]:
    """Ask for a code from now on; every other login ends. Gives the recovery codes, which are shown this once.

    WrongCode, or NoSecondStep where there is nothing prepared. The password has been checked before.
    """
    _locked(db, current.actor.id)
    step = find_second_step(db, current.actor.id)
    if step is None or step.confirmed_at is not None:
        raise NoSecondStep
    _use_code(step, keys, code, now)
    codes = [grouped(secrets.token_bytes(10)) for _ in range(RECOVERY_CODES)]
    step.confirmed_at = now
    step.recovery = tuple(_digests(keys, current.actor.id, one)[0] for one in codes)
    end_logins(db, current.actor.id, keep=current.id)
    audit.note(db, current.actor, "turn_on_second_step", f"account:{current.actor.id}", now)
    return codes


def turn_off(db: DbSession, keys: SecretKeys, current: Current, code: str, now: datetime) -> None:
    """Ask for no code any more. WrongCode; NoSecondStep where none is asked for."""
    _locked(db, current.actor.id)
    step = find_second_step(db, current.actor.id)
    if step is None or step.confirmed_at is None:
        raise NoSecondStep
    _use(step, keys, code, now)
    db.delete(step)
    audit.note(db, current.actor, "turn_off_second_step", f"account:{current.actor.id}", now)


def forget_second_step(db: DbSession, actor: Actor, email: str, now: datetime) -> None:
    """For whoever has lost telephone and recovery codes: ask for no code; its logins end. Twice changes nothing.

    OwnSecondStep where it is the actor's.
    """
    account = get_account(db, email)
    if actor.id == account.id:
        raise OwnSecondStep
    _locked(db, account.id)
    step = find_second_step(db, account.id)
    if step is not None:
        db.delete(step)
        end_logins(db, account.id)
        audit.note(db, actor, "turn_off_second_step", f"account:{account.id}", now)


def _finish(
    db: DbSession,
    keys: SecretKeys,
    account_id: str,
    digest: str,
    code: str,
    now: datetime,
    *,
    browser: str,
    former: str,
) -> SignedIn:
    account = _locked(db, account_id)
    step = find_second_step(db, account_id)
    if account is None or account.disabled_at is not None or login.digest_of(account) != digest:
        raise StepOver
    if step is None or step.confirmed_at is None:
        raise StepOver
    if _use(step, keys, code, now):
        audit.note(db, actor_of(account, ()), "use_recovery_code", f"account:{account_id}", now)
    limits.forgive(db, _bucket(account_id))
    return login.complete(db, account, now, browser=browser, former=former, by="code")


def _use(step: SecondStep, keys: SecretKeys, code: str, now: datetime) -> bool:
    """Use a code of either kind up; whether it was a recovery code. WrongCode."""
    typed = "".join(code.split()).lower()
    if typed.isdecimal():
        _use_code(step, keys, typed, now)
        return False
    found = set(_digests(keys, step.account_id, typed)) & set(step.recovery)
    if not found:
        raise WrongCode
    step.recovery = tuple(one for one in step.recovery if one not in found)
    return True


def _use_code(step: SecondStep, keys: SecretKeys, code: str, now: datetime) -> None:
    secret = unseal(keys, step.account_id, step.secret)
    typed = "".join(code.split())
    used = matching_step(secret, typed, now, step.last_step) if secret and typed.isascii() else None
    if secret is None or used is None:
        raise WrongCode
    step.last_step = used
    # Under the key that signs now, so that an earlier one can be given up.
    step.secret = seal(keys, step.account_id, secret)


def _digests(keys: SecretKeys, account_id: str, code: str) -> list[str]:
    """What is kept of a recovery code, under each key."""
    plain = code.replace("-", "")
    named = f"recovery\0{account_id}\0{plain}".encode()
    return [hmac.digest(key, named, hashlib.sha256).hex() for key in keys.values()]


def _locked(db: DbSession, account_id: str) -> Account | None:
    return db.get(Account, account_id, with_for_update=True)


def _bucket(account_id: str) -> str:
    return f"step:{account_id}"


def _signature(key: bytes, claim: str) -> str:
    return hmac.digest(key, b"second step\0" + claim.encode(), hashlib.sha256).hex()
