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
from events_service.accounts import openid
from events_service.database import Database, sqlite_file
from events_service.database.migrations import NewerDatabase, behind, current_revision, head, probe_writing
from events_service.errors import DomainError, Sentence
from events_service.mail.smtp import Channel, Limits
from events_service.mail_server import MailServer, read_smtp_url
from events_service.media.store import Store
from events_service.operations.health import ENOUGH_DISK
from events_service.operations.starting import how_to_begin
from events_service.operations.uploads import list_wanted
from events_service.settings import Settings
from events_service.sizes import Bytes
from events_service.web.booklet import typesetting

SAFE_SQLITE = (3, 51, 3)
"""The first with the WAL-reset bug mended."""
_SECONDS = 10.0
_PATIENCE = 5.0
"""With a provider of logins: people who log in would not wait longer either."""


class State(StrEnum):
    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


class Finding(NamedTuple):
    what: str
    state: State
    said: Sentence | str
    """What only commands say is English alone."""

    @property
    def sentence(self) -> str:
        """In English, for commands."""
        return str(self.said)

    @property
    def words(self) -> Sentence:
        """For pages, which say it in the reader's language."""
        return self.said if isinstance(self.said, Sentence) else Sentence(self.said)


def examine(settings: Settings, mail_to: str = "", unknown: Iterable[str] = ()) -> Iterator[Finding]:
    """One finding after another. With `mail_to`, one test message is sent there. `unknown` names are no settings."""
    for name in unknown:
        said = Sentence("There is no setting {name}: .env.example explains each there is.", {"name": name})
        yield Finding("settings", State.LOOK, said)
    yield _tried("time zones", _time_zones)
    if settings.database.startswith("sqlite"):
        yield _tried("disk", lambda: _disk(sqlite_file.path_of(settings.database).parent))
    yield from _storage(settings)
    yield _tried("booklets", _booklets)
    if settings.oidc_issuer:
        yield _tried("provider", lambda: asyncio.run(_provider(settings)))
    if not settings.smtp_url:
        yield _no_server(mail_to)
        return
    server = read_smtp_url(settings.smtp_url)
    yield _tried("mail server", lambda: asyncio.run(_relay(settings, server, mail_to)))
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]
    yield _tried("SPF", lambda: _record("SPF", domain, domain, "v=spf1"))
    yield _tried("DMARC", lambda: _record("DMARC", domain, f"_dmarc.{domain}", "v=DMARC1"))
    said = Sentence("The relay signs; send a test message and look for “dkim=pass” in its headers.")
    yield Finding("DKIM", State.LOOK, said)


def look_around(settings: Settings, database: Database) -> Iterator[Finding]:
    """What takes little time, through the database that is open already."""
    yield _tried("time zones", _time_zones)
    if database.path is not None:
        folder = database.path.parent
        yield _tried("disk", lambda: _disk(folder))
    yield _tried("migrations", lambda: _migrated(database))
    yield _tried("database", lambda: _database(database))
    yield _tried("uploads", lambda: _uploads(database, settings))
    yield _tried("booklets", _booklets)
    if settings.oidc_issuer:
        yield _tried("provider", lambda: asyncio.run(_provider(settings)))


def _migrated(database: Database) -> Finding:
    with database.read() as db:
        return _migrations(current_revision(db))


def _tried(what: str, look: Callable[[], Finding]) -> Finding:
    """A look that fails is a finding too."""
    try:
        return look()
    except Exception as problem:
        return _failed(what, problem)


def _no_server(mail_to: str) -> Finding:
    if mail_to:
        said = Sentence("No mail server is set, so no test message goes to {to}: set EVENTS_SMTP_URL.", {"to": mail_to})
        return Finding("mail", State.BAD, said)
    return Finding("mail", State.LOOK, Sentence("No mail server is set: mail is kept and shown in the console."))


def _failed(what: str, problem: Exception) -> Finding:
    if isinstance(problem, DomainError):
        return Finding(what, State.BAD, problem.sentence)
    return Finding(what, State.BAD, Sentence("{kind}: {why}", {"kind": type(problem).__name__, "why": str(problem)}))


def _time_zones() -> Finding:
    zones.self_check()
    said = Sentence("Rules {version} are in use, and Morocco’s are right.", {"version": zones.rules_version()})
    return Finding("time zones", State.GOOD, said)


def _booklets() -> Finding:
    """Whether the programme can be set as a PDF, in Arabic too."""
    for language in ("en", "ar"):
        try:
            fonts = typesetting.fonts_for(language)
        except DomainError as refusal:
            return Finding("booklets", State.LOOK, refusal.sentence)
    said = Sentence("Programmes can be set as PDF, Arabic in {font}.", {"font": fonts[-1]})
    return Finding("booklets", State.GOOD, said)


async def _provider(settings: Settings) -> Finding:
    """Whether people can log in with accounts elsewhere: what it takes is installed, and the provider answers."""
    openid.check_installed()
    where = {"issuer": settings.oidc_issuer}
    provider = openid.Provider(settings.oidc_issuer, settings.oidc_client_id, "", settings.base_url)
    try:
        await asyncio.wait_for(openid.depart(provider), _PATIENCE)
    except (openid.OpenIdFailed, TimeoutError):
        return Finding("provider", State.BAD, Sentence("{issuer} does not answer as a provider of logins does.", where))
    return Finding("provider", State.GOOD, Sentence("{issuer} answers, and can be sent people to log in.", where))


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder if folder.exists() else ".").free
    state = State.GOOD if free >= ENOUGH_DISK else State.BAD
    said = Sentence("{size} are free in {folder}.", {"size": Bytes(free), "folder": str(folder)})
    return Finding("disk", state, said)


def _storage(settings: Settings) -> list[Finding]:
    """How far the database is migrated, and whether it can be written to; where it is not there, that alone."""
    try:
        with closing(Database(settings.database)) as database:
            with database.read() as db:
                revision = current_revision(db)
            written = [_tried("database", lambda: _database(database))] if revision else []
            if behind(revision) == 0:
                written += [_tried("uploads", lambda: _uploads(database, settings)), *_accounts(settings, database)]
            return [_migrations(revision), *written]
    except Exception as problem:
        return [_failed("database", problem)]


def _accounts(settings: Settings, database: Database) -> list[Finding]:
    """How to make the first account, where there is none."""
    sentence = how_to_begin(settings, database).replace("\n", " ")
    return [Finding("accounts", State.LOOK, sentence)] if sentence else []


def _uploads(database: Database, settings: Settings) -> Finding:
    store = Store(settings.data_dir)
    with database.read() as db:
        wanted = list_wanted(db.connection())
    missing = [name for name, _ in wanted if not store.has(name)]
    if missing:
        said = Sentence(
            "Uploaded files missing in {folder}: {count} of {all}, such as {name}. Bring them back from a backup.",
            {"folder": str(store.folder), "count": len(missing), "all": len(wanted), "name": missing[0]},
        )
        return Finding("uploads", State.BAD, said)
    found = {"count": len(wanted), "folder": str(store.folder)}
    return Finding("uploads", State.GOOD, Sentence("Every uploaded file is there: {count} in {folder}.", found))


def _migrations(revision: str | None) -> Finding:
    missing = behind(revision)
    if missing == 0:
        said = Sentence("The database is at the newest revision, {revision}.", {"revision": revision})
        return Finding("migrations", State.GOOD, said)
    if missing is None:
        said = NewerDatabase(found=revision).sentence
    elif revision is None:
        said = Sentence("The database has no tables yet: run `events-service migrate`.")
    else:
        said = Sentence(
            "Migrations missing: {count}. The database is at {revision} of {newest}: run `events-service migrate`.",
            {"count": missing, "revision": revision, "newest": head()},
        )
    return Finding("migrations", State.BAD, said)


def _database(database: Database) -> Finding:
    database.write_now(probe_writing)
    if not database.one_writing_process:
        said = Sentence("PostgreSQL answers, can be written to, and has room.")
        return Finding("database", State.GOOD, said)
    version = sqlite_file.driver.sqlite_version_info
    shown = ".".join(map(str, version))
    if version < SAFE_SQLITE:
        said = Sentence(
            "SQLite {version} may lose data when its log is reset: run one process only, and no other program.",
            {"version": shown},
        )
        return Finding("database", State.LOOK, said)
    return Finding("database", State.GOOD, Sentence("SQLite {version} can be written to.", {"version": shown}))


async def _relay(settings: Settings, server: MailServer, mail_to: str) -> Finding:
    channel = Channel(server, socket.gethostname(), Limits())
    where: dict[str, object] = {"host": server.host, "port": server.port}
    try:
        await channel.open()
    except (TimeoutError, aiosmtplib.SMTPConnectTimeoutError):
        said = Sentence("Nothing answers at {host}, port {port}: many networks block it. Try 587 or 465.", where)
        return Finding("mail server", State.BAD, said)
    except (OSError, aiosmtplib.SMTPException) as problem:
        said = Sentence("{host}, port {port}: {why}", where | {"why": str(problem)})
        return Finding("mail server", State.BAD, said)
    try:
        if mail_to:
            sender = parseaddr(settings.mail_from)[1]
            await channel.carry(_message(settings, mail_to), sender, mail_to)
            said = Sentence("{host} took a test message for {to}.", where | {"to": mail_to})
        elif server.username:
            said = Sentence("{host} answers, and takes the login.", where)
        else:
            said = Sentence("{host} answers, and asks for no login.", where)
        return Finding("mail server", State.GOOD, said)
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
        said = Sentence(
            "{name} could not be asked for, or has no record ({kind}).", {"name": name, "kind": type(problem).__name__}
        )
        return Finding(what, State.LOOK, said)
    texts = [b"".join(answer.strings).decode("utf-8", "replace") for answer in answers]
    if any(text.startswith(begins) for text in texts):
        said = Sentence("{domain} has a {what} record.", {"domain": domain, "what": what})
        return Finding(what, State.GOOD, said)
    said = Sentence(
        "{domain} has no {what} record: mail from it is often taken for spam.", {"domain": domain, "what": what}
    )
    return Finding(what, State.LOOK, said)
