"""How long a refused login takes tells nobody whether there is an account (T-ENUM-1)."""

from pathlib import Path
from statistics import median, stdev
from time import perf_counter

import pytest

from events_service.accounts import passwords
from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import disable_account, set_password
from events_service.database import Database
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.web.console.site import EMAIL, FIELD, Browser, console_site

AS_SERVED = passwords._hasher
SAMPLES = 200
CLOSED = "closed@example.org"
NOBODY = "nobody@example.org"


@pytest.mark.long
def test_t_enum_1_a_refused_login_takes_as_long_whoever_it_is_for(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with console_site(database, database_url, tmp_path, rate_limits=False) as url, Browser(base_url=url) as visitor:
        # What a hash costs is what this is about: tests usually have a cheap one.
        monkeypatch.setattr(passwords, "_hasher", AS_SERVED)
        passwords._nobodys.cache_clear()
        database.write_now(lambda db: make_account(db, CLOSED, now=now()))
        for email in (EMAIL, CLOSED):
            database.write_now(set_password, COMMAND, email, passwords.hashed(PASSWORD), now())
        database.write_now(disable_account, COMMAND, CLOSED, now())
        token = FIELD.search(visitor.get("/console/login").text)
        assert token is not None

        def seconds(email: str, password: str) -> float:
            fields = {"form_token": token[1], "email": email, "password": password}
            began = perf_counter()
            answer = visitor.post("/console/login", data=fields, headers={"Origin": url})
            took = perf_counter() - began
            assert answer.status_code == 401
            return took

        tries = {"known": (EMAIL, "wrong password"), "closed": (CLOSED, PASSWORD), "nobody": (NOBODY, PASSWORD)}
        for _ in range(5):
            seconds(*tries["nobody"])
        took: dict[str, list[float]] = {name: [] for name in tries}
        for _ in range(SAMPLES):
            for name, (email, password) in tries.items():
                took[name].append(seconds(email, password))

    usual = median(took["known"])
    assert usual > 0.02
    for name in ("closed", "nobody"):
        assert abs(median(took[name]) - usual) < max(0.005, min(stdev(took[name]), stdev(took["known"]))), name
        # The fastest tell as little as the middle ones: neither kind is answered before the work is done.
        assert min(took[name]) > usual / 4, name
