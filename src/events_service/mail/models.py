"""Tables of mail: the outbox, addresses that turn mail away, and how the mail server is doing."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from events_service.columns import Json, SortedText, Uid, UtcDateTime, str_enum
from events_service.database import Record
from events_service.mail.letter import Letter


class MailState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    DEFERRED = "deferred"
    """Refused for now, or not taken to the end: tried again at `next_at`."""
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    """Not sent: the address has turned such mail away before."""
    KEPT = "kept"
    """Not sent: there is no mail server. Shown in the console."""


class OutboxMail(Record, table=True):
    model_config = {"arbitrary_types_allowed": True}

    __tablename__: ClassVar[str] = "outbox_mail"
    __table_args__ = (
        Index(None, "waiting", "priority", "id"),
        Index(None, "event_uid", "id"),
    )

    dedupe_key: str = Field(unique=True, sa_type=SortedText(200))
    event_uid: str | None = Field(default=None, sa_type=Uid)
    kind: str = Field(sa_type=SortedText(100))
    recipient: str = Field(max_length=320)
    letter: Letter = Field(sa_type=Json(Letter))
    message_id: str | None = Field(default=None, max_length=320)
    """Follows from the id, and is written down when the mail is first taken: every attempt bears the same."""

    state: MailState = Field(default=MailState.QUEUED, sa_type=str_enum(MailState))
    waiting: bool = True
    """Whether a worker has still to do with it: queued, sending or deferred."""
    priority: int = 0
    next_at: datetime = Field(sa_type=UtcDateTime)
    """When a worker may take it; while it is being sent, when that worker's lease ends."""
    give_up_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_code: int | None = None
    """The SMTP reply code of the last attempt; None where there was no reply."""
    last_text: str = ""


class MailSuppression(Record, table=True):
    """How often an address has turned a kind of mail away for good. The address itself is not kept."""

    __tablename__: ClassVar[str] = "mail_suppression"
    __table_args__ = (UniqueConstraint("address_digest", "kind"),)

    address_digest: str = Field(sa_type=SortedText(64))
    address_masked: str = Field(max_length=320)
    kind: str = Field(sa_type=SortedText(100))
    refusals: int = 0
    last_code: int | None = None
    last_text: str = ""


class MailRelay(Record, table=True):
    """The one row that says how the mail server is doing, for all workers and for the console."""

    __tablename__: ClassVar[str] = "mail_relay"

    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    """Connections that failed, one after the other."""
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refuses_login: bool = False
    """Name or password are wrong: nothing goes out until somebody corrects them."""
    last_code: int | None = None
    last_text: str = ""
