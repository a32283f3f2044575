"""Dropped files are read by what they hold."""

import time
import zipfile
from datetime import date, datetime
from datetime import time as clock
from io import BytesIO
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from openpyxl import Workbook

from events_service.errors import InvalidInput
from events_service.inputs import LONG
from events_service.interchange.pasting.building import MOST_IN_A_FILE, TooManyInFile
from events_service.interchange.pasting.dropped import LARGEST, FileTooLarge, NoText, read_file
from events_service.interchange.pasting.entries import UnreadableCalendar
from events_service.interchange.pasting.letters import LONGEST
from events_service.interchange.pasting.proposals import Proposal, ProposedBody, ProposedPerson, Reading
from events_service.interchange.pasting.workbooks import UnreadableWorkbook
from events_service.programme.programme import PersonRole
from tests.interchange.pasting.cases import SUMMIT
from tests.support.needs import shared_data

ZONE = "Africa/Casablanca"
DAY = datetime(2018, 11, 21)  # noqa: DTZ001  # as cells have it


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
            [DAY, clock(9, 30), clock(12, 30), "SOU 84", "Partenariats", "Dakhla", "A Benali\nB Diop"],
            [None, clock(14, 30), clock(18, 0), "SOU 75", "Unis", "Agadir", None],
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


def test_a_calendar_of_this_site_comes_back_whole() -> None:
    uid = str(uuid5(NAMESPACE_URL, "a"))
    said = "\\n\\n".join(
        [
            "Workshop · Land and water",
            "Of rivers.\\n\\nWith a second paragraph: and more.",
            "Speakers: Ada Lovelace (to be confirmed)\\, Institute of Rivers\\, Fez\\; Awa Diop\\nChair: Karim Bennani",
            "Organized by:\\nHouse of Rivers (HR)\\, 05 37 20 59 03\\nCities\\, towns and friends",
            "Languages: French\\, Arabic\\nInterpretation into: English",
            "Forum\\nhttps://example.org/en/forum/sessions/a/",
        ]
    )
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Events Service//Calendar//EN", "BEGIN:VEVENT", f"UID:{uid}"),
        *("SUMMARY;LANGUAGE=en:SOU 84 · Rivers", "DTSTART:20181121T083000Z", "DTEND:20181121T113000Z"),
        *("LOCATION;LANGUAGE=en:Room Dakhla\\, Summit site\\, Marrakech", "CATEGORIES:Land and water,Workshop,fr,ar"),
        *("CONTACT:House of Rivers (HR)\\, 05 37 20 59 03", "URL:https://example.org/en/forum/sessions/a/"),
        *(f"DESCRIPTION;LANGUAGE=en:{said}", "END:VEVENT", "END:VCALENDAR", ""),
    ]

    (found,) = dropped("\r\n".join(lines).encode()).proposals

    assert found == Proposal(
        title="Rivers",
        code="SOU 84",
        day=date(2018, 11, 21),
        start="09:30",
        end="12:30",
        room="Dakhla",
        venue="Summit site",
        track="Land and water",
        type="Workshop",
        languages=("fr", "ar"),
        interpretation=("en",),
        organizers=(
            ProposedBody("House of Rivers", "HR", ("05 37 20 59 03",)),
            ProposedBody("Cities, towns and friends"),
        ),
        people=(
            ProposedPerson("Ada Lovelace", "Institute of Rivers, Fez", to_be_confirmed=True),
            ProposedPerson("Awa Diop"),
            ProposedPerson("Karim Bennani", "", PersonRole.CHAIR),
        ),
        description="Of rivers.\n\nWith a second paragraph: and more.",
        uid=uid,
    )


def test_a_schedule_of_a_thousand_sessions_is_read_in_seconds() -> None:
    began = time.perf_counter()

    found = dropped(shared_data("schedule/fosdem-2025.xml").read_bytes())

    assert len(found.proposals) == 1105
    assert time.perf_counter() - began < 5


def test_more_than_can_be_taken_is_told_with_the_number_and_the_way() -> None:
    entry = "BEGIN:VEVENT\r\nUID:{}\r\nSUMMARY:A\r\nDTSTART:20181121T083000Z\r\nEND:VEVENT\r\n"
    whole = "".join(entry.format(number) for number in range(MOST_IN_A_FILE + 1))

    with pytest.raises(TooManyInFile) as refusal:
        dropped(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{whole}END:VCALENDAR\r\n".encode())
    assert "2001 sessions; 2000 at most" in str(refusal.value)


def test_t_dos_1_calendar_with_too_many_entries_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("icalendar.Calendar.from_ical", pytest.fail)
    data = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 2001 + b"END:VCALENDAR\r\n"

    with pytest.raises(TooManyInFile) as refusal:
        dropped(data)

    assert "2001 sessions" in str(refusal.value)


def test_t_dos_1_text_of_an_entry_is_looked_at_as_far_as_a_text_may_go() -> None:
    said = {"SUMMARY": "Water", "DESCRIPTION": "water " * 500_000}
    lines = "".join(f"{name}:{value}\r\n" for name, value in said.items())
    data = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n".encode()

    (proposal,) = dropped(data).proposals

    assert proposal.title == "Water"
    assert LONG < len(proposal.description) <= LONGEST
