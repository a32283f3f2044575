"""The first settings of an installation: a `.env` with a fresh secret and the few answers it cannot do without."""

import os
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pydantic_settings import DotEnvSettingsSource

from events_service.errors import Conflict
from events_service.settings import PREFIX, InvalidSettings, Settings, check_value, load

Ask = Callable[[str, str], str]
"""Asks a person, with what is taken where they just press Enter."""
Tell = Callable[[str], None]

_MAIL_SERVER = "smtp://user:password@host:587"


class Unwritable(Conflict):
    slug = "unwritable-settings"
    msgid = "One of the answers cannot be written to {path} so that it is read back the same. Nothing was written."


class NoFolder(Conflict):
    slug = "no-folder-for-settings"
    msgid = "Nothing can be written to the folder {folder}, where {path} should be."


class SettingsThere(Conflict):
    slug = "settings-there"
    msgid = "{path} is there already. Change it with an editor, or move it away first."


def write_settings(path: Path, ask: Ask, tell: Tell | None = None) -> None:
    """Ask for address, database and mail server, and write them beside a fresh secret; nobody else may read it.

    An answer that cannot be used is told at once and asked for again; without `tell` it raises InvalidSettings.
    Raises SettingsThere or NoFolder before the first question, Unwritable after the last, with nothing written.
    """
    if path.exists():
        raise SettingsThere(path=str(path))
    if not os.access(path.absolute().parent, os.W_OK | os.X_OK):
        raise NoFolder(folder=str(path.absolute().parent), path=path.name)

    usable = partial(_usable, ask, tell)
    answers = {
        "EVENTS_BASE_URL": usable("EVENTS_BASE_URL", "Address people reach the site at", "http://127.0.0.1:8000"),
        "EVENTS_SECRET_KEY": secrets.token_urlsafe(48),
        "EVENTS_DATA_DIR": str(Path(usable("EVENTS_DATA_DIR", "Folder for data", "data")).expanduser()),
        "EVENTS_DATABASE_URL": usable("EVENTS_DATABASE_URL", "Database (empty: a SQLite file in that folder)", ""),
        "EVENTS_SMTP_URL": usable("EVENTS_SMTP_URL", f"Mail server, as {_MAIL_SERVER} (empty: mail is kept)", ""),
    }
    if answers["EVENTS_SMTP_URL"]:
        answers["EVENTS_MAIL_FROM"] = usable("EVENTS_MAIL_FROM", "Sender of all mail", "", needed=True)
    given = {name: value for name, value in answers.items() if value}
    load(None, **{_field(name): value for name, value in given.items()})
    content = "".join(f"{name}={_quoted(value)}\n" for name, value in given.items()).encode()
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
    if DotEnvSettingsSource(Settings, path)() != {_field(name): value for name, value in given.items()}:
        path.unlink()
        raise Unwritable(path=str(path))


def _usable(ask: Ask, tell: Tell | None, setting: str, question: str, usual: str, *, needed: bool = False) -> str:
    """An answer the setting can have, as it is written. InvalidSettings where nobody is told of one that it cannot."""
    while True:
        value = _portable(ask(question, usual).strip())
        try:
            if needed and not value:
                raise InvalidSettings("{setting} is needed where there is a mail server.", setting=setting)
            check_value(_field(setting), value)
        except InvalidSettings as refusal:
            if tell is None:
                raise
            tell(str(refusal))
        else:
            return value


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
