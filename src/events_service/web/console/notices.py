"""Notices on the public pages: written, changed, ended. Whatever is done here is public at once."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.errors import Conflict, DomainError, InvalidInput, PreconditionFailed, Sentence
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme import notices
from events_service.programme.live import Notice, NoticeState
from events_service.programme.notices import Posted
from events_service.programme.timetable import Timetable
from events_service.translations import mark
from events_service.web.console.clocks import as_typed, said_moment, typed_moment
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.fields import TAKE_UP
from events_service.web.console.forms import ConsoleForm, SentForm
from events_service.web.console.session_list import SessionGroup, by_day, label_of, public_timetable
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Desk = Annotated[EventDesk, at_event(Act.EDIT_LIVE)]

_PAGE = "/console/events/{slug}/notices"


class Row(NamedTuple):
    """A notice in the list."""

    uid: str
    texts: list[tuple[str, str, Markup]]
    """Name of the language, words, and marks for them."""
    where: Markup
    period: Markup
    shown: bool


class Typed(NamedTuple):
    """The form as it stands: what was typed, or what the notice says."""

    texts: dict[str, str]
    session: str
    starts: str
    ends: str
    tag: str


@router.get(_PAGE)
def list_notices(desk: Desk) -> Response:
    return _list(desk, _blank(desk))


@router.post(_PAGE)
def add_notice(desk: Desk, sent: ConsoleForm) -> Response:
    form = _fields(sent)
    if TAKE_UP in sent:
        return _list(desk, _sent(desk, form))
    return _written(desk, form, lambda notice: desk.write(lambda db: notices.add_notice(db, desk.actor, *notice)))


@router.get(_PAGE + "/{uid}")
def show_notice(desk: Desk, uid: str) -> Response:
    posted = notices.get_notice(desk.db.connection(), desk.event.uid, uid)
    return _one(desk, posted, _typed(desk, posted))


@router.post(_PAGE + "/{uid}")
def edit_notice(desk: Desk, uid: str, sent: ConsoleForm) -> Response:
    posted, form = notices.get_notice(desk.db.connection(), desk.event.uid, uid), _fields(sent)
    if TAKE_UP in sent:
        return _one(desk, posted, _sent(desk, form))
    tag = form.get("tag", "")
    return _written(
        desk,
        form,
        lambda said: desk.write(lambda db: notices.edit_notice(db, desk.actor, said[0], uid, lambda _: said[1], tag)),
        uid,
    )


@router.post(_PAGE + "/{uid}/end")
def end_notice(desk: Desk, uid: str, form: SentForm) -> Response:
    desk.write(lambda db: notices.end_notice(db, desk.actor, desk.event.uid, uid))
    return _public(desk)


@router.post(_PAGE + "/{uid}/remove")
def remove_notice(desk: Desk, uid: str, form: SentForm) -> Response:
    desk.write(lambda db: notices.remove_notice(db, desk.actor, desk.event.uid, uid))
    return _public(desk)


def _written(
    desk: EventDesk, form: dict[str, str], write: Callable[[tuple[str, Notice]], Posted], uid: str = ""
) -> Response:
    """Do what the form asks for; with a refusal the form again, as it was typed."""
    try:
        write((desk.event.uid, _notice(desk, form)))
    except (InvalidInput, Conflict, PreconditionFailed) as refusal:
        typed = _sent(desk, form)
        if not uid:
            return _list(desk, typed, refusal)
        with desk.request.app.state.database.read() as db:
            posted = notices.get_notice(db.connection(), desk.event.uid, uid)
        return _one(desk, posted, typed, refusal)
    return _public(desk)


def _fields(sent: FormData) -> dict[str, str]:
    return {name: str(value) for name, value in sent.items()}


def _public(desk: EventDesk) -> Response:
    desk.show()
    return desk.go("notices")


def _languages(desk: EventDesk) -> tuple[str, ...]:
    """Those of the event; the pages' own are asked for too, since everybody reads notices."""
    return tuple(dict.fromkeys((*desk.languages, *INTERFACE_LANGUAGES)))


def _notice(desk: EventDesk, form: dict[str, str]) -> Notice:
    faults: dict[str, Sentence] = {}
    moments = {}
    for field in ("starts_at", "ends_at"):
        try:
            moments[field] = typed_moment(form.get(field, ""), desk.event.timezone, field)
        except InvalidInput as refusal:
            faults |= refusal.fields
    if faults:
        raise InvalidInput(fields=faults)
    texts = {tag: form.get(f"text-{tag}", "") for tag in _languages(desk)}
    return Notice(texts, form.get("session") or None, moments["starts_at"], moments["ends_at"])


def _blank(desk: EventDesk) -> Typed:
    return Typed(dict.fromkeys(_languages(desk), ""), "", "", "", "")


def _typed(desk: EventDesk, posted: Posted) -> Typed:
    notice, zone = posted.notice, desk.event.timezone
    texts = {tag: notice.text.get(tag, "") for tag in (*_languages(desk), *notice.text)}
    return Typed(
        texts, notice.session_uid or "", as_typed(notice.starts_at, zone), as_typed(notice.ends_at, zone), posted.tag
    )


def _sent(desk: EventDesk, form: dict[str, str]) -> Typed:
    texts = {tag: form.get(f"text-{tag}", "") for tag in _languages(desk)}
    return Typed(
        texts, form.get("session", ""), form.get("starts_at", ""), form.get("ends_at", ""), form.get("tag", "")
    )


def _said(typed: Typed) -> dict[str, str]:
    """What stands in the form, by the names of its fields."""
    texts = {f"text-{tag}": words for tag, words in typed.texts.items()}
    return texts | {"session": typed.session, "starts_at": typed.starts, "ends_at": typed.ends}


def _list(desk: EventDesk, typed: Typed, refusal: DomainError | None = None) -> Response:
    reader, at = desk.reader(), now()
    timetable = public_timetable(desk)
    rows: dict[NoticeState, list[Row]] = {state: [] for state in NoticeState}
    for posted in notices.list_notices(desk.db.connection(), desk.event.uid):
        rows[posted.notice.state(at)].append(_row(desk, posted, timetable, reader))
    return desk.page(
        "console/notices.html",
        mark("Notices"),
        section="notices",
        reader=reader,
        status=refusal.status if refusal else 200,
        shown=rows[NoticeState.SHOWN],
        coming=rows[NoticeState.UPCOMING],
        over=rows[NoticeState.OVER],
        published=timetable is not None,
        **_form(desk, typed, timetable, reader, refusal),
    )


def _one(desk: EventDesk, posted: Posted, typed: Typed, refusal: DomainError | None = None) -> Response:
    reader, timetable = desk.reader(), public_timetable(desk)
    stale = isinstance(refusal, PreconditionFailed)
    return desk.page(
        "console/notice.html",
        mark("Change a notice"),
        section="notices",
        reader=reader,
        status=refusal.status if refusal else 200,
        uid=posted.uid,
        present=_row(desk, posted, timetable, reader) if stale else None,
        **_form(desk, typed._replace(tag=posted.tag) if stale else typed, timetable, reader, refusal),
    )


def _form(
    desk: EventDesk, typed: Typed, timetable: Timetable | None, reader: Reader, refusal: DomainError | None
) -> dict[str, Any]:
    faults = refusal.fields if isinstance(refusal, InvalidInput) else {}
    groups: Iterable[SessionGroup] = by_day(timetable, reader) if timetable else ()
    known = timetable is not None and typed.session in timetable.by_uid
    return {
        "typed": typed,
        "filled_in": _said(typed),
        "texts": [(tag, reader.name_of_language(tag), words, reader.marks(tag)) for tag, words in typed.texts.items()],
        "groups": groups,
        "unknown_session": typed.session if typed.session and not known else "",
        "longest": notices.LONGEST,
        "zone": reader.say("By the clocks of the event ({zone}).", zone=reader.code(desk.event.timezone)),
        "faults": {name: fault.said_in(reader.language, reader.gettext) for name, fault in faults.items()},
        "sentence": refusal.sentence.said_in(reader.language, reader.gettext) if refusal and not faults else "",
    }


def _row(desk: EventDesk, posted: Posted, timetable: Timetable | None, reader: Reader) -> Row:
    notice = posted.notice
    where = reader.say("The whole event")
    if notice.session_uid:
        session = timetable.by_uid.get(notice.session_uid) if timetable else None
        where = label_of(session, reader) if session else reader.say("A session that is not public")
    return Row(
        posted.uid,
        [(reader.name_of_language(tag), words, reader.marks(tag)) for tag, words in notice.text.items()],
        where,
        _period(desk, notice, reader),
        notice.shows(now()),
    )


def _period(desk: EventDesk, notice: Notice, reader: Reader) -> Markup:
    """Since when and until when, as far as that was said."""
    zone = desk.event.timezone
    begins, ends = (at and said_moment(at, zone, reader) for at in (notice.starts_at, notice.ends_at))
    if begins and ends:
        return reader.say("From {start} until {end}", start=begins, end=ends)
    if begins:
        return reader.say("From {start}", start=begins)
    return reader.say("Until {end}", end=ends) if ends else reader.say("Until somebody ends it")
