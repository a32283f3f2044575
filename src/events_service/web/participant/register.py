"""Registering on a page: the form, and what came of it."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from markupsafe import Markup
from msgspec import structs
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from events_service import zones
from events_service.countries import countries
from events_service.errors import DomainError, InvalidInput, NotFound, Sentence
from events_service.programme.live import OfferingState
from events_service.programme.programme import OfferMode
from events_service.programme.states import EventState
from events_service.registration import records
from events_service.registration.admission import NotOffered
from events_service.registration.idempotency import find_outcome
from events_service.registration.public_event import public_event
from events_service.registration.reception import places_of, take
from events_service.registration.requests import application_of, digest_of
from events_service.web import times
from events_service.web.participant.choosing import choosing
from events_service.web.participant.frame import checked_language, participant_page, read_fields, view_of
from events_service.web.participant.joinable import is_joinable, missed, not_open, refusal_of
from events_service.web.participant.seats import shown_seats
from events_service.web.participant.states import heading, kept, shown_state
from events_service.web.participant.typed import LENGTHS, Typed, blank, typed_of
from events_service.web.public.event_head import place, registering
from events_service.web.public.frame import LANGUAGE_NAMES, reader_of
from events_service.web.reader import Reader
from events_service.web.views import EventView

router = APIRouter(include_in_schema=False)

FORM = "form"
"""The actor of its idempotency keys: one that some program chose opens no receipt."""

_INPUTS = {"contact.email": "contact_email"}
"""Fields of a request that have another name in the form."""


@router.api_route("/{lang}/{event}/register/", methods=["GET", "HEAD"])
async def show_form(request: Request, lang: str, event: str) -> Response:
    language = checked_language(lang)
    state = await public_event(request.app.state.published, event)
    if "receipt" in request.query_params:
        return await run_in_threadpool(_receipt, request, state, language, request.query_params["receipt"])
    asked = ",".join(request.query_params.getlist("sessions")).split(",")
    return await _form(request, state, language, blank(language, _present(filter(None, asked), state)))


@router.post("/{lang}/{event}/register/")
async def register_by_form(request: Request, lang: str, event: str) -> Response:
    """Register, or the form again with what was typed and why it was not taken."""
    language = checked_language(lang)
    state = await public_event(request.app.state.published, event)
    typed = typed_of(await read_fields(request))
    typed = structs.replace(typed, sessions=_present(typed.sessions, state))
    try:
        if not typed.sessions and state.live.offering(None).mode is OfferMode.NONE:
            raise InvalidInput(fields={"sessions": Sentence("Choose at least one session.")})
        asked = typed.asked()
        key = typed.request_key(asked)
        application = application_of(asked, state.timetable)
        await take(request, state.timetable, application, key=key, digest=digest_of(asked), asker=FORM)
    except NotFound:
        raise
    except DomainError as refusal:
        return await _form(request, state, language, typed, _rather(refusal, view_of(request, state)))
    # The answer is a page of its own, so that loading it again registers nobody again.
    receipt = request.app.state.site.path(language, event, "register", query={"receipt": key})
    return RedirectResponse(receipt, 303)


@router.api_route("/{event}/register/", methods=["GET", "HEAD"])
@router.api_route("/{event}/register", methods=["GET", "HEAD"])
async def lead_to_language(request: Request, event: str) -> Response:
    """On to the page in the event's first language that pages speak."""
    state = await public_event(request.app.state.published, event)
    known = (tag for tag in state.programme.event.languages if tag in LANGUAGE_NAMES)
    return _on(request, next(known, request.app.state.settings.default_language), event, 302)


@router.api_route("/{lang}/{event}/register", methods=["GET", "HEAD"])
async def lead_on(request: Request, lang: str, event: str) -> Response:
    return _on(request, checked_language(lang), event, 308)


def _on(request: Request, language: str, event: str, status: int) -> Response:
    """To the page, with the query as it came."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(request.app.state.site.path(language, event, "register") + query, status)


def _rather(refusal: DomainError, view: EventView) -> DomainError:
    """Nobody need mend what they typed where there is nothing left to register for."""
    return refusal_of(view) if isinstance(refusal, InvalidInput) and not is_joinable(view) else refusal


def _present(slugs: Iterable[str], state: EventState) -> tuple[str, ...]:
    """Each slug as it is now: a link, or a form somebody has open, may have a former one."""
    called = state.timetable.session_called
    return tuple(dict.fromkeys(session.slug if (session := called(slug)) else slug for slug in slugs))


async def _form(
    request: Request, state: EventState, language: str, typed: Typed, refusal: DomainError | None = None
) -> Response:
    places = msgspec.json.decode(await places_of(request).of(state.timetable))
    return await run_in_threadpool(_render_form, request, state, language, typed, places, refusal)


def _render_form(
    request: Request,
    state: EventState,
    language: str,
    typed: Typed,
    places: Mapping[str, Any],
    refusal: DomainError | None,
) -> Response:
    view = view_of(request, state)
    reader = reader_of(view, language)
    event = view.event
    faults = refusal.fields if isinstance(refusal, InvalidInput) else {}
    offered = view.live.offering(None).state(view.now, event) is OfferingState.OPEN
    return participant_page(
        request,
        "participant/register.html",
        view,
        reader,
        reader.say("Registration"),
        (event.slug, "register"),
        refusal,
        query={"sessions": ",".join(typed.sessions)} if typed.sessions else {},
        typed=typed,
        lengths=LENGTHS,
        faults={
            _INPUTS.get(field, field): sentence.said_in(language, reader.gettext) for field, sentence in faults.items()
        },
        joinable=is_joinable(view),
        missed=_others(refusal, missed(view, typed.sessions), reader),
        not_open=[_said(why, reader) for why in not_open(view, typed.sessions)],
        why_not=_why_not(view, reader),
        offered=offered,
        waits=offered and (places["event"] or {}).get("remaining") == 0,
        choosing=choosing(view, reader, places["sessions"], typed.sessions),
        categories=[(category.slug, reader.text(category.name)) for category in event.categories],
        countries=countries(language),
        mail_languages=LANGUAGE_NAMES,
        days=times.days(event.start_on, event.end_on, event.precision, language),
        place=place(event, reader),
    )


def _others(refusal: DomainError | None, missed: Iterable[DomainError], reader: Reader) -> list[str]:
    """What is said of sessions that were asked for, without what stands above the form already."""
    said = [_said(why, reader) for why in missed]
    if refusal and (told := _said(refusal, reader)) in said:
        said.remove(told)
    return said


def _said(refusal: DomainError, reader: Reader) -> str:
    return refusal.sentence.said_in(reader.language, reader.gettext)


def _why_not(view: EventView, reader: Reader) -> Markup | str:
    """The sentence in place of the form."""
    if zones.to_wall(view.now, view.event.timezone).date() > view.event.end_on:
        return reader.say("This event is over.")
    found = registering(view, reader)
    if found and found.note:
        return found.note
    why = refusal_of(view)
    if isinstance(why, NotOffered):
        return reader.say("There is nothing to register for here at the moment.")
    return _said(why, reader)


def _receipt(request: Request, state: EventState, language: str, key: str) -> Response:
    """What came of a form that was sent: known to whoever has its key, for a day."""
    view = view_of(request, state)
    reader = reader_of(view, language)
    with request.app.state.database.read() as db:
        outcome = find_outcome(db, state.event_uid, FORM, key)
        row = records.find_registration(db, outcome.id) if outcome else None
    if outcome is None or row is None:
        return RedirectResponse(reader.page(view.event.slug, "register"), 303)
    return participant_page(
        request,
        "participant/receipt.html",
        view,
        reader,
        reader.say("Registration"),
        (view.event.slug, "register"),
        query={"receipt": key},
        heading=heading(outcome, reader),
        state=shown_state(outcome),
        outcome=outcome,
        email=row.email,
        seats=shown_seats(outcome, view, reader),
        kept=kept(outcome, view, reader),
    )
