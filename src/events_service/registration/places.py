"""Places left, as many ask for them at once: counted once for all who ask within a moment."""

import asyncio
import time
from typing import ClassVar

import msgspec

from events_service.database import Database
from events_service.programme.timetable import Timetable
from events_service.registration.queries import availability
from events_service.zones import now


class Places:
    """Answers as JSON, by event. What decides about a place never asks here."""

    SECONDS: ClassVar[int] = 2

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counting: dict[str, tuple[float, asyncio.Future[bytes]]] = {}

    async def of(self, timetable: Timetable) -> bytes:
        """The event's places, counted at most two seconds ago, and after what this process did itself."""
        began, counting = self._counting.get(timetable.event.uid, (0.0, None))
        if counting is None or time.monotonic() - began > self.SECONDS or _failed(counting):
            counting = asyncio.ensure_future(asyncio.to_thread(self._count, timetable))
            self._counting[timetable.event.uid] = (time.monotonic(), counting)
        return await asyncio.shield(counting)

    def changed(self, event_uid: str) -> None:
        """Somebody here took or gave back a place: who asks from now on is told."""
        self._counting.pop(event_uid, None)

    def _count(self, timetable: Timetable) -> bytes:
        with self._database.read() as db:
            return msgspec.json.encode(availability(db, timetable, now()))


def _failed(counting: asyncio.Future[bytes]) -> bool:
    return counting.done() and (counting.cancelled() or counting.exception() is not None)
