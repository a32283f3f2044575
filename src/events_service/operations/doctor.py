"""The doctor: looks at everything an installation depends on, and says what to do in a sentence each."""

import asyncio
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import aiosmtplib

from events_service import zones
from events_service.database import Database, sqlite_file
from events_service.database.migrations import NewerDatabase, behind, current_revision, head, probe_writing
from events_service.errors import DomainError
from events_service.mail.smtp import Channel, Limits
from events_service.mail_server import MailServer, read_smtp_url
from events_service.operations.health import ENOUGH_DISK
from events_service.operations.starting import how_to_begin
from events_service.settings import Settings

SAFE_SQLITE = (3, 51, 3)
"""The first with the WAL-reset bug mended."""
_SECONDS = 10.0


class State(StrEnum):
    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


class Finding(NamedTuple):
    what: str
    state: State
    sentence: str


def examine(settings: Settings, mail_to: str = "", unknown: Iterable[str] = ()) -> Iterator[Finding]:
    """One finding after another. With `mail_to`, one test message is sent there. `unknown` names are no settings."""
    for name in unknown:
        yield Finding("settings", State.LOOK, f"There is no setting {name}: .env.example explains each there is.")
    yield _tried("time zones", _time_zones)
    if settings.database.startswith("sqlite"):
        yield _tried("disk", lambda: _disk(sqlite_file.path_of(settings.database).parent))
    yield from _storage(settings)
    if not settings.smtp_url:
        yield _no_server(mail_to)
        return
    server = read_smtp_url(settings.smtp_url)
    yield _tried("mail server", lambda: asyncio.run(_relay(settings, server, mail_to)))
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    yield _tried("SPF", lambda: _record("SPF", domain, domain, "v=spf1"))
    yield _tried("DMARC", lambda: _record("DMARC", domain, f"_dmarc.{domain}", "v=DMARC1"))
    yield Finding("DKIM", State.LOOK, "The relay signs; send a test message and look for “dkim=pass” in its headers.")


def _tried(what: str, look: Callable[[], Finding]) -> Finding:
    """A look that fails is a finding too."""
    try:
        return look()
    except Exception as problem:
        return _failed(what, problem)


def _no_server(mail_to: str) -> Finding:
    if mail_to:
        sentence = f"No mail server is set, so no test message goes to {mail_to}: set EVENTS_SMTP_URL."
        return Finding("mail", State.BAD, sentence)
    return Finding("mail", State.LOOK, "No mail server is set: mail is kept and shown in the console.")


def _failed(what: str, problem: Exception) -> Finding:
    sentence = str(problem) if isinstance(problem, DomainError) else f"{type(problem).__name__}: {problem}"
    return Finding(what, State.BAD, sentence)


def _time_zones() -> Finding:
    zones.self_check()
    return Finding("time zones", State.GOOD, f"Rules {zones.rules_version()} are in use, and Morocco’s are right.")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder if folder.exists() else ".").free
    state = State.GOOD if free >= ENOUGH_DISK else State.BAD
    return Finding("disk", state, f"{free / 1e9:.1f} GB are free in {folder}.")


def _storage(settings: Settings) -> list[Finding]:
    """How far the database is migrated, and whether it can be written to; where it is not there, that alone."""
    try:
        with closing(Database(settings.database)) as database:
            with database.read() as db:
                revision = current_revision(db)
            written = [_tried("database", lambda: _database(database))] if revision else []
            return [_migrations(revision), *written, *(_accounts(settings, database) if behind(revision) == 0 else [])]
    except Exception as problem:
        return [_failed("database", problem)]


def _accounts(settings: Settings, database: Database) -> list[Finding]:
    """How to make the first account, where there is none."""
    sentence = how_to_begin(settings, database).replace("\n", " ")
    return [Finding("accounts", State.LOOK, sentence)] if sentence else []


def _migrations(revision: str | None) -> Finding:
    missing = behind(revision)
    if missing == 0:
        return Finding("migrations", State.GOOD, f"The database is at the newest revision, {revision}.")
    if missing is None:
        sentence = str(NewerDatabase(found=revision))
    elif revision is None:
        sentence = "The database has no tables yet: run `events-service migrate`."
    else:
        sentence = (
            f"Migrations missing: {missing}. The database is at {revision} of {head()}: run `events-service migrate`."
        )
    return Finding("migrations", State.BAD, sentence)


def _database(database: Database) -> Finding:
    database.write_now(probe_writing)
    if not database.one_writing_process:
        return Finding("database", State.GOOD, "PostgreSQL answers, can be written to, and has room.")
    version = sqlite_file.driver.sqlite_version_info
    shown = ".".join(map(str, version))
    if version < SAFE_SQLITE:
        sentence = f"SQLite {shown} may lose data when its log is reset: run one process only, and no other program."
        return Finding("database", State.LOOK, sentence)
    return Finding("database", State.GOOD, f"SQLite {shown} can be written to.")


async def _relay(settings: Settings, server: MailServer, mail_to: str) -> Finding:
    channel = Channel(server, socket.gethostname(), Limits())
    try:
        await channel.open()
    except (TimeoutError, aiosmtplib.SMTPConnectTimeoutError):
        sentence = f"Nothing answers at {server.host}, port {server.port}: many networks block it. Try 587 or 465."
        return Finding("mail server", State.BAD, sentence)
    except (OSError, aiosmtplib.SMTPException) as problem:
        return Finding("mail server", State.BAD, f"{server.host}, port {server.port}: {problem}")
    try:
        if mail_to:
            sender = parseaddr(settings.mail_from)[1]
            await channel.carry(_message(settings, mail_to), sender, mail_to)
            return Finding("mail server", State.GOOD, f"{server.host} took a test message for {mail_to}.")
        login = "takes the login" if server.username else "asks for no login"
        return Finding("mail server", State.GOOD, f"{server.host} answers, and {login}.")
    finally:
        await channel.leave()


def _message(settings: Settings, mail_to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = mail_to
    message["Subject"] = f"Test message from {settings.site_name}"
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(settings.mail_from)[1].rpartition("@")[2])
    message.set_content("This message shows that mail from the service arrives.\n")
    return message


def _record(what: str, domain: str, name: str, begins: str) -> Finding:
    """Whether the domain's DNS says who may send for it."""
    import dns.exception  # noqa: PLC0415  only where there is a mail server
    import dns.resolver  # noqa: PLC0415

    try:
        answers = dns.resolver.resolve(name, "TXT", lifetime=_SECONDS)
    except (dns.exception.DNSException, socket.gaierror) as problem:
        kind = type(problem).__name__
        return Finding(what, State.LOOK, f"{name} could not be asked for, or has no record ({kind}).")
    texts = [b"".join(answer.strings).decode("utf-8", "replace") for answer in answers]
    if any(text.startswith(begins) for text in texts):
        return Finding(what, State.GOOD, f"{domain} has a {what} record.")
    return Finding(what, State.LOOK, f"{domain} has no {what} record: mail from it is often taken for spam.")
