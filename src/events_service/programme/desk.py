"""Where a request of the JSON API works: who asks, at which event, and what writes for them."""

import contextlib
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple, TypeVar

from anyio import from_thread
from fastapi import Request, Security

from events_service.accounts import audit
from events_service.accounts.access import Act, Actor, refusal, scope_for
from events_service.accounts.requests import CurrentActor
from events_service.addresses import Site
from events_service.database import Database, Db, DbSession
from events_service.errors import NotFound
from events_service.programme.queries import find_event_uid
from events_service.programme.reading.freshness import Freshness
from events_service.slugs import is_slug
from events_service.zones import now

T = TypeVar("T")


class Desk(NamedTuple):
    """One request at one event; its actor may do there what the route asked for."""

    actor: Actor
    event_uid: str
    slug: str
    db: DbSession
    """For reading: one state of the database, from before the request wrote anything."""
    database: Database
    freshness: Freshness
    site: Site

    def write(self, act: Callable[[DbSession], T]) -> T:
        return self.database.write_now(act)

    def path(self, *segments: str) -> str:
        """Below the event in the API."""
        return self.site.file("api", "v1", "events", self.slug, *segments)

    def note(
        self,
        db: DbSession,
        act: str,
        subject: str,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Write down in the same transaction what was done."""
        audit.note(db, self.actor, act, subject, now(), event_uid=self.event_uid, before=before, after=after)

    def show(self) -> None:
        """Make public here and now what was just released. Where that fails, the next look does it."""
        with contextlib.suppress(Exception):
            from_thread.run(self.freshness.refresh)


def _for(act: Act, *, some: bool = False) -> Any:
    """`some`: also for whoever may do it to some organization's sessions alone; the route asks for which."""

    def desk(slug: str, request: Request, db: Db, actor: CurrentActor) -> Desk:
        events = actor.events_for(act, some=some)
        if events is not None and not events:
            raise refusal(actor, act)
        event_uid = find_event_uid(db.connection(), slug) if is_slug(slug) else None
        if event_uid is None or (events is not None and event_uid not in events):
            # A token for some events does not learn which others are being prepared.
            raise NotFound("There is no event called {slug}.", slug=slug)
        state = request.app.state
        return Desk(actor, event_uid, slug, db, state.database, state.freshness, state.site)

    return Security(desk, scopes=[scope_for(act)])


Reading = Annotated[Desk, _for(Act.READ_DRAFT)]
ReadingSome = Annotated[Desk, _for(Act.READ_DRAFT, some=True)]
Editing = Annotated[Desk, _for(Act.EDIT_DRAFT)]
EditingSome = Annotated[Desk, _for(Act.EDIT_DRAFT, some=True)]
EditingEvent = Annotated[Desk, _for(Act.EDIT_EVENT)]
Releasing = Annotated[Desk, _for(Act.RELEASE)]
EditingLive = Annotated[Desk, _for(Act.EDIT_LIVE)]


def checked_name(name: str) -> str:
    """A slug or uid out of an address; NotFound where it can be neither."""
    if not is_slug(name):
        raise NotFound("The working version has nothing called {name}.", name=name)
    return name
