"""What changes beside a release: each change raises the live version, and no release undoes it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import select

from events_service import zones
from events_service.accounts.access import COMMAND
from events_service.database import DbSession, new_id
from events_service.errors import InvalidInput, NotFound
from events_service.jobs.models import JobRow
from events_service.programme import jobs, queries
from events_service.programme.editing import add_session
from events_service.programme.live import Live, Notice, Offering, Redaction, redacted
from events_service.programme.models import EventRow, OfferingRow
from events_service.programme.notices import add_notice
from events_service.programme.offering import (
    next_change,
    redact,
    set_offering,
    tick,
)
from events_service.programme.programme import (
    EventStatus,
    Offer,
    OfferMode,
    Programme,
    SessionPerson,
    SessionStatus,
)
from events_service.programme.release import plan_status, release
from tests.factories.programme import make_event, make_person, programme_of
from tests.factories.stored_events import (
    AT,
    ROADS,
    WATER,
    change,
    create,
    publish,
    remove_session,
    small_draft,
)

_events = EventRow.__table__  # type: ignore[attr-defined]
_offerings = OfferingRow.__table__  # type: ignore[attr-defined]
_jobs = JobRow.__table__  # type: ignore[attr-defined]

PLACES = Offer(OfferMode.REGISTRATION, 20)
HOUR = timedelta(hours=1)


def open_draft(**event_changes: Any) -> Programme:
    return small_draft(structs.replace(WATER, offer=PLACES), ROADS, event=make_event(**event_changes))


def offerings(db: DbSession) -> dict[str, tuple[Any, ...]]:
    columns = [_offerings.c[name] for name in ("session_uid", "mode", "capacity", "suspended", "version")]
    rows = db.connection().execute(select(*columns))
    return {row.session_uid: tuple(row[1:]) for row in rows}


def live(db: DbSession, uid: str) -> Live:
    return queries.get_live(db.connection(), uid)


def test_release_offers_what_is_new_and_can_be_joined(db: DbSession) -> None:
    uid = create(db, open_draft(offer=Offer(OfferMode.REGISTRATION, 500)))

    publish(db, uid)

    assert offerings(db) == {
        "": (OfferMode.REGISTRATION, 500, False, 1),
        WATER.uid: (OfferMode.REGISTRATION, 20, False, 1),
    }
    assert live(db, uid).offerings == (
        Offering(None, OfferMode.REGISTRATION, 500),
        Offering(WATER.uid, OfferMode.REGISTRATION, 20),
    )


def test_release_without_offers_makes_no_offering(db: DbSession) -> None:
    publish(db, create(db))

    assert offerings(db) == {}


def test_changed_offering_survives_releases(db: DbSession) -> None:
    uid = create(db, open_draft())
    publish(db, uid)
    set_offering(db, uid, Offering(WATER.uid, OfferMode.REGISTRATION, 7))
    change(db, uid, WATER.uid, title={"en": "Rivers"}, offer=Offer(OfferMode.REGISTRATION, 99))

    publish(db, uid, hours=1)

    assert offerings(db) == {WATER.uid: (OfferMode.REGISTRATION, 7, False, 2)}


def test_offer_made_later_is_an_offering_from_then_on(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    change(db, uid, WATER.uid, offer=PLACES)

    publish(db, uid, hours=1)

    assert offerings(db) == {WATER.uid: (OfferMode.REGISTRATION, 20, False, 1)}


def test_offering_is_suspended_while_its_session_is_cancelled(db: DbSession) -> None:
    uid = create(db, open_draft())
    publish(db, uid)

    for hours, status in enumerate((SessionStatus.CANCELLED, SessionStatus.CONFIRMED, SessionStatus.CANCELLED), 1):
        change(db, uid, WATER.uid, status=status)
        publish(db, uid, hours=hours)
        assert offerings(db)[WATER.uid] == (OfferMode.REGISTRATION, 20, status is SessionStatus.CANCELLED, 1)


@pytest.mark.parametrize("withdrawn", [[], [WATER.uid]])
def test_offering_is_suspended_while_its_session_is_gone(db: DbSession, withdrawn: list[str]) -> None:
    uid = create(db, open_draft())
    publish(db, uid)
    remove_session(db, uid, WATER.uid)
    publish(db, uid, withdrawn=withdrawn, hours=1)
    assert offerings(db)[WATER.uid][2] is True

    add_session(db, uid, structs.replace(WATER, offer=PLACES))
    publish(db, uid, hours=2)

    assert offerings(db)[WATER.uid][2] is False


def test_every_offering_is_suspended_while_the_event_is_cancelled(db: DbSession) -> None:
    uid = create(db, open_draft(offer=Offer(OfferMode.REGISTRATION)))
    publish(db, uid)

    for hours, status in enumerate((EventStatus.CANCELLED, EventStatus.CONFIRMED), 1):
        release(db, plan_status(db.connection(), uid, status, AT + hours * HOUR))
        assert {said[2] for said in offerings(db).values()} == {status is EventStatus.CANCELLED}


@pytest.mark.parametrize("of_event", [True, False])
def test_offering_set_for_what_is_cancelled_waits_until_it_is_back(db: DbSession, *, of_event: bool) -> None:
    uid = create(db, small_draft(structs.replace(WATER, status=SessionStatus.CANCELLED), ROADS))
    publish(db, uid)
    if of_event:
        release(db, plan_status(db.connection(), uid, EventStatus.CANCELLED, AT + HOUR))

    for session_uid in (None, WATER.uid, ROADS.uid):
        set_offering(db, uid, Offering(session_uid, OfferMode.REGISTRATION))
    assert {key: said[2] for key, said in offerings(db).items()} == {"": of_event, WATER.uid: True, ROADS.uid: of_event}
    change(db, uid, WATER.uid, status=SessionStatus.CONFIRMED)
    change(db, uid, uid, status=EventStatus.CONFIRMED)
    publish(db, uid, hours=2)

    assert {said[2] for said in offerings(db).values()} == {False}


def test_set_offering_counts_its_versions_and_raises_the_live_version(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    offer = Offering(WATER.uid, OfferMode.REGISTRATION, 20, AT, AT + HOUR)

    first = set_offering(db, uid, offer)
    second = set_offering(db, uid, structs.replace(offer, capacity=0))

    assert (first, second) == (offer, structs.replace(offer, capacity=0, version=2))
    assert (live(db, uid).version, live(db, uid).offering(WATER.uid)) == (3, second)


def test_set_offering_of_the_event(db: DbSession) -> None:
    uid = create(db)

    set_offering(db, uid, Offering(None, OfferMode.REGISTRATION, 500))

    assert live(db, uid).offering(None) == Offering(None, OfferMode.REGISTRATION, 500)


def test_offering_is_found_by_what_it_is_of(db: DbSession) -> None:
    uid, other = create(db), create(db, programme_of(event=make_event(slug="other")))
    own, water = Offering(None, OfferMode.REGISTRATION, 500), Offering(WATER.uid, OfferMode.REGISTRATION, 20)
    for offering in (own, water):
        set_offering(db, uid, offering)

    found = [queries.find_offering(db.connection(), uid, session_uid) for session_uid in (None, WATER.uid, ROADS.uid)]
    assert found == [own, water, None]
    assert queries.find_offering(db.connection(), other, None) is None


def test_set_offering_asks_for_promotion(db: DbSession) -> None:
    uid = create(db)
    set_offering(db, uid, Offering(WATER.uid, OfferMode.REGISTRATION, 20))

    rows = db.connection().execute(select(_jobs.c.payload).where(_jobs.c.kind == jobs.PROMOTE))
    assert list(rows.scalars()) == [{"event_uid": uid, "session_uid": WATER.uid}]


def test_offering_of_a_session_that_was_public_once_can_be_set(db: DbSession) -> None:
    uid = create(db, open_draft())
    publish(db, uid)
    remove_session(db, uid, WATER.uid)

    assert set_offering(db, uid, Offering(WATER.uid, OfferMode.REGISTRATION, 1)).version == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"capacity": -1},
        {"opens_at": AT, "closes_at": AT},
        {"opens_at": AT, "closes_at": AT - HOUR},
    ],
)
def test_offering_that_cannot_be_is_refused(db: DbSession, changes: dict[str, Any]) -> None:
    uid = create(db)

    with pytest.raises(InvalidInput):
        set_offering(db, uid, Offering(WATER.uid, OfferMode.REGISTRATION, **changes))

    assert (offerings(db), live(db, uid).version) == ({}, 0)


def test_offering_of_what_is_not_there_is_not_found(db: DbSession) -> None:
    uid = create(db)

    with pytest.raises(NotFound):
        set_offering(db, uid, Offering(new_id(), OfferMode.REGISTRATION))
    with pytest.raises(NotFound):
        set_offering(db, new_id(), Offering(None, OfferMode.REGISTRATION))
    assert offerings(db) == {}


def test_redaction_takes_a_field_out_of_every_release_of_every_event(db: DbSession) -> None:
    person = make_person(biography={"en": "SECRET"})
    water = structs.replace(WATER, people=(SessionPerson(person.uid),))
    uid = create(db, small_draft(water, people=(person,)))
    other = create(db, programme_of(event=make_event(slug="other")))
    draft_only = create(db, programme_of(event=make_event(slug="draft")))
    publish(db, uid)
    publish(db, other)
    change(db, uid, WATER.uid, title={"en": "Rivers"})
    publish(db, uid, hours=1)
    before = [live(db, event).version for event in (uid, other, draft_only)]

    begun = zones.now()
    redact(db, Redaction(person.uid, "biography"))

    assert [live(db, event).version for event in (uid, other, draft_only)] == [before[0] + 1, before[1] + 1, before[2]]
    redactions = live(db, uid).redactions
    (redaction,) = redactions
    assert structs.replace(redaction, redacted_at=None) == Redaction(person.uid, "biography")
    assert redaction.redacted_at is not None
    assert begun <= redaction.redacted_at <= zones.now()
    for number in (1, 2):
        stored = queries.get_release(db.connection(), uid, number).programme
        assert stored.people[0].biography == {"en": "SECRET"}
        assert redacted(stored, redactions).people == (structs.replace(person, biography={}),)


def test_redaction_twice_is_once(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)
    redact(db, Redaction(new_id(), "name"))
    before = live(db, uid)

    redact(db, before.redactions[0])

    assert live(db, uid) == before


def test_redaction_of_an_unknown_field_is_refused(db: DbSession) -> None:
    with pytest.raises(InvalidInput):
        redact(db, Redaction(new_id(), "shoe size"))


def test_redaction_asks_for_a_new_catalogue(db: DbSession) -> None:
    redact(db, Redaction(new_id(), "name"))

    assert list(db.connection().execute(select(_jobs.c.kind)).scalars()) == [jobs.CATALOGUE]


def ticks(db: DbSession) -> list[datetime]:
    rows = db.connection().execute(select(_jobs.c.run_at).where(_jobs.c.kind == jobs.LIVE).order_by(_jobs.c.run_at))
    return list(rows.scalars())


# When pages read differently by themselves -------------------------------------------------------------------------

NOON = datetime(2018, 11, 20, 12, tzinfo=UTC)
MIDNIGHT = datetime(2018, 11, 20, 23, tzinfo=UTC)  # in Morocco, which kept UTC+01 that winter


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (None, None, MIDNIGHT),
        (NOON + HOUR, NOON + 2 * HOUR, NOON + HOUR),
        (NOON - HOUR, NOON + 2 * HOUR, NOON + 2 * HOUR),
        (NOON, NOON + HOUR, NOON + HOUR),
        (NOON - 2 * HOUR, NOON - HOUR, MIDNIGHT),
        (NOON + 24 * HOUR, None, MIDNIGHT),
    ],
)
def test_next_change_by_registration(
    db: DbSession, opens: datetime | None, closes: datetime | None, expected: datetime
) -> None:
    uid = create(db)
    set_offering(db, uid, Offering(WATER.uid, OfferMode.REGISTRATION, None, opens, closes))
    set_offering(db, uid, Offering(None, OfferMode.REGISTRATION, None, NOON + 30 * HOUR))

    assert next_change(db.connection(), uid, NOON) == expected


def test_next_change_by_notices(db: DbSession) -> None:
    uid = create(db)
    add_notice(db, COMMAND, uid, Notice({"en": "A"}, starts_at=NOON + 2 * HOUR, ends_at=NOON + 5 * HOUR))
    add_notice(db, COMMAND, uid, Notice({"en": "B"}, starts_at=NOON - HOUR, ends_at=NOON + HOUR))

    moments = [next_change(db.connection(), uid, NOON + hours * HOUR) for hours in (0, 1, 2, 5)]
    assert moments == [NOON + HOUR, NOON + 2 * HOUR, NOON + 5 * HOUR, MIDNIGHT]


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("Africa/Casablanca", "2018-11-20T22:59:59Z", "2018-11-20T23:00Z"),
        ("Africa/Casablanca", "2018-11-20T23:00Z", "2018-11-21T23:00Z"),
        ("Europe/Paris", "2018-10-28T00:30Z", "2018-10-28T23:00Z"),
        # Clocks were put forward at midnight: the day began at one.
        ("America/Sao_Paulo", "2018-11-03T12:00Z", "2018-11-04T03:00Z"),
        # 30 December 2011 did not take place in Samoa.
        ("Pacific/Apia", "2011-12-29T12:00Z", "2011-12-30T10:00Z"),
    ],
)
def test_next_change_at_midnight_where_the_event_is(db: DbSession, zone: str, now: str, expected: str) -> None:
    uid = create(db, small_draft(event=make_event(timezone=zone)))

    assert next_change(db.connection(), uid, datetime.fromisoformat(now)) == datetime.fromisoformat(expected)


def test_tick_raises_the_live_version_and_queues_the_next(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)

    tick(db, uid, NOON)

    assert live(db, uid).version == 2
    assert ticks(db)[-1] == MIDNIGHT


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, MIDNIGHT),
        (2, MIDNIGHT + timedelta(days=2)),
        (3, None),
        (400, None),
    ],
)
def test_midnight_changes_nothing_once_the_event_is_over(db: DbSession, days: int, expected: datetime | None) -> None:
    uid = create(db)
    publish(db, uid)
    before = ticks(db)

    tick(db, uid, NOON + timedelta(days=days))

    assert ticks(db) == sorted({*before, *([expected] if expected else [])})


def test_notice_still_to_come_is_shown_long_after_the_event(db: DbSession) -> None:
    uid = create(db)
    later = NOON + timedelta(days=400)
    add_notice(db, COMMAND, uid, Notice({"en": "The report is out."}, starts_at=later, ends_at=later + HOUR))

    moments = [next_change(db.connection(), uid, at) for at in (later - HOUR, later, later + HOUR)]
    assert moments == [later, later + HOUR, None]


def test_what_lives_beside_a_release_moves_what_the_public_last_saw(db: DbSession) -> None:
    uid = create(db)
    publish(db, uid)

    add_notice(db, COMMAND, uid, Notice({"en": "New"}))

    modified_at = db.connection().execute(select(_events.c.modified_at)).scalar_one()
    assert modified_at > AT
