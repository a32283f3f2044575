"""“This is the same as …”: two records put side by side, chosen from, and made one."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.catalogue.uses import list_uses
from events_service.directory import editing
from events_service.directory.editing import BODIES, PERSONS, Kept
from events_service.errors import Conflict, DomainError, Forbidden, InvalidInput
from events_service.interchange import uniting
from events_service.interchange.united import ADDED, CHOSEN, adds_unasked, only_theirs
from events_service.translations import mark
from events_service.web.console.directory import forms
from events_service.web.console.directory.desk import ShelfDesk, at_shelf
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.naming import Names, organization_names, person_names
from events_service.web.console.record.fields import FIELDS, KINDS
from events_service.web.reader import Reader
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Editing = Annotated[ShelfDesk, at_shelf(Act.EDIT_EVENT)]

TAKEN = "other"
"""What a choice says where the other record's text is to be kept."""
_LONGEST = 500
_UNKNOWN = mark("There is nobody and nothing called that. Choose a name of the list.")
_NOT_ALL = mark(
    "You may not change everything that names it. Ask whoever organizes all events, or an owner if people work for it."
)


class Side(NamedTuple):
    """A field in which the two differ, as each has it."""

    name: str
    label: Markup
    mine: Markup
    theirs: Markup
    takes: bool
    """Is the other's to be kept?"""


class Extra(NamedTuple):
    """What only the other says in a field."""

    name: str
    label: Markup
    theirs: Markup
    adds: bool


def compare(desk: Editing, uid: str) -> Response:
    return _page(desk, uid, desk.request.query_params.get("other", "")[:_LONGEST])


def unite(desk: Editing, uid: str, sent: ConsoleForm) -> Response:
    kept = desk.kept(uid, Act.EDIT_EVENT)
    other = str(sent.get("other", ""))[:_LONGEST]
    take = frozenset(name for name in CHOSEN[desk.shelf.value] if sent.get(f"keep.{name}") == TAKEN)
    add = frozenset(name for name in ADDED[desk.shelf.value] if sent.get(f"add.{name}"))
    try:
        found = _other(desk, kept, other, _names(desk, desk.reader()))
        uids = kept.value.uid, found.value.uid
        desk.write(lambda db: uniting.unite(db, desk.actor, desk.shelf, *uids, take, now(), add))
    except (InvalidInput, Conflict, Forbidden) as refusal:
        return _page(desk, uid, other, take, add, refusal)
    return desk.go(kept.value.uid, query={"united": "1"})


for _shelf in (BODIES, PERSONS):
    router.add_api_route(f"/console/{_shelf.name}/{{uid}}/same", compare, methods=["GET"])
    router.add_api_route(f"/console/{_shelf.name}/{{uid}}/same", unite, methods=["POST"])


def _page(
    desk: ShelfDesk,
    uid: str,
    said: str,
    take: frozenset[str] = frozenset(),
    add: frozenset[str] | None = None,
    refusal: DomainError | None = None,
) -> Response:
    kept, reader, connection = desk.kept(uid, Act.EDIT_EVENT), desk.reader(), desk.db.connection()
    names = _names(desk, reader)
    other, where = None, None
    if said and not isinstance(refusal, InvalidInput):
        try:
            other = _other(desk, kept, said, names)
            where = uniting.touched(connection, desk.shelf, other.value.uid)
        except InvalidInput as unknown:
            refusal = unknown
    faults = refusal.fields if isinstance(refusal, InvalidInput) else {}
    allowed = other is not None and where is not None and uniting.may_unite(desk.actor, kept, other, where)
    sentence = refusal.sentence if refusal and not faults else None
    bodies = organization_names(connection, reader, None) if desk.shelf is PERSONS else names
    return desk.page(
        "console/directory_same.html",
        mark("This is the same as …"),
        section=desk.shelf.name,
        status=refusal.status if refusal else 200,
        reader=reader,
        words=forms.WORDS[desk.shelf.name],
        kept=kept,
        other=other,
        said=names.name(other.value.uid) if other else said,
        offered=[name for name in names.offered if name != names.name(kept.value.uid)],
        sides=list(_sides(kept, other, take, reader, bodies)) if other else [],
        extras=list(_extras(kept, other, add, reader, bodies)) if other else [],
        publishes=other is not None and not adds_unasked(kept.value, other.value),
        uses=list_uses(connection, desk.shelf, other.value.uid, desk.actor.events_for(Act.READ_DRAFT)) if other else [],
        workers=len(where.grants) if where else 0,
        allowed=allowed,
        not_all="" if allowed or other is None else reader.say(_NOT_ALL),
        taken=TAKEN,
        faults={name: fault.said_in(reader.language, reader.gettext) for name, fault in faults.items()},
        sentence=sentence.said_in(reader.language, reader.gettext) if sentence else "",
    )


def _other(desk: ShelfDesk, kept: Kept[Any], said: str, names: Names) -> Kept[Any]:
    """Whose name, uid or address it is. InvalidInput at its field; Forbidden where it is not theirs to read."""
    uid = names.uid(said)
    if uid is None:
        raise InvalidInput(_UNKNOWN, about="other")
    if uid == kept.value.uid:
        raise uniting.SameRecord
    found = editing.get_kept(desk.db.connection(), desk.shelf, uid)
    if not desk.reads(found):
        raise Forbidden
    return found


def _names(desk: ShelfDesk, reader: Reader) -> Names:
    named = person_names if desk.shelf is PERSONS else organization_names
    return named(desk.db.connection(), reader, None)


def _sides(kept: Kept[Any], other: Kept[Any], take: frozenset[str], reader: Reader, bodies: Names) -> Any:
    """Where both say something, and not the same."""
    for name in CHOSEN[type(kept.value)]:
        mine, theirs = getattr(kept.value, name), getattr(other.value, name)
        if mine and theirs and mine != theirs:
            shown, others = (_shown(value, name, reader, bodies) for value in (mine, theirs))
            yield Side(name, reader.say(FIELDS[name]), shown, others, name in take)


def _extras(kept: Kept[Any], other: Kept[Any], add: frozenset[str] | None, reader: Reader, bodies: Names) -> Any:
    """What only the other says; added unless said otherwise, if nothing becomes public by it."""
    for name in ADDED[type(kept.value)]:
        if theirs := only_theirs(kept.value, other.value, name):
            adds = adds_unasked(kept.value, other.value) if add is None else name in add
            yield Extra(name, reader.say(FIELDS[name]), _shown(theirs, name, reader, bodies), adds)


def _shown(value: Any, name: str, reader: Reader, bodies: Names) -> Markup:
    if isinstance(value, Mapping):
        texts = [
            Markup('<span class="small">{}</span> <span class="said-text"{}>{}</span>').format(
                reader.name_of_language(tag), reader.marks(tag), text
            )
            for tag, text in value.items()
            if text
        ]
        return Markup(" ").join(texts)
    if isinstance(value, tuple):
        return Markup(" · ").join(_shown(one, name, reader, bodies) for one in value)
    if name in ("organization_uid", "member_uids"):
        return Markup("<bdi>{}</bdi>").format(bodies.name(value))
    if name in ("country", "countries"):
        return Markup("{}").format(reader.country(value))
    if isinstance(value, StrEnum):
        return reader.say(KINDS[value.value])
    if name == "photo" and str(value).startswith("/media/"):
        return Markup('<img class="photo" src="{}" alt="" width="96" height="96">').format(value)
    return Markup('<bdi dir="auto">{}</bdi>').format(value)
