"""Where a page of the console works on one event: who is logged in, which draft, and what stands around it."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from anyio import from_thread
from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse

from events_service.accounts import audit
from events_service.accounts.access import Act, Actor
from events_service.accounts.login import Current
from events_service.accounts.requests import ConsoleLogin
from events_service.database import Db, DbSession
from events_service.errors import NotFound, NotTheirs
from events_service.programme import editing
from events_service.programme.programme import Event
from events_service.programme.queries import find_event_uid
from events_service.slugs import is_slug
from events_service.translations import mark
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.navigation import event_areas_for
from events_service.web.console.unsaved import with_form
from events_service.web.reader import Reader
from events_service.zones import now

T = TypeVar("T")
_FOR_OTHERS = mark("This page is for the organizers of the event. What you work on is under “Sessions”.")


class EventDesk(NamedTuple):
    """One request at one event's pages; whoever is logged in may do what the route asked for."""

    request: Request
    login: Current
    event: Event
    """As its draft has it."""
    db: DbSession
    """For reading: one state of the database, from before the request wrote anything."""

    @property
    def actor(self) -> Actor:
        return self.login.actor

    @property
    def languages(self) -> tuple[str, ...]:
        """The event's languages, in which everything localized is asked for side by side."""
        return self.event.languages

    def may(self, act: Act) -> bool:
        return self.actor.may(act, self.event.uid)

    def reader(self) -> Reader:
        """Whoever reads, with the event's clocks, and its order of languages for texts that theirs has not."""
        reader = reader_of(self.request)
        return Reader(reader.language, reader.site, self.event.languages, self.event.timezone)

    def path(self, *segments: str, query: dict[str, str] | None = None) -> str:
        """Below the event in the console; the event's own page without segments."""
        below = ("console", "events", self.event.slug)
        site = self.request.app.state.site
        found: str = site.file(*below, *segments, query=query) if segments else site.path(*below, query=query)
        return found

    def go(self, *segments: str, query: dict[str, str] | None = None) -> RedirectResponse:
        """After a form: the page that shows what has become of it."""
        return RedirectResponse(self.path(*segments, query=query), 303)

    def write(self, act: Callable[[DbSession], T]) -> T:
        """Do it, in one transaction; what was kept of the form that asks for it is forgotten with it."""
        written: T = self.request.app.state.database.write_now(with_form(act, self.request, self.actor))
        return written

    def note(
        self,
        db: DbSession,
        act: str,
        subject: str,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> str:
        """Write down in the same transaction what was done; gives the id of what was written."""
        return audit.note(db, self.actor, act, subject, now(), event_uid=self.event.uid, before=before, after=after)

    def show(self) -> None:
        """Make public here and now what was just published. Where that fails, the next look does it."""
        from_thread.run(self.request.app.state.freshness.refresh)

    def page(
        self, template: str, title: str, *, section: str, status: int = 200, reader: Reader | None = None, **values: Any
    ) -> HTMLResponse:
        """A page of the event's. `title` is a msgid; `section` an area of the event."""
        reader = reader or self.reader()
        return console_page(
            self.request,
            template,
            title,
            self.login,
            status=status,
            reader=reader,
            section="home",
            desk=self,
            event=self.event,
            event_title=reader.text(self.event.title),
            event_section=section,
            event_areas=list(event_areas_for(self.actor, self.event.uid, self.event.slug, reader)),
            **values,
        )


def at_event(act: Act, *, some: bool = False) -> Any:
    """`desk: Annotated[EventDesk, at_event(Act.READ_DRAFT)]`: the event of the address, for somebody who may.

    `some`: or who may do it to some sessions of the event; which ones is asked of each. NotFound for everybody else:
    who is there for one event does not learn which others are being prepared.
    """

    def desk(slug: str, request: Request, db: Db, login: ConsoleLogin) -> EventDesk:
        connection = db.connection()
        event_uid = find_event_uid(connection, slug) if is_slug(slug) else None
        may = login.actor.may_some if some else login.actor.may
        if event_uid is None or not may(act, event_uid):
            if event_uid is not None and login.actor.may_some(Act.READ_DRAFT, event_uid):
                raise NotTheirs(_FOR_OTHERS)
            raise NotFound("There is no event called {slug}.", slug=slug)
        return EventDesk(request, login, editing.get_event(connection, event_uid), db)

    return Depends(desk)
