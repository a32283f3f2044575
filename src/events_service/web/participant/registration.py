"""One's own registration behind its secret link: see it, confirm it, add to it, give it back. No GET acts (T-GET-1)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from events_service.database import DbSession
from events_service.errors import Busy, Conflict, DomainError, InvalidInput
from events_service.languages import one_line
from events_service.programme.states import EventState
from events_service.programme.timetable import Timetable
from events_service.registration import cancellation, confirmation, signup
from events_service.registration.emails import MANAGE
from events_service.registration.links import feed_path, manage_path
from events_service.registration.models import RegistrationState, SeatState
from events_service.registration.outcome import Outcome, outcome_of
from events_service.registration.own import find_own
from events_service.registration.public_event import public_event_of
from events_service.registration.reception import places_of
from events_service.registration.seats import EVENT_PLACE
from events_service.web import times
from events_service.web.participant.choosing import choosing, open_sessions
from events_service.web.participant.frame import checked_language, participant_page, read_fields, view_of
from events_service.web.participant.joinable import is_joinable
from events_service.web.participant.seats import shown_seats
from events_service.web.participant.states import heading, kept, sentence
from events_service.web.public.calendar_links import subscribe_drop
from events_service.web.public.event_head import place
from events_service.web.public.frame import reader_of
from events_service.web.reader import Reader
from events_service.web.views import EventView
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Act = Callable[[DbSession], Outcome]

_COUNTS = (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED, RegistrationState.PENDING)


class _Opened(NamedTuple):
    """A registration that a link opens, and the event it is for."""

    row: Any
    outcome: Outcome
    state: EventState


@router.api_route("/{lang}/registrations/{token}", methods=["GET", "HEAD"])
async def lead_on(request: Request, lang: str, token: str) -> Response:
    """Some mail programs lose the last slash of a link."""
    return RedirectResponse(request.app.state.site.path(checked_language(lang), "registrations", token), 308)


@router.api_route("/{lang}/registrations/{token}/", methods=["GET", "HEAD"])
async def show(request: Request, lang: str, token: str) -> Response:
    language = checked_language(lang)
    return await _page(request, await _open(request, token), language)


@router.post("/{lang}/registrations/{token}/")
async def change(request: Request, lang: str, token: str) -> Response:
    """Do what a button says; on to the page as it is then, or the page with the reason why not."""
    language = checked_language(lang)
    opened = await _open(request, token)
    fields = await read_fields(request)
    chosen = [value for name, value in fields if name == "sessions"]
    try:
        outcome = await request.app.state.database.write(_act(opened, dict(fields), chosen))
    except (Conflict, Busy, InvalidInput) as refusal:
        return await _page(request, await _open(request, token), language, refusal, chosen)
    places_of(request).changed(opened.state.event_uid)
    state = request.app.state
    return RedirectResponse(manage_path(state.site, state.settings.secret_keys, outcome, language), 303)


def _act(opened: _Opened, sent: Mapping[str, str], chosen: Sequence[str]) -> Act:
    """What the pressed button asks for. InvalidInput for none of ours."""
    timetable, registration_id, moment = opened.state.timetable, opened.outcome.id, now()
    match sent.get("act"):
        case "confirm":
            return lambda db: confirmation.confirm(db, timetable, registration_id, moment)
        case "cancel":
            return lambda db: cancellation.cancel(db, timetable, registration_id, moment)
        case "give-back" if (uid := sent.get("session", "")) in _taken(opened.outcome):
            return lambda db: cancellation.cancel(db, timetable, registration_id, moment, uid)
        case "join":
            uids = _uids(timetable, chosen)
            return lambda db: signup.join(db, timetable, registration_id, uids, moment)
    raise InvalidInput


def _taken(outcome: Outcome) -> set[str]:
    return {seat.session_uid for seat in outcome.sessions}


def _uids(timetable: Timetable, slugs: Sequence[str]) -> list[str]:
    """Uids of chosen sessions. InvalidInput where nothing was chosen, or something that is not there."""
    if not slugs:
        raise InvalidInput("Choose at least one session.")
    uids = []
    for slug in slugs:
        session = timetable.session_called(slug)
        if session is None:
            raise InvalidInput("There is no session “{slug}”.", slug=one_line(slug)[:100])
        uids.append(session.uid)
    return uids


async def _open(request: Request, token: str) -> _Opened:
    """NotFound for a link that opens nothing, and where the event is no longer public."""
    row = await run_in_threadpool(_find, request, token)
    state = await public_event_of(request.app.state.published, row.event_uid)
    return _Opened(row, await run_in_threadpool(_outcome, request, state.timetable, row.id), state)


def _find(request: Request, token: str) -> Any:
    with request.app.state.database.read() as db:
        return find_own(db, request.app.state.settings.secret_keys, MANAGE, token).row


def _outcome(request: Request, timetable: Timetable, registration_id: str) -> Outcome:
    with request.app.state.database.read() as db:
        return outcome_of(db, timetable, registration_id)


async def _page(
    request: Request,
    opened: _Opened,
    language: str,
    refusal: DomainError | None = None,
    chosen: Collection[str] = (),
) -> Response:
    places = msgspec.json.decode(await places_of(request).of(opened.state.timetable))
    return await run_in_threadpool(_render, request, opened, language, places["sessions"], refusal, chosen)


def _render(
    request: Request,
    opened: _Opened,
    language: str,
    places: Mapping[str, Any],
    refusal: DomainError | None,
    chosen: Collection[str],
) -> Response:
    view = view_of(request, opened.state)
    reader, event, outcome = reader_of(view, language), view.event, _as_of(opened.outcome, view.now)
    site, keys = request.app.state.site, request.app.state.settings.secret_keys
    here = manage_path(site, keys, outcome, language)
    counts, is_open = outcome.state in _COUNTS, _may_come_again(outcome, view)
    own = {seat.session_uid for seat in outcome.sessions if seat.state is not SeatState.CANCELLED}
    return participant_page(
        request,
        "participant/registration.html",
        view,
        reader,
        reader.say("Your registration"),
        ("registrations", here.rstrip("/").rpartition("/")[2]),
        refusal,
        here=here,
        adding=bool(chosen),
        heading=heading(outcome, reader),
        sentence=sentence(outcome, reader, again=is_open),
        open=is_open,
        unconfirmed=outcome.state is RegistrationState.UNCONFIRMED,
        expired=outcome.state is RegistrationState.EXPIRED,
        ended=outcome.state in (RegistrationState.CANCELLED, RegistrationState.DECLINED),
        counts=counts,
        kept=kept(outcome, view, reader),
        row=opened.row,
        country=reader.country(opened.row.country) if opened.row.country else "",
        category=_category(opened, reader),
        seats=shown_seats(outcome, view, reader),
        choosing=choosing(view, reader, places, chosen, without=own) if counts else None,
        subscribe=_subscribe(feed_path(site, keys, outcome), opened, reader) if counts else None,
        days=times.days(event.start_on, event.end_on, event.precision, language),
        place=place(event, reader),
        again=reader.page(event.slug, "register"),
    )


def _as_of(outcome: Outcome, moment: Any) -> Outcome:
    """As the clock has it: what was not confirmed in time has ended, whether or not anybody has come by."""
    late = outcome.state is RegistrationState.UNCONFIRMED and outcome.expires_at and outcome.expires_at <= moment
    return msgspec.structs.replace(outcome, state=RegistrationState.EXPIRED) if late else outcome


def _may_come_again(outcome: Outcome, view: EventView) -> bool:
    """Would it be taken now: what was wished for, where that was not confirmed in time, else anything?"""
    if outcome.state is not RegistrationState.EXPIRED:
        return is_joinable(view)
    wished = {seat.session_uid for seat in outcome.seats if seat.state is not SeatState.CANCELLED}
    return is_joinable(view) and (
        EVENT_PLACE in wished or any(session.uid in wished for session in open_sessions(view))
    )


def _category(opened: _Opened, reader: Reader) -> Markup:
    known = {category.slug: category for category in opened.state.timetable.event.categories}
    category = known.get(opened.row.category)
    return reader.text(category.name) if category else Markup("")


def _subscribe(feed: str, opened: _Opened, reader: Reader) -> Any:
    name = reader.plain(opened.state.timetable.event.title)
    return subscribe_drop(feed, name, reader, reader.say("Subscribe to my calendar"))
