"""Organizations, people and series kept by organizers: permitted, noted, checked, archived, and published anew."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from events_service.accounts.access import COMMAND, Act, Actor, Grant
from events_service.accounts.models import AuditEntry
from events_service.catalogue import keeping
from events_service.catalogue.finding import Wanted, find_lines
from events_service.database import DbSession
from events_service.directory import editing
from events_service.directory.directory import ContactKind, ContactPoint, Organization, OrganizationKind, Person
from events_service.directory.editing import BODIES, PERSONS, AddressTaken, Kept, Shelf
from events_service.directory.inputs import OrganizationChange, PersonChange
from events_service.directory.records import save_people
from events_service.errors import Forbidden, InvalidInput, NotFound, PreconditionFailed
from events_service.jobs.models import JobRow
from events_service.programme import jobs
from events_service.programme.programme import Series, SessionOrganizer, SessionPerson
from events_service.programme.series_editing import SERIES
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_organization, make_person, programme_of, uid_of
from tests.factories.stored_events import create

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
EVENT = make_event()
BLANKS: dict[str, Any] = {
    "organizations": Organization(uid_of("organization", "new"), {}),
    "people": Person(uid_of("person", "new"), {}),
    "series": Series(uid_of("series", "new"), {}),
}


def somebody(*acts: Act, events: frozenset[str] | None = frozenset((EVENT.uid,))) -> Actor:
    return Actor("account", "018f4d5e-7a10-7c3e-9b1f-00000000000a", "Alice", (Grant(frozenset(acts), events),))


ORGANIZER = somebody(Act.READ_DRAFT, Act.EDIT_DRAFT, Act.EDIT_EVENT)


def add(db: DbSession, shelf: str = "organizations", owner: str | None = None, /, **said: Any) -> Kept[Any]:
    fields = {"name": {"en": "Association of Towns"}} | said
    return keeping.add_record(db, COMMAND, keeping.SHELVES[shelf], BLANKS[shelf], fields, owner, AT)


def jobs_waiting(db: DbSession) -> int:
    asked = select(func.count()).select_from(JobRow).where(col(JobRow.kind) == jobs.CATALOGUE)
    return db.connection().execute(asked).scalar_one()


def notes(db: DbSession) -> list[tuple[str, str, str | None]]:
    asked = select(AuditEntry.act, AuditEntry.subject, AuditEntry.event_uid).order_by(col(AuditEntry.id))  # type: ignore[call-overload]
    return [tuple(row) for row in db.connection().execute(asked)]


@pytest.mark.parametrize("name", keeping.SHELVES)
def test_record_is_added_changed_archived_and_restored(db: DbSession, name: str) -> None:
    shelf: Shelf[Any] = keeping.SHELVES[name]

    added = add(db, name)
    changed = keeping.edit_record(db, COMMAND, shelf, added.value.uid, {"name": {"fr": "Villes"}}, AT, added.version)
    gone = keeping.archive_record(db, COMMAND, shelf, added.value.uid, True, AT)
    again = keeping.archive_record(db, COMMAND, shelf, added.value.uid, True, AT)
    back = keeping.archive_record(db, COMMAND, shelf, added.value.uid, False, AT)

    assert (added.value.slug, added.version, added.archived_at) == ("association-of-towns", 1, None)
    assert (changed.value.name, changed.value.slug, changed.version) == ({"fr": "Villes"}, "association-of-towns", 2)
    assert (gone.archived_at, again, back.archived_at) == (AT, gone, None)
    noun = shelf.noun
    subject = f"{noun}:{added.value.uid}"
    acts = [f"add_{noun}", f"edit_{noun}", f"archive_{noun}", f"restore_{noun}"]
    assert notes(db) == [(act, subject, None) for act in acts]
    assert jobs_waiting(db) == 2


def test_what_is_not_published_asks_for_no_catalogue_and_hiding_asks_for_one(db: DbSession) -> None:
    kept = add(db, published=False)
    keeping.edit_record(db, COMMAND, BODIES, kept.value.uid, {"website": "https://example.org"}, AT)
    assert jobs_waiting(db) == 0

    keeping.edit_record(db, COMMAND, BODIES, kept.value.uid, {"published": True}, AT)
    keeping.edit_record(db, COMMAND, BODIES, kept.value.uid, {"published": True}, AT)
    assert jobs_waiting(db) == 1

    keeping.edit_record(db, COMMAND, BODIES, kept.value.uid, {"published": False}, AT)
    assert jobs_waiting(db) == 2


@pytest.mark.parametrize(
    ("name", "said", "about"),
    [
        ("organizations", {"name": {}}, "name"),
        ("people", {"name": {"en": ""}}, "name"),
        ("series", {"name": {}}, "name"),
        ("organizations", {"members": ["nobody"]}, "members.0"),
        ("people", {"organization": "nobody"}, "organization"),
    ],
)
def test_what_cannot_be_is_refused(db: DbSession, name: str, said: dict[str, Any], about: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(db, name, **said)

    assert list(refused.value.fields) == [about]


def test_organization_is_no_member_of_itself(db: DbSession) -> None:
    kept = add(db)
    with pytest.raises(InvalidInput, match="no member of itself"):
        keeping.edit_record(db, COMMAND, BODIES, kept.value.uid, {"members": [kept.value.slug]}, AT)


def test_slug_that_is_chosen_is_nobody_elses(db: DbSession) -> None:
    add(db)
    blank = Organization(uid_of("organization", "other"), {}, "association-of-towns")
    with pytest.raises(AddressTaken):
        keeping.add_record(db, COMMAND, BODIES, blank, {"name": {"en": "Others"}}, None, AT)

    blank = Organization(uid_of("organization", "other"), {}, "Not an address")
    with pytest.raises(InvalidInput):
        keeping.add_record(db, COMMAND, BODIES, blank, {"name": {"en": "Others"}}, None, AT)


def test_older_version_is_refused_and_nothing_is_written(db: DbSession) -> None:
    kept = add(db)
    keeping.edit_record(db, COMMAND, BODIES, kept.value.uid, {"country": "MA"}, AT)

    with pytest.raises(PreconditionFailed):
        keeping.edit_record(db, COMMAND, BODIES, kept.value.uid, {"country": "FR"}, AT, kept.version)

    assert editing.get_kept(db.connection(), BODIES, kept.value.uid).value.country == "MA"


def test_telephones_are_dialled_as_in_the_country_of_the_organization(db: DbSession) -> None:
    phone = {"kind": "phone", "printed": "05 37 20 59 03"}
    said = OrganizationChange.model_validate({"country": "MA", "contacts": [phone]}).said
    kept = add(db, **said)
    assert kept.value.contacts == (ContactPoint(ContactKind.PHONE, "05 37 20 59 03", "+212537205903"),)

    moved = keeping.edit_record(db, COMMAND, BODIES, kept.value.uid, {"country": "FR"}, AT)
    assert moved.value.contacts[0].e164 == "+33537205903"

    said = PersonChange.model_validate({"organization": kept.value.slug, "contacts": [phone]}).said
    keeping.edit_record(db, COMMAND, BODIES, kept.value.uid, {"country": "MA"}, AT)
    assert add(db, "people", **said).value.contacts == (
        ContactPoint(ContactKind.PHONE, "05 37 20 59 03", "+212537205903", public=False),
    )


def test_t_authz_1_organizer_of_one_event_keeps_its_records_and_no_others(db: DbSession) -> None:
    create(db, programme_of(event=EVENT))
    other = make_event(slug="other", uid=uid_of("event", "other"))
    create(db, programme_of(event=other))
    said = {"name": {"en": "Amina"}}

    own = keeping.add_record(db, ORGANIZER, PERSONS, BLANKS["people"], said, EVENT.uid, AT)
    keeping.edit_record(db, ORGANIZER, PERSONS, own.value.uid, {"badge_name": "Amina B."}, AT)
    assert [event_uid for _, _, event_uid in notes(db)] == [EVENT.uid, EVENT.uid]

    theirs = Person(uid_of("person", "theirs"), {"en": "Badr"})
    save_people(db.connection(), [theirs], other.uid)
    of_all = Person(uid_of("person", "of all"), {"en": "Chama"})
    save_people(db.connection(), [of_all], None)
    for uid in (theirs.uid, of_all.uid):
        with pytest.raises(Forbidden):
            keeping.edit_record(db, ORGANIZER, PERSONS, uid, {"badge_name": "Mine"}, AT)
        with pytest.raises(Forbidden):
            keeping.archive_record(db, ORGANIZER, PERSONS, uid, True, AT)
    for owner in (None, other.uid):
        blank = Person(uid_of("person", "refused"), {})
        with pytest.raises(Forbidden):
            keeping.add_record(db, ORGANIZER, PERSONS, blank, said, owner, AT)


def test_series_is_kept_by_whoever_organizes_all_its_events(db: DbSession) -> None:
    series = Series(uid_of("series", "forum"), {"en": "Forum"})
    second = make_event(slug="second", uid=uid_of("event", "second"), series_uid=series.uid)
    event = make_event(series_uid=series.uid)
    for one in (event, second):
        create(db, programme_of(event=one, series=series))
    both = somebody(Act.EDIT_EVENT, events=frozenset((event.uid, second.uid)))

    with pytest.raises(Forbidden):
        keeping.edit_record(db, ORGANIZER, SERIES, series.uid, {"periodicity": {"en": "yearly"}}, AT)

    kept = keeping.edit_record(db, both, SERIES, series.uid, {"periodicity": {"en": "yearly"}}, AT)
    assert kept.value.periodicity == {"en": "yearly"}


def test_private_contacts_are_shown_to_those_who_work_where_the_record_is_kept(db: DbSession) -> None:
    create(db, programme_of(event=EVENT))
    contacts = (
        ContactPoint(ContactKind.EMAIL, "open@example.org"),
        ContactPoint(ContactKind.PHONE, "12", public=False),
    )
    for owner, name in ((EVENT.uid, "Amina"), (None, "Badr")):
        person = Person(uid_of("person", name), {"en": name}, contacts=contacts)
        save_people(db.connection(), [person], owner)
    own, others = (editing.get_kept(db.connection(), PERSONS, uid_of("person", name)) for name in ("Amina", "Badr"))
    viewer = somebody(Act.READ_DRAFT)

    assert keeping.shown_to(ORGANIZER, own).contacts == contacts
    assert keeping.shown_to(viewer, own).contacts == contacts[:1]
    assert keeping.shown_to(ORGANIZER, others).contacts == contacts[:1]
    assert keeping.shown_to(COMMAND, others).contacts == contacts


def names(db: DbSession, shelf: Shelf[Any], wanted: Wanted, actor: Actor = COMMAND) -> list[str]:
    return sorted(line.name["en"] for line in find_lines(db.connection(), actor, shelf, wanted))


def test_records_are_found_by_text_event_and_archive(db: DbSession) -> None:
    towns = make_organization(name={"en": "Association of Towns", "fr": "Association des Cités"})
    ministry = make_organization(name={"en": "Ministry"}, kind=OrganizationKind.GOVERNMENT)
    amina, badr = make_person(name={"en": "Amina"}), make_person(name={"en": "Badr"})
    session = draft_session(
        "Water",
        organizers=(SessionOrganizer(towns.uid),),
        people=(SessionPerson(amina.uid, organization_uid=towns.uid),),
    )
    create(db, programme_of(session, event=EVENT, organizations=(towns,), people=(amina,)))
    other = make_event(slug="other", uid=uid_of("event", "other"))
    create(db, programme_of(event=other))
    for record, shelf in ((ministry, BODIES), (badr, PERSONS)):
        shelf.records.save(db.connection(), (), [record], {"owner_event_uid": other.uid})

    assert names(db, BODIES, Wanted()) == ["Association of Towns", "Ministry"]
    assert names(db, BODIES, Wanted("CITES assoc")) == ["Association of Towns"]
    assert names(db, BODIES, Wanted(event_uid=EVENT.uid)) == ["Association of Towns"]
    assert names(db, PERSONS, Wanted(event_uid=EVENT.uid)) == ["Amina"]
    assert names(db, PERSONS, Wanted(event_uid=other.uid)) == ["Badr"]

    keeping.archive_record(db, COMMAND, BODIES, towns.uid, True, AT)
    assert names(db, BODIES, Wanted()) == ["Ministry"]
    assert names(db, BODIES, Wanted(archived=True)) == ["Association of Towns"]


def test_viewer_of_one_event_finds_what_is_published_or_kept_there(db: DbSession) -> None:
    create(db, programme_of(event=EVENT))
    other = make_event(slug="other", uid=uid_of("event", "other"))
    create(db, programme_of(event=other))
    for name, owner, published in (("A", EVENT.uid, False), ("B", other.uid, False), ("C", other.uid, True)):
        person = make_person(name={"en": name}, published=published)
        save_people(db.connection(), [person], owner)

    assert names(db, PERSONS, Wanted(), somebody(Act.READ_DRAFT)) == ["A", "C"]
    assert names(db, PERSONS, Wanted(), ORGANIZER) == ["A", "B", "C"]


def test_nothing_of_that_name(db: DbSession) -> None:
    for name in ("nobody", "", "no slug", EVENT.uid):
        with pytest.raises(NotFound):
            editing.get_kept(db.connection(), BODIES, name)
