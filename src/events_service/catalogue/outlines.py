"""What the Catalogue takes from each event's public release, read once: a release is large and never changes."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from events_service.languages import LocalizedText
from events_service.programme.live import Redaction, redacted
from events_service.programme.models import EventRow, ReleaseRow
from events_service.programme.organizing import organizer_name
from events_service.programme.programme import Event, Programme
from events_service.programme.queries import get_release

_events = EventRow.__table__  # type: ignore[attr-defined]
_releases = ReleaseRow.__table__  # type: ignore[attr-defined]


class Outline(NamedTuple):
    """Of one event as it is public. The organizer's name is empty where nobody is named first."""

    event: Event
    organizer: LocalizedText
    organizations: frozenset[str]
    """Uids of those it names."""
    sessions: frozenset[str]
    """Uids of those that are public."""


_Key = tuple[str, str, tuple[Redaction, ...]]
_outlines: dict[_Key, Outline] = {}
"""Those of the last reading, by the event, the digest of its release and what was withdrawn."""


def read_outlines(connection: Connection, redactions: tuple[Redaction, ...]) -> list[Outline]:
    """Of every event that has a public release, without what was withdrawn; one release is in memory at a time."""
    global _outlines
    is_public = (_releases.c.event_uid == _events.c.uid) & (_releases.c.number == _events.c.release_number)
    columns = (_releases.c.event_uid, _releases.c.digest, _releases.c.number)
    found: dict[_Key, Outline] = {}
    for event_uid, digest, number in connection.execute(select(*columns).join(_events, is_public)):
        key = (event_uid, digest, redactions)
        found[key] = _outlines.get(key) or _outline(
            redacted(get_release(connection, event_uid, number).programme, redactions)
        )
    _outlines = found
    return list(found.values())


def _outline(programme: Programme) -> Outline:
    return Outline(
        programme.event,
        organizer_name(programme),
        frozenset(body.uid for body in programme.organizations),
        frozenset(session.uid for session in programme.sessions),
    )
