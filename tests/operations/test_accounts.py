"""Accounts from the command line, as whoever runs the site keeps them."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from events_service.accounts.accounts import get_account
from events_service.accounts.grants import LastOwner, Reach, list_grants, reach_of
from events_service.accounts.login import WrongLogin, sign_in
from events_service.accounts.models import Login, Role
from events_service.database import Database
from events_service.operations.accounts import UnknownRole, add_token, add_user, change_role, revoke_token
from events_service.zones import now
from tests.factories.programme import make_event, make_session, programme_of
from tests.factories.released import publish_event
from tests.support.serving import command

EMAIL = "alice@example.org"
KEYS = {"0a1b2c3d": b"k" * 32}


@pytest.fixture
def database_kind() -> str:
    """Nothing here depends on the kind."""
    return "sqlite"


def log_in(database: Database, password: str) -> str:
    return asyncio.run(sign_in(database, EMAIL, password, "192.0.2.7", now())).cookie


def logins(database: Database) -> int:
    with database.read() as db:
        return len(db.exec(select(Login)).all())


def test_forgotten_password_is_replaced_and_every_login_ends(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    old = add_user(database, EMAIL, "organizer")
    log_in(database, old)

    done = command(database_url, tmp_path, "user", "password", EMAIL)

    before, _, new = done.stdout.strip().rpartition(" ")
    assert (done.returncode, before, logins(database)) == (0, f"New password of {EMAIL}:", 0)
    with pytest.raises(WrongLogin):
        log_in(database, old)
    assert log_in(database, new)


def test_disabled_account_is_enabled_again(database: Database, database_url: str, tmp_path: Path) -> None:
    password = add_user(database, EMAIL, "organizer")

    said = [command(database_url, tmp_path, "user", act, EMAIL).stdout for act in ("disable", "enable")]

    assert said == [f"{EMAIL} can no longer log in.\n", f"{EMAIL} can log in again, with the password as it was.\n"]
    assert log_in(database, password)


def test_role_is_changed_for_one_event(database: Database, database_url: str, tmp_path: Path) -> None:
    event = publish_event(database, programme_of(make_session(), event=make_event())).event
    add_user(database, EMAIL, "organizer")

    done = command(database_url, tmp_path, "user", "role", EMAIL, "editor", "--event", event.slug)

    assert (done.returncode, done.stdout) == (0, f"{EMAIL} is editor of {event.slug} now.\n")
    with database.read() as db:
        (grant,) = list_grants(db, get_account(db, EMAIL).id)
    assert (grant.role, reach_of(grant)) == (Role.EDITOR, Reach(event_uid=event.uid))


@pytest.mark.parametrize("days", ["-5", "0", "3651", "999999999"])
def test_token_that_would_be_dead_or_live_for_ever_is_wrong_usage(database_url: str, tmp_path: Path, days: str) -> None:
    done = command(database_url, tmp_path, "token", "add", "sync", "--scope", "read", "--expires", days)

    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)


def test_tokens_are_listed_with_what_they_may_do_and_until_when(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    event = publish_event(database, programme_of(make_session(), event=make_event())).event
    add_token(database, KEYS, "sync", ["read", "sessions:write"], [event.slug], 10)
    add_token(database, KEYS, "gone", ["read"], [], 10)
    add_token(database, KEYS, "backup", ["read"], [], 1)
    revoke_token(database, "gone")

    listed = command(database_url, tmp_path, "token", "list").stdout

    day, later = (f"{now() + timedelta(days=days):%Y-%m-%d}" for days in (1, 10))
    assert listed == (
        f"backup  read  until {day}  never used\n"
        f"sync  read,sessions:write  for {event.slug}  until {later}  never used\n"
    )


def test_role_that_cannot_be_had_is_refused(database: Database) -> None:
    add_user(database, EMAIL, "owner")

    with pytest.raises(UnknownRole, match="There is no role boss"):
        change_role(database, EMAIL, "boss")
    with pytest.raises(LastOwner):
        change_role(database, EMAIL, "viewer")
