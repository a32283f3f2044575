"""The demonstration against the sources it is made of."""

from datetime import datetime

from events_service.demo import read_bundle
from events_service.interchange import bundle as interchange


def test_bundle_is_written_as_the_format_writes_it() -> None:
    bundle = read_bundle()
    assert interchange.read(interchange.write(bundle)) == bundle


def test_session_84_is_where_and_when_it_was_printed() -> None:
    africities = next(p for p in read_bundle().programmes if p.event.slug == "africities-8")
    session = next(s for s in africities.sessions if s.code == "SOU 84")
    room = next(r for r in africities.rooms if r.uid == session.room_uid)
    assert room.name["en"] == "Dakhla"
    assert session.start_local == datetime.fromisoformat("2018-11-21T09:30")
