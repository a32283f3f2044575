"""What changes beside a release: offerings and redactions, and notices too. Each change raises the live version."""

from datetime import datetime, timedelta

from msgspec import structs
from sqlalchemy import ColumnElement, Connection, case, insert, literal, select, update

from events_service import zones
from events_service.columns import is_uid
from events_service.database import DbSession
from events_service.errors import InvalidInput, NotFound
from events_service.jobs.queue import enqueue
from events_service.programme import jobs
from events_service.programme.live import REDACTABLE, Offering, Redaction
from events_service.programme.models import (
    EventRow,
    NoticeRow,
    OfferingRow,
    RedactionRow,
    ReleasedSessionRow,
    SessionRow,
)
from events_service.programme.programme import EventStatus, OfferMode, Programme, SessionStatus
from events_service.programme.queries import get_release

_events = EventRow.__table__  # type: ignore[attr-defined]
_offerings = OfferingRow.__table__  # type: ignore[attr-defined]
_notices = NoticeRow.__table__  # type: ignore[attr-defined]
_redactions = RedactionRow.__table__  # type: ignore[attr-defined]
_released = ReleasedSessionRow.__table__  # type: ignore[attr-defined]
_sessions = SessionRow.__table__  # type: ignore[attr-defined]


def last_modified(at: datetime) -> ColumnElement[datetime]:
    """When the public last saw something new, which is `at`; never earlier than before, whatever a clock says."""
    last = _events.c.modified_at
    return case((last > at, last), else_=literal(at, last.type))


def raise_live_version(connection: Connection, event_uid: str) -> None:
    """Tell every process that what is shown beside the release differs now."""
    if not is_uid(event_uid):
        raise NotFound("There is no such event.")
    raised = connection.execute(
        update(_events)
        .where(_events.c.uid == event_uid)
        .values(live_version=_events.c.live_version + 1, modified_at=last_modified(zones.now()))
    )
    if raised.rowcount != 1:
        raise NotFound("There is no such event.")


def set_offering(db: DbSession, event_uid: str, offering: Offering) -> Offering:
    """Change what can be joined, at once. Capacity below what is confirmed is allowed: promotion then stops.

    NotFound where there is no such event or it has no such session; InvalidInput for what cannot be.
    """
    _check(offering)
    connection = db.connection()
    raise_live_version(connection, event_uid)
    if offering.session_uid:
        check_session_known(connection, event_uid, offering.session_uid)
    session_uid = offering.session_uid or ""
    values = structs.asdict(structs.replace(offering, session_uid=session_uid))
    version: int | None = connection.execute(
        update(_offerings)
        .where(_offerings.c.event_uid == event_uid, _offerings.c.session_uid == session_uid)
        .values(values | {"version": _offerings.c.version + 1})
        .returning(_offerings.c.version)
    ).scalar()
    if version is None:
        version = 1
        added = {"event_uid": event_uid, "suspended": _is_suspended(connection, event_uid, session_uid)}
        connection.execute(insert(_offerings).values(values | added | {"version": version}))
    wake_live(db, event_uid, zones.now())
    freed = {"event_uid": event_uid, "session_uid": session_uid}
    enqueue(db, jobs.PROMOTE, freed, zones.now(), dedupe_key=f"{jobs.PROMOTE}:{event_uid}:{session_uid}", again=True)
    return structs.replace(offering, version=version)


def _check(offering: Offering) -> None:
    if offering.capacity is not None and offering.capacity < 0:
        raise InvalidInput("A capacity is a number of places, or nothing where there is no limit.")
    if offering.opens_at and offering.closes_at and offering.closes_at <= offering.opens_at:
        raise InvalidInput("Registration would close before it opens.")


def check_session_known(connection: Connection, event_uid: str, session_uid: str) -> None:
    """NotFound unless it is a session of the draft, or one that was public once."""
    for table in (_sessions, _released) if is_uid(session_uid) else ():
        if connection.execute(
            select(table.c.uid).where(table.c.event_uid == event_uid, table.c.uid == session_uid)
        ).first():
            return
    raise NotFound("There is no such session.")


def _is_suspended(connection: Connection, event_uid: str, session_uid: str) -> bool:
    """Does what is public stand against joining it? Before the first release nothing does."""
    number = connection.execute(select(_events.c.release_number).where(_events.c.uid == event_uid)).scalar_one()
    if not number:
        return False
    return session_uid not in _held(get_release(connection, event_uid, number).programme)


def redact(db: DbSession, redaction: Redaction) -> None:
    """Withdraw a field of a person from every output of every event, old releases too. Twice is once."""
    if redaction.field not in REDACTABLE:
        raise InvalidInput("There is no field called {field} that can be withdrawn.", field=redaction.field)
    connection, at = db.connection(), zones.now()
    where = (_redactions.c.person_uid == redaction.person_uid, _redactions.c.field == redaction.field)
    there = connection.execute(select(_redactions.c.agreed).where(*where)).one_or_none()
    if there is None:
        connection.execute(insert(_redactions).values(structs.asdict(structs.replace(redaction, redacted_at=at))))
    elif there.agreed:
        connection.execute(update(_redactions).where(*where).values(agreed=None, redacted_at=at))
    else:
        return
    _change_everywhere(db, at)


def _change_everywhere(db: DbSession, at: datetime) -> None:
    """Every event's pages, and what is made across events, may read differently now."""
    db.connection().execute(
        update(_events)
        .where(_events.c.release_number > 0)
        .values(live_version=_events.c.live_version + 1, modified_at=last_modified(at))
    )
    enqueue(db, jobs.CATALOGUE, {}, at)


def agree(db: DbSession, person_uid: str, photo: str) -> None:
    """Of a person who had withdrawn their photo: this one may be shown, and no other that is published still."""
    where = (
        _redactions.c.person_uid == person_uid,
        _redactions.c.field == "photo",
        _redactions.c.agreed.is_distinct_from(photo),
    )
    if db.connection().execute(update(_redactions).where(*where).values(agreed=photo)).rowcount:
        _change_everywhere(db, zones.now())


def tick(db: DbSession, event_uid: str, now: datetime) -> None:
    """The clock changed what is shown: registration opened or closed, a notice began, or a day ended there."""
    raise_live_version(db.connection(), event_uid)
    wake_live(db, event_uid, now)


def wake_live(db: DbSession, event_uid: str, now: datetime) -> None:
    """Queue the next tick: the first moment after `now` at which the event's pages read differently, if any."""
    at = next_change(db.connection(), event_uid, now)
    if at is not None:
        enqueue(db, jobs.LIVE, {"event_uid": event_uid}, at, dedupe_key=f"{jobs.LIVE}:{event_uid}:{at.isoformat()}")


def next_change(connection: Connection, event_uid: str, now: datetime) -> datetime | None:
    """When registration next opens or closes or a notice begins or ends; local midnight at the latest.

    Midnight changes nothing any more once the event is over: then None, unless something else is still to come.
    """
    moments = [at for at in (_next_midnight(connection, event_uid, now),) if at]
    for table, columns in ((_offerings, ("opens_at", "closes_at")), (_notices, ("starts_at", "ends_at"))):
        for name in columns:
            column = table.c[name]
            where = (table.c.event_uid == event_uid, column > now)
            moments += connection.execute(select(column).where(*where).order_by(column).limit(1)).scalars()
    return min(moments, default=None)


def _next_midnight(connection: Connection, event_uid: str, now: datetime) -> datetime | None:
    """Where the event is; None once its last day has ended."""
    columns = (_events.c.timezone, _events.c.end_on)
    zone, end_on = connection.execute(select(*columns).where(_events.c.uid == event_uid)).one()
    midnight = zones.to_wall(now, zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if midnight.date() > end_on + timedelta(days=1):
        return None
    return zones.to_instant(midnight, zone, allow_gap=True)


def offer_new_sessions(connection: Connection, programme: Programme) -> None:
    """Make the offering of the event and of each session that has none yet; those there are stay as they are."""
    event = programme.event
    had = set(connection.execute(select(_offerings.c.session_uid).where(_offerings.c.event_uid == event.uid)).scalars())
    offers = [("", event.offer), *((session.uid, session.offer) for session in programme.sessions)]
    rows = [
        {"event_uid": event.uid, "session_uid": uid, **structs.asdict(offer), "version": 1}
        for uid, offer in offers
        if uid not in had and offer.mode is not OfferMode.NONE
    ]
    if rows:
        connection.execute(insert(_offerings), rows)
    _suspend(connection, programme)


def _suspend(connection: Connection, programme: Programme) -> None:
    """Close what belongs to a cancelled or vanished session, and open what is back. Seats stay as they are."""
    event_uid, held = programme.event.uid, _held(programme)
    rows = connection.execute(
        select(_offerings.c.session_uid, _offerings.c.suspended).where(_offerings.c.event_uid == event_uid)
    )
    for row in rows.all():
        suspended = row.session_uid not in held
        if suspended is not row.suspended:
            where = (_offerings.c.event_uid == event_uid, _offerings.c.session_uid == row.session_uid)
            connection.execute(update(_offerings).where(*where).values(suspended=suspended))


def _held(programme: Programme) -> frozenset[str]:
    """Uids of the sessions that are not cancelled, and the event's own empty one; none of them where it is."""
    if programme.event.status is EventStatus.CANCELLED:
        return frozenset()
    return frozenset({"", *(s.uid for s in programme.sessions if s.status is not SessionStatus.CANCELLED)})
