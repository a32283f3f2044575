"""People who register over HTTP at the same time, and what each of them was told."""

import json
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Any, NamedTuple

CLIENTS = 8


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

    def wait_until_told(self, status: int, times: int, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while sum(answer.status == status for answer in list(self.told.values())) < times:
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


def ask(connection: HTTPConnection, event: str, wish: Wish) -> Answer:
    fields = {"Content-Type": "application/json", "Idempotency-Key": wish.key}
    connection.request("POST", f"/api/v1/events/{event}/registrations", wish.body, fields)
    answer = connection.getresponse()
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


def ask_all(url: str, event: str, wishes: Sequence[Wish]) -> dict[Wish, Answer]:
    """One after the other."""
    with closing(HTTPConnection(url.removeprefix("http://"), timeout=30)) as connection:
        return {wish: ask(connection, event, wish) for wish in wishes}
