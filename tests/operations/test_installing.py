"""The first settings of an installation."""

import stat
from pathlib import Path

import pytest

from events_service.operations.installing import SettingsThere, write_settings
from events_service.settings import InvalidSettings, load

ANSWERS = {
    "Address": "https://events.example.org",
    "Mail": "smtp://me:a%20b$c@mail.example.org",
    "Sender": "me@example.org",
}


def answer(question: str, usual: str) -> str:
    return next((said for begins, said in ANSWERS.items() if question.startswith(begins)), usual)


def test_init_writes_settings_that_can_be_loaded_and_only_their_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / ".env"

    write_settings(path, answer)

    settings = load(path)
    assert settings.base_url == "https://events.example.org"
    assert settings.smtp_url == "smtp://me:a%20b$c@mail.example.org"
    assert len(settings.secret_key.get_secret_value()) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_init_refuses_to_write_over_settings(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("EVENTS_SECRET_KEY=precious\n")

    with pytest.raises(SettingsThere):
        write_settings(path, answer)
    assert path.read_text() == "EVENTS_SECRET_KEY=precious\n"


def test_init_writes_nothing_where_an_answer_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / ".env"

    with pytest.raises(InvalidSettings, match="EVENTS_BASE_URL"):
        write_settings(path, lambda question, usual: "events.example.org" if question.startswith("Address") else usual)
    assert not path.exists()
