"""Logging in over HTTP: cookies, forms of other sites, and where it leads."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import disable_account
from events_service.database import Database
from events_service.zones import now
from tests.accounts.people import PASSWORD
from tests.web.console.site import EMAIL, Browser, console_site


@pytest.fixture
def visitor(url: str) -> Iterator[Browser]:
    with Browser(base_url=url) as visitor:
        yield visitor


def test_page_of_the_console_leads_to_the_login_and_back(visitor: Browser) -> None:
    asked = visitor.get("/console/mail?state=failed")
    assert (asked.status_code, asked.headers["location"]) == (
        303,
        "/console/login?next=%2Fconsole%2Fmail%3Fstate%3Dfailed",
    )

    begun = visitor.log_in(next="/console/mail?state=failed")

    assert (begun.status_code, begun.headers["location"]) == (303, "/console/mail?state=failed")
    assert visitor.get(begun.headers["location"]).status_code == 200
    assert visitor.get("/console/login").headers["location"] == "/console/"


def test_pr_8_cookie_of_the_demo(visitor: Browser) -> None:
    cookie = visitor.log_in().headers.get_list("set-cookie")[0]

    name, *attributes = cookie.split("; ")
    assert name.startswith("login=")
    assert attributes == ["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=lax"]


def test_pr_8_cookie_over_https(database: Database, database_url: str, tmp_path: Path) -> None:
    with (
        console_site(database, database_url, tmp_path, base_url="https://events.example.org") as url,
        Browser(base_url=url, headers={"Host": "events.example.org"}) as visitor,
    ):
        page = visitor.get("/console/login")
        cookies = dict(cookie.split("=", 1) for cookie in page.headers.get_list("set-cookie"))
        nonce, _, attributes = cookies["__Host-form"].partition("; ")
        token = page.text.split('name="form_token" value="')[1].split('"')[0]
        begun = visitor.post(
            "/console/login",
            data={"form_token": token, "email": EMAIL, "password": PASSWORD},
            headers={"Origin": "https://events.example.org", "Cookie": f"__Host-form={nonce}"},
        )
        language, _ = visitor.get("/console/login?lang=ar").headers.get_list("set-cookie")

    assert attributes == "HttpOnly; Max-Age=86400; Path=/; SameSite=lax; Secure"
    assert language == "language=ar; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax; Secure"
    cookie = next(c for c in begun.headers.get_list("set-cookie") if c.startswith("__Host-login="))
    assert cookie.split("; ")[1:] == ["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=lax", "Secure"]


def test_t_enum_1_wrong_login_says_the_same_and_keeps_what_was_typed(visitor: Browser) -> None:
    known = visitor.log_in(password="wrong password")
    unknown = visitor.log_in("nobody@example.org", "wrong password")

    assert (known.status_code, unknown.status_code) == (401, 401)
    assert known.text.replace(EMAIL, "nobody@example.org") == unknown.text
    assert "Address and password do not belong together" in known.text
    assert f'value="{EMAIL}"' in known.text
    assert "wrong password" not in known.text
    assert "login" not in visitor.cookies


def test_t_rate_1_too_many_tries(visitor: Browser) -> None:
    answers = [visitor.log_in(password="wrong password") for _ in range(11)]

    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert answers[-1].headers["retry-after"].isdecimal()
    assert "That was too often" in answers[-1].text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
@pytest.mark.parametrize(
    "action", ["/console/login", "/console/logout", "/console/mail-server", "/console/mail/x/again"]
)
def test_t_csrf_1_form_of_another_site_refused(visitor: Browser, action: str, headers: dict[str, str]) -> None:
    page = "/console/login"
    if action != page:
        visitor.log_in()
        page = "/console/"

    refused = visitor.submit(page, action, {"email": EMAIL, "password": PASSWORD}, **headers)

    assert refused.status_code == 403
    assert "This did not come from a page of this site" in refused.text


@pytest.mark.parametrize("action", ["/console/logout", "/console/mail-server", "/console/mail/x/again"])
def test_t_csrf_1_form_without_the_login_s_token_refused(visitor: Browser, url: str, action: str) -> None:
    visitor.log_in()
    own = {"Origin": url, "Sec-Fetch-Site": "same-origin"}

    with Browser(base_url=url) as other:
        other.log_in()
        foreign = other.get("/console/").text.split('name="form_token" value="')[1].split('"')[0]
    answers = [
        visitor.post(action, data={"form_token": token}, headers=own).status_code for token in ("", "x", "é", foreign)
    ]
    answers.append(visitor.post(action, headers=own).status_code)

    assert answers == [403] * 5
    assert visitor.get("/console/").status_code == 200


def test_t_csrf_1_login_form_bound_to_the_browser(visitor: Browser, url: str) -> None:
    with Browser(base_url=url) as attacker:
        stolen = attacker.get("/console/login").text.split('name="form_token" value="')[1].split('"')[0]
    visitor.get("/console/login")

    refused = visitor.post(
        "/console/login",
        data={"form_token": stolen, "email": EMAIL, "password": PASSWORD},
        headers={"Origin": url, "Sec-Fetch-Site": "same-origin"},
    )

    assert refused.status_code == 403


def test_browser_that_says_nothing_of_itself_refused(visitor: Browser) -> None:
    token = visitor.get("/console/login").text.split('name="form_token" value="')[1].split('"')[0]

    assert visitor.post("/console/login", data={"form_token": token}).status_code == 403


ELSEWHERE = [
    *("//evil.example", "///evil.example", "\\\\evil.example", "/\\evil.example", "https:evil.example"),
    *("javascript:alert(1)", "https://evil.example/console/", "/console/\r\nX: y", "/console//evil.example/.."),
    *(
        "/console/../en/",
        " /console/",
        "/console/%0d%0aX:y",
        "/en/",
        "",
        "console/",
        "/console",
        "/console/@evil.example",
    ),
    *("/console/mail#x", "\t/console/", "/console/\u2028", "/console/?next=//evil.example"),
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_t_red_1_login_leads_into_the_console_only(visitor: Browser, target: str) -> None:
    assert visitor.log_in(next=target).headers["location"] == "/console/"


def test_t_ses_1_logging_out_ends_the_login_on_this_side_too(visitor: Browser, url: str) -> None:
    visitor.log_in()
    cookie = visitor.cookies["login"]

    left = visitor.submit("/console/", "/console/logout", {})

    assert (left.status_code, left.headers["location"]) == (303, "/console/login")
    assert "login" not in visitor.cookies
    assert httpx.get(f"{url}/console/", cookies={"login": cookie}).status_code == 303


def test_t_ses_1_disabled_account_is_out_at_once(visitor: Browser, database: Database) -> None:
    visitor.log_in()
    assert visitor.get("/console/").status_code == 200

    database.write_now(disable_account, COMMAND, EMAIL, now())

    assert visitor.get("/console/").status_code == 303


def test_t_cache_1_t_click_1_pages_of_the_console_kept_by_nobody_and_framed_by_nobody(visitor: Browser) -> None:
    visitor.log_in()

    for path in ("/console/", "/console/mail"):
        headers = visitor.get(path).headers
        assert headers["cache-control"] == "private, no-store"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-robots-tag"] == "noindex"


def test_list_of_mails_with_a_slash_leads_to_the_one_without(visitor: Browser) -> None:
    answer = visitor.get("/console/mail/")

    assert (answer.status_code, answer.headers["location"]) == (308, "/console/mail")


@pytest.mark.parametrize(("accepted", "said"), [("fr-MA", "Se connecter"), ("ar", 'dir="rtl"'), ("de", "Log in")])
def test_login_in_the_browser_s_language(visitor: Browser, accepted: str, said: str) -> None:
    assert said in visitor.get("/console/login", headers={"Accept-Language": accepted}).text


def test_chosen_language_stays(visitor: Browser) -> None:
    visitor.get("/console/login?lang=ar")

    assert '<html lang="ar" dir="rtl">' in visitor.get("/console/login").text
    assert '<html lang="en"' in visitor.get("/console/login?lang=en").text
    assert '<html lang="en"' in visitor.get("/console/login?lang=xx").text


def test_t_get_1_asking_changes_nothing(visitor: Browser, database: Database) -> None:
    visitor.log_in()
    before = _dump(database)

    for path in ("/console/", "/console/mail", "/console/login", "/console/logout", "/console/mail-server"):
        for method in ("GET", "HEAD", "OPTIONS"):
            visitor.request(method, path)

    assert _dump(database) == before


def _dump(database: Database) -> str:
    with database.read() as db:
        names = [row[0] for row in db.connection().exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")]
        return repr([db.connection().exec_driver_sql(f'SELECT * FROM "{name}"').all() for name in names])
