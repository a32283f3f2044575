"""Whatever is sent to a form of the console: the right status and a sentence, and the database as it was.

The forms are those of all pages, found by the routes: a route that takes a form and is on no page here fails a test.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import httpx
import msgspec
import pytest
from lxml import html as parser

from events_service.database import Database, new_id
from events_service.database.sqlite_file import driver
from events_service.settings import load
from tests.accounts.people import PASSWORD
from tests.support.databases import Templates
from tests.web.console.everything import OWNER, SLUG, Scene, fill
from tests.web.console.pages import Form, addresses, field_sort, forms_of, routes
from tests.web.console.site import SECRET, Browser, console_site

Pairs = list[tuple[str, str]]

TOKEN = "form_token"
NOT_ON_A_PAGE = {
    "/console/start": {"email": "new@example.org", "name": "Nadia", "password": "a password of mine", "code": ""},
    "/console/login/code": {"code": "123456", "next": ""},
    "/console/account/code": {"code": "123456", "present": "a good old password"},
    "/console/account/code/off": {"code": "123456"},
    "/console/mail/{mail_id}/again": {},
    "/console/kept-text": {"address": f"/console/events/{SLUG}/sessions/new", "typed": "code=SOU+90"},
    "/console/kept-text/forget": {"address": f"/console/events/{SLUG}/sessions/new"},
    "/console/accounts/{account}/code": {},
    "/console/accounts/{account}/invitation": {},
    "/console/accounts/{account}/identity": {},
    "/console/organizations/{uid}/same": {"other": "Nobody", "keep.name": "other"},
    "/console/people/{uid}/same": {"other": "Nobody", "keep.name": "other"},
    "/console/mail-server": {},
    "/console/events/{slug}/restore": {},
    "/console/events/{slug}/paste/schedule": {"packed": "eJxLy0zJSQUACB0B", "take": "0"},
    "/console/organizations/{uid}/restore": {},
    "/console/people/{uid}/restore": {},
    "/console/series/{uid}/restore": {},
    "/console/setup/drill": {},
    "/console/setup/mail": {"to": "somebody@example.org"},
}
"""Forms of states the site is not in, with what they send."""
DOORS = ("/console/login", "/console/reset", "/console/invitation", "/console/start")
NEVER_TAKEN = {
    "/console/login",
    "/console/tokens",
    "/console/accounts/new",
    "/console/accounts/{account}/roles",
    "/console/events/{slug}/publish/status",
    "/console/events/{slug}/sessions/{uid}/document",
}
"""Forms of pages that are refused as they are: something has to be chosen first, or a password to be known."""
UPLOADS = {
    "/console/events/{slug}/paste",
    "/console/events/{slug}/paste/take",
    "/console/events/{slug}/paste/schedule",
    "/console/events/{slug}/sessions/{uid}/document",
    "/console/people/{uid}/photo",
}
"""Where files are sent, which may be larger; what is refused of them is tested with them."""
COLUMNS = {"login": "id, expires_at"}
"""What a request that is refused may not change, of tables in which it may leave a trace."""
PROGRAMME = "SOU 90 Water for towns\nWednesday 21 November 2018, 9:30 - 11:00\nRoom: Dakhla\n"

TYPED = {
    **{f"{name}.{tag}": "Words" for name in ("title", "name") for tag in ("fr", "ar", "en")},
    "start_on": "2026-12-01",
    "end_on": "2026-12-02",
    "timezone": "Africa/Casablanca",
    "slug": "another",
    "name": "A program",
    "where": "all",
    "text-fr": "Words",
    "reason": "Agreed",
    "text": PROGRAMME,
    "present": PASSWORD,
    "wanted": "another good one",
    "password": "another good one",
    "again": "another good one",
    "email": "guest@example.org",
}
"""What somebody types into fields that are empty: so much that the form is taken."""

OVERLONG = "too long " * 12_000
WRONG = {
    "number": ("-1", "9" * 400, "1e999", "٣٤", "NaN"),
    "datetime-local": ("2018-13-45T99:99", "0001-01-01T00:00", "9999-12-31T23:59", "yesterday"),
    "date": ("2018-02-30", "0001-01-01", "9999-12-31", "yesterday"),
    "time": ("25:61", "noon"),
    "select": ("no-such-thing", ""),
    "checkbox": ("\x00",),
    "radio": ("no-such-thing",),
    "hidden": ("{", "[" * 3_000, "0", "no-such-thing"),
}
"""By the sort of field; each field gets one of them in turn."""
ODD_TEXT = ("\x00\x1b\u202e\ufffe",)
NOBODY = "018f4d5e-7a10-7c3e-9b1f-0000000000ff"


# Two libraries on one file would undo each other's locks.
_open = driver.connect


class Site:
    """The running site, its forms, and a look at what is in its database."""

    def __init__(self, owner: Browser, visitor: Browser, path: Path, scene: Scene) -> None:
        self.owner, self.visitor, self.scene, self._path = owner, visitor, scene, path
        self.cookies: dict[Browser, dict[str, str]] = {}
        self.owner.log_in(OWNER)
        self.forms = {form.sort: self._typed(form) for form in self._found()}
        self.cookies = {browser: dict(browser.cookies) for browser in (owner, visitor)}
        self._database, self._kept = _open(path), _open(":memory:")
        self._database.backup(self._kept)
        self.before = self._rows()
        self._seen = self._version()

    def close(self) -> None:
        self._database.close()
        self._kept.close()

    def browser(self, form: Form) -> Browser:
        return self.visitor if form.page.startswith(DOORS) else self.owner

    def send(self, form: Form, pairs: Iterable[tuple[str, str]], action: str = "", **headers: str) -> httpx.Response:
        browser = self.browser(form)
        browser.cookies = httpx.Cookies(self.cookies.get(browser, browser.cookies))
        own = {"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"} | headers
        own = {name: value for name, value in own.items() if value}
        if form.multipart:
            return browser.post(action or form.action, files=[(n, (None, v)) for n, v in pairs], headers=own)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return browser.post(action or form.action, content=urlencode(list(pairs)), headers=kind | own)

    def fault(self, answer: httpx.Response, *, refused: Iterable[int] = ()) -> str:
        """What is wrong with the answer, or with the database after it; empty if nothing is. `refused` is how it has
        to be refused; without, it may also have been taken."""
        changed = self.changed()
        if changed:
            self._restore()
        if answer.status_code >= 500 or (refused and answer.status_code not in refused):
            return f"{answer.status_code}"
        if answer.status_code >= 400:
            return f"changed {changed}" if changed else "" if sentence_of(answer) else "no sentence"
        return ""

    def changed(self) -> set[str]:
        """The tables that are not as they were."""
        version = self._version()
        if version == self._seen:
            return set()
        found = {name for name, rows in self._rows().items() if rows != self.before[name]}
        if not found:
            self._seen = version
        return found

    def holds(self, text: str) -> bool:
        """Whether a table has the text anywhere."""
        return self._version() != self._seen and any(
            text in value for rows in self._rows().values() for row in rows for value in row if type(value) is str
        )

    def _rows(self) -> dict[str, Counter[tuple[object, ...]]]:
        names = [row[0] for row in self._database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: Counter(self._database.execute(f'SELECT {COLUMNS.get(name, "*")} FROM "{name}"'))
            for name in names
            if name != "rate_limit" and not name.startswith("sqlite_")
        }

    def _version(self) -> int:
        """Another one as soon as anybody else wrote into the file."""
        found: int = self._database.execute("PRAGMA data_version").fetchone()[0]
        return found

    def _restore(self) -> None:
        with closing(_open(self._path)) as database:
            self._kept.backup(database)
        self._seen = self._version()

    def _found(self) -> Iterator[Form]:
        for path in routes("GET"):
            browser = self.visitor if path.startswith(DOORS) else self.owner
            for address in addresses(path, self.scene)[:6]:
                yield from self._on(address, browser.get(address))
        yield from self._on("/console/login", self.visitor.get("/console/login"))
        (paste,) = (form for form in forms_of(self._paste, self.owner.get(self._paste).text) if form.multipart)
        yield from self._on(self._paste, self.send(paste, [(TOKEN, self.token), ("text", PROGRAMME)]))
        for path, fields in NOT_ON_A_PAGE.items():
            (action, *_) = addresses(path, self.scene)
            door = path.startswith(DOORS)
            token = self._token(self.visitor, "/console/login") if door else self.token
            page = "/console/login" if door else "/console/account"
            yield Form(page, action, False, ((TOKEN, token), *fields.items()), dict.fromkeys(fields, "text"), {})

    @staticmethod
    def _typed(form: Form) -> Form:
        return form._replace(fields=tuple((name, value or TYPED.get(name, "")) for name, value in form.fields))

    @property
    def _paste(self) -> str:
        return f"/console/events/{SLUG}/paste"

    @property
    def token(self) -> str:
        return self._token(self.owner, "/console/account")

    @staticmethod
    def _token(browser: Browser, page: str) -> str:
        found = re.search(rf'name="{TOKEN}" value="([0-9a-f]+)"', browser.get(page).text)
        assert found
        return found[1]

    @staticmethod
    def _on(page: str, answer: httpx.Response) -> list[Form]:
        return forms_of(page, answer.text) if answer.headers.get("content-type", "").startswith("text/html") else []


def sentence_of(answer: httpx.Response) -> str:
    """What the page of a refusal says, at a field or above all of them."""
    page = parser.fromstring(answer.text)
    found = page.xpath("//*[@role='alert'] | //*[contains(@class, 'wrong')] | //main//h1/following-sibling::p")
    return " ".join(str(one.text_content()) for one in found).strip()


@pytest.fixture(scope="module")
def site(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("everything")
    url = templates.copy("sqlite", folder)
    database = Database(url)
    keys = load(None, base_url="http://127.0.0.1", secret_key=SECRET).secret_keys
    scene = database.write_now(fill, keys)
    with (
        console_site(database, url, folder, rate_limits=False) as address,
        Browser(base_url=address) as owner,
        Browser(base_url=address) as visitor,
        closing(Site(owner, visitor, folder / "events.sqlite3", scene)) as site,
    ):
        yield site
    database.close()


def tried(site: Site, made: Callable[[Form], Iterable[tuple[str, Pairs]]], *, refused: Iterable[int] = ()) -> list[str]:
    """What was wrong, of all forms as they were made."""
    found = []
    for form in site.forms.values():
        for what, pairs in made(form):
            fault = site.fault(site.send(form, pairs), refused=refused)
            if fault:
                found.append(f"{form.route} {what}: {fault}")
    return found


def test_every_route_that_takes_a_form_is_tried(site: Site) -> None:
    assert set(routes("POST")) - {form.route for form in site.forms.values()} == set()
    assert {form.route for form in site.forms.values()} - set(routes("POST")) == set()


def test_forms_that_nobody_touched_are_taken(site: Site) -> None:
    """Else nothing else here would be tried."""
    refused = {}
    for form in site.forms.values():
        answer = site.send(form, form.fields)
        site.fault(answer)
        if answer.status_code not in (200, 204, 303):
            refused[form.route] = answer.status_code, sentence_of(answer)

    assert {route: said for route, said in refused.items() if route not in {*NOT_ON_A_PAGE, *NEVER_TAKEN}} == {}


def test_t_csrf_1_form_without_its_token_is_refused(site: Site) -> None:
    """What was typed into a page of another login is kept aside, and nothing of it is done."""
    found = []
    for form in site.forms.values():
        rest = [(name, value) for name, value in form.fields if name != TOKEN]
        for token in ([], [(TOKEN, "")], [(TOKEN, "0" * 32)], [(TOKEN, "\u0660")]):
            answer = site.send(form, [*rest, *token])
            kept = answer.status_code == 303 and "base" in dict(rest) and site.changed() <= {"kept_text"}
            if fault := site.fault(answer, refused={303} if kept else {403}):
                found.append(f"{form.route} {token}: {fault}")

    assert found == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "", "Sec-Fetch-Site": ""},
    ],
)
def test_t_csrf_1_form_from_another_site_is_refused(site: Site, headers: dict[str, str]) -> None:
    found = [
        f"{form.route}: {fault}"
        for form in site.forms.values()
        if (fault := site.fault(site.send(form, form.fields, **headers), refused={403}))
    ]

    assert found == []


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data", "application/xml; charset=x"]
)
def test_what_is_no_form_is_refused(site: Site, kind: str) -> None:
    found = []
    for form in site.forms.values():
        browser = site.browser(form)
        browser.cookies = httpx.Cookies(site.cookies[browser])
        own = {"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin", "Content-Type": kind}
        answer = browser.post(form.action, content=b'{"title": {"en": "x"}}', headers=own)
        if fault := site.fault(answer, refused={400, 403, 415, 422}):
            found.append(f"{form.route}: {fault}")

    assert found == []


def test_form_of_six_thousand_fields_is_refused(site: Site) -> None:
    def made(form: Form) -> Iterator[tuple[str, Pairs]]:
        yield "many", [*form.fields, *((f"x{n}", "") for n in range(6000))]

    assert tried(site, made, refused={400, 413, 422}) == []


def test_form_larger_than_a_megabyte_is_refused(site: Site) -> None:
    def made(form: Form) -> Iterator[tuple[str, Pairs]]:
        if form.route not in UPLOADS:
            yield "large", [*form.fields, *((f"x{n}", "x" * 60_000) for n in range(20))]

    assert tried(site, made, refused={413, 422}) == []


def each_field(site: Site) -> Iterator[tuple[Form, str]]:
    """Every form with every sort of field that it has, once for a route; but for the token."""
    seen: set[tuple[str, str]] = set()
    for form in site.forms.values():
        for name in dict(form.fields):
            sort = form.route, field_sort(name)
            if name != TOKEN and sort not in seen:
                seen.add(sort)
                yield form, name


def put(form: Form, name: str, value: str) -> Pairs:
    return [(one, value if one == name else said) for one, said in form.fields]


def test_missing_fields_break_nothing(site: Site) -> None:
    found = []
    for form, name in each_field(site):
        pairs = [(one, said) for one, said in form.fields if one != name]
        if fault := site.fault(site.send(form, pairs)):
            found.append(f"{form.route} {name}: {fault}")

    assert found == []
    assert tried(site, lambda form: [("all", [(TOKEN, dict(form.fields)[TOKEN])])]) == []


def test_overlong_fields_are_refused_or_not_read(site: Site) -> None:
    found = []
    for form, name in each_field(site):
        answer = site.send(form, put(form, name, OVERLONG))
        kept = form.route != "/console/kept-text" and site.holds(OVERLONG.strip())
        if fault := site.fault(answer) or ("kept" if kept else ""):
            found.append(f"{form.route} {name}: {fault}")

    assert found == []


def test_fields_of_another_type_are_refused_or_not_read(site: Site) -> None:
    found = []
    for number, (form, name) in enumerate(each_field(site)):
        values = WRONG.get(form.kinds.get(name, "hidden"), ODD_TEXT)
        value = values[number % len(values)]
        answer = site.send(form, put(form, name, value))
        shown = site.owner.get(form.page) if answer.status_code == 303 and site.changed() else answer
        if fault := site.fault(answer) or ("breaks its page" if shown.status_code >= 500 else ""):
            found.append(f"{form.route} {name}={value[:20]!r}: {fault}")

    assert found == []


def test_what_was_opened_before_somebody_else_changed_it_is_not_written_over(site: Site) -> None:
    found, seen = [], set()
    for form in site.forms.values():
        for name in {"version", "tag", "judged_on"} & dict(form.fields).keys():
            seen.add(form.route)
            stale = {"version": "99", "tag": '"0"', "judged_on": "0" * 24}[name]
            if fault := site.fault(site.send(form, put(form, name, stale)), refused={409, 412}):
                found.append(f"{form.route} {name}: {fault}")
        if dict(form.fields).get("base", "{}") not in ("", "{}"):
            seen.add(form.route)
            base = msgspec.json.decode(dict(form.fields)["base"])
            kept = "title" if "title" in base else "name"
            opened = msgspec.json.encode(base | {kept: {"fr": "What it was"}}).decode()
            pairs = [*put(form, "base", opened), (f"{kept}.fr", "What I made of it")]
            if fault := site.fault(site.send(form, [*dict(pairs).items()]), refused={409}):
                found.append(f"{form.route} base: {fault}")

    assert found == []
    assert len(seen) >= 8


def test_fields_sent_twice_break_nothing(site: Site) -> None:
    def made(form: Form) -> Iterator[tuple[str, Pairs]]:
        yield "each twice", [pair for pair in form.fields for _ in range(2)]
        yield "each with another", [*form.fields, *((name, "2") for name, _ in form.fields)]

    assert tried(site, made) == []


def test_fields_nobody_asked_for_break_nothing(site: Site) -> None:
    more = ["uid", "event_uid", "role", "password_hash", "version", "agenda", "agenda.0", "agenda.x.y", "title",
            "title.", ".", "chosen.", "chosen.title.xx", "more", "up", "gone", "people.9999.title.en.fr"]  # fmt: skip

    def made(form: Form) -> Iterator[tuple[str, Pairs]]:
        for value in ("1", "title.0", "agenda.99999"):
            yield value, [*form.fields, *((name, value) for name in more)]

    assert tried(site, made) == []


def test_t_authz_5_forged_and_foreign_ids_are_not_found(site: Site) -> None:
    """In the address: well written or not, of nobody or of another event."""
    found = []
    for form in site.forms.values():
        if form.page.startswith(DOORS):
            continue
        own = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", form.action)
        for uid in own:
            for forged in (NOBODY, new_id(), "x" * 36, uid.upper(), "%00", "..%2f..%2fetc", site.scene.foreign):
                answer = site.send(form, form.fields, form.action.replace(uid, forged))
                if fault := site.fault(answer, refused={404}):
                    found.append(f"{form.route} {forged}: {fault}")
        if "{slug}" in form.route:
            for slug in ("no-such-event", "%00", "x" * 300, "forum-7" if own else "WHOLE"):
                answer = site.send(form, form.fields, form.action.replace(f"/{SLUG}/", f"/{slug}/"))
                if fault := site.fault(answer, refused={404}):
                    found.append(f"{form.route} {slug}: {fault}")

    assert found == []
