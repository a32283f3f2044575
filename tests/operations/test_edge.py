from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from events_service.logs import request_id
from events_service.operations.edge import BUCKETS, Edge, Timing
from tests.support.live_server import live_server
from tests.support.read_path import eventually


def answering(status: int, *fields: tuple[bytes, bytes]) -> Any:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(fields)})
        await send({"type": "http.response.body", "body": request_id.get().encode()})

    return app


def failing(_scope: Any, error: Exception) -> Any:
    return answering(500, (b"x-failure", type(error).__name__.encode()))


@contextmanager
def edge(app: Any, **options: Any) -> Iterator[tuple[Edge, httpx.Client]]:
    around = Edge(app, failing, **options)
    with live_server(around, lifespan="off") as url, httpx.Client(base_url=url) as client:
        yield around, client


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/en/x/", {"cache-control": "no-store", "referrer-policy": "strict-origin-when-cross-origin"}),
        ("/console/", {"cache-control": "private, no-store", "x-robots-tag": "noindex"}),
        ("/feeds/abc/calendar.ics", {"cache-control": "private, no-store", "referrer-policy": "no-referrer"}),
        ("/ar/registrations/abc/", {"cache-control": "private, no-store", "referrer-policy": "no-referrer"}),
        ("/preview/abc/en/x/", {"cache-control": "private, no-store", "referrer-policy": "no-referrer"}),
        ("/console/reset/abc", {"cache-control": "private, no-store", "referrer-policy": "same-origin"}),
        ("/oembed", {"access-control-allow-origin": "*"}),
        ("/api/v1/nothing", {"access-control-allow-origin": "*"}),
        ("/api/v1/events-of-old/forum-7", {"access-control-allow-origin": "*"}),
    ],
)
def test_fields_nobody_set(path: str, expected: dict[str, str]) -> None:
    with edge(answering(200)) as (_, client):
        headers = client.get(path).headers

    assert {name: headers[name] for name in expected} == expected
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


def test_field_a_handler_set_is_kept_and_comes_once() -> None:
    with edge(answering(200, (b"Cache-Control", b"private, no-cache"))) as (_, client):
        answer = client.get("/feeds/abc/calendar.ics")

    assert answer.headers.get_list("cache-control") == ["private, no-cache"]


def test_t_click_1_registering_is_shared_and_nothing_else_that_writes() -> None:
    with edge(answering(200)) as (_, client):
        registering = client.post("/api/v1/events/forum-7/registrations")
        editing = client.put("/api/v1/events/forum-7/sessions/x")
        asked = client.options("/api/v1/events/forum-7/registrations", headers={"origin": "https://partner.example"})

    assert registering.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in editing.headers
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-headers"] == "Content-Type, Idempotency-Key, If-None-Match"
    assert "access-control-allow-credentials" not in asked.headers


def test_each_request_has_an_id_that_its_records_bear() -> None:
    with edge(answering(200)) as (_, client):
        first, second = client.get("/x"), client.get("/x")

    assert first.text == first.headers["x-request-id"]
    assert first.text != second.text
    assert request_id.get() == ""


def test_exception_before_an_answer_becomes_one() -> None:
    async def broken(*_: Any) -> None:
        raise LookupError("x")

    with edge(broken) as (around, client):
        answer = client.get("/x")

    assert (answer.status_code, answer.headers["x-failure"]) == (500, "LookupError")
    assert list(around.timings) == [("GET", "", 500)]


def test_exception_after_an_answer_began_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def half(scope: Any, receive: Any, send: Any) -> None:
        await answering(200)(scope, receive, send)
        raise LookupError("x")

    with edge(half) as (_, client):
        assert client.get("/feeds/abc/").status_code == 200

    failed = [record.__dict__ for record in caplog.records if record.levelname == "ERROR"]
    assert [(record["message"], record["path"]) for record in failed] == [("A request failed", "/feeds/[hidden]/")]


def test_timing_counts_each_answer_in_one_bucket() -> None:
    timing = Timing()
    for seconds in (0.001, 0.005, 0.3, 99.0):
        timing.add(seconds)

    assert (timing.count, sum(timing.buckets)) == (4, 3)
    assert timing.buckets[0] == 2
    assert timing.buckets[BUCKETS.index(0.5)] == 1


def test_requests_of_probes_are_quiet(caplog: pytest.LogCaptureFixture) -> None:
    counted: Callable[[], int] = lambda: sum(r.name == "events_service.access" for r in caplog.records)  # noqa: E731
    with caplog.at_level("INFO", "events_service.access"), edge(answering(200)) as (_, client):
        client.get("/livez")
        assert counted() == 0
        client.get("/x")
        eventually(lambda: counted() == 1)  # the line is written when the answer is on its way
