"""What is missing in which language: counted, listed with the way to each field, and taken along as a table."""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Annotated, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.interchange.spreadsheet import harmless
from events_service.programme import draft
from events_service.programme.completeness import Asked, Count, Counts, What, counted, texts_of
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

Reading = Annotated[EventDesk, at_event(Act.READ_DRAFT)]

NAMES: Mapping[What, str] = {
    What.EVENT_TITLE: mark("Title of the event"),
    What.EVENT_THEME: mark("Theme of the event"),
    What.EVENT_DESCRIPTION: mark("Description of the event"),
    What.SESSION_TITLE: mark("Titles of sessions"),
    What.SESSION_DESCRIPTION: mark("Descriptions of sessions"),
    What.SESSION_OBJECTIVES: mark("Objectives of sessions"),
    What.SESSION_AGENDA: mark("Agendas of sessions"),
    What.ROOM: mark("Rooms"),
    What.TRACK: mark("Tracks"),
    What.VENUE: mark("Venues"),
    What.TYPE: mark("Types of session"),
    What.ORGANIZATION: mark("Organizations"),
    What.PERSON: mark("Names of people"),
    What.BIOGRAPHY: mark("Biographies"),
}
_FIELDS = {
    What.EVENT_TITLE: "title.{tag}",
    What.EVENT_THEME: "theme.{tag}",
    What.EVENT_DESCRIPTION: "description.{tag}",
    What.SESSION_TITLE: "title.{tag}",
    What.SESSION_DESCRIPTION: "description.{tag}",
    What.SESSION_OBJECTIVES: "objectives",
    What.SESSION_AGENDA: "agenda",
    What.BIOGRAPHY: "biography.{tag}",
}
"""Where in the form it is typed; names of all else in `name.{tag}`."""
_PARTS = {What.ROOM: "rooms", What.TRACK: "tracks", What.VENUE: "venues", What.TYPE: "types"}
_DIRECTORY = {What.ORGANIZATION: "organizations", What.PERSON: "people", What.BIOGRAPHY: "people"}
_COLUMNS = (mark("What"), mark("Code"), mark("Name"), mark("Language"), mark("Where"))


class Cell(NamedTuple):
    tag: str
    number: Count
    href: str
    """The list of what is missing; empty where nothing is."""
    chosen: bool


class Row(NamedTuple):
    name: Markup
    total: int
    cells: list[Cell]


class Missing(NamedTuple):
    code: str
    name: Markup
    href: str
    """The field in which it is typed; empty for whoever may not type there."""


@router.get("/console/events/{slug}/languages")
def show_languages(desk: Reading, what: str = "", tag: str = "") -> Response:
    reader, texts = desk.reader(), _texts(desk)
    counts = counted(texts, desk.languages)
    chosen = next((one for one in What if one == what and _lacks(counts, one, tag)), None)
    kinds = list(dict.fromkeys(kind for kind, _ in counts))
    return desk.page(
        "console/languages.html",
        mark("Languages"),
        section="overview",
        reader=reader,
        languages_of=[(one, reader.name_of_language(one)) for one in desk.languages],
        rows=[_row(desk, kind, counts, (chosen, tag), reader) for kind in kinds],
        left=sum(count.missing for count in counts.values()),
        chosen=reader.say(NAMES[chosen]) if chosen else "",
        chosen_language=reader.name_of_language(tag) if chosen else "",
        missing=[
            Missing(one.code, reader.text(one.name), address(desk, one, tag))
            for one in texts
            if chosen and one.what is chosen and tag in one.missing
        ],
        settings=desk.path("settings") if desk.may(Act.EDIT_EVENT) else "",
        table=desk.path("languages.csv"),
    )


@router.get("/console/events/{slug}/languages.csv")
def export_languages(desk: Reading) -> Response:
    """Everything that is missing, a line each, for whoever translates. No text becomes a formula (T-CSV-1)."""
    reader, site = desk.reader(), desk.request.app.state.site
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow([str(reader.say(name)) for name in _COLUMNS])
    for text in _texts(desk):
        for tag in text.missing:
            href = address(desk, text, tag)
            line = (
                str(reader.say(NAMES[text.what])),
                text.code,
                reader.plain(text.name),
                reader.name_of_language(tag),
                site.url(href) if href else "",
            )
            rows.writerow([harmless(cell) for cell in line])
    return Response(
        written.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{desk.event.slug}-languages.csv"'},
    )


def address(desk: EventDesk, text: Asked, tag: str) -> str:
    """The field of the form in which it is typed; empty for whoever may not type there."""
    field = _FIELDS.get(text.what, "name.{tag}").format(tag=tag)
    if text.what in _DIRECTORY:
        if not desk.actor.may(Act.EDIT_EVENT):
            return ""
        page: str = desk.request.app.state.site.file("console", _DIRECTORY[text.what], text.uid)
    elif text.what.startswith("session-"):
        page = desk.path("sessions", text.uid)
    elif not desk.may(Act.EDIT_EVENT):
        return ""
    else:
        page = desk.path("parts", _PARTS[text.what], text.uid) if text.what in _PARTS else desk.path("settings")
    return f"{page}#{field}"


def _lacks(counts: Counts, what: What, tag: str) -> bool:
    return (what, tag) in counts and counts[what, tag].missing > 0


def _texts(desk: EventDesk) -> list[Asked]:
    return list(texts_of(draft.load(desk.db.connection(), desk.event.uid).programme))


def _row(
    desk: EventDesk,
    what: What,
    counts: Counts,
    chosen: tuple[What | None, str],
    reader: Reader,
) -> Row:
    cells = []
    for tag in desk.languages:
        count = counts[what, tag]
        query = {"what": what.value, "tag": tag}
        href = desk.path("languages", query=query) + "#missing" if count.missing else ""
        cells.append(Cell(tag, count, href, (what, tag) == chosen))
    return Row(reader.say(NAMES[what]), cells[0].number.total, cells)
