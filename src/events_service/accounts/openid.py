"""Logging in with an account elsewhere (OpenID Connect): the code flow with PKCE, state and nonce.

The library is an extra (`events-service[oidc]`) and takes long to load: it is imported where somebody uses it.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from importlib.util import find_spec
from typing import Any

import msgspec
from sqlmodel import select

from events_service.accounts import audit, login
from events_service.accounts.access import VISITOR, Actor
from events_service.accounts.accounts import LONGEST_NAME, add_account, end_logins, fold_email, get_account
from events_service.accounts.login import SignedIn, WrongLogin
from events_service.accounts.models import Account, OpenIdentity, Role
from events_service.accounts.passwords import UNSET
from events_service.database import DbSession
from events_service.errors import DomainError
from events_service.mail_addresses import is_mail_address

_EXTRA = ("authlib", "httpx2", "joserfc")
_SCOPE = "openid email profile"
_SIGNED_WITH = ("RS256", "PS256", "ES256", "RS384", "RS512", "ES384", "EdDSA")
"""Never without a signature, never with a secret that the provider shares."""
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_SECONDS = 10.0
_LEEWAY = 60


class OpenIdFailed(WrongLogin):
    """Whatever went wrong: no account, no confirmed address, a forged answer, a provider that is away."""

    slug = "openid-failed"
    msgid = "This login did not work, or there is no account here for its address. Try again, or log in otherwise."


class OpenIdNotInstalled(DomainError):
    status = 503
    slug = "openid-not-installed"
    title = "Not installed"
    msgid = "EVENTS_OIDC_ISSUER is set, and what it needs is not installed: {command}"

    def __init__(self) -> None:
        super().__init__(command="pip install 'events-service[oidc]'")


class Provider(msgspec.Struct, frozen=True):
    """Who vouches for people, and what this site is to them."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str


class Departure(msgspec.Struct, frozen=True):
    """What the browser keeps while its user is at the provider."""

    state: str
    nonce: str
    verifier: str


class Person(msgspec.Struct, frozen=True):
    """Whom the provider vouches for; the address has been confirmed there."""

    issuer: str
    subject: str
    """Who they are there, whatever their address becomes (OpenID Connect Core section 5.7)."""
    email: str
    name: str


def check_installed() -> None:
    """OpenIdNotInstalled where the extra is not there. Loads nothing of it."""
    if not all(find_spec(name) for name in _EXTRA):
        raise OpenIdNotInstalled


async def depart(provider: Provider) -> tuple[str, Departure]:
    """Where to send the browser, and what it keeps. OpenIdFailed."""
    kept = Departure(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    async with _client(provider) as client:
        said = await _described(client, provider)
        url, _ = client.create_authorization_url(
            said["authorization_endpoint"], state=kept.state, nonce=kept.nonce, code_verifier=kept.verifier
        )
    return str(url), kept


async def arrive(provider: Provider, kept: Departure, state: str, code: str, now: datetime) -> Person:
    """Who has come back with this code. OpenIdFailed unless the answer is to what this browser asked."""
    from joserfc import jwt  # noqa: PLC0415  as the module's docstring says
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    if not code or not secrets.compare_digest(state.encode(), kept.state.encode()):
        raise OpenIdFailed
    forged: tuple[type[Exception], ...] = (JoseError, KeyError, TypeError, ValueError, *_failures())
    async with _client(provider) as client:
        said = await _described(client, provider)
        try:
            token = await client.fetch_token(said["token_endpoint"], code=code, code_verifier=kept.verifier)
            keys = (await client.get(said["jwks_uri"], auth=None)).raise_for_status().json()
            claims = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=list(_SIGNED_WITH)).claims
            jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=_LEEWAY,
                iss={"essential": True, "value": said["issuer"]},
                aud={"essential": True, "value": provider.client_id},
                exp={"essential": True},
                nonce={"essential": True, "value": kept.nonce},
            ).validate(claims)
        except forged as error:
            raise OpenIdFailed from error
    return _person(claims, provider)


def sign_in_as(
    db: DbSession,
    person: Person,
    domains: Collection[str],
    now: datetime,
    *,
    locale: str = "",
    browser: str = "",
    former: str = "",
) -> SignedIn:
    """Log in the account that is bound to this person, or for the first time the one of their address.

    OpenIdFailed where there is none, or it is disabled, or it is bound to somebody else there: an address that
    another person has by now opens nothing. An address in one of the `domains` gets an account that may look at
    working versions, and no more.
    """
    account = _bound(db, person) or _to_be_bound(db, person, domains, now, locale)
    if account is None or account.disabled_at is not None:
        raise OpenIdFailed
    return login.begin(db, account, now, browser=browser, former=former, by="openid")


def is_bound(db: DbSession, account_id: str) -> bool:
    """Has the account been logged in from a provider?"""
    return db.exec(select(OpenIdentity.id).where(OpenIdentity.account_id == account_id)).first() is not None


def forget_identity(db: DbSession, actor: Actor, email: str, now: datetime) -> None:
    """For whoever has another account at the provider now: the next login with this address is bound anew.

    The logins there are end. Twice changes nothing.
    """
    account = get_account(db, email)
    bound = db.exec(select(OpenIdentity).where(OpenIdentity.account_id == account.id)).all()
    for identity in bound:
        db.delete(identity)
    if bound:
        end_logins(db, account.id)
        audit.note(db, actor, "forget_identity", f"account:{account.id}", now)


def _bound(db: DbSession, person: Person) -> Account | None:
    known = select(OpenIdentity.account_id).where(
        OpenIdentity.issuer == person.issuer, OpenIdentity.subject == person.subject
    )
    account_id = db.exec(known).first()
    return db.get(Account, account_id, with_for_update=True) if account_id else None


def _to_be_bound(db: DbSession, person: Person, domains: Collection[str], now: datetime, locale: str) -> Account | None:
    """The account of the address, where it is nobody else's at this provider; bound from now on."""
    found = select(Account).where(Account.folded_email == fold_email(person.email)).with_for_update()
    account = db.exec(found).first()
    if account is None and person.email.rpartition("@")[2].casefold() in domains:
        account = add_account(db, VISITOR, person.email, UNSET, Role.VIEWER, now, name=person.name, locale=locale)
    if account is None or account.disabled_at is not None:
        return None
    bound = select(OpenIdentity.subject).where(
        OpenIdentity.account_id == account.id, OpenIdentity.issuer == person.issuer
    )
    subject = db.exec(bound).first()
    if subject is not None:  # by now perhaps by this person, in another tab
        return account if subject == person.subject else None
    db.add(OpenIdentity(account_id=account.id, issuer=person.issuer, subject=person.subject))
    audit.note(db, login.actor_of(account, ()), "bind_identity", f"account:{account.id}", now)
    return account


def _person(claims: dict[str, Any], provider: Provider) -> Person:
    email, name, subject = claims.get("email"), claims.get("name"), claims.get("sub")
    parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    foreign = len(parties) > 1 and claims.get("azp") != provider.client_id
    # An address nobody has confirmed may be anybody's.
    if foreign or claims.get("email_verified") is not True or not isinstance(email, str) or not is_mail_address(email):
        raise OpenIdFailed
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise OpenIdFailed
    return Person(claims["iss"], subject, email, name[:LONGEST_NAME] if isinstance(name, str) else "")


async def _described(client: Any, provider: Provider) -> dict[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery section 4)."""
    wrong: tuple[type[Exception], ...] = (KeyError, AttributeError, TypeError, ValueError, *_failures())
    try:
        answer = await client.get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration", auth=None)
        said: dict[str, Any] = answer.raise_for_status().json()
        if said["issuer"].rstrip("/") != provider.issuer.rstrip("/"):
            raise OpenIdFailed
        if not all(isinstance(said[name], str) for name in _ENDPOINTS):
            raise OpenIdFailed
    except wrong as error:
        raise OpenIdFailed from error
    return said


def _client(provider: Provider) -> Any:
    from authlib.integrations.httpx_client import AsyncOAuth2Client  # noqa: PLC0415  as above

    return AsyncOAuth2Client(
        provider.client_id,
        provider.client_secret,
        scope=_SCOPE,
        redirect_uri=provider.redirect_uri,
        code_challenge_method="S256",
        timeout=_SECONDS,
    )


def _failures() -> tuple[type[Exception], ...]:
    """What the provider's being away, or its saying no, raises."""
    from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415  as above
    from httpx2 import HTTPError  # noqa: PLC0415

    return AuthlibBaseError, HTTPError
