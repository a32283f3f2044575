"""Prepared bytes over HTTP, beside a bare application that returns the same bytes and header fields."""

import base64
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import fosdem
from bench.figures import Figure
from bench.starting import free_port, serving, wait_for
from events_service.catalogue.source import DatabaseSource
from events_service.database import Database

SECONDS = 2
STARTS = 3
"""Where the megabytes of an answer come to lie differs from start to start, and makes a fifth of a rate."""
ROUNDS = 2
CONNECTIONS = 16
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_NOT_OURS = frozenset(("date", "server", "connection", "transfer-encoding"))


def figures() -> Iterator[Figure]:
    with fosdem.filled() as (database, url), fosdem.folder() as place:
        session = _one_session(database)
        database.close()
        paths = {
            "programme page": f"/en/{fosdem.SLUG}/",
            "session page": f"/en/{fosdem.SLUG}/sessions/{session}/",
            "calendar.ics": f"/en/{fosdem.SLUG}/calendar.ics",
            "schedule.xml": f"/{fosdem.SLUG}/schedule.xml",
            "API session list": f"/api/v1/events/{fosdem.SLUG}/sessions",
        }
        best: dict[tuple[str, str], list[float]] = {}
        for _ in range(STARTS):
            with serving(url) as (_, ours):
                wait_for(ours)
                answers = {path: _answer(ours + path) for path in paths.values()}
                file = place / "answers.json"
                file.write_text(json.dumps(answers))
                with _bare(file) as reference:
                    wait_for(reference, f"/en/{fosdem.SLUG}/")
                    for name, path in paths.items():
                        etag = dict(answers[path][0])["etag"]
                        for head, options in (("", []), ("304, ", ["-H", f"If-None-Match: {etag}"])):
                            rates = _rates(path, ours, reference, options)
                            best[head, name] = [*map(max, rates, best.get((head, name), rates))]
        for head in ("", "304, "):
            for name in paths:
                yield Figure(head + name, *best[head, name], "a second", 0.8)


def _one_session(database: Database) -> str:
    source = DatabaseSource(database)
    loaded = source.load_event(source.current().events[0].event_uid)
    assert loaded is not None
    return loaded.programme.sessions[500].slug


def _answer(address: str) -> tuple[list[tuple[str, str]], str]:
    """Header fields and body (base64) of an answer, as wrk will get it."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        fields = [(name.lower(), value) for name, value in answer.getheaders() if name.lower() not in _NOT_OURS]
        return fields, base64.b64encode(answer.read()).decode()


def _rates(path: str, ours: str, reference: str, options: list[str]) -> tuple[float, float]:
    """The best rates of a few rounds made in turn: whatever else the machine does only ever makes one worse."""
    best = {ours: 0.0, reference: 0.0}
    for number in range(ROUNDS):
        for server in (ours, reference) if number % 2 else (reference, ours):
            best[server] = max(best[server], rate(server + path, options))
    return best[ours], best[reference]


def rate(address: str, options: list[str]) -> float:
    """Answers a second, as wrk counts them."""
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *options, address],
        capture_output=True,
        text=True,
        check=True,
    )
    found = _RATE.search(done.stdout)
    assert found is not None, done.stdout
    assert "Non-2xx" not in done.stdout or options, done.stdout
    return float(found[1])


@contextmanager
def _bare(file: Path) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.bare", str(port), str(file)])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
