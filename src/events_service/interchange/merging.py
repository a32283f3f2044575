"""Three values into one: what was imported last, what the file says now, and what the draft says."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import structs

V = TypeVar("V", bound=msgspec.Struct)


class MergedRecord(NamedTuple):
    record: Any
    conflicts: tuple[str, ...]
    """Fields changed both at the source and here: the local value stays."""


def carried(record: msgspec.Struct, fields: Iterable[str]) -> str:
    """The fields a format carries, as JSON: what is kept as the last imported values."""
    return msgspec.json.encode({name: getattr(record, name) for name in sorted(fields)}).decode()


def merge(ours: V, theirs: V, fields: Iterable[str], last: str, *, trusted: bool = False) -> MergedRecord:
    """Our record with what changed at the source.

    `last` is what `carried` gave at the last import, empty where there was none. Then our value stays where
    it says something else, unless the source is `trusted`. Localized text is merged language by language.
    """
    fields = tuple(fields)
    if last and carried(theirs, fields) == last:
        return MergedRecord(ours, ())
    base: Mapping[str, Any] = msgspec.json.decode(last) if last else {}
    changes: dict[str, Any] = {}
    conflicts: list[str] = []
    for name in fields:
        mine, said = getattr(ours, name), getattr(theirs, name)
        if mine == said:
            continue
        before = base.get(name, _UNSAID)
        value, conflict = _merge_value(mine, said, before, trusted)
        if conflict:
            conflicts.append(name)
        if value != mine:
            changes[name] = value
    return MergedRecord(structs.replace(ours, **changes) if changes else ours, tuple(conflicts))


_UNSAID: Any = object()


def _merge_value(mine: Any, theirs: Any, before: Any, trusted: bool) -> tuple[Any, bool]:
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _merge_text(mine, theirs, before if isinstance(before, dict) else {}, before is _UNSAID and trusted)
    if before is _UNSAID:
        keep = bool(mine) and not trusted
        return (mine, True) if keep else (theirs, False)
    plain_mine, plain_theirs = msgspec.to_builtins(mine), msgspec.to_builtins(theirs)
    if plain_theirs == before:
        return mine, False
    if plain_mine == before:
        return theirs, False
    return mine, True


def _merge_text(
    mine: dict[str, str], theirs: dict[str, str], before: dict[str, str], trusted: bool
) -> tuple[dict[str, str], bool]:
    """Language by language; a translation added here stays, whatever the source does to the others."""
    merged, conflict = dict(mine), False
    for language in {*theirs, *before}:
        said, had, own = theirs.get(language, ""), before.get(language, ""), mine.get(language, "")
        if said in (own, had) and not trusted:
            continue
        if own and own != had and not trusted:
            conflict = True
        elif said:
            merged[language] = said
        else:
            merged.pop(language, None)
    return merged, conflict
