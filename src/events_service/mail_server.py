"""The mail server as one address says it: where it is, who logs in, TLS, and how many connections (EM-15)."""

from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import msgspec

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
    ValueError with what the address must be, and nothing of what it is.
    """
    parts, port = _split(url)
    query = _query(parts.query)
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        tls, usual = Tls.FROM_THE_START, IMPLICIT_TLS_PORT
    else:
        tls = Tls.IF_OFFERED if _is_loopback(host) else Tls.REQUIRED
        usual = SUBMISSION_PORT if parts.username else PLAIN_PORT
    return MailServer(
        host=host,
        port=port or usual,
        tls=Tls.NEVER if "tls" in query else tls,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        authority=_authority(query["ca"]) if "ca" in query else "",
        connections=_number(query["connections"]) if "connections" in query else CONNECTIONS,
    )


def _split(url: str) -> tuple[SplitResult, int | None]:
    """The parts and the port. Python's own words about a port or a host may hold some of the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = SplitResult("", "", "", "", ""), None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("must be smtp://user:password@host:587 or smtps://user:password@host")
    return parts, port


def _query(text: str) -> dict[str, str]:
    query = dict(parse_qsl(text, keep_blank_values=True))
    if set(query) - {"tls", "ca", "connections"} or query.get("tls", "never") != "never":
        raise ValueError("must end in nothing but ?tls=never, ?ca=/path/to/authority.pem or ?connections=8")
    return query


def _authority(path: str) -> str:
    if not Path(path).is_file():
        raise ValueError("must name a file of certificates that is there after ?ca=")
    return path


def _number(text: str) -> int:
    # Python reads some thousand digits at most, and says how many in words of its own.
    number = int(text) if text.isdecimal() and len(text) <= len(str(MOST_CONNECTIONS)) else 0
    if not 1 <= number <= MOST_CONNECTIONS:
        raise ValueError(f"must ask for 1 to {MOST_CONNECTIONS} connections after ?connections=")
    return number


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
