"""Venues, rooms, tracks and types of an event: one page that lists them, and a form for each."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy import func, select
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.database import DbSession, new_id
from events_service.errors import DomainError, NotFound
from events_service.programme import draft, part_editing, restoring
from events_service.programme.answers import differing_fields
from events_service.programme.part_editing import PARTS, Part
from events_service.programme.part_inputs import CHANGES, with_said
from events_service.translations import mark
from events_service.web.console import part_forms
from events_service.web.console.editor import Filled, Typed, checked, options_of, typed_of
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.fields import Option, Values
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.merging import write_form
from events_service.web.console.taken_out import as_typed, or_taken_out
from events_service.web.reader import Reader

router = APIRouter(include_in_schema=False)

Reading = Annotated[EventDesk, at_event(Act.READ_DRAFT)]
Editing = Annotated[EventDesk, at_event(Act.EDIT_EVENT)]


class Row(NamedTuple):
    uid: str
    name: Markup
    href: str
    facts: Markup
    used: int
    """Sessions, or rooms of a venue, that name it."""


class Section(NamedTuple):
    part: str
    title: Markup
    add: Markup
    none: Markup
    rows: list[Row]
    ordered: bool


@router.get("/console/events/{slug}/parts")
def list_parts(desk: Reading) -> Response:
    reader = desk.reader()
    return desk.page(
        "console/parts.html",
        mark("Places and tracks"),
        section="parts",
        reader=reader,
        sections=[_section(desk, part, reader) for part in PARTS.values()],
        edits=desk.may(Act.EDIT_EVENT),
        undo=desk.request.query_params.get("undo", ""),
    )


@router.get("/console/events/{slug}/parts/{part}/new")
def new_part(desk: Editing, part: str) -> Response:
    return _form(desk, _part(part), "", Typed({}, {}))


@router.post("/console/events/{slug}/parts/{part}/new")
def add_part(desk: Editing, part: str, sent: ConsoleForm) -> Response:
    kind = _part(part)
    typed = typed_of(part_forms.FORMS[part], sent)

    def act(db: DbSession) -> None:
        said = checked(CHANGES[part], typed.changed({})).said
        made = with_said(db.connection(), desk.event.uid, kind.value(new_id(), {}), said)
        added = part_editing.add_part(db, desk.event.uid, kind, made)
        desk.note(db, f"add_{kind.noun}", f"{kind.noun}:{added.uid}", after={"name": added.name})

    return _written(desk, kind, "", typed, act)


@router.get("/console/events/{slug}/parts/{part}/{uid}")
def show_part(desk: Editing, part: str, uid: str) -> Response:
    kind = _part(part)

    def answer() -> Response:
        present = _values(part_editing.get_part(desk.db.connection(), desk.event.uid, kind, uid)[0], part)
        return _form(desk, kind, uid, as_typed(desk, part_forms.FORMS[part], Typed(present, present)))

    return or_taken_out(desk, kind.noun, uid, "parts", answer)


@router.post("/console/events/{slug}/parts/{part}/{uid}")
def edit_part(desk: Editing, part: str, uid: str, sent: ConsoleForm) -> Response:
    kind = _part(part)
    typed = typed_of(part_forms.FORMS[part], sent)

    def act(db: DbSession) -> None:
        connection = db.connection()
        before, version = part_editing.get_part(connection, desk.event.uid, kind, uid)
        said = checked(CHANGES[part], typed.changed(_values(before, part))).said
        after, _ = part_editing.edit_part(
            db, desk.event.uid, kind, uid, lambda old: with_said(connection, desk.event.uid, old, said), version
        )
        if after != before:
            desk.note(db, f"edit_{kind.noun}", f"{kind.noun}:{uid}", *differing_fields(before, after))

    return or_taken_out(desk, kind.noun, uid, "parts", lambda: _written(desk, kind, uid, typed, act), sent)


@router.post("/console/events/{slug}/parts/{part}/{uid}/delete")
def delete_part(desk: Editing, part: str, uid: str, sent: ConsoleForm) -> Response:
    """Take it out; the page that follows offers to put it back."""
    kind = _part(part)

    def act(db: DbSession) -> str:
        removed = part_editing.delete_part(db, desk.event.uid, kind, uid)
        kept = restoring.kept(removed.value, removed.users)
        return desk.note(db, f"delete_{kind.noun}", f"{kind.noun}:{uid}", before=kept)

    return desk.go("parts", query={"undo": desk.write(act)})


@router.post("/console/events/{slug}/parts/{part}/{uid}/up")
def move_up(desk: Editing, part: str, uid: str, sent: ConsoleForm) -> Response:
    """One place further up in the order of its kind."""
    kind = _part(part)

    def act(db: DbSession) -> None:
        uids = part_editing.move_part_up(db, desk.event.uid, kind, uid)
        if uids:
            desk.note(db, f"order_{kind.name}", f"event:{desk.event.uid}", after={"uids": uids})

    desk.write(act)
    return desk.go("parts")


def _written(desk: EventDesk, part: Part, uid: str, typed: Typed, act: Callable[[DbSession], None]) -> Response:
    """What follows a form that was sent: the list, or the form again with what is wrong, or the page of merging."""
    return write_form(
        desk,
        part_forms.FORMS[part.name],
        typed,
        act,
        show=lambda refusal: _form(desk, part, uid, typed, refusal),
        go=lambda _: desk.go("parts"),
        section="parts",
        options=lambda: _options(desk, part, desk.reader()),
    )


def _form(desk: EventDesk, part: Part, uid: str, typed: Typed, refusal: DomainError | None = None) -> Response:
    reader = desk.reader()
    filled = Filled(
        part_forms.FORMS[part.name],
        reader,
        desk.languages,
        typed.values,
        typed.base,
        _options(desk, part, reader),
        refusal=refusal,
        more=typed.more,
    )
    words = part_forms.WORDS[part.name]
    return desk.page(
        "console/part.html",
        words.one if uid else words.add,
        section="parts",
        status=refusal.status if refusal else 200,
        reader=reader,
        filled=filled,
        words=words,
        uid=uid,
        part=part.name,
        used=_used(desk, part).get(uid, 0) if uid else 0,
    )


def _options(desk: EventDesk, part: Part, reader: Reader) -> Mapping[str, list[Option]]:
    if part is not part_editing.ROOMS:
        return {}
    venues = part_editing.list_parts(desk.db.connection(), desk.event.uid, part_editing.VENUES)
    return {"venues": options_of((venue.uid, reader.plain(venue.name)) for venue in venues)}


def _values(value: Any, part: str) -> Values:
    return part_forms.values_of(value, part)


def _part(name: str) -> Part:
    if name not in PARTS:
        raise NotFound
    return PARTS[name]


def _section(desk: EventDesk, part: Part, reader: Reader) -> Section:
    connection, words, used = desk.db.connection(), part_forms.WORDS[part.name], _used(desk, part)
    values = part_editing.list_parts(connection, desk.event.uid, part)
    rows = [
        Row(
            value.uid,
            reader.text(value.name),
            desk.path("parts", part.name, value.uid),
            part_forms.facts(value, reader),
            used.get(value.uid, 0),
        )
        for value in values
    ]
    say = reader.say
    return Section(part.name, say(words.many), say(words.add), say(words.none), rows, part is not part_editing.VENUES)


def _used(desk: EventDesk, part: Part) -> dict[str, int]:
    """How many sessions, or rooms of a venue, name each."""
    users = draft.OF_EVENT["rooms" if part is part_editing.VENUES else "sessions"].table
    named = users.c[part.link]
    counted = select(named, func.count()).where(users.c.event_uid == desk.event.uid).group_by(named)
    return {row[0]: row[1] for row in desk.db.connection().execute(counted)}
