"""A release made of the records of the one before it, wherever both say the same."""

from typing import Any, NamedTuple

from msgspec import structs

from events_service.programme.programme import Programme, Session


class Succession(NamedTuple):
    """A release after another, and which sessions make the difference; tombstones are sessions too."""

    before: Programme
    programme: Programme
    """Holds the very records of `before` that have not changed."""
    gone: tuple[Session, ...]
    """What only the one before holds: a session that changed is in both."""
    come: tuple[Session, ...]


class _Shared(NamedTuple):
    value: Any
    gone: tuple[Any, ...] = ()
    come: tuple[Any, ...] = ()


def succession(before: Programme, released: Programme) -> Succession:
    """`released` made of the records of `before`.

    A release is read whole, so nothing in it is the object it was; whoever keeps something per record would
    have to compare all of them again. What has a uid is taken over by it, everything else as a whole.
    """
    fields = {field: _shared(getattr(before, field), getattr(released, field)) for field in Programme.__struct_fields__}
    programme = structs.replace(released, **{field: shared.value for field, shared in fields.items()})
    sessions, tombstones = fields["sessions"], fields["tombstones"]
    return Succession(before, programme, sessions.gone + tombstones.gone, sessions.come + tombstones.come)


def _shared(old: Any, new: Any) -> _Shared:
    if new == old:
        return _Shared(old)
    return _records(old, new) if isinstance(new, tuple) else _Shared(new)


def _records(old: tuple[Any, ...], new: tuple[Any, ...]) -> _Shared:
    left = {getattr(record, "uid", None): record for record in old}
    records, come = [], []
    for record in new:
        uid = getattr(record, "uid", None)
        if left.get(uid) == record:
            records.append(left.pop(uid))
        else:
            records.append(record)
            come.append(record)
    return _Shared(tuple(records), tuple(left.values()), tuple(come))
