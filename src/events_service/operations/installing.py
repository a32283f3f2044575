"""The first settings of an installation: a `.env` with a fresh secret and the few answers it cannot do without."""

import secrets
from collections.abc import Callable
from pathlib import Path

from pydantic_settings import DotEnvSettingsSource

from events_service.errors import Conflict
from events_service.settings import PREFIX, Settings, load

Ask = Callable[[str, str], str]
"""Asks a person, with what is taken where they just press Enter."""


class Unwritable(Conflict):
    slug = "unwritable-settings"
    msgid = "One of the answers cannot be written to {path} so that it is read back the same. Nothing was written."


class SettingsThere(Conflict):
    slug = "settings-there"
    msgid = "{path} is there already. Change it with an editor, or move it away first."


def write_settings(path: Path, ask: Ask) -> None:
    """Ask for address, database and mail server, and write them beside a fresh secret; nobody else may read it.

    Raises SettingsThere, and InvalidSettings or Unwritable (with nothing written) where an answer cannot be used.
    """
    if path.exists():
        raise SettingsThere(path=str(path))
    answers = {
        "EVENTS_BASE_URL": ask("Address people reach the site at", "http://127.0.0.1:8000"),
        "EVENTS_SECRET_KEY": secrets.token_urlsafe(48),
        "EVENTS_DATA_DIR": str(Path(ask("Folder for data", "data")).expanduser()),
        "EVENTS_DATABASE_URL": ask("Database (empty: a SQLite file in that folder)", ""),
        "EVENTS_SMTP_URL": ask("Mail server, as smtp://user:password@host:587 (empty: mail is kept)", ""),
    }
    if answers["EVENTS_SMTP_URL"]:
        answers["EVENTS_MAIL_FROM"] = ask("Sender of all mail", "")
    given = {name: _portable(value) for name, value in answers.items() if value}
    load(None, **{_field(name): value for name, value in given.items()})
    content = "".join(f"{name}={_quoted(value)}\n" for name, value in given.items()).encode()
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
    if DotEnvSettingsSource(Settings, path)() != {_field(name): value for name, value in given.items()}:
        path.unlink()
        raise Unwritable(path=str(path))


def _field(name: str) -> str:
    return name.removeprefix(PREFIX).lower()


def _portable(value: str) -> str:
    """In an address with a password, signs that readers of such files take each in their own way, as %XX.

    Whoever uses the address undoes it. The path of a SQLite file, which is used as it is, stays so.
    """
    if "://" not in value or value.startswith("sqlite:"):
        return value
    return value.replace("'", "%27").replace("\\", "%5C").replace("${", "%24%7B")


def _quoted(value: str) -> str:
    """As a .env file takes it: in single quotes where there is a blank or a sign it would read.

    `${` is read within quotes too; what stands for nothing there may say which sign to put instead.
    """
    if not set(value) & set(" #\"'$\\"):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("${", "${:-$}{")
    return f"'{escaped}'"
