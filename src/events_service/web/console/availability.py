"""When a room can be had, or somebody is there: hours typed for each day of the event."""

from collections.abc import Iterable, Mapping
from typing import Annotated, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from events_service import dates
from events_service.accounts.access import Act
from events_service.columns import is_uid
from events_service.errors import DomainError, InvalidInput, NotFound, PreconditionFailed
from events_service.languages import folded
from events_service.programme import draft
from events_service.programme.planning import keeping
from events_service.programme.planning.keeping import Available
from events_service.programme.planning.loading import load_planning
from events_service.programme.planning.planning import AvailableKind, Span
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.fields import TAKE_UP
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.hours import Days, typed_spans
from events_service.web.public.names import room_name
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Deciding = Annotated[EventDesk, at_event(Act.EDIT_EVENT)]

_ROOM = "/console/events/{slug}/rooms/{uid}/availability"
_PERSON = "/console/events/{slug}/people/{uid}/availability"
MOST_LISTED = 100
_PARTS = {AvailableKind.ROOM: "rooms", AvailableKind.PERSON: "people"}


class Listed(NamedTuple):
    """A room or person in the list."""

    name: Markup
    href: str
    times: list[Markup]
    """Of the days that are not whole; none is always."""


class Row(NamedTuple):
    """A day of the form."""

    day: str
    name: str
    hours: str
    away: bool


@router.get(_ROOM)
def show_room(desk: Deciding, uid: str) -> Response:
    return _page(desk, AvailableKind.ROOM, uid)


@router.post(_ROOM)
def edit_room(desk: Deciding, uid: str, form: ConsoleForm) -> Response:
    return _edit(desk, AvailableKind.ROOM, uid, form)


@router.get(_PERSON)
def show_person(desk: Deciding, uid: str) -> Response:
    return _page(desk, AvailableKind.PERSON, uid)


@router.post(_PERSON)
def edit_person(desk: Deciding, uid: str, form: ConsoleForm) -> Response:
    return _edit(desk, AvailableKind.PERSON, uid, form)


@router.get("/console/events/{slug}/availability")
def list_available(desk: Deciding) -> Response:
    """Every room, the people of whom something is said, and those whose name is searched for."""
    connection, reader = desk.db.connection(), desk.reader()
    said = load_planning(connection, desk.event.uid).availability
    rooms = draft.OF_EVENT["rooms"].read(connection, draft.OF_EVENT["rooms"].table.c.event_uid == desk.event.uid)
    people = keeping.list_people(connection, desk.event.uid)
    asked = desk.request.query_params.get("q", "").strip()[:100]
    named = sorted((folded(reader.plain(name)), uid) for uid, name in people.items())
    wanted = [uid for name, uid in named if folded(asked) in name] if asked else [u for _, u in named if u in said]
    return desk.page(
        "console/available.html",
        mark("Availability"),
        section="conflicts",
        reader=reader,
        rooms=[
            _listed(desk, AvailableKind.ROOM, room.uid, room_name(room.name, reader), said, reader) for room in rooms
        ],
        people=[
            _listed(desk, AvailableKind.PERSON, uid, reader.text(people[uid]), said, reader)
            for uid in wanted[:MOST_LISTED]
        ],
        more=len(wanted) > MOST_LISTED,
        everybody=len(people),
        asked=asked,
    )


def _listed(
    desk: EventDesk, kind: AvailableKind, uid: str, name: Markup, said: Mapping[str, tuple[Span, ...]], reader: Reader
) -> Listed:
    spans = said.get(uid, ())
    days = Days.of(desk.event, spans)
    told = []
    for day in days.days if spans else ():
        hours, away = days.said(day, spans)
        if hours or away:
            words = reader.say("Not at all") if away else reader.code(hours)
            told.append(reader.say("{day}: {hours}", day=dates.short_day(day, reader.language), hours=words))
    return Listed(name, desk.path(_PARTS[kind], uid, "availability"), told)


def _edit(desk: EventDesk, kind: AvailableKind, uid: str, form: Mapping[str, object]) -> Response:
    sent = {name: str(value) for name, value in form.items()}
    if TAKE_UP in sent:
        return _page(desk, kind, uid, None, sent)
    try:
        found = _get(desk, kind, uid)
        version = sent.get("version", "")
        if version != str(found.version):
            raise PreconditionFailed
        spans = typed_spans(Days.of(desk.event, found.spans), sent)
        desk.write(
            lambda db: keeping.set_availability(db, desk.actor, desk.event.uid, kind, uid, spans, found.version, now())
        )
    except (InvalidInput, PreconditionFailed) as refusal:
        return _page(desk, kind, uid, refusal, sent)
    return desk.go(_PARTS[kind], uid, "availability", query={"saved": "1"})


def _get(desk: EventDesk, kind: AvailableKind, uid: str) -> Available:
    if not is_uid(uid):
        raise NotFound("The working version has nothing called {name}.", name=uid)
    return keeping.get_availability(desk.db.connection(), desk.event.uid, kind, uid)


def _opened(sent: Mapping[str, str]) -> str:
    """The version over which the text was typed that is taken up: whoever saves it learns what others did since."""
    return sent.get("version", "")


def _said(rows: Iterable[Row]) -> dict[str, str]:
    """What stands in the form, by the names of its fields."""
    hours = {f"hours-{row.day}": row.hours for row in rows}
    return hours | {f"away-{row.day}": "1" for row in rows if row.away}


def _page(
    desk: EventDesk,
    kind: AvailableKind,
    uid: str,
    refusal: DomainError | None = None,
    sent: Mapping[str, str] | None = None,
) -> Response:
    reader, found = desk.reader(), _get(desk, kind, uid)
    faults = refusal.fields if isinstance(refusal, InvalidInput) else {}
    days, rows = Days.of(desk.event, found.spans), []
    for day in days.days:
        hours, away = days.said(day, found.spans)
        if sent is not None:
            hours, away = sent.get(f"hours-{day}", ""), bool(sent.get(f"away-{day}"))
        rows.append(Row(day.isoformat(), dates.short_day(day, reader.language), hours, away))
    name = room_name(found.name, reader) if kind is AvailableKind.ROOM else reader.text(found.name)
    return desk.page(
        "console/availability.html",
        mark("Availability"),
        section="conflicts",
        reader=reader,
        status=refusal.status if refusal else 200,
        name=Markup("<bdi>{}</bdi>").format(name),
        action=desk.path(_PARTS[kind], uid, "availability"),
        person=kind is AvailableKind.PERSON,
        version=_opened(sent) if sent and TAKE_UP in sent else found.version,
        filled_in=_said(rows),
        rows=rows,
        saved="saved" in desk.request.query_params,
        faults={field: fault.said_in(reader.language, reader.gettext) for field, fault in faults.items()},
        sentence=refusal.sentence.said_in(reader.language, reader.gettext) if refusal and not faults else "",
    )
