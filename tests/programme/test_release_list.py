"""Releases in the shape in which every address gives them."""

from datetime import UTC, datetime
from typing import Any

from events_service.programme.changes import Change, ChangeKind, Moment
from events_service.programme.programme import EventStatus
from events_service.programme.release_list import releases_json
from events_service.programme.schemas import ReleasesOut
from events_service.programme.source import ReleaseNote

AT = datetime(2018, 10, 1, 12, tzinfo=UTC)
SILENT: dict[str, Any] = {"before": {}, "after": {}, "from_time": None, "to_time": None, "details": [], "status": None}


def test_releases_as_lists_show_them() -> None:
    history = (
        ReleaseNote(2, {"en": "Rooms"}, AT.replace(microsecond=5000), (), "ab"),
        ReleaseNote(1, {}, AT, digest="cd"),
    )

    assert releases_json(history) == {
        "items": [
            {
                "number": 2,
                "note": {"en": "Rooms"},
                "released_at": "2018-10-01T12:00:00.005000Z",
                "digest": "ab",
                "what": [],
            },
            {"number": 1, "note": {}, "released_at": "2018-10-01T12:00:00Z", "digest": "cd", "what": []},
        ]
    }


def test_what_a_release_changed_is_listed_with_what_was_and_what_is() -> None:
    start = datetime.fromisoformat("2018-11-20T10:00")
    changes = (
        Change(ChangeKind.EVENT, title={"en": "Forum"}, status=EventStatus.POSTPONED),
        Change(
            ChangeKind.MOVED_ROOM,
            session_uid="water",
            slug="eau",
            title={"fr": "Eau"},
            before={"en": "Hall"},
            after={"en": "Garden"},
        ),
        Change(ChangeKind.MOVED_TIME, session_uid="water", slug="eau", from_time=Moment(start), to_time=Moment()),
    )

    listed = releases_json([ReleaseNote(2, {}, AT, changes, "ab")])

    event = {"uid": None, "session": None, "title": {"en": "Forum"}}
    session = {"uid": "water", "session": "eau"}
    assert listed["items"][0]["what"] == [
        SILENT | event | {"kind": "event", "status": "postponed"},
        SILENT
        | session
        | {"kind": "moved_room", "title": {"fr": "Eau"}, "before": {"en": "Hall"}, "after": {"en": "Garden"}},
        SILENT
        | session
        | {
            "kind": "moved_time",
            "title": {},
            "from_time": {"start_local": "2018-11-20T10:00", "end_local": None},
            "to_time": {"start_local": None, "end_local": None},
        },
    ]
    assert ReleasesOut.model_validate(listed).model_dump(mode="json") == listed
