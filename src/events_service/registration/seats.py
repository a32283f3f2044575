"""Offerings and the seats in them: locked, counted and moved by statements compiled once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, any_, bindparam, case, delete, exists, func, insert, literal_column, select, update

from events_service.database import DbSession, Prepared
from events_service.errors import Busy
from events_service.programme.models import OfferingRow
from events_service.registration.admission import Offered
from events_service.registration.models import SeatRow, SeatState

_offering = OfferingRow.__table__  # type: ignore[attr-defined]
_seat = SeatRow.__table__  # type: ignore[attr-defined]

EVENT_PLACE = ""
"""The session uid of a place in the event itself. It sorts, and so is locked, before every session's."""

_NOTHING = "-"
"""No uid: without it a list of nothing but the empty uid would be no list."""


class Seat(Struct, frozen=True):
    """A place, or the wish for one."""

    id: int
    registration_id: str
    session_uid: str
    state: SeatState
    held_until: datetime | None
    promotable: bool
    changed_at: datetime

    def is_held(self, now: datetime) -> bool:
        """Is it kept for them, until the address is confirmed? Not where it has lapsed."""
        return self.state is SeatState.HELD and self.held_until is not None and self.held_until > now

    def has_place(self, now: datetime) -> bool:
        return self.state in (SeatState.CONFIRMED, SeatState.OFFERED) or self.is_held(now)


_this_offering = and_(
    _offering.c.event_uid == bindparam("event_uid"), _offering.c.session_uid == bindparam("session_uid")
)
_here = and_(_seat.c.event_uid == bindparam("event_uid"), _seat.c.session_uid == bindparam("session_uid"))
_there = and_(_seat.c.event_uid == _offering.c.event_uid, _seat.c.session_uid == _offering.c.session_uid)
_now = bindparam("now", type_=_seat.c.held_until.type)
_confirmed = _seat.c.state.in_([literal_column(f"'{state}'") for state in (SeatState.CONFIRMED, SeatState.OFFERED)])
_holds = _seat.c.state == SeatState.HELD
_lapsed = and_(_holds, _seat.c.held_until <= _now)
# The index has `held_until` before `id`: saying that it is empty keeps the order of the list.
_waits = and_(_seat.c.state == SeatState.WAITLISTED, _seat.c.held_until.is_(None))


def _number(*conditions: Any) -> Any:
    return select(func.count()).select_from(_seat).where(*conditions)


def _listed(dialect: str) -> Any:
    """Is it one of several offerings? A list whose length does not change the text of the statement."""
    if dialect == "postgresql":
        listed = any_(func.string_to_array(bindparam("uids"), ","))
        return and_(_offering.c.event_uid == bindparam("event_uid"), _offering.c.session_uid == listed)
    each = func.json_each(bindparam("uids")).table_valued("value")
    return and_(_offering.c.event_uid == bindparam("event_uid"), _offering.c.session_uid.in_(select(each.c.value)))


_limited = _offering.c.capacity.is_not(None)
_taken = (
    _number(_there, _confirmed).scalar_subquery() + _number(_there, _holds, _seat.c.held_until > _now).scalar_subquery()
)
_counted = select(
    _offering.c.session_uid,
    _offering.c.mode,
    _offering.c.capacity,
    _offering.c.opens_at,
    _offering.c.closes_at,
    _offering.c.suspended,
    case((_limited, _taken), else_=0).label("taken"),
    exists(select(_seat.c.id).where(_there, _lapsed)).label("lapsed"),
    _number(_there, _waits).scalar_subquery().label("queue"),
).order_by(_offering.c.session_uid)
_offered = {dialect: Prepared(_counted.where(_listed(dialect))) for dialect in ("sqlite", "postgresql")}
_waiting = Prepared(_number(_here, _waits, _seat.c.promotable))
_let_go = Prepared(update(_seat).where(_here, _lapsed).values(held_until=None))
_peek = Prepared(
    select(_offering.c.session_uid, _offering.c.capacity)
    .where(_listed("postgresql"))
    .order_by(_offering.c.session_uid)
)  # fmt: skip
_lock = Prepared(select(_offering.c.capacity).where(_this_offering).with_for_update())
_share = Prepared(
    select(_offering.c.capacity).where(_this_offering, ~_limited).with_for_update(read=True, skip_locked=True)
)

_ahead = Prepared(_number(_here, _waits, _seat.c.id <= bindparam("id")))
_next = Prepared(
    select(_seat).where(_here, _waits, _seat.c.promotable).order_by(_seat.c.id).limit(bindparam("limit"))
)  # fmt: skip
_waited_for = Prepared(
    select(_seat.c.session_uid)
    .where(_seat.c.event_uid == bindparam("event_uid"), _waits, _seat.c.promotable)
    .distinct()
    .order_by(_seat.c.session_uid)
)

_COLUMNS = ("event_uid", "registration_id", "session_uid", "state", "held_until", "promotable", "changed_at")
_add = Prepared(insert(_seat).values({name: bindparam(name) for name in _COLUMNS}))
_list = Prepared(
    select(_seat).where(_seat.c.registration_id == bindparam("registration_id")).order_by(_seat.c.session_uid)
)
_set = Prepared(
    update(_seat)
    .where(_seat.c.id == bindparam("_id"), _seat.c.state == bindparam("_from"))
    .values(
        state=bindparam("_to"),
        held_until=bindparam("_held_until"),
        promotable=bindparam("_promotable"),
        changed_at=bindparam("_changed_at"),
    )
)
_forget = Prepared(delete(_seat).where(_seat.c.registration_id == bindparam("registration_id")))
_remove = Prepared(delete(_seat).where(_seat.c.id == bindparam("_id"), _seat.c.state == bindparam("_from")))


def lock(db: DbSession, event_uid: str, session_uids: Iterable[str]) -> None:
    """Let nobody else decide about these until the act ends. Call it when the contact is locked.

    SQLite has one writer, so nobody else is there. On PostgreSQL all acts lock in the order of the uids, and so do
    not wait for one another in a circle. Where there is no limit nothing is decided, and many may share the lock.
    """
    if db.dialect.name != "postgresql":
        return
    for row in _peek.rows(db, event_uid=event_uid, uids=_list_of(db, session_uids)):
        here = {"event_uid": event_uid, "session_uid": row.session_uid}
        # Who shares a lock and then wants it whole waits for others who do the same. So where a limit is just
        # being set the lock is not shared, but waited for.
        if row.capacity is not None or _share.first(db, **here) is None:
            _lock.first(db, **here)


def count_offered(db: DbSession, event_uid: str, session_uids: Iterable[str], now: datetime) -> dict[str, Offered]:
    """What was locked before, with its numbers, in the order of the uids; without what was never offered.

    On PostgreSQL this must be another statement than the one that waited for the lock, which sees the seats as
    they were before. Places whose time has run out are let go for good, so that an act with an earlier `now`,
    which comes after this one, does not take them for its own.
    """
    rows = _offered[db.dialect.name].rows(db, event_uid=event_uid, uids=_list_of(db, session_uids), now=now)
    return {row.session_uid: _counted_there(db, event_uid, row, now) for row in rows}


def _counted_there(db: DbSession, event_uid: str, row: Any, now: datetime) -> Offered:
    here = {"event_uid": event_uid, "session_uid": row.session_uid}
    if row.lapsed:
        _let_go.run(db, **here, now=now)
    is_free = row.capacity is None or row.taken < row.capacity
    return Offered(
        session_uid=row.session_uid,
        mode=row.mode,
        capacity=row.capacity,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        suspended=row.suspended,
        taken=row.taken,
        waiting=_waiting.scalar(db, **here) if row.queue and is_free else 0,
        queue=row.queue,
    )


def _list_of(db: DbSession, session_uids: Iterable[str]) -> str:
    """Uids, of which one may be empty, in one parameter."""
    if db.dialect.name == "postgresql":
        return ",".join((*session_uids, _NOTHING))
    return '["' + '","'.join(session_uids) + '"]'


def position_of(db: DbSession, event_uid: str, seat: Seat) -> int:
    """Its place on the waiting list, from 1."""
    return int(_ahead.scalar(db, event_uid=event_uid, session_uid=seat.session_uid, id=seat.id))


def next_waiting(db: DbSession, event_uid: str, session_uid: str, limit: int) -> list[Seat]:
    """Those who may move up, who has waited longest first."""
    return [_seat_of(row) for row in _next.rows(db, event_uid=event_uid, session_uid=session_uid, limit=limit)]


def list_waited_for(db: DbSession, event_uid: str) -> list[str]:
    """Uids of what somebody waits for and may move up in."""
    return [row.session_uid for row in _waited_for.rows(db, event_uid=event_uid)]


def list_seats(db: DbSession, registration_id: str) -> list[Seat]:
    """All of a registration, the event's place first, then by session uid."""
    return [_seat_of(row) for row in _list.rows(db, registration_id=registration_id)]


def add_seats(
    db: DbSession, event_uid: str, registration_id: str, seats: Iterable[dict[str, Any]], now: datetime
) -> None:
    """Each with `session_uid`, `state`, `held_until` and `promotable`; on a waiting list, at its end."""
    shared = {"event_uid": event_uid, "registration_id": registration_id, "changed_at": now}
    _add.run_many(db, [shared | seat for seat in seats])


def set_seat(
    db: DbSession,
    seat: Seat,
    state: SeatState,
    now: datetime,
    *,
    held_until: datetime | None = None,
    promotable: bool = False,
) -> None:
    """Move a seat to another state. Busy where it has left the one it was seen in."""
    moved = _set.run(
        db,
        _id=seat.id,
        _from=seat.state,
        _to=state,
        _held_until=held_until,
        _promotable=promotable,
        _changed_at=now,
    )
    if moved != 1:
        raise Busy


def remove_seat(db: DbSession, seat: Seat) -> None:
    """Make room for a seat in the same session that comes later. Busy where it has left its state."""
    if _remove.run(db, _id=seat.id, _from=seat.state) != 1:
        raise Busy


def forget_seats(db: DbSession, registration_id: str) -> None:
    """All of a registration that only answered alike."""
    _forget.run(db, registration_id=registration_id)


def _seat_of(row: Any) -> Seat:
    return Seat(row.id, row.registration_id, row.session_uid, row.state, row.held_until, row.promotable, row.changed_at)
