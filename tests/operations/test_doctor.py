"""The doctor finds what is wrong, and says what to do."""

from pathlib import Path
from typing import Any

import pytest
from oidc_provider_mock import run_server_in_thread
from sqlalchemy import text

from events_service.accounts import openid
from events_service.accounts.first_owner import setup_code
from events_service.database import Database
from events_service.database.migrations import head, migrate
from events_service.operations.doctor import State, examine
from events_service.settings import Settings, load
from events_service.web.booklet import typesetting
from tests.accounts.people import make_account
from tests.support.live_server import bound_socket
from tests.support.smtp_sink import running_sink

KEY = "0123456789abcdef0123456789abcdef-is-long-enough"


def make_settings(folder: Path, **changes: Any) -> Settings:
    return load(None, base_url="http://127.0.0.1:8000", secret_key=KEY, data_dir=folder, **changes)


def states(settings: Settings, mail_to: str = "") -> dict[str, State]:
    return {finding.what: finding.state for finding in examine(settings, mail_to)}


def test_doctor_finds_nothing_wrong_with_a_new_installation(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    migrate(settings.database)

    found = states(settings)

    assert found == {
        "time zones": State.GOOD,
        "booklets": State.GOOD if typesetting.can_set("ar") else State.LOOK,
        "disk": State.GOOD,
        "migrations": State.GOOD,
        "database": State.GOOD,
        "accounts": State.LOOK,
        "uploads": State.GOOD,
        "mail": State.LOOK,
    }


def test_doctor_names_what_is_no_setting(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)

    found = next(examine(settings, unknown=["EVENTS_SITENAME"]))

    assert (found.what, found.state) == ("settings", State.LOOK)
    assert found.sentence == "There is no setting EVENTS_SITENAME: .env.example explains each there is."


def test_doctor_names_a_database_that_is_not_there(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)

    found = {finding.what: finding for finding in examine(settings)}

    assert "migrations" not in found
    assert found["database"].state is State.BAD
    assert found["database"].sentence.startswith(f"There is no database at {tmp_path / 'events.sqlite3'}.")


def at_revision(database: Database, revision: str | None) -> None:
    """Make the database say that it is at this revision; None: that it was never migrated."""
    statement = "UPDATE alembic_version SET version_num = :revision" if revision else "DROP TABLE alembic_version"
    database.write_now(lambda db: db.connection().execute(text(statement), {"revision": revision} if revision else {}))


@pytest.mark.parametrize(
    ("revision", "state", "sentence", "others"),
    [
        (head(), State.GOOD, f"The database is at the newest revision, {head()}.", {"database", "accounts", "uploads"}),
        (
            "0001",
            State.BAD,
            f"Migrations missing: {int(head() or 0) - 1}. "
            f"The database is at 0001 of {head()}: run `events-service migrate`.",
            {"database"},
        ),
        (
            "9999",
            State.BAD,
            "The database is at revision 9999, which this version does not know: "
            "install the version that brought it there, or go back to a copy from before.",
            {"database"},
        ),
        (None, State.BAD, "The database has no tables yet: run `events-service migrate`.", set()),
    ],
)
def test_doctor_says_how_far_the_database_is_migrated(
    database: Database,
    database_url: str,
    tmp_path: Path,
    revision: str | None,
    state: State,
    sentence: str,
    others: set[str],
) -> None:
    at_revision(database, revision)

    found = {finding.what: finding for finding in examine(make_settings(tmp_path, database_url=database_url))}

    assert (found["migrations"].state, found["migrations"].sentence) == (state, sentence)
    disk = {"disk"} if database.path else set()
    assert found.keys() == {"time zones", "migrations", "booklets", "mail"} | others | disk


def test_doctor_sends_one_test_message(tmp_path: Path) -> None:
    with running_sink() as sink:
        settings = make_settings(tmp_path, smtp_url=sink.url, mail_from="Office <office@example.org>")
        found = {f.what: f for f in list(examine(settings, "you@example.org"))[:6]}

    assert found["mail server"].sentence == "127.0.0.1 took a test message for you@example.org."
    assert [message.recipients for message in sink.received] == [["you@example.org"]]


def test_doctor_asked_for_a_message_says_that_there_is_no_mail_server(tmp_path: Path) -> None:
    found = {f.what: f for f in examine(make_settings(tmp_path), "you@example.org")}

    sentence = "No mail server is set, so no test message goes to you@example.org: set EVENTS_SMTP_URL."
    assert (found["mail"].state, found["mail"].sentence) == (State.BAD, sentence)


def test_doctor_speaks_of_no_login_where_there_is_none(tmp_path: Path) -> None:
    with running_sink() as sink:
        settings = make_settings(tmp_path, smtp_url=sink.url, mail_from="Office <office@example.org>")
        found = {f.what: f for f in list(examine(settings))[:6]}

    assert found["mail server"].sentence == "127.0.0.1 answers, and asks for no login."


def test_doctor_says_that_nobody_answers_at_the_mail_server(tmp_path: Path) -> None:
    with bound_socket() as free:
        port = free.getsockname()[1]
    settings = make_settings(tmp_path, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="office@example.org")

    found = {f.what: f for f in list(examine(settings))[:6]}

    assert found["mail server"].state is State.BAD


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_doctor_says_how_the_first_account_is_made(database: Database, database_url: str, tmp_path: Path) -> None:
    settings = make_settings(tmp_path, database_url=database_url)

    (found,) = [finding for finding in examine(settings) if finding.what == "accounts"]
    assert found.state is State.LOOK
    assert found.sentence.endswith(f"/console/start?code={setup_code(settings.secret_keys)}")

    database.write_now(make_account)
    assert [finding for finding in examine(settings) if finding.what == "accounts"] == []


def test_doctor_says_what_stands_against_booklets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "arabic_font", lambda: "")
    (found,) = [finding for finding in examine(make_settings(tmp_path)) if finding.what == "booklets"]

    assert (found.state, "no font with Arabic letters" in found.sentence) == (State.LOOK, True)


def test_doctor_says_whether_people_can_log_in_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = make_settings(tmp_path, oidc_issuer="http://127.0.0.1:9", oidc_client_id="events")

    def said() -> tuple[State, str]:
        return next((found.state, found.sentence) for found in examine(settings) if found.what == "provider")

    assert said() == (State.BAD, "http://127.0.0.1:9 does not answer as a provider of logins does.")
    with run_server_in_thread() as server:
        settings = make_settings(
            tmp_path, oidc_issuer=f"http://localhost:{server.server_port}", oidc_client_id="events"
        )
        assert said()[0] is State.GOOD
    monkeypatch.setattr(openid, "_EXTRA", ("no_such_package",))
    assert said()[0] is State.BAD
    assert "pip install 'events-service[oidc]'" in said()[1]
