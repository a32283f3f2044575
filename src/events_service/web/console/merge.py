"""Two people edit at once: what each changed, and where both changed the same. Values in, values out."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

Values = Mapping[str, Any]


class Merged(NamedTuple):
    values: dict[str, Any]
    """What is to be written: both people's changes; where both changed the same, mine."""
    clashes: tuple[str, ...]
    """Fields, or `field.language`, that both changed, each in a different way."""


def merge(base: Values, mine: Values, theirs: Values) -> Merged:
    """Three-way merge: `base` is what I saw when I began, `theirs` what is there now. Texts merge by language."""
    values: dict[str, Any] = {}
    clashes: list[str] = []
    for name, said in mine.items():
        was, now = base.get(name), theirs.get(name)
        if _by_language(was) and _by_language(said) and _by_language(now):
            values[name], differing = _merged_texts(was, said, now)
            clashes += [f"{name}.{tag}" for tag in differing]
        else:
            values[name] = now if said == was else said
            if said not in (was, now) and was != now:
                clashes.append(name)
    return Merged(values, tuple(clashes))


def chosen(clashes: tuple[str, ...], mine: Values, theirs: Values, taken: frozenset[str]) -> dict[str, Any]:
    """Mine, with theirs in the place of those clashing fields that were `taken` from them."""
    values = dict(mine)
    for clash in clashes:
        if clash not in taken:
            continue
        name, _, tag = clash.partition(".")
        if tag:
            text = dict(values[name])
            text.pop(tag, None)
            values[name] = text | ({tag: theirs[name][tag]} if tag in theirs[name] else {})
        else:
            values[name] = theirs.get(name)
    return values


def _merged_texts(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    made: dict[str, str] = {}
    clashes = []
    for tag in dict.fromkeys((*theirs, *mine, *base)):
        was, said, now = base.get(tag), mine.get(tag), theirs.get(tag)
        wanted = now if said == was else said
        if said not in (was, now) and was != now:
            clashes.append(tag)
        if wanted:
            made[tag] = wanted
    return made, clashes


def _by_language(value: Any) -> TypeGuard[Mapping[str, str]]:
    return isinstance(value, Mapping) and all(isinstance(said, str) for said in value.values())
