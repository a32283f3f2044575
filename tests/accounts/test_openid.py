"""Which account somebody from a provider gets; the way there and back is tested with the pages."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from events_service.accounts import openid
from events_service.accounts.login import SignedIn
from events_service.accounts.models import OpenIdentity
from events_service.database import Database
from tests.accounts.people import make_account
from tests.support.racing import at_once, slow

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
AMINA = openid.Person("https://login.example.org", "amina", "amina@example.org", "Amina")


def test_two_tabs_that_log_in_for_the_first_time_are_both_logged_in(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.write_now(lambda db: make_account(db, AMINA.email).id)
    monkeypatch.setattr(openid, "_bound", slow(openid._bound))

    begun = at_once(*[lambda: database.write_now(openid.sign_in_as, AMINA, (), NOW)] * 2)

    assert [type(one) for one in begun] == [SignedIn, SignedIn]
    with database.read() as db:
        assert [one.subject for one in db.exec(select(OpenIdentity))] == ["amina"]
