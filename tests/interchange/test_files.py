"""A file finds its format, and comes into the draft of its event, again and again."""

import gc
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import select, text

from events_service.database import Database
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import InvalidInput
from events_service.interchange import bundle
from events_service.interchange.bundle import Bundle
from events_service.interchange.files import (
    ImportOptions,
    SavedInPart,
    UnknownFormat,
    content_of,
    guess,
    import_file,
    read,
)
from events_service.interchange.soundness import UnsoundBundle
from events_service.interchange.xml_parsing import LARGEST
from events_service.interchange.zone_texts import ZoneNotSaid
from events_service.jobs.models import JobRow
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.partnerships.records import AGREEMENTS, FUNDS, RECOMMENDATIONS
from events_service.programme import draft, jobs
from events_service.programme.draft import EVENTS, SERIES
from events_service.programme.event_editing import edit_event, versions
from events_service.programme.programme import Programme, Series
from events_service.programme.queries import find_event_uid, get_event_uid, list_releases
from events_service.zones import UnknownZone
from tests.factories.drafts import draft_session, edited
from tests.factories.maximal import filled, maximal_draft, uid
from tests.factories.programme import make_event, make_organization, make_person, make_programme, programme_of
from tests.interchange.small_schedules import event, schedule, timed
from tests.support.databases import Templates
from tests.support.needs import shared_data

_jobs = JobRow.__table__  # type: ignore[attr-defined]


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


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04" + b"x" * 90, "The file is compressed. Unpack it first."),
        (b" " * 50_000_000, "The file is larger than 20 MB."),
        (b"<schedule>" + b"x" * 50_000_000, "The file is larger than 20 MB."),
    ],
    ids=["empty", "packed", "spaces", "50 MB"],
)
def test_file_that_no_format_could_read_is_told_so_by_its_size_or_packing(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    (tmp_path / "file").write_bytes(data)

    with pytest.raises(InvalidInput) as refused:
        read(content_of(tmp_path / "file"))

    assert str(refused.value) == sentence


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_json_is_read_in_any_coding_of_unicode(coding: str) -> None:
    said = '{"schedule": {"conference": {"title": "Forum", "start": "2025-02-01", "events": [{"title": "Été, صيف"}]}}}'

    (imported,) = read(said.encode(coding), timezone="Europe/Paris").imports

    assert [list(session.title.values()) for session in imported.programme.sessions] == [["Été, صيف"]]


def test_json_in_another_coding_is_told_what_to_do() -> None:
    with pytest.raises(InvalidInput) as refused:
        read('{"schedule": {"conference": {"title": "Été"}}}'.encode("cp1252"))

    assert str(refused.value) == "This JSON file is not in UTF-8. Save it in UTF-8."


def test_cycles_are_collected_again_after_an_import(database: Database) -> None:
    with pytest.raises(InvalidInput):
        import_file(database, b"{}", ImportOptions())

    assert gc.isenabled()


def test_schedule_without_sessions_is_told(database: Database) -> None:
    data = b"<schedule><conference><acronym>forum-7</acronym><start>2025-02-01</start></conference></schedule>"

    (first,) = import_file(database, data, ImportOptions(timezone="Europe/Paris"))
    (again,) = import_file(database, data, ImportOptions())

    for report in (first, again):
        assert ("sessions", "the file has none") in [(one.item, one.what) for one in report.repaired]


def test_bundle_with_nothing_in_it_is_refused(database: Database) -> None:
    with pytest.raises(InvalidInput) as refused:
        import_file(database, b'{"bundle": 1, "programmes": []}', ImportOptions())

    assert str(refused.value) == "There is nothing in this bundle."


def test_file_that_makes_an_event_and_nothing_else_says_so(database: Database) -> None:
    (report,) = import_file(database, bundle.write(Bundle(1, (programme_of(),))), ImportOptions())

    assert report.added == {"event": 1}
    assert [one.item for one in report.records["added"]["event"]] == ["Seventh forum"]


def test_format_that_there_is_not_is_told_by_its_name() -> None:
    with pytest.raises(InvalidInput) as refused:
        read(schedule(event(timed("10:00"))), format_name="foo")

    assert str(refused.value) == "There is no format foo. Known: auto, frab-xml, frab-json, bundle."


def test_file_without_end_is_not_read_to_its_end() -> None:
    assert len(content_of(Path("/dev/zero"))) == LARGEST + 1


def test_import_again_changes_nothing_and_needs_the_zone_only_once(database: Database) -> None:
    data = shared_data("schedule/31c3.xml").read_bytes()
    options = ImportOptions(event_slug="31c3", timezone="Europe/Berlin")

    (first,) = import_file(database, data, options)
    (again,) = import_file(database, data, ImportOptions(event_slug="31c3"))

    assert first.added["sessions"] == 138
    assert first.added["rooms"] == 4
    assert (again.added, again.changed, again.missing) == ({}, {}, ())
    assert again.kept["sessions"] == 138


@pytest.mark.parametrize("zone", ["", "<time_zone_name>Local time</time_zone_name>"])
@pytest.mark.parametrize(
    ("conference", "slug"),
    [
        ("<title>Water forum</title><acronym>forum-7</acronym>", "forum-7"),
        ("<title>Water forum</title>", "water-forum"),
    ],
)
def test_import_again_finds_the_zone_of_the_event_the_file_made(
    database: Database, conference: str, slug: str, zone: str
) -> None:
    data = schedule(event(timed("09:30")), conference=f"<conference>{conference}{zone}</conference>")

    (first,) = import_file(database, data, ImportOptions(timezone="Africa/Casablanca"))
    (again,) = import_file(database, data, ImportOptions())

    assert (first.event, again.event) == (slug, slug)
    assert (again.added, again.changed, again.conflicts) == ({}, {}, ())
    assert draft_of(database, slug).event.timezone == "Africa/Casablanca"


@pytest.mark.parametrize("bundled", [False, True])
def test_zone_a_file_names_is_taken_whatever_is_asked_for_and_told(database: Database, bundled: bool) -> None:
    named = "<conference><acronym>forum-7</acronym><time_zone_name>Europe/Brussels</time_zone_name></conference>"
    data = schedule(event(timed("09:30")), conference=named)
    if bundled:
        data = bundle.write(Bundle(1, (read(data).imports[0].programme,)))
    other = ImportOptions(event_slug="forum-7", timezone="Africa/Casablanca")

    (first,) = import_file(database, data, other)
    (again,) = import_file(database, data, other)
    (same,) = import_file(database, data, ImportOptions(event_slug="forum-7", timezone="Europe/Brussels"))

    assert draft_of(database, "forum-7").event.timezone == "Europe/Brussels"
    told = "the file names Europe/Brussels: Africa/Casablanca was not needed"
    zones_told = [[r.what for r in report.repaired if r.item == "time zone"] for report in (first, again, same)]
    assert zones_told == [[told], [told], []]
    with pytest.raises(UnknownZone):
        import_file(database, data, ImportOptions(timezone="Mars/Olympus"))


def test_zone_that_was_changed_here_is_not_one_that_was_asked_for(database: Database) -> None:
    named = "<conference><acronym>forum-7</acronym><time_zone_name>Europe/Brussels</time_zone_name></conference>"
    data = schedule(event(timed("09:30")), conference=named)
    import_file(database, data, ImportOptions(event_slug="forum-7"))
    with database.read() as db:
        event_uid = get_event_uid(db.connection(), "forum-7")
        version, _ = versions(db.connection(), event_uid)
    database.write_now(edit_event, event_uid, lambda e: structs.replace(e, timezone="Africa/Casablanca"), version)

    (again,) = import_file(database, data, ImportOptions(event_slug="forum-7"))

    assert [r for r in again.repaired if r.item == "time zone"] == []
    assert draft_of(database, "forum-7").event.timezone == "Africa/Casablanca"


def test_import_again_finds_the_zone_of_no_other_event(database: Database) -> None:
    known = schedule(event(timed("09:30")))
    import_file(database, known, ImportOptions(timezone="Africa/Casablanca"))
    other = schedule(event(timed("09:30")), conference="<conference><title>Eighth forum</title></conference>")

    with pytest.raises(ZoneNotSaid):
        import_file(database, other, ImportOptions())
    with pytest.raises(ZoneNotSaid):
        import_file(database, known, ImportOptions(event_slug="another"))


def test_texts_in_no_known_language_come_again_and_go_on_in_a_bundle(database: Database) -> None:
    data = schedule(event(timed("09:30")))
    options = ImportOptions(timezone="Africa/Casablanca", event_slug="forum-7")

    import_file(database, data, options)
    (again,) = import_file(database, data, options)
    (carried,) = import_file(database, bundle.write(Bundle(1, (draft_of(database, "forum-7"),))), ImportOptions())

    assert (again.added, again.changed, carried.added, carried.changed) == ({}, {}, {}, {})
    programme = draft_of(database, "forum-7")
    assert (programme.event.title, programme.sessions[0].title) == ({"und": "Forum"}, {"und": "Water"})


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


# Bundles, and what stands in them beside programmes ----------------------------------------------------------------

WHOLE = maximal_draft()
SECOND = programme_of(
    draft_session("Water", uid=uid("water")), event=make_event(uid=uid("second"), slug="second"), rooms=()
)
BODY = make_organization(uid=uid("beside"), slug="")
BESIDE = Bundle(
    bundle=1,
    programmes=(SECOND,),
    series=(Series(uid("series beside"), {"en": "Forum"}),),
    organizations=(BODY,),
    people=(make_person(uid=uid("person beside"), organization_uid=BODY.uid, slug="No address"),),
    agreements=(filled(Agreement, "a", uid=uid("agreement"), slug=""),),
    funds=(filled(Fund, "f", uid=uid("fund"), slug=""),),
    recommendations=(
        Recommendation(uid("here"), SECOND.event.uid, {"en": "More water"}),
        Recommendation(uid("elsewhere"), uid("no event"), {"en": "Lost"}),
    ),
)


def written(*programmes: Programme) -> bytes:
    return bundle.write(Bundle(1, programmes))


def draft_of(database: Database, slug: str) -> Programme:
    with database.read() as db:
        return draft.load(db.connection(), get_event_uid(db.connection(), slug)).programme


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<schedule/>", "frab-xml"),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?><schedule/>", "frab-xml"),
        ("<schedule/>".encode("utf-16"), "frab-xml"),
        (b'{"bundle": 1}', "bundle"),
        (b'\xef\xbb\xbf{"programmes": [' + b" " * 5000 + b'], "bundle": 1}', "bundle"),
        (b'{"bundle": 1, "programmes": [', "bundle"),
        (b'{"schedule": {}}', "frab-json"),
        (b'{"schedule": {"title": "bundle"', "frab-json"),
    ],
)
def test_guess_by_what_a_file_begins_with(data: bytes, expected: str) -> None:
    assert guess(data) == expected


def test_format_that_was_asked_for_is_not_guessed() -> None:
    with pytest.raises(InvalidInput, match="not a bundle"):
        read(b"<schedule/>", format_name="bundle")


def test_bundle_of_several_events_is_taken_whole(database: Database) -> None:
    reports = import_file(database, written(WHOLE, SECOND), ImportOptions())

    assert [report.event for report in reports] == ["event-slug", "second"]
    assert (draft_of(database, "event-slug"), draft_of(database, "second")) == (WHOLE, SECOND)


def test_one_slug_cannot_name_several_events(database: Database) -> None:
    with pytest.raises(InvalidInput, match="this file holds 2"):
        import_file(database, written(WHOLE, SECOND), ImportOptions(event_slug="one"))


def test_records_beside_events_are_taken_and_asked_to_be_shown(database: Database) -> None:
    for _ in range(2):
        import_file(database, bundle.write(BESIDE), ImportOptions())

    with database.read() as db:
        connection = db.connection()
        (body,) = ORGANIZATIONS.read_uids(connection, [BODY.uid])
        (person,) = PEOPLE.read_uids(connection, [uid("person beside")])
        assert (body.slug, person.slug) == ("association-of-towns", "amina-berrada")
        assert [s.slug for s in SERIES.read(connection)] == ["forum"]
        assert AGREEMENTS.read(connection) == [structs.replace(BESIDE.agreements[0], slug="a-title-in-english")]
        assert FUNDS.read(connection) == [structs.replace(BESIDE.funds[0], slug="f-name-in-english")]
        assert RECOMMENDATIONS.read(connection) == [BESIDE.recommendations[0]]
        kinds = connection.execute(select(_jobs.c.kind).distinct()).scalars().all()
    assert kinds == [jobs.CATALOGUE]


def test_bundle_tells_of_each_event_without_sessions(database: Database) -> None:
    empty = programme_of(event=make_event(uid=uid("third"), slug="third"), rooms=())

    for _ in range(2):
        told = [
            [(one.item, one.what) for one in report.repaired]
            for report in import_file(database, written(SECOND, empty), ImportOptions())
        ]
        assert told == [[], [("sessions", "the bundle has none of this event")]]


def test_dry_run_of_a_bundle_writes_nothing(database: Database) -> None:
    (report,) = import_file(database, bundle.write(BESIDE), ImportOptions(dry_run=True))

    assert report.added == {"sessions": 1, "event": 1}
    with database.read() as db:
        assert find_event_uid(db.connection(), "second") is None
        assert ORGANIZATIONS.read(db.connection()) == []


def test_import_publishes_where_a_note_is_given(database: Database) -> None:
    options = ImportOptions(release_note={"en": "First programme"}, by="amina")

    (first,) = import_file(database, written(SECOND), options)
    (again,) = import_file(database, written(SECOND), options)
    (changed,) = import_file(database, written(edited(SECOND, uid("water"), code="SOU 84")), options)

    assert (first.release, again.release, changed.release) == (1, None, 2)
    assert again.not_released == "Nothing is ready that is not published already."
    assert first.not_released == changed.not_released == ""
    with database.read() as db:
        releases = list_releases(db.connection(), SECOND.event.uid)
    assert [info.note for info, _ in releases] == [{"en": "First programme"}] * 2


@pytest.mark.parametrize(
    "data", [b"{}", b'{"bundle": 1, "programmes": [{}]}', b"<schedule", b"<!DOCTYPE x><schedule/>"]
)
def test_refused_file_writes_nothing(database: Database, data: bytes) -> None:
    with pytest.raises(InvalidInput):
        import_file(database, data, ImportOptions(timezone="Africa/Casablanca"))

    with database.read() as db:
        assert EVENTS.read(db.connection()) == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_import_that_is_cut_off_between_two_acts_says_what_is_saved(
    database: Database, templates: Templates, tmp_path: Path
) -> None:
    data, options = written(make_programme(60)), ImportOptions(release_note={"en": "First programme"})
    (tmp_path / "other").mkdir()
    measured = Database(templates.copy("sqlite", tmp_path / "other"))
    import_file(measured, data, ImportOptions())
    pages = measured.write_now(lambda db: db.execute(text("PRAGMA page_count")).scalar_one())
    measured.close()
    database.write_now(lambda db: db.execute(text(f"PRAGMA max_page_count = {pages + 1}")))

    with pytest.raises(SavedInPart) as refused:
        import_file(database, data, options)
    (again,) = import_file(database, data, options)

    assert "The working version of forum-7 is saved" in str(refused.value)
    assert (again.added, again.changed, again.release) == ({}, {}, 1)


def test_unsound_second_programme_keeps_the_first_out_too(database: Database) -> None:
    unsound = edited(SECOND, uid("water"), room_uid=uid("nowhere"))

    with pytest.raises(UnsoundBundle):
        import_file(database, written(WHOLE, unsound), ImportOptions())

    with database.read() as db:
        assert EVENTS.read(db.connection()) == []


def test_fosdem_is_taken_again_and_again(database: Database) -> None:
    data = shared_data("schedule/fosdem-2025.xml").read_bytes()

    (first,) = import_file(database, data, ImportOptions(release_note={"en": "First programme"}))
    (again,) = import_file(database, data, ImportOptions())

    assert first.added == {
        "sessions": 1105,
        "rooms": 35,
        "people": 1193,
        "event": 1,
        "tracks": first.added["tracks"],
    } | {kind: count for kind, count in first.added.items() if kind in ("types", "venues")}
    assert (first.release, first.skipped, first.doubtful) == (1, (), ())
    assert (again.added, again.changed, again.conflicts, again.missing) == ({}, {}, (), ())
