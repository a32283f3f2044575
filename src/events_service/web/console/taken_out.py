"""A form whose record somebody has taken out meanwhile: who, when, and a way to put it back with what was typed."""

from collections.abc import Callable

from starlette.datastructures import FormData
from starlette.responses import Response

from events_service.accounts import kept_text
from events_service.accounts.access import Act
from events_service.accounts.kept_text import TooMuchTyped
from events_service.errors import NotFound
from events_service.programme import restoring
from events_service.programme.own_sessions import may_session
from events_service.programme.programme import Session
from events_service.translations import mark
from events_service.web.console.editor import Typed, typed_of
from events_service.web.console.event_desk import EventDesk
from events_service.web.console.fields import Form
from events_service.web.console.moments import moment
from events_service.web.console.unsaved import without_page
from events_service.zones import now

TYPED = "typed"
"""In the query of a form: as it was typed and not saved."""


def or_taken_out(
    desk: EventDesk, noun: str, uid: str, section: str, answer: Callable[[], Response], sent: FormData | None = None
) -> Response:
    """The answer; where the record is not there any more, the page that says so, and what was `sent` is kept."""
    try:
        return answer()
    except NotFound:
        found = restoring.find_deleted(desk.db.connection(), desk.event.uid, noun, uid)
        if found is None:
            raise
        deleted, record = found
        if isinstance(record, Session) and not may_session(desk.actor, Act.READ_DRAFT, desk.event.uid, record):
            raise
    reader = desk.reader()
    return desk.page(
        "console/taken_out.html",
        mark("Taken out"),
        section=section,
        status=410,
        reader=reader,
        name=reader.text(deleted.name),
        by=deleted.by,
        at=moment(deleted.at, reader),
        entry=deleted.entry_id,
        kept=sent is not None and _keep(desk, sent),
        puts_back=desk.may(Act.EDIT_DRAFT if noun == restoring.SESSION else Act.EDIT_EVENT),
    )


def as_typed(desk: EventDesk, form: Form, typed: Typed) -> Typed:
    """The form with what was typed and not saved, where its address asks for that; else as it is."""
    if TYPED not in desk.request.query_params:
        return typed
    kept = kept_text.find_kept(desk.db, desk.login.actor.id, desk.request.url.path)
    return typed_of(form, FormData(list(kept.fields))) if kept else typed


def typed_at(desk: EventDesk, *segments: str) -> dict[str, str]:
    """The query with which the form there shows what was typed into it and not saved."""
    with desk.request.app.state.database.read() as db:
        kept = kept_text.find_kept(db, desk.login.actor.id, desk.path(*segments))
    return {TYPED: "1"} if kept else {}


def _keep(desk: EventDesk, sent: FormData) -> bool:
    """Keep what was typed where the form is; is it kept?"""
    typed = without_page((name, str(value)) for name, value in sent.multi_items())
    try:
        desk.request.app.state.database.write_now(
            kept_text.keep, desk.login.actor.id, desk.request.url.path, typed, now()
        )
    except TooMuchTyped:
        return False
    return True
