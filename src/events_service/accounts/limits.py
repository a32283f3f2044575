"""Rate limits that outlive a restart, in one small table (T-RATE-1).

A bucket holds a number of tries that flow out evenly over a time (the generic cell rate algorithm): one
moment per bucket says all of it. A try counts in a write of its own, so that it stands whatever becomes of
the act.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import msgspec
from sqlalchemy import BigInteger, Table, bindparam, case, delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is SQLite's too

from events_service.accounts.models import RateLimit
from events_service.database import Database, DbSession, Prepared
from events_service.errors import RateLimited

_MS = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Limit(msgspec.Struct, frozen=True):
    """So many tries at once, which flow out over `per`."""

    tries: int
    per: timedelta


class Try(msgspec.Struct, frozen=True):
    """Something somebody tries, counted in a bucket: `login:{account}`, `register:{network}`."""

    bucket: str
    limit: Limit


async def allow(database: Database, tries: Sequence[Try], now: datetime) -> None:
    """Count the tries. RateLimited, with the seconds to wait, where one bucket is full."""
    wait = await database.write(count, tries, now)
    if wait > timedelta():
        raise RateLimited(retry_after=int(wait.total_seconds()) + 1)


def count(db: DbSession, tries: Sequence[Try], now: datetime) -> timedelta:
    """Count the tries in their order; at the first bucket that is full, how long to wait for it.

    What comes after that is not counted: whoever is refused by the hour has used nothing of the day.
    """
    waits = (_count(db, each, now) for each in tries)
    return next((wait for wait in waits if wait), timedelta())


def forgive(db: DbSession, bucket: str) -> None:
    """Empty a bucket: what was tried has succeeded."""
    _FORGIVE.run(db, of=bucket)


def forget(db: DbSession, now: datetime) -> int:
    """Delete the buckets that are empty by now. The number of them."""
    return _FORGET.run(db, now_ms=_ms(now))


def network_of(address: str) -> str:
    """The network an address belongs to: /24 or /64. Whoever has one address there has others."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ip_network((mapped, 24 if mapped.version == 4 else 64), strict=False))


def _count(db: DbSession, each: Try, now: datetime) -> timedelta:
    drop = each.limit.per / each.limit.tries // _MS
    now_ms = _ms(now)
    latest = now_ms + each.limit.per // _MS - drop
    if (
        _COUNT.scalar(db, bucket=each.bucket, empty_at_ms=now_ms + drop, now_ms=now_ms, drop=drop, latest=latest)
        is None
    ):
        empty_at_ms: int = _EMPTY_AT.scalar(db, of=each.bucket)
        return (empty_at_ms - latest) * _MS
    return timedelta()


def _ms(moment: datetime) -> int:
    return (moment - _EPOCH) // _MS


_bucket: Table = RateLimit.__table__  # type: ignore[attr-defined]  # SQLModel sets it on table models
_b = _bucket.c
_now = bindparam("now_ms", type_=BigInteger())

_COUNT = Prepared(
    insert(_bucket)
    .values(bucket=bindparam("bucket"), empty_at_ms=bindparam("empty_at_ms"))
    .on_conflict_do_update(
        index_elements=["bucket"],
        set_={
            "empty_at_ms": case((_b.empty_at_ms > _now, _b.empty_at_ms), else_=_now)
            + bindparam("drop", type_=BigInteger())
        },
        where=_b.empty_at_ms <= bindparam("latest", type_=BigInteger()),
    )
    .returning(_b.empty_at_ms)
)
_EMPTY_AT = Prepared(select(_b.empty_at_ms).where(_b.bucket == bindparam("of")))
_FORGIVE = Prepared(delete(_bucket).where(_b.bucket == bindparam("of")))
_FORGET = Prepared(delete(_bucket).where(_b.empty_at_ms <= _now))
