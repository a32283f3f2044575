"""Every format an event can be written to is read back by what it is for."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from icalendar import Calendar
from lxml import etree
from openpyxl import load_workbook

from events_service.catalogue.source import DatabaseSource
from events_service.database import Database
from events_service.errors import InvalidInput, NotFound
from events_service.interchange import bundle
from events_service.operations.exporting import WRITERS, export_event, left_out, put
from events_service.programme.live import Redaction
from events_service.programme.offering import redact
from events_service.programme.programme import SessionPerson, SessionStatus
from events_service.programme.states import EventState
from events_service.registration.jobs import load_timetable
from events_service.settings import Settings, load
from tests.factories.programme import make_person, make_session, programme_of
from tests.factories.released import publish_event
from tests.operations.test_transfer import fill
from tests.support.needs import shared_data
from tests.support.small_disk import small_disk

KEY = "0123456789abcdef0123456789abcdef-is-long-enough"


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(None, base_url="https://events.example.org", secret_key=KEY, data_dir=tmp_path)


def test_every_format_carries_every_session(database: Database, settings: Settings) -> None:
    timetable = fill(database)
    slug, count = timetable.event.slug, len(timetable.sessions)

    written = {name: export_event(database, settings, slug, name).content for name in WRITERS}

    assert set(written) == {"frab-xml", "frab-json", "frab-json2", "bundle", "ics", "jcal", "csv", "xlsx"}
    assert len(list(csv.reader(StringIO(written["csv"].decode("utf-8-sig"))))) == 1 + count
    assert load_workbook(BytesIO(written["xlsx"])).worksheets[0].max_row == 1 + count
    name, _, components = json.loads(written["jcal"])
    assert (name, len(components)) == ("vcalendar", len(Calendar.from_ical(written["ics"]).subcomponents))
    assert len(bundle.read(written["bundle"]).programmes[0].sessions) == count
    assert written["frab-xml"].startswith(b"<?xml")
    assert "schedule" in json.loads(written["frab-json"])
    timed = {session.uid for session in timetable.sessions if session.start_local}
    assert {event["guid"] for event in json.loads(written["frab-json2"])["schedule"]["events"]} == timed
    uids = {str(entry["UID"]) for entry in Calendar.from_ical(written["ics"]).walk("VEVENT")}
    assert uids <= {session.uid for session in (*timetable.sessions, *timetable.programme.tombstones)}
    assert uids


def test_schedule_xml_passes_the_schema(database: Database, settings: Settings) -> None:
    schema = etree.XMLSchema(etree.parse(shared_data("schema/schedule.xml.xsd")))
    timetable = fill(database)

    document = etree.fromstring(export_event(database, settings, timetable.event.slug, "frab-xml").content)

    assert schema.validate(document), schema.error_log


def unpacked(content: bytes) -> bytes:
    """What is written, also where it is packed."""
    if not content.startswith(b"PK"):
        return content
    with ZipFile(BytesIO(content)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


@pytest.mark.parametrize("format_name", WRITERS)
def test_name_that_was_withdrawn_is_in_no_export(database: Database, settings: Settings, format_name: str) -> None:
    amina, youssef = make_person(), make_person(name={"en": "Youssef Alami"})
    session = make_session(people=(SessionPerson(amina.uid), SessionPerson(youssef.uid)))
    publish_event(database, programme_of(session, people=(amina, youssef)))
    before = unpacked(export_event(database, settings, "forum-7", format_name).content)

    database.write_now(redact, Redaction(amina.uid, "name"))

    after = unpacked(export_event(database, settings, "forum-7", format_name).content)
    assert (b"Amina" in after, b"Youssef" in after) == (False, b"Youssef" in before)
    assert (b"Amina" in before) == (b"Youssef" in before)


def test_ic_8_what_was_withdrawn_dates_entries_alike_wherever_they_stand(
    database: Database, settings: Settings
) -> None:
    amina = make_person()
    published = publish_event(database, programme_of(make_session(people=(SessionPerson(amina.uid),)), people=(amina,)))
    at = published.sessions[0].revised_at
    assert at is not None

    database.write_now(redact, Redaction(amina.uid, "name"))

    exported = export_event(database, settings, "forum-7", "ics").content.split(b"BEGIN:VEVENT")[1].splitlines()
    on_pages = DatabaseSource(database).load_event(published.event.uid)
    in_mails = load_timetable(database, published.event.uid)
    assert on_pages is not None
    assert in_mails is not None
    (session,) = EventState(on_pages, DatabaseSource(database)).timetable.sessions
    assert session.revised_at is not None
    assert session.revised_at > at
    assert in_mails.sessions == (session,)
    said = f"{session.revised_at:%Y%m%dT%H%M%SZ}".encode()
    assert {b"DTSTAMP:" + said, b"LAST-MODIFIED:" + said} < {*exported}


def test_what_is_not_there_is_refused_in_a_sentence(database: Database, settings: Settings) -> None:
    timetable = fill(database)

    with pytest.raises(NotFound, match="There is no event called nowhere"):
        export_event(database, settings, "nowhere", "bundle")
    known = "Known formats: frab-xml, frab-json, frab-json2, bundle, ics, jcal, csv, xlsx"
    with pytest.raises(InvalidInput, match=f"There is no format papyrus. {known}"):
        export_event(database, settings, timetable.event.slug, "papyrus")


def test_what_a_format_has_no_words_for_is_counted() -> None:
    programme = programme_of(
        make_session(slug="timed"),
        make_session(slug="off", status=SessionStatus.CANCELLED),
        make_session(slug="off-untimed", status=SessionStatus.CANCELLED, start_local=None),
        make_session(slug="untimed", start_local=None),
    )

    assert {name: left_out(programme, name) for name in WRITERS} == {
        "frab-xml": "frab-xml leaves out 3 of 4 sessions: 1 without a time, 2 cancelled.",
        "frab-json": "frab-json leaves out 3 of 4 sessions: 1 without a time, 2 cancelled.",
        "frab-json2": "frab-json2 leaves out 2 of 4 sessions: 2 without a time.",
        "bundle": "",
        "ics": "ics leaves out 2 of 4 sessions: 2 without a time.",
        "jcal": "jcal leaves out 2 of 4 sessions: 2 without a time.",
        "csv": "",
        "xlsx": "",
    }
    assert left_out(programme_of(make_session()), "frab-xml") == ""


def test_file_without_room_is_left_as_it_was() -> None:
    with small_disk("1m") as disk:
        there, new = disk.folder / "there.ics", disk.folder / "new.ics"
        there.write_bytes(b"as it was")
        disk.fill()

        for path in (there, new):
            with pytest.raises(OSError, match="No space left on device") as refused:
                put(path, b"x" * 100_000)
            assert refused.value.filename == str(path)

        assert there.read_bytes() == b"as it was"
        assert sorted(path.name for path in disk.folder.iterdir()) == ["something else", "there.ics"]


def test_device_is_written_to_and_not_replaced() -> None:
    put(Path("/dev/null"), b"x")

    assert Path("/dev/null").is_char_device()
