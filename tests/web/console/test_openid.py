"""Logging in with an account elsewhere, against a provider of its own at another port."""

import base64
import hashlib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread
from sqlmodel import select

from events_service.accounts import openid
from events_service.accounts.access import COMMAND
from events_service.accounts.accounts import LONGEST_NAME, disable_account
from events_service.accounts.models import Account, AuditEntry, Login, OpenIdentity
from events_service.database import Database
from events_service.zones import now
from tests.web.console.site import EMAIL, Browser, console_site

pytestmark = pytest.mark.filterwarnings("ignore")
"""The provider of these tests has not followed the library it is made from."""

START = "/console/login/openid"


def person(email: str, **claims: Any) -> User:
    return User(sub=email, claims={"email": email, "email_verified": True, "name": "Somebody"} | claims)


PEOPLE = (
    person(EMAIL),
    User(sub="heir", claims={"email": EMAIL, "email_verified": True, "name": "Somebody else"}),
    person("new@partner.example"),
    person("long@partner.example", name="N" * 300),
    person("new@elsewhere.example"),
    person("unconfirmed@partner.example", email_verified=False),
)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread(require_nonce=True, user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path, provider: str) -> Iterator[str]:
    chosen = {
        "oidc_issuer": provider,
        "oidc_client_id": "events",
        "oidc_client_secret": "a secret of theirs",
        "oidc_name": "Partner & Co",
        "oidc_domains": "partner.example",
    }
    with console_site(database, database_url, tmp_path, **chosen) as url:
        yield url


@pytest.fixture
def visitor(url: str) -> Iterator[Browser]:
    with Browser(base_url=url, timeout=30) as visitor:
        yield visitor


def back_from(departed: httpx.Response, who: str) -> str:
    """Log in at the provider; where it sends the browser then."""
    answer = httpx.post(departed.headers["location"], data={"sub": who})
    back: str = answer.headers["location"]
    return back


def log_in(visitor: Browser, who: str = EMAIL) -> httpx.Response:
    return visitor.get(back_from(visitor.get(START), who))


def test_account_of_the_address_is_logged_in(visitor: Browser, url: str, provider: str, database: Database) -> None:
    page = visitor.get("/console/login").text
    assert "Log in with Partner &amp; Co" in page
    departed = visitor.get(START)
    asked = parse_qs(urlsplit(departed.headers["location"]).query)
    assert departed.headers["location"].startswith(f"{provider}/")
    assert (asked["code_challenge_method"], asked["redirect_uri"]) == (["S256"], [f"{url}{START}/back"])
    assert all(len(asked[name][0]) >= 32 for name in ("state", "nonce", "code_challenge"))

    verifier = visitor.cookies["openid"].split(".")[2]
    digest = hashlib.sha256(verifier.encode()).digest()
    assert asked["code_challenge"] == [base64.urlsafe_b64encode(digest).decode().rstrip("=")]

    begun = visitor.get(back_from(departed, EMAIL))

    assert (begun.status_code, begun.headers["location"]) == (303, "/console/")
    assert EMAIL in visitor.get("/console/").text
    assert "openid" not in visitor.cookies
    with database.read() as db:
        entry = db.exec(select(AuditEntry).where(AuditEntry.act == "sign_in")).one()
    assert entry.after == {"by": "openid"}


def test_address_in_a_named_domain_gets_an_account_that_looks_and_others_none(
    visitor: Browser, database: Database
) -> None:
    refused = [log_in(visitor, who) for who in ("new@elsewhere.example", "unconfirmed@partner.example")]
    assert [answer.status_code for answer in refused] == [401, 401]
    assert all("This login did not work" in answer.text for answer in refused)

    assert log_in(visitor, "new@partner.example").status_code == 303

    with database.read() as db:
        assert sorted(db.exec(select(Account.email))) == [EMAIL, "new@partner.example"]
    assert visitor.get("/console/mail").status_code == 403


def test_account_is_bound_to_who_logged_in_first_whatever_the_addresses_become(
    visitor: Browser, provider: str, database: Database
) -> None:
    assert log_in(visitor).status_code == 303
    visitor.cookies.clear()

    assert log_in(visitor, "heir").status_code == 401
    assert "login" not in visitor.cookies

    httpx.put(f"{provider}/users/{EMAIL}", json={"email": "moved@elsewhere.example", "email_verified": True})
    try:
        assert log_in(visitor).status_code == 303
    finally:
        httpx.put(f"{provider}/users/{EMAIL}", json=PEOPLE[0].claims)
    visitor.cookies.clear()
    with database.read() as db:
        (bound,) = db.exec(select(OpenIdentity)).all()
    assert (bound.issuer, bound.subject) == (provider, EMAIL)
    database.write_now(openid.forget_identity, COMMAND, EMAIL, now())
    assert log_in(visitor, "heir").status_code == 303
    with database.read() as db:
        assert [one.subject for one in db.exec(select(OpenIdentity))] == ["heir"]
        acts = db.exec(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert [act for act in acts if act.endswith("_identity")] == ["bind_identity", "forget_identity", "bind_identity"]


def test_name_that_is_too_long_for_an_account_is_cut(visitor: Browser, database: Database) -> None:
    assert log_in(visitor, "long@partner.example").status_code == 303

    with database.read() as db:
        named = select(Account.name).where(Account.email == "long@partner.example")
        assert db.exec(named).one() == "N" * LONGEST_NAME


def test_disabled_account_is_not_logged_in(visitor: Browser, database: Database) -> None:
    database.write_now(disable_account, COMMAND, EMAIL, now())

    assert log_in(visitor).status_code == 401
    assert "login" not in visitor.cookies


def test_t_csrf_1_answer_to_another_browser_logs_nobody_in(visitor: Browser, url: str, database: Database) -> None:
    stolen = back_from(visitor.get(START), EMAIL)

    with Browser(base_url=url) as victim:
        assert victim.get(stolen).status_code == 401
        victim.get(START)
        assert victim.get(stolen).status_code == 401
        assert "login" not in victim.cookies
    with database.read() as db:
        assert db.exec(select(Login)).all() == []


@pytest.mark.parametrize("part", ["state", "nonce", "code"])
def test_answer_that_does_not_fit_what_was_asked_logs_nobody_in(visitor: Browser, part: str) -> None:
    back = back_from(visitor.get(START), EMAIL)
    kept = visitor.cookies["openid"].split(".")
    if part == "code":
        back = re.sub(r"code=[^&]+", "code=forged", back)
    else:
        place = ("state", "nonce").index(part)
        kept[place] = kept[place][::-1]
        visitor.cookies.clear()
        visitor.cookies.set("openid", ".".join(kept))

    assert visitor.get(back).status_code == 401
    assert "login" not in visitor.cookies


@pytest.mark.parametrize(
    ("wanted", "led_to"), [("/console/account?lang=fr", "/console/account?lang=fr"), ("//evil.example", "/console/")]
)
def test_t_red_1_page_that_was_wanted_is_found_again(visitor: Browser, wanted: str, led_to: str) -> None:
    page = visitor.get("/console/login", params={"next": wanted}).text
    way = re.search(rf'href="({START}[^"]*)"', page)
    assert way is not None

    begun = visitor.get(back_from(visitor.get(unescape(way[1])), EMAIL))

    assert (begun.status_code, begun.headers["location"]) == (303, led_to)


def test_refused_login_keeps_the_page_that_was_wanted(visitor: Browser) -> None:
    refused = visitor.get(back_from(visitor.get(f"{START}?next=/console/account"), "new@elsewhere.example"))

    assert 'name="next" value="/console/account"' in refused.text


def test_t_rate_1_answers_are_counted_before_the_provider_is_asked(visitor: Browser) -> None:
    visitor.cookies.set("openid", "state.nonce.verifier.")
    tried = [visitor.get(f"{START}/back?state=state&code=forged").status_code for _ in range(41)]

    assert tried == [401] * 40 + [429]


def test_missing_extra_is_said_and_no_failure(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openid, "_EXTRA", ("no_such_package",))

    answers = [visitor.get(path) for path in (START, f"{START}/back")]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("events-service[oidc]" in answer.text for answer in answers)


def test_answer_is_used_once(visitor: Browser, url: str) -> None:
    departed = visitor.get(START)
    kept = visitor.cookies["openid"]
    back = back_from(departed, EMAIL)
    assert visitor.get(back).status_code == 303

    with Browser(base_url=url, cookies={"openid": kept}) as again:
        assert again.get(back).status_code == 401


def test_site_without_a_provider_has_no_such_page(database: Database, database_url: str, tmp_path: Path) -> None:
    with console_site(database, database_url, tmp_path) as url, Browser(base_url=url) as visitor:
        assert [visitor.get(path).status_code for path in (START, f"{START}/back")] == [404, 404]
        assert START not in visitor.get("/console/login").text


def test_provider_that_is_away_is_said(database: Database, database_url: str, tmp_path: Path) -> None:
    away = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "events"}
    with console_site(database, database_url, tmp_path, **away) as url, Browser(base_url=url) as visitor:
        assert visitor.get(START).status_code == 401
