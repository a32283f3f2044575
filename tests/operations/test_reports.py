"""What an import and a release say on the terminal."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import structs

from events_service.interchange.imported import Repaired, Skipped
from events_service.interchange.outcomes import Became
from events_service.interchange.taking import BOTH_CHANGED, Doubtful, Report
from events_service.operations.reports import counted, import_lines, import_object, release_lines, release_object
from events_service.programme.changes import compare
from events_service.programme.programme import EventStatus
from events_service.programme.release import Plan
from events_service.programme.session_names import FEW
from events_service.programme.warnings import Warned
from tests.factories.programme import make_event, make_room, make_session, programme_of
from tests.support.needs import CHECKOUT

AT = datetime(2018, 1, 1, tzinfo=UTC)
REPORT = Report(
    event="forum-7",
    format="frab-xml",
    added={"people": 1, "sessions": 1},
    changed={"sessions": 1, "rooms": 1},
    kept={"rooms": 2, "event": 1},
    missing=("Gone",),
    skipped=(Skipped(item="session number 3 in the file", why="it has neither a title nor an id"),),
    repaired=(Repaired(item="1 Water", what="it has no time: to be announced"),),
    conflicts=(
        Warned(BOTH_CHANGED, "SOU 84 Water", "end_local"),
        Warned("room", "room Main", "“Same” and “Same too”, 15:10 to 15:30 on 1 February", ("a", "b")),
        Warned("person", "person Amina", "“Same” and “Same too”, 15:10 to 15:30 on 1 February", ("a", "b")),
        Warned("outside_days", "“Early”", "31 January is not among the event’s days", ("c",)),
    ),
    doubtful=(Doubtful("Roads", "nothing but its id is as it was"),),
    records={
        "added": {"people": (Became("Amina"),), "sessions": (Became("New"),)},
        "changed": {
            "rooms": (Became("Hall", ("name",)),),
            "sessions": (Became("SOU 84 Water", ("title", "start_local", "start_fold", "room_uid")),),
        },
        "kept": {"rooms": (Became("Main"), Became("Small")), "event": (Became("Forum"),)},
    },
    release=3,
)


def test_import_says_what_became_of_everything_and_what_overlaps() -> None:
    assert list(import_lines(REPORT)) == [
        "forum-7 from frab-xml",
        "  added    1 person, 1 session",
        "  added    New",
        "  changed  1 session, 1 room",
        "  changed  SOU 84 Water: title, start, room",
        "  changed  room Hall: name",
        "  kept     2 rooms, 1 event",
        "  missing  Gone",
        "  doubtful Roads: nothing but its id is as it was",
        "  skipped  session number 3 in the file: it has neither a title nor an id",
        "  repaired 1 Water: it has no time: to be announced",
        "  conflict SOU 84 Water: end",
        "  overlap  room Main: “Same” and “Same too”, 15:10 to 15:30 on 1 February",
        "  overlap  person Amina: “Same” and “Same too”, 15:10 to 15:30 on 1 February",
        "  outside  “Early”: 31 January is not among the event’s days",
        "Published as version 3.",
    ]


def test_import_names_the_first_sessions_and_all_that_was_added_or_kept_where_that_is_asked_for() -> None:
    many = tuple(Became(f"Talk {number}") for number in range(1105))
    records = {"added": {"rooms": (Became("Hall"),), "sessions": many}, "changed": {}, "kept": {"sessions": many[:FEW]}}
    counts: dict[str, Any] = {"added": {"rooms": 1, "sessions": 1105}, "changed": {}, "kept": {"sessions": FEW}}
    report = structs.replace(REPORT, **counts, records=records)

    short, whole = (list(import_lines(report, verbose=verbose)) for verbose in (False, True))

    named = [f"  added    {became.item}" for became in many]
    assert short[1:24] == [
        "  added    1 room, 1,105 sessions",
        *named[:FEW],
        "  added    and 1,085 sessions more: --verbose and --json name all",
        "  changed  nothing",
    ]
    assert short[24 : 25 + FEW] == ["  kept     20 sessions", *(f"  kept     {became.item}" for became in many[:FEW])]
    assert short[25 + FEW] == "  missing  Gone"
    assert whole[2:1108] == [*named, "  added    room Hall"]


def test_import_says_why_nothing_was_published() -> None:
    report = structs.replace(REPORT, release=None, not_released="Nothing is ready.")

    assert list(import_lines(report))[-1] == "Nothing is ready."


def test_import_that_is_only_tried_says_so() -> None:
    first, *_ = import_lines(REPORT, dry_run=True)
    assert first == "forum-7 from frab-xml (nothing written)"


def test_import_of_several_events_is_one_object_with_the_sums() -> None:
    other = structs.replace(REPORT, event="forum-8", added={"sessions": 4, "people": 2}, release=None)

    told = import_object((REPORT, other))

    assert [one["event"] for one in told.pop("events")] == ["forum-7", "forum-8"]
    assert told == {
        "added": {"sessions": 5, "people": 3},
        "changed": {"sessions": 2, "rooms": 2},
        "kept": {"rooms": 4, "event": 2},
    }
    assert import_object((other,))["event"] == "forum-8"
    assert import_object(()) == {"events": [], "added": {}, "changed": {}, "kept": {}}


def test_release_says_what_changes_and_what_overlaps() -> None:
    hall = make_room(name={"en": "Main"})
    water = make_session(title={"en": "Water"}, code="SOU 84", room_uid=hall.uid)
    roads = make_session(title={"en": "Roads"}, room_uid=hall.uid)
    programme = programme_of(water, roads, rooms=(hall,))
    changes = compare(programme_of(water, rooms=(hall,)), programme)
    planned = Plan("event", 2, programme, changes, {}, AT, b"", "", held_back=(make_session(title={"en": "Not yet"}),))
    told = [
        "  added        Roads",
        "  held back    Not yet: not ready",
        "  overlap  room Main: “SOU 84 Water” and “Roads”, 10:00 to 11:00 on 20 November",
    ]

    tried, done = (list(release_lines(planned, dry_run=dry_run)) for dry_run in (True, False))

    assert tried == [*told, "Version 2 would have 2 sessions. Nothing is published."]
    assert done == [*told, "Published version 2 with 2 sessions."]

    told_to_programs = release_object(planned, "forum-7", published=False)
    (overlap,) = told_to_programs["conflicts"]
    (added,) = told_to_programs["changes"]
    assert overlap == {
        "kind": "room",
        "item": "room Main",
        "what": "“SOU 84 Water” and “Roads”, 10:00 to 11:00 on 20 November",
        "sessions": tuple(sorted([water.uid, roads.uid])),
        "more": 0,
    }
    assert (added["kind"], added["before"], added["details"]) == ("added", {}, ())
    assert told_to_programs["held_back"] == ["Not yet"]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("`import --json`", structs.asdict(REPORT)),
        ("`release --json`", release_object(Plan("e", 1, programme_of(), (), {}, AT, b"", ""), "e", published=True)),
        ("Conflicts", structs.asdict(REPORT.conflicts[0])),
    ],
)
def test_what_programs_are_told_is_explained_key_by_key(heading: str, told: dict[str, Any]) -> None:
    text = (CHECKOUT / "docs" / "reports.md").read_text()
    (part,) = (part for part in text.split("\n## ") if part.startswith(f"{heading}\n"))
    rows = re.findall(r"^\| (`[^|]*) \|", part, re.MULTILINE)

    assert sorted(re.findall(r"`(\w+)`", " ".join(rows))) == sorted(told)


def test_room_of_another_name_is_one_line_of_a_release() -> None:
    hall = make_room(name={"en": "UD6.215", "fr": "UD6.215"})
    sessions = [make_session(slug=f"s{number}", room_uid=hall.uid) for number in range(3)]
    before, english, french = (
        programme_of(*sessions, rooms=(structs.replace(hall, name=hall.name | name),))
        for name in ({}, {"en": "UD NOT YET", "fr": "UD NOT YET"}, {"fr": "UD PAS ENCORE"})
    )

    lines = [
        next(release_lines(Plan("event", 2, after, compare(before, after), {}, AT, b"", "")))
        for after in (english, french)
    ]

    assert lines == [
        "  renamed room UD6.215 is now called UD NOT YET",
        "  renamed room UD6.215 is now called UD PAS ENCORE",
    ]
    assert len(compare(before, english)) == 1


def test_release_tells_what_became_of_the_event_and_what_changed_of_it() -> None:
    before = programme_of(make_session())
    event = structs.replace(before.event, status=EventStatus.POSTPONED, description={"en": "In spring"})
    after = structs.replace(before, event=event)
    planned = Plan("event", 2, after, compare(before, after), {}, AT, b"", "")

    assert list(release_lines(planned))[:2] == [
        "  event        Seventh forum: postponed",
        "  event        Seventh forum: description",
    ]


def test_release_tells_what_each_thing_was_and_what_it_is_now() -> None:
    hall, garden = (make_room(uid=name, slug=name, name={"en": name}) for name in ("Hall", "Garden"))
    first = make_session(uid="a", slug="a", code="SOU 1", room_uid="Hall", title={"en": "Water", "fr": "Eau"})
    second = make_session(uid="b", slug="b", room_uid="Hall")
    before = programme_of(first, second, rooms=(hall, garden))
    moved = structs.replace(
        first,
        room_uid="Garden",
        start_local=datetime.fromisoformat("2018-11-21T10:00"),
        end_local=datetime.fromisoformat("2018-11-22T01:00"),
        title={"en": "Water", "fr": "Eaux"},
    )
    nowhere = structs.replace(second, room_uid=None, start_local=None, end_local=None)
    after = programme_of(moved, nowhere, rooms=(hall, garden))

    lines = list(release_lines(Plan("event", 2, after, compare(before, after), {}, AT, b"", "")))

    assert lines[:5] == [
        "  moved time   SOU 1 Water: 2018-11-20 10:00–11:00 to 2018-11-21 10:00–2018-11-22 01:00",
        "  moved room   SOU 1 Water: Hall to Garden",
        "  retitled     SOU 1 Water: Eau to Eaux",
        "  moved time   Water for all: 2018-11-20 10:00–11:00 to no time",
        "  moved room   Water for all: Hall to no room",
    ]


@pytest.mark.parametrize(("count", "said"), [(0, "0 sessions"), (1, "1 session"), (2, "2 sessions")])
def test_release_counts_its_sessions(count: int, said: str) -> None:
    programme = programme_of(*(make_session(slug=f"s{number}") for number in range(count)), event=make_event())
    planned = Plan("event", 2, programme, (), {}, AT, b"", "")

    assert list(release_lines(planned)) == [f"Published version 2 with {said}."]


def test_counts_in_words() -> None:
    assert counted({"sessions": 1105, "rooms": 35, "tracks": 0}) == "1,105 sessions, 35 rooms"
    assert counted({"people": 1, "venues": 1, "types": 1, "event": 1}) == "1 person, 1 venue, 1 type, 1 event"
    assert counted({}) == "nothing"
