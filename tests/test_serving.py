"""`events-service serve` as processes of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from msgspec import structs

from events_service.database import Database
from events_service.mail import outbox, queries
from events_service.mail.models import MailState
from events_service.zones import now
from tests.factories.programme import make_event, make_programme, make_session, programme_of
from tests.factories.released import change_session, publish_event
from tests.mail.letters import make_letter
from tests.support.read_path import eventually
from tests.support.serving import PROGRAM, environment, free_port, get, serving

_PROCESS = re.compile(r'process="(\d+)"')


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_r12_serve_ends_with_0_and_gives_the_database_back(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    publish_event(database, make_programme(5, slug="forum-6"))

    with serving(database_url, tmp_path) as (url, process):
        assert get(url, "/forum-6/calendar.ics")[0] == 200
        assert get(url, "/api/v1/openapi.json")[0] == 200

    assert process.returncode == 0
    assert publish_event(database, programme_of(make_session(), event=make_event())).event.slug == "forum-7"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_name_that_is_no_setting_is_told_at_the_start(database: Database, database_url: str, tmp_path: Path) -> None:
    told = tmp_path / "told"

    with told.open("wb") as stderr, serving(database_url, tmp_path, settings={"EVENTS_SITENAME": "x"}, stderr=stderr):
        pass

    lines = [json.loads(line) for line in told.read_text().splitlines()]
    assert [(line["event"], line["setting"]) for line in lines if line["logger"] == "events_service.serving"] == [
        ("There is no such setting", "EVENTS_SITENAME")
    ]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_provider_of_logins_without_what_it_needs_is_told_at_the_start(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['authlib'] = None\n")
    settings = environment(database_url, tmp_path, "https://events.example.org") | {
        "EVENTS_OIDC_ISSUER": "https://login.example.org",
        "EVENTS_OIDC_CLIENT_ID": "events",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH")))),
    }

    ended = subprocess.run(
        [PROGRAM, "serve", "--port", str(free_port())], env=settings, cwd=tmp_path, capture_output=True, timeout=30
    )

    assert (ended.returncode, ended.stderr.decode().splitlines()[-1]) == (
        1,
        "EVENTS_OIDC_ISSUER is set, and what it needs is not installed: pip install 'events-service[oidc]'",
    )


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("named", [True, False])
def test_port_is_that_of_the_address_unless_another_is_named(
    database: Database, database_url: str, tmp_path: Path, named: bool
) -> None:
    of_address, other = free_port(), free_port()
    port = other if named else of_address
    settings = environment(database_url, tmp_path, f"http://localhost:{of_address}")
    words = [PROGRAM, "serve", *(["--port", str(other)] if named else [])]

    with subprocess.Popen(words, env=settings, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        eventually(lambda: listens(port), 30)
        status, _ = get(f"http://127.0.0.1:{port}", "/en/")
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)

    warned = [line["base_url"] for line in map(json.loads, told.splitlines()) if line.get("port") == port]
    assert (status, warned) == ((421, [f"http://localhost:{of_address}"]) if named else (200, []))


def listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def unfinished_requests(url: str, number: int) -> Iterator[None]:
    """Forms whose fields do not come, each over a connection of its own: what holds them cannot end."""
    host, port = url.removeprefix("http://").split(":")
    head = (
        f"POST /console/login HTTP/1.1\r\nHost: {host}:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\n"
    )
    with ExitStack() as stack:
        for _ in range(number):
            stack.enter_context(socket.create_connection((host, int(port)))).sendall(head.encode())
        yield


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_every_process_takes_no_more_work_from_the_moment_it_is_told_to_stop(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    def queue(key: str) -> None:
        database.write_now(outbox.queue, make_letter(), key, now())

    def states() -> list[MailState]:
        with database.read() as db:
            return [mail.state for mail in queries.list_mails(db).mails]

    with (
        (tmp_path / "log").open("wb") as log,
        serving(database_url, tmp_path, "--workers", "2", stderr=log) as (url, process),
    ):
        queue("before")
        eventually(lambda: states() == [MailState.KEPT], 20)
        with unfinished_requests(url, 16):
            time.sleep(2)  # both processes work by now, and each holds some of the requests
            process.send_signal(signal.SIGTERM)
            time.sleep(2)
            queue("after")
            time.sleep(3)
            found = states()
            running = process.poll() is None

    assert (found, running) == ([MailState.QUEUED, MailState.KEPT], True)


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_closed_terminal_ends_all_processes_in_good_order(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with serving(database_url, tmp_path, "--workers", "2") as (url, process):
        eventually(lambda: "process" in get(url, "/metrics")[1], 20)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for pid in (*map(int, children), process.pid):
            os.kill(pid, signal.SIGHUP)

        assert process.wait(20) == 0
    assert len(children) >= 2


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_release_is_public_in_every_process_within_a_second(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    programme = publish_event(database, make_programme(20, slug="forum-7"))

    with (
        serving(database_url, tmp_path, "--workers", "2", "--no-worker") as (url, process),
        ThreadPoolExecutor(4) as threads,
    ):

        def ask(path: str) -> list[str]:
            return list(threads.map(lambda _: get(url, path)[1], range(16)))

        eventually(lambda: len({found for text in ask("/metrics") for found in _PROCESS.findall(text)}) == 2, 20)
        assert all('"release":1' in text for text in ask("/api/v1/events/forum-7/sessions"))

        change_session(
            database,
            programme.event.uid,
            programme.sessions[0].uid,
            lambda session: structs.replace(session, title={"en": "Moved"}),
        )
        took = eventually(lambda: all('"release":2' in text for text in ask("/api/v1/events/forum-7/sessions")))

    assert took < 1.5  # to ask sixteen times over takes its time too
    assert process.returncode == 0
