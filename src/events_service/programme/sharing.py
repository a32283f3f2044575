"""A release made of the records of the one before it, wherever both say the same."""

from collections.abc import Iterable
from typing import Any

from msgspec import structs

from events_service.programme.programme import Programme


def shared(released: Programme, before: Programme) -> Programme:
    """The same programme, holding the very records of `before` that have not changed.

    A release is read whole, so nothing in it is the object it was; whoever keeps something per record would
    have to compare all of them again. What has a uid is taken over by it, everything else as a whole.
    """
    return structs.replace(
        released,
        **{field: _shared(getattr(released, field), getattr(before, field)) for field in Programme.__struct_fields__},
    )


def _shared(new: Any, old: Any) -> Any:
    if new == old:
        return old
    return _records(new, old) if isinstance(new, tuple) else new


def _records(new: Iterable[Any], old: Iterable[Any]) -> tuple[Any, ...]:
    known = {getattr(record, "uid", None): record for record in old}
    return tuple(_same(record, known.get(getattr(record, "uid", None))) for record in new)


def _same(new: Any, old: Any) -> Any:
    return old if new == old else new
