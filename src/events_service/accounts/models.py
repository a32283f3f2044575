"""Tables of accounts: who may log in, their logins, API tokens, the record of what was done, and limits."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from events_service.columns import Json, SortedText, Uid, UtcDateTime, str_enum
from events_service.database import Record


class Role(StrEnum):
    OWNER = "owner"
    """Everything, accounts included."""
    ORGANIZER = "organizer"
    """Everything about events."""
    EDITOR = "editor"
    """Types into the working version, and says what is ready; an organizer publishes it."""
    VIEWER = "viewer"
    """Looks at the working version."""


class Account(Record, table=True):
    __tablename__: ClassVar[str] = "account"

    email: str = Field(max_length=320)
    folded_email: str = Field(unique=True, sa_type=SortedText(320))
    name: str = ""
    folded: str = Field(default="", sa_type=SortedText)
    """Name and address, for search."""
    locale: str = Field(default="", max_length=10, sa_column_kwargs={"server_default": ""})
    """The language of mails to it; empty where nobody has said."""
    password_hash: str

    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AccountGrant(Record, table=True):
    """A role somebody has, and where: everywhere, in a series, at an event, or in one organization's sessions."""

    __tablename__: ClassVar[str] = "account_grant"
    __table_args__ = (
        CheckConstraint("series_uid IS NULL OR (event_uid IS NULL AND organization_uid IS NULL)", name="one_reach"),
    )

    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", index=True, sa_type=Uid)
    role: Role = Field(sa_type=str_enum(Role))
    series_uid: str | None = Field(default=None, index=True, sa_type=Uid)
    event_uid: str | None = Field(default=None, index=True, sa_type=Uid)
    organization_uid: str | None = Field(default=None, index=True, sa_type=Uid)
    """Only the sessions it organizes: of `event_uid`, or of every event."""


class OpenIdentity(Record, table=True):
    """Who an account is at a provider (OpenID Connect): bound at the first login from there, and nobody else since."""

    __tablename__: ClassVar[str] = "open_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("account_id", "issuer"))

    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", sa_type=Uid)
    issuer: str = Field(sa_type=SortedText(500))
    subject: str = Field(sa_type=SortedText(255))


class Login(Record, table=True):
    """A browser that is logged in. The cookie names the row and proves it; only a digest of the proof is kept."""

    __tablename__: ClassVar[str] = "login"

    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", index=True, sa_type=Uid)
    proof_digest: str = Field(sa_type=SortedText(64))
    browser: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    """Which one, as its owner tells it from others: `Firefox/Linux`, and no more than that."""
    seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class LinkPurpose(StrEnum):
    """What a mailed link lets its reader do."""

    INVITATION = "invitation"
    """Choose the first password of an account somebody made for them."""
    RESET = "reset"
    """Choose a new password."""
    LOGIN = "login"
    """Log in once."""


class AccountLink(Record, table=True):
    """The one link of its purpose that an account may have. The token follows from id and generation."""

    __tablename__: ClassVar[str] = "account_link"
    __table_args__ = (UniqueConstraint("account_id", "purpose"),)

    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", sa_type=Uid)
    purpose: LinkPurpose = Field(sa_type=str_enum(LinkPurpose))
    generation: int = 0
    """Rises with each link that is made and whenever the present one is to open nothing any more."""
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SecondStep(Record, table=True):
    """That an account logs in with a code from an app besides: its secret, sealed, and what is left to fall back on."""

    __tablename__: ClassVar[str] = "second_step"
    __table_args__ = (UniqueConstraint("account_id"),)

    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", sa_type=Uid)
    secret: str = Field(max_length=200)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when a code is asked for; None while it is being set up."""
    last_step: int = Field(default=0, sa_type=BigInteger)
    """The 30 seconds whose code was used last: neither it nor an earlier one counts again."""
    recovery: tuple[str, ...] = Field(default=(), sa_type=Json(tuple[str, ...]))
    """Digests of the recovery codes that are left."""


class KeptText(Record, table=True):
    """What somebody typed into a form and has not sent: nobody's but theirs."""

    __tablename__: ClassVar[str] = "kept_text"
    __table_args__ = (UniqueConstraint("account_id", "address"),)

    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", sa_type=Uid)
    address: str = Field(sa_type=SortedText(300))
    """The path of the form."""
    fields: tuple[tuple[str, str], ...] = Field(sa_type=Json(tuple[tuple[str, str], ...]))
    """As they would have been sent, in their order; with what the record was when the form was opened."""
    kept_at: datetime = Field(index=True, sa_type=UtcDateTime)


class ApiToken(Record, table=True):
    """A program's access. The token itself follows from id and generation and is kept nowhere."""

    __tablename__: ClassVar[str] = "api_token"

    name: str = Field(sa_type=SortedText(200), index=True)
    scopes: tuple[str, ...] = Field(sa_type=Json(tuple[str, ...]))
    event_uids: tuple[str, ...] | None = Field(default=None, sa_type=Json(tuple[str, ...]))
    """The events it is for; None is all of them."""
    account_id: str | None = Field(default=None, foreign_key="account.id", ondelete="CASCADE", index=True, sa_type=Uid)
    """Whose it is, and with whose account it ends; None where a command made it."""
    generation: int = 0
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AuditEntry(Record, table=True):
    """Somebody did something: who, what, to what, and how it was before and after."""

    __tablename__: ClassVar[str] = "audit_entry"
    __table_args__ = (
        Index(None, "event_uid", "id"),
        Index(None, "event_uid", "actor", "id"),
        Index(None, "subject", "id"),
        Index(None, "actor", "id"),
        Index(None, "act", "id"),
    )

    actor: str = Field(sa_type=SortedText(100))
    """`account:…`, `token:…` with the id, `command` or `visitor`."""
    actor_name: str = ""
    act: str = Field(sa_type=SortedText(100))
    event_uid: str | None = Field(default=None, sa_type=Uid)
    subject: str = Field(sa_type=SortedText(200))
    """What it was done to, as kind and id: `registration:…`."""
    before: dict[str, Any] | None = Field(default=None, sa_type=Json(dict[str, Any]))
    after: dict[str, Any] | None = Field(default=None, sa_type=Json(dict[str, Any]))
    words: str = ""
    """What was said before and after, folded, to be searched: nothing of it that not everybody may read."""


class RateLimit(SQLModel, table=True):
    """One bucket of a limit."""

    __tablename__: ClassVar[str] = "rate_limit"

    bucket: str = Field(primary_key=True, sa_type=SortedText(200))
    empty_at_ms: int = Field(sa_type=BigInteger)
    """When everything in it will have flowed out, in milliseconds since 1970: a number, to be reckoned with in SQL."""
