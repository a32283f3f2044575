"""A day of the working version: what is planned on it, and how to reach whom."""

from datetime import UTC, date, datetime

from msgspec import structs
from sqlalchemy import event as listening

from events_service.database import DbSession
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.directory.records import save_people
from events_service.programme.live import Redaction
from events_service.programme.offering import redact
from events_service.programme.on_the_day import list_days, nearest_day, open_book
from events_service.programme.programme import SessionPerson
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_person
from tests.factories.stored_events import WATER, create, small_draft

TUESDAY, WEDNESDAY = date(2018, 11, 20), date(2018, 11, 21)
EVENT = make_event(day_change="04:00", timezone="Africa/Casablanca", start_on=TUESDAY, end_on=WEDNESDAY)


def at(day: int, hour: int) -> datetime:
    return datetime(2018, 11, day, hour)  # noqa: DTZ001  a wall time


NOON = draft_session("Noon", start_local=at(20, 12), end_local=at(20, 13))
NIGHT = draft_session("Night", start_local=at(21, 1), end_local=at(21, 2))
MORNING = draft_session("Morning", start_local=at(21, 9), end_local=at(21, 10))
SOMETIME = draft_session("Some time", start_local=None, end_local=None, day_on=TUESDAY)
OPEN = ContactPoint(ContactKind.PHONE, "05 37 20 59 03")
PRIVATE = ContactPoint(ContactKind.PHONE, "06 00 00 00 01", public=False)


def test_day_holds_its_night_and_what_has_no_hours_yet(db: DbSession) -> None:
    uid = create(db, small_draft(NOON, NIGHT, MORNING, SOMETIME, event=EVENT))
    other = create(
        db, small_draft(draft_session("Other", start_local=at(20, 12)), event=make_event(slug="o"), rooms=())
    )

    book = open_book(db.connection(), EVENT, TUESDAY)

    assert list_days(db.connection(), EVENT) == [TUESDAY, WEDNESDAY]
    assert [session.uid for session in book.timetable.sessions] == [NOON.uid, NIGHT.uid, SOMETIME.uid]
    assert book.timetable.by_uid[NOON.uid].start_at == datetime(2018, 11, 20, 11, tzinfo=UTC)
    assert uid != other


def test_nearest_day_is_today_or_the_next_or_the_last() -> None:
    days = [TUESDAY, WEDNESDAY]
    moments = (at(1, 9), at(20, 9), at(21, 2), at(21, 9), at(30, 9))

    assert [nearest_day(days, EVENT, moment.replace(tzinfo=UTC)) for moment in moments] == [
        TUESDAY,
        TUESDAY,
        TUESDAY,
        WEDNESDAY,
        WEDNESDAY,
    ]


def test_private_contacts_are_for_their_owner_and_whoever_may_see_everything(db: DbSession) -> None:
    own, foreign = (make_person(name={"en": name}, contacts=(OPEN, PRIVATE)) for name in ("Amina", "Omar"))
    save_people(db.connection(), [foreign], None)
    session = structs.replace(NOON, people=(SessionPerson(own.uid), SessionPerson(foreign.uid)))
    create(db, small_draft(session, event=EVENT, people=(own, foreign)))

    book = open_book(db.connection(), EVENT, TUESDAY)

    assert book.reach(own.uid, everything=False) == (OPEN, PRIVATE)
    assert book.reach(foreign.uid, everything=False) == (OPEN,)
    assert book.reach(foreign.uid, everything=True) == (OPEN, PRIVATE)
    assert book.reach("nobody", everything=True) == ()


def test_what_people_withdrew_is_withdrawn_here_too(db: DbSession) -> None:
    silent, gone = (make_person(name={"en": name}, contacts=(OPEN, PRIVATE)) for name in ("Amina", "Omar"))
    session = structs.replace(NOON, people=(SessionPerson(silent.uid), SessionPerson(gone.uid)))
    create(db, small_draft(session, event=EVENT, people=(silent, gone)))
    redact(db, Redaction(silent.uid, "contacts"))
    redact(db, Redaction(gone.uid, "name"))

    book = open_book(db.connection(), EVENT, TUESDAY)

    assert book.reach(silent.uid, everything=True) == ()
    assert [link.person_uid for link in book.timetable.sessions[0].people] == [silent.uid]
    assert list(book.timetable.people) == [silent.uid]


def test_day_takes_the_same_number_of_queries_however_many_sessions_it_has(db: DbSession) -> None:
    people = [make_person(name={"en": name}) for name in ("Amina", "Omar", "Zineb")]
    sessions = [
        structs.replace(draft_session(f"S{n}", start_local=at(20, 9 + n)), people=(SessionPerson(people[n].uid),))
        for n in range(3)
    ]
    few, many = make_event(slug="few"), make_event(slug="many")
    create(db, small_draft(sessions[0], event=few, rooms=(), people=tuple(people[:1])))
    create(
        db,
        small_draft(
            *[structs.replace(s, uid=WATER.uid[:-1] + str(n)) for n, s in enumerate(sessions)],
            event=many,
            rooms=(),
            people=tuple(people),
        ),
    )
    asked: list[str] = []
    connection = db.connection()
    listening.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))

    open_book(connection, few, TUESDAY)
    of_few = len(asked)
    open_book(connection, many, TUESDAY)

    assert len(asked) == 2 * of_few
