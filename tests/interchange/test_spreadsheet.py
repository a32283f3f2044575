"""The table of a programme, as a spreadsheet opens it."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from events_service.addresses import Site
from events_service.interchange.spreadsheet import COLUMNS, write, write_workbook
from events_service.programme.programme import Programme, SessionOrganizer, SessionPerson
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_programme,
    make_room,
    make_session,
    make_track,
    make_type,
    programme_of,
)

SITE = Site("https://events.example")
HALL, WATER, OPEN = make_room(), make_track(), make_type()
AMINA, KARIM, BODY = make_person(), make_person(name={"en": "Karim"}), make_organization()


def rows(programme: Programme, language: str = "fr") -> list[dict[str, str]]:
    written = write(programme, SITE, language).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(written, newline="")))


def test_row_says_all_of_a_session_in_words() -> None:
    session = make_session(
        code="SOU 84",
        title={"en": "Water", "fr": "Eau, « pour tous »"},
        description={"fr": "Une ligne\net une autre"},
        room_uid=HALL.uid,
        track_uid=WATER.uid,
        type_uid=OPEN.uid,
        languages=("fr", "ar"),
        people=(SessionPerson(AMINA.uid), SessionPerson(KARIM.uid), SessionPerson("hidden")),
        organizers=(SessionOrganizer(BODY.uid),),
    )
    records = {
        "rooms": (HALL,),
        "tracks": (WATER,),
        "types": (OPEN,),
        "people": (AMINA, KARIM),
        "organizations": (BODY,),
    }

    (row,) = rows(programme_of(session, **records))

    assert tuple(row) == COLUMNS
    assert row == {
        "code": "SOU 84",
        "title": "Eau, « pour tous »",
        "subtitle": "",
        "day": "2018-11-20",
        "start": "2018-11-20 10:00",
        "end": "2018-11-20 11:00",
        "timezone": "Africa/Casablanca",
        "room": "Salle 1",
        "track": "Eau",
        "type": "Open session",
        "status": "confirmed",
        "languages": "fr; ar",
        "interpretation": "",
        "people": "Amina Berrada; Karim",
        "organizers": "Association of towns",
        "abstract": "",
        "description": "Une ligne\net une autre",
        "url": f"https://events.example/fr/forum-7/sessions/{session.slug}/",
        "uid": session.uid,
    }


def test_session_without_a_time_has_a_row_too() -> None:
    day = make_event().start_on
    known, open_ = (make_session(slug=slug, start_local=None, day_on=on) for slug, on in (("a", day), ("b", None)))

    assert [(row["day"], row["start"], row["end"]) for row in rows(programme_of(open_, known))] == [
        ("2018-11-20", "", ""),
        ("", "", ""),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1"])
def test_text_that_would_be_a_formula_is_a_text(text: str) -> None:
    (row,) = rows(programme_of(make_session(title={"fr": text}, slug="x")))

    assert row["title"] == f"'{text}"


def test_file_begins_with_the_mark_of_its_encoding() -> None:
    assert write(programme_of(), SITE, "fr").startswith(b"\xef\xbb\xbfcode,title,")


def sheet(programme: Programme, language: str = "fr") -> Worksheet:
    (found,) = load_workbook(BytesIO(write_workbook(programme, SITE, language))).worksheets
    return found


def test_workbook_has_the_rows_of_the_csv() -> None:
    programme = make_programme(sessions=30)

    head, *cells = sheet(programme).iter_rows(values_only=True)

    assert head == COLUMNS
    assert [[cell or "" for cell in row] for row in cells] == [list(row.values()) for row in rows(programme)]


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "+1", "-1", "@SUM(A1)", "＝1", "7", "https://example.org"])
def test_text_is_a_text_in_a_workbook_whatever_it_looks_like(text: str) -> None:
    cell = sheet(programme_of(make_session(title={"fr": text}, slug="x")))["B2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.quotePrefix is (text[0] in "=+-@＝")


@pytest.mark.parametrize(("language", "is_right_to_left"), [("ar", True), ("fr", False)])
def test_sheet_runs_as_its_language_does(language: str, *, is_right_to_left: bool) -> None:
    view = sheet(programme_of(make_session(title={"ar": "ماء"}, slug="x")), language).sheet_view

    assert bool(view.rightToLeft) is is_right_to_left


def test_text_longer_than_a_cell_is_cut_where_the_cell_ends() -> None:
    long = make_session(description={"fr": "\N{DROPLET}" * 20_000})

    cell = sheet(programme_of(long)).cell(2, 1 + COLUMNS.index("description")).value

    assert cell == "\N{DROPLET}" * 16_383 + "…"


def test_equal_programmes_give_equal_workbooks() -> None:
    first, second = (write_workbook(make_programme(sessions=5), SITE, "fr") for _ in range(2))

    assert first == second
