"""The Catalogue: what is published across events, and nothing else."""

import hashlib
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import msgspec
import pytest
from msgspec import structs
from sqlalchemy import Connection, select

from events_service.catalogue import outlines
from events_service.catalogue.catalogue import Catalogue
from events_service.catalogue.models import CatalogueRow
from events_service.catalogue.publish import (
    KEPT,
    catalogue_version,
    find_catalogue,
    gather,
    publish,
    queue_catalogue,
)
from events_service.database import Database, DbSession, new_id
from events_service.directory.directory import Actor, ContactKind, ContactPoint
from events_service.directory.records import save_organizations, save_people
from events_service.jobs.models import JobRow
from events_service.partnerships.partnerships import (
    Agreement,
    Commitment,
    Fund,
    Party,
    Recommendation,
    Signatory,
)
from events_service.partnerships.records import save_agreements, save_funds, save_recommendations
from events_service.programme import jobs
from events_service.programme.draft import save_series
from events_service.programme.live import Redaction
from events_service.programme.offering import redact
from events_service.programme.programme import EventOrganization, EventPerson, Series, SessionOrganizer
from events_service.programme.queries import StoredRelease, get_release
from tests.factories.programme import make_event, make_organization, make_person, programme_of, uid_of
from tests.factories.stored_events import AT, WATER, change, create, small_draft
from tests.factories.stored_events import publish as release

_catalogues = CatalogueRow.__table__  # type: ignore[attr-defined]
_jobs = JobRow.__table__  # type: ignore[attr-defined]

HIDDEN = ContactPoint(ContactKind.PHONE, "SECRET", public=False)
SHOWN = ContactPoint(ContactKind.PHONE, "05 37 20 59 03")
ARM = make_organization(name={"en": "ARM"}, contacts=(SHOWN, HIDDEN))
AMINA = make_person(organization_uid=ARM.uid, contacts=(SHOWN, HIDDEN), title={"en": "Mayor"})
HOUR = timedelta(hours=1)


def agreement_of(slug: str = "on-water", **changes: object) -> Agreement:
    values = {"uid": uid_of("agreement", slug), "kind": {"en": "Memorandum"}, "title": {"en": slug}, "slug": slug}
    return Agreement(**values | changes)  # type: ignore[arg-type]


SIGNED = agreement_of(
    signatories=(Signatory(AMINA.uid, {"en": "SECRET title"}), Signatory(None, {"en": "Two mayors"}, witness=True)),
    parties=(Party(Actor(organization_uid=ARM.uid)),),
)


def gathered(db: DbSession, hours: int = 0) -> Catalogue:
    return gather(db.connection(), AT + hours * HOUR)


def save_people_and_organizations(db: DbSession, **changes: object) -> None:
    save_organizations(db.connection(), [ARM], None)
    save_people(db.connection(), [structs.replace(AMINA, **changes)], None)


def test_empty_instance_has_an_empty_catalogue(db: DbSession) -> None:
    assert gathered(db) == Catalogue(format=1, frozen_at=AT)


def test_events_as_their_current_release_froze_them_the_latest_first(db: DbSession) -> None:
    first = create(db)
    later = create(db, programme_of(event=make_event(slug="later", start_on=date(2020, 1, 1))))
    create(db, programme_of(event=make_event(slug="draft")))
    published = [release(db, uid).programme.event for uid in (first, later)]

    assert gathered(db).events == (published[1], published[0])


def test_release_is_read_once_for_all_catalogues(db: DbSession, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counting(connection: Connection, event_uid: str, number: int) -> StoredRelease:
        read.append(number)
        return get_release(connection, event_uid, number)

    monkeypatch.setattr(outlines, "_outlines", {})
    monkeypatch.setattr(outlines, "get_release", counting)
    water = create(db, small_draft(WATER))
    later = create(db, programme_of(event=make_event(slug="later", start_on=date(2020, 1, 1))))
    for uid in (water, later):
        release(db, uid)

    assert gathered(db).events == gathered(db).events
    assert read == [1, 1]

    change(db, water, WATER.uid, title={"en": "Clean water"})
    release(db, water)
    gathered(db)
    assert read == [1, 1, 2]


def test_organizations_of_public_programmes_with_their_members(db: DbSession) -> None:
    member = make_organization(name={"en": "Member"})
    union = make_organization(name={"en": "Union"}, member_uids=(member.uid,))
    save_organizations(db.connection(), [make_organization(name={"en": "Nobody's"})], None)
    water = structs.replace(WATER, organizers=(SessionOrganizer(union.uid),))
    uid = create(db, small_draft(water, organizations=(union, member)))
    assert gathered(db).organizations == ()

    release(db, uid)

    assert gathered(db).organizations == tuple(sorted((union, member), key=lambda body: body.uid))


def test_organizer_is_named_as_its_release_names_it(db: DbSession) -> None:
    towns = make_organization(name={"en": "Towns"})
    event = make_event(organizations=(EventOrganization(towns.uid),))
    uid = create(db, programme_of(event=event, organizations=(towns,)))
    release(db, uid)

    save_organizations(db.connection(), [structs.replace(towns, name={"en": "Cities"})], None)

    assert gathered(db).organizers == {uid: {"en": "Towns"}}
    assert [body.name for body in gathered(db).organizations] == [{"en": "Cities"}]


def test_people_and_organizations_of_agreements_without_what_is_private(db: DbSession) -> None:
    save_people_and_organizations(db)
    save_agreements(db.connection(), [SIGNED])

    catalogue = gathered(db)

    assert catalogue.agreements == (SIGNED,)
    assert catalogue.people == (structs.replace(AMINA, contacts=(SHOWN,)),)
    assert catalogue.organizations == (structs.replace(ARM, contacts=(SHOWN,)),)
    assert msgspec.json.encode(catalogue).count(b"SECRET") == 1  # the title at the time, which was agreed to


def test_everybody_who_is_bound_pays_or_answers_is_named(db: DbSession) -> None:
    bodies = [make_organization(name={"en": name}) for name in ("Party", "Signs for", "Bound", "Pays", "Answers")]
    people = [make_person(name={"en": name}) for name in ("Party person", "Answers person")]
    save_organizations(db.connection(), bodies, None)
    save_people(db.connection(), people, None)
    party, signs_for, bound, pays, answers = (Actor(organization_uid=body.uid) for body in bodies)
    event_uid = create(db, programme_of(event=make_event()))
    release(db, event_uid)
    save_agreements(
        db.connection(),
        [
            agreement_of(
                parties=(Party(party), Party(Actor(person_uid=people[0].uid)), Party(Actor(country="SN"))),
                signatories=(Signatory(None, {"en": "Mayor"}, party=signs_for),),
                commitments=(Commitment({"en": "Meet"}, actors=(bound,)),),
            )
        ],
    )
    save_funds(db.connection(), [Fund(new_id(), {"en": "Fund"}, organizations=(pays,))])
    save_recommendations(
        db.connection(),
        [
            Recommendation(new_id(), event_uid, {"en": "More"}, owner=owner)
            for owner in (answers, Actor(person_uid=people[1].uid), None)
        ],
    )

    catalogue = gathered(db)

    assert {body.uid for body in catalogue.organizations} == {body.uid for body in bodies}
    assert {person.uid for person in catalogue.people} == {person.uid for person in people}


@pytest.mark.parametrize("withdrawn", [False, True])
def test_unpublished_or_withdrawn_people_sign_nothing(db: DbSession, *, withdrawn: bool) -> None:
    save_people_and_organizations(db, published=withdrawn)
    save_agreements(db.connection(), [SIGNED])
    if withdrawn:
        redact(db, Redaction(AMINA.uid, "name"))

    catalogue = gathered(db)

    assert catalogue.people == ()
    assert [s.title for s in catalogue.agreements[0].signatories] == [{"en": "Two mayors"}]
    assert b"SECRET" not in msgspec.json.encode(catalogue)


def test_withdrawn_title_is_taken_from_the_signature_too(db: DbSession) -> None:
    save_people_and_organizations(db)
    save_agreements(db.connection(), [SIGNED])
    redact(db, Redaction(AMINA.uid, "title"))
    redact(db, Redaction(AMINA.uid, "contacts"))

    catalogue = gathered(db)

    assert [(s.person_uid, s.title) for s in catalogue.agreements[0].signatories] == [
        (AMINA.uid, {}),
        (None, {"en": "Two mayors"}),
    ]
    assert catalogue.people == (structs.replace(AMINA, contacts=(), title={}),)


@pytest.mark.parametrize(("field", "people"), [("name", ()), ("title", (EventPerson(AMINA.uid),))])
def test_event_shows_nothing_a_person_has_withdrawn(db: DbSession, field: str, people: tuple[EventPerson, ...]) -> None:
    event = make_event(people=(EventPerson(AMINA.uid, title={"en": "SECRET"}),))
    release(db, create(db, small_draft(event=event, people=(AMINA,), organizations=(ARM,))))
    assert gathered(db).events[0].people == event.people

    redact(db, Redaction(AMINA.uid, field))

    catalogue = gathered(db)
    assert catalogue.events[0].people == people
    assert b"SECRET" not in msgspec.json.encode(catalogue)


def test_what_is_not_published_is_not_there(db: DbSession) -> None:
    connection = db.connection()
    event_uid = create(db, programme_of(event=make_event()))
    release(db, event_uid)
    hidden_body = make_organization(name={"en": "SECRET"}, published=False)
    union = make_organization(name={"en": "Union"}, member_uids=(hidden_body.uid,))
    save_organizations(connection, [hidden_body, union], None)
    party = Party(Actor(organization_uid=union.uid))
    save_agreements(connection, [agreement_of(parties=(party,)), agreement_of("SECRET-one", published=False)])
    save_funds(connection, [Fund(new_id(), {"en": "SECRET"}, published=False)])
    save_series(connection, [Series(new_id(), {"en": "SECRET"}, published=False), Series(new_id(), {"en": "Forum"})])
    save_recommendations(connection, [Recommendation(new_id(), event_uid, {"en": "SECRET"}, published=False)])

    catalogue = gathered(db)

    assert b"SECRET" not in msgspec.json.encode(catalogue)
    assert [series.name for series in catalogue.series] == [{"en": "Forum"}]
    assert [body.name for body in catalogue.organizations] == [{"en": "Union"}]
    assert (catalogue.funds, catalogue.recommendations, len(catalogue.agreements)) == ((), (), 1)


def test_recommendations_of_public_events_and_sessions(db: DbSession) -> None:
    public = create(db)
    release(db, public)
    draft_only = create(db, programme_of(event=make_event(slug="draft")))
    named = Recommendation(new_id(), public, {"en": "Named"}, session_uid=WATER.uid)
    unnamed = Recommendation(new_id(), public, {"en": "Unnamed"}, session_uid=new_id())
    save_recommendations(db.connection(), [named, unnamed, Recommendation(new_id(), draft_only, {"en": "Not yet"})])

    found = {r.uid: r for r in gathered(db).recommendations}

    assert found == {named.uid: named, unnamed.uid: structs.replace(unnamed, session_uid=None)}


# Numbers -----------------------------------------------------------------------------------------------------------


def with_fund(number: int) -> Catalogue:
    fund = Fund(uid_of("fund", str(number)), {"en": f"Fund {number}"})
    return Catalogue(format=1, frozen_at=AT + number * HOUR, funds=(fund,))


def test_first_catalogue_is_number_one(db: DbSession) -> None:
    assert (catalogue_version(db.connection()), find_catalogue(db.connection())) == ((0, None), None)

    assert publish(db, with_fund(1)) == 1

    found = find_catalogue(db.connection())
    assert found is not None
    assert (found.number, found.catalogue) == (1, with_fund(1))
    row = db.connection().execute(select(_catalogues)).one()
    assert hashlib.sha256(zlib.decompress(row.payload)).hexdigest() == row.digest


def test_catalogue_in_which_nothing_differs_keeps_its_number(db: DbSession) -> None:
    publish(db, with_fund(1))

    assert publish(db, structs.replace(with_fund(1), frozen_at=AT + 5 * HOUR)) == 1


def test_older_catalogue_is_not_put_over_a_newer_one(db: DbSession) -> None:
    """Two processes freeze at once; the one that looked first is slower."""
    publish(db, with_fund(2))

    assert publish(db, with_fund(1)) == 1

    found = find_catalogue(db.connection())
    assert found is not None
    assert found.catalogue == with_fund(2)


def test_two_processes_that_publish_at_once_take_turns(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(db: DbSession) -> int:
        number = publish(db, with_fund(1))
        begun.set()
        assert go_on.wait(10)
        return number

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(database.write_now, slowly)
        assert begun.wait(10)
        second = pool.submit(database.write_now, publish, with_fund(2))
        time.sleep(0.2)
        assert not second.done()
        go_on.set()

        assert (first.result(), second.result()) == (1, 2)


def test_a_few_catalogues_are_kept(db: DbSession) -> None:
    for number in range(1, KEPT + 4):
        assert publish(db, with_fund(number)) == number

    kept = db.connection().execute(select(_catalogues.c.number).order_by(_catalogues.c.number)).scalars().all()
    assert kept == list(range(4, KEPT + 4))
    assert catalogue_version(db.connection()) == (KEPT + 3, with_fund(KEPT + 3).frozen_at)


def test_queue_catalogue_asks_for_a_new_one(db: DbSession) -> None:
    queue_catalogue(db, AT)

    rows = db.connection().execute(select(_jobs.c.kind, _jobs.c.payload, _jobs.c.run_at))
    assert [tuple(row) for row in rows] == [(jobs.CATALOGUE, {}, AT)]
