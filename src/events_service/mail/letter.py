"""A letter: what is frozen when a mail is queued, and all that is needed to write it later."""

import re
from enum import IntEnum
from typing import Any

import msgspec

from events_service.addresses import Site
from events_service.errors import InvalidInput, Sentence
from events_service.languages import cleaned
from events_service.mail_addresses import is_mail_address
from events_service.secret_links import Reference, SecretKeys, make_token

TOKEN = "{token}"
"""The segment of a link's path that the secret token takes."""

HIDDEN_TOKEN = "…"
"""What stands for a token where the reader is not the recipient."""

_LONGEST_NAME = 200
_BLANKS = re.compile(r"[ \t\n]+")
"""But not the fixed blanks that French puts before a colon."""


class Priority(IntEnum):
    """What goes first when many mails wait."""

    SECURITY = 0
    CONFIRMATION = 10
    CHANGE = 20
    REMINDER = 30
    ANNOUNCEMENT = 40


class InvalidAddress(InvalidInput):
    slug = "invalid-address"
    msgid = "This is not an address mail can be sent to."

    def __init__(self, field: str = "email") -> None:
        super().__init__(fields={field: Sentence(self.msgid)})


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """An address of ours, kept as what it is made from: no token is stored, no other site can be named.

    One of the `segments` may be `TOKEN`; `reference` then says what the token opens.
    """

    segments: tuple[str, ...]
    reference: Reference | None = None
    file: bool = False
    """Whether it names a file (`calendar.ics`) rather than a page, whose address ends in a slash."""

    def url(self, site: Site, keys: SecretKeys | None) -> str:
        """The absolute address; without `keys` a secret one is shown with its token hidden."""
        token = HIDDEN_TOKEN
        if self.reference is not None and keys is not None:
            token = make_token(keys, self.reference)
        segments = [token if segment == TOKEN else segment for segment in self.segments]
        return site.url(site.file(*segments) if self.file else site.path(*segments))


class Letter(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One mail to one recipient. `context` holds JSON values as the templates of its kind expect them.

    `sender_name` is who speaks (the organizer), `reply_to` a person's address there. `attachments` names
    functions registered with the office. Mails with the same `thread`, a uid, are shown as one conversation.
    """

    kind: str
    locale: str
    recipient: str
    context: dict[str, Any]
    template_version: int = 1
    recipient_name: str = ""
    sender_name: str = ""
    reply_to: str = ""
    reply_to_name: str = ""
    links: dict[str, Link] = {}
    attachments: tuple[str, ...] = ()
    thread: str = ""
    priority: Priority = Priority.CONFIRMATION
    event_uid: str | None = None


def checked_address(address: str, field: str = "email") -> str:
    """The address as it is, or InvalidAddress where it could never stand in an SMTP command."""
    if not is_mail_address(address):
        raise InvalidAddress(field)
    return address


def masked(address: str) -> str:
    """The address as logs and lists show it: "a…@example.org" (EM-16)."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def header_text(text: str, longest: int = _LONGEST_NAME) -> str:
    """The text as one clean line that a header may carry. Fixed blanks stay.

    "=?" begins an encoded word (RFC 2047 section 2) and would be decoded, line ends included.
    """
    line = _BLANKS.sub(" ", cleaned(text)).strip().replace("=?", "= ?")
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
