"""Three values into one: what was imported last, what the file says now, and what the draft says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import structs

V = TypeVar("V", bound=msgspec.Struct)

_encode = msgspec.json.Encoder().encode


class MergedRecord(NamedTuple):
    record: Any
    conflicts: tuple[str, ...]
    """Fields changed both at the source and here: the local value stays."""


def carried(record: msgspec.Struct, fields: Sequence[str]) -> str:
    """The fields a format carries, as JSON: what is kept as the last imported values."""
    return _encode({name: getattr(record, name) for name in fields}).decode()


def merge(ours: V, theirs: V, fields: Iterable[str], last: str, *, trusted: bool = False) -> MergedRecord:
    """Our record with what changed at the source.

    `last` is what `carried` gave at the last import, empty where there was none. Then our value stays where
    it says something else, unless the source is `trusted`. Localized text is merged language by language.
    """
    base: Mapping[str, Any] = msgspec.json.decode(last) if last else {}
    changes: dict[str, Any] = {}
    conflicts: list[str] = []
    fields = tuple(fields)
    together = _TIMES.intersection(fields) if _both_moved(ours, theirs, base, fields) and not trusted else frozenset()
    for name in fields:
        mine, said = getattr(ours, name), getattr(theirs, name)
        if mine == said:
            continue
        before = base.get(name, _UNSAID)
        value, conflict = _merge_value(mine, said, before, trusted)
        if name in together:
            value, conflict = mine, value != mine or conflict
        if conflict:
            conflicts.append(name)
        if value != mine:
            changes[name] = value
    return MergedRecord(structs.replace(ours, **changes) if changes else ours, tuple(conflicts))


_UNSAID: Any = object()

_TIMES = frozenset({"start_local", "end_local", "start_fold", "end_fold", "day_on"})
"""What only makes sense together: a start of ours and an end of theirs could be the wrong way round."""


def _both_moved(ours: Any, theirs: Any, base: Mapping[str, Any], fields: tuple[str, ...]) -> bool:
    """Has a time been changed here, and another one at the source?"""
    names = _TIMES.intersection(fields)
    before = {name: base.get(name) or None for name in names}
    mine, said = ({name: _plain(getattr(record, name)) or None for name in names} for record in (ours, theirs))
    return mine != before and said != before and mine != said


def _merge_value(mine: Any, theirs: Any, before: Any, trusted: bool) -> tuple[Any, bool]:
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _merge_text(mine, theirs, before if isinstance(before, dict) else {}, before is _UNSAID and trusted)
    if before is _UNSAID:
        keep = bool(mine) and not trusted
        return (mine, True) if keep else (theirs, False)
    if _plain(theirs) == before:
        return mine, False
    if _plain(mine) == before:
        return theirs, False
    return mine, True


def _plain(value: Any) -> Any:
    """The value as JSON gives it back: sequences as lists, dates as texts."""
    return msgspec.json.decode(_encode(value))


def _merge_text(
    mine: dict[str, str], theirs: dict[str, str], before: dict[str, str], trusted: bool
) -> tuple[dict[str, str], bool]:
    """Language by language; a translation added here stays, whatever the source does to the others."""
    merged, conflict = dict(mine), False
    for language in {*theirs, *before}:
        said, had, own = theirs.get(language, ""), before.get(language, ""), mine.get(language, "")
        if said in (own, had) and not trusted:
            continue
        if own != had and not trusted:
            conflict = True
        elif said:
            merged[language] = said
        else:
            merged.pop(language, None)
    return merged, conflict
