"""Releases as programs see them: in the list of an event's, and as the answer to publishing one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from events_service.languages import LocalizedText
from events_service.programme.changes import Change, Moment
from events_service.programme.source import ReleaseNote

Json = dict[str, Any]


def releases_json(history: Iterable[ReleaseNote]) -> Json:
    """What was published and when, and what it changed, in the order of the history."""
    return {
        "items": [
            release_json(note.number, note.note, note.released_at, note.digest)
            | {"what": [_change_json(change) for change in note.changes or ()]}
            for note in history
        ]
    }


def release_json(number: int, note: LocalizedText, at: datetime, digest: str) -> Json:
    """One release; the instant as RFC 3339 in UTC."""
    return {"number": number, "note": note, "released_at": at.isoformat().replace("+00:00", "Z"), "digest": digest}


def _change_json(change: Change) -> Json:
    return {
        "kind": change.kind.value,
        "uid": change.session_uid or change.record_uid,
        "session": change.slug or None,
        "title": change.title,
        "before": change.before,
        "after": change.after,
        "from_time": _moment_json(change.from_time),
        "to_time": _moment_json(change.to_time),
        "details": list(change.details),
        "status": change.status.value if change.status else None,
    }


def _moment_json(moment: Moment | None) -> Json | None:
    """Wall times by the event's clocks; None beside a change that moves nothing."""
    if moment is None:
        return None
    start, end = moment.start_local, moment.end_local
    return {
        "start_local": start.isoformat(timespec="minutes") if start else None,
        "end_local": end.isoformat(timespec="minutes") if end else None,
    }
