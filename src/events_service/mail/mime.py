"""The MIME structure of a mail, in 7 bits: headers folded once where they repeat, bodies encoded in C.

`EmailMessage` parses every header it is given, again when it is asked for, and folds it when it is sent:
most of the time a mail takes. Headers are therefore handed over finished, as objects of our own.
"""

import binascii
import re
from collections.abc import Iterable, Mapping
from email import policy
from email.header import Header as WordEncoder
from email.headerregistry import Address
from email.message import EmailMessage
from functools import lru_cache

import msgspec

from events_service.mail.letter import checked_address, header_text

POLICY = policy.SMTP.clone(cte_type="7bit")

_SPECIAL = re.compile(r'[()<>\[\]:;@\\,."]')
"""What must be quoted in a name (RFC 5322 section 3.2.3)."""
_ONE_LINE = 76


class Header(str):
    """A header as it goes over the wire, folded; what `EmailPolicy` calls a header object and leaves alone."""

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str, text: str) -> "Header":
        header = super().__new__(cls, text)
        header.name = name
        return header

    def fold(self, *, policy: policy.Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class Attachment(msgspec.Struct, frozen=True):
    """A file that goes with a mail. `parameters` are those of its Content-Type, such as `method`."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"
    parameters: Mapping[str, str] = {}


def assemble(
    headers: Iterable[Header], text: str, html: str, attachments: Iterable[Attachment], boundary: str
) -> EmailMessage:
    """mixed(alternative(text, html), attachments), or the alternative alone (EM-1, IC-34).

    `boundary` must not occur in the parts; derived from the Message-ID, it makes every sending of a mail
    the same bytes.
    """
    message = EmailMessage(POLICY)
    _put(message, *headers, Header("MIME-Version", "1.0"))
    parts = [_text_part(text, "plain"), _text_part(html, "html")]
    files = [_file_part(attachment) for attachment in attachments]
    if files:
        alternative = EmailMessage(POLICY)
        _fill(alternative, "alternative", f"{boundary}-a", parts)
        _fill(message, "mixed", boundary, [alternative, *files])
    else:
        _fill(message, "alternative", boundary, parts)
    return message


@lru_cache(maxsize=4096)
def folded(name: str, value: str) -> Header:
    """A header as the standard library folds it, with encoded words where it is not ASCII (RFC 2047)."""
    return _fold(name, value)


@lru_cache(maxsize=4096)
def mailbox(name: str, display_name: str, address: str) -> Header:
    """One name and address, as the header `name`. The domain is in ASCII (RFC 5891)."""
    mailed_to = ascii_domain(checked_address(address))
    local, _, domain = mailed_to.rpartition("@")
    shown = header_text(display_name)
    whole = Address(shown, local, domain)
    if _SPECIAL.search(shown) and not (shown.isascii() and len(f"{name}: {whole}") <= _ONE_LINE):
        # Folding, the standard library loses the quotes around a name, and what stands in it is read as addresses.
        words = WordEncoder(shown, "utf-8", header_name=name).encode(linesep=POLICY.linesep)
        return Header(name, f"{words}{POLICY.linesep} <{mailed_to}>")
    return _fold(name, whole)


def ascii_domain(address: str) -> str:
    """The address with its domain as every server knows it (RFC 5891); the part before it stays."""
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode('ascii')}"


def _fold(name: str, value: str | Address) -> Header:
    # An address with letters outside ASCII has no other form; it is sent only where SMTPUTF8 is offered.
    utf8 = isinstance(value, Address) and not value.addr_spec.isascii()
    rules = POLICY.clone(utf8=True) if utf8 else POLICY
    return Header(name, rules.header_factory(name, value).fold(policy=rules)[len(name) + 2 :].rstrip())


def _put(message: EmailMessage, *headers: Header) -> None:
    """Add finished headers. Not by assignment: for each one that makes a class, to ask how often it may occur."""
    for header in headers:
        message.set_raw(header.name, header)


def _fill(message: EmailMessage, subtype: str, boundary: str, parts: list[EmailMessage]) -> None:
    _put(message, Header("Content-Type", f'multipart/{subtype};\r\n boundary="{boundary}"'))
    message.set_payload([*parts])


def _text_part(text: str, subtype: str) -> EmailMessage:
    """A part in UTF-8: quoted-printable where most of it is ASCII, base64 otherwise.

    The standard library's own quoted-printable is written in Python and ten times slower.
    """
    content = text.encode()
    readable = len(content) < len(text) * 1.2
    encoded = binascii.b2a_qp(content, istext=True) if readable else _base64(content.replace(b"\n", b"\r\n"))
    return _part(f'text/{subtype}; charset="utf-8"', "quoted-printable" if readable else "base64", encoded)


def _file_part(attachment: Attachment) -> EmailMessage:
    """An attachment, named in both of the headers that mail programs look at."""
    type_, disposition = _file_headers(
        attachment.filename, attachment.content_type, tuple(attachment.parameters.items())
    )
    part = _part(type_, "base64", _base64(attachment.content))
    _put(part, disposition)
    return part


@lru_cache(maxsize=256)
def _file_headers(filename: str, content_type: str, parameters: tuple[tuple[str, str], ...]) -> tuple[Header, Header]:
    """Content-Type and Content-Disposition, with RFC 2231 where a name is not ASCII."""
    part = EmailMessage(POLICY)
    part["Content-Type"] = content_type
    for name, value in (*parameters, ("name", filename)):
        part.set_param(name, value)
    part["Content-Disposition"] = "attachment"
    part.set_param("filename", filename, header="Content-Disposition")
    return folded("Content-Type", str(part["Content-Type"])), folded(
        "Content-Disposition", str(part["Content-Disposition"])
    )


def _part(content_type: str, encoding: str, encoded: bytes) -> EmailMessage:
    part = EmailMessage(POLICY)
    _put(part, Header("Content-Type", content_type), Header("Content-Transfer-Encoding", encoding))
    part.set_payload(encoded.decode("ascii"))
    return part


def _base64(content: bytes) -> bytes:
    """RFC 2045 section 6.8: lines of 76 characters."""
    encoded = binascii.b2a_base64(content, newline=False)
    return b"\n".join(encoded[start : start + 76] for start in range(0, len(encoded), 76)) + b"\n"
