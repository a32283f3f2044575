"""Where a page of the console works on organizations, on people or on series."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse

from events_service.accounts.access import Act, Actor
from events_service.accounts.login import Current
from events_service.accounts.requests import ConsoleLogin
from events_service.catalogue import keeping
from events_service.database import Db, DbSession
from events_service.directory import editing
from events_service.directory.editing import Kept, Shelf
from events_service.errors import NotFound, NotTheirs
from events_service.languages import beginning_with
from events_service.web.console.frame import console_page, reader_of
from events_service.web.console.unsaved import with_form
from events_service.web.reader import Reader

T = TypeVar("T")


class ShelfDesk(NamedTuple):
    """One request at one kind of records; whoever is logged in may do what the route asked for, at some event."""

    request: Request
    login: Current
    shelf: Shelf[Any]
    db: DbSession

    @property
    def actor(self) -> Actor:
        return self.login.actor

    @property
    def languages(self) -> tuple[str, ...]:
        """In which everything localized is asked for side by side, the site's own first."""
        return beginning_with(self.request.app.state.settings.default_language)

    @property
    def adds(self) -> bool:
        """May they add one? A series takes somebody who organizes all events."""
        owned = "owner_event_uid" in self.shelf.records.table.c
        return Act.EDIT_EVENT in self.actor.acts if owned else self.actor.may(Act.EDIT_EVENT)

    def reader(self) -> Reader:
        return reader_of(self.request)

    def path(self, *segments: str, query: dict[str, str] | None = None) -> str:
        """Below the list of these records."""
        found: str = self.request.app.state.site.file("console", self.shelf.name, *segments, query=query)
        return found

    def go(self, *segments: str, query: dict[str, str] | None = None) -> RedirectResponse:
        """After a form: the page that shows what has become of it."""
        return RedirectResponse(self.path(*segments, query=query), 303)

    def write(self, act: Callable[[DbSession], T]) -> T:
        """Do it, in one transaction; what was kept of the form that asks for it is forgotten with it."""
        written: T = self.request.app.state.database.write_now(with_form(act, self.request, self.actor))
        return written

    def kept(self, uid: str, act: Act = Act.READ_DRAFT) -> Kept[Any]:
        """The record, for somebody who may do this to it. NotFound for everybody else."""
        kept = editing.get_kept(self.db.connection(), self.shelf, uid)
        may = keeping.may_read(self.actor, kept) if act is Act.READ_DRAFT else keeping.may_keep(self.actor, kept, act)
        if not may:
            raise NotFound("The directory has nothing called {name}.", name=uid)
        return kept

    def reads(self, kept: Kept[Any]) -> bool:
        """May they read the record?"""
        return keeping.may_read(self.actor, kept)

    def page(
        self, template: str, title: str, *, section: str, status: int = 200, reader: Reader | None = None, **values: Any
    ) -> HTMLResponse:
        """A page of theirs. `title` is a msgid."""
        return console_page(
            self.request,
            template,
            title,
            self.login,
            status=status,
            reader=reader or self.reader(),
            section=section,
            desk=self,
            around="console/alone.html",
            **values,
        )


def at_shelf(act: Act) -> Any:
    """`desk: Annotated[ShelfDesk, at_shelf(Act.READ_DRAFT)]`: the kind of the address, for somebody who may at least
    at one event; for which records is asked of each."""

    def desk(request: Request, db: Db, login: ConsoleLogin) -> ShelfDesk:
        if act not in login.actor.acts:
            raise NotTheirs("This page is for those who work on a whole event.")
        name = request.scope["route"].path.split("/")[2]
        return ShelfDesk(request, login, keeping.SHELVES[name], db)

    return Depends(desk)
