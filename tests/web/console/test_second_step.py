"""The second step of a login over HTTP: set up, asked for, turned off."""

import base64
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from events_service.accounts.accounts import get_account
from events_service.accounts.models import Login, SecondStep
from events_service.accounts.one_time_codes import SECONDS, code_at
from events_service.accounts.passwords import UNSET
from events_service.database import Database, DbSession
from events_service.zones import now
from tests.accounts.people import PASSWORD
from tests.web.console.site import EMAIL, Browser

PAGE = "/console/account/code"
CODE = "/console/login/code"


@pytest.fixture
def visitor(url: str) -> Iterator[Browser]:
    with Browser(base_url=url) as visitor:
        visitor.log_in()
        yield visitor


def code_of(secret: bytes, later: int = 0) -> str:
    return code_at(secret, int(now().timestamp()) // SECONDS + later)


def set_up(visitor: Browser) -> tuple[bytes, list[str]]:
    """Turn it on; the secret and the recovery codes."""
    visitor.submit(PAGE, f"{PAGE}/prepare", {})
    page = visitor.get(PAGE).text
    # Drawn whole, whatever size it is shown at.
    assert re.search(r'<svg [^>]*viewBox="0 0 (\d+) \1"', page)
    key = re.findall(r'<p class="key"><bdi dir="ltr">([A-Z2-7 ]+)<', page)[0]
    secret = base64.b32decode(key.replace(" ", ""))
    done = visitor.submit(PAGE, PAGE, {"code": code_of(secret, -1), "present": PASSWORD})
    assert done.status_code == 200
    return secret, re.findall(r'<li><bdi dir="ltr">([a-z2-9-]{11})<', done.text)


def test_login_asks_for_the_code_and_leads_where_it_was_to_lead(visitor: Browser, url: str) -> None:
    secret, codes = set_up(visitor)
    assert len(codes) == 8

    with Browser(base_url=url) as there:
        asked = there.log_in(next="/console/mail?state=failed")
        assert asked.headers["location"] == f"{CODE}?next=%2Fconsole%2Fmail%3Fstate%3Dfailed"
        assert "login" not in there.cookies
        assert there.get("/console/").status_code == 303
        page = asked.headers["location"]
        wrong = there.submit(page, CODE, {"code": "0", "next": "/console/mail?state=failed"})
        assert (wrong.status_code, "This is not the code that is shown now" in wrong.text) == (422, True)
        assert 'value="/console/mail?state=failed"' in wrong.text

        begun = there.submit(page, CODE, {"code": code_of(secret), "next": "/console/mail?state=failed"})

        assert begun.headers["location"] == "/console/mail?state=failed"
        assert "step" not in there.cookies
        assert there.get("/console/mail").status_code == 200


def test_t_red_1_code_leads_into_the_console_only(visitor: Browser, url: str) -> None:
    _, codes = set_up(visitor)

    with Browser(base_url=url) as there:
        there.log_in()
        begun = there.submit(CODE, CODE, {"code": codes[0], "next": "//evil.example"})

    assert begun.headers["location"] == "/console/"


def test_secret_is_shown_until_it_counts_and_never_afterwards(visitor: Browser, database: Database) -> None:
    secret, codes = set_up(visitor)

    after = visitor.get(PAGE).text
    assert "It is on" in after
    assert "<svg" not in after
    assert not any(text in after for text in (base64.b32encode(secret).decode(), *codes))
    assert visitor.submit(PAGE, f"{PAGE}/prepare", {}).status_code == 409
    with database.read() as db:
        assert db.exec(select(SecondStep)).one().confirmed_at is not None


@pytest.mark.parametrize(
    ("present", "right", "field"), [(PASSWORD, False, "code"), ("not the password", True, "present")]
)
def test_turning_it_on_takes_the_password_and_a_code(
    visitor: Browser, url: str, present: str, right: bool, field: str
) -> None:
    visitor.submit(PAGE, f"{PAGE}/prepare", {})
    key = re.findall(r'<p class="key"><bdi dir="ltr">([A-Z2-7 ]+)<', visitor.get(PAGE).text)[0]
    code = code_of(base64.b32decode(key.replace(" ", ""))) if right else "none"

    refused = visitor.submit(PAGE, PAGE, {"code": code, "present": present})

    assert refused.status_code == 422
    assert f'id="{field}-wrong"' in refused.text
    with Browser(base_url=url) as there:
        assert there.log_in().headers["location"] == "/console/"


def test_who_has_no_password_turns_it_on_in_the_first_minutes_of_a_login(visitor: Browser, database: Database) -> None:
    def begun(ago: timedelta) -> None:
        def act(db: DbSession) -> None:
            get_account(db, EMAIL).password_hash = UNSET
            db.exec(select(Login)).one().created_at = now() - ago

        database.write_now(act)

    begun(timedelta(minutes=11))
    visitor.submit(PAGE, f"{PAGE}/prepare", {})
    assert "Log in again first" in visitor.get(PAGE).text
    refused = visitor.submit(PAGE, PAGE, {"code": "123456"})
    assert (refused.status_code, "the first ten minutes" in refused.text) == (409, True)
    begun(timedelta(minutes=9))
    page = visitor.get(PAGE).text
    assert 'name="present"' not in page
    key = re.findall(r'<p class="key"><bdi dir="ltr">([A-Z2-7 ]+)<', page)[0]

    done = visitor.submit(PAGE, PAGE, {"code": code_of(base64.b32decode(key.replace(" ", "")))})

    assert done.status_code == 200
    assert "It is on" in visitor.get(PAGE).text
    begun(timedelta(minutes=11))
    left = visitor.submit("/console/account", "/console/logout", {"next": PAGE})
    assert left.headers["location"] == "/console/login?next=%2Fconsole%2Faccount%2Fcode"


def test_turned_off_with_a_code_the_login_asks_for_none(visitor: Browser, url: str) -> None:
    secret, codes = set_up(visitor)
    assert visitor.submit(PAGE, f"{PAGE}/off", {"code": "0"}).status_code == 422

    assert visitor.submit(PAGE, f"{PAGE}/off", {"code": codes[0]}).status_code == 303

    assert "It is off" in visitor.get(PAGE).text
    with Browser(base_url=url) as there:
        assert there.log_in().headers["location"] == "/console/"


def test_page_of_the_code_is_for_who_has_taken_the_first_step(url: str) -> None:
    with Browser(base_url=url) as nobody:
        assert nobody.get(CODE).headers["location"] == "/console/login"
        over = nobody.submit("/console/login", CODE, {"code": "123456"})

    assert (over.status_code, "That took too long. Log in again." in over.text) == (410, True)


def test_t_get_1_t_csrf_1_nothing_is_turned_by_looking_or_by_another_site(
    visitor: Browser, database: Database, url: str
) -> None:
    visitor.get(PAGE)
    for path in (PAGE, f"{PAGE}/prepare", f"{PAGE}/off"):
        assert visitor.submit(PAGE, path, {}, Origin="https://evil.example").status_code == 403
        assert visitor.post(path, headers={"Origin": url}).status_code == 403

    with database.read() as db:
        assert db.exec(select(SecondStep)).all() == []
