"""Links by mail over HTTP: asked for, opened by scanners, used once, and read in the console by an owner alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import disable_account, get_account
from events_service.accounts.invitations import invite
from events_service.accounts.models import AccountLink, LinkPurpose, Login, Role
from events_service.accounts.passwords import UNSET
from events_service.database import Database
from events_service.mail import outbox, queries
from events_service.mail.models import OutboxMail
from events_service.mail.render import render
from events_service.registration.office import make_office
from events_service.settings import load
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.web.console.site import EMAIL, SECRET, Browser, console_site, mailed_tokens

NEW = "a better password"
ASKING = {LinkPurpose.LOGIN: "/console/login/link", LinkPurpose.RESET: "/console/reset"}


@pytest.fixture
def visitor(url: str) -> Iterator[Browser]:
    with Browser(base_url=url) as visitor:
        yield visitor


def path_of(database: Database, purpose: LinkPurpose, email: str = EMAIL) -> str:
    path = {LinkPurpose.INVITATION: "/console/invitation"} | ASKING
    return f"{path[purpose]}/{mailed_tokens(database, email)[purpose]}"


def mailed(database: Database) -> list[str]:
    with database.read() as db:
        return [f"{mail.kind} {mail.recipient}" for mail in db.exec(select(OutboxMail).order_by(OutboxMail.id))]


def dump(database: Database) -> str:
    with database.read() as db:
        names = [row[0] for row in db.connection().exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")]
        return repr([db.connection().exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in names])


@pytest.mark.parametrize("purpose", ASKING)
def test_login_page_leads_to_asking_for_a_link(visitor: Browser, database: Database, purpose: LinkPurpose) -> None:
    assert f'href="{ASKING[purpose]}"' in visitor.get("/console/login").text

    asked = visitor.submit(ASKING[purpose], ASKING[purpose], {"email": f" {EMAIL.upper()}"})

    assert (asked.status_code, asked.headers["location"]) == (303, f"{ASKING[purpose]}?sent=1")
    assert (
        "If there is an account for this address, a link is on its way." in visitor.get(asked.headers["location"]).text
    )
    assert mailed(database) == [f"account_{purpose.value} {EMAIL}"]


def test_t_enum_1_asking_gets_the_same_answer_whoever_it_is_for(visitor: Browser, database: Database) -> None:
    database.write_now(lambda db: make_account(db, "disabled@example.org", now=now()))
    database.write_now(disable_account, COMMAND, "disabled@example.org", now())

    answers = []
    for email in (EMAIL, "disabled@example.org", "nobody@example.org"):
        asked = visitor.submit("/console/reset", "/console/reset", {"email": email})
        headers = {name: value for name, value in asked.headers.items() if name not in ("date", "x-request-id")}
        answers.append((asked.status_code, asked.text, headers))

    assert answers[1:] == answers[:1] * 2
    assert mailed(database) == [f"account_reset {EMAIL}"]


def test_t_rate_1_too_many_links(visitor: Browser) -> None:
    asked = [visitor.submit("/console/reset", "/console/reset", {"email": EMAIL}) for _ in range(6)]

    assert [answer.status_code for answer in asked] == [303] * 5 + [429]
    assert int(asked[-1].headers["retry-after"]) > 0
    assert "That was too often" in asked[-1].text


def test_address_that_is_none_stays_in_its_field(visitor: Browser) -> None:
    refused = visitor.submit("/console/reset", "/console/reset", {"email": 'al"ice'})

    assert refused.status_code == 422
    assert "Write your address as name@example.org." in refused.text
    assert 'value="al&#34;ice"' in refused.text


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_t_get_1_scanner_that_opens_a_link_changes_nothing(
    visitor: Browser, database: Database, purpose: LinkPurpose
) -> None:
    path = path_of(database, purpose)
    before = dump(database)

    for method in ("GET", "HEAD", "OPTIONS") * 5:
        opened = visitor.request(method, path)
        assert opened.status_code in (200, 405)
        assert "login" not in opened.cookies

    assert dump(database) == before
    assert EMAIL in visitor.get(path).text


def test_button_behind_the_login_link_logs_in_once(visitor: Browser, database: Database, url: str) -> None:
    path = path_of(database, LinkPurpose.LOGIN)

    begun = visitor.submit(path, path, {})

    assert (begun.status_code, begun.headers["location"]) == (303, "/console/")
    assert visitor.get("/console/").status_code == 200
    with Browser(base_url=url) as other:
        other.get("/console/login")
        ended = other.get(path)
        assert (ended.status_code, "This link no longer works" in ended.text) == (410, True)
        assert 'href="/console/login/link"' in ended.text
        again = other.submit("/console/login", path, {})
        assert again.status_code == 410
        assert other.get("/console/").status_code == 303


def test_t_ses_1_login_by_link_ends_the_one_the_browser_came_with(visitor: Browser, database: Database) -> None:
    visitor.log_in()
    path = path_of(database, LinkPurpose.LOGIN)

    visitor.submit(path, path, {}, **{"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/145.0"})

    with database.read() as db:
        assert [login.browser for login in db.exec(select(Login))] == ["Firefox/Linux"]


def test_t_ses_1_new_password_ends_every_login_and_begins_one(visitor: Browser, database: Database, url: str) -> None:
    path = path_of(database, LinkPurpose.RESET)
    with Browser(base_url=url) as there:
        there.log_in()

        begun = visitor.submit(path, path, {"password": NEW, "again": NEW})

        assert (begun.status_code, begun.headers["location"]) == (303, "/console/")
        assert (visitor.get("/console/").status_code, there.get("/console/").status_code) == (200, 303)
        assert [there.log_in(password=password).status_code for password in (PASSWORD, NEW)] == [401, 303]


@pytest.mark.parametrize(
    ("wanted", "again", "name", "sentence"),
    [
        ("short", "short", "password", "at least 10 characters"),
        (NEW, NEW + "!", "again", "The two new passwords differ."),
    ],
)
def test_password_that_cannot_be_chosen_leaves_the_link_as_it_was(
    visitor: Browser, database: Database, wanted: str, again: str, name: str, sentence: str
) -> None:
    path = path_of(database, LinkPurpose.INVITATION)

    refused = visitor.submit(path, path, {"name": "Alice & Co", "password": wanted, "again": again})

    assert refused.status_code == 422
    (said,) = re.findall(rf'id="{name}-wrong">([^<]*)<', refused.text)
    assert sentence in said
    assert 'value="Alice &amp; Co"' in refused.text
    assert wanted not in refused.text
    assert visitor.submit(path, path, {"password": NEW, "again": NEW}).status_code == 303


def test_invitation_is_accepted_with_a_name_and_a_password(visitor: Browser, database: Database) -> None:
    database.write_now(lambda db: invite(db, COMMAND, "bob@example.org", Role.VIEWER, now(), locale="fr"))
    path = path_of(database, LinkPurpose.INVITATION, "bob@example.org")
    assert '<html lang="fr"' in visitor.get(path).text

    visitor.submit(path, path, {"name": "Bob", "password": NEW, "again": NEW})

    assert "Bob" in visitor.get("/console/").text
    with database.read() as db:
        bob = get_account(db, "bob@example.org")
    assert (bob.name, bob.locale, bob.password_hash == UNSET) == ("Bob", "fr", False)


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_t_csrf_1_button_of_another_site_does_nothing(
    visitor: Browser, database: Database, purpose: LinkPurpose
) -> None:
    path = path_of(database, purpose)
    visitor.get(path)

    fields = {"password": NEW, "again": NEW}
    refused = [
        visitor.submit(path, path, fields, Origin="https://evil.example"),
        visitor.submit(path, path, fields, **{"Sec-Fetch-Site": "cross-site"}),
        visitor.post(path, data=fields, headers={"Origin": str(visitor.base_url).rstrip("/")}),
    ]

    assert [answer.status_code for answer in refused] == [403] * 3
    with database.read() as db:
        assert db.exec(select(AccountLink).where(col(AccountLink.used_at).is_not(None))).all() == []


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_link_of_nobody_says_that_it_no_longer_works(visitor: Browser, purpose: LinkPurpose) -> None:
    path = {LinkPurpose.INVITATION: "/console/invitation"} | ASKING

    for token in ("x", "A" * 52, "%00", "a" * 3000):
        opened = visitor.get(f"{path[purpose]}/{token}")
        assert (opened.status_code, "This link no longer works" in opened.text) == (410, True)


def test_t_host_1_link_leads_to_this_site_whatever_the_request_says(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with (
        console_site(
            database, database_url, tmp_path, base_url="https://events.example.org/sub", allowed_hosts="other.example"
        ) as url,
        Browser(base_url=url, headers={"Host": "other.example", "X-Forwarded-Host": "evil.example"}) as visitor,
    ):
        page = visitor.get("/sub/console/reset")
        nonce = page.headers["set-cookie"].partition(";")[0]
        token = page.text.split('name="form_token" value="')[1].split('"')[0]
        headers = {"Origin": "https://events.example.org", "Cookie": nonce}
        visitor.post("/sub/console/reset", data={"form_token": token, "email": EMAIL}, headers=headers)

    settings = load(None, base_url="https://events.example.org/sub", secret_key=SECRET)
    office = make_office(database, settings)
    with database.read() as db:
        (mail,) = queries.list_mails(db).mails
    text = render(queries.queued_of(mail, office.host), office).text
    assert re.findall(r"https?://\S+/console/\S{5}", text) == ["https://events.example.org/sub/console/reset"]


def test_t_authz_1_kept_mail_with_a_link_is_read_by_an_owner_alone(visitor: Browser, database: Database) -> None:
    """With such a link an organizer could become an owner."""
    database.write_now(lambda db: make_account(db, "owner@example.org", Role.OWNER, now=now()))
    visitor.submit("/console/reset", "/console/reset", {"email": "owner@example.org"})
    database.write_now(outbox.keep)
    with database.read() as db:
        mail = db.exec(select(OutboxMail)).one()
    pages = [f"/console/mail/{mail.id}{below}" for below in ("", "/html")]

    visitor.log_in()
    assert "No mail here" in visitor.get("/console/mail").text
    assert "<b>1</b>" not in visitor.get("/console/").text
    assert [visitor.get(page).status_code for page in pages] == [404, 404]
    assert visitor.submit("/console/account", f"{pages[0]}/again", {}).status_code == 404

    visitor.submit("/console/", "/console/logout", {})
    visitor.log_in("owner@example.org")
    assert "Choose a new password" in visitor.get("/console/mail").text
    shown = visitor.get(pages[0]).text
    (path,) = set(re.findall(r"(/console/reset/[\w-]{52})", shown))
    assert visitor.get(path).status_code == 200
