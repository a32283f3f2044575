"""The whole application over HTTP, on a database of its own."""

import asyncio
import json
import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import structs
from sqlalchemy import text

from events_service.app import Application, create_app
from events_service.database import Database
from events_service.operations.server import BoundedProtocol
from events_service.programme import draft
from events_service.programme.programme import Programme
from events_service.settings import Settings, load
from tests.factories.programme import make_event, make_programme, make_session, programme_of
from tests.factories.released import change_session, freeze_catalogue, publish_event
from tests.support.databases import KINDS
from tests.support.live_server import address, bound_socket, live_server
from tests.support.read_path import eventually

SECRET = "f3b8c1d7e94a20569c7d1e8b5a3f6047"


both_kinds = pytest.mark.parametrize("database_kind", KINDS)


@pytest.fixture
def database_kind() -> str:
    """One kind will do, where nothing depends on it."""
    return "sqlite"


class Site:
    """A running application with one published event."""

    def __init__(self, app: Application, url: str, programme: Programme) -> None:
        self.app = app
        self.url = url
        self.programme = programme


def settings_for(url: str, database_url: str, folder: Path, **changes: Any) -> Settings:
    return load(
        None, **{"base_url": url, "secret_key": SECRET, "database_url": database_url, "data_dir": folder} | changes
    )


@contextmanager
def running(
    database: Database, database_url: str, folder: Path, background: tuple[Any, ...] = (), **changes: Any
) -> Iterator[Application]:
    sock = bound_socket()
    settings = settings_for(changes.pop("base_url", address(sock)), database_url, folder, **changes)
    app = create_app(settings, database, background)
    with live_server(app, sock, http=BoundedProtocol, proxy_headers=False):
        app.url = address(sock)  # type: ignore[attr-defined]
        yield app


@pytest.fixture
def site(database: Database, database_url: str, tmp_path: Path) -> Iterator[Site]:
    programme = publish_event(database, make_programme(20, slug="forum-7"))
    freeze_catalogue(database)
    with running(database, database_url, tmp_path) as app:
        yield Site(app, app.url, programme)  # type: ignore[attr-defined]


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url) as asking:
        yield asking


@both_kinds
def test_calendars_and_data_of_a_released_event(site: Site, client: httpx.Client) -> None:
    session = next(s for s in site.programme.sessions if s.start_at)
    answers = {
        path: client.get(path)
        for path in (
            "/calendar.ics",
            "/forum-7/calendar.ics",
            "/ar/forum-7/calendar.ics",
            f"/forum-7/sessions/{session.slug}/calendar.ics",
            f"/forum-7/rooms/{site.programme.rooms[0].slug}/calendar.ics",
            f"/forum-7/tracks/{site.programme.tracks[0].slug}/calendar.ics",
            f"/forum-7/people/{site.programme.people[0].slug}/calendar.ics",
            f"/forum-7/organizations/{site.programme.organizations[0].slug}/calendar.ics",
            f"/organizations/{site.programme.organizations[0].slug}/calendar.ics",
        )
    }

    assert {answer.status_code for answer in answers.values()} == {200}
    assert {answer.headers["content-type"] for answer in answers.values()} == {"text/calendar; charset=utf-8"}
    assert f"UID:{session.uid}" in answers["/forum-7/calendar.ics"].text
    assert f"UID:{site.programme.event.uid}" in answers["/calendar.ics"].text
    assert client.get("/forum-7/calendar.jcal").json()[0] == "vcalendar"


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json", "schedule2.json", "bundle.json"])
def test_exchange_formats_of_a_released_event(site: Site, client: httpx.Client, name: str) -> None:
    answer = client.get(f"/forum-7/{name}")

    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    assert site.programme.sessions[0].uid in answer.text
    again = client.get(f"/forum-7/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_public_json_of_a_released_event(site: Site, client: httpx.Client) -> None:
    events = client.get("/api/v1/events").json()["items"]
    sessions = client.get("/api/v1/events/forum-7/sessions").json()
    first = sessions["items"][0]

    assert [event["slug"] for event in events] == ["forum-7"]
    assert client.get("/api/v1/events/forum-7").json() == events[0]
    assert (len(sessions["items"]), sessions["release"]) == (len(site.programme.sessions), 1)
    assert client.get(f"/api/v1/events/forum-7/sessions/{first['slug']}").json() == first
    assert [item["number"] for item in client.get("/api/v1/events/forum-7/releases").json()["items"]] == [1]


@both_kinds
def test_release_by_another_process_is_public_within_a_second(
    site: Site, client: httpx.Client, database_url: str, tmp_path: Path
) -> None:
    session = site.programme.sessions[0]
    client.get("/forum-7/calendar.ics")
    program = tmp_path / "release.py"
    program.write_text(
        "import sys\n"
        "from msgspec import structs\n"
        "from events_service.database import Database\n"
        "from tests.factories.released import change_session\n"
        "database = Database(sys.argv[1])\n"
        "change_session(database, sys.argv[2], sys.argv[3], lambda s: structs.replace(s, title={'en': 'Moved'}))\n"
        "print('released', flush=True)\n"
        "sys.stdin.read()\n"
        "database.close()\n"
    )
    command = [sys.executable, str(program), database_url, site.programme.event.uid, session.uid]
    root = str(Path(__file__).parents[1])
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": root}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "released\n"
        took = eventually(lambda: client.get("/api/v1/events/forum-7/sessions").json()["release"] == 2)
        process.communicate(timeout=20)

    assert took < 1.0
    assert process.returncode == 0
    titles = [item["title"] for item in client.get("/api/v1/events/forum-7/sessions").json()["items"]]
    assert {"en": "Moved"} in titles


def test_release_here_is_public_at_once(site: Site, client: httpx.Client, database: Database) -> None:
    client.get("/api/v1/events/forum-7/sessions")
    change_session(
        database,
        site.programme.event.uid,
        site.programme.sessions[0].uid,
        lambda session: structs.replace(session, title={"en": "Moved"}),
    )
    loop = site.app._loop
    assert loop is not None
    asyncio.run_coroutine_threadsafe(site.app.freshness.refresh(), loop).result(5)

    assert client.get("/api/v1/events/forum-7/sessions").json()["release"] == 2


@both_kinds
def test_what_is_not_published_is_nowhere(site: Site, client: httpx.Client, database: Database) -> None:
    hidden = programme_of(make_session(), event=make_event(slug="hidden"))
    database.write_now(lambda db: draft.create(db.connection(), hidden))
    time.sleep(0.8)

    for path in ("/api/v1/events/hidden", "/hidden/calendar.ics", "/en/hidden/calendar.ics"):
        assert client.get(path).status_code == 404
    assert "hidden" not in client.get("/api/v1/events").text


def test_unknown_address_answered_in_the_readers_language(site: Site, client: httpx.Client) -> None:
    page = client.get("/fr/nulle-part/", headers={"accept-language": "ar"})
    chosen = client.get("/nowhere/", headers={"accept-language": "ar"})
    data = client.get("/api/v1/nothing", headers={"accept-language": "fr"})

    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert '<html lang="fr" dir="ltr">' in page.text
    assert 'href="/fr/"' in page.text
    assert '<html lang="ar" dir="rtl">' in chosen.text
    assert data.headers["content-type"] == "application/problem+json"
    assert (data.status_code, data.json()["type"]) == (404, "urn:events-service:problem:not-found")
    assert page.headers["cache-control"] == data.headers["cache-control"] == "no-store"


def test_method_that_is_not_possible_says_which_are(client: httpx.Client) -> None:
    for path, allowed in (("/forum-7/calendar.ics", "GET, HEAD, OPTIONS"), ("/en/forum-7/", "GET, HEAD")):
        answer = client.post(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


@both_kinds
def test_livez_and_readyz_by_any_name(site: Site, client: httpx.Client) -> None:
    for host in ("127.0.0.1", "10.0.0.7:8000"):
        assert client.get("/livez", headers={"host": host}).text == "ok\n"
        ready = client.get("/readyz", headers={"host": host})
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "failing": []})


@both_kinds
def test_readyz_names_what_fails(site: Site, client: httpx.Client, database: Database) -> None:
    database.write_now(lambda db: db.connection().execute(text("UPDATE alembic_version SET version_num = 'older'")))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"ready": False, "failing": ["migrations"]})


@both_kinds
def test_readyz_asks_for_no_data_folder_where_nothing_lies_in_it(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    freeze_catalogue(database)

    with running(database, database_url, tmp_path / "of the database before") as app:
        ready = httpx.get(f"{app.url}/readyz")  # type: ignore[attr-defined]

    assert ready.json() == {"ready": True, "failing": []}


@both_kinds
def test_readyz_looks_at_the_disk_a_file_of_ours_lies_on(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze_catalogue(database)
    monkeypatch.setattr("events_service.operations.health.ENOUGH_DISK", 10**18)

    with running(database, database_url, tmp_path) as app:
        ready = httpx.get(f"{app.url}/readyz")  # type: ignore[attr-defined]

    assert ready.json()["failing"] == (["disk"] if database.path else [])


def test_r12_stopping_is_said_at_once(site: Site, client: httpx.Client) -> None:
    site.app.stop_soon()

    assert client.get("/readyz").json() == {"ready": False, "failing": ["stopping"]}
    assert client.get("/livez").status_code == 200


def test_r12_background_work_is_told_to_end_and_waited_for(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    begun, ended = threading.Event(), threading.Event()

    async def work(_database: Database, stop: asyncio.Event) -> None:
        begun.set()
        await stop.wait()
        await asyncio.sleep(0.1)
        ended.set()

    with running(database, database_url, tmp_path, (work,)):
        assert begun.wait(10)
        assert not ended.is_set()
    assert ended.is_set()


@both_kinds
def test_metrics_for_the_neighbourhood_alone(site: Site, client: httpx.Client) -> None:
    for _ in range(3):
        tag = client.get("/forum-7/calendar.ics").headers["etag"]
    client.get("/forum-7/calendar.ics", headers={"if-none-match": tag})
    client.get("/livez")
    lines = client.get("/metrics").text.splitlines()

    def value(name: str, *labels: str) -> float:
        found = [line for line in lines if line.startswith(name) and all(label in line for label in labels)]
        assert len(found) == 1, found
        return float(found[0].rpartition(" ")[2])

    assert value("events_public_sent_total", 'kind="calendar"') == 3
    assert value("events_public_not_modified_total", 'kind="calendar"') == 1
    assert value("events_public_rendered_total", 'kind="calendar"') == 1
    assert value("events_request_seconds_count", 'route="/livez"', 'status="200"') == 1
    assert value("events_mails_waiting") == 0
    assert value("events_cache_entries", 'shelf="prepared"') >= 1
    assert client.get("/metrics", headers={"x-forwarded-for": "198.51.100.1"}).status_code == 404


@pytest.mark.parametrize(
    ("peer", "status"),
    [("127.0.0.1", 200), ("10.1.2.3", 200), ("2001:4860:4860::8888", 404), ("8.8.8.8", 404)],
)
def test_metrics_are_not_for_the_world(
    database: Database, database_url: str, tmp_path: Path, peer: str, status: int
) -> None:
    app = create_app(settings_for("http://127.0.0.1:8000", database_url, tmp_path), database)

    async def ask() -> int:
        transport = httpx.ASGITransport(app, client=(peer, 40000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            return (await client.get("/metrics")).status_code

    assert asyncio.run(ask()) == status


def test_t_feedtok_1_tokens_never_become_labels_or_log_lines(
    site: Site, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    def lines() -> list[dict[str, Any]]:
        return [record.__dict__ for record in caplog.records if record.name == "events_service.access"]

    with caplog.at_level(logging.INFO, "events_service.access"):
        client.get("/fr/registrations/sEcReT-token/?token=sEcReT")
        client.get("/feeds/sEcReT-token/calendar.ics")
        eventually(lambda: len(lines()) == 2)
    requests = lines()
    assert [record["path"] for record in requests] == [
        "/fr/registrations/[hidden]/",
        "/feeds/[hidden]/calendar.ics",
    ]
    assert {record["client"] for record in requests} == {"127.0.0.0"}
    assert "sEcReT" not in client.get("/metrics").text


def test_answers_of_the_application_carry_protection(site: Site, client: httpx.Client) -> None:
    secret = client.get("/fr/registrations/abc/").headers
    other = client.get("/fr/nulle-part/").headers

    assert (secret["referrer-policy"], secret["x-robots-tag"]) == ("no-referrer", "noindex")
    assert secret["cache-control"] in ("private, no-store", "no-store")
    for headers in (secret, other):
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert len(headers["x-request-id"]) == 16


def test_t_host_1_links_carry_base_url_alone(database: Database, database_url: str, tmp_path: Path) -> None:
    publish_event(database, make_programme(5, slug="forum-7"))
    base_url = "https://events.example.org/agenda"
    with running(database, database_url, tmp_path, base_url=base_url) as app:
        fields = {
            "host": "events.example.org",
            "x-forwarded-host": "evil.example",
            "forwarded": "host=evil.example",
            "x-forwarded-proto": "http",
        }
        url = app.url  # type: ignore[attr-defined]
        feed = httpx.get(f"{url}/agenda/forum-7/calendar.ics", headers=fields)
        missing = httpx.get(f"{url}/agenda/fr/rien/", headers=fields)
        refused = httpx.get(f"{url}/agenda/forum-7/calendar.ics")

    assert feed.status_code == 200
    assert "https://events.example.org/agenda/en/forum-7/" in feed.text.replace("\r\n ", "")
    assert feed.headers["strict-transport-security"] == "max-age=31536000"
    assert 'href="/agenda/fr/"' in missing.text
    assert refused.status_code == 421
    assert "evil" not in feed.text + missing.text


def test_t_xff_1_client_is_who_the_trusted_proxy_says(
    database: Database, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def clients(**changes: Any) -> list[str]:
        caplog.clear()
        with (
            running(database, database_url, tmp_path, **changes) as app,
            caplog.at_level(logging.INFO, "events_service.access"),
        ):
            for last in (1, 2):
                fields = {"x-forwarded-for": f"203.0.113.9, 198.51.{last}.7"}
                httpx.get(f"{app.url}/nothing/", headers=fields)  # type: ignore[attr-defined]
        return [record.__dict__["client"] for record in caplog.records if record.name == "events_service.access"]

    assert clients() == ["127.0.0.0", "127.0.0.0"]
    assert clients(trusted_proxies="127.0.0.1") == ["198.51.1.0", "198.51.2.0"]


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"range": "bytes=" + ",".join(["0-0"] * 10_000)}, b""),
        ({"x-large": "x" * 1_000_000}, b""),
        ({"content-type": "application/x-www-form-urlencoded"}, b"a=1&" * 100_000),
        ({"content-type": "application/json"}, b"[" * 2_000_000),
    ],
    ids=["ranges", "header", "form", "json"],
)
def test_t_dos_1_oversized_requests_cost_little(
    site: Site, client: httpx.Client, fields: dict[str, str], body: bytes
) -> None:
    client.get("/forum-7/calendar.ics")
    client.get("/not/prepared")  # what is routed is loaded once
    began = time.process_time()
    try:
        method = "POST" if body else "GET"
        answer = client.request(method, "/forum-7/calendar.ics", headers=fields, content=body or None)
        status = answer.status_code
    except httpx.TransportError:
        status = 400  # closed while we were still sending
    took = time.process_time() - began

    assert status == 200 if "range" in fields else 400 <= status < 500
    assert took < 0.5  # this process does the sending too
    assert client.get("/livez").status_code == 200


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(
    ("path", "language", "kind", "words"),
    [
        ("/api/v1/events/forum-7/registrations", "fr", "application/problem+json", "plus volumineux que ce qui peut"),
        ("/ar/forum-7/register/", "fr", "text/html; charset=utf-8", '<html lang="ar" dir="rtl"'),
        ("/nowhere/", "fr", "text/html; charset=utf-8", '<html lang="fr"'),
    ],
)
def test_body_that_is_too_large_is_refused_as_everything_else(
    client: httpx.Client, path: str, language: str, kind: str, words: str, *, announced: bool
) -> None:
    form = b"name=" + b"w" * 1_000_001
    headers = {"accept-language": language, "content-type": "application/x-www-form-urlencoded"}
    if path.startswith("/api/"):
        headers["content-type"] = "application/json"
    elif not announced:
        path = path.replace("/nowhere/", "/fr/forum-7/register/")  # a body that nobody reads is not counted

    answer = client.post(path, content=form if announced else iter([form]), headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (413, kind)
    assert words in answer.text


@both_kinds
def test_r16_database_that_cannot_be_written_leaves_the_programme_readable(
    site: Site, client: httpx.Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = client.get("/forum-7/calendar.ics")
    blocked: Callable[[Any], Any] = lambda db: db.connection().execute(text("SELECT * FROM no_such_table"))  # noqa: E731
    monkeypatch.setattr("events_service.operations.health.probe_writing", blocked)

    assert client.get("/readyz").json()["failing"] == ["database"]
    assert client.get("/forum-7/calendar.ics").content == feed.content
    assert client.get("/ar/forum-7/calendar.ics").status_code == 200


def test_openapi_and_schema_are_there(client: httpx.Client) -> None:
    schema = client.get("/api/v1/openapi.json")

    assert json.loads(schema.content)["info"]["title"] == "Events Service"
    assert schema.headers["access-control-allow-origin"] == "*"


def test_what_pages_load_is_kept_for_ever_under_an_address_of_its_content(site: Site, client: httpx.Client) -> None:
    page = client.get("/en/forum-7/").text
    sheets = re.findall(r'href="(/assets/[^"]+\.css)"', page)
    colours = next(path for path in sheets if path.startswith("/assets/events/"))
    answers = [client.get(path) for path in sheets]
    older = client.get(colours.rpartition("/")[0] + "/0123456789ab.css")

    assert len(sheets) == 2
    assert {answer.headers["cache-control"] for answer in answers} == {"public, max-age=31536000, immutable"}
    assert {answer.headers["content-type"] for answer in answers} == {"text/css; charset=utf-8"}
    # Another process may name a style sheet that this one will have in a moment: not kept for ever.
    assert (older.text, older.headers["cache-control"]) == (
        client.get(colours).text,
        "public, max-age=60, stale-while-revalidate=120",
    )
    for path in ("/assets/nothing.css", "/assets/../app.py", "/assets/events/forum-7/..%2fsite.css"):
        assert client.get(path).status_code == 404


def test_event_newer_than_the_catalogue_is_listed(site: Site, client: httpx.Client, database: Database) -> None:
    publish_event(database, programme_of(make_session(), event=make_event(slug="newer", start_on=date(2030, 1, 1))))

    def slugs() -> list[str]:
        return [event["slug"] for event in client.get("/api/v1/events").json()["items"]]

    eventually(lambda: len(slugs()) == 2)
    assert slugs() == ["newer", "forum-7"]
