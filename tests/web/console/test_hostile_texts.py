"""T-XSS-1 in the console: what stands in any field stays text on every page, preview, dialog, export and feed.

One site has all payloads in every text, written past all checks. Chromium opens all there is to open, found by the
routes and by the links of what was opened; a script that runs, or a policy that is broken, fails the test.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from playwright.sync_api import Error, Page
from sqlalchemy import Table, update

from events_service.database import Database, DbSession
from events_service.settings import load
from events_service.tables import metadata
from tests.accounts.people import PASSWORD
from tests.support.browser import Guard, OpenPage
from tests.support.databases import Templates
from tests.web.console.everything import OWNER, SLUG, Scene, fill, saying
from tests.web.console.pages import addresses, route_of, routes
from tests.web.console.site import SECRET, console_site
from tests.web.payloads import PAYLOADS, dangers

ALL = "\n\n".join(PAYLOADS)
ONE_LINE = " ".join(ALL.split())
RUNS = f"javascript:window.__xss=1//{ONE_LINE}"
CODE = '{} "><img src=x onerror=window.__xss=1>'
EVENT = f"/console/events/{SLUG}"
NOT_HERE = {"/console/login/openid", "/console/login/openid/back"}
"""Not there without somebody else's accounts to log in with."""
KINDS = (
    *("text/csv", "text/css", "text/calendar", "application/json", "application/x-ndjson", "application/pdf"),
    *("application/atom+xml", "application/xml"),
)
"""Besides pages; in none of these a browser runs anything."""
FILES = (".pdf", ".ics", ".atom", ".csv", ".jsonl", ".json", ".xml")
OF_OURS = re.compile(r"iframe|svg|[a-z0-9]+ style")
"""What some pages have on purpose: a frame with nothing allowed in it, a drawn colour, styles that policies judge."""
WITH_OURS = ("/console/mail/", "the grid", f"{EVENT}/parts")
TEXTS = {
    "account": ("name",),
    "api_token": ("name",),
    "audit_entry": ("actor_name",),
    "accepted_conflict": ("reason", "accepted_by"),
    "job": ("last_error",),
    "login": ("browser",),
    "mail_relay": ("last_text",),
    "outbox_mail": ("last_text",),
}
"""Columns of one line that are of no event."""
FILL = """(text) => {
  let form = null;
  for (const field of document.querySelectorAll('main form[method=post] :is(input, textarea)')) {
    if (['text', 'search', 'email', 'password', 'url'].includes(field.type) || field.tagName === 'TEXTAREA') {
      field.removeAttribute('maxlength');
      field.value = text;
      form ??= field.form;
    }
  }
  if (!form) return false;
  form.noValidate = true;
  form.requestSubmit();
  return true;
}"""


def hostile(value: Any) -> Any:
    """The value with all payloads in every text a person may write, and addresses that would run one."""
    return ONE_LINE if isinstance(value, str) else saying(value, ALL, CODE, RUNS)


def fill_with_payloads(db: DbSession, keys: Any) -> Scene:
    scene = fill(db, keys, hostile)
    db.flush()
    for name, columns in TEXTS.items():
        table: Table = metadata.tables[name]
        db.connection().execute(update(table).values(dict.fromkeys(columns, ONE_LINE)))
    db.connection().execute(update(metadata.tables["notice"]).values(text={"en": ALL, "fr": ALL}))
    return scene


class Look:
    """A browser that opens pages, and what it saw there."""

    def __init__(self, page: Page, url: str, guard: Guard) -> None:
        self.page, self.url, self.guard = page, url, guard
        self.opened: set[str] = set()
        self.faults: dict[str, list[str]] = {}

    def open(self, address: str) -> list[str]:
        """Open an address of the site; gives those its links lead to."""
        path = urlsplit(address).path
        self.opened.add(route_of("GET", path))
        if path.endswith(FILES):
            self._read(address)
            return []
        try:
            answer = self.page.goto(self.url + address, wait_until="load")
        except Error as error:
            if "Download is starting" not in error.message and "net::ERR_ABORTED" not in error.message:
                raise
            self._read(address)
            return []
        assert answer is not None
        self._judge(address, answer.status, answer.headers.get("content-type", ""), answer.text())
        return self._links()

    def judge(self, what: str) -> None:
        """What is shown now, whatever led to it."""
        self._judge(what, 200, "text/html", self.page.content())

    def _read(self, address: str) -> None:
        answer = self.page.request.get(self.url + address)
        self._judge(address, answer.status, answer.headers["content-type"], "")

    def _judge(self, what: str, status: int, kind: str, text: str) -> None:
        found: list[str] = []
        own = what.startswith(WITH_OURS)
        if kind.startswith("text/html"):
            self.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            self.page.wait_for_timeout(30)
            told = dangers(text.replace("\x00", ""), allowed=("/assets/",))
            found += [danger for danger in told if not (own and OF_OURS.fullmatch(danger))]
            if self.page.evaluate("window.__xss"):
                found.append("ran")
        elif not kind.startswith(KINDS):
            found.append(f"type {kind}")
        if status >= 500:
            found.append(str(status))
        found += self.guard.faults
        self.guard.faults.clear()
        if found:
            self.faults[what] = [one[:80] for one in found[:3]]

    def _links(self) -> list[str]:
        links: list[str] = self.page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.href)")
        return [link.removeprefix(self.url).partition("#")[0] for link in links if link.startswith(f"{self.url}/")]


def sort_of(address: str) -> str:
    """The same for two links that differ in what they are about, and not in what they open."""
    parts = urlsplit(address)
    names = re.findall(r"(?:^|&)([a-z]+)=", parts.query)
    own = parts.path.startswith("/preview/")
    return f"{parts.path if own else route_of('GET', parts.path)}?{','.join(names)}"


@pytest.fixture(scope="module")
def site(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Scene]]:
    folder = tmp_path_factory.mktemp("hostile")
    url = templates.copy("sqlite", folder)
    database = Database(url)
    keys = load(None, base_url="http://127.0.0.1", secret_key=SECRET).secret_keys
    scene = database.write_now(fill_with_payloads, keys)
    with console_site(database, url, folder, rate_limits=False) as address:
        yield address, scene
    database.close()


@pytest.fixture
def look(open_page: OpenPage, guard: Guard, site: tuple[str, Scene]) -> Look:
    """Logged in, and armed."""
    url, _ = site
    page = open_page(viewport={"width": 1200, "height": 800})
    page.add_init_script("window.__xss = 0")
    look = Look(page, url, guard)
    look.open("/console/login")
    page.locator("#email").fill(OWNER)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    page.wait_for_url(f"{url}/console/")
    return look


def test_t_xss_1_nothing_runs_on_any_page_of_the_console(look: Look, site: tuple[str, Scene]) -> None:
    _, scene = site
    waiting = [address for path in routes("GET") if path not in NOT_HERE for address in addresses(path, scene)[:3]]
    seen: set[str] = set()
    for address in waiting:
        for link in look.open(address) if address not in seen else ():
            known = link.startswith(("/console/", "/preview/")) and not re.match(r"/preview/[^/]+/(fr|ar)/", link)
            if known and sort_of(link) not in seen:
                seen.add(sort_of(link))
                waiting.append(link)
        seen |= {address, sort_of(address)}

    assert look.faults == {}
    assert set(routes("GET")) - look.opened == NOT_HERE
    assert sum(address.startswith("/preview/") for address in waiting) >= 8


@pytest.mark.parametrize(
    "path", ["sessions/new", "settings", "notices", "publish", "paste", "conflicts", "parts/rooms/new"]
)
def test_t_xss_1_nothing_runs_where_a_form_is_refused(look: Look, path: str) -> None:
    look.open(f"{EVENT}/{path}")
    with look.page.expect_navigation():
        assert look.page.evaluate(FILL, ALL)
    look.judge(path)

    assert look.faults == {}


def test_t_xss_1_nothing_runs_in_what_was_recognised_in_a_pasted_text(look: Look) -> None:
    text = "\n".join(
        f"SOU {n} {payload}\nWednesday 21 November 2018, 9:30 - 11:00\n" for n, payload in enumerate(PAYLOADS)
    )
    look.open(f"{EVENT}/paste")
    look.page.locator("textarea[name=text]").fill(text.replace("\x00", ""))
    with look.page.expect_navigation():
        look.page.locator("main form[method=post] button").first.click()
    look.judge("recognised")

    assert look.faults == {}


def test_t_xss_1_nothing_runs_where_two_have_edited_at_once(look: Look, site: tuple[str, Scene]) -> None:
    _, scene = site
    look.open(f"{EVENT}/sessions/{scene.behind['sessions'][0]}")
    base = msgspec.json.encode({"title": {"fr": "was"}, "code": ALL}).decode()
    look.page.evaluate("(text) => { document.querySelector('input[name=base]').value = text; }", base)
    with look.page.expect_navigation():
        assert look.page.evaluate(FILL, ALL)
    look.judge("merging")

    assert "Two people" in look.page.title()
    assert look.faults == {}


def test_t_xss_1_nothing_runs_in_the_grid(look: Look) -> None:
    look.open(f"{EVENT}/grid")
    look.page.wait_for_selector(".block")
    look.page.locator(".block").first.focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        look.page.keyboard.press(key)
        look.page.wait_for_timeout(150)
    look.judge("the grid")

    assert look.faults == {}
