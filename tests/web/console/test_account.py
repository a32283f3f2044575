"""One's own account in the console: logins that can be ended, and the password."""

import re
from collections.abc import Iterator

import pytest
from sqlmodel import col, select

from events_service.accounts.models import AuditEntry, Role
from events_service.database import Database
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.web.console.site import Browser

PAGE = "/console/account"
NEW = "a better password"


@pytest.fixture
def here(url: str) -> Iterator[Browser]:
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


@pytest.fixture
def there(url: str, here: Browser) -> Iterator[Browser]:
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def logged_in(browser: Browser) -> bool:
    return browser.get("/console/").status_code == 200


def can_log_in(url: str, password: str) -> bool:
    with Browser(base_url=url) as browser:
        return browser.log_in(password=password).status_code == 303


def others_of(browser: Browser) -> list[str]:
    """Ids of the logins that can be ended one by one."""
    return re.findall(r'name="login" value="([0-9a-f-]{36})"', browser.get(PAGE).text)


def test_t_ses_1_login_elsewhere_can_be_ended(here: Browser, there: Browser) -> None:
    (other,) = others_of(here)

    ended = here.submit(PAGE, f"{PAGE}/logins", {"login": other})

    assert (ended.status_code, ended.headers["location"]) == (303, PAGE)
    assert (logged_in(here), logged_in(there)) == (True, False)
    assert others_of(here) == []
    for gone in (other, "", "no login"):
        assert here.submit(PAGE, f"{PAGE}/logins", {"login": gone}).status_code == 303
    assert logged_in(here)


def test_logins_are_told_apart_by_their_browsers(here: Browser, url: str) -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    with Browser(base_url=url, headers={"User-Agent": firefox}) as there:
        there.log_in()
        text = re.sub(r"<[^>]+>", "", there.get(PAGE, headers={"Accept-Language": "fr"}).text)

    assert "Firefox sous Linux" in text
    assert "Navigateur inconnu" in text


def test_t_ses_1_every_other_login_can_be_ended_at_once(here: Browser, there: Browser, url: str) -> None:
    with Browser(base_url=url) as third:
        third.log_in()

        here.submit(PAGE, f"{PAGE}/logins", {"login": "others"})

        assert [logged_in(browser) for browser in (here, there, third)] == [True, False, False]


def test_t_authz_2_login_of_somebody_else_stays_as_it_is(database: Database, here: Browser, url: str) -> None:
    database.write_now(lambda db: make_account(db, "bob@example.org", Role.OWNER, now=now()))
    with Browser(base_url=url) as bob, Browser(base_url=url) as bobs_other:
        bob.log_in("bob@example.org")
        bobs_other.log_in("bob@example.org")
        (his,) = others_of(bob)

        here.submit(PAGE, f"{PAGE}/logins", {"login": his})

        assert logged_in(bobs_other)


def test_t_ses_1_new_password_ends_every_other_login(
    database: Database, here: Browser, there: Browser, url: str
) -> None:
    fields = {"present": PASSWORD, "wanted": NEW, "again": NEW}

    changed = here.submit(PAGE, f"{PAGE}/password", fields)

    assert changed.headers["location"] == f"{PAGE}?changed=1"
    assert "The password is changed" in here.get(changed.headers["location"]).text
    assert (logged_in(here), logged_in(there)) == (True, False)
    assert (can_log_in(url, PASSWORD), can_log_in(url, NEW)) == (False, True)
    with database.read() as db:
        acts = db.exec(select(AuditEntry.act).where(col(AuditEntry.act) == "set_password")).all()
    assert acts == ["set_password"]


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"present": "not it, at all", "wanted": NEW, "again": NEW}, "present", "This is not the present password."),
        ({"present": PASSWORD, "wanted": "short", "again": "short"}, "wanted", "at least 10 characters"),
        ({"present": PASSWORD, "wanted": NEW, "again": NEW + "!"}, "again", "The two new passwords differ."),
    ],
)
def test_password_that_cannot_be_changed_says_why_at_its_field(
    here: Browser, there: Browser, url: str, fields: dict[str, str], name: str, sentence: str
) -> None:
    refused = here.submit(PAGE, f"{PAGE}/password", fields)

    assert refused.status_code == 422
    (said,) = re.findall(rf'id="{name}-wrong">([^<]*)<', refused.text)
    assert sentence in said
    assert not any(password in refused.text for password in fields.values())
    assert logged_in(there)
    assert can_log_in(url, PASSWORD)


def test_t_rate_1_present_password_cannot_be_guessed(here: Browser) -> None:
    tries = [
        here.submit(PAGE, f"{PAGE}/password", {"present": f"guess number {n}", "wanted": NEW, "again": NEW})
        for n in range(11)
    ]

    assert [tried.status_code for tried in tries] == [422] * 10 + [429]
    assert int(tries[-1].headers["retry-after"]) > 0


def test_t_csrf_1_forms_of_other_sites_change_nothing(here: Browser, there: Browser, url: str) -> None:
    for fields in ({"login": "others"}, {"present": PASSWORD, "wanted": NEW, "again": NEW}):
        action = f"{PAGE}/logins" if "login" in fields else f"{PAGE}/password"
        sent = here.post(action, data=fields, headers={"Origin": "https://evil.example"})
        assert sent.status_code == 403

    assert logged_in(there)
    assert can_log_in(url, PASSWORD)


def test_account_is_for_who_is_logged_in(url: str) -> None:
    with Browser(base_url=url) as nobody:
        asked = nobody.get(PAGE)
        assert asked.headers["location"] == "/console/login?next=%2Fconsole%2Faccount"
        assert nobody.post(f"{PAGE}/password").status_code == 303
