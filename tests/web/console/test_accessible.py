"""axe finds nothing to object to on the console's pages, in three languages, light and dark."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from events_service.accounts.access import COMMAND
from events_service.accounts.grants import Reach
from events_service.accounts.models import LinkPurpose, Role
from events_service.accounts.one_time_codes import SECONDS, code_at
from events_service.accounts.roles import give_role
from events_service.database import Database, new_id
from events_service.directory.records import save_organizations
from events_service.mail import outbox, queries
from events_service.zones import now
from tests.accounts.people import PASSWORD, make_account
from tests.factories.programme import make_organization, uid_of
from tests.factories.stored_events import HALL, WATER, create, publish, small_draft
from tests.mail.letters import KINDS, make_letter
from tests.support.browser import OpenPage
from tests.web.console.site import EMAIL, console_site, mailed_tokens

TWICE = tuple(
    make_organization(uid=uid_of("body", name), slug=name.lower(), name={"en": name, "ar": "جمعية"}, country=country)
    for name, country in (("Once", "MA"), ("Twice", "SN"))
)
SUMMIT = small_draft()
OF_EVENT = (
    "/",
    "/deleted",
    "/languages",
    "/languages?what=session-title&tag=ar",
    f"/sessions/{WATER.uid}/document",
    "/publish",
    "/settings",
    "/sessions",
    "/sessions/new",
    f"/sessions/{WATER.uid}",
    "/parts",
    f"/parts/rooms/{HALL.uid}",
    "/parts/venues/new",
    "/parts/tracks/new",
    "/parts/types/new",
)
"""Pages of one event, below its own."""


OWNER = "owner@example.org"


def add_owner(database: Database) -> str:
    """An account with two roles; gives its id."""
    account = database.write_now(lambda db: make_account(db, OWNER, Role.OWNER, now=now()).id)
    reach = Reach(event_uid=SUMMIT.event.uid)
    database.write_now(lambda db: give_role(db, COMMAND, account, Role.EDITOR, reach, now()).id)
    return account


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    for kind in KINDS:
        letter = make_letter(kind, attachments=())
        database.write_now(outbox.queue, letter, new_id(), now())
    database.write_now(outbox.keep)
    database.write_now(create, SUMMIT)
    database.write_now(publish, SUMMIT.event.uid)
    database.write_now(lambda db: save_organizations(db.connection(), TWICE, None))
    with console_site(database, database_url, tmp_path) as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_axe_finds_nothing(open_page: OpenPage, database: Database, url: str, language: str, scheme: str) -> None:
    with database.read() as db:
        (mail,) = queries.list_mails(db, limit=1).mails
    page = open_page(viewport={"width": 360, "height": 740}, color_scheme=scheme, locale=language, bypass_csp=True)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        violations = Axe().run(page).response["violations"]
        found[name] = [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name

    tokens = mailed_tokens(database, EMAIL)
    doors = [
        f"/console/{path}" for path in ("login/link", "login/link?sent=1", "reset", "reset/gone", "invitation/gone")
    ]
    doors += [f"/console/login/link/{tokens[LinkPurpose.LOGIN]}", f"/console/reset/{tokens[LinkPurpose.RESET]}"]
    for path in (*doors, f"/console/invitation/{tokens[LinkPurpose.INVITATION]}", "/console/login"):
        page.goto(url + path)
        look(path)
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    of_event = [f"/console/events/{SUMMIT.event.slug}{path}" for path in OF_EVENT]
    own = ("/console/", "/console/account", "/console/mail", f"/console/mail/{mail.id}")
    record = ("/console/record", "/console/record?since=never&text=nothing", "/console/tokens")
    directory = [f"/console/{kind}{path}" for kind in ("organizations", "people", "series") for path in ("", "/new")]
    directory += ["/console/people?q=nothing", "/console/?archived=1"]
    directory += [
        f"/console/organizations/{TWICE[0].uid}/same{query}" for query in ("", "?other=Nobody", "?other=Twice")
    ]
    for path in (*own, *record, *directory, *of_event):
        page.goto(url + path)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        look(path)
    settings = f"{url}/console/events/{SUMMIT.event.slug}/settings"
    page.goto(settings)
    page.locator("[name='title.en']").fill("Ninth summit")
    page.wait_for_selector(".keeping:not(:empty)")
    look("settings, typed")
    page.goto(settings)
    page.wait_for_selector(".unsaved")
    look("settings, not saved")
    code = "/console/account/code"
    page.goto(url + code)
    look(code)
    page.locator("main button").click()
    page.wait_for_selector(".qr svg")
    look(f"{code}, set up")
    key = page.locator(".key").inner_text().replace(" ", "")
    page.locator("#code").fill(code_at(base64.b32decode(key), int(now().timestamp()) // SECONDS))
    page.locator("#present").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_selector(".codes")
    look(f"{code}, recovery codes")
    page.goto(url + code)
    look(f"{code}, on")
    page.locator(".who button").click()
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/console/login/code*")
    look("login, code")

    owner = add_owner(database)
    page.context.clear_cookies()
    page.goto(f"{url}/console/login")
    page.locator("#email").fill(OWNER)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    of_owner = ("", "?text=nobody-of-that-name", "/new", f"/{owner}")
    for path in (*(f"/console/accounts{part}" for part in of_owner), f"/console/events/{SUMMIT.event.slug}/access"):
        page.goto(url + path)
        look(path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    assert found == dict.fromkeys(found, [])
