"""One session of the draft: added, changed, said to be ready, taken out."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.database import DbSession, new_id
from events_service.errors import DomainError, InvalidInput, NotFound, Sentence
from events_service.programme import editing, own_sessions, part_editing, restoring, session_changes
from events_service.programme.answers import differing_fields
from events_service.programme.own_sessions import may_session
from events_service.programme.programme import Session
from events_service.programme.references import of_session
from events_service.programme.session_inputs import SessionChange
from events_service.translations import mark
from events_service.web.console import session_form
from events_service.web.console.editor import Filled, Typed, checked, options_of, typed_of
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.fields import Form, Group, Option, Values, fields_of
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.merging import write_form
from events_service.web.console.naming import country_names, organization_names, person_names
from events_service.web.console.newcomers import add_newcomers
from events_service.web.console.session_typing import People, placed, said_of, values_of
from events_service.web.console.sessions import mark_ready
from events_service.web.console.taken_out import as_typed, or_taken_out

router = APIRouter(include_in_schema=False)

Adding = Annotated[EventDesk, at_event(Act.EDIT_DRAFT)]
Reading = Annotated[EventDesk, at_event(Act.READ_DRAFT, some=True)]
Editing = Annotated[EventDesk, at_event(Act.EDIT_DRAFT, some=True)]


@router.get("/console/events/{slug}/sessions/new")
def new_session(desk: Adding) -> Response:
    known = _known(desk, desk.db.connection(), None)
    blank = Session("", {}, ready=desk.may(Act.RELEASE))
    values = _shown(values_of(blank, desk.event, known), session_form.NEW)
    return _form(desk, session_form.NEW, None, Typed(values, {}), known)


@router.post("/console/events/{slug}/sessions/new")
def add_session(desk: Adding, sent: ConsoleForm) -> Response:
    typed = typed_of(session_form.NEW, sent)

    def act(db: DbSession) -> str:
        connection = db.connection()
        blank = Session(new_id(), {}, ready=desk.may(Act.RELEASE))
        made = _changed(desk, db, connection, blank, typed.changed({}), typed)
        editing.add_session(db, desk.event.uid, made)
        desk.note(db, "add_session", f"session:{made.uid}", after={"title": made.title})
        return made.uid

    return _written(desk, session_form.NEW, None, typed, act)


@router.get("/console/events/{slug}/sessions/{uid}")
def show_session(desk: Reading, uid: str) -> Response:
    def answer() -> Response:
        session = _session(desk, desk.db.connection(), Act.READ_DRAFT, uid)[0]
        known = _known(desk, desk.db.connection(), session)
        form = form_for(desk)
        values = _shown(values_of(session, desk.event, known), form)
        return _form(desk, form, session, as_typed(desk, form, Typed(values, values)), known)

    return or_taken_out(desk, restoring.SESSION, uid, "sessions", answer)


@router.post("/console/events/{slug}/sessions/{uid}")
def edit_session(desk: Editing, uid: str, sent: ConsoleForm) -> Response:
    form = form_for(desk)
    typed = typed_of(form, sent)

    def act(db: DbSession) -> str:
        connection = db.connection()
        before, version = _session(desk, connection, Act.EDIT_DRAFT, uid)
        present = values_of(before, desk.event, _known(desk, connection, before))
        changed = typed.changed(present)
        after, _ = editing.edit_session(
            db, desk.event.uid, uid, lambda old: _changed(desk, db, connection, old, changed, typed), version
        )
        if after != before:
            desk.note(db, "edit_session", f"session:{uid}", *differing_fields(before, after))
        return uid

    def answer() -> Response:
        session = _session(desk, desk.db.connection(), Act.EDIT_DRAFT, uid)[0]
        return _written(desk, form, session, typed, act)

    return or_taken_out(desk, restoring.SESSION, uid, "sessions", answer, sent)


@router.post("/console/events/{slug}/sessions/{uid}/ready")
def say_ready(desk: Annotated[EventDesk, at_event(Act.SAY_READY, some=True)], uid: str, sent: ConsoleForm) -> Response:
    desk.write(lambda db: mark_ready(db, desk, uid))
    return desk.go("sessions", uid, query={"saved": "1"})


@router.post("/console/events/{slug}/sessions/{uid}/delete")
def delete_session(desk: Adding, uid: str, sent: ConsoleForm) -> Response:
    """Take it out; the list that follows offers to put it back."""

    def act(db: DbSession) -> str:
        before, version = editing.get_session(db.connection(), desk.event.uid, uid)
        editing.delete_session(db, desk.event.uid, uid, version)
        return desk.note(db, "delete_session", f"session:{uid}", before=restoring.kept(before))

    return desk.go("sessions", query={"undo": desk.write(act)})


def form_for(desk: EventDesk) -> Form:
    """What they may change: all of it, or what an organization types into its sessions."""
    if not desk.may(Act.EDIT_DRAFT):
        return session_form.OWN
    if desk.may(Act.RELEASE):
        return session_form.WHOLE
    return tuple(
        Group(group.name, group.title, tuple(field for field in group.fields if field.name != "ready"))
        for group in session_form.WHOLE
    )


def _session(desk: EventDesk, connection: Connection, act: Act, uid: str) -> tuple[Session, int]:
    """A session to which they may do this, with its version; NotFound."""
    session, version = editing.get_session(connection, desk.event.uid, uid)
    if not may_session(desk.actor, act, desk.event.uid, session):
        raise NotFound("The working version has nothing called {name}.", name=uid)
    return session, version


def _known(desk: EventDesk, connection: Connection, session: Session | None) -> People:
    """Whom they can name: everybody, or whoever is published or named by the session already."""
    reader = desk.reader()
    kept = None if desk.may(Act.EDIT_DRAFT) else frozenset(of_session(session)) if session else frozenset()
    return People(
        organization_names(connection, reader, kept),
        person_names(connection, reader, kept),
        country_names(reader.language),
    )


def _changed(
    desk: EventDesk, db: DbSession, connection: Connection, session: Session, changed: Values, typed: Typed
) -> Session:
    """The session with what was typed; who was ticked as new is added to the directory."""
    _check_languages(desk, session, changed)
    known = _known(desk, connection, session)
    new = add_newcomers(db, desk, changed, "organizers", known)
    try:
        said = checked(SessionChange, said_of(changed, session, desk.event, known, new)).said
        after = session_changes.changed(
            connection, desk.event.uid, session, said, only_published=not desk.may(Act.EDIT_DRAFT)
        )
    except InvalidInput as refusal:
        raise placed(refusal, typed.values.get("agenda") or ()) from None
    return own_sessions.permitted(desk.actor, desk.event.uid, session, after, says_ready=False)


def _check_languages(desk: EventDesk, session: Session, changed: Values) -> None:
    """InvalidInput for what the form neither offers nor had."""
    known = {*desk.languages, *_LANGUAGES, *session.languages, *session.interpretation}
    wrong = [name for name in ("languages", "interpretation") if not known.issuperset(changed.get(name) or ())]
    if wrong:
        raise InvalidInput(fields={name: Sentence("Choose from the list.") for name in wrong})


def _written(
    desk: EventDesk, form: Form, session: Session | None, typed: Typed, act: Callable[[DbSession], str]
) -> Response:
    """What follows a form that was sent: the session, or the form again, or the page of merging."""
    return write_form(
        desk,
        form,
        typed,
        act,
        show=lambda refusal: _form(desk, form, session, typed, refusal=refusal),
        go=lambda uid: desk.go("sessions", uid, query={"saved": "1"}),
        section="sessions",
        options=lambda: _options(desk, desk.db.connection(), typed.values),
    )


def _form(
    desk: EventDesk,
    form: Form,
    session: Session | None,
    typed: Typed,
    known: People | None = None,
    *,
    refusal: DomainError | None = None,
) -> Response:
    reader, connection = desk.reader(), desk.db.connection()
    known = known or _known(desk, connection, session)
    filled = Filled(
        form,
        reader,
        desk.languages,
        typed.values,
        typed.base,
        _options(desk, connection, typed.values),
        {"organizations": known.organizations.offered, "people": known.people.offered},
        refusal,
        typed.more,
    )
    return desk.page(
        "console/session.html",
        mark("Session"),
        section="sessions",
        status=refusal.status if refusal else 200,
        reader=reader,
        filled=filled,
        session=session,
        heading=reader.text(session.title) if session else reader.say(mark("Add a session")),
        edits=session is None or may_session(desk.actor, Act.EDIT_DRAFT, desk.event.uid, session),
        says_ready=session is not None
        and not session.ready
        and may_session(desk.actor, Act.SAY_READY, desk.event.uid, session),
        deletes=session is not None and desk.may(Act.EDIT_DRAFT),
        places=desk.may(Act.READ_DRAFT),
        history=desk.path("record", query={"subject": f"session:{session.uid}"})
        if session and desk.may(Act.READ_AUDIT)
        else "",
        saved="saved" in desk.request.query_params,
    )


def _options(desk: EventDesk, connection: Connection, values: Values) -> dict[str, list[Option]]:
    reader = desk.reader()
    found = {
        name: options_of((key, reader.say(said)) for key, said in one.items())
        for name, one in session_form.CHOICES.items()
    }
    for part in (part_editing.ROOMS, part_editing.TRACKS, part_editing.TYPES):
        parts = part_editing.list_parts(connection, desk.event.uid, part)
        found[part.name] = options_of((one.uid, reader.plain(one.name)) for one in parts)
    spoken = dict.fromkeys(
        (*desk.languages, *_LANGUAGES, *values.get("languages", ()), *values.get("interpretation", ()))
    )
    found["languages"] = options_of((tag, reader.name_of_language(tag)) for tag in spoken)
    return found


_LANGUAGES = ("en", "fr", "ar", "es", "pt")
"""What congresses of this kind are interpreted into, besides the event's own."""


def _shown(values: Values, form: Form) -> Values:
    """Those of the form's fields."""
    return {field.name: values[field.name] for field in fields_of(form)}
