"""Publishing: what would change, now or at a time; the preview, earlier versions, and the event's status."""

from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.errors import Conflict, DomainError, InvalidInput, Sentence
from events_service.inputs import SHORT
from events_service.programme import draft, event_editing, previewing, queries, release, timed_release
from events_service.programme.programme import EventStatus
from events_service.programme.release import Plan
from events_service.translations import mark
from events_service.web.console.clocks import said_moment, typed_moment
from events_service.web.console.editor import Filled
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.fields import TAKE_UP, TEXTS, WALL_TIME, Field, Form, Group
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.going_back import touched_by
from events_service.web.console.moments import moment
from events_service.web.console.publishing import publish_plan
from events_service.web.public.changes import Changed, changes_in_words
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Reading = Annotated[EventDesk, at_event(Act.READ_DRAFT)]
Releasing = Annotated[EventDesk, at_event(Act.RELEASE)]

ALL, CHOSEN = "all", "chosen"
STATUSES = {
    EventStatus.CONFIRMED: mark("As planned"),
    EventStatus.ANNOUNCED: mark("Announced"),
    EventStatus.POSTPONED: mark("Postponed"),
    EventStatus.CANCELLED: mark("Cancelled"),
    EventStatus.MOVED_ONLINE: mark("Moved online"),
}


_FORM: Form = (
    Group(
        "publish",
        mark("Publish"),
        (Field("note", mark("Note for readers"), TEXTS), Field("at", mark("Publish at"), WALL_TIME)),
    ),
)
"""What is typed when something is published, and kept until it is."""


class DraftMoved(Conflict):
    """What is published is what was looked at."""

    slug = "draft-moved"
    msgid = "The working version has been changed since you opened this page. Look at the changes again."


class Change(NamedTuple):
    """What would change of one session, person or organization, or of the event and what belongs to it."""

    told: Changed
    name: str
    """As `choice.choose` takes it."""
    ready: bool


class VersionRow(NamedTuple):
    number: int
    at: Markup
    note: Markup
    current: bool


@router.get("/console/events/{slug}/publish")
def show_publish(desk: Reading) -> Response:
    return _page(desk)


@router.post("/console/events/{slug}/publish")
def publish(desk: Releasing, sent: ConsoleForm) -> Response:
    """Publish all that is ready or what is ticked; at the time that was typed, else now."""
    if TAKE_UP in sent:
        return _page(desk, None, sent)
    try:
        at = typed_moment(str(sent.get("at", "")), desk.event.timezone, "at")
        only, note = _only(sent), _note(sent)
        _same_draft(desk, sent)
        if at is not None:
            desk.write(
                lambda db: timed_release.plan_timed(db, desk.actor, desk.event.uid, at, now(), only=only, note=note)
            )
            return desk.go("publish", query={"planned": "1"})
        planned = release.plan(desk.db.connection(), desk.event.uid, now(), note=note, only=only)
        if planned.number == 1 and not planned.programme.sessions:
            raise release.nothing_to_release(planned.held_back)
    except DomainError as refusal:
        return _refused(desk, refusal, sent)
    return _release(desk, planned, {"only": list(only) if only else None})


@router.post("/console/events/{slug}/publish/give-up")
def give_up(desk: Releasing, sent: ConsoleForm) -> Response:
    desk.write(lambda db: timed_release.give_up_timed(db, desk.actor, desk.event.uid, now()))
    return desk.go("publish")


@router.post("/console/events/{slug}/publish/status")
def set_status(desk: Annotated[EventDesk, at_event(Act.RELEASE)], sent: ConsoleForm) -> Response:
    """Postpone, cancel or restore the event, or move it online, with nothing else of the working version."""
    try:
        status = EventStatus(str(sent.get("status", "")))
    except ValueError:
        return _refused(desk, InvalidInput(fields={"status": Sentence("Choose one of the list.")}), sent)
    try:
        planned = release.plan_status(desk.db.connection(), desk.event.uid, status, now(), note=_note(sent))
    except DomainError as refusal:
        return _refused(desk, refusal, sent)
    return _release(desk, planned, {"status": status.value})


@router.post("/console/events/{slug}/preview/end")
def end_previews(desk: Releasing, sent: ConsoleForm) -> Response:
    """Links to the preview that were given away open nothing any more; the page shows a new one."""
    desk.write(lambda db: previewing.end_previews(db, desk.actor, desk.event.uid))
    return desk.go("publish")


def _release(desk: EventDesk, planned: Plan, how: dict[str, Any]) -> Response:
    try:
        return publish_plan(desk, planned, how)
    except Conflict as refusal:
        return _refused(desk, refusal, FormData())


def _note(sent: FormData) -> dict[str, str]:
    """What was typed for readers; InvalidInput for more than a line or two."""
    note: dict[str, str] = TEXTS.read(sent, "note")
    if any(len(said) > SHORT for said in note.values()):
        raise InvalidInput(fields={"note": Sentence("Number of characters: {most} at most.", {"most": SHORT})})
    return note


def _only(sent: FormData) -> tuple[str, ...] | None:
    """What was ticked, where that was chosen; InvalidInput for nothing, and for ticks beside the choice of all."""
    chosen = tuple(str(name) for name in sent.getlist("only"))
    if sent.get("what") != CHOSEN:
        if chosen:
            raise InvalidInput(fields={"only": Sentence("You ticked some of it: choose that, or take the ticks away.")})
        return None
    if not chosen:
        raise InvalidInput(fields={"only": Sentence("Tick what is to be published.")})
    return chosen


def _same_draft(desk: EventDesk, sent: FormData) -> None:
    version, _ = event_editing.versions(desk.db.connection(), desk.event.uid)
    if sent.get("version") != str(version):
        raise DraftMoved


def _refused(desk: EventDesk, refusal: DomainError, sent: FormData) -> Response:
    return _page(desk, refusal, sent)


def _page(desk: EventDesk, refusal: DomainError | None = None, sent: FormData | None = None) -> Response:
    reader, connection, event = desk.reader(), desk.db.connection(), desk.event
    version, number = event_editing.versions(connection, event.uid)
    typed = sent or FormData()
    timed = timed_release.find_timed(connection, event.uid)
    faults = refusal.fields if isinstance(refusal, InvalidInput) else {}
    changes = _changes(desk, reader)
    note = {tag: str(typed.get(f"note.{tag}", "")) for tag in desk.languages}
    values = {"note": {tag: said for tag, said in note.items() if said}, "at": typed.get("at") or None}
    return desk.page(
        "console/publish.html",
        mark("Publish"),
        section="publish",
        status=refusal.status if refusal else 200,
        reader=reader,
        version=version,
        number=number,
        changes=changes,
        first=sum(one.ready for one in changes),
        held_back=sum(not one.ready for one in changes),
        touched=touched_by(desk, [one.told for one in changes] if number else []),
        what=typed.get("what", ALL),
        chosen=set(typed.getlist("only")),
        at=typed.get("at", ""),
        longest=SHORT,
        note=note,
        filled=Filled(_FORM, reader, desk.languages, values, {}),
        edits=desk.may(Act.RELEASE),
        adds=desk.may(Act.EDIT_DRAFT),
        timed=timed,
        timed_at=said_moment(timed.at, event.timezone, reader) if timed else "",
        rows=_versions(desk, reader, number),
        statuses=[(key.value, reader.say(name)) for key, name in STATUSES.items()],
        status_now=event.status.value,
        publishes=desk.may(Act.RELEASE),
        published=desk.request.query_params.get("published", ""),
        preview=_preview_link(desk, reader),
        faults={name: said.said_in(reader.language, reader.gettext) for name, said in faults.items()},
        sentence=refusal.sentence.said_in(reader.language, reader.gettext) if refusal and not faults else "",
    )


def _changes(desk: EventDesk, reader: Reader) -> list[Change]:
    """What would change if everything were ready; by a first publication, every session."""
    pending = release.pending(desk.db.connection(), desk.event.uid)
    waiting = _waiting(desk)
    told = changes_in_words(pending.changes, desk.event, reader, ())
    return [Change(one, one.session_uid or one.record or "event", one.session_uid not in waiting) for one in told]


def _preview_link(desk: EventDesk, reader: Reader) -> str:
    state = desk.request.app.state
    token = previewing.preview_token(desk.db.connection(), state.settings.secret_keys, desk.event.uid)
    path: str = state.site.path("preview", token, reader.language, desk.event.slug)
    return str(state.site.url(path))


def _waiting(desk: EventDesk) -> set[str]:
    """Uids of the sessions that are not ready."""
    table = draft.SESSIONS.table
    asked = select(table.c.uid).where(table.c.event_uid == desk.event.uid, table.c.ready.is_(False))
    return set(desk.db.connection().execute(asked).scalars())


def _versions(desk: EventDesk, reader: Reader, number: int) -> list[VersionRow]:
    """The versions there are, the newest first."""
    return [
        VersionRow(info.number, moment(info.released_at, reader), reader.text(info.note), info.number == number)
        for info in queries.list_versions(desk.db.connection(), desk.event.uid)
    ]
