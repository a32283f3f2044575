"""Two records of one person or organization made one over the JSON API."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field

from events_service.catalogue.keeping_api import Desk, Editing, answer_of, kept_of
from events_service.catalogue.schemas import KeptOrganizationOut, KeptPersonOut
from events_service.database import DbSession
from events_service.directory.editing import BODIES, PERSONS, Shelf
from events_service.inputs import In, Name
from events_service.interchange.uniting import unite
from events_service.programme.answers import JSON_ALONE, refusals, with_etag
from events_service.zones import now

Json = dict[str, Any]

router = APIRouter(prefix="/api/v1", tags=["directory"])

_UNITING = with_etag("It as it is now") | refusals(401, 403, 404, 409, 413, 415, 422)

_ADDED = (
    "What is added of the other one where only that says something; left out, all of it if the other one is published "
    "or this one is not, else what `take` names"
)
_FIELDS = {"organization": "organization_uid", "members": "member_uids"}
"""What the fields that are called otherwise here are called in the record."""


class SameOrganization(In):
    """Another record of the same organization."""

    other: Annotated[Name, Field(description="By slug or uid: it is archived, and what names it names this one")]
    take: list[Literal["name", "short_name", "kind", "country", "website", "description"]] = Field(
        default=[], description="What is kept of the other one where both say something"
    )
    add: (
        list[
            Literal[
                "name",
                "short_name",
                "kind",
                "country",
                "website",
                "description",
                "other_names",
                "countries",
                "members",
            ]
        ]
        | None
    ) = Field(default=None, description=_ADDED)


class SamePerson(In):
    """Another record of the same person."""

    other: Annotated[Name, Field(description="By slug or uid: it is archived, and what names it names this one")]
    take: list[Literal["name", "badge_name", "honorific", "title", "organization", "biography", "photo"]] = Field(
        default=[], description="What is kept of the other one where both say something"
    )
    add: list[Literal["name", "badge_name", "honorific", "title", "organization", "biography", "photo"]] | None = Field(
        default=None, description=_ADDED
    )


@router.post(
    "/organizations/{organization}/same",
    response_model=KeptOrganizationOut,
    responses=_UNITING,
    dependencies=[JSON_ALONE],
)
def unite_organizations(desk: Editing, organization: str, same: SameOrganization) -> Json:
    """Make two records one: the working versions of all events name this one; what is public follows with the next
    publication of each. It takes a token for all events that name the other one."""
    return _united(desk, BODIES, organization, same)


@router.post("/people/{person}/same", response_model=KeptPersonOut, responses=_UNITING, dependencies=[JSON_ALONE])
def unite_people(desk: Editing, person: str, same: SamePerson) -> Json:
    """Make two records one: the working versions of all events name this one; what is public follows with the next
    publication of each. It takes a token for all events that name the other one."""
    return _united(desk, PERSONS, person, same)


def _united(desk: Desk, shelf: Shelf[Any], name: str, same: SameOrganization | SamePerson) -> Json:
    take, add = _fields(same.take), None if same.add is None else _fields(same.add)

    def act(db: DbSession) -> Json:
        first, second = (kept_of(desk, db, shelf, said).value.uid for said in (name, same.other))
        return answer_of(desk, db, unite(db, desk.actor, shelf, first, second, take, now(), add))

    shown: Json = desk.database.write_now(act)
    desk.response.headers["ETag"] = shown["etag"]
    return shown


def _fields(names: Iterable[str]) -> frozenset[str]:
    return frozenset(_FIELDS.get(name, name) for name in names)
