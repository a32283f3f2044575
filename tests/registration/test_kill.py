"""F1: the server killed while people register over HTTP. Who was told of a place has it; who was not may ask again."""

import random
import time
from pathlib import Path

import pytest

from events_service.database import Database
from events_service.programme.timetable import Timetable
from tests.registration.crowd import PLACES, UNLIMITED, Answer, Crowd, Wish, as_told, ask_all, publish_forum, registered
from tests.support.serving import serving


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
        with serving(database_url, folder, "--no-worker", settings=UNLIMITED) as (url, process):
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


def test_f1_server_killed_while_people_register(database_url: str, tmp_path: Path) -> None:
    kill_and_ask_again(database_url, tmp_path, rounds=2, seed=8)


@pytest.mark.long
def test_f1_server_killed_a_hundred_times(database_url: str, tmp_path: Path) -> None:
    kill_and_ask_again(database_url, tmp_path, rounds=100, seed=int(time.time()))
