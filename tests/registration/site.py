"""A running application with a forum to register for, and what a test asks it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from msgspec import structs

from events_service import worker
from events_service.accounts.access import COMMAND
from events_service.accounts.tokens import add_token
from events_service.app import Application, create_app
from events_service.database import Database
from events_service.programme.programme import Offer, OfferMode, Programme
from events_service.programme.timetable import Timetable
from events_service.registration import jobs
from events_service.registration.cancellation import cancel
from events_service.settings import load
from events_service.zones import now
from tests.factories.programme import make_programme
from tests.factories.released import freeze_catalogue, publish_event
from tests.support.live_server import address, bound_socket, live_server

SECRET = "0b6f9d2c71e84a35b8c07d1e6f5a4923"
EVENTS = "/api/v1/events"


class Site:
    """Its addresses below `url`; the sessions that take registrations by number."""

    def __init__(self, app: Application, url: str, programme: Programme, database: Database) -> None:
        self.app, self.url, self.database, self.programme = app, url, database, programme
        self.event = programme.event.slug
        self.sessions = [session.slug for session in Timetable(programme).sessions]
        self.client = httpx.Client(base_url=url, timeout=30)

    @property
    def registrations(self) -> str:
        return f"{EVENTS}/{self.event}/registrations"

    def register(self, name: str = "Amina", /, *sessions: int, **changes: Any) -> httpx.Response:
        """Ask the API; `key` and `token` become header fields, None leaves a member out."""
        headers = {}
        if key := changes.pop("key", ""):
            headers["Idempotency-Key"] = key
        if token := changes.pop("token", ""):
            headers["Authorization"] = f"Bearer {token}"
        asked = {
            "name": name,
            "email": f"{name.lower().replace(' ', '.')}@example.org",
            "sessions": [self.sessions[number] for number in sessions],
        } | changes
        body = {member: value for member, value in asked.items() if value is not None}
        return self.client.post(self.registrations, json=body, headers=headers)

    def availability(self) -> Any:
        return self.client.get(f"{EVENTS}/{self.event}/availability").json()

    def token(self, *scopes: str, event_uid: str | None = None) -> str:
        keys = self.app.settings.secret_keys
        name = " ".join((*scopes, event_uid or ""))
        events = [event_uid] if event_uid else None
        made = self.database.write_now(add_token, keys, COMMAND, name, scopes, now(), event_uids=events)
        return made.text

    def path_of(self, link: str) -> str:
        assert link.startswith(self.url)
        return link.removeprefix(self.url)

    def cancel(self, registration_id: str) -> None:
        """What the button on the participant's page does."""
        state = self.app.published.event(self.event)
        assert state is not None
        self.database.write_now(cancel, state.timetable, registration_id, now())

    def promote(self) -> None:
        """What the job does."""
        jobs.fill_places(self.database, self.programme.event.uid, "", now())


def make_forum(capacity: int | None = 2, event: Offer | None = None, sessions: int = 6, **changes: Any) -> Programme:
    """A forum in a year from now whose sessions have places; `changes` are of the event."""
    start = now().date().replace(day=1)
    first = start.replace(year=start.year + 1)
    programme = make_programme(sessions, days=2, oddities=False, slug="forum-7", start_on=first, **changes)
    offer = Offer(OfferMode.REGISTRATION, capacity)
    return structs.replace(
        programme,
        event=structs.replace(programme.event, offer=event or Offer()),
        sessions=tuple(structs.replace(session, offer=offer) for session in programme.sessions),
    )


@contextmanager
def open_site(
    database: Database,
    database_url: str,
    folder: Path,
    programme: Programme | None = None,
    *,
    works: bool = False,
    **changes: Any,
) -> Iterator[Site]:
    """Publish the programme and serve it, with a worker where it `works`. `changes` are settings; rate limits are
    off unless asked for."""
    released = publish_event(database, programme or make_forum())
    freeze_catalogue(database)
    sock = bound_socket()
    values = {"base_url": address(sock), "secret_key": SECRET, "database_url": database_url, "data_dir": folder}
    settings = load(None, **values | {"rate_limits": False} | changes)

    async def work(database: Database, stop: asyncio.Event) -> None:
        await worker.run(database, settings, stop)

    app = create_app(settings, database, [work] if works else [])
    with live_server(app, sock) as url:
        site = Site(app, url, released, database)
        with site.client:
            yield site
