"""F1: the server killed while people register over HTTP. Who was told of a place has it; who was not may ask again."""

import random
import time
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.models import OutboxMail
from events_service.programme.programme import Offer, OfferMode, Programme
from events_service.programme.timetable import Timetable
from events_service.registration.models import IdempotencyRow, ParticipantRow, RegistrationRow, SeatRow
from tests.factories.released import freeze_catalogue, publish_event
from tests.registration.crowd import Answer, Crowd, Wish, ask_all
from tests.registration.scenery import table_of
from tests.registration.site import make_forum
from tests.support.serving import serving

PLACES = 20
"""In the session everybody wants; the others have no limit."""
UNLIMITED = {"EVENTS_RATE_LIMITS": "false"}

Registered = dict[str, tuple[str, dict[str, str]]]
"""By name: the registration's id, and the states of its seats by slug."""


def publish_forum(database: Database) -> Programme:
    """The first session has few places, the others as many as anybody wants."""
    forum = make_forum(capacity=None)
    first = Timetable(forum).sessions[0].uid
    few = Offer(OfferMode.REGISTRATION, PLACES)
    sessions = [structs.replace(s, offer=few) if s.uid == first else s for s in forum.sessions]
    released = publish_event(database, structs.replace(forum, sessions=tuple(sessions)))
    freeze_catalogue(database)
    return released


def kill_and_ask_again(database_url: str, folder: Path, rounds: int, seed: int) -> None:
    """Kill the server in each round, let who was told nothing ask again of the next, and compare at the end."""
    chance = random.Random(seed)
    database = Database(database_url)
    forum = publish_forum(database)
    database.close()
    event, sessions = forum.event.slug, [session.slug for session in Timetable(forum).sessions]
    told: dict[Wish, Answer] = {}
    untold: list[Wish] = []
    settled = 0

    for number in range(rounds + 1):
        with serving(database_url, folder, "--no-worker", **UNLIMITED) as (url, process):
            told |= ask_all(url, event, untold)
            settled += len(untold)
            if number == rounds:
                again = ask_all(url, event, list(told))
                break
            crowd = Crowd(url, event, sessions, f"Round {number}")
            crowd.wait_until_told(201, 1)
            time.sleep(chance.uniform(0.05, 0.3))
            process.kill()
            crowd.leave()
            told |= crowd.told
            untold = crowd.untold

    assert settled > 0
    assert {answer.status for answer in told.values()} == {201}
    assert {wish: answer.body for wish, answer in again.items()} == {wish: answer.body for wish, answer in told.items()}
    expected = {wish.name: as_told(answer) for wish, answer in told.items()}
    assert registered(database_url, forum) == expected
    held = [states[sessions[0]] for _, states in expected.values()].count("held")
    assert held == min(PLACES, len(expected))


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


def test_f1_server_killed_while_people_register(database_url: str, tmp_path: Path) -> None:
    kill_and_ask_again(database_url, tmp_path, rounds=2, seed=8)


@pytest.mark.long
def test_f1_server_killed_two_hundred_times(database_url: str, tmp_path: Path) -> None:
    kill_and_ask_again(database_url, tmp_path, rounds=200, seed=int(time.time()))
