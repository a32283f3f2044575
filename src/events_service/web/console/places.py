"""A room and time for a session: the best free ones, and one button that moves it there."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from events_service import dates
from events_service.accounts.access import Act
from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.errors import Conflict, DomainError, InvalidInput, NotFound, PreconditionFailed
from events_service.programme import editing, moving, own_sessions
from events_service.programme.answers import differing_fields
from events_service.programme.moving import Move
from events_service.programme.planning.finding import conflicts_of
from events_service.programme.planning.loading import load_plan
from events_service.programme.planning.places import Place, Wish, best_places, not_before
from events_service.programme.planning.plan import Plan
from events_service.programme.planning.reasons import tell_reason
from events_service.programme.planning.when import said_hours
from events_service.programme.programme import Session
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.forms import SentForm
from events_service.web.console.planned import PageNaming, said, sentence
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Seeing = Annotated[EventDesk, at_event(Act.READ_DRAFT)]
Moving = Annotated[EventDesk, at_event(Act.EDIT_DRAFT)]

_PAGE = "/console/events/{slug}/sessions/{uid}/place"
SHORTEST, LONGEST = 5, 24 * 60


class Row(NamedTuple):
    """A place in the list."""

    room: str
    room_uid: str
    when: str
    start: str
    end: str
    against: list[Markup]
    speaks_for: list[Markup]


@router.get(_PAGE)
def show_places(desk: Seeing, uid: str) -> Response:
    return _page(desk, uid)


@router.post(_PAGE)
def move_session(desk: Moving, uid: str, form: SentForm) -> Response:
    """Move the session to one of the places."""
    try:
        _move(desk, uid, form)
    except (InvalidInput, Conflict, PreconditionFailed) as refusal:
        with desk.request.app.state.database.read() as db:
            return _page(desk._replace(db=db), uid, refusal)
    return desk.go("sessions", uid, "place", query={"moved": "1"})


def _move(desk: EventDesk, uid: str, form: Mapping[str, str]) -> None:
    start, end = (_wall(form.get(name, "")) for name in ("start_local", "end_local"))
    place = {"start_local": start, "end_local": end, "room": form.get("room", "")}
    version = form.get("version", "")

    def permitted(before: Session, after: Session) -> Session:
        return own_sessions.permitted(desk.actor, desk.event.uid, before, after, says_ready=False)

    def act(db: DbSession) -> None:
        (moved,) = moving.move_sessions(
            db, desk.event.uid, [Move(uid, place, lambda _, current: str(current) == version)], permitted
        )
        if moved.before != moved.after:
            was, became = differing_fields(moved.before, moved.after)
            desk.note(db, "edit_session", f"session:{uid}", was, became)

    desk.write(act)


def _wall(typed: str) -> datetime:
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        raise InvalidInput from None
    if local.tzinfo is not None or local.second or local.microsecond:
        raise InvalidInput
    return local


def _page(desk: EventDesk, uid: str, refusal: DomainError | None = None) -> Response:
    connection, reader = desk.db.connection(), desk.reader()
    if not is_uid(uid):
        raise NotFound("The working version has nothing called {name}.", name=uid)
    _, version = editing.get_session(connection, desk.event.uid, uid)
    plan = load_plan(connection, desk.event.uid)
    session, naming = plan.sessions[uid], PageNaming(plan, reader)
    wish = _wish(desk, plan)
    return desk.page(
        "console/places.html",
        mark("Find a room and time"),
        section="conflicts",
        reader=reader,
        status=refusal.status if refusal else 200,
        uid=uid,
        version=version,
        name=naming.session(uid),
        where=naming.room(session.room_uid) if session.room_uid else "",
        when=naming.together(uid) if session.start_local and uid in plan.by_uid else "",
        conflicts=[(each.severity, sentence(each, naming)) for each in conflicts_of(plan, session)],
        rows=[_row(session, place, naming) for place in best_places(plan, session, wish)],
        days=_days(desk, reader.language),
        rooms=[(room.uid, naming.room(room.uid)) for room in plan.programme.rooms],
        wish=wish,
        shortest=SHORTEST,
        longest=LONGEST,
        moves=desk.may(Act.EDIT_DRAFT),
        moved="moved" in desk.request.query_params,
        sentence=refusal.sentence.said_in(reader.language, reader.gettext) if refusal else "",
    )


def _wish(desk: EventDesk, plan: Plan) -> Wish:
    """What the form above the list says; what it cannot mean is nothing."""
    query = desk.request.query_params
    try:
        day = date.fromisoformat(query.get("day", ""))
    except ValueError:
        day = None
    minutes = query.get("minutes", "")
    length = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 5 else 0
    return Wish(
        day if day and desk.event.start_on <= day <= desk.event.end_on else None,
        room if (room := query.get("room")) in plan.rooms else None,
        length if SHORTEST <= length <= LONGEST else None,
        not_before(plan, now()),
    )


def _days(desk: EventDesk, language: str) -> list[tuple[str, str]]:
    number = (desk.event.end_on - desk.event.start_on).days + 1
    every = (desk.event.start_on + timedelta(days=day) for day in range(number))
    said = dates.short_day if desk.event.start_on.year == desk.event.end_on.year else dates.day
    return [(day.isoformat(), said(day, language)) for day in every]


def _row(session: Session, place: Place, naming: PageNaming) -> Row:
    reader = naming.reader
    told = [(reason.cost, said(tell_reason(naming, session, place, reason), reader)) for reason in place.reasons]
    day = dates.short_day(place.start_local.date(), reader.language)
    hours = said_hours(place.start_local, place.end_local, reader.language)
    return Row(
        naming.room(place.room_uid),
        place.room_uid,
        f"{day}, {hours}" if reader.language != "ar" else f"{day}، {hours}",
        f"{place.start_local:%Y-%m-%dT%H:%M}",
        f"{place.end_local:%Y-%m-%dT%H:%M}",
        [text for cost, text in told if cost],
        [text for cost, text in told if not cost],
    )
