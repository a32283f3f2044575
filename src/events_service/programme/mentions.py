"""Whom each stored release names, remembered: that never changes, and the programme it is read from is large."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from sqlalchemy import Connection, select

from events_service.programme.models import ReleaseRow
from events_service.programme.stored import Mentioned, decode_mentioned

_releases = ReleaseRow.__table__  # type: ignore[attr-defined]

_MOST = 300_000
"""What all that is remembered may weigh: 10 to 20 MB."""
_EACH = 16
"""What a release weighs that names nobody; somebody it names weighs 1."""
_remembered: OrderedDict[str, Mentioned] = OrderedDict()
"""By the digest of what is stored; what was not asked for longest goes first."""
_weight = 0
_lock = Lock()


def read_mentioned(connection: Connection, event_uid: str, digests: Mapping[int, str]) -> dict[int, Mentioned]:
    """Whom these releases of the event name, by number; only those that are not remembered are read."""
    found = {number: one for number, digest in digests.items() if (one := _recall(digest)) is not None}
    missing = digests.keys() - found.keys()
    if missing:
        columns = (_releases.c.number, _releases.c.digest, _releases.c.format, _releases.c.payload)
        wanted = (_releases.c.event_uid == event_uid, _releases.c.number.in_(missing))
        for number, digest, stored_format, payload in connection.execute(select(*columns).where(*wanted)):
            found[number] = decode_mentioned(payload, stored_format)
            _remember(digest, found[number])
    return found


def _recall(digest: str) -> Mentioned | None:
    with _lock:
        if digest in _remembered:
            _remembered.move_to_end(digest)
        return _remembered.get(digest)


def _remember(digest: str, mentioned: Mentioned) -> None:
    global _weight
    with _lock:
        if digest not in _remembered:
            _weight += _weighed(mentioned)
        _remembered[digest] = mentioned
        while _weight > _MOST:
            _, forgotten = _remembered.popitem(last=False)
            _weight -= _weighed(forgotten)


def _weighed(mentioned: Mentioned) -> int:
    return _EACH + len(mentioned.people) + len(mentioned.organizations)
