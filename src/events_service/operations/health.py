"""Is this process alive, and can it do its work? Asked by whatever restarts it and sends it requests."""

import asyncio
import logging
import shutil
import time
from collections.abc import Awaitable, Callable

from events_service import zones
from events_service.database import Database
from events_service.database.migrations import current_revision, head, probe_writing

ENOUGH_DISK = 200_000_000
"""Bytes that must be free where a SQLite database lies; PostgreSQL's disk is its server's."""
_REMEMBERED = 1.0
"""Seconds an answer is given again: asking often must not become work for the database."""
_PATIENCE = 5.0

_logger = logging.getLogger(__name__)
Check = Callable[[], Awaitable[bool]]


class Readiness:
    """Whether requests should come here. One per process; belongs to the event loop's thread."""

    def __init__(self, database: Database, knows_what_is_public: Callable[[], bool]) -> None:
        self.stopping = False
        """Set when the process was told to stop: it ends what it has begun, and wants nothing new."""
        self._database = database
        self._knows_what_is_public = knows_what_is_public
        self._one_at_a_time = asyncio.Lock()
        self._failing: tuple[str, ...] = ()
        self._until = 0.0

    async def failing(self) -> tuple[str, ...]:
        """The names of the checks that fail; empty is ready."""
        if self.stopping:
            return ("stopping",)
        async with self._one_at_a_time:
            if time.monotonic() >= self._until:
                self._failing = await self._check_all()
                self._until = time.monotonic() + _REMEMBERED
        return self._failing

    async def _check_all(self) -> tuple[str, ...]:
        checks: dict[str, Check] = {
            "database": self._can_write,
            "migrations": self._is_migrated,
            "disk": self._has_room,
            "time zones": self._knows_time,
            "programmes": self._has_listing,
        }
        passed = await asyncio.gather(*(self._passes(name, check) for name, check in checks.items()))
        return tuple(name for name, good in zip(checks, passed, strict=True) if not good)

    async def _passes(self, name: str, check: Check) -> bool:
        try:
            return await asyncio.wait_for(check(), _PATIENCE)
        except Exception:
            if name not in self._failing:
                _logger.exception("A check of readiness failed", extra={"check": name})
            return False

    async def _can_write(self) -> bool:
        await self._database.write(probe_writing)
        return True

    async def _is_migrated(self) -> bool:
        return await asyncio.to_thread(self._revision) == head()

    def _revision(self) -> str | None:
        with self._database.read() as db:
            return current_revision(db)

    async def _has_room(self) -> bool:
        if self._database.path is None:
            return True
        usage = await asyncio.to_thread(shutil.disk_usage, self._database.path.parent)
        return usage.free >= ENOUGH_DISK

    async def _knows_time(self) -> bool:
        zones.self_check()
        return True

    async def _has_listing(self) -> bool:
        return self._knows_what_is_public()
