"""Texts that try to become something else, from the file they come in to every place they go out, with nothing stood in
for: the command, the server, its worker, a mail server."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx
import msgspec
import pytest
from icalendar import Calendar
from lxml import etree
from msgspec import structs

from events_service.accounts.access import COMMAND
from events_service.accounts.tokens import add_token
from events_service.database import Database
from events_service.interchange import bundle
from events_service.interchange.bundle import Bundle
from events_service.programme.programme import Programme
from events_service.programme.timetable import Timetable
from events_service.settings import load
from events_service.zones import now
from tests.registration.site import make_forum
from tests.support.read_path import eventually
from tests.support.serving import SECRET, command, serving
from tests.support.smtp_sink import Received, Sink

HOSTILE = (
    "</script><script>window.__xss=1</script>"
    "\u202eevil\u2066\x00\x0b\x1b[31m\r\nBcc: victim@example.org\r\nEND:VEVENT\r\nBEGIN:VEVENT\u2028\u2029\x85"
)
NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
"""What no output holds, whatever was put in."""
_TEXTS = ("title", "name", "description", "abstract", "objectives", "theme", "address", "code", "acronym", "internal")


def spoilt(value: Any, field: str = "") -> Any:
    """The same with the hostile text in every text of a programme that people write."""
    if isinstance(value, msgspec.Struct):
        return structs.replace(value, **{name: spoilt(getattr(value, name), name) for name in value.__struct_fields__})
    if isinstance(value, tuple):
        return tuple(spoilt(item, field) for item in value)
    if field not in _TEXTS:
        return value
    if isinstance(value, dict):
        return {tag: f"{text} {HOSTILE}" for tag, text in value.items()}
    return f"{value}{HOSTILE[-20:]}" if value else value


class Outcome(NamedTuple):
    pages: dict[str, str]
    mails: list[Received]
    log: str


@pytest.fixture
def database_kind() -> str:
    """Texts are cleaned before either kind sees them."""
    return "sqlite"


@pytest.fixture
def forum() -> Programme:
    forum: Programme = spoilt(make_forum(capacity=None))
    return forum


@pytest.fixture
def outcome(database: Database, database_url: str, forum: Programme, smtp_sink: Sink, tmp_path: Path) -> Outcome:
    """The programme imported and published by command, read in every form, and joined by somebody with such a name."""
    keys = load(None, base_url="http://127.0.0.1", secret_key=SECRET, data_dir=tmp_path).secret_keys
    token = database.write_now(add_token, keys, COMMAND, "partner", ("registrations:write",), now()).text
    database.close()
    (tmp_path / "forum.json").write_bytes(bundle.write(Bundle(1, (forum,))))
    imported = command(database_url, tmp_path, "import", "forum.json", "--release", HOSTILE.replace("\x00", ""))
    assert (imported.returncode, imported.stderr) == (0, "")
    settings = {"EVENTS_SMTP_URL": smtp_sink.url, "EVENTS_MAIL_FROM": "events@example.org", "EVENTS_LOG_LEVEL": "info"}

    with (
        (tmp_path / "log").open("wb") as log,
        serving(database_url, tmp_path, settings=settings, stderr=log) as (url, _),
        httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=20) as client,
    ):
        listed = client.get("/api/v1/events/forum-7/sessions").json()["items"]
        session = f"sessions/{listed[0]['slug']}/"
        paths = [f"/{language}/forum-7/{rest}" for language in ("en", "fr", "ar") for rest in ("", session, "changes/")]
        paths += [f"/{place}" for place in ("forum-7/calendar.ics", "calendar.ics", "forum-7/calendar.jcal")]
        paths += [
            "/forum-7/schedule.xml",
            "/forum-7/schedule.json",
            "/forum-7/schedule2.json",
            "/api/v1/events/forum-7/sessions",
            "/en/forum-7/changes.atom",
        ]
        pages = {path: client.get(path, follow_redirects=True) for path in paths}
        asked = {"name": f"Amina {HOSTILE}", "organization": HOSTILE, "email": "amina@example.org"}
        wanted = client.post(
            "/api/v1/events/forum-7/registrations", json=asked | {"sessions": [item["slug"] for item in listed]}
        )
        client.get(f"/en/forum-7/{quote(HOSTILE, safe='')}/", params={"q": HOSTILE})
        assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(paths, 200)
        assert wanted.status_code == 201
        eventually(lambda: len(smtp_sink.received) == 1, 20)
    return Outcome(
        {path: page.text for path, page in pages.items()}, smtp_sink.received, (tmp_path / "log").read_text()
    )


def test_hostile_texts_stay_texts_wherever_they_go(outcome: Outcome, forum: Programme) -> None:
    sessions = len(Timetable(forum).sessions)
    pages, (mail,) = outcome.pages, outcome.mails

    assert {path for path, page in pages.items() if NEVER.search(page)} == set()
    assert {path for path, page in pages.items() if path.endswith("/") and "<script>" in page} == set()
    calendar = Calendar.from_ical(pages["/forum-7/calendar.ics"])
    assert len(calendar.walk("VEVENT")) == sessions
    assert pages["/forum-7/calendar.ics"].count("\r\nBEGIN:VEVENT\r\n") == sessions
    assert len(etree.fromstring(pages["/forum-7/schedule.xml"].encode()).findall(".//event")) == sessions
    assert len(json.loads(pages["/api/v1/events/forum-7/sessions"])["items"]) == sessions
    linked = re.findall(r'<script type="application/ld\+json">(.*?)</script>', pages["/en/forum-7/"], re.DOTALL)
    assert [json.loads(data)["@context"] for data in linked] == ["https://schema.org"]

    assert mail.recipients == ["amina@example.org"]
    assert (mail.message["To"].addresses[0].addr_spec, mail.message["Bcc"]) == ("amina@example.org", None)
    parts = {part.get_content_type(): part.get_content() for part in mail.message.walk() if not part.is_multipart()}
    invitation = parts["text/calendar"]
    assert len(Calendar.from_ical(invitation).walk("VEVENT")) == sessions
    assert "<script>" not in parts["text/html"]
    assert {kind for kind, text in parts.items() if NEVER.search(text)} == set()

    lines = [json.loads(line) for line in outcome.log.split("\n") if line]
    assert {line["status"] for line in lines if line["event"] == "request" and "evil" in line["path"]} == {404}
    assert NEVER.search(outcome.log) is None
