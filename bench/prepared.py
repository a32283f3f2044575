"""Prepared bytes over HTTP, beside a bare application that returns the same bytes and header fields."""

import base64
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench import fosdem
from bench.figures import Figure
from bench.load import keep_to_core, rates
from bench.starting import free_port, serving, wait_for
from events_service.catalogue.source import DatabaseSource
from events_service.database import Database

STARTS = 4
"""Where the megabytes of an answer come to lie differs from start to start, and makes a fifth of a rate."""
ROUNDS = 2
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
        best: dict[str, list[float]] = {}
        for _ in range(STARTS):
            with serving(url) as (process, ours):
                wait_for(ours)
                keep_to_core(process)
                answers = {path: _answer(ours + path) for path in paths.values()}
                with _bare(answers, place) as reference:
                    for name, path in paths.items():
                        both = [ours + path, reference + path]
                        known = f"If-None-Match: {dict(answers[path][0])['etag']}"
                        for what, options in ((name, ()), (f"304, {name}", ("-H", known))):
                            found = rates(both, *options, rounds=ROUNDS)
                            best[what] = [*map(max, found, best.get(what, found))]
        for what in (*paths, *(f"304, {name}" for name in paths)):
            answered, at_most = best[what]
            yield Figure(what, answered, at_most, "a second", 0.8)


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


@contextmanager
def _bare(answers: Mapping[str, tuple[list[tuple[str, str]], str]], place: Path) -> Iterator[str]:
    """The address of the reference, which knows these answers."""
    file, port = place / "answers.json", free_port()
    file.write_text(json.dumps(answers))
    process = subprocess.Popen([sys.executable, "-m", "bench.bare", str(port), str(file)])
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, f"/en/{fosdem.SLUG}/")
        keep_to_core(process)
        yield address
    finally:
        process.terminate()
        process.wait(30)
