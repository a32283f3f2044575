"""A unit of work on its way through the writer: one act, one outcome, one caller who waits for it."""

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Generic, TypeVar

from events_service.database.failures import explained
from events_service.database.session import DbSession
from events_service.errors import Busy

logger = logging.getLogger(__name__)

T = TypeVar("T")
_inside = threading.local()


class Unit(Generic[T]):
    """An act with its arguments bound. Whoever claims it first decides: the writer, or a caller who gave up."""

    __slots__ = ("_ticket", "act", "after", "error", "future", "loop", "value")

    def __init__(self, act: Callable[[DbSession], T], loop: asyncio.AbstractEventLoop | None = None) -> None:
        self.act = act
        self.loop = loop
        self.future: Any = Future() if loop is None else loop.create_future()
        self.value: T | None = None
        self.error: BaseException | None = None
        self.after: list[Callable[[], object]] = []
        self._ticket = [True]

    def claim(self) -> bool:
        """True for the first to ask, in whatever thread; False for everybody after."""
        try:
            return self._ticket.pop()
        except IndexError:
            return False

    def give_up(self) -> None:
        """The wait is over: Busy, unless the writer has begun. Called where the caller waits."""
        if self.claim():
            self.fail(Busy())
            self.settle()

    def run(self, db: DbSession) -> None:
        """Run the act and keep what came of it. Raises nothing: the error belongs to the caller."""
        _inside.unit = True
        self.error = None
        try:
            self.value = self.act(db)
            db.settle()
            self.after = db.after
        except BaseException as error:
            self.fail(error)
        finally:
            _inside.unit = False

    def fail(self, error: BaseException) -> None:
        """This is the outcome, whatever it was."""
        self.error = error
        self.value = None
        self.after = []

    def settle(self) -> None:
        """Give the caller the outcome, in the caller's own loop if it has one.

        A failure of the database becomes a refusal that people understand.
        """
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.value)
        else:
            self.future.set_exception(explained(self.error))


def refuse_inside_act() -> None:
    """An act that waited for another write would wait for itself."""
    if getattr(_inside, "unit", False):
        raise RuntimeError("an act cannot start another write: pass db on, or use after_commit()")


def call_back(units: Iterable[Unit[Any]]) -> None:
    """What acts asked for with `after_commit()`. It cannot undo anything any more, so errors are logged."""
    for unit in units:
        for callback in unit.after:
            try:
                callback()
            except Exception:
                logger.exception("after_commit failed")


def acknowledge(units: Iterable[Unit[Any]]) -> None:
    """Tell every caller, waking each event loop once."""
    loops: dict[asyncio.AbstractEventLoop, list[Unit[Any]]] = defaultdict(list)
    for unit in units:
        if unit.loop is None:
            unit.settle()
        else:
            loops[unit.loop].append(unit)
    for loop, waiting in loops.items():
        with suppress(RuntimeError):  # that loop has been closed: nobody waits there any more
            loop.call_soon_threadsafe(_settle_all, waiting)


def _settle_all(units: list[Unit[Any]]) -> None:
    for unit in units:
        unit.settle()
