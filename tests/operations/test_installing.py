"""The first settings of an installation."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import make_url

from events_service.mail_server import read_smtp_url
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


@pytest.mark.parametrize(
    "password", ["p'a$s", "a${HOME}b", "a${HOME", "b\\c", "b\\'c", 'q"q', "$x", "${:-$}{y}", "'", "é"]
)
def test_init_writes_a_password_that_is_read_back(tmp_path: Path, password: str) -> None:
    path = tmp_path / ".env"
    mail = f"smtp://me:{password}@mail.example.org:587"
    database = f"postgresql://me:{password}@127.0.0.1/events"
    given = ANSWERS | {"Mail": mail, "Database": database}

    write_settings(path, lambda question, usual: next((a for b, a in given.items() if question.startswith(b)), usual))

    settings = load(path)
    assert read_smtp_url(settings.smtp_url).password == password
    assert make_url(settings.database_url).password == password


@pytest.mark.parametrize("name", ["it's here", "a ${HOME} b", "back\\slash", "number #1"])
def test_init_writes_a_folder_that_is_read_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / ".env"

    write_settings(path, lambda question, usual: str(tmp_path / name) if question.startswith("Folder") else usual)

    assert load(path).data_dir == tmp_path / name


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
