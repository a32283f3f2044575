"""A programme as a table for spreadsheets, a row a session.

CSV (RFC 4180) is in UTF-8, with the mark Excel looks for. A workbook (XLSX, ECMA-376) has the same rows, all of them
texts. In neither can a text become a formula.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import BytesIO, StringIO

from xlsxwriter import Workbook

from events_service.addresses import Site
from events_service.languages import choose, cleaned
from events_service.programme.programme import Programme, Session
from events_service.programme.timetable import Timetable

FORMAT = "csv"
WORKBOOK = "xlsx"
COLUMNS = ("code", "title", "subtitle", "day", "start", "end", "timezone", "room", "track", "type", "status") + (
    *("languages", "interpretation", "people", "organizers", "abstract", "description", "url", "uid"),
)

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What makes a cell a formula where it is opened: such a text gets an apostrophe before it."""


_WIDTHS = {"title": 50, "subtitle": 30, "abstract": 40, "description": 60, "people": 40, "organizers": 40, "url": 40}
_WIDTH = 16
"""Of columns, in digits."""
_LONGEST_CELL = 32_767
"""UTF-16 code units a cell may hold (ECMA-376 part 1, 18.4.12, as Excel reads it)."""


def write(programme: Programme, site: Site, language: str) -> bytes:
    """Every session, those without a time at the end of their day, in one language or its event's next best."""
    written = StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    table.writerows(map(harmless, row) for row in _rows(programme, site, language))
    return written.getvalue().encode("utf-8-sig")


def write_workbook(programme: Programme, site: Site, language: str) -> bytes:
    """The same rows on a sheet, from right to left where its language is. Equal programmes, equal bytes."""
    written = BytesIO()
    event = programme.event
    workbook = Workbook(written, {"in_memory": True})
    made = event.revised_at or datetime.combine(event.start_on, datetime.min.time())
    workbook.set_properties({"title": choose(event.title, language, event.languages)[0], "created": made})
    head = workbook.add_format({"bold": True})
    body = workbook.add_format({"text_wrap": True, "valign": "top"})
    # What a typed apostrophe sets: the text stays one also when somebody edits the cell.
    quoted = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    sheet = workbook.add_worksheet("sessions")
    if language == "ar":
        sheet.right_to_left()
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(name, _WIDTH))
        sheet.write_string(0, column, name, head)
    rows = 0
    for rows, row in enumerate(_rows(programme, site, language), start=1):
        for column, cell in enumerate(row):
            sheet.write_string(rows, column, _cut(cell), quoted if cell.startswith(_FORMULA) else body)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows, len(COLUMNS) - 1)
    workbook.close()
    return written.getvalue()


def _rows(programme: Programme, site: Site, language: str) -> Iterator[list[str]]:
    timetable = Timetable(programme)
    return (_row(session, timetable, site, language) for session in timetable.sessions)


def _row(session: Session, timetable: Timetable, site: Site, language: str) -> list[str]:
    event = timetable.event

    def said(text: Mapping[str, str]) -> str:
        return choose(text, language, event.languages)[0]

    room, track = timetable.rooms.get(session.room_uid or ""), timetable.tracks.get(session.track_uid or "")
    kind = timetable.types.get(session.type_uid or "")
    people = (timetable.people.get(link.person_uid) for link in session.people)
    bodies = (timetable.organizations.get(link.organization_uid) for link in session.organizers)
    day = timetable.day(session)
    cells = (
        *(session.code, said(session.title), said(session.subtitle), day.isoformat() if day else ""),
        *(_shown(session.start_local), _shown(session.end_local), event.timezone),
        *(said(named.name) if named else "" for named in (room, track, kind)),
        *(session.status.value, _listed(session.languages), _listed(session.interpretation)),
        _listed(said(person.name) for person in people if person),
        _listed(said(body.name) for body in bodies if body),
        *(said(session.abstract), said(session.description)),
        site.url(site.path(language, event.slug, "sessions", session.slug)),
        session.uid,
    )
    return [cleaned(cell) for cell in cells]


def _shown(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _listed(names: Iterable[str]) -> str:
    return "; ".join(names)


def harmless(cell: str) -> str:
    """The cell as no program takes it for a formula (T-CSV-1)."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _cut(cell: str) -> str:
    """As much of a text as a cell holds."""
    units = cell.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST_CELL:
        return cell
    return units[: 2 * (_LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"
