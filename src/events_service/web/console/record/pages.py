"""What was done: the pages, of everything somebody may read or of one event."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response, StreamingResponse

from events_service import dates, zones
from events_service.accounts import record
from events_service.accounts.access import Act, Actor
from events_service.accounts.disclosure import name_of
from events_service.accounts.models import AuditEntry
from events_service.accounts.record import Wanted, Who
from events_service.accounts.requests import ConsoleLogin
from events_service.database import Db, DbSession
from events_service.programme.outlines import Outline, list_outlines
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.moments import clock, clocks
from events_service.web.console.record import asking, export, words
from events_service.web.console.record.asking import Asked
from events_service.web.console.record.rows import COMMAND_LINE, Row, Teller
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

Reading = Annotated[EventDesk, at_event(Act.READ_AUDIT)]
Format = Literal["csv", "jsonl"]
_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


class Day(NamedTuple):
    name: str
    rows: list[Row]


class _View(NamedTuple):
    """One request for the record: who reads what of it."""

    reader: Reader
    db: DbSession
    addresses: bool
    readable: Wanted
    asked: Asked
    outlines: Mapping[str, Outline]
    """Of the events they may read of, by uid."""
    at: str = ""
    """The slug of the event whose record it is."""

    def path(self, suffix: str = "", query: dict[str, str] | None = None) -> str:
        below = ("console", "events", self.at) if self.at else ("console",)
        return self.reader.site.file(*below, f"record{suffix}", query=query)


@router.get("/console/record/")
def lead_on(request: Request) -> Response:
    return RedirectResponse(request.app.state.site.file("console", "record"), 308)


@router.get("/console/record")
def show_record(request: Request, db: Db, login: ConsoleLogin) -> Response:
    view = _view(request, db, login.actor)
    return console_page(
        request,
        "console/record.html",
        mark("All that was done"),
        login,
        status=422 if view.asked.faults else 200,
        reader=view.reader,
        section="record",
        **_values(request, view),
    )


@router.get("/console/record.{kind}")
def export_record(request: Request, db: Db, login: ConsoleLogin, kind: Format) -> Response:
    return _exported(request, _view(request, db, login.actor), kind)


@router.get("/console/events/{slug}/record")
def show_record_of_event(desk: Reading) -> Response:
    view = _view(desk.request, desk.db, desk.actor, desk)
    return desk.page(
        "console/event_record.html",
        mark("What was done"),
        section="record",
        status=422 if view.asked.faults else 200,
        reader=view.reader,
        **_values(desk.request, view),
    )


@router.get("/console/events/{slug}/record.{kind}")
def export_record_of_event(desk: Reading, kind: Format) -> Response:
    return _exported(desk.request, _view(desk.request, desk.db, desk.actor, desk), kind)


def _view(request: Request, db: DbSession, actor: Actor, desk: EventDesk | None = None) -> _View:
    readable = record.readable(actor, desk.event.uid if desk else None)
    outlines = {outline.uid: outline for outline in _outlines(db, readable)}
    # On the pages of an event nothing else can be chosen.
    events = {} if desk else {outline.slug: outline.uid for outline in outlines.values()}
    reader = desk.reader() if desk else reader_of(request)
    asked = asking.read(request.query_params, readable, events, db.connection(), reader.zone)
    return _View(reader, db, record.reads_addresses(actor), readable, asked, outlines, desk.event.slug if desk else "")


def _outlines(db: DbSession, readable: Wanted) -> list[Outline]:
    found = list_outlines(db.connection())
    return [one for one in found if readable.event_uids is None or one.uid in readable.event_uids]


def _exported(request: Request, view: _View, kind: Format) -> Response:
    write = export.tables if kind == "csv" else export.json_lines
    database = request.app.state.database
    return StreamingResponse(
        write(database, view.asked.wanted, view.outlines, view.reader, view.addresses),
        media_type=_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="record.{kind}"'},
    )


def _values(request: Request, view: _View) -> dict[str, Any]:
    """What the template is made from. As many statements for many entries as for one."""
    reader, asked = view.reader, view.asked
    page = record.find_page(view.db, asked.wanted, request.query_params.get("before") or None)
    teller = Teller(view.db, page.entries, view.outlines, reader, addresses=view.addresses)
    return {
        "asked": asked,
        "clocks": clocks(reader),
        "faults": {name: said.said_in(reader.language, reader.gettext) for name, said in asked.faults.items()},
        "choices": list(_choices(view)),
        "subject": asked.typed["subject"],
        "days": list(_days(page.entries, teller, view)),
        "about": _about(page.entries, teller) if asked.typed["subject"] else "",
        "home": view.path(),
        "older": view.path(query={**asked.query, "before": page.before}) if page.before else "",
        "newest": view.path(query=asked.query) if "before" in request.query_params else "",
        "exports": [(kind, view.path(f".{kind}", asked.query)) for kind in _TYPES],
    }


def _days(entries: list[AuditEntry], teller: Teller, view: _View) -> Iterator[Day]:
    for on, of_day in groupby(entries, key=lambda entry: zones.to_wall(entry.created_at, view.reader.zone).date()):
        yield Day(dates.day(on, view.reader.language), [_row(entry, teller, view) for entry in of_day])


def _row(entry: AuditEntry, teller: Teller, view: _View) -> Row:
    outline = view.outlines.get(entry.event_uid or "")
    place, history = teller.place(entry, at=view.at), view.path(query={"subject": entry.subject})
    return Row(
        id=entry.id,
        when=clock(entry.created_at, view.reader),
        sentence=teller.sentence(entry, href=place),
        event=Markup("") if view.at else teller.event(entry),
        event_href=view.reader.site.file("console", "events", outline.slug, "record") if outline else "",
        subject_href="" if history == place or view.asked.typed["subject"] == entry.subject else history,
        lines=teller.lines(entry),
    )


def _about(entries: list[AuditEntry], teller: Teller) -> Markup:
    """The name of the one subject that is shown; nothing where nothing is known of it."""
    return teller.what(entries[0]) if entries else Markup("")


def _choices(view: _View) -> Iterator[tuple[str, Markup, list[tuple[str, Any]]]]:
    """The lists to choose from: name, label and options."""
    reader = view.reader
    people = [(who.key, _named(who, view)) for who in record.list_actors(view.db, view.readable)]
    yield "person", reader.say("Who"), people
    acts = sorted(((act, words.kind(act, reader)) for act in record.list_acts(view.db)), key=lambda one: one[1])
    yield "act", reader.say("What"), acts
    if not view.at:
        events = [(outline.slug, reader.plain(outline.title)) for outline in view.outlines.values()]
        yield "event", reader.say("Event"), events


def _named(who: Who, view: _View) -> str:
    return view.reader.gettext(COMMAND_LINE) if who.key == "command" else name_of(who.name, addresses=view.addresses)
