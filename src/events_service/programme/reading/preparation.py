"""Preparing answers: each is rendered once, in a thread, however many wait for it, and kept while it is true."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from events_service.errors import Busy
from events_service.programme.published import Published
from events_service.programme.reading.negotiation import IDENTITY
from events_service.programme.reading.questions import Question, ask
from events_service.programme.reading.renderers import Addresses, Redirect
from events_service.programme.reading.rendering import Rendered, Rendering
from events_service.programme.reading.representations import Representation
from events_service.programme.reading.shelf import Key, Shelf

_THREADS = 2
_MOST_WAITING = 256
"""Renderings under way or waiting. Past it the reader is asked to come back, and hits go on as before."""
_MOST_ASIDE = 64
"""The same for searches and combinations of filters: there are endlessly many, so they have a queue of their own."""
_MOST_WARMED = 40
"""Addresses prepared anew after a release without waiting for a reader."""
_SMALL = 8
"""One part in so many of the memory is for combinations of filters."""

_logger = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class _Made(NamedTuple):
    coding: str
    answer: Representation | Redirect | None
    plain: Representation | None = None
    """What other codings are made from."""


class _Queue:
    """A few threads, and not too many who wait for them."""

    def __init__(self, threads: int, most: int) -> None:
        self._most = most
        self._waiting = 0
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="render")

    async def run(self, work: Callable[[], _Result]) -> _Result:
        if self._waiting >= self._most:
            raise Busy(retry_after=2)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class Preparation:
    """Everything that is not a hit. Belongs to the event loop's thread, except what it runs in its own."""

    def __init__(self, published: Published, addresses: Addresses, rendering: Rendering, cache_bytes: int) -> None:
        self.prepared = Shelf(cache_bytes - cache_bytes // _SMALL)
        self.combinations = Shelf(cache_bytes // _SMALL)
        self.rendering = rendering
        self._published = published
        self._addresses = addresses
        self._under_way: dict[tuple[str, bytes], asyncio.Task[_Made]] = {}
        self._deadlines: dict[Key, float] = {}
        self._main = _Queue(_THREADS, _MOST_WAITING)
        self._aside = _Queue(1, _MOST_ASIDE)

    def close(self) -> None:
        self._main.close()
        self._aside.close()

    async def answer(self, question: Question, coding: str) -> Representation | Redirect | None:
        """The answer in this coding: kept from before, or made now. None is "there is no such record".

        Raises Busy where too many wait already, and whatever rendering raises.
        """
        if question.filters.q:
            return (await self._make(question, coding)).answer
        address = (question.path, question.query)
        while True:
            kept = self._kept((*address, coding))
            if kept is not None:
                return kept
            task = self._under_way.get(address)
            if task is not None and task.done():
                task = None  # it has not landed yet: to wait for it would give no way to that
            own = task is None
            if task is None:
                task = asyncio.create_task(self._make(question, coding))
                self._under_way[address] = task
                task.add_done_callback(lambda done: self._landed(address, done))
            made = await asyncio.shield(task)
            if own or made.coding == coding or made.plain is None:
                return made.answer
            # Somebody else's is in another coding. What both are made from is there now, unless a release came between.
            if self._kept((*address, IDENTITY)) is not made.plain:
                return await self._in_coding(made.plain, question, coding)

    def forget(self, owners: Iterable[str]) -> list[Key]:
        """Take away what was made from these; gives what was prepared of it, the most recently asked for first."""
        gone = frozenset(owners)
        self._under_way.clear()  # who asks from now on must not get what was begun before
        self.combinations.take_out(gone)
        return self.prepared.take_out(gone)

    def expire(self) -> None:
        """Take away what the clock has made untrue."""
        now = time.monotonic()
        over = [key for key, deadline in self._deadlines.items() if deadline <= now]
        for key in over:
            del self._deadlines[key]
            self.prepared.remove(key)
            self.combinations.remove(key)

    async def warm(self, keys: Iterable[Key]) -> None:
        """Prepare again what readers asked for lately, one after the other."""
        for path, query, coding in list(keys)[:_MOST_WARMED]:
            matched = self._addresses.find(path)
            if matched is None:
                continue
            try:
                await self.answer(ask(path, query, matched), coding)
            except Exception:
                _logger.exception("An address could not be prepared anew", extra={"path": path})

    async def in_thread(self, work: Callable[[], _Result]) -> _Result:
        """Run what may wait where it holds up nobody else. Raises Busy where too many wait."""
        return await self._main.run(work)

    async def _make(self, question: Question, coding: str) -> _Made:
        plain = None if question.filters.q else self._kept((question.path, question.query, IDENTITY))
        if plain is not None:
            coded = await self._in_coding(plain, question, coding)
            self._keep_beside(plain, question, coding, coded)
            return _Made(coding, coded, plain)
        rendered = await self._queue_of(question).run(lambda: self.rendering.render(question, coding))
        if not isinstance(rendered, Rendered):
            return _Made(coding, rendered)
        if not question.filters.q and self._published.is_current(rendered.state):
            self._keep(question, coding, rendered)
        return _Made(coding, rendered.coded, rendered.plain)

    async def _in_coding(self, plain: Representation, question: Question, coding: str) -> Representation:
        return await self._queue_of(question).run(lambda: plain.in_coding(coding))

    def _queue_of(self, question: Question) -> _Queue:
        return self._main if self.rendering.is_everybodys(question) else self._aside

    def _keep(self, question: Question, coding: str, rendered: Rendered) -> None:
        shelf = self.prepared if rendered.everybodys else self.combinations
        address = (question.path, question.query)
        kept = {coding: rendered.coded} | ({} if coding == IDENTITY else {IDENTITY: rendered.plain})
        for each, representation in kept.items():
            shelf.put((*address, each), representation, wanted=each == coding)
            if rendered.seconds is not None:
                self._deadlines[(*address, each)] = time.monotonic() + rendered.seconds

    def _keep_beside(self, plain: Representation, question: Question, coding: str, coded: Representation) -> None:
        """Keep another coding where its plain representation is, and no longer than that."""
        shelf = self._shelf_of(plain, question)
        if shelf is None:
            return
        key: Key = (question.path, question.query, coding)
        shelf.put(key, coded)
        deadline = self._deadlines.get((question.path, question.query, IDENTITY))
        if deadline is not None:
            self._deadlines[key] = deadline

    def _kept(self, key: Key) -> Representation | None:
        for shelf in (self.prepared, self.combinations):
            found = shelf.entries.get(key)
            if found is not None:
                shelf.recent(key)
                return found
        return None

    def _shelf_of(self, plain: Representation, question: Question) -> Shelf | None:
        """Where the plain representation still is; None where its time has passed meanwhile."""
        key: Key = (question.path, question.query, IDENTITY)
        for shelf in (self.prepared, self.combinations):
            if shelf.entries.get(key) is plain:
                return shelf
        return None

    def _landed(self, address: tuple[str, bytes], task: "asyncio.Task[_Made]") -> None:
        if self._under_way.get(address) is task:
            del self._under_way[address]
        if not task.cancelled():
            task.exception()  # whoever waited has it; nobody may have
