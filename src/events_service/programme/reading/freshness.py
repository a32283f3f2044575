"""Keeping what is served up to date: looking for new releases in the background, and at once when told of one."""

import asyncio
import logging

from events_service.programme.published import Published
from events_service.programme.reading.preparation import Preparation

INTERVAL = 0.5
"""Seconds between two looks: with the time to read a large event, a release is public within one second."""

FILLING = 0.1
"""Seconds of a look that may go into reading what nobody has asked for yet."""

_logger = logging.getLogger(__name__)


class Freshness:
    """One per process; belongs to the event loop's thread, except `poke`."""

    def __init__(self, published: Published, preparation: Preparation, interval: float = INTERVAL) -> None:
        self.failures = 0
        """Looks in a row that failed. What is public stays as it was meanwhile."""
        self._published = published
        self._preparation = preparation
        self._interval = interval
        self._poked = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._warming: asyncio.Task[None] | None = None
        self._unread = False
        """May something be public that is not in memory?"""

    @property
    def in_memory(self) -> int:
        """Events that stay public, whoever asks for them, while the source is away."""
        return self._published.in_memory

    async def refresh(self) -> None:
        """Make public what was released until now, before this returns. Raises what the source raises."""
        async with self._one_at_a_time:
            changed = await asyncio.to_thread(self._published.refresh)
            if changed:
                self._unread = True
                lately = self._preparation.forget(changed)
                if self._warming is not None:
                    self._warming.cancel()
                self._warming = asyncio.create_task(self._preparation.warm(lately))

    def poke(self) -> None:
        """Look at once; from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._poked.set)

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        self._loop = asyncio.get_running_loop()
        try:
            while True:
                self._poked.clear()
                await self._look()
                self._preparation.expire()
                try:
                    await asyncio.wait_for(self._poked.wait(), self._interval)
                except TimeoutError:
                    # Not at once: a start, and a release, are for their readers.
                    await self._fill()
        finally:
            if self._warming is not None:
                self._warming.cancel()

    async def _fill(self) -> None:
        if self._unread and not self.failures:
            self._unread = False
            filled = await asyncio.to_thread(self._published.fill, FILLING)
            self._unread = self._unread or not filled

    async def _look(self) -> None:
        try:
            await self.refresh()
        except Exception:
            if not self.failures:
                _logger.exception("What is public could not be read; it stays as it was")
            self.failures += 1
            self._unread = True
        else:
            if self.failures:
                _logger.warning("What is public can be read again", extra={"failures": self.failures})
            self.failures = 0
