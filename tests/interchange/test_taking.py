"""Files into drafts, on both databases: one event, one act, and nothing of anybody else's."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from events_service.database import Database, DbSession, new_id
from events_service.directory.directory import Organization, Person
from events_service.directory.models import PersonRow
from events_service.directory.records import ORGANIZATIONS, PEOPLE, save_organizations, save_people
from events_service.errors import Conflict, InvalidInput
from events_service.interchange import bundle, taking
from events_service.interchange.bundle import Bundle
from events_service.interchange.imported import Imported
from events_service.interchange.soundness import MOST_REVISIONS
from events_service.interchange.sources import SourceReference, load_references, reference_writes, source_of
from events_service.interchange.taking import EventNotNamed, Outrun, Report, Taking
from events_service.programme import draft
from events_service.programme.draft import DraftChanged
from events_service.programme.editing import add_session, delete_session, edit_session
from events_service.programme.models import EventRow, ExternalReferenceRow
from events_service.programme.programme import (
    Alias,
    AliasKind,
    Programme,
    Session,
    SessionPerson,
    SessionStatus,
)
from events_service.programme.queries import find_event_uid, get_event_uid, published_elsewhere
from events_service.programme.warnings import Warned
from events_service.records import run
from events_service.slugs import ReservedAddress
from tests.factories.drafts import History, draft_session, edited
from tests.factories.maximal import filled, maximal_draft, uid
from tests.factories.programme import make_event, make_organization, make_person, programme_of, uid_of
from tests.factories.stored_events import AT, ROADS, WATER, change, load, publish, small_draft
from tests.interchange.small_schedules import event, read, schedule, timed, titled

OTHER = draft_session("Other", uid=uid_of("session", "other"))
GUIDS = [uid_of("guid", str(number)) for number in range(3)]
CONFERENCE = "<conference><title>Forum</title><acronym>forum-7</acronym></conference>"


def talk(number: int, title: str, more: str = "") -> str:
    said = f"<start>1{number}:00</start><duration>00:45</duration>{titled(title, more)}"
    return event(said, id=f"1{number}", guid=GUIDS[number])


def file_of(*events: str, **how: Any) -> Imported:
    return read(schedule(*events, **how))


SPEAKER = '<persons><person id="7">Amina Berrada</person></persons>'
RENAMED = SPEAKER.replace("Berrada", "B.")
FILE = file_of(talk(0, "Water", SPEAKER), talk(1, "Roads"))


def take(db: DbSession, imported: Imported, /, **how: Any) -> Report:
    prepared = taking.prepare(db.connection(), imported, **how)
    taking.take(db, prepared)
    return prepared.report


def draft_of(db: DbSession, slug: str = "forum-7") -> Programme:
    return load(db, get_event_uid(db.connection(), slug))


def titles(programme: Programme) -> dict[str, str]:
    return {session.uid: next(iter(session.title.values())) for session in programme.sessions}


def bundle_of(programme: Programme) -> Imported:
    (imported,) = bundle.imports_of(bundle.read(bundle.write(Bundle(1, (programme,)))))
    return imported


# Schedules ---------------------------------------------------------------------------------------------------------


def test_first_import_makes_the_event(db: DbSession) -> None:
    report = take(db, FILE)

    assert (report.event, report.format, report.release) == ("forum-7", "frab-xml", None)
    assert (report.added, report.changed, report.kept) == ({"people": 1, "rooms": 1, "sessions": 2, "event": 1}, {}, {})
    programme = draft_of(db)
    assert titles(programme) == {GUIDS[0]: "Water", GUIDS[1]: "Roads"}
    assert [session.ready for session in programme.sessions] == [True, True]
    assert [person.name for person in programme.people] == [{"en": "Amina Berrada"}]


def test_same_file_again_writes_nothing(db: DbSession) -> None:
    take(db, FILE)
    before = draft.load(db.connection(), get_event_uid(db.connection(), "forum-7"))

    prepared = taking.prepare(db.connection(), FILE)
    taking.take(db, prepared)

    assert prepared.writes == ()
    assert prepared.report.kept == {"people": 1, "rooms": 1, "sessions": 2, "event": 1}
    assert draft.load(db.connection(), before.programme.event.uid) == before


def test_speaker_whom_nobody_names_any_more_is_known_all_the_same(db: DbSession) -> None:
    take(db, FILE)
    event_uid = get_event_uid(db.connection(), "forum-7")
    edit_session(db, event_uid, GUIDS[0], lambda session: structs.replace(session, people=()))

    for imported in (FILE, file_of(talk(0, "Water", SPEAKER), talk(1, "Streets"))):
        report = take(db, imported)
        assert (report.added, report.kept["people"], report.conflicts) == ({}, 1, ())

    assert draft_of(db).people == ()


def test_changed_file_writes_what_changed(db: DbSession) -> None:
    take(db, FILE)

    report = take(db, file_of(talk(0, "Rivers", SPEAKER), talk(1, "Roads"), talk(2, "Waste")))

    assert (report.added, report.changed) == ({"sessions": 1}, {"sessions": 1})
    assert titles(draft_of(db)) == {GUIDS[0]: "Rivers", GUIDS[1]: "Roads", GUIDS[2]: "Waste"}


def test_import_leaves_ready_as_it_is(db: DbSession) -> None:
    take(db, FILE)
    event_uid = get_event_uid(db.connection(), "forum-7")
    edit_session(db, event_uid, GUIDS[0], lambda session: structs.replace(session, ready=False))

    take(db, file_of(talk(0, "Rivers", SPEAKER), talk(1, "Roads")))

    assert {s.uid: s.ready for s in draft_of(db).sessions} == {GUIDS[0]: False, GUIDS[1]: True}


def test_conflict_is_listed_and_the_local_value_kept(db: DbSession) -> None:
    take(db, FILE)
    event_uid = get_event_uid(db.connection(), "forum-7")
    edit_session(db, event_uid, GUIDS[0], lambda session: structs.replace(session, title={"en": "Mine"}))

    report = take(db, file_of(talk(0, "Theirs", SPEAKER), talk(1, "Roads")))

    assert report.conflicts == (Warned("both_changed", "Mine", "title"),)
    assert titles(draft_of(db))[GUIDS[0]] == "Mine"


def test_what_overlaps_is_told_each_time_and_kept(db: DbSession) -> None:
    imported = file_of(talk(0, "Water", SPEAKER), event(timed("10:30", more=SPEAKER), id="7"))
    when = "“Water” and “Water”, 10:30 to 10:45 on 1 February"

    first = take(db, imported)
    again = take(db, imported)

    assert [(c.kind, c.item, c.what) for c in first.conflicts] == [
        ("room", "room Hall", when),
        ("person", "person Amina Berrada", when),
    ]
    assert first.added["event"] == 1
    records = {"added": {}, "changed": {}, "kept": first.records["added"]}
    assert again == structs.replace(first, added={}, kept=first.added, records=records)
    assert len(draft_of(db).sessions) == 2


def test_missing_session_is_cancelled_only_where_that_was_asked_for(db: DbSession) -> None:
    take(db, FILE)
    without = file_of(talk(0, "Water", SPEAKER))

    assert take(db, without).missing == ("Roads",)
    assert {s.status for s in draft_of(db).sessions} == {SessionStatus.CONFIRMED}

    assert take(db, without, cancel_missing=True).changed == {"sessions": 1}
    assert {s.uid: s.status for s in draft_of(db).sessions}[GUIDS[1]] is SessionStatus.CANCELLED

    assert take(db, FILE).changed == {"sessions": 1}
    assert {s.status for s in draft_of(db).sessions} == {SessionStatus.CONFIRMED}


def test_deleted_session_comes_back_as_the_same_and_continues_its_revisions(db: DbSession) -> None:
    take(db, FILE)
    event_uid = get_event_uid(db.connection(), "forum-7")
    publish(db, event_uid)
    delete_session(db, event_uid, GUIDS[0])
    publish(db, event_uid, hours=1)

    take(db, FILE)
    programme = publish(db, event_uid, hours=2).programme

    assert {s.uid: (s.slug, s.revision) for s in programme.sessions} == {
        GUIDS[0]: ("water", 2),
        GUIDS[1]: ("roads", 0),
    }
    assert programme.tombstones == ()


def test_references_are_remembered_and_replaced(db: DbSession) -> None:
    take(db, FILE)
    event_uid = get_event_uid(db.connection(), "forum-7")
    source = source_of(event_uid, "frab-xml")
    first = load_references(db.connection(), source)
    assert sorted({r.kind for r in first}) == ["event", "people", "rooms", "sessions"]

    take(db, file_of(talk(0, "Rivers", SPEAKER)))

    second = {r.uid: r for r in load_references(db.connection(), source)}
    assert second.keys() == {r.uid for r in first}
    assert (second[GUIDS[0]].id, second[GUIDS[0]].guid) == ("10", GUIDS[0])
    assert '"en":"Rivers"' in second[GUIDS[0]].imported


def test_two_formats_are_two_sources(db: DbSession) -> None:
    take(db, FILE)
    again = structs.replace(FILE, format="frab-json")

    report = take(db, again)

    assert (report.added, report.kept["sessions"]) == ({}, 2)
    table = ExternalReferenceRow.__table__  # type: ignore[attr-defined]
    sources = db.connection().execute(select(table.c.source).distinct()).scalars().all()
    event_uid = get_event_uid(db.connection(), "forum-7")
    assert sorted(sources) == [f"{event_uid}/frab-json", f"{event_uid}/frab-xml"]


# Which event -------------------------------------------------------------------------------------------------------


def conference(inside: str) -> Imported:
    return file_of(talk(0, "Water"), conference=f"<conference>{inside}</conference>")


@pytest.mark.parametrize(
    ("inside", "asked", "slug"),
    [
        ("<title>Long title</title><acronym>Forum 7</acronym>", "chosen", "chosen"),
        ("<title>Long title</title><acronym>Forum 7</acronym>", "", "forum-7"),
        ("<title>Long title</title>", "", "long-title"),
        ("<title>Long title</title><acronym>API</acronym>", "", "long-title"),
        ("<title>Long title</title><acronym>المنتدى</acronym>", "", "long-title"),
    ],
)
def test_slug_as_asked_else_from_acronym_else_from_title(db: DbSession, inside: str, asked: str, slug: str) -> None:
    assert take(db, conference(inside), event_slug=asked).event == slug


@pytest.mark.parametrize("inside", ["", "<title><b></b></title><acronym> </acronym>", "<city>Rabat</city>"])
def test_second_file_without_a_name_is_asked_for_one(db: DbSession, inside: str) -> None:
    nameless = conference(inside)
    assert take(db, nameless).event == "programme"
    other = file_of(talk(1, "Something else"), conference=f"<conference>{inside}</conference>")

    with pytest.raises(EventNotNamed) as refusal:
        taking.prepare(db.connection(), other)

    assert (refusal.value.status, str(refusal.value)) == (
        409,
        "The file does not say which event it is of, and there is one called programme. "
        "Say --event programme if it is that one, and --event with another name if it is not.",
    )
    assert take(db, nameless).changed == {}
    assert take(db, other, event_slug="other").event == "other"
    assert titles(draft_of(db, "programme")) == {GUIDS[0]: "Water"}


def test_corrected_file_without_a_name_is_known_by_its_sessions(db: DbSession) -> None:
    take(db, file_of(talk(0, "Water"), talk(1, "Roads"), conference="<conference/>"))

    corrected = file_of(talk(0, "Water"), talk(1, "Roads and bridges"), conference="<conference/>")

    assert take(db, corrected).changed == {"sessions": 1}


def test_event_called_as_a_file_without_a_name_is_not_written_over(db: DbSession) -> None:
    take(db, conference("<title>Programme</title>"))

    with pytest.raises(EventNotNamed):
        taking.prepare(db.connection(), file_of(talk(1, "Roads"), conference="<conference/>"))


@pytest.mark.parametrize("slug", ["en", "de", "api", "console", "sessions"])
def test_reserved_slug_is_refused(db: DbSession, slug: str) -> None:
    with pytest.raises(ReservedAddress) as refusal:
        taking.prepare(db.connection(), FILE, event_slug=slug)

    assert (refusal.value.status, refusal.value.slug) == (422, "reserved-slug")
    assert str(refusal.value) == f"“{slug}” is an address of this site. Choose another one."


def test_acronym_that_is_a_reserved_word_is_told(db: DbSession) -> None:
    imported = conference("<title>Seventh forum</title><acronym>API</acronym>")
    told = "its acronym “API” is a reserved word: its address is “seventh-forum”, from its title"

    report, named = take(db, imported), take(db, imported, event_slug="forum")

    assert (report.event, [r.what for r in report.repaired if r.item == "event"]) == ("seventh-forum", [told])
    assert [r for r in named.repaired if r.item == "event"] == []


@pytest.mark.parametrize("slug", ["Forum", "forum 7", "forum/7", "../forum", "é", "-", "x" * 101])
def test_slug_that_is_no_address_is_refused(db: DbSession, slug: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be an address"):
        taking.prepare(db.connection(), FILE, event_slug=slug)


def test_two_events_of_the_same_file_have_sessions_of_their_own(db: DbSession) -> None:
    take(db, FILE)
    report = take(db, FILE, event_slug="other")

    assert report.added == {"people": 1, "rooms": 1, "sessions": 2, "event": 1}
    first, second = draft_of(db), draft_of(db, "other")
    assert titles(first) == {GUIDS[0]: "Water", GUIDS[1]: "Roads"}
    assert sorted(titles(second).values()) == ["Roads", "Water"]
    assert {s.uid for s in first.sessions} & {s.uid for s in second.sessions} == set()
    assert first.people[0].uid != second.people[0].uid
    assert take(db, FILE, event_slug="other").kept["sessions"] == 2


def test_uid_that_another_event_has_published_is_not_taken(db: DbSession) -> None:
    """The other event has deleted its session since; its calendar entry is still about."""
    take(db, FILE, event_slug="other")
    other = get_event_uid(db.connection(), "other")
    publish(db, other)
    delete_session(db, other, GUIDS[0])
    publish(db, other, hours=1)

    take(db, FILE)
    publish(db, get_event_uid(db.connection(), "forum-7"))

    assert GUIDS[0] not in titles(draft_of(db))


def test_person_of_another_event_is_not_changed_by_a_schedule(db: DbSession) -> None:
    """pretalx gives a speaker the same guid at every event; whose record it is decides who may change it."""
    speaker = f'<persons><person id="7" guid="{GUIDS[2]}">Amina Berrada</person></persons>'
    take(db, file_of(talk(0, "Water", speaker)), event_slug="other")
    (theirs,) = PEOPLE.read_uids(db.connection(), [GUIDS[2]])

    again = f'<persons><person id="7" guid="{GUIDS[2]}">Somebody else</person></persons>'
    take(db, file_of(talk(1, "Roads", again)))

    assert PEOPLE.read_uids(db.connection(), [GUIDS[2]]) == [theirs]
    assert [person.name for person in draft_of(db).people] == [{"en": "Somebody else"}]


# Bundles -----------------------------------------------------------------------------------------------------------


def test_bundle_into_an_empty_instance_loses_nothing(db: DbSession) -> None:
    whole = maximal_draft()

    report = take(db, bundle_of(whole))

    assert draft_of(db, "event-slug") == whole
    kinds = ("organizations", "people", "venues", "rooms", "tracks", "types", "sessions", "stands")
    assert report.added == dict.fromkeys(kinds, 2) | {"event": 1}
    again = take(db, bundle_of(whole))
    assert (again.added, again.changed, again.conflicts) == ({}, {}, ())
    assert draft_of(db, "event-slug") == whole


def released_elsewhere(revision: int, created_at: datetime = AT, **changes: Any) -> Programme:
    """A released programme of two sessions and one removed, each at this revision."""
    history = History()
    history.publish(small_draft(WATER, ROADS, OTHER))
    made = history.publish(small_draft(WATER, ROADS))

    def at(record: Any, /, **more: Any) -> Any:
        return structs.replace(record, revision=revision, created_at=created_at, **more)

    return structs.replace(
        made,
        event=at(made.event),
        sessions=tuple(at(session, **changes) for session in made.sessions),
        tombstones=tuple(map(at, made.tombstones)),
    )


def revisions(programme: Programme) -> dict[str, tuple[int, datetime | None]]:
    public: tuple[Any, ...] = (programme.event, *programme.sessions)
    return {record.uid: (record.revision, record.created_at) for record in public}


def test_released_bundle_goes_on_from_its_revisions(db: DbSession) -> None:
    whole = released_elsewhere(3, AT - timedelta(days=90))
    event_uid = whole.event.uid
    take(db, bundle_of(whole))

    first = publish(db, event_uid).programme
    change(db, event_uid, WATER.uid, title={"en": "Clean water"})
    second = publish(db, event_uid, hours=1).programme

    assert revisions(first) == revisions(whole)
    assert (first.event.revised_at, {session.revised_at for session in first.sessions}) == (AT, {AT})
    assert revisions(second) == revisions(whole) | {WATER.uid: (4, AT - timedelta(days=90))}


def test_bundle_changed_before_it_is_released_has_the_next_revision(db: DbSession) -> None:
    whole = released_elsewhere(3)
    take(db, bundle_of(whole))
    change(db, whole.event.uid, WATER.uid, title={"en": "Clean water"})

    programme = publish(db, whole.event.uid).programme

    assert {uid: revision for uid, (revision, _) in revisions(programme).items()} == {
        whole.event.uid: 3,
        WATER.uid: 4,
        ROADS.uid: 3,
    }


def test_session_removed_elsewhere_comes_back_with_the_next_revision(db: DbSession) -> None:
    whole = released_elsewhere(3)
    take(db, bundle_of(whole))
    take(db, bundle_of(small_draft(OTHER, event=whole.event)))

    programme = publish(db, whole.event.uid).programme

    assert revisions(programme)[OTHER.uid] == (4, AT)


def test_what_gets_another_uid_goes_on_from_no_revision(db: DbSession) -> None:
    whole = released_elsewhere(3)
    take(db, FILE)
    ours = get_event_uid(db.connection(), "forum-7")

    take(db, bundle_of(whole), event_slug="forum-7")

    public = {session.uid for session in (*whole.sessions, *whole.tombstones)}
    assert published_elsewhere(db.connection(), ours).keys() == public

    publish(db, ours)
    take(db, bundle_of(whole), event_slug="copy")

    copy = get_event_uid(db.connection(), "copy")
    assert copy == whole.event.uid
    assert published_elsewhere(db.connection(), copy).keys() == {copy, OTHER.uid}
    assert {session.revision for session in publish(db, copy, hours=1).programme.sessions} == {0}


def test_older_bundle_takes_no_revision_back(db: DbSession) -> None:
    take(db, bundle_of(released_elsewhere(5)))
    take(db, bundle_of(released_elsewhere(2, title={"en": "As it was"})))

    programme = publish(db, released_elsewhere(5).event.uid).programme

    assert {revision for revision, _ in revisions(programme).values()} == {5, 6}


def test_same_released_bundle_again_writes_nothing(db: DbSession) -> None:
    take(db, bundle_of(released_elsewhere(3)))

    again = taking.prepare(db.connection(), bundle_of(released_elsewhere(3)))

    assert again.writes == ()


def test_bundle_with_the_highest_revision_can_be_changed(db: DbSession) -> None:
    whole = released_elsewhere(MOST_REVISIONS, datetime(2199, 1, 1, tzinfo=timezone(timedelta(hours=-5))))
    take(db, bundle_of(whole))
    change(db, whole.event.uid, WATER.uid, title={"en": "Clean water"})

    programme = publish(db, whole.event.uid).programme

    assert revisions(programme)[WATER.uid] == (MOST_REVISIONS + 1, AT)


def test_bundle_of_a_draft_read_from_the_database_comes_back_whole(db: DbSession, database: Database) -> None:
    take(db, FILE)
    whole = draft_of(db)

    def import_it(other: DbSession) -> None:
        take(other, bundle_of(whole))

    database.write_now(import_it)

    with database.read() as other:
        assert draft_of(other) == whole


def test_bundle_under_another_slug_has_uids_of_its_own(db: DbSession) -> None:
    whole = maximal_draft()
    take(db, bundle_of(whole))

    report = take(db, bundle_of(whole), event_slug="copy")

    copy, first = draft_of(db, "copy"), draft_of(db, "event-slug")
    assert first == whole
    own = ("venues", "rooms", "tracks", "types", "sessions", "stands")
    for kind in own:
        assert {r.uid for r in getattr(copy, kind)} & {r.uid for r in getattr(whole, kind)} == set()
        assert len(getattr(copy, kind)) == 2
    assert (copy.people, copy.organizations) == (whole.people, whole.organizations)
    assert report.added == dict.fromkeys(own, 2) | {"event": 1}
    assert copy.event.uid != whole.event.uid

    again = take(db, bundle_of(whole), event_slug="copy")
    assert (again.added, again.changed) == ({}, {})
    assert draft_of(db, "copy") == copy


def test_bundle_brings_a_person_who_is_here_already_without_taking_anything_from_others(db: DbSession) -> None:
    person = make_person(uid=uid("person"), biography={"en": "Here"})
    save_people(db.connection(), [person], None)
    water = draft_session("Water", uid=GUIDS[0], people=(SessionPerson(person.uid),))
    brought = structs.replace(person, biography={"fr": "Là"})

    report = take(db, bundle_of(programme_of(water, people=(brought,))))

    assert report.changed == {"people": 1}
    assert PEOPLE.read_uids(db.connection(), [person.uid])[0].biography == {"en": "Here", "fr": "Là"}


@pytest.mark.parametrize("slug", ["amina-berrada", ""])
def test_slug_that_somebody_else_has_gets_a_number(db: DbSession, slug: str) -> None:
    save_people(db.connection(), [make_person(uid=uid("first"))], None)
    save_organizations(db.connection(), [make_organization(uid=uid("body"))], None)
    person = make_person(uid=uid("second"), slug=slug)
    body = make_organization(uid=uid("other body"), slug="association-of-towns")
    water = draft_session("Water", uid=GUIDS[0], people=(SessionPerson(person.uid),), country_group_uid=body.uid)

    take(db, bundle_of(programme_of(water, people=(person,), organizations=(body,))))

    assert PEOPLE.read_uids(db.connection(), [person.uid])[0].slug == "amina-berrada-2"
    assert ORGANIZATIONS.read_uids(db.connection(), [body.uid])[0].slug == "association-of-towns-2"


def test_public_bundle_takes_nothing_private_away(db: DbSession) -> None:
    whole = maximal_draft()
    published = structs.replace(
        whole,
        people=tuple(structs.replace(p, published=True) for p in whole.people),
        organizations=tuple(structs.replace(o, published=True) for o in whole.organizations),
        sessions=tuple(structs.replace(s, ready=True, visibility=Session("", {}).visibility) for s in whole.sessions),
    )
    take(db, bundle_of(published))
    event_uid = get_event_uid(db.connection(), "event-slug")
    public = publish(db, event_uid).programme
    before = draft_of(db, "event-slug")
    assert (public.sessions[0].internal, public.people[0].contacts) == (None, ())

    report = take(db, bundle_of(public))

    after = draft_of(db, "event-slug")
    for kind in ("event", "people", "organizations", "sessions", "stands"):
        assert getattr(after, kind) == getattr(before, kind), kind
    assert (report.added, report.changed) == ({}, {})


def test_bundle_keeps_aliases_made_here(db: DbSession) -> None:
    whole = programme_of(draft_session("Water", uid=GUIDS[0], slug="water"))
    take(db, bundle_of(whole))
    event_uid = get_event_uid(db.connection(), "forum-7")
    publish(db, event_uid)
    edit_session(db, event_uid, GUIDS[0], lambda session: structs.replace(session, slug="rivers"))
    publish(db, event_uid, hours=1)

    take(db, bundle_of(edited(whole, GUIDS[0], code="SOU 84")))

    programme = draft_of(db)
    assert programme.aliases == (Alias(AliasKind.SESSION, "water", GUIDS[0]),)
    assert [(s.slug, s.code) for s in programme.sessions] == [("rivers", "SOU 84")]


def test_series_of_a_bundle_gets_a_slug_of_its_own(db: DbSession) -> None:
    first = maximal_draft()
    assert first.series is not None
    second = programme_of(
        event=make_event(slug="second", series_uid=uid("other series")),
        series=structs.replace(first.series, uid=uid("other series")),
    )

    take(db, bundle_of(first))
    take(db, bundle_of(second))

    series = draft_of(db, "second").series
    assert series is not None
    assert series.slug == f"{first.series.slug}-2"


def test_series_that_is_here_already_stays_as_it_is(db: DbSession) -> None:
    brought = maximal_draft()
    take(db, bundle_of(brought))
    series = draft_of(db, brought.event.slug).series
    assert series is not None
    ours = structs.replace(series, name={"en": "Ours"}, published=False)
    draft.save_series(db.connection(), [ours])

    take(db, bundle_of(structs.replace(brought, event=structs.replace(brought.event, theme={"en": "New"}))))

    assert draft_of(db, brought.event.slug).series == ours
    assert draft_of(db, brought.event.slug).event.theme == {"en": "New"}


# Meanwhile ---------------------------------------------------------------------------------------------------------


def test_draft_changed_meanwhile_is_not_written_over(db: DbSession) -> None:
    take(db, FILE)
    event_uid = get_event_uid(db.connection(), "forum-7")
    prepared = taking.prepare(db.connection(), file_of(talk(0, "Rivers", SPEAKER), talk(1, "Roads")))
    edit_session(db, event_uid, GUIDS[0], lambda session: structs.replace(session, title={"en": "Mine"}))

    with pytest.raises(DraftChanged):
        taking.take(db, prepared)

    assert titles(draft_of(db))[GUIDS[0]] == "Mine"


def test_person_unpublished_meanwhile_stays_so(db: DbSession) -> None:
    take(db, FILE)
    (person,) = draft_of(db).people
    prepared = taking.prepare(db.connection(), file_of(talk(0, "Rivers", RENAMED), talk(1, "Roads")))
    save_people(db.connection(), [structs.replace(person, published=False)], None)

    taking.take(db, prepared)

    (after,) = draft_of(db).people
    assert ([*after.name.values()], after.published) == (["Amina B."], False)


def test_unchanged_file_is_taken_whatever_happens_meanwhile(db: DbSession) -> None:
    take(db, FILE)
    prepared = taking.prepare(db.connection(), FILE)
    add_session(db, get_event_uid(db.connection(), "forum-7"), draft_session("Mine", uid=new_id()))

    taking.take(db, prepared)

    assert sorted(titles(draft_of(db)).values()) == ["Mine", "Roads", "Water"]


def test_event_made_meanwhile_is_not_made_twice(db: DbSession) -> None:
    prepared = taking.prepare(db.connection(), FILE)
    take(db, FILE)

    with pytest.raises(Conflict, match="has been saved by somebody else meanwhile"):
        taking.take(db, prepared)


def test_uid_taken_meanwhile_is_refused_and_nothing_is_written(database: Database) -> None:
    """Two files of two events bring one guid at once: the second is to look again."""
    with database.read() as db:
        prepared = taking.prepare(db.connection(), FILE, event_slug="second")

    def first(db: DbSession) -> None:
        take(db, FILE, event_slug="first")

    database.write_now(first)

    with pytest.raises(Outrun, match="Import it again"):
        database.write_now(taking.take, prepared)

    with database.read() as db:
        assert find_event_uid(db.connection(), "second") is None
        assert titles(draft_of(db, "first")) == {GUIDS[0]: "Water", GUIDS[1]: "Roads"}


def test_row_that_cannot_be_is_not_taken_for_a_clash(db: DbSession) -> None:
    with pytest.raises(IntegrityError), db.begin_nested(), taking.heeding_others():
        db.connection().execute(insert(PersonRow.__table__).values(uid=new_id(), slug=None))  # type: ignore[attr-defined]


@pytest.mark.parametrize("again", [False, True])
def test_two_imports_at_once_and_one_is_taken(database: Database, *, again: bool) -> None:
    if again:
        database.write_now(take, FILE)
    changed = file_of(talk(0, "Rivers", SPEAKER), talk(1, "Streets"))
    with database.read() as db:
        prepared = [taking.prepare(db.connection(), changed) for _ in range(2)]
    together = threading.Barrier(2)

    def race(one: Taking) -> str:
        together.wait(5)
        try:
            database.write_now(taking.take, one)
        except Conflict:
            return "refused"
        return "taken"

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(race, prepared))

    assert answers == ["refused", "taken"]
    with database.read() as db:
        assert titles(draft_of(db)) == {GUIDS[0]: "Rivers", GUIDS[1]: "Streets"}


def test_directory_changed_meanwhile_stays_changed(db: DbSession) -> None:
    """The import is about the session; the person it names was corrected in the directory since."""
    take(db, FILE)
    (person,) = draft_of(db).people
    prepared = taking.prepare(db.connection(), file_of(talk(0, "Rivers", SPEAKER), talk(1, "Roads")))
    save_people(db.connection(), [structs.replace(person, badge_name="A. Berrada")], None)

    taking.take(db, prepared)

    assert [p.badge_name for p in draft_of(db).people] == ["A. Berrada"]


# References --------------------------------------------------------------------------------------------------------


def test_reference_writes_add_replace_and_forget_nothing(db: DbSession) -> None:
    take(db, FILE)
    event_uid = get_event_uid(db.connection(), "forum-7")
    one, other, third = (SourceReference("rooms", new_id(), str(number)) for number in range(3))
    connection, dialect = db.connection(), db.connection().dialect

    run(connection, reference_writes(dialect, "source", event_uid, [], [one, other]))
    renamed = one._replace(slug="hall", imported="{}")
    run(connection, reference_writes(dialect, "source", event_uid, [one, other], [renamed, third]))

    assert load_references(connection, "source") == sorted([renamed, other, third], key=lambda r: r.uid)
    assert reference_writes(dialect, "source", event_uid, [renamed], [renamed]) == []


def test_uids_and_people_of_this_event_are_its_own(db: DbSession) -> None:
    take(db, FILE)
    event_uid = get_event_uid(db.connection(), "forum-7")
    people = PersonRow.__table__  # type: ignore[attr-defined]
    events = EventRow.__table__  # type: ignore[attr-defined]

    assert db.connection().execute(select(people.c.owner_event_uid)).scalars().all() == [event_uid]
    db.connection().execute(update(people).values(owner_event_uid=None))
    assert db.connection().execute(select(func.count()).select_from(events)).scalar() == 1

    assert take(db, FILE).kept["people"] == 1


@pytest.mark.parametrize("kind", [Person, Organization])
def test_directory_records_are_whole_in_a_bundle(db: DbSession, kind: type[Any]) -> None:
    record = filled(kind, "record", uid=uid("record"), **({"member_uids": ()} if kind is Organization else {}))
    body = make_organization(uid=uid("organizations-1"))
    links: dict[str, Any] = (
        {"people": (SessionPerson(record.uid),)} if kind is Person else {"country_group_uid": record.uid}
    )
    whole = programme_of(
        draft_session("Water", uid=GUIDS[0], **links),
        people=(record,) if kind is Person else (),
        organizations=(body,) if kind is Person else (record,),
    )

    take(db, bundle_of(whole))

    assert draft_of(db) == whole
