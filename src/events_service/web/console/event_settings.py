"""An event as a whole: made, out of nothing or of an earlier edition, and changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from events_service.accounts import access, audit
from events_service.accounts.access import Act, Actor
from events_service.accounts.login import Current
from events_service.accounts.requests import ConsoleLogin
from events_service.columns import is_uid
from events_service.countries import countries
from events_service.database import Db, DbSession, new_id
from events_service.errors import DomainError, InvalidInput, NotFound, Sentence
from events_service.programme import draft, editing, event_editing
from events_service.programme.answers import differing_fields
from events_service.programme.copying import Keep, copied
from events_service.programme.event_changes import changed_event
from events_service.programme.event_inputs import EventChange, NewEvent
from events_service.programme.outlines import list_outlines
from events_service.programme.programme import FORMAT, Event, Programme
from events_service.slugs import made_slug
from events_service.translations import mark
from events_service.web.console import event_form
from events_service.web.console.editor import Filled, Typed, checked, options_of, typed_of
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.fields import Form, Option, Values, fields_of
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.merging import write_form
from events_service.web.console.naming import country_names, organization_names, person_names, series_names
from events_service.web.console.newcomers import add_newcomers
from events_service.web.console.session_typing import People
from events_service.web.console.unsaved import saved
from events_service.web.reader import Reader
from events_service.zone_cities import offered_places
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Editing = Annotated[EventDesk, at_event(Act.EDIT_EVENT)]

KEPT = {
    Keep.TEXTS: mark("What is said of the event"),
    Keep.PLACES: mark("Venues and rooms"),
    Keep.TRACKS: mark("Tracks and types of session"),
    Keep.BODIES: mark("Organizations and people of the event"),
    Keep.REGISTRATION: mark("Kinds of participants and how registration works"),
    Keep.SESSIONS: mark("Sessions, their days shifted, none of them ready"),
}
_USUAL = ("en", "fr", "ar", "es", "pt")


@router.get("/console/new-event")
def new_event(request: Request, db: Db, login: ConsoleLogin) -> Response:
    _series(login.actor)
    site = request.app.state.site
    first: Values = {"languages": list(event_form_languages(request)), "timezone": None}
    return _new_form(request, db, login, Typed(first, {}), FormData(), site.path("console"))


@router.post("/console/new-event")
def add_event(request: Request, db: Db, login: ConsoleLogin, sent: ConsoleForm) -> Response:
    """Make the draft of an event; with what is kept of an earlier one where that was chosen."""
    series = _series(login.actor)
    state, typed = request.app.state, event_form.with_zone(typed_of(event_form.NEW, sent))
    if typed.rearranging:
        return _new_form(request, db, login, typed, sent, state.site.path("console"))
    try:
        said = dict(typed.changed({}))
        said["slug"] = said.get("slug") or made_slug("", said.get("title", {}), new_id())
        new = checked(NewEvent, said)

        def act(db: DbSession) -> Event:
            connection = db.connection()
            blank = Event(new_id(), new.slug, new.title, new.timezone, new.start_on, new.end_on)
            event = changed_event(connection, blank, new.said)
            if series is not None and event.series_uid not in series:
                raise InvalidInput(fields={"series": Sentence("Choose one of the series that you organize.")})
            event = event_editing.add_draft(db, _copied(connection, event, sent, login))
            after = {"slug": event.slug, "title": event.title, "copied_from": str(sent.get("copy", "")) or None}
            audit.note(db, login.actor, "add_event", f"event:{event.uid}", now(), event_uid=event.uid, after=after)
            saved(db, request, login.actor)
            return event

        event = state.database.write_now(act)
    except DomainError as fault:
        if fault.status >= 500:
            raise
        return _new_form(request, db, login, typed, sent, state.site.path("console"), fault)
    return RedirectResponse(state.site.path("console", "events", event.slug), 303)


@router.get("/console/events/{slug}/settings")
def show_settings(desk: Editing) -> Response:
    known = _known(desk)
    values = _shown(event_form.values_of(desk.event, known), event_form.WHOLE)
    return _form(desk, Typed(values, values), known)


@router.post("/console/events/{slug}/settings")
def edit_settings(desk: Editing, sent: ConsoleForm) -> Response:
    typed = event_form.with_zone(typed_of(event_form.WHOLE, sent))

    def act(db: DbSession) -> None:
        connection = db.connection()
        before = editing.locked_event(connection, desk.event.uid)
        version, _ = event_editing.versions(connection, before.uid)
        known = _known(desk, connection)
        changed = typed.changed(event_form.values_of(before, known))
        new = add_newcomers(db, desk, changed, "organizations", known)
        said = checked(EventChange, event_form.said_of(changed, before, known, new)).said
        after, _ = event_editing.edit_event(db, before.uid, lambda old: changed_event(connection, old, said), version)
        if after != before:
            desk.note(db, "edit_event", f"event:{before.uid}", *differing_fields(before, after))

    return write_form(
        desk,
        event_form.WHOLE,
        typed,
        act,
        show=lambda refusal: _form(desk, typed, refusal=refusal),
        go=lambda _: desk.go("settings", query={"saved": "1"}),
        section="settings",
        options=lambda: _options(desk.db.connection(), desk.reader(), typed.values),
    )


@router.post("/console/events/{slug}/archive")
def archive_event(desk: Editing, sent: ConsoleForm) -> Response:
    """The event is listed no more."""
    return _archived(desk, "archive_event", now())


@router.post("/console/events/{slug}/restore")
def restore_event(desk: Editing, sent: ConsoleForm) -> Response:
    return _archived(desk, "restore_event", None)


def _archived(desk: EventDesk, name: str, at: datetime | None) -> Response:
    def act(db: DbSession) -> None:
        if event_editing.archive_event(db, desk.event.uid, at):
            desk.note(db, name, f"event:{desk.event.uid}")

    desk.write(act)
    return desk.go("settings")


def _series(actor: Actor) -> frozenset[str] | None:
    """The series whose next edition they may add; None is any event. Forbidden where there is none."""
    series = actor.series_for(Act.ADD_EVENT)
    if series is not None and not series:
        raise access.refusal(actor, Act.ADD_EVENT)
    return series


def event_form_languages(request: Request) -> tuple[str, ...]:
    """What a new event is asked in until somebody says otherwise: the site's own language first."""
    own: str = request.app.state.settings.default_language
    return own, *(tag for tag in ("en", "fr", "ar") if tag != own)


def _copied(connection: Connection, event: Event, sent: FormData, login: Current) -> Programme:
    """The draft of the new event, with what is kept of the one that was chosen."""
    source = str(sent.get("copy", ""))
    if not source:
        return Programme(format=FORMAT, event=event)
    if not is_uid(source) or not login.actor.may(Act.READ_DRAFT, source):
        raise InvalidInput("There is no such event to copy from.", about="copy")
    try:
        former = draft.load(connection, source).programme
    except NotFound:
        raise InvalidInput("There is no such event to copy from.", about="copy") from None
    known = {one.value for one in Keep}
    keep = frozenset(Keep(str(one)) for one in sent.getlist("keep") if one in known)
    return copied(former, event, keep, new_id)


def _new_form(
    request: Request,
    db: DbSession,
    login: Current,
    typed: Typed,
    sent: FormData,
    back: str,
    refusal: DomainError | None = None,
) -> Response:
    reader, options = reader_of(request), _options(db.connection(), reader_of(request), typed.values)
    series = _series(login.actor)
    if series is not None:
        options["series"] = [one for one in options["series"] if one.value in series]
    filled = Filled(
        event_form.NEW,
        reader,
        event_form_languages(request),
        typed.values,
        {},
        options,
        {"zones": offered_places()},
        refusal,
    )
    outlines = list_outlines(db.connection(), login.actor.events_for(Act.READ_DRAFT), archived=False)
    return console_page(
        request,
        "console/new_event.html",
        mark("Add an event"),
        login,
        status=refusal.status if refusal else 200,
        reader=reader,
        section="home",
        filled=filled,
        back=back,
        former=[(one.uid, reader.plain(one.title)) for one in outlines],
        copy_from=sent.get("copy", request.query_params.get("copy", "")),
        keeps=[(key.value, reader.say(name)) for key, name in KEPT.items()],
        kept={str(one) for one in sent.getlist("keep")} if sent else {one.value for one in Keep},
    )


def _form(
    desk: EventDesk, typed: Typed, known: People | None = None, *, refusal: DomainError | None = None
) -> Response:
    reader, connection = desk.reader(), desk.db.connection()
    known = known or _known(desk)
    filled = Filled(
        event_form.WHOLE,
        reader,
        desk.languages,
        typed.values,
        typed.base,
        _options(connection, reader, typed.values),
        {"zones": offered_places(), "organizations": known.organizations.offered, "people": known.people.offered},
        refusal,
        typed.more,
    )
    return desk.page(
        "console/event_settings.html",
        mark("Event"),
        section="settings",
        status=refusal.status if refusal else 200,
        reader=reader,
        filled=filled,
        saved="saved" in desk.request.query_params,
        archived=event_editing.archived_at(connection, desk.event.uid) is not None,
    )


def _options(connection: Connection, reader: Reader, values: Mapping[str, Any]) -> dict[str, list[Option]]:
    found = {
        name: options_of((key, reader.say(said)) for key, said in one.items())
        for name, one in event_form.CHOICES.items()
    }
    spoken = dict.fromkeys((*values.get("languages", ()), *_USUAL))
    found["languages"] = options_of((tag, reader.name_of_language(tag)) for tag in spoken)
    found["countries"] = options_of(countries(reader.language))
    found["series"] = options_of(series_names(connection, reader, values.get("series")))
    return found


def _known(desk: EventDesk, connection: Connection | None = None) -> People:
    reader, connection = desk.reader(), connection or desk.db.connection()
    return People(
        organization_names(connection, reader, None),
        person_names(connection, reader, None),
        country_names(reader.language),
    )


def _shown(values: Values, form: Form) -> Values:
    return {field.name: values[field.name] for field in fields_of(form)}
