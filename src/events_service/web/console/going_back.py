"""Going back to an earlier version: first what that changes and who is told, then the button that publishes it."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import APIRouter
from markupsafe import Markup, escape
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.errors import Conflict, NotFound, Sentence
from events_service.programme import event_editing, release
from events_service.programme.queries import list_versions
from events_service.programme.release import AlreadyReleased, NothingToRelease, Plan
from events_service.registration.queries import count_touched, count_touched_in_each
from events_service.translations import mark
from events_service.web.console.event_desk import EventDesk, at_event
from events_service.web.console.forms import ConsoleForm
from events_service.web.console.moments import moment
from events_service.web.console.publishing import publish_plan
from events_service.web.public.changes import Changed, changes_in_words
from events_service.zones import now

router = APIRouter(include_in_schema=False)

Releasing = Annotated[EventDesk, at_event(Act.RELEASE)]

_PAGE = "/console/events/{slug}/publish/return"


class Touched(NamedTuple):
    """Whose calendars follow a publication."""

    registrations: int
    sessions: list[tuple[Markup, int]]
    """How many each session has; a registration may be in several."""


def touched_by(desk: EventDesk, changed: Sequence[Changed]) -> Touched:
    """Who has a place, or waits for one, in what changes. As many statements for many sessions as for one."""
    names = {one.session_uid: _name(one) for one in changed if one.session_uid}
    found = count_touched_in_each(desk.db, desk.event.uid, names) if names else {}
    total = count_touched(desk.db, desk.event.uid, names) if found else 0
    return Touched(total, [(name, found[uid]) for uid, name in names.items() if uid in found])


@router.get(_PAGE)
def ask_before_going_back(desk: Releasing) -> Response:
    return _page(desk, desk.request.query_params.get("number", ""))


@router.post(_PAGE)
def go_back(desk: Releasing, sent: ConsoleForm) -> Response:
    """Publish an earlier version again, as a new one; what was looked at, or nothing."""
    said = str(sent.get("number", ""))
    planned, public = _planned(desk, said), _public(desk)
    if isinstance(planned, NothingToRelease) or str(sent.get("public", "")) != str(public):
        return _page(desk, said, None if isinstance(planned, NothingToRelease) else AlreadyReleased(number=public))
    try:
        return publish_plan(desk, planned, {"returned_to": int(said)})
    except Conflict as refusal:
        return _page(desk, said, refusal)


def _planned(desk: EventDesk, said: str) -> Plan | NothingToRelease:
    """What going back would publish; NotFound where there is no such version."""
    if not (said.isascii() and said.isdigit() and len(said) < 9):
        raise NotFound("There is no version {number}.", number=said)
    try:
        return release.plan_return(desk.db.connection(), desk.event.uid, int(said), now())
    except NothingToRelease as refusal:
        return refusal


def _public(desk: EventDesk) -> int:
    return event_editing.versions(desk.db.connection(), desk.event.uid)[1]


def _page(desk: EventDesk, said: str, refusal: Conflict | None = None) -> Response:
    planned, reader = _planned(desk, said), desk.reader()
    if isinstance(planned, NothingToRelease):
        refusal = planned
    told = [] if isinstance(planned, NothingToRelease) else changes_in_words(planned.changes, desk.event, reader, ())
    (version,) = (info for info in list_versions(desk.db.connection(), desk.event.uid) if info.number == int(said))
    sentence: Sentence | None = refusal.sentence if refusal else None
    return desk.page(
        "console/going_back.html",
        mark("Go back to an earlier version"),
        section="publish",
        status=refusal.status if refusal and desk.request.method == "POST" else 200,
        reader=reader,
        number=int(said),
        at=moment(version.released_at, reader),
        note=reader.text(version.note),
        public=_public(desk),
        told=told,
        nothing=isinstance(planned, NothingToRelease),
        touched=touched_by(desk, told),
        sentence=sentence.said_in(reader.language, reader.gettext) if sentence else "",
    )


def _name(one: Changed) -> Markup:
    code = Markup('<bdi dir="ltr" class="code">{}</bdi> ').format(one.code) if one.code else escape("")
    return code + one.title
