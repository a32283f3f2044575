"""Organizations, people and series over the JSON API, for those who prepare events."""

from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query, Request, Response

from events_service.accounts.access import Act, Actor
from events_service.accounts.requests import acting
from events_service.addresses import Site
from events_service.catalogue import keeping
from events_service.catalogue.finding import Wanted, find_after
from events_service.catalogue.keeping_json import Named, record_json
from events_service.catalogue.schemas import (
    KeptOrganizationOut,
    KeptOrganizationsOut,
    KeptPeopleOut,
    KeptPersonOut,
    KeptSeriesListOut,
    KeptSeriesOut,
)
from events_service.columns import is_uid
from events_service.database import Database, Db, DbSession, new_id
from events_service.directory import editing
from events_service.directory.directory import Organization, Person
from events_service.directory.editing import BODIES, PERSONS, Kept, Shelf
from events_service.directory.inputs import NewOrganization, NewPerson, OrganizationChange, PersonChange
from events_service.errors import InvalidInput, NotFound, Sentence
from events_service.inputs import Change
from events_service.programme.answers import (
    ADDING,
    CHANGING,
    JSON_ALONE,
    READING,
    Expected,
    IfMatch,
    created,
    etag,
    refusals,
    with_etag,
)
from events_service.programme.programme import Series
from events_service.programme.queries import find_event_uid
from events_service.programme.series_editing import SERIES
from events_service.programme.series_inputs import NewSeries, SeriesChange
from events_service.zones import now

Json = dict[str, Any]

router = APIRouter(prefix="/api/v1", tags=["directory"])


class Desk(NamedTuple):
    """One request, of somebody who may do what the route asks for at some event at least."""

    actor: Actor
    db: DbSession
    database: Database
    site: Site
    response: Response


def _for(act: Act) -> Any:
    def desk(request: Request, response: Response, db: Db, actor: Annotated[Actor, acting(act)]) -> Desk:
        return Desk(actor, db, request.app.state.database, request.app.state.site, response)

    return Depends(desk)


Reading = Annotated[Desk, _for(Act.READ_DRAFT)]
Editing = Annotated[Desk, _for(Act.EDIT_EVENT)]


class Asked(NamedTuple):
    """Which of the list."""

    text: str
    archived: bool
    limit: int
    after: str | None


def _asked(
    q: Annotated[str, Query(max_length=200, description="What their names have in them")] = "",
    archived: Annotated[bool, Query(description="Those that are archived, and no others")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=36, description="The uid the page before ended with")] = None,
) -> Asked:
    if after is not None and not is_uid(after):
        raise InvalidInput(fields={"after": Sentence("Follow the Link of the page before.")})
    return Asked(q, archived, limit, after)


Which = Annotated[Asked, Depends(_asked)]
_PAGE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A page of records, by uid",
        "headers": {
            "Link": {"description": "The next page, `rel=next`, where there is one", "schema": {"type": "string"}}
        },
    }
}
_LISTED = _PAGE | refusals(401, 403, 422)


@router.get("/organizations", response_model=KeptOrganizationsOut, responses=_LISTED)
def list_organizations(desk: Reading, asked: Which) -> Json:
    """Organizations, a page at a time; follow `Link`."""
    return _list(desk, BODIES, asked)


@router.post(
    "/organizations",
    status_code=201,
    response_model=KeptOrganizationOut,
    responses=created("The organization") | ADDING,
    dependencies=[JSON_ALONE],
)
def add_organization(desk: Editing, new: NewOrganization) -> Json:
    """Take in an organization: kept by the organizers of `event`, or without one by those of all events."""
    return _add(desk, BODIES, Organization(new_id(), {}, new.slug), new)


@router.get("/organizations/{organization}", response_model=KeptOrganizationOut, responses=with_etag("It") | READING)
def show_organization(desk: Reading, organization: str) -> Json:
    """One organization, by slug or uid."""
    return _show(desk, BODIES, organization)


@router.patch(
    "/organizations/{organization}",
    response_model=KeptOrganizationOut,
    responses=with_etag("It as it is now") | CHANGING,
    dependencies=[JSON_ALONE],
)
def edit_organization(desk: Editing, expected: IfMatch, organization: str, change: OrganizationChange) -> Json:
    """Change an organization. What is published of it across events follows within a minute; events keep the names
    they were published with until they are published again."""
    return _edit(desk, BODIES, organization, expected, change)


@router.get("/people", response_model=KeptPeopleOut, responses=_LISTED)
def list_people(desk: Reading, asked: Which) -> Json:
    """People, a page at a time; follow `Link`."""
    return _list(desk, PERSONS, asked)


@router.post(
    "/people",
    status_code=201,
    response_model=KeptPersonOut,
    responses=created("The person") | ADDING,
    dependencies=[JSON_ALONE],
)
def add_person(desk: Editing, new: NewPerson) -> Json:
    """Take in a person: kept by the organizers of `event`, or without one by those of all events."""
    return _add(desk, PERSONS, Person(new_id(), {}, new.slug), new)


@router.get("/people/{person}", response_model=KeptPersonOut, responses=with_etag("They") | READING)
def show_person(desk: Reading, person: str) -> Json:
    """One person, by slug or uid."""
    return _show(desk, PERSONS, person)


@router.patch(
    "/people/{person}",
    response_model=KeptPersonOut,
    responses=with_etag("They as they are now") | CHANGING,
    dependencies=[JSON_ALONE],
)
def edit_person(desk: Editing, expected: IfMatch, person: str, change: PersonChange) -> Json:
    """Change what is said of a person. A contact is public with their consent to it alone."""
    return _edit(desk, PERSONS, person, expected, change)


@router.get("/series", response_model=KeptSeriesListOut, responses=_LISTED)
def list_series(desk: Reading, asked: Which) -> Json:
    """Series, a page at a time; follow `Link`."""
    return _list(desk, SERIES, asked)


@router.post(
    "/series",
    status_code=201,
    response_model=KeptSeriesOut,
    responses=created("The series") | ADDING,
    dependencies=[JSON_ALONE],
)
def add_series(desk: Editing, new: NewSeries) -> Json:
    """Take in a series; with a token for all events."""
    return _add(desk, SERIES, Series(new_id(), {}, new.slug), new)


@router.get("/series/{series}", response_model=KeptSeriesOut, responses=with_etag("It") | READING)
def show_series(desk: Reading, series: str) -> Json:
    """One series, by slug or uid."""
    return _show(desk, SERIES, series)


@router.patch(
    "/series/{series}",
    response_model=KeptSeriesOut,
    responses=with_etag("It as it is now") | CHANGING,
    dependencies=[JSON_ALONE],
)
def edit_series(desk: Editing, expected: IfMatch, series: str, change: SeriesChange) -> Json:
    """Change a series; with a token for all its events."""
    return _edit(desk, SERIES, series, expected, change)


def _list(desk: Desk, shelf: Shelf[Any], asked: Asked) -> Json:
    connection = desk.db.connection()
    wanted = Wanted(asked.text, archived=asked.archived)
    uids = find_after(connection, desk.actor, shelf, wanted, asked.after, asked.limit + 1)
    if len(uids) > asked.limit:
        query = {"limit": str(asked.limit), "after": uids[asked.limit - 1]}
        query |= ({"q": asked.text} if asked.text else {}) | ({"archived": "true"} if asked.archived else {})
        following = desk.site.url(desk.site.file("api", "v1", shelf.name, query=query))
        desk.response.headers["Link"] = f'<{following}>; rel="next"'
    found = editing.read_kept(connection, shelf, uids[: asked.limit])
    named = Named(connection, (kept.value for kept in found))
    return {"items": [record_json(kept, keeping.shown_to(desk.actor, kept), named) for kept in found]}


def _add(desk: Desk, shelf: Shelf[Any], blank: Any, new: Change) -> Json:
    said = {name: value for name, value in new.said.items() if name not in ("slug", "event")}
    called: str | None = getattr(new, "event", None)

    def act(db: DbSession) -> Json:
        owner = find_event_uid(db.connection(), called) if called else None
        if called and (owner is None or not desk.actor.may(Act.EDIT_EVENT, owner)):
            raise InvalidInput(fields={"event": Sentence("There is no event called {slug}.", {"slug": called})})
        return answer_of(desk, db, keeping.add_record(db, desk.actor, shelf, blank, said, owner, now()))

    made = desk.database.write_now(act)
    desk.response.headers["Location"] = desk.site.file("api", "v1", shelf.name, made["slug"])
    return _tagged(desk, made)


def _show(desk: Desk, shelf: Shelf[Any], name: str) -> Json:
    return _tagged(desk, answer_of(desk, desk.db, kept_of(desk, desk.db, shelf, name)))


def _edit(desk: Desk, shelf: Shelf[Any], name: str, expected: Expected, change: Change) -> Json:
    def act(db: DbSession) -> Json:
        before = kept_of(desk, db, shelf, name)
        expected.check(etag(before.value.uid, before.version))
        uid, version = before.value.uid, before.version
        return answer_of(desk, db, keeping.edit_record(db, desk.actor, shelf, uid, change.said, now(), version))

    return _tagged(desk, desk.database.write_now(act))


def kept_of(desk: Desk, db: DbSession, shelf: Shelf[Any], name: str) -> Kept[Any]:
    kept = editing.get_kept(db.connection(), shelf, name)
    if not keeping.may_read(desk.actor, kept):
        raise NotFound("The directory has nothing called {name}.", name=name)
    return kept


def answer_of(desk: Desk, db: DbSession, kept: Kept[Any]) -> Json:
    shown = keeping.shown_to(desk.actor, kept)
    return record_json(kept, shown, Named(db.connection(), (shown,)))


def _tagged(desk: Desk, shown: Json) -> Json:
    desk.response.headers["ETag"] = shown["etag"]
    return shown
