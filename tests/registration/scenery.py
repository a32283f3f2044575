"""A forum people register for: its rows in the database, and how to look at what became of a registration."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlmodel import SQLModel

from events_service.database import DbSession
from events_service.mail.models import OutboxMail
from events_service.programme.models import EventRow, OfferingRow, ReleasedSessionRow
from events_service.programme.programme import OfferMode
from events_service.programme.timetable import Timetable
from events_service.registration import signup
from events_service.registration.application import Application
from events_service.registration.models import RegistrationRow, RegistrationState, SeatRow, SeatState
from events_service.registration.outcome import Outcome
from tests.factories.programme import FIRST_DAY, make_event, make_session, programme_of, uid_of

NOW = datetime(2018, 11, 1, 12, tzinfo=UTC)
HOLD = timedelta(hours=1)
LATER = NOW + HOLD
"""The first moment at which what was held at NOW is free again."""

HOUR = timedelta(hours=1)
FIRST = datetime.combine(FIRST_DAY, time(10))

EVENT = ""
FORUM = uid_of("event", "forum-7")
WATER, NIGHT, MARKET = (uid_of("session", slug) for slug in ("water", "night", "market"))
SLUGS = {EVENT: EVENT, WATER: "water", NIGHT: "night", MARKET: "market"}

HELD, CONFIRMED, WAITLISTED, CANCELLED = SeatState.HELD, SeatState.CONFIRMED, SeatState.WAITLISTED, SeatState.CANCELLED
Unlimited = {"capacity": None}


def table_of(model: type[SQLModel]) -> Any:
    """Its table, whose columns mypy knows nothing of."""
    return model.__table__  # type: ignore[attr-defined]


SEAT, REGISTRATION, OUTBOX = table_of(SeatRow), table_of(RegistrationRow), table_of(OutboxMail)


class Mail(NamedTuple):
    kind: str
    recipient: str


def make_timetable(**event_changes: Any) -> Timetable:
    """Water at ten, night at eleven, market at twelve on the first day of the forum."""
    sessions = [
        make_session(slug=slug, title={"en": f"About {slug}", "fr": f"Sur {slug}"}, start_local=FIRST + hour * HOUR)
        for hour, slug in enumerate(("water", "night", "market"))
    ]
    return Timetable(programme_of(*sessions, event=make_event(**event_changes)))


def open_forum(db: DbSession, timetable: Timetable, **places: Any) -> None:
    """Write down the event and what can be joined: `water=2` places, `event=None` no limit, a dict for more."""
    event = timetable.event
    row = {"uid": event.uid, "slug": event.slug, "title": event.title, "timezone": event.timezone}
    db.execute(insert(table_of(EventRow)).values(**row, start_on=event.start_on, end_on=event.end_on, release_number=1))
    for session in timetable.sessions:
        released = {"uid": session.uid, "event_uid": event.uid, "slug": session.slug, "revision": 0}
        db.execute(insert(table_of(ReleasedSessionRow)).values(released))
    uids = {slug or "event": uid for uid, slug in SLUGS.items()}
    for slug, offered in places.items():
        changes = offered if isinstance(offered, dict) else {"capacity": offered}
        offer = {"event_uid": event.uid, "session_uid": uids[slug], "mode": OfferMode.REGISTRATION} | changes
        db.execute(insert(table_of(OfferingRow)).values(**offer))


def change_offering(db: DbSession, /, session_uid: str, **changes: Any) -> None:
    offering = table_of(OfferingRow)
    db.execute(update(offering).where(offering.c.session_uid == session_uid).values(**changes))


def address_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


def application(name: str, *session_uids: str, **changes: Any) -> Application:
    values = {"name": name, "email": address_of(name), "locale": "en", "session_uids": session_uids}
    return Application(**values | changes)


def register(
    db: DbSession,
    timetable: Timetable,
    name: str,
    *session_uids: str,
    now: datetime = NOW,
    trusted: bool = False,
    **changes: Any,
) -> Outcome:
    """Register somebody, held for an hour; `changes` are of the application."""
    asked = application(name, *session_uids, **changes)
    return signup.register(db, timetable, asked, now, hold=HOLD, trusted=trusted)


def seats(outcome: Outcome) -> dict[str, tuple[SeatState, int | None]]:
    """State and position by slug; the event's own place under the empty one."""
    return {SLUGS[seat.session_uid]: (seat.state, seat.position) for seat in outcome.seats}


def states(outcome: Outcome) -> dict[str, str]:
    return {SLUGS[seat.session_uid]: seat.state.value for seat in outcome.seats}


def stored_seats(db: DbSession, registration_id: str) -> dict[str, str]:
    rows = db.execute(select(SEAT.c.session_uid, SEAT.c.state).where(SEAT.c.registration_id == registration_id))
    return {SLUGS[row.session_uid]: row.state.value for row in rows}


def stored_state(db: DbSession, registration_id: str) -> RegistrationState:
    state: RegistrationState = only_row(db, RegistrationRow, id=registration_id).state
    return state


def mails(db: DbSession) -> list[Mail]:
    """Everything queued so far, in order."""
    rows = db.execute(select(OUTBOX.c.kind, OUTBOX.c.recipient).order_by(OUTBOX.c.id))
    return [Mail(row.kind, row.recipient) for row in rows]


def told(db: DbSession, *names: str) -> list[str]:
    """Kinds of the mails to these people, in order."""
    wanted = {address_of(name) for name in names}
    return [mail.kind for mail in mails(db) if mail.recipient in wanted]


def letters(db: DbSession) -> list[Any]:
    return list(db.execute(select(OUTBOX.c.letter).order_by(OUTBOX.c.id)).scalars())


def counts(db: DbSession, *models: type[SQLModel]) -> list[int]:
    """How many rows each has."""
    return [db.execute(select(func.count()).select_from(table_of(model))).scalar_one() for model in models]


def only_row(db: DbSession, model: type[SQLModel], **values: Any) -> Any:
    """The one row with these values."""
    return db.execute(select(table_of(model)).filter_by(**values)).one()


def confirmed_in(db: DbSession, session_uid: str) -> int:
    where = (SEAT.c.session_uid == session_uid, SEAT.c.state == SeatState.CONFIRMED)
    return len(db.execute(select(SEAT.c.id).where(*where)).all())


def slugs_of(uids: Iterable[str]) -> list[str]:
    return [SLUGS[uid] for uid in uids]
