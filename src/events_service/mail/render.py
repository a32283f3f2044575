"""From a letter to a message: subject, text, HTML and attachments in one MIME structure."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import Template, TemplateNotFound

from events_service.addresses import Site
from events_service.errors import Busy, DomainError
from events_service.languages import cleaned, one_line
from events_service.mail.letter import Letter, header_text
from events_service.mail.mime import Attachment, Header, assemble, folded, mailbox
from events_service.mail.palette import palette
from events_service.mail.templates import ADDRESS_ENDS, environment, known_locale, words
from events_service.secret_links import SecretKeys

WIDTH = 78
_LINE_ENDS = re.compile(r"[\t\n]+")
SIGNATURE = "-- "
"""What mail programs take for the beginning of a signature (RFC 3676 section 4.3)."""


class Queued(msgspec.Struct, frozen=True):
    """A letter with what was fixed when it was queued."""

    letter: Letter
    message_id: str
    queued_at: datetime


Attach = Callable[[Queued], Attachment | None]
"""Makes an attachment from a queued letter's context; None where there is nothing to attach."""


class Office(msgspec.Struct, frozen=True):
    """Where mails are written: the site, the sender's address, the keys of secret links, the attachments known."""

    site: Site
    sender: str
    keys: SecretKeys
    attachments: Mapping[str, Attach] = {}
    privacy_url: str = ""
    """The page that says what happens to people's data, if any."""

    @property
    def host(self) -> str:
        """What Message-IDs end in: our own name, whatever server sends them."""
        return urlsplit(self.site.base_url).hostname or "localhost"


class Rendered(msgspec.Struct, frozen=True):
    """A letter in words."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


class CannotRender(DomainError):
    """No template, no such attachment, or a value the template needs is missing. Trying again will not help."""

    status = 500
    slug = "mail-cannot-be-written"
    msgid = "The mail “{kind}” in {locale} cannot be written: {why}"


def render(queued: Queued, office: Office, *, hide_links: bool = False) -> Rendered:
    """The letter in its recipient's language. With `hide_links` its secret addresses open nothing.

    Raises CannotRender; Busy where an attachment's database is busy or away.
    """
    letter = queued.letter
    with _said_of(letter):
        attachments = tuple(_attached(queued, office.attachments))
        values = _values(letter, office, attached=bool(attachments), keys=None if hide_links else office.keys)
        subject = values["subject"] = _subject(letter, values)
        html = _template(letter, "body.html").render(values)
        text = fold_lines(_template(letter, "body.txt").render(values))
        return Rendered(subject, text, html, attachments)


def subject_of(letter: Letter, office: Office) -> str:
    """The subject alone, for lists."""
    with _said_of(letter):
        return _subject(letter, _values(letter, office, attached=False, keys=None))


def compose(queued: Queued, office: Office) -> EmailMessage:
    """The message as it is sent. The same letter gives the same bytes each time."""
    rendered = render(queued, office)
    boundary = f"=_{hashlib.sha256(queued.message_id.encode()).hexdigest()[:24]}"
    with _said_of(queued.letter):
        return assemble(
            headers(queued, rendered.subject, office), rendered.text, rendered.html, rendered.attachments, boundary
        )


def _subject(letter: Letter, values: dict[str, Any]) -> str:
    return header_text(_template(letter, "subject.txt").render(values))


def _template(letter: Letter, name: str) -> Template:
    folder = letter.kind if letter.template_version == 1 else f"{letter.kind}-{letter.template_version}"
    return environment(known_locale(letter.locale)).get_template(f"{folder}/{name}")


@contextmanager
def _said_of(letter: Letter) -> Iterator[None]:
    """Whatever goes wrong with one letter is said of this one: it must stop no other. Busy says nothing of it."""
    try:
        yield
    except Busy:
        raise
    except TemplateNotFound as error:
        raise CannotRender(kind=letter.kind, locale=letter.locale, why=f"there is no template {error.name}") from error
    except Exception as error:
        raise CannotRender(kind=letter.kind, locale=letter.locale, why=one_line(str(error))) from error


def headers(queued: Queued, subject: str, office: Office) -> Iterator[Header]:
    """EM-2, EM-3: who speaks, who answers, what it belongs to, and that no machine should answer."""
    letter = queued.letter
    locale = known_locale(letter.locale)
    yield mailbox("From", *_sender(letter.sender_name, locale, office))
    yield mailbox("To", letter.recipient_name, letter.recipient)
    if letter.reply_to:
        yield mailbox("Reply-To", letter.reply_to_name, letter.reply_to)
    yield folded("Subject", subject)
    yield Header("Date", format_datetime(queued.queued_at))
    yield Header("Message-ID", queued.message_id)
    if letter.thread:
        # A Message-ID no mail bears: what refers to the same one is shown as one conversation.
        root = f"<{letter.thread}@{office.host}>"
        yield Header("In-Reply-To", root)
        yield Header("References", root)
    yield Header("Auto-Submitted", "auto-generated")
    yield Header("X-Auto-Response-Suppress", "OOF, NRN, AutoReply, RN")
    yield Header("Content-Language", locale)


def _sender(sender_name: str, locale: str, office: Office) -> tuple[str, str]:
    """Name and address: the organizer via the site, from the site's own address (never the organizer's)."""
    name, address = parseaddr(office.sender)
    if sender_name:
        return f"{sender_name} {words(locale)['via']} {office.site.name}", address
    return name or office.site.name, address


def fold_lines(text: str) -> str:
    """The text with lines of at most 78 characters, words and addresses whole, and no more than one empty line."""
    folded: list[str] = []
    for line in re.sub(r" *\n(?: *\n){2,}", "\n\n", text.strip("\n")).split("\n"):
        line = line if line == SIGNATURE else line.rstrip(" ")
        while len(line) > WIDTH and (cut := _last_blank(line)) > 0 and line[cut:] != ADDRESS_ENDS:
            folded.append(line[:cut].rstrip(" "))
            line = line[cut + 1 :]
        folded.append(line)
    return "\n".join(folded) + "\n"


def _last_blank(line: str) -> int:
    """Where to break: at the last blank that fits, else at the first after that; -1 where there is none."""
    fits = line.rfind(" ", 1, WIDTH + 1)
    return fits if fits > 0 else line.find(" ", WIDTH)


def _values(letter: Letter, office: Office, *, attached: bool, keys: SecretKeys | None) -> dict[str, Any]:
    """What the templates see: the frozen context, cleaned, and what is the office's to say."""
    return {
        **_clean(letter.context),
        "links": {
            "privacy": office.privacy_url or None,
            **{name: link.url(office.site, keys) for name, link in letter.links.items()},
        },
        "palette": palette(letter.context.get("event", {}).get("accent")),
        "attached": attached,
        "replies": bool(letter.reply_to),
        "site_name": office.site.name,
        "site_url": office.site.url(office.site.path()),
    }


def _clean(value: Any) -> Any:
    """The value with every text in it on one line, without control characters. Its fixed blanks stay."""
    if isinstance(value, str):
        return _LINE_ENDS.sub(" ", cleaned(value))
    if isinstance(value, Mapping):
        return {name: _clean(item) for name, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value


def _attached(queued: Queued, known: Mapping[str, Attach]) -> Iterator[Attachment]:
    for name in queued.letter.attachments:
        if name not in known:
            raise LookupError(f"there is no attachment {name}")
        if (attachment := known[name](queued)) is not None:
            yield attachment
