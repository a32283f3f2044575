"""Releases in the shape in which every address gives them."""

from datetime import UTC, datetime

from events_service.programme.release_list import releases_json
from events_service.programme.source import ReleaseNote

AT = datetime(2018, 10, 1, 12, tzinfo=UTC)


def test_releases_as_lists_show_them() -> None:
    history = (ReleaseNote(2, {"en": "Rooms"}, AT.replace(microsecond=5000)), ReleaseNote(1, {}, AT))

    assert releases_json(history) == {
        "items": [
            {"number": 2, "note": {"en": "Rooms"}, "released_at": "2018-10-01T12:00:00.005000Z"},
            {"number": 1, "note": {}, "released_at": "2018-10-01T12:00:00Z"},
        ]
    }
