"""The first settings of an installation."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import make_url

from events_service.mail_server import read_smtp_url
from events_service.operations.installing import NoFolder, SettingsThere, write_settings
from events_service.settings import InvalidSettings, load
from tests.support.serving import PROGRAM

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


@pytest.mark.parametrize(
    ("wrong", "asked", "setting"),
    [
        ({"Address": "events.example.org"}, 1, "EVENTS_BASE_URL"),
        ({"Database": "mysql://root@127.0.0.1/events"}, 3, "EVENTS_DATABASE_URL"),
        ({"Mail": "mail.example.org"}, 4, "EVENTS_SMTP_URL"),
        ({"Sender": "me@example.org, you@example.org"}, 5, "EVENTS_MAIL_FROM"),
        ({"Sender": ""}, 5, "EVENTS_MAIL_FROM"),
    ],
)
def test_init_refuses_an_answer_that_cannot_be_used_at_once_and_writes_nothing(
    tmp_path: Path, wrong: dict[str, str], asked: int, setting: str
) -> None:
    questions: list[str] = []

    def ask(question: str, usual: str) -> str:
        questions.append(question)
        return next((said for begins, said in (ANSWERS | wrong).items() if question.startswith(begins)), usual)

    with pytest.raises(InvalidSettings, match=f"^{setting} "):
        write_settings(tmp_path / ".env", ask)

    assert len(questions) == asked
    assert list(tmp_path.iterdir()) == []


def test_init_asks_a_person_again_in_a_sentence(tmp_path: Path) -> None:
    site, mail = ["events.example.org", "https://events.example.org"], ["smtp://mail.example.org", "", "me@example.org"]
    said = [*site, "data", "", *mail]
    told: list[str] = []

    write_settings(tmp_path / ".env", lambda question, usual: said.pop(0), told.append)

    assert told == [
        "EVENTS_BASE_URL must be an address such as https://events.example.org or https://example.org/events.",
        "EVENTS_MAIL_FROM is needed where there is a mail server.",
    ]
    settings = load(tmp_path / ".env")
    assert (settings.base_url, settings.mail_from) == ("https://events.example.org", "me@example.org")


def test_init_on_a_terminal_asks_again_and_from_a_file_refuses(tmp_path: Path) -> None:
    terminal, keyboard = os.openpty()
    words = [PROGRAM, "init", "--file"]
    answers = b"events.example.org\nhttps://events.example.org\n\n\n\n"

    piped = subprocess.run([*words, tmp_path / "piped.env"], input=answers, capture_output=True, timeout=60)
    os.write(terminal, answers)
    typed = subprocess.run([*words, tmp_path / "typed.env"], stdin=keyboard, capture_output=True, timeout=60)
    os.close(terminal)
    os.close(keyboard)

    refused = "EVENTS_BASE_URL must be an address such as https://events.example.org or https://example.org/events.\n"
    assert (piped.returncode, piped.stderr.decode()) == (1, refused)
    assert (typed.returncode, typed.stderr.decode()) == (0, refused)
    assert load(tmp_path / "typed.env").base_url == "https://events.example.org"


def test_init_that_could_write_nothing_asks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "not there" / ".env"

    with pytest.raises(NoFolder) as refused:
        write_settings(path, answer_nothing)

    assert str(refused.value) == f"Nothing can be written to the folder {path.parent}, where .env should be."


def answer_nothing(question: str, usual: str) -> str:
    raise AssertionError(question)
