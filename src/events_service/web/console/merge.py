"""Two people edit at once: what each changed, and where both changed the same. Values in, values out."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

from events_service.web.console.merge_rows import merge_rows, merge_ticks

Values = Mapping[str, Any]

_NOTHING: Any = object()


class Merged(NamedTuple):
    values: dict[str, Any]
    """What is to be written: both people's changes; where both changed the same, mine."""
    clashes: tuple[str, ...]
    """Fields, or `field.part` (a language of a text, a part of a field of several), that both changed, each in a
    different way."""


def merge(base: Values, mine: Values, theirs: Values) -> Merged:
    """Three-way merge: `base` is what I saw when I began, `theirs` what is there now.

    Texts merge by language, fields of several parts by part, and lists by row.
    """
    values: dict[str, Any] = {}
    clashes: list[str] = []
    for name, said in mine.items():
        was, now = base.get(name), theirs.get(name)
        if _of_parts(was) and _of_parts(said) and _of_parts(now):
            values[name], differing = merge_parts(was, said, now)
            clashes += [f"{name}.{part}" for part in differing]
        elif _is_list(said) and _is_list(was or []) and _is_list(now or []):
            values[name], clashing = _merged_list(was or [], said, now or [])
            clashes += [name] * clashing
        else:
            values[name] = now if said == was else said
            if said not in (was, now) and was != now:
                clashes.append(name)
    return Merged(values, tuple(clashes))


def merge_parts(base: Values, mine: Values, theirs: Values) -> tuple[dict[str, Any], list[str]]:
    """Part by part; a language that somebody took out of a text is a change as any other."""
    made: dict[str, Any] = {}
    clashes = []
    for part in dict.fromkeys((*theirs, *mine, *base)):
        was, said, now = (values.get(part, _NOTHING) for values in (base, mine, theirs))
        wanted = now if said == was else said
        if said not in (was, now) and was != now:
            clashes.append(part)
        if wanted is not _NOTHING:
            made[part] = wanted
    return made, clashes


def chosen(clashes: tuple[str, ...], mine: Values, theirs: Values, taken: frozenset[str]) -> dict[str, Any]:
    """Mine, with theirs in the place of those clashing fields that were `taken` from them."""
    values = dict(mine)
    for clash in clashes:
        if clash not in taken:
            continue
        name, _, part = clash.partition(".")
        if part:
            parts = dict(values[name])
            parts.pop(part, None)
            values[name] = parts | ({part: theirs[name][part]} if part in theirs[name] else {})
        else:
            values[name] = theirs.get(name)
    return values


def _merged_list(base: list[Any], mine: list[Any], theirs: list[Any]) -> tuple[list[Any], bool]:
    if all(isinstance(one, str) for one in (*base, *mine, *theirs)):
        return merge_ticks(base, mine, theirs), False
    merged = merge_rows(base, mine, theirs, merge_parts)
    return merged.mine, merged.clashing


def _of_parts(value: Any) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping)


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
