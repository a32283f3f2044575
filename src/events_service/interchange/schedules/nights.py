"""Which of a day's sessions are past midnight, where nothing but the order in which they stand can say so."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import timedelta
from itertools import pairwise, takewhile
from typing import NamedTuple

from events_service.interchange.schedules.conference_days import MORNING

_DAY = timedelta(days=1)


class Start(NamedTuple):
    number: int
    """Of the session in its file."""
    day: Hashable
    place: str
    """Sessions of one day and place are a list."""
    clock: timedelta
    """Since the midnight before the day; past 24 hours where the file says so."""
    is_early: bool
    """Whether it may as well be at the end of the night that follows the day."""


class Nights(NamedTuple):
    """Numbers of sessions."""

    late: frozenset[int]
    """On the date after their day's: early starts that stand behind others. Of a list in no order, those of the night
    alone: what begins in the morning is rarely the end of one."""
    guessed: frozenset[int]
    """Early starts that may be on the other date: their list is in no order, or no night stands before them."""


def read_nights(starts: Iterable[Start]) -> Nights:
    """A list is in order if its day is, and the night stands behind it: then early starts before the day are its
    morning. A list of early starts alone says nothing, which matters only on a day that has more."""
    lists: dict[tuple[Hashable, str], list[Start]] = {}
    for start in starts:
        lists.setdefault((start.day, start.place), []).append(start)
    busy = {start.day for some in lists.values() for start in some if not start.is_early}
    late: set[int] = set()
    guessed: set[int] = set()
    for (day, _), some in lists.items():
        behind = _behind_others(some)
        in_order = _is_in_order(some, behind)
        late.update(start.number for start in behind if in_order or start.clock < MORNING)
        if not in_order or (day in busy and all(start.is_early for start in some)):
            guessed.update(start.number for start in some if start.is_early)
        before_any_night = takewhile(lambda start: MORNING <= start.clock < _DAY, some)
        guessed.update(start.number for start in before_any_night if start in behind)
    return Nights(frozenset(late), frozenset(guessed))


def _behind_others(some: Sequence[Start]) -> list[Start]:
    begun = next((at for at, start in enumerate(some) if not start.is_early), len(some))
    return [start for start in some[begun:] if start.is_early]


def _is_in_order(some: Sequence[Start], behind: Sequence[Start]) -> bool:
    at_day = [start not in behind and start.clock < _DAY for start in some]
    clocks = [start.clock for start, is_at_day in zip(some, at_day, strict=True) if is_at_day]
    return at_day == sorted(at_day, reverse=True) and all(one <= next_one for one, next_one in pairwise(clocks))
