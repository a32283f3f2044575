"""What was public of a session or an event before a bundle brought it here: its revisions go on from there."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from events_service.directory.directory import Value
from events_service.programme.calendar_content import Content, calendar_contents, event_content
from events_service.programme.programme import Event, Programme, Session

KIND = "revision"
"""The kind of the external references in which this is remembered."""


class Elsewhere(Value):
    """The highest revision, when it was first released, and a digest of what calendars showed."""

    revision: int
    created_at: datetime | None = None
    content: str = ""

    def first_revision(self, content: Content) -> int:
        """The revision of a first release here: the same where calendars show the same, else the next."""
        return self.revision if self.content == _digest(content) else self.revision + 1

    def first_released(self, now: datetime) -> datetime:
        """When it was first released anywhere; never later than now, whatever a file says."""
        return min(self.created_at or now, now)


Everywhere = Mapping[str, Elsewhere]
"""By uid of session or event."""

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Elsewhere)


def published_in(programme: Programme) -> dict[str, Elsewhere]:
    """What a programme says was public of its event, its sessions and those removed; nothing of what never was."""
    contents = calendar_contents(programme)
    found = {
        session.uid: _of(session, contents[session.uid])
        for session in (*programme.tombstones, *programme.sessions)
        if session.created_at
    }
    if programme.event.created_at:
        found[programme.event.uid] = _of(programme.event, event_content(programme))
    return found


def encode(said: Elsewhere) -> str:
    return _encoder.encode(said).decode()


def decode(text: str) -> Elsewhere:
    return _decoder.decode(text)


def _of(record: Session | Event, content: Content) -> Elsewhere:
    created_at = record.created_at.astimezone(UTC) if record.created_at else None
    return Elsewhere(record.revision, created_at, _digest(content))


def _digest(content: Content) -> str:
    return hashlib.sha256(_encoder.encode(content)).hexdigest()
