"""Wall time and instants: the pinned tz database, and the only two ways between them.

`zoneinfo` prefers the system's files, and a system from last year is an hour off in Morocco. Importing
this module, before any zone is built, therefore shuts them out: only the `tzdata` wheel is read, whatever
PYTHONTZPATH or the machine says. `self_check()` proves it when the service starts.
"""

import zoneinfo
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import tzdata  # type: ignore[import-untyped]

from events_service.errors import DomainError, InvalidInput

_NOT_PLACES = frozenset({"Factory", "localtime", "posixrules"})
_source: Path | None = None


class UnknownZone(InvalidInput):
    """Not the name of a zone in the tz database; an offset such as `+01:00` is none."""

    slug = "unknown-zone"
    msgid = "There is no time zone called {zone}. Use a name such as Africa/Casablanca."


class NonexistentTime(InvalidInput):
    """A wall time that the clocks of its zone never show, or beyond the years 1 to 9999 in UTC."""

    slug = "nonexistent-time"
    msgid = "The clocks in {zone} never show {time}: they are put forward over it."


class StaleTimeZones(DomainError):
    """The rules in use are older than the law; nothing may be computed with them."""

    status = 503
    slug = "stale-time-zones"
    title = "The time zone rules are out of date"
    msgid = "In {zone}, {time} should be {expected} in UTC, but the rules in use ({version}) say {found}."


def load_rules(directory: Path | None = None) -> None:
    """Read zones from the tzdata wheel, or first from a directory of compiled zones.

    Zones handed out before keep the rules they had: they are values, and `zone()` makes new ones.
    """
    global _source
    _source = directory
    zoneinfo.reset_tzpath(to=() if directory is None else (directory.absolute(),))
    zoneinfo.ZoneInfo.clear_cache()
    zone_names.cache_clear()
    zone.cache_clear()


def rules_version() -> str:
    """The release of the tz database in use, such as '2026f'; a directory says it in its `+VERSION`."""
    if _source is not None and (_source / "+VERSION").exists():
        return (_source / "+VERSION").read_text(encoding="ascii").strip()
    return str(tzdata.IANA_VERSION)


def now() -> datetime:
    """The present instant in UTC. The one clock of the service: nothing else asks the system."""
    return datetime.now(UTC)


@cache
def zone_names() -> frozenset[str]:
    """Every name an event may have as its time zone."""
    return frozenset(zoneinfo.available_timezones()) - _NOT_PLACES


@cache
def zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone of that name, spelled exactly as in the tz database, or UnknownZone."""
    if name not in zone_names():
        raise UnknownZone(zone=name)
    return zoneinfo.ZoneInfo(name)


def to_instant(local: datetime, zone_name: str, fold: int = 0, *, allow_gap: bool = False) -> datetime:
    """The instant, aware in UTC, at which the clocks of the zone show `local`.

    Where they show it twice, `fold` 0 is the first time and 1 the second (PEP 495). Where they never do,
    NonexistentTime; with `allow_gap` the time as if the clocks had not been changed yet.
    """
    if local.tzinfo is not None:
        raise ValueError("a wall time carries no zone of its own")
    try:
        instant = local.replace(tzinfo=zone(zone_name), fold=fold).astimezone(UTC)
        exists = allow_gap or to_wall(instant, zone_name) == local
    except OverflowError:
        exists = False
    if not exists:
        raise NonexistentTime(zone=zone_name, time=local.isoformat(" ", "minutes"))
    return instant


def to_wall(instant: datetime, zone_name: str) -> datetime:
    """What the clocks of the zone show at an instant: naive, `fold` 1 if they show it the second time."""
    if instant.tzinfo is None:
        raise ValueError("an instant is aware")
    return instant.astimezone(zone(zone_name)).replace(tzinfo=None)


def is_ambiguous(local: datetime, zone_name: str) -> bool:
    """Do the clocks of the zone show this wall time twice?"""
    first, second = _both_offsets(local, zone_name)
    return first > second


def is_nonexistent(local: datetime, zone_name: str) -> bool:
    """Do the clocks of the zone jump over this wall time?"""
    first, second = _both_offsets(local, zone_name)
    return first < second


def _both_offsets(local: datetime, zone_name: str) -> tuple[float, float]:
    """Offsets from UTC in seconds, read before and after the change of clocks, if there is one (PEP 495)."""
    place = zone(zone_name)
    before = place.utcoffset(local.replace(tzinfo=None, fold=0))
    after = place.utcoffset(local.replace(tzinfo=None, fold=1))
    assert before is not None
    assert after is not None
    return before.total_seconds(), after.total_seconds()


# TZ-1. Morocco kept UTC+01 outside Ramadan until 2026-09-20 and has kept UTC+00 since.
_FACTS = (
    ("2026-12-01T10:00", "2026-12-01T10:00Z"),
    ("2026-07-01T10:00", "2026-07-01T09:00Z"),
    ("2026-03-01T10:00", "2026-03-01T10:00Z"),
    ("2026-04-01T10:00", "2026-04-01T09:00Z"),
)


def self_check() -> None:
    """Raise StaleTimeZones unless the rules in use know Morocco's year 2026."""
    for local, instant in _FACTS:
        found = to_instant(datetime.fromisoformat(local), "Africa/Casablanca")
        if found != datetime.fromisoformat(instant):
            raise StaleTimeZones(
                zone="Africa/Casablanca",
                time=local,
                expected=instant,
                found=found.isoformat(timespec="minutes").replace("+00:00", "Z"),
                version=rules_version(),
            )


load_rules()
