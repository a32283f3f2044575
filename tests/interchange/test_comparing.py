"""A file against a draft, as values: what is added, changed, kept and missing, and which record is which."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec import structs

from events_service.interchange.comparing import KINDS, Comparison, Here, compare, unchanged
from events_service.interchange.imported import Imported, Reference
from events_service.interchange.outcomes import ADDED, CHANGED, KEPT, Became, ByKind
from events_service.interchange.sources import SourceReference
from events_service.programme.programme import (
    Alias,
    AliasKind,
    Programme,
    Series,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
)
from tests.factories.drafts import draft_session, dropped, edited
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_room,
    programme_of,
    uid_of,
)

CARRIES = {
    "event": frozenset({"title", "start_on", "end_on"}),
    "rooms": frozenset({"name"}),
    "people": frozenset({"name"}),
    "sessions": frozenset({"title", "start_local", "end_local", "room_uid", "people", "status", "languages"}),
}
HALL = make_room(uid="file hall", name={"en": "Hall"}, slug="")
AMINA = make_person(uid="file amina", slug="")
EVENT = make_event(uid="file event", slug="")


def session(title: str, number: int, **changes: Any) -> Session:
    """A session of a file: its uid is provisional, its guid a UUID."""
    return draft_session(title, uid=f"file {number}", **changes)


def reference(record_uid: str, kind: str = "sessions", **said: str) -> Reference:
    return Reference(kind, record_uid, **said)


def guid(number: int) -> str:
    return uid_of("guid", str(number))


WATER = session("Water", 84, room_uid=HALL.uid, people=(SessionPerson(AMINA.uid),))
ROADS = session("Roads", 75)


def file_of(*sessions: Session, references: tuple[Reference, ...] | None = None, **changes: Any) -> Imported:
    programme = programme_of(*sessions, **{"event": EVENT, "rooms": (HALL,), "people": (AMINA,)} | changes)
    if references is None:
        references = tuple(reference(s.uid, guid=guid(int(s.uid.split()[1]))) for s in sessions)
    return Imported("frab-xml", programme, CARRIES, references)


FILE = file_of(WATER, ROADS)


def new_event() -> Here:
    event = make_event(uid="event", slug="fosdem")
    return Here(programme_of(event=event), "source", is_new=True)


def after(comparison: Comparison, **changes: Any) -> Here:
    """What the next import meets, if nothing is changed here; `changes` are of the draft."""
    known: dict[str, dict[str, SourceReference]] = {}
    for said in comparison.references:
        known.setdefault(said.kind, {})[said.uid] = said
    return Here(structs.replace(comparison.programme, **changes), "source", known)


def with_draft(here: Here, programme: Programme) -> Here:
    return here._replace(programme=programme)


FIRST = compare(FILE, new_event())
AGAIN = after(FIRST)


def titles(programme: Programme) -> dict[str, str]:
    return {s.uid: s.title["en"] for s in programme.sessions}


def outcome(comparison: Comparison) -> tuple[Mapping[str, int], ...]:
    return comparison.added, comparison.changed, comparison.kept


def test_first_import_takes_everything_under_uids_of_its_own() -> None:
    programme = FIRST.programme

    assert outcome(FIRST) == ({"people": 1, "rooms": 1, "sessions": 2, "event": 1}, {}, {})
    assert titles(programme) == {guid(84): "Water", guid(75): "Roads"}
    water = programme.sessions[0]
    assert water == structs.replace(
        WATER,
        uid=guid(84),
        room_uid=programme.rooms[0].uid,
        people=(SessionPerson(programme.people[0].uid),),
    )
    assert "file" not in msgspec.json.encode(structs.replace(programme, event=EVENT)).decode().replace("file event", "")
    assert (programme.event.uid, programme.event.slug, programme.event.title) == ("event", "fosdem", EVENT.title)


def test_first_import_is_the_same_on_any_machine() -> None:
    assert compare(FILE, new_event()) == FIRST


def test_references_remember_what_was_said() -> None:
    said = {(r.kind, r.uid): r for r in FIRST.references}

    assert {kind for kind, _ in said} == {"event", "rooms", "people", "sessions"}
    water = said["sessions", guid(84)]
    assert (water.id, water.guid, water.slug) == ("", guid(84), "")
    assert msgspec.json.decode(water.imported) == {
        "end_local": "2018-11-20T11:00:00",
        "languages": [],
        "people": [{"person_uid": FIRST.programme.people[0].uid}],
        "room_uid": FIRST.programme.rooms[0].uid,
        "start_local": "2018-11-20T10:00:00",
        "status": "confirmed",
        "title": {"en": "Water"},
    }


def test_same_file_again_changes_nothing() -> None:
    again = compare(FILE, AGAIN)

    assert outcome(again) == ({}, {}, {"people": 1, "rooms": 1, "sessions": 2, "event": 1})
    assert again.programme == FIRST.programme
    assert again.references == FIRST.references
    assert (again.missing, again.conflicts, again.doubtful) == ((), (), ())


def test_order_of_the_file_makes_no_difference() -> None:
    again = compare(file_of(ROADS, WATER), AGAIN)

    assert again.programme == FIRST.programme


def test_changed_at_the_source_is_taken_and_remembered() -> None:
    changed = file_of(structs.replace(WATER, title={"en": "Rivers"}), ROADS)

    again = compare(changed, AGAIN)

    assert outcome(again) == ({}, {"sessions": 1}, {"people": 1, "rooms": 1, "sessions": 1, "event": 1})
    assert titles(again.programme) == {guid(84): "Rivers", guid(75): "Roads"}
    assert compare(changed, after(again)).changed == {}


def test_changed_here_stays() -> None:
    here = with_draft(AGAIN, edited(FIRST.programme, guid(84), title={"en": "Mine"}, code="SOU 84", ready=False))

    again = compare(FILE, here)

    assert again.changed == {}
    assert again.programme == here.programme


def test_changed_on_both_sides_stays_and_is_listed_once() -> None:
    here = with_draft(AGAIN, edited(FIRST.programme, guid(84), title={"en": "Mine"}))
    changed = file_of(structs.replace(WATER, title={"en": "Theirs"}), ROADS)

    again = compare(changed, here)

    assert (again.conflicts, again.changed) == ((Became("Mine", ("title",)),), {})
    assert again.programme == here.programme
    assert compare(changed, after(again)).conflicts == ()


def test_event_keeps_its_slug_and_takes_the_rest() -> None:
    later = structs.replace(EVENT, slug="other", title={"en": "Renamed"}, end_on=EVENT.end_on + timedelta(days=1))

    again = compare(file_of(WATER, ROADS, event=later), AGAIN)

    event = again.programme.event
    assert (event.uid, event.slug, event.title, event.end_on) == ("event", "fosdem", {"en": "Renamed"}, later.end_on)
    assert again.changed == {"event": 1}


def test_element_without_its_room_loses_it() -> None:
    again = compare(file_of(structs.replace(WATER, room_uid=None), ROADS), AGAIN)

    assert again.programme.sessions[0].room_uid is None
    assert again.programme.rooms == FIRST.programme.rooms


def test_renamed_room_with_an_id_stays_the_same_room() -> None:
    said = (*FILE.references, reference(HALL.uid, "rooms", id="7"))
    first = compare(file_of(WATER, ROADS, references=said), new_event())

    renamed = structs.replace(HALL, name={"en": "Great hall"})
    again = compare(file_of(WATER, ROADS, references=said, rooms=(renamed,)), after(first))

    assert [(r.uid, r.name) for r in again.programme.rooms] == [(first.programme.rooms[0].uid, {"en": "Great hall"})]
    assert again.doubtful == ("Great hall",)


def test_local_change_of_the_title_does_not_make_it_another_session() -> None:
    """It has an id and no guid: the title it had at the source still tells who it is."""
    said = (reference(WATER.uid, id="84"),)
    first = compare(file_of(WATER, references=said), new_event())
    here = with_draft(after(first), edited(first.programme, first.programme.sessions[0].uid, title={"en": "Mine"}))

    again = compare(file_of(structs.replace(WATER, languages=("fr",)), references=said), here)

    assert (again.added, again.changed, again.doubtful) == ({}, {"sessions": 1}, ())
    assert titles(again.programme) == {first.programme.sessions[0].uid: "Mine"}


def test_reused_id_makes_a_new_session() -> None:
    """A registration must not move to another talk."""
    said = (reference(WATER.uid, id="84"), reference(ROADS.uid, id="75"))
    first = compare(file_of(WATER, ROADS, references=said), new_event())
    water = first.programme.sessions[0].uid
    other = structs.replace(ROADS, title={"en": "New talk"}, start_local=None, end_local=None)
    said = (reference(WATER.uid, id="75"), reference(ROADS.uid, id="84"))

    again = compare(file_of(WATER, other, references=said), after(first))

    assert titles(again.programme)[water] == "Water"
    assert (again.added, again.missing, again.doubtful) == ({"sessions": 1}, ("Roads",), ())


def test_session_known_by_its_id_alone_is_reported() -> None:
    said = (reference(WATER.uid, id="84"),)
    first = compare(file_of(WATER, references=said), new_event())
    moved = structs.replace(WATER, title={"en": "Rivers"}, start_local=None, end_local=None)

    again = compare(file_of(moved, references=said), after(first))

    assert titles(again.programme) == {first.programme.sessions[0].uid: "Rivers"}
    assert again.doubtful == ("Rivers",)


def test_duplicates_without_any_difference_are_kept_apart() -> None:
    twins = file_of(WATER, structs.replace(WATER, uid="file 85"), references=())

    first = compare(twins, new_event())
    again = compare(twins, after(first))

    assert len({s.uid for s in first.programme.sessions}) == 2
    assert again.programme == first.programme
    assert again.kept["sessions"] == 2


def test_one_more_of_the_same_is_added() -> None:
    first = compare(file_of(WATER, references=()), new_event())

    again = compare(file_of(WATER, structs.replace(WATER, uid="file 85"), references=()), after(first))

    assert (again.added, again.kept["sessions"]) == ({"sessions": 1}, 1)
    assert again.programme.sessions[0] == first.programme.sessions[0]


def test_every_record_is_named_with_what_became_of_it_and_what_changed() -> None:
    water = structs.replace(WATER, title={"en": "Rivers"}, start_local=None, end_local=None)
    renamed = structs.replace(EVENT, title={"en": "Forum"})
    new = session("New", 3, code="SOU 3")

    again = compare(file_of(water, ROADS, new, event=renamed), AGAIN)

    assert again.outcomes[ADDED] == {"sessions": (Became("SOU 3 New"),)}
    assert again.outcomes[CHANGED] == {
        "sessions": (Became("Water", ("title", "start_local", "end_local")),),
        "event": (Became("Seventh forum", ("title",)),),
    }
    assert again.outcomes[KEPT] == {
        "people": (Became("Amina Berrada"),),
        "rooms": (Became("Hall"),),
        "sessions": (Became("Roads"),),
    }


# The short way --------------------------------------------------------------------------------------------------------


def kept_without_a_look(imported: Imported, here: Here) -> ByKind | None:
    present = {kind: {r.uid for r in getattr(here.programme, kind)} for kind in KINDS}
    return unchanged(imported, here.programme.event.uid, here.known, present)


def test_unchanged_file_is_known_without_a_look_at_the_draft() -> None:
    here = with_draft(AGAIN, edited(FIRST.programme, guid(84), title={"en": "Mine"}))

    assert kept_without_a_look(FILE, AGAIN) == compare(FILE, AGAIN).outcomes[KEPT]
    turned = file_of(ROADS, WATER)
    assert kept_without_a_look(turned, here) == compare(turned, here).outcomes[KEPT]


@pytest.mark.parametrize(
    ("imported", "here"),
    [
        (file_of(structs.replace(WATER, title={"en": "Rivers"}), ROADS), AGAIN),
        (file_of(WATER, ROADS, session("New", 3)), AGAIN),
        (file_of(WATER), AGAIN),
        (file_of(WATER, ROADS, rooms=(structs.replace(HALL, name={"en": "Great hall"}),)), AGAIN),
        (file_of(WATER, ROADS, event=structs.replace(EVENT, title={"en": "Renamed"})), AGAIN),
        (FILE, with_draft(AGAIN, dropped(FIRST.programme, guid(84)))),
        (FILE, with_draft(AGAIN, structs.replace(FIRST.programme, rooms=()))),
        (FILE, AGAIN._replace(known={})),
        (FILE, AGAIN._replace(known={kind: said for kind, said in AGAIN.known.items() if kind != "event"})),
        (FILE, new_event()),
    ],
)
def test_anything_else_has_to_be_compared(imported: Imported, here: Here) -> None:
    assert kept_without_a_look(imported, here) is None


# Missing -----------------------------------------------------------------------------------------------------------


def test_missing_session_is_named_and_left() -> None:
    again = compare(file_of(WATER), AGAIN)

    assert (again.missing, again.changed) == (("Roads",), {})
    assert again.programme == FIRST.programme


def test_missing_session_is_cancelled_where_that_was_asked_for_and_restored_when_it_is_back() -> None:
    cancelled = compare(file_of(WATER), AGAIN, cancel_missing=True)
    assert (cancelled.missing, cancelled.changed) == (("Roads",), {"sessions": 1})
    assert {s.uid: s.status for s in cancelled.programme.sessions} == {
        guid(84): SessionStatus.CONFIRMED,
        guid(75): SessionStatus.CANCELLED,
    }

    still = compare(file_of(WATER), after_all(AGAIN, cancelled), cancel_missing=True)
    assert (still.missing, still.changed) == (("Roads",), {})

    back = compare(FILE, after_all(AGAIN, cancelled))
    assert (back.missing, back.changed) == ((), {"sessions": 1})
    assert back.programme == FIRST.programme


def after_all(before: Here, comparison: Comparison) -> Here:
    """The next import also remembers what this file said nothing of."""
    here = after(comparison)
    return here._replace(
        known={
            kind: {**before.known.get(kind, {}), **here.known.get(kind, {})} for kind in (*before.known, *here.known)
        }
    )


def test_missing_session_that_is_cancelled_already_stays_as_it_is() -> None:
    here = with_draft(AGAIN, edited(FIRST.programme, guid(75), status=SessionStatus.CANCELLED))

    again = compare(file_of(WATER), here, cancel_missing=True)

    assert (again.missing, again.changed) == (("Roads",), {})


def test_cancelling_what_a_source_says_no_status_of_remembers_the_rest() -> None:
    carries = CARRIES | {"sessions": frozenset({"title"})}
    first = compare(structs.replace(FILE, carries=carries), new_event())

    gone = compare(structs.replace(file_of(WATER), carries=carries), after(first), cancel_missing=True)

    remembered = {r.uid: r.imported for r in gone.references if r.kind == "sessions"}
    assert remembered[guid(75)] == '{"title":{"en":"Roads"}}'


def test_session_made_here_is_never_missing() -> None:
    local = draft_session("Local", uid="local")
    here = with_draft(AGAIN, structs.replace(FIRST.programme, sessions=(*FIRST.programme.sessions, local)))

    again = compare(FILE, here, cancel_missing=True)

    assert again.missing == ()
    assert again.programme == here.programme


def test_session_made_here_is_recognized_by_title_and_start() -> None:
    local = draft_session("Lakes", uid="local", code="MINE")
    here = with_draft(AGAIN, structs.replace(FIRST.programme, sessions=(*FIRST.programme.sessions, local)))

    again = compare(file_of(WATER, ROADS, session("Lakes", 9, languages=("fr",))), here)

    assert (again.added, again.changed) == ({}, {"sessions": 1})
    assert [(s.code, s.languages) for s in again.programme.sessions if s.uid == "local"] == [("MINE", ("fr",))]


def test_own_export_in_another_format_means_the_same_sessions() -> None:
    """It says our uids as its guids."""
    local = draft_session("Mine", uid=guid(1))
    here = Here(programme_of(local, event=make_event(uid="event")), "other source")

    again = compare(file_of(session("Renamed", 1, start_local=None, end_local=None)), here)

    assert again.added == {"people": 1, "rooms": 1}
    assert titles(again.programme) == {guid(1): "Mine"}
    assert again.conflicts == (Became("Mine", ("end_local", "start_local", "title")),)


# Deleted here ------------------------------------------------------------------------------------------------------


def test_session_deleted_here_comes_back_as_the_same_one() -> None:
    """Its calendar entry, its links and its registrations are its own again."""
    here = with_draft(AGAIN, dropped(FIRST.programme, guid(84)))

    again = compare(FILE, here)

    assert (again.added, again.missing) == ({"sessions": 1}, ())
    assert {s.uid: s for s in again.programme.sessions} == {s.uid: s for s in FIRST.programme.sessions}


def test_session_deleted_here_and_gone_from_the_file_is_not_missing() -> None:
    here = with_draft(AGAIN, dropped(FIRST.programme, guid(75)))

    again = compare(file_of(WATER), here, cancel_missing=True)

    assert (again.missing, again.programme) == ((), here.programme)


def test_reused_id_does_not_bring_back_what_was_deleted_here() -> None:
    said = (reference(WATER.uid, id="84"),)
    first = compare(file_of(WATER, references=said), new_event())
    deleted = first.programme.sessions[0].uid
    here = with_draft(after(first), dropped(first.programme, deleted))
    other = structs.replace(WATER, title={"en": "New talk"}, start_local=None, end_local=None)

    again = compare(file_of(other, references=said), here)

    assert deleted not in titles(again.programme)
    assert again.added == {"sessions": 1}


# Uids of others ------------------------------------------------------------------------------------------------------


def test_uid_of_another_event_is_not_taken() -> None:
    here = new_event()._replace(foreign=frozenset({guid(84)}))

    first = compare(FILE, here)
    again = compare(FILE, after(first)._replace(foreign=frozenset({guid(84)})))

    assert guid(84) not in titles(first.programme)
    assert sorted(titles(first.programme).values()) == ["Roads", "Water"]
    assert again.programme == first.programme


# Bundles -------------------------------------------------------------------------------------------------------------


def bundle_of(programme: Programme) -> Imported:
    fields = {"title", "slug", "code", "people", "organizers", "internal", "ready"}
    carries = {
        "event": frozenset({"title"}),
        "sessions": frozenset(fields),
        "organizations": frozenset({"name", "slug", "member_uids"}),
        "people": frozenset({"name", "slug", "organization_uid"}),
        "rooms": frozenset({"name", "slug"}),
        "series": frozenset[str](),
        "aliases": frozenset[str](),
    }
    kinds = ("organizations", "people", "rooms", "sessions")
    references = tuple(Reference(kind, r.uid, guid=r.uid) for kind in kinds for r in getattr(programme, kind))
    return Imported("bundle", programme, carries, references)


MEMBER = make_organization(uid=uid_of("o", "member"), name={"en": "Member"})
BODY = make_organization(uid=uid_of("o", "body"), name={"en": "Body"}, member_uids=(MEMBER.uid,))
PERSON = make_person(uid=uid_of("p", "person"), organization_uid=BODY.uid)
WHOLE = programme_of(
    draft_session(
        "Water",
        uid=guid(84),
        slug="water",
        people=(SessionPerson(PERSON.uid),),
        organizers=(SessionOrganizer(BODY.uid),),
        ready=False,
    ),
    event=make_event(uid="event", slug="forum"),
    organizations=(BODY, MEMBER),
    people=(PERSON,),
    series=Series("series", {"en": "Forum"}),
    aliases=(Alias(AliasKind.SESSION, "eau", guid(84)),),
)


def test_bundle_keeps_every_uid_and_value() -> None:
    assert WHOLE.series is not None
    here = Here(programme_of(event=make_event(uid="event", slug="forum")), "source", is_new=True)

    first = compare(bundle_of(WHOLE), here)

    assert first.programme == WHOLE
    assert outcome(compare(bundle_of(WHOLE), after(first))) == (
        {},
        {},
        {"organizations": 2, "people": 1, "sessions": 1, "event": 1},
    )


def test_bundle_under_another_slug_gets_uids_of_its_own_and_keeps_them() -> None:
    foreign = frozenset({guid(84)})
    here = Here(programme_of(event=make_event(uid="other", slug="other")), "other source", foreign=foreign, is_new=True)

    first = compare(bundle_of(WHOLE), here)
    (session,) = first.programme.sessions
    assert session == structs.replace(WHOLE.sessions[0], uid=session.uid)
    assert session.uid != guid(84)
    assert first.programme.aliases == (Alias(AliasKind.SESSION, "eau", session.uid),)

    again = compare(bundle_of(WHOLE), after(first)._replace(foreign=foreign))
    assert again.programme == first.programme
    assert again.added == {}


def test_bundle_brings_members_under_the_uids_they_get() -> None:
    foreign = frozenset({MEMBER.uid})
    here = Here(programme_of(event=make_event(uid="event")), "source", foreign=foreign, is_new=True)

    first = compare(bundle_of(WHOLE), here)

    body, member = first.programme.organizations
    assert member.uid != MEMBER.uid
    assert body.member_uids == (member.uid,)
    assert compare(bundle_of(WHOLE), after(first)._replace(foreign=foreign)).programme == first.programme


def test_bundle_is_taken_over_what_it_was_never_imported_into() -> None:
    local = edited(WHOLE, guid(84), title={"en": "Mine", "fr": "Eau"}, code="MINE")

    result = compare(bundle_of(WHOLE), Here(local, "source"))

    assert (result.changed, result.conflicts) == ({"sessions": 1}, ())
    (session,) = result.programme.sessions
    assert (session.title, session.code) == ({"en": "Water", "fr": "Eau"}, "")


def test_bundle_without_a_slug_takes_none_away() -> None:
    bare = edited(WHOLE, guid(84), slug="", title={"en": "Rivers"})

    result = compare(bundle_of(bare), Here(WHOLE, "source"))

    assert [(s.slug, s.title["en"]) for s in result.programme.sessions] == [("water", "Rivers")]


def test_bundle_takes_no_alias_away() -> None:
    alias = Alias(AliasKind.SESSION, "rivers", guid(84))
    here = Here(structs.replace(WHOLE, aliases=(alias,)), "source")

    assert compare(bundle_of(WHOLE), here).programme.aliases == (*WHOLE.aliases, alias)


def test_format_that_says_nothing_of_series_and_aliases_leaves_them() -> None:
    alias = Alias(AliasKind.ROOM, "old-hall", FIRST.programme.rooms[0].uid)
    here = with_draft(AGAIN, structs.replace(FIRST.programme, aliases=(alias,)))

    assert compare(FILE, here).programme == here.programme


@pytest.mark.parametrize("rounds", [3])
def test_any_number_of_imports_later_nothing_has_moved(rounds: int) -> None:
    here, comparison = AGAIN, FIRST
    for _ in range(rounds):
        comparison = compare(FILE, here)
        here = after(comparison)

    assert comparison.programme == FIRST.programme
