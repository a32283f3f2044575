import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from events_service.logs import configure, hide, request_id

logger = logging.getLogger("events_service.tests")


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before
    logging.getLogger("uvicorn.access").disabled = False


def lines_of(form: str, *records: tuple[str, dict[str, Any]]) -> list[str]:
    stream = io.StringIO()
    configure("info", form, stream)
    for message, extra in records:
        logger.info(message, extra=extra)
    return stream.getvalue().splitlines()


def record_of(message: str, **extra: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(lines_of("json", (message, extra))[0])
    return found


def test_record_as_one_line_of_json() -> None:
    record = record_of("Released", slug="forum-7", release=3, took=0.25, nothing=None)

    at = record.pop("at")
    assert at.endswith("Z")
    assert record == {
        "event": "Released",
        "slug": "forum-7",
        "level": "info",
        "logger": "events_service.tests",
        "release": 3,
        "took": 0.25,
        "nothing": None,
    }


def test_request_named_in_every_record_of_its_course() -> None:
    mark = request_id.set("abc")
    try:
        assert record_of("Something")["request_id"] == "abc"
    finally:
        request_id.reset(mark)
    assert "request_id" not in record_of("Something")


def test_level_below_the_chosen_one_is_left_out() -> None:
    stream = io.StringIO()
    configure("warning", "json", stream)
    logger.info("not this")
    logger.warning("this")

    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["this"]


def test_uvicorns_own_access_lines_are_off() -> None:
    stream = io.StringIO()
    configure("info", "json", stream)
    logging.getLogger("uvicorn.access").info("GET /feeds/secret/calendar.ics?token=x")

    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/fr/registrations/abc.def/", "/fr/registrations/[hidden]/"),
        ("/console/login/link/abc", "/console/login/link/[hidden]"),
        ("/console/reset/abc?lang=fr", "/console/reset/[hidden]?lang=fr"),
        ("/console/invitation/abc", "/console/invitation/[hidden]"),
        ("GET /feeds/abc/calendar.ics", "GET /feeds/[hidden]/calendar.ics"),
        ("/preview/abc/en/forum-7/", "/preview/[hidden]/en/forum-7/"),
        ("https://x.example/?a=1&token=abc&b=2", "https://x.example/?a=1&token=[hidden]&b=2"),
        ("postgresql://events:pa55@db/events", "postgresql://events:[hidden]@db/events"),
        ("no mail to amina.berrada@example.org today", "no mail to a…@example.org today"),
        ("/en/forum-7/sessions/water/", "/en/forum-7/sessions/water/"),
        ("10:00 @ Dakhla", "10:00 @ Dakhla"),
    ],
)
def test_t_feedtok_1_and_pr_11_secrets_and_addresses_hidden(text: str, shown: str) -> None:
    assert hide(text) == shown
    assert record_of(text)["event"] == shown
    assert record_of("x", where=text, inside={"deep": [text]})["inside"] == {"deep": [shown]}


def test_fields_named_like_secrets_hidden() -> None:
    record = record_of("x", password="p", headers={"Authorization": "Bearer abc", "accept": "*/*"}, smtp_password="q")

    assert (record["password"], record["smtp_password"]) == ("[hidden]", "[hidden]")
    assert record["headers"] == {"Authorization": "[hidden]", "accept": "*/*"}


@pytest.mark.parametrize("form", ["json", "console"])
def test_traceback_written_without_its_secrets(form: str) -> None:
    stream = io.StringIO()
    configure("info", form, stream)
    try:
        raise ValueError("no answer from smtp://office:pa55@mail.example")
    except ValueError:
        logger.exception("It failed")

    text = stream.getvalue()
    assert "ValueError" in text
    assert "pa55" not in text


@pytest.mark.parametrize("form", ["json", "console"])
def test_text_from_outside_makes_no_lines_of_its_own(form: str) -> None:
    unseen = "\x1b\x7f\x85\x9b\u2028\u2029\u202a\u202e\u2066\u2069"
    forged = 'x\r\n{"event": "forged"}\n\x1b[31mred' + unseen

    lines = lines_of(form, ("Imported " + forged, {"title": forged}))

    assert len(lines) == 1
    assert set(lines[0]) & set(unseen) == set()


def test_values_of_any_kind_can_be_written() -> None:
    class Thing:
        def __str__(self) -> str:
            return "a thing of a@example.org"

    assert record_of("x", thing=Thing(), many=("a", 1))["thing"] == "a thing of a…@example.org"


def test_hide_takes_no_longer_for_hostile_text() -> None:
    """Linear in the length: 200 kB in well under a second."""
    for hostile in ("a" * 200_000 + "@", "@" * 200_000, "a." * 100_000, "://:" * 50_000, "?token=" * 30_000):
        hide(hostile)
