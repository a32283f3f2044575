"""Files of a session: one that is chosen is looked at, kept, and added to what the session shows."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from msgspec import structs
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.database import DbSession
from events_service.errors import (
    Busy,
    DomainError,
    InvalidInput,
    NotFound,
    PayloadTooLarge,
    PreconditionFailed,
    Sentence,
)
from events_service.languages import LocalizedText, one_line
from events_service.programme import editing, own_sessions
from events_service.programme.answers import differing_fields
from events_service.programme.own_sessions import may_session
from events_service.programme.programme import Document, Session
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.session_form import DOCUMENT_KINDS
from events_service.web.console.uploads import LARGEST, UploadForm, take_document, upload_form
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

Editing = Annotated[EventDesk, at_event(Act.EDIT_DRAFT, some=True)]

MOST = 50
_KINDS = ("document", "slides")
_LONGEST = 200
_PAGE = "/console/events/{slug}/sessions/{uid}/document"


class Kept(NamedTuple):
    title: Markup
    href: str
    """Empty where it is not an address to send anybody to."""
    kind: Markup


@router.get(_PAGE)
def show_documents(desk: Editing, uid: str) -> Response:
    return _page(desk, _session(desk, uid), {}, "document")


@router.post(_PAGE, max_body_size=LARGEST)
async def add_document(desk: Editing, uid: str) -> Response:
    """Keep the file and add it to the session's documents."""
    request, session = desk.request, await run_in_threadpool(_session, desk, uid)
    async with upload_form(request, desk.login.id) as form:
        title, kind = _title(form, desk), form.fields.get("kind", "")
        try:
            document = Document(title, "", form.fields.get("language") or None, kind)
            _check(document, session, desk, form)
            file = form.files["document"]
            reference = await take_document(request, file, desk.event.uid, desk.actor)
            document = structs.replace(document, url=reference, title=title or _named(file, desk))
            await run_in_threadpool(desk.write, lambda db: _add(db, desk, uid, document))
        except (InvalidInput, PayloadTooLarge, PreconditionFailed, Busy) as refusal:
            return await run_in_threadpool(_page, desk, session, title, kind, refusal)
    return desk.go("sessions", uid, "document", query={"saved": "1"})


def _add(db: DbSession, desk: EventDesk, uid: str, document: Document) -> None:
    before, _ = editing.get_session(db.connection(), desk.event.uid, uid)

    def with_it(old: Session) -> Session:
        more = structs.replace(old, documents=(*old.documents, document))
        return own_sessions.permitted(desk.actor, desk.event.uid, old, more, says_ready=False)

    after, _ = editing.edit_session(db, desk.event.uid, uid, with_it)
    desk.note(db, "edit_session", f"session:{uid}", *differing_fields(before, after))


def _session(desk: EventDesk, uid: str) -> Session:
    session, _ = editing.get_session(desk.db.connection(), desk.event.uid, uid)
    if not may_session(desk.actor, Act.EDIT_DRAFT, desk.event.uid, session):
        raise NotFound("The working version has nothing called {name}.", name=uid)
    return session


def _title(form: UploadForm, desk: EventDesk) -> LocalizedText:
    typed = {tag: one_line(form.fields.get(f"title.{tag}", "")) for tag in desk.languages}
    return {tag: said for tag, said in typed.items() if said}


def _named(file: UploadFile, desk: EventDesk) -> LocalizedText:
    """Without a title, what the file is called."""
    stem = one_line((file.filename or "").rpartition("/")[2])[:_LONGEST]
    return {desk.languages[0]: stem.rpartition(".")[0] or stem}


def _check(document: Document, session: Session, desk: EventDesk, form: UploadForm) -> None:
    if "document" not in form.files:
        raise InvalidInput(fields={"document": Sentence("Choose a file.")})
    if document.kind not in _KINDS or document.language not in (None, *desk.languages):
        raise InvalidInput
    for tag, said in document.title.items():
        if len(said) > _LONGEST:
            raise InvalidInput(fields={f"title.{tag}": Sentence("At most {most} characters.", {"most": _LONGEST})})
    if len(session.documents) >= MOST:
        raise InvalidInput("A session has at most {most} documents.", most=MOST)


def _page(
    desk: EventDesk, session: Session, title: LocalizedText, kind: str, refusal: DomainError | None = None
) -> Response:
    reader = desk.reader()
    sentence = refusal.sentence.said_in(reader.language, reader.gettext) if refusal else ""
    faults = dict(refusal.fields) if isinstance(refusal, InvalidInput) else {}
    said = {name: one.said_in(reader.language, reader.gettext) for name, one in faults.items()}
    response = desk.page(
        "console/document.html",
        mark("Add a file"),
        section="sessions",
        status=refusal.status if refusal else 200,
        reader=reader,
        session=session,
        name=reader.text(session.title),
        kept=[_kept(one, reader) for one in session.documents],
        titles=title,
        kind=kind,
        kinds=[(one, reader.say(DOCUMENT_KINDS[one])) for one in _KINDS],
        spoken=[(tag, reader.name_of_language(tag)) for tag in desk.languages],
        most=f"{desk.request.app.state.settings.upload_bytes / 1e6:g}",
        saved="saved" in desk.request.query_params,
        faults=said or ({"document": sentence} if sentence else {}),
    )
    response.headers.update(refusal.headers if refusal else {})
    return response


def _kept(document: Document, reader: Reader) -> Kept:
    kind = DOCUMENT_KINDS.get(document.kind)
    return Kept(
        reader.text(document.title), reader.address(document.url) or "", reader.say(kind) if kind else Markup("")
    )
