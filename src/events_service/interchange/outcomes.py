"""What became of the records a file has, each by its name: added, changed with what is another now, or kept."""

from collections.abc import Iterable, Mapping
from typing import Any

from events_service.directory.directory import Value
from events_service.languages import LocalizedText
from events_service.programme.session_names import code_and_title

ADDED, CHANGED, KEPT = "added", "changed", "kept"


class Became(Value):
    item: str
    what: tuple[str, ...] = ()
    """Of a changed record, the fields that are not as they were, or those that were changed on both sides."""


ByKind = Mapping[str, tuple[Became, ...]]
"""Records by their type."""


def counts(records: ByKind) -> dict[str, int]:
    return {kind: len(those) for kind, those in records.items()}


def kept(records: Iterable[Any]) -> tuple[Became, ...]:
    return tuple(Became(named(record)) for record in records)


def changed(before: Any, after: Any) -> Became:
    fields = (name for name in after.__struct_fields__ if getattr(before, name) != getattr(after, name))
    return Became(named(before), tuple(fields))


def named(record: Any) -> str:
    """A record as a report names it, on one line: a session with its code."""
    return code_and_title(getattr(record, "code", ""), title_of(record))


def title_of(record: Any) -> LocalizedText:
    title: LocalizedText = record.name if hasattr(record, "name") else record.title
    return title
