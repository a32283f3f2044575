"""Type and track of a session, said once where both say the same."""

from functools import lru_cache

from events_service.languages import LocalizedText, folded
from events_service.programme.programme import Session, SessionType, Track
from events_service.programme.timetable import Timetable

_ENDINGS = {"ات": 3, "ه": 3, "s": 4, "x": 4}
"""Of plurals, and of the Arabic feminine in place of which they stand; folded. Each with the letters that must be
left of the word: `News` are no `New`."""


def kind_and_track(session: Session, timetable: Timetable) -> tuple[SessionType | None, Track | None]:
    """The track alone where its name is the type's, in the plural or not: it has a page and a colour."""
    kind = timetable.types.get(session.type_uid or "")
    track = timetable.tracks.get(session.track_uid or "")
    return (None if kind and track and say_the_same(kind.name, track.name) else kind), track


def say_the_same(one: LocalizedText, other: LocalizedText) -> bool:
    """`Open session` and `Open Sessions`: are the names alike in a language that both are in?"""
    return any(_stems(one[tag]) == _stems(other[tag]) for tag in one if one[tag] and other.get(tag))


@lru_cache(1024)  # a few names, asked for with each session
def _stems(name: str) -> tuple[str, ...]:
    return tuple(_stem(word) for word in folded(name).split())


def _stem(word: str) -> str:
    endings = (end for end, least in _ENDINGS.items() if word.endswith(end) and len(word) - len(end) >= least)
    return word.removesuffix(next(endings, ""))
