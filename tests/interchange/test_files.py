"""A file finds its format, and comes into the draft of its event, again and again."""

import pytest

from events_service.database import Database
from events_service.errors import InvalidInput
from events_service.interchange.files import ImportOptions, UnknownFormat, guess, import_file
from events_service.programme import draft
from events_service.programme.queries import get_event_uid
from tests.support.needs import shared_data


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("schedule/31c3.xml", "frab-xml"),
        ("schedule/democon.pretalx.json", "frab-json"),
    ],
)
def test_guess_finds_the_format_of_real_files(name: str, expected: str) -> None:
    assert guess(shared_data(name).read_bytes()) == expected


@pytest.mark.parametrize("data", [b"", b"BEGIN:VCALENDAR", b"PK\x03\x04", b'{"some": "json"}', b"\x00" * 100])
def test_guess_refuses_what_nobody_knows(data: bytes) -> None:
    with pytest.raises(UnknownFormat):
        guess(data)


def test_import_again_changes_nothing_and_needs_the_zone_only_once(database: Database) -> None:
    data = shared_data("schedule/31c3.xml").read_bytes()
    options = ImportOptions(event_slug="31c3", timezone="Europe/Berlin")

    (first,) = import_file(database, data, options)
    (again,) = import_file(database, data, ImportOptions(event_slug="31c3"))

    assert first.added["sessions"] == 138
    assert first.added["rooms"] == 4
    assert (again.added, again.changed, again.missing) == ({}, {}, ())
    assert again.kept["sessions"] == 138


def test_dry_run_writes_nothing(database: Database) -> None:
    data = shared_data("schedule/31c3.xml").read_bytes()

    (report,) = import_file(database, data, ImportOptions(timezone="Europe/Berlin", dry_run=True))

    assert report.added["sessions"] == 138
    with pytest.raises(InvalidInput, match="no time zone"):
        import_file(database, data, ImportOptions(event_slug="31c3"))


def test_sessions_the_file_no_longer_has_are_named_and_cancelled_only_if_asked(database: Database) -> None:
    whole = shared_data("schedule/debconf17-pentabarf.xml").read_bytes()
    options = ImportOptions(event_slug="debconf17", timezone="America/Toronto")
    import_file(database, whole, options)
    at = whole.index(b'<event id="246">')
    without = whole[:at] + whole[whole.index(b"</event>", at) + len(b"</event>") :]

    (named,) = import_file(database, without, options)
    (cancelled,) = import_file(database, without, options._replace(cancel_missing=True))

    assert len(named.missing) == 1
    assert named.changed == {}
    assert cancelled.changed == {"sessions": 1}
    with database.read() as db:
        uid = get_event_uid(db.connection(), "debconf17")
        sessions = draft.load(db.connection(), uid).programme.sessions
    assert sum(session.status == "cancelled" for session in sessions) == 1
