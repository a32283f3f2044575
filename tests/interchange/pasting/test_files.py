"""Dropped files are read by what they hold."""

import zipfile
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from events_service.errors import InvalidInput
from events_service.interchange.pasting.dropped import LARGEST, FileTooLarge, NoText, read_file
from events_service.interchange.pasting.proposals import Reading
from events_service.interchange.pasting.structured import UnreadableCalendar
from events_service.interchange.pasting.workbooks import UnreadableWorkbook
from tests.interchange.pasting.cases import SUMMIT
from tests.support.needs import shared_data

ZONE = "Africa/Casablanca"


def dropped(data: bytes) -> Reading:
    return read_file(data, SUMMIT, ZONE)


def brief(reading: Reading) -> list[tuple[str, str, date | None, str, str, str]]:
    return [(p.code, p.title, p.day, p.start, p.end, p.room) for p in reading.proposals]


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_workbook_is_read_as_its_cells() -> None:
    data = workbook(
        [
            ["Date", "Début", "Fin", "Code", "Titre", "Salle", "Intervenants"],
            [datetime(2018, 11, 21), time(9, 30), time(12, 30), "SOU 84", "Partenariats", "Dakhla", "A Benali\nB Diop"],  # noqa: DTZ001  # as cells have it
            [None, time(14, 30), time(18, 0), "SOU 75", "Unis", "Agadir", None],
        ]
    )

    found = dropped(data)

    day = date(2018, 11, 21)
    assert brief(found) == [
        ("SOU 84", "Partenariats", day, "09:30", "12:30", "Dakhla"),
        ("SOU 75", "Unis", day, "14:30", "18:00", "Agadir"),
    ]
    assert [person.name for person in found.proposals[0].people] == ["A Benali", "B Diop"]
    assert "2018-11-21\t09:30" in found.text


def test_what_unpacks_to_too_much_is_refused() -> None:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<a/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    many = BytesIO()
    with zipfile.ZipFile(many, "w") as packed:
        for number in range(600):
            packed.writestr(f"xl/{number}", "")

    for data in (written.getvalue(), many.getvalue(), b"PK\x03\x04 xl/ nothing"):
        with pytest.raises(UnreadableWorkbook):
            dropped(data)


def test_a_calendar_is_read_by_the_clocks_of_the_event() -> None:
    data = b"\r\n".join(
        [
            *(b"BEGIN:VCALENDAR", b"VERSION:2.0", b"PRODID:-//x//y//EN", b"BEGIN:VEVENT", b"UID:1"),
            *(b"SUMMARY:SOU 84 - Partnering to last", b"DTSTART:20181121T083000Z", b"DTEND:20181121T113000Z"),
            *(b"LOCATION:Room Dakhla", b"RRULE:FREQ=SECONDLY", b"END:VEVENT", b"BEGIN:VEVENT", b"UID:2"),
            *(b"SUMMARY:Excursion", b"DTSTART;VALUE=DATE:20181122", b"END:VEVENT", b"BEGIN:VEVENT", b"UID:3"),
            *(b"SUMMARY:Off", b"STATUS:CANCELLED", b"DTSTART:20181122T090000Z", b"END:VEVENT", b"END:VCALENDAR", b""),
        ]
    )

    found = dropped(data)

    assert brief(found) == [
        ("SOU 84", "Partnering to last", date(2018, 11, 21), "09:30", "12:30", "Dakhla"),
        ("", "Excursion", date(2018, 11, 22), "", "", ""),
    ]
    assert found.left == ("RRULE SOU 84 - Partnering to last", "STATUS:CANCELLED Off")
    with pytest.raises(UnreadableCalendar):
        dropped(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:never")


def test_real_calendars_are_read_or_refused() -> None:
    titled = 0
    for path in sorted(Path(shared_data("ics")).rglob("*.ics")):
        try:
            titled += sum(bool(p.title) for p in dropped(path.read_bytes()).proposals)
        except InvalidInput:
            continue
    assert titled > 90


def test_a_schedule_is_read_through_its_format() -> None:
    found = dropped(shared_data("schedule/democon.pretalx.json").read_bytes())

    assert len(found.proposals) == 36
    assert all(p.title and p.day and p.start and p.room for p in found.proposals)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_a_text_is_read_in_whatever_letters_it_was_saved(encoding: str) -> None:
    text = "SOU 84 - شراكات تدوم\nالأربعاء 21 نونبر 2018\nالساعة 9:30 إلى 12:30\nالقاعة: الداخلة\n"

    (session,) = dropped(text.encode(encoding)).proposals

    assert session.title == "شراكات تدوم"
    assert (session.start, session.room) == ("09:30", "الداخلة")


def test_what_is_no_text_or_too_large_is_refused() -> None:
    with pytest.raises(NoText):
        dropped(b"\x89PNG\r\n\x00\x00")
    with pytest.raises(FileTooLarge):
        dropped(b"a" * (LARGEST + 1))
