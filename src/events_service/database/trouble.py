"""What the log says while the database cannot be written: once a minute at most, and once when it can be again."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from events_service.database.failures import OutcomeUnknown, StorageFailed, explained
from events_service.database.units import Unit

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
QUIET_SECONDS = 5.0
"""So long nothing may have failed before it is said that writing goes on: an act that writes nothing never fails."""


class Trouble:
    """One per writer, told of every act that has ended. May be used from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._quiet_until = self._failed_at = float("-inf")
        self._failed = 0
        """Acts since the last line about them; none of them was written."""
        self._said = False

    def note(self, ended: Iterable[Unit[Any]]) -> None:
        """Look at what became of acts, before their callers hear of it."""
        for unit in ended:
            if unit.error is None:
                if self._said:
                    self._again()
            elif isinstance(explained(unit.error), StorageFailed | OutcomeUnknown):
                self._fails(unit.error)

    def _fails(self, error: BaseException) -> None:
        with self._lock:
            self._failed += 1
            self._failed_at = self._clock()
            if self._clock() < self._quiet_until:
                return
            failed, self._failed = self._failed, 0
            self._quiet_until = self._clock() + EVERY_SECONDS
            self._said = True
        # No error: a command says the same to whoever called it, and shows errors of the log beside that.
        logger.warning("The database cannot be written", extra={"why": _reason(error), "acts": failed})

    def _again(self) -> None:
        with self._lock:
            if not self._said or self._clock() < self._failed_at + QUIET_SECONDS:
                return
            self._said, self._quiet_until = False, float("-inf")
        logger.warning("The database can be written again")


def complain(to: logging.Logger, what: str, error: Exception, clock: Callable[[], float] = time.monotonic) -> None:
    """Log what failed in the background, and will be tried again: in one line a minute where storage is at fault."""
    if not isinstance(explained(error), StorageFailed | OutcomeUnknown):
        to.error(what, exc_info=error)
    elif clock() >= _complained.get(what, float("-inf")) + EVERY_SECONDS:
        _complained[what] = clock()
        to.warning(what, extra={"why": _reason(error)})


_complained: dict[str, float] = {}
"""When it was last said that this failed."""


def _reason(error: BaseException) -> str:
    """What the driver says, and neither the statement nor its values."""
    said = type(error).__name__
    cause: BaseException | None = error
    while cause is not None:
        # The first failure is the one that explains: it ends the transaction, and what follows misses that.
        said = str(getattr(cause, "orig", None) or said)
        cause = cause.__cause__ or cause.__context__
    return said.partition("\n")[0]
