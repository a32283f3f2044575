"""Releases as programs see them: in the list of an event's, and as the answer to publishing one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from events_service.languages import LocalizedText
from events_service.programme.source import ReleaseNote

Json = dict[str, Any]


def releases_json(history: Iterable[ReleaseNote]) -> Json:
    """What was published and when, in the order of the history."""
    return {"items": [release_json(note.number, note.note, note.released_at) for note in history]}


def release_json(number: int, note: LocalizedText, at: datetime) -> Json:
    """One release; the instant as RFC 3339 in UTC."""
    return {"number": number, "note": note, "released_at": at.isoformat().replace("+00:00", "Z")}
