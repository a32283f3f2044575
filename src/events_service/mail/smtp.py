"""The connection to the mail server: what its address says, TLS, time limits, and one mail over it (EM-15)."""

import ssl
from email.message import EmailMessage
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import aiosmtplib
import msgspec

from events_service.settings import InvalidSettings

SUBMISSION_PORT = 587
IMPLICIT_TLS_PORT = 465
PLAIN_PORT = 25
CONNECTIONS = 4
MOST_CONNECTIONS = 32


class Tls(StrEnum):
    FROM_THE_START = "implicit"
    REQUIRED = "required"
    """STARTTLS, or no mail."""
    IF_OFFERED = "offered"
    """STARTTLS where the server has it, whatever its certificate: on this machine nobody listens in between."""
    NEVER = "never"


class Limits(msgspec.Struct, frozen=True):
    """Seconds until a silent server is given up: RFC 5321 section 4.5.3.2 asks for patience after DATA."""

    connect: float = 10
    command: float = 60
    data: float = 300


class MailServer(msgspec.Struct, frozen=True):
    """Where mail is handed over. Its text never shows the password."""

    host: str
    port: int
    tls: Tls
    username: str = ""
    password: str = ""
    authority: str = ""
    """File with the certificate of an authority of one's own."""
    connections: int = CONNECTIONS
    """How many mails are handed over at once, each over its own connection."""

    def __repr__(self) -> str:
        return f"{self.host}:{self.port}"


def read_smtp_url(url: str) -> MailServer:
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…` (TLS from the start).

    In the query, `ca=/path/to/authority.pem` names a private authority, `connections=8` sends over more than
    4 at once, and `tls=never` sends in the clear to another machine, which is refused otherwise. Raises
    InvalidSettings.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        tls, port = Tls.FROM_THE_START, IMPLICIT_TLS_PORT
    else:
        tls = Tls.IF_OFFERED if _is_loopback(host) else Tls.REQUIRED
        port = SUBMISSION_PORT if parts.username else PLAIN_PORT
    if set(query) - {"tls", "ca", "connections"} or query.get("tls", "never") != "never":
        raise InvalidSettings("EVENTS_SMTP_URL may end in ?tls=never, ?ca=/path/to/authority.pem or ?connections=8.")
    return MailServer(
        host=host,
        port=parts.port or port,
        tls=Tls.NEVER if "tls" in query else tls,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        authority=_file(query.get("ca", "")),
        connections=_number(query.get("connections", str(CONNECTIONS))),
    )


class Channel(aiosmtplib.SMTP):
    """A connection that stays open for many mails. `in_data` tells whether the server may already have one."""

    def __init__(self, server: MailServer, own_name: str, limits: Limits) -> None:
        super().__init__(
            hostname=server.host,
            port=server.port,
            username=server.username or None,
            password=server.password or None,
            local_hostname=own_name,
            timeout=limits.connect,
            use_tls=server.tls is Tls.FROM_THE_START,
            start_tls={Tls.REQUIRED: True, Tls.IF_OFFERED: None}.get(server.tls, False),
            tls_context=_tls_context(server),
        )
        self.limits = limits
        self.carried = 0
        self.in_data = False

    async def open(self) -> None:
        """Connect, greet, begin TLS and log in, each within the limit for connecting."""
        await self.connect()
        self.timeout = self.limits.command

    async def data(  # the parameter is the base class's
        self,
        message: str | bytes,
        /,
        *,
        timeout: Any = None,  # noqa: ASYNC109
    ) -> aiosmtplib.SMTPResponse:
        """After DATA the server has longer: it may be scanning."""
        self.in_data = True
        return await super().data(message, timeout=self.limits.data)

    async def carry(self, message: EmailMessage, sender: str, recipient: str) -> str:
        """Hand over one mail to one recipient; what the server said. Raises as `verdict.judge` expects."""
        self.in_data = False
        _, text = await self.send_message(message, sender=sender, recipients=[recipient])
        self.carried += 1
        return text

    async def leave(self) -> None:
        """Say goodbye if there is anybody to say it to."""
        try:
            if self.is_connected:
                await self.quit(timeout=self.limits.connect)
        except (aiosmtplib.SMTPException, OSError):
            pass
        finally:
            self.close()


@lru_cache(maxsize=4)
def _tls_context(server: MailServer) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=server.authority or None)
    if server.tls is Tls.IF_OFFERED:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _file(path: str) -> str:
    if path and not Path(path).is_file():
        raise InvalidSettings("EVENTS_SMTP_URL names a file of certificates that is not there: {path}.", path=path)
    return path


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_CONNECTIONS:
        raise InvalidSettings("EVENTS_SMTP_URL may ask for 1 to {most} connections.", most=MOST_CONNECTIONS)
    return int(text)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
