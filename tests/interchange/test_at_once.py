"""Files that are imported at the same moment: each is taken, whatever it shares with the others."""

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import Connection

from events_service.database import Database, DbSession
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.interchange import bundle, taking
from events_service.interchange.bundle import Bundle
from events_service.interchange.files import ImportOptions, import_file, take_beside
from events_service.interchange.taking import Report, Taking
from events_service.partnerships.partnerships import Fund
from events_service.partnerships.records import FUNDS
from events_service.programme import draft
from events_service.programme.draft import SERIES
from events_service.programme.programme import Programme, Series, SessionOrganizer, SessionPerson
from events_service.programme.queries import get_event_uid
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_organization, make_person, programme_of, uid_of
from tests.interchange.small_schedules import schedule

SLUGS = [f"forum-{number}" for number in range(1, 5)]
SERIES_OF_ALL = Series(uid_of("series", "forum"), {"en": "Forum"})
BODIES = [make_organization(uid=uid_of("body", str(n)), name={"en": f"Body {n}"}, slug="") for n in range(3)]
PEOPLE_OF_ALL = [make_person(uid=uid_of("person", str(n)), name={"en": f"Person {n}"}, slug="") for n in range(3)]

FUNDS_OF_ALL = (Fund(uid_of("fund", "water"), {"en": "Water fund"}),)


def programme(slug: str, *, backwards: bool) -> Programme:
    """An event of its own with the organizations, people and series of all, in one order or the other."""
    step = -1 if backwards else 1
    session = draft_session(
        "Water",
        uid=uid_of(slug, "water"),
        organizers=tuple(SessionOrganizer(body.uid) for body in BODIES),
        people=tuple(SessionPerson(person.uid) for person in PEOPLE_OF_ALL),
    )
    return structs.replace(
        programme_of(
            session,
            event=make_event(uid=uid_of("event", slug), slug=slug, series_uid=SERIES_OF_ALL.uid),
            rooms=(),
            organizations=tuple(BODIES[::step]),
            people=tuple(PEOPLE_OF_ALL[::step]),
        ),
        series=SERIES_OF_ALL,
    )


def bundles() -> list[bytes]:
    """Of different events that name the same organizations, people, series and funds."""
    return [
        bundle.write(Bundle(1, (programme(slug, backwards=number % 2 == 1),), funds=FUNDS_OF_ALL))
        for number, slug in enumerate(SLUGS)
    ]


def schedules(guid: Callable[[str], str]) -> list[bytes]:
    """Of different events with a speaker of one name."""
    return [
        schedule(
            f'<event id="1" guid="{guid(slug)}"><title>Water</title><start>09:30</start><duration>01:00</duration>'
            '<persons><person id="1">Amina Berrada</person></persons></event>',
            conference=f"<conference><title>Forum</title><acronym>{slug}</acronym>"
            "<time_zone_name>Africa/Casablanca</time_zone_name></conference>",
        )
        for slug in SLUGS
    ]


def import_at_once(database: Database, files: Iterable[bytes], monkeypatch: pytest.MonkeyPatch) -> list[Report]:
    """Each in a thread of its own; all are compared with what is there before one of them is written."""
    files = list(files)
    together = threading.Barrier(len(files))
    compared = threading.local()
    prepare = taking.prepare

    def prepare_together(connection: Connection, imported: Any, **options: Any) -> Taking:
        prepared = prepare(connection, imported, **options)
        if not hasattr(compared, "once"):
            compared.once = True
            together.wait(30)
        return prepared

    monkeypatch.setattr(taking, "prepare", prepare_together)
    with ThreadPoolExecutor(len(files)) as threads:
        return [report for (report,) in threads.map(lambda data: import_file(database, data, ImportOptions()), files)]


def draft_of(connection: Connection, slug: str) -> Programme:
    return draft.load(connection, get_event_uid(connection, slug)).programme


def test_bundles_of_different_events_that_share_records_are_all_taken(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = import_at_once(database, bundles(), monkeypatch)

    assert [report.event for report in reports] == SLUGS
    assert [report.added["sessions"] for report in reports] == [1] * 4
    with database.read() as db:
        connection = db.connection()
        drafts = [draft_of(connection, slug) for slug in SLUGS]
        shared = ORGANIZATIONS.read(connection), PEOPLE.read(connection), SERIES.read(connection)
        funds = FUNDS.read(connection)
    assert [len(records) for records in (*shared, funds)] == [3, 3, 1, 1]
    for found in drafts:
        (session,) = found.sessions
        assert session.organizers == tuple(SessionOrganizer(body.uid) for body in BODIES)
        assert (list(found.organizations), list(found.people), found.series) == (*shared[:2], shared[2][0])


@pytest.mark.parametrize("guid", [lambda slug: uid_of(slug, "water"), lambda slug: uid_of("session", "water")])
def test_schedules_of_different_events_with_speakers_of_one_name_are_all_taken(
    database: Database, monkeypatch: pytest.MonkeyPatch, guid: Callable[[str], str]
) -> None:
    reports = import_at_once(database, schedules(guid), monkeypatch)

    assert [report.event for report in reports] == SLUGS
    with database.read() as db:
        connection = db.connection()
        drafts = [draft_of(connection, slug) for slug in SLUGS]
        slugs = [person.slug for person in PEOPLE.read(connection)]
    assert sorted(slugs) == ["amina-berrada", *(f"amina-berrada-{number}" for number in range(2, 5))]
    assert [[session.title for session in found.sessions] for found in drafts] == [[{"und": "Water"}]] * 4
    assert len({session.uid for found in drafts for session in found.sessions}) == 4
    assert [len(found.people) for found in drafts] == [1] * 4


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_imports_wait_for_an_act_that_holds_what_they_share_for_longer_than_locks_are_waited_for(
    database: Database,
) -> None:
    shared = Bundle(
        1,
        series=(SERIES_OF_ALL,),
        organizations=tuple(BODIES),
        people=tuple(PEOPLE_OF_ALL),
        funds=FUNDS_OF_ALL,
    )
    begun = threading.Event()

    def take_slowly(db: DbSession) -> None:
        take_beside(db, shared)
        begun.set()
        time.sleep(3.5)

    with ThreadPoolExecutor(3) as threads:
        slow = threads.submit(database.write_now, take_slowly)
        assert begun.wait(10)
        whole = threads.submit(import_file, database, bundles()[0], ImportOptions())
        beside = threads.submit(import_file, database, bundle.write(Bundle(1, funds=FUNDS_OF_ALL)), ImportOptions())
        taken = [report.event for report in whole.result()], beside.result(), slow.result()

    assert taken == (["forum-1"], [], None)
    with database.read() as db:
        kept = [len(kept.read(db.connection())) for kept in (SERIES, ORGANIZATIONS, PEOPLE, FUNDS)]
    assert kept == [1, 3, 3, 1]


def test_two_files_of_one_event_are_taken_one_after_the_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = draft_session("Water", uid=uid_of("session", "water"))
    event = make_event()
    files = [
        bundle.write(Bundle(1, (programme_of(structs.replace(session, **changes), event=event, rooms=()),)))
        for changes in ({"code": "SOU 84"}, {"code": "SOU 84", "title": {"en": "Rivers"}})
    ]

    reports = import_at_once(database, files, monkeypatch)

    assert [report.event for report in reports] == ["forum-7", "forum-7"]
    assert sorted(report.added.get("sessions", 0) for report in reports) == [0, 1]
    with database.read() as db:
        (found,) = draft_of(db.connection(), "forum-7").sessions
    assert found.code == "SOU 84"
