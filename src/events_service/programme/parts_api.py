"""Venues, rooms, tracks and types of a draft over the JSON API: the same five operations for each kind."""

from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Path, Response
from sqlalchemy import select

from events_service.accounts.access import Act
from events_service.database import DbSession, new_id
from events_service.inputs import Change
from events_service.programme import draft, part_editing, restoring
from events_service.programme.answers import (
    ADDING,
    CHANGING,
    JSON_ALONE,
    READING,
    IfMatch,
    created,
    differing_fields,
    etag,
    refusals,
    with_etag,
)
from events_service.programme.desk import Desk, Editing, EditingEvent, Reading, checked_name
from events_service.programme.draft_json import part_json
from events_service.programme.part_editing import ROOMS, TRACKS, TYPES, VENUES, Part
from events_service.programme.part_inputs import (
    NewRoom,
    NewTrack,
    NewType,
    NewVenue,
    RoomChange,
    TrackChange,
    TypeChange,
    VenueChange,
    with_said,
)
from events_service.programme.part_schemas import (
    DraftRoomOut,
    DraftRoomsOut,
    DraftTrackOut,
    DraftTracksOut,
    DraftTypeOut,
    DraftTypesOut,
    DraftVenueOut,
    DraftVenuesOut,
)

router = APIRouter()
Json = dict[str, Any]
Named = Annotated[str, Path(alias="id", description="Slug or uid")]


class Kind(NamedTuple):
    """What differs from one kind to the next."""

    part: Part
    act: Act
    """What changing one takes: partners who type in sessions add rooms for them."""
    new: type[Change]
    change: type[Change]
    out: type[Any]
    listed: type[Any]


KINDS = (
    Kind(VENUES, Act.EDIT_EVENT, NewVenue, VenueChange, DraftVenueOut, DraftVenuesOut),
    Kind(ROOMS, Act.EDIT_DRAFT, NewRoom, RoomChange, DraftRoomOut, DraftRoomsOut),
    Kind(TRACKS, Act.EDIT_EVENT, NewTrack, TrackChange, DraftTrackOut, DraftTracksOut),
    Kind(TYPES, Act.EDIT_EVENT, NewType, TypeChange, DraftTypeOut, DraftTypesOut),
)


def _routes_of(kind: Kind) -> APIRouter:
    """The operations on one kind. Their parameters bear the kind's own types, which the description is made of."""
    part, noun = kind.part, kind.part.noun
    desk_type: Any = Editing if kind.act is Act.EDIT_DRAFT else EditingEvent
    found = APIRouter(prefix=f"/events/{{slug}}/draft/{part.name}", tags=["draft"])

    def list_parts(desk: Reading) -> Json:
        connection, table = desk.db.connection(), draft.OF_EVENT[part.name].table
        rows = connection.execute(select(table.c.uid, table.c.version).where(table.c.event_uid == desk.event_uid))
        versions = {row.uid: row.version for row in rows}
        values = part_editing.list_parts(connection, desk.event_uid, part)
        return {"items": [part_json(value, versions[value.uid]) for value in values]}

    def add_part(response: Response, desk: Any, new: Any) -> Json:
        def act(db: DbSession) -> Any:
            made = with_said(db.connection(), desk.event_uid, part.value(new_id(), {}), new.said)
            value = part_editing.add_part(db, desk.event_uid, part, made)
            desk.note(db, f"add_{part.noun}", f"{part.noun}:{value.uid}", after={"name": value.name})
            return value

        value = desk.write(act)
        return _answer(response, part_json(value, 1), desk.path("draft", part.name, value.slug))

    def show_part(response: Response, desk: Reading, name: Named) -> Json:
        value, version = part_editing.get_part(desk.db.connection(), desk.event_uid, part, checked_name(name))
        return _answer(response, part_json(value, version))

    def edit_part(response: Response, desk: Any, expected: IfMatch, name: Named, change: Any) -> Json:
        def act(db: DbSession) -> Json:
            before, version = _expected(desk, db, part, name, expected)
            wanted = with_said(db.connection(), desk.event_uid, before, change.said)
            after, version = part_editing.edit_part(db, desk.event_uid, part, name, lambda _: wanted, version)
            if after != before:
                was, became = differing_fields(before, after)
                desk.note(db, f"edit_{part.noun}", f"{part.noun}:{after.uid}", was, became)
            return part_json(after, version)

        return _answer(response, desk.write(act))

    def delete_part(desk: Any, expected: IfMatch, name: Named) -> None:
        def act(db: DbSession) -> None:
            before, version = _expected(desk, db, part, name, expected)
            removed = part_editing.delete_part(db, desk.event_uid, part, name, version)
            kept = restoring.kept(removed.value, removed.users)
            desk.note(db, f"delete_{part.noun}", f"{part.noun}:{before.uid}", before=kept)

        desk.write(act)

    for operation in (add_part, edit_part, delete_part):
        operation.__annotations__["desk"] = desk_type
    add_part.__annotations__["new"] = kind.new
    edit_part.__annotations__["change"] = kind.change
    one, called = "/{id}", f"the {noun}"
    found.add_api_route(
        "",
        list_parts,
        methods=["GET"],
        response_model=kind.listed,
        responses=READING,
        summary=f"List {part.name}",
        description=f"Every {noun} of the draft, in the organizers’ order.",
    )
    found.add_api_route(
        "",
        add_part,
        methods=["POST"],
        status_code=201,
        response_model=kind.out,
        responses=created(called.capitalize()) | ADDING,
        dependencies=[JSON_ALONE],
        summary=f"Add {noun}",
        description=f"Take a {noun} into the draft, behind the others.",
    )
    found.add_api_route(
        one,
        show_part,
        methods=["GET"],
        response_model=kind.out,
        responses=with_etag(called.capitalize()) | READING,
        summary=f"Show {noun}",
        description=f"One {noun} of the draft, by slug or uid.",
    )
    found.add_api_route(
        one,
        edit_part,
        methods=["PATCH"],
        response_model=kind.out,
        responses=with_etag(f"{called.capitalize()} as it is now") | CHANGING,
        dependencies=[JSON_ALONE],
        summary=f"Edit {noun}",
        description=f"Change a {noun} of the draft.",
    )
    found.add_api_route(
        one,
        delete_part,
        methods=["DELETE"],
        status_code=204,
        responses=refusals(401, 403, 404, 412, 422, 428),
        summary=f"Delete {noun}",
        description=f"Take a {noun} out of the draft. What named it names none any more.",
    )
    return found


def _expected(desk: Desk, db: DbSession, part: Part, name: str, expected: Any) -> tuple[Any, int]:
    """One as it is, with its version; PreconditionFailed where If-Match names another state."""
    value, version = part_editing.get_part(db.connection(), desk.event_uid, part, checked_name(name))
    expected.check(etag(value.uid, version))
    return value, version


def _answer(response: Response, shown: Json, location: str = "") -> Json:
    response.headers["ETag"] = shown["etag"]
    if location:
        response.headers["Location"] = location
    return shown


for kind in KINDS:
    router.include_router(_routes_of(kind))
