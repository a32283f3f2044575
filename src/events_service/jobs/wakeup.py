"""Waking a loop that polls, at once and within one process. A wake that gets lost costs one poll."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wakeup:
    """Who sleeps on the same kind of work; anybody may wake them, from any thread."""

    def __init__(self) -> None:
        self._sleepers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def wake(self) -> None:
        """Set the event of every sleeper."""
        for loop, event in tuple(self._sleepers):
            with suppress(RuntimeError):  # that loop has been closed
                loop.call_soon_threadsafe(event.set)

    @contextmanager
    def sleeper(self) -> Iterator[asyncio.Event]:
        """An event of the running loop that `wake()` sets; whoever waits for it clears it."""
        entry = (asyncio.get_running_loop(), asyncio.Event())
        self._sleepers.add(entry)
        try:
            yield entry[1]
        finally:
            self._sleepers.discard(entry)


async def sleep(seconds: float, *events: asyncio.Event) -> None:
    """Until one of the events is set, or the time is over."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
