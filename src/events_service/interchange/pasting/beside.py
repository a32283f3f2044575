"""Lists of a session in one language put beside what they are in the others: agenda, objectives, questions."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import structs

from events_service.interchange.pasting.acquaintance import plain
from events_service.interchange.pasting.proposals import Proposal, ProposedItem
from events_service.languages import LocalizedText
from events_service.programme.programme import AgendaItem, Session

LISTS = ("agenda", "objectives", "questions")


class Beside(NamedTuple):
    """A list as it becomes."""

    items: tuple[Any, ...]
    lost: tuple[LocalizedText, ...]
    """What was there of points that are matched by none, and is said in other languages or holds more than a title."""


def lists_beside(session: Session, p: Proposal) -> dict[str, Beside]:
    """The lists that a proposal says, by their names. Points are matched by hours, by their text, and by place."""
    found: dict[str, Beside] = {}
    if p.agenda:
        found["agenda"] = _agenda(session.agenda, p.language, p.agenda)
    for name, before, said in (
        ("objectives", session.objectives, p.objectives),
        ("questions", session.questions, p.questions),
    ):
        if said:
            found[name] = _texts(before, p.language, said)
    return found


def _texts(before: Sequence[LocalizedText], tag: str, said: Sequence[str]) -> Beside:
    pairs = _pairs([[plain(text.get(tag, ""))] for text in before], [[plain(one)] for one in said])
    kept = [_with(before[pairs[at]] if at in pairs else {}, tag, one) for at, one in enumerate(said)]
    lost = [text for at, text in enumerate(before) if at not in pairs.values() and set(text) - {tag}]
    return Beside(tuple(kept), tuple(lost))


def _agenda(before: Sequence[AgendaItem], tag: str, items: Sequence[ProposedItem]) -> Beside:
    pairs = _pairs(
        [[one.start or "", plain(one.title.get(tag, ""))] for one in before],
        [[one.start, plain(one.title)] for one in items],
    )
    found: list[AgendaItem] = []
    lost: list[LocalizedText] = []
    for at, item in enumerate(items):
        old = before[pairs[at]] if at in pairs else AgendaItem({})
        inner = _agenda(old.items, tag, item.items) if item.items else Beside(old.items, ())
        hours = {"start": item.start, "end": item.end or None} if item.start else {}
        title = _with(old.title, tag, item.title) if item.title else old.title
        found.append(structs.replace(old, title=title, items=inner.items, **hours))
        lost.extend(inner.lost)
    for at, old in enumerate(before):
        if at not in pairs.values():
            lost.extend(_held(old, tag))
    return Beside(tuple(found), tuple(lost))


def _held(item: AgendaItem, tag: str) -> list[LocalizedText]:
    more = structs.replace(item, title={}, start=None, end=None, items=()) != AgendaItem({})
    own = [item.title] if more or set(item.title) - {tag} else []
    return [*own, *(text for inner in item.items for text in _held(inner, tag))]


def _pairs(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> dict[int, int]:
    """Which of those before each of those after is; keys that several have match none."""
    found: dict[int, int] = {}
    for which in range(len(before[0]) if before else 0):
        once_before, once_after = (Counter(keys[which] for keys in side) for side in (before, after))
        places = {keys[which]: at for at, keys in enumerate(before)}
        for at, keys in enumerate(after):
            key = keys[which]
            once = bool(key) and once_before[key] == once_after[key] == 1
            if once and at not in found and places[key] not in found.values():
                found[at] = places[key]
    more = _between(found, len(before), len(after))
    if found:
        # Points with hours of their own that are not the same are others, where some are.
        more = {new: old for new, old in more.items() if not (before[old][0] and after[new][0]) or len(before[old]) < 2}
    return found | more


def _between(found: dict[int, int], before: int, after: int) -> dict[int, int]:
    """As many between two that are matched are the same, in their order."""
    fixed = [(-1, -1), *sorted(found.items()), (after, before)]
    if any(one[1] >= other[1] for one, other in zip(fixed, fixed[1:], strict=False)):
        return {}
    return {
        new: old
        for one, other in zip(fixed, fixed[1:], strict=False)
        if other[0] - one[0] == other[1] - one[1]
        for new, old in zip(range(one[0] + 1, other[0]), range(one[1] + 1, other[1]), strict=True)
    }


def _with(text: LocalizedText, tag: str, said: str) -> LocalizedText:
    return {**text, tag: said}
