"""People who register over HTTP at the same time, and what each of them was told."""

import json
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Any, NamedTuple

from msgspec import structs
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.models import OutboxMail
from events_service.programme.programme import Offer, OfferMode, Programme
from events_service.programme.timetable import Timetable
from events_service.registration.models import IdempotencyRow, ParticipantRow, RegistrationRow, SeatRow
from tests.factories.released import freeze_catalogue, publish_event
from tests.registration.scenery import table_of
from tests.registration.site import make_forum

CLIENTS = 8
PAUSE = 0.2
"""Seconds until somebody who was refused lets the next ask."""
PLACES = 20
"""In the session everybody wants; the others have no limit."""
UNLIMITED = {"EVENTS_RATE_LIMITS": "false"}

Registered = dict[str, tuple[str, dict[str, str]]]
"""By name: the registration's id, and the states of its seats by slug."""


class Wish(NamedTuple):
    """What somebody asks for; sent again, it is the same."""

    name: str
    sessions: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.name.replace(" ", "-")

    @property
    def body(self) -> bytes:
        email = f"{self.key.lower()}@example.org"
        return json.dumps({"name": self.name, "email": email, "sessions": self.sessions}).encode()


class Answer(NamedTuple):
    status: int
    fields: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)


class Crowd:
    """Clients that register one person after the other until `leave()`, with a key of their own each.

    `told` has the answer each got; who got none, because the server went away, is in `untold`.
    """

    def __init__(self, url: str, event: str, sessions: Sequence[str], name: str) -> None:
        self.told: dict[Wish, Answer] = {}
        self.untold: list[Wish] = []
        self._host, self._event, self._sessions, self._name = url.removeprefix("http://"), event, sessions, name
        self._leaving = threading.Event()
        self._threads = [threading.Thread(target=self._come, args=(number,)) for number in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        """Everybody is told before they go."""
        self._leaving.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()

    def count(self, status: int) -> int:
        """How many were told this until now."""
        return sum(answer.status == status for answer in list(self.told.values()))

    def wait_until_told(self, status: int, times: int, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while self.count(status) < times:
            assert time.monotonic() < deadline, f"nobody was told {status} {times} times"
            time.sleep(0.005)

    def _come(self, number: int) -> None:
        with closing(HTTPConnection(self._host, timeout=30)) as connection:
            count = 0
            while not self._leaving.is_set():
                count += 1
                last = self._sessions[1 + (number + count) % (len(self._sessions) - 1)]
                wish = Wish(f"{self._name} {number} {count}", (self._sessions[0], last))
                try:
                    self.told[wish] = ask(connection, self._event, wish)
                except (OSError, HTTPException):
                    self.untold.append(wish)
                    return
                if self.told[wish].status != 201:
                    self._leaving.wait(PAUSE)


def ask(connection: HTTPConnection, event: str, wish: Wish) -> Answer:
    fields = {"Content-Type": "application/json", "Idempotency-Key": wish.key}
    connection.request("POST", f"/api/v1/events/{event}/registrations", wish.body, fields)
    answer = connection.getresponse()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


def ask_all(url: str, event: str, wishes: Sequence[Wish]) -> dict[Wish, Answer]:
    """One after the other."""
    with closing(HTTPConnection(url.removeprefix("http://"), timeout=30)) as connection:
        return {wish: ask(connection, event, wish) for wish in wishes}


def publish_forum(database: Database) -> Programme:
    """The first session has few places, the others as many as anybody wants."""
    forum = make_forum(capacity=None)
    first = Timetable(forum).sessions[0].uid
    few = Offer(OfferMode.REGISTRATION, PLACES)
    sessions = [structs.replace(s, offer=few) if s.uid == first else s for s in forum.sessions]
    released = publish_event(database, structs.replace(forum, sessions=tuple(sessions)))
    freeze_catalogue(database)
    return released


def as_told(answer: Answer) -> tuple[str, dict[str, str]]:
    said = answer.said
    return said["id"], {seat["slug"]: seat["state"] for seat in said["sessions"]}


def registered(database_url: str, forum: Programme) -> Registered:
    """Everybody who is in the database. Each once, with one mail and one answer kept."""
    slugs = {session.uid: session.slug for session in forum.sessions}
    database = Database(database_url)
    people, registration, seat, mail, kept = (
        table_of(row) for row in (ParticipantRow, RegistrationRow, SeatRow, OutboxMail, IdempotencyRow)
    )
    with database.read() as db:
        of = people.join(registration, registration.c.participant_id == people.c.id)
        names: dict[str, str] = dict(db.execute(select(registration.c.id, people.c.name).select_from(of)).all())
        states: dict[str, dict[str, str]] = {registration_id: {} for registration_id in names}
        for row in db.execute(select(seat.c.registration_id, seat.c.session_uid, seat.c.state)):
            states[row.registration_id][slugs[row.session_uid]] = row.state.value
        mailed = sorted(db.execute(select(mail.c.recipient)).scalars())
        answered = sorted(db.execute(select(kept.c.registration_id)).scalars())
        sound: Any = db.connection().exec_driver_sql("PRAGMA integrity_check").scalar() if database.path else "ok"
    database.close()
    assert sound == "ok"
    assert mailed == sorted(f"{Wish(name, ()).key.lower()}@example.org" for name in names.values())
    assert answered == sorted(names)
    assert len(set(names.values())) == len(names)
    return {name: (registration_id, states[registration_id]) for registration_id, name in names.items()}
