"""The first settings of an installation: a `.env` with a fresh secret and the few answers it cannot do without."""

import secrets
from collections.abc import Callable
from pathlib import Path

from events_service.errors import Conflict
from events_service.settings import load

Ask = Callable[[str, str], str]
"""Asks a person, with what is taken where they just press Enter."""


class SettingsThere(Conflict):
    slug = "settings-there"
    msgid = "{path} is there already. Change it with an editor, or move it away first."


def write_settings(path: Path, ask: Ask) -> None:
    """Ask for address, database and mail server, and write them beside a fresh secret; nobody else may read it.

    Raises SettingsThere, and InvalidSettings (with nothing written) where an answer cannot be used.
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
    load(None, **{name.removeprefix("EVENTS_").lower(): value for name, value in answers.items() if value})
    path.touch(mode=0o600, exist_ok=False)
    path.write_text("".join(f"{name}={_quoted(value)}\n" for name, value in answers.items() if value), encoding="utf-8")


def _quoted(value: str) -> str:
    """As a .env file takes it: in single quotes where there is a blank or a sign it would read."""
    return f"'{value}'" if set(value) & set(' #"$') else value
