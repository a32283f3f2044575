"""The bundle carries everything: what is written is read again without loss."""

import json
from typing import Any

import msgspec
import pytest
from msgspec import structs

from events_service.errors import DomainError, InvalidInput
from events_service.interchange import bundle
from events_service.interchange.bundle import CARRIES, CARRIES_PUBLIC, Bundle
from events_service.interchange.imported import Reference
from events_service.interchange.soundness import UnsoundBundle
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.programme.programme import (
    Event,
    Programme,
    Series,
    Session,
    SessionOrganizer,
    SessionPerson,
    Visibility,
)
from tests.factories.drafts import History, draft_session, edited
from tests.factories.maximal import ASSIGNED, filled, maximal_draft, uid
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_programme,
    programme_of,
    uid_of,
)

WATER = uid_of("session", "water")
PLAIN = programme_of(draft_session("Water", uid=WATER))


def text(**changes: Any) -> bytes:
    """A bundle of one small programme, as JSON that somebody has written by hand."""
    value = msgspec.json.decode(msgspec.json.encode(Bundle(1, programmes=(PLAIN,))))
    return msgspec.json.encode(value | changes)


def with_session(**changes: Any) -> bytes:
    value = msgspec.json.decode(msgspec.json.encode(Bundle(1, programmes=(PLAIN,))))
    value["programmes"][0]["sessions"][0] |= changes
    return msgspec.json.encode(value)


def with_format(number: int) -> bytes:
    value = msgspec.json.decode(msgspec.json.encode(Bundle(1, programmes=(PLAIN,))))
    value["programmes"][0]["format"] = number
    return msgspec.json.encode(value)


def maximal_bundle() -> Bundle:
    return Bundle(
        bundle=1,
        programmes=(maximal_draft(),),
        series=(filled(Series, "s"),),
        organizations=(make_organization(),),
        people=(make_person(),),
        agreements=(filled(Agreement, "a", uid=uid("agreement")),),
        recommendations=(filled(Recommendation, "r", uid=uid("recommendation")),),
        funds=(filled(Fund, "f", uid=uid("fund")),),
    )


def test_written_bundle_is_read_without_loss() -> None:
    assert bundle.read(bundle.write(maximal_bundle())) == maximal_bundle()


def test_written_bundle_is_json_for_people_too() -> None:
    assert bundle.write(Bundle(1)) == b'{\n "bundle": 1\n}\n'
    assert bundle.write(maximal_bundle()).count(b"\n") > 1000


def test_draft_is_imported_without_loss() -> None:
    draft = maximal_draft()

    (imported,) = bundle.imports_of(Bundle(1, programmes=(draft,)))

    assert imported.programme == draft
    assert (imported.format, imported.carries, imported.repaired) == ("bundle", CARRIES, ())


def test_every_record_is_known_by_its_uid() -> None:
    draft = maximal_draft()
    kinds = ("organizations", "people", "venues", "rooms", "tracks", "types", "sessions", "stands")

    (imported,) = bundle.imports_of(Bundle(1, programmes=(draft,)))

    expected = {Reference(kind, r.uid, guid=r.uid) for kind in kinds for r in getattr(draft, kind)}
    assert {*map(tuple_of, imported.references)} == {*map(tuple_of, expected)}


def tuple_of(reference: Reference) -> tuple[str, ...]:
    return structs.astuple(reference)


@pytest.mark.parametrize(("kind", "value"), [("sessions", Session), ("event", Event)])
def test_every_field_is_carried_but_what_a_release_assigns(kind: str, value: type[Any]) -> None:
    apart = {"sessions": {"uid"}, "event": {"uid", "slug"}}[kind]

    assert {field.name for field in structs.fields(value)} - CARRIES[kind] == (
        ASSIGNED & set(value.__struct_fields__)
    ) | apart


def test_released_programme_comes_back_as_a_draft() -> None:
    history = History()
    whole = maximal_draft()
    people = tuple(structs.replace(person, published=True) for person in whole.people)
    bodies = tuple(structs.replace(body, published=True) for body in whole.organizations)
    sessions = tuple(structs.replace(s, ready=True, visibility=Visibility.PUBLIC) for s in whole.sessions)
    history.publish(structs.replace(whole, people=people, organizations=bodies, sessions=sessions))
    released = history.publish(structs.replace(whole, people=people, organizations=bodies, sessions=sessions[:1]))
    assert len(released.tombstones) == 1

    (imported,) = bundle.imports_of(Bundle(1, programmes=(released,)))

    programme = imported.programme
    for record in (programme.event, *programme.sessions):
        for name in ASSIGNED & set(record.__struct_fields__):
            assert getattr(record, name) in (None, 0)
    assert (programme.tombstones, programme.time_rules) == ((), "")
    public: tuple[Any, ...] = (released.event, *released.sessions, *released.tombstones)
    assert {uid: (said.revision, said.created_at) for uid, said in imported.elsewhere.items()} == {
        record.uid: (record.revision, record.created_at) for record in public
    }
    assert [(r.item, r.what) for r in imported.repaired] == [
        ("event", "sessions removed before and left out: 1; one that comes back goes on from its revision")
    ]
    assert [session.slug for session in programme.sessions] == [session.slug for session in released.sessions]


def test_released_programme_says_nothing_of_what_is_private() -> None:
    (imported,) = bundle.imports_of(Bundle(1, programmes=(structs.replace(PLAIN, time_rules="2026f"),)))

    assert imported.carries == CARRIES_PUBLIC
    assert {
        kind: CARRIES[kind] - CARRIES_PUBLIC[kind] for kind in CARRIES if CARRIES[kind] != CARRIES_PUBLIC[kind]
    } == {
        "event": {"contact", "series_uid"},
        "sessions": {"internal", "ready"},
        "organizations": {"contacts", "published"},
        "people": {"contacts", "photo", "photo_public", "published"},
    }


def test_programme_takes_what_it_refers_to_from_wherever_it_stands() -> None:
    member = make_organization(uid=uid("member"), name={"en": "Member"})
    body = make_organization(uid=uid("body"), name={"en": "Body"}, member_uids=(member.uid,))
    person = make_person(uid=uid("person"), organization_uid=body.uid)
    series = Series(uid("series"), {"en": "Forum"})
    water = draft_session("Water", uid=WATER, people=(SessionPerson(person.uid),))
    roads = draft_session("Roads", uid=uid_of("session", "roads"), organizers=(SessionOrganizer(member.uid),))
    first = programme_of(water, event=make_event(series_uid=series.uid))
    second = programme_of(roads, event=make_event(slug="second"), organizations=(member,))

    one, other = bundle.imports_of(
        Bundle(1, (first, second), series=(series,), organizations=(body, make_organization()), people=(person,))
    )

    assert one.programme.people == (person,)
    assert one.programme.organizations == (body, member)
    assert (one.programme.series, other.programme.series) == (series, None)
    assert other.programme.organizations == (member,)


def test_programmes_own_record_comes_before_the_bundles() -> None:
    person = make_person(uid=uid("person"))
    other = structs.replace(person, name={"en": "Somebody else"})
    own = structs.replace(PLAIN, people=(person,))
    own = edited(own, WATER, people=(SessionPerson(person.uid),))

    (imported,) = bundle.imports_of(Bundle(1, (own,), people=(other,)))

    assert imported.programme.people == (person,)


def test_slug_that_is_no_address_is_left_out_and_told() -> None:
    (imported,) = bundle.imports_of(Bundle(1, (edited(PLAIN, WATER, slug="../console"),)))

    assert imported.programme == PLAIN
    assert [(r.item, r.what) for r in imported.repaired] == [
        (WATER, "“../console” cannot be an address: another is made")
    ]


def test_slugs_of_other_records_are_left_out_too() -> None:
    good, bad = Series("1", {}, slug="good"), Series("2", {}, slug="No good")

    assert bundle.with_usable_slugs((good, bad)) == (good, structs.replace(bad, slug=""))


def test_texts_come_without_what_nobody_sees() -> None:
    read = bundle.read(
        with_session(title={"en": "Wat\u0000er\u202e"}, code="SOU\r\n84", description={"en": "a\r\nb\tc"})
    )

    (session,) = read.programmes[0].sessions
    assert (session.title, session.code, session.description) == ({"en": "Water"}, "SOU\n84", {"en": "a\nb\tc"})


def test_texts_with_escapes_are_what_they_say() -> None:
    raw = bundle.write(Bundle(1, (make_programme(3),)))
    escaped = json.dumps(json.loads(raw)).encode()
    assert b"\\u06" in escaped

    assert bundle.read(escaped) == bundle.read(raw)


def test_byte_order_mark_is_ignored() -> None:
    assert bundle.read(b"\xef\xbb\xbf" + text()) == bundle.read(text())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Input data was truncated"),
        (b"not json", "invalid"),
        (b"{", "truncated"),
        (text()[:-40], "truncated"),
        (b"[]", "Expected `object`"),
        (b"{}", "missing required field `bundle`"),
        (b'{"bundle": "1"}', "Expected `int`"),
        (b'{"bundle": 1, "programmes": [{}]}', "missing required field"),
        (text(surprise=1), "unknown field `surprise`"),
        (with_session(status="perhaps"), "Invalid enum value 'perhaps' - at `$.programmes[0].sessions[0].status`"),
        (with_session(start_local="tomorrow"), "Invalid RFC3339"),
        (text().replace(b"Water", b"\xff\xfe"), "utf-8"),
        (with_session(agenda=[]).replace(b'"agenda":[]', b'"agenda":[' + b'{"title":{},"items":[' * 5000), "recursion"),
        (text(bundle=2), "This bundle has format 2; this version reads up to 1."),
        (text(bundle=0), "This bundle has format 0; this version reads up to 1."),
        (
            with_format(99),
            "This bundle has format 99; this version reads up to 1.",
        ),
        (b" " * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    ],
)
def test_what_is_no_bundle_is_refused_with_the_place(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        bundle.read(data)

    assert sentence.lower() in str(refusal.value).lower()


@pytest.mark.parametrize(
    "changes",
    [
        {"uid": "water"},
        {"revision": -1},
        {"revision": 1_000_001},
        {"created_at": "2018-10-01T12:00:00"},
        {"created_at": "1066-10-14T12:00:00Z"},
        {"room_uid": uid("nowhere")},
        {"people": [{"person_uid": uid("nobody")}]},
        {"code": "x" * 65},
    ],
)
def test_unsound_bundle_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UnsoundBundle):
        bundle.imports_of(bundle.read(with_session(**changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"people": (make_person(organization_uid=uid("nowhere")),)},
        {"organizations": (make_organization(), make_organization())},
        {"series": (Series(uid("s"), {}), Series(uid("s"), {}))},
    ],
)
def test_unsound_records_beside_programmes_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UnsoundBundle):
        bundle.read(bundle.write(structs.replace(Bundle(1), **changes)))


def test_agenda_without_end_is_refused() -> None:
    deep: dict[str, Any] = {"title": {}}
    for _ in range(400):
        deep = {"title": {}, "items": [deep]}

    with pytest.raises(DomainError):
        bundle.imports_of(bundle.read(with_session(agenda=[deep])))


def test_programme_of_any_size_is_carried() -> None:
    programme = structs.replace(make_programme(300, oddities=False), time_rules="")
    drafts = structs.replace(
        programme,
        sessions=tuple(
            structs.replace(s, revision=0, revised_at=None, created_at=None, start_at=None, end_at=None)
            for s in programme.sessions
        ),
    )

    (imported,) = bundle.imports_of(bundle.read(bundle.write(Bundle(1, (drafts,)))))

    wanted: Programme = structs.replace(drafts, people=imported.programme.people, organizations=drafts.organizations)
    assert imported.programme == wanted
    assert imported.programme.people == drafts.people
