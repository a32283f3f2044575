"""Two records of one person or organization made one over the JSON API."""

from collections.abc import Collection
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


class SameOrganization(In):
    """Another record of the same organization."""

    other: Annotated[Name, Field(description="By slug or uid: it is archived, and what names it names this one")]
    take: list[Literal["name", "short_name", "kind", "country", "website", "description"]] = Field(
        default=[], description="What is kept of the other one where both say something"
    )


class SamePerson(In):
    """Another record of the same person."""

    other: Annotated[Name, Field(description="By slug or uid: it is archived, and what names it names this one")]
    take: list[Literal["name", "badge_name", "honorific", "title", "organization", "biography", "photo"]] = Field(
        default=[], description="What is kept of the other one where both say something"
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
    return _united(desk, BODIES, organization, same.other, same.take)


@router.post("/people/{person}/same", response_model=KeptPersonOut, responses=_UNITING, dependencies=[JSON_ALONE])
def unite_people(desk: Editing, person: str, same: SamePerson) -> Json:
    """Make two records one: the working versions of all events name this one; what is public follows with the next
    publication of each. It takes a token for all events that name the other one."""
    take = {"organization_uid" if name == "organization" else name for name in same.take}
    return _united(desk, PERSONS, person, same.other, take)


def _united(desk: Desk, shelf: Shelf[Any], name: str, other: str, take: Collection[str]) -> Json:
    def act(db: DbSession) -> Json:
        first, second = (kept_of(desk, db, shelf, said).value.uid for said in (name, other))
        return answer_of(desk, db, unite(db, desk.actor, shelf, first, second, take, now()))

    shown: Json = desk.database.write_now(act)
    desk.response.headers["ETag"] = shown["etag"]
    return shown
