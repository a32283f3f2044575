"""F3 and R16 over HTTP and by command: a disk without room stops writing, and nothing else, until there is room."""

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pytest
from msgspec import structs

from events_service.database import Database
from events_service.interchange import bundle
from events_service.interchange.bundle import Bundle
from events_service.programme.editing import edit_session
from events_service.programme.programme import Session
from events_service.programme.timetable import Timetable
from tests.factories.programme import make_programme
from tests.registration.crowd import UNLIMITED, Answer, Crowd, Wish, as_told, ask_all, publish_forum, registered
from tests.support.databases import Templates
from tests.support.read_path import eventually
from tests.support.serving import command, get, serving
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.smtp_sink import Sink

SIZE = "64m"
REFUSED = "The database cannot be written right now. Nothing of this was saved; try again in a moment."
PAGES = (
    "/en/",
    "/en/forum-7/",
    "/fr/forum-7/",
    "/ar/forum-7/",
    "/en/forum-7/?q=water",
    "/embed/en/forum-7/",
    "/forum-7/calendar.ics",
    "/forum-7/schedule.xml",
    "/api/v1/events/forum-7/sessions",
    "/api/v1/events/forum-7/availability",
    "/en/forum-7/register/",
    "/livez",
)


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    with small_disk(SIZE) as disk:
        yield disk


@pytest.fixture
def database_url(templates: Templates, database_kind: str, disk: SmallDisk) -> Iterator[str]:
    """A database whose tables lie on the small disk. PostgreSQL's own log does not: its server would stop."""
    if database_kind == "sqlite":
        yield templates.copy("sqlite", disk.folder)
        return
    if templates.server.role is None:
        pytest.skip("only a server of our own puts tables on the small disk of this test")
    with templates.server.tablespace(disk.folder) as place:
        url = templates.copy("postgresql", disk.folder)
        templates.server.move(url.rpartition("/")[2], place)
        yield url
        templates.drop(url)


def fill_and_free(database_url: str, disk: SmallDisk, sink: Sink, folder: Path, rounds: int) -> None:
    """Fill the disk while people register and mail goes out, look at everything, free it; compare at the end."""
    database = Database(database_url)
    forum = publish_forum(database)
    session = Timetable(forum).sessions[0]
    database.write_now(edit_session, forum.event.uid, session.uid, lengthened)
    database.close()
    file = folder / "bundle.json"
    file.write_bytes(bundle.write(Bundle(1, (make_programme(60, slug="forum-8"),))))
    event, slugs = forum.event.slug, [session.slug for session in Timetable(forum).sessions]
    told: dict[Wish, Answer] = {}
    scarce = ["disk"] if database_url.startswith("sqlite") else []  # this one never has as much free as there should be

    mailing = {"EVENTS_SMTP_URL": sink.url, "EVENTS_MAIL_FROM": "events@example.org"}
    with serving(database_url, folder, settings=UNLIMITED | mailing) as (url, process):
        for number in range(rounds):
            crowd = Crowd(url, event, slugs, f"Round {number}")
            crowd.wait_until_told(201, 10)
            disk.fill()
            crowd.wait_until_told(503, 10)
            assert {path: get(url, path)[0] for path in PAGES} == dict.fromkeys(PAGES, 200)
            eventually(lambda: failing(url, disk) == ["database", *scarce], 20)
            disk.fill()
            assert form_sent(url, slugs[1]) == (503, True, True)
            for words in (["import", str(file)], ["import", str(file), "--release", "First"], ["release", event]):
                disk.fill()
                ran = command(database_url, folder, *words)
                said = f"{words[0]} said {ran.stdout!r} and {ran.stderr!r}, with {disk.room} bytes free"
                assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", f"{REFUSED}\n"), said
            assert get(url, "/en/forum-8/")[0] == 404

            disk.free()
            crowd.wait_until_told(201, 10 + crowd.count(201), seconds=10)
            crowd.leave()
            assert crowd.untold == []
            refused = [wish for wish, answer in crowd.told.items() if answer.status != 201]
            assert {as_refused(crowd.told[wish]) for wish in refused} == {(503, "storage-failed", REFUSED, "10")}
            told |= crowd.told | ask_all(url, event, refused)
        assert eventually(lambda: failing(url) == scarce, 10) < 10

        imported = command(database_url, folder, "import", str(file), "--release", "First")
        released = command(database_url, folder, "release", event)
        assert (imported.returncode, released.returncode) == (0, 0)
        assert released.stdout.endswith(f"Published version 2 with {len(slugs)} sessions.\n")
        eventually(lambda: get(url, "/en/forum-8/")[0] == 200 and '"release":2' in get(url, PAGES[8])[1], 10)
        eventually(lambda: len(sink.received) >= len(told), 60)

    assert process.returncode == 0
    # Nobody was killed, so that no mail went twice; what was sent while it could not be written down least of all.
    recipients = [recipient for mail in sink.received for recipient in mail.recipients]
    assert sorted(recipients) == sorted(f"{wish.key.lower()}@example.org" for wish in told)
    assert {answer.status for answer in told.values()} == {201}
    assert registered(database_url, forum) == {wish.name: as_told(answer) for wish, answer in told.items()}


def lengthened(session: Session) -> Session:
    """With a text that cannot be kept in the room that is left in any page."""
    return structs.replace(session, description={"en": Random(8).randbytes(50_000).hex()})


def failing(url: str, full: SmallDisk | None = None) -> list[str]:
    """What readiness says while there is not one byte more: what SQLite gives back when it tidies its log is room."""
    if full:
        full.fill()
    found: list[str] = json.loads(get(url, "/readyz")[1])["failing"]
    return found


def as_refused(answer: Answer) -> tuple[int, str, str, str]:
    assert answer.fields["content-type"] == "application/problem+json"
    said = answer.said
    return answer.status, said["type"].rpartition(":")[2], said["detail"], answer.fields["retry-after"]


def form_sent(url: str, session: str) -> tuple[int, bool, bool]:
    """The status of the page that answers, whether it has what was typed, and whether it says why in French."""
    typed = {"name": "Amina Berrada", "email": "amina@example.org", "locale": "fr", "sessions": session}
    fields = {"Content-Type": "application/x-www-form-urlencoded", "Origin": url, "Sec-Fetch-Site": "same-origin"}
    with closing(HTTPConnection(url.removeprefix("http://"), timeout=20)) as connection:
        connection.request("POST", "/fr/forum-7/register/", urlencode(typed), fields)
        answer = connection.getresponse()
        page = answer.read().decode()
    typed_again = 'value="Amina Berrada"' in page and 'value="amina@example.org"' in page
    return answer.status, typed_again, "L’enregistrement est impossible pour l’instant." in page


def test_f3_r16_full_disk_stops_writing_and_nothing_else(
    database_url: str, disk: SmallDisk, smtp_sink: Sink, tmp_path: Path
) -> None:
    fill_and_free(database_url, disk, smtp_sink, tmp_path, rounds=1)


@pytest.mark.long
def test_f3_r16_disk_that_is_full_again_and_again(
    database_url: str, disk: SmallDisk, smtp_sink: Sink, tmp_path: Path
) -> None:
    fill_and_free(database_url, disk, smtp_sink, tmp_path, rounds=5)
