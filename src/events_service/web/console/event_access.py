"""Who works at an event; its organizers let others in who may do less than they."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from events_service.accounts import colleagues, roles
from events_service.accounts.access import Act
from events_service.accounts.grants import Reach, organizing_in
from events_service.accounts.models import Role
from events_service.database import DbSession
from events_service.errors import Conflict, DomainError, Forbidden, InvalidInput
from events_service.translations import mark
from events_service.web.console.accounts import asking
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.forms import SentForm
from events_service.web.console.reaches import Names, Places, organizations_of, read_language, read_reach, read_role
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Desk = Annotated[EventDesk, at_event(Act.INVITE)]


@router.get("/console/events/{slug}/access")
def list_people(desk: Desk) -> Response:
    return _page(desk, {})


@router.post("/console/events/{slug}/access")
def let_in(desk: Desk, sent: SentForm) -> Response:
    """Give somebody a role at the event, or in an organization's sessions in it; whoever has no account is invited."""

    def act(db: DbSession) -> None:
        body = read_reach({"organization": sent.get("organization", "")}, _places(desk)).organization_uid
        reach = Reach(event_uid=desk.event.uid, organization_uid=body)
        said = {"name": sent.get("name", ""), "locale": read_language(sent, desk.reader().language)}
        colleagues.add_colleague(db, desk.actor, sent.get("email", ""), read_role(sent), reach, now(), **said)

    return _changed(desk, sent, act)


@router.post("/console/events/{slug}/access/{grant}")
def change(desk: Desk, grant: str, sent: SentForm) -> Response:
    """Another role in the same place, or none: `take`. Roles that reach beyond the event are not changed here."""

    def act(db: DbSession) -> None:
        if roles.get_grant(db, grant).event_uid != desk.event.uid:
            raise roles.NoSuchRole
        if "take" in sent:
            roles.take_role(db, desk.actor, grant, now())
        else:
            roles.change_role(db, desk.actor, grant, read_role(sent), now())

    return _changed(desk, sent, act)


def _changed(desk: EventDesk, sent: dict[str, str], act: Callable[[DbSession], None]) -> Response:
    try:
        desk.write(act)
    except (InvalidInput, Conflict, Forbidden) as refusal:
        return _page(desk, sent, refusal)
    return desk.go("access")


def _page(desk: EventDesk, sent: dict[str, str], refusal: DomainError | None = None) -> Response:
    reader, event = desk.reader(), desk.event
    found = colleagues.list_at_event(desk.db, event.uid, event.series_uid)
    names = Names(desk.db.connection(), reader, found)
    changeable = {
        held.id
        for one in found
        for held in one.roles
        if held.reach.event_uid == event.uid and roles.may_give(desk.actor, held.role, held.reach)
    }
    offered = [role for role in Role if roles.may_give(desk.actor, role, Reach(event_uid=event.uid))]
    return desk.page(
        "console/event_access.html",
        mark("Access"),
        section="access",
        status=refusal.status if refusal else 200,
        reader=reader,
        rows=[names.shown(one) for one in found],
        changeable=changeable,
        manages=desk.actor.may(Act.MANAGE_ACCOUNTS),
        organizations=_places(desk).organizations,
        **asking(reader, sent, refusal, [role for role in offered if role is not Role.OWNER]),
    )


def _places(desk: EventDesk) -> Places:
    bodies = organizations_of(desk.db.connection(), desk.reader(), organizing_in(desk.event.uid))
    return Places([], [], bodies)
