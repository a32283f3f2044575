"""Which items of an agenda are those it had before, though their titles or times have been changed."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from events_service.languages import LocalizedText, folded
from events_service.programme.programme import AgendaItem

_ALIKE = 0.5
"""The part of their words that two titles share when one is the other corrected."""


class Said(Protocol):
    """An item as it is to be."""

    @property
    def title(self) -> LocalizedText: ...

    @property
    def start(self) -> str | None: ...

    @property
    def end(self) -> str | None: ...


def former_items(said: Sequence[Said], before: Sequence[AgendaItem]) -> list[AgendaItem | None]:
    """For each item the one it was: of the same title, else of the most similar, else alone at the same hours."""
    new, old = ([_words(item.title) for item in items] for items in (said, before))
    near = [(_nearness(one, other), n, m) for n, one in enumerate(new) for m, other in enumerate(old)]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for alike, number, former in sorted(near, key=lambda pair: (-pair[0], abs(pair[1] - pair[2]))):
        if alike >= _ALIKE and number not in found and former not in taken:
            found[number] = former
            taken.add(former)
    for number, item in enumerate(said):
        hours = item.start, item.end
        there = [m for m, was in enumerate(before) if (was.start, was.end) == hours and m not in taken]
        if number not in found and any(hours) and len(there) == 1:
            found[number] = there[0]
            taken.add(there[0])
    return [before[found[number]] if number in found else None for number in range(len(said))]


def _words(title: LocalizedText) -> dict[str, frozenset[str]]:
    """Of each language; what has no letter that is told apart, such as a mark alone, has none."""
    words = {tag: frozenset(folded(text).split()) for tag, text in title.items()}
    return {tag: said for tag, said in words.items() if said}


def _nearness(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> float:
    """The part of their words that two titles share, in the language in which it is most."""
    shares = (len(one[tag] & other[tag]) / len(one[tag] | other[tag]) for tag in one if tag in other)
    return max(shares, default=0.0)
