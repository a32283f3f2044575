"""What of the record somebody asked for: typed in a form, kept in the address."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import msgspec
from sqlalchemy import Connection

from events_service import zones
from events_service.accounts.record import Wanted
from events_service.errors import Sentence
from events_service.translations import mark
from events_service.web.console.record.names import named_like

FIELDS = ("person", "act", "event", "since", "until", "text", "subject")
"""As the address names them."""

_LONGEST = 200
_NO_DAY = mark("Give the day as year-month-day, such as 2018-11-21.")
_BACKWARDS = mark("This day is before the first one.")
_NO_EVENT = mark("Choose one of the list.")
_TOO_LONG = mark("Search for at most 200 characters.")


class Asked(msgspec.Struct, frozen=True):
    """What was typed, what it means, and what could not be understood of it."""

    typed: dict[str, str]
    wanted: Wanted
    faults: dict[str, Sentence]

    @property
    def query(self) -> dict[str, str]:
        """The same for an address."""
        return {name: said for name, said in self.typed.items() if said}

    @property
    def narrowed(self) -> bool:
        return bool(self.query)


def read(
    query: Mapping[str, str], readable: Wanted, events: Mapping[str, str], connection: Connection, zone: str
) -> Asked:
    """`events` are the uids by slug that may be chosen, days those of `zone`. What cannot be understood lets nothing
    through."""
    typed = {name: query.get(name, "").strip() for name in FIELDS}
    faults: dict[str, Sentence] = {}
    since, until = (_day(typed, name, faults) for name in ("since", "until"))
    if since and until and until < since:
        faults["until"] = Sentence(_BACKWARDS)
    event_uids = readable.event_uids
    if typed["event"]:
        chosen = events.get(typed["event"])
        event_uids = (chosen,) if chosen else ()
        if not chosen:
            faults["event"] = Sentence(_NO_EVENT)
    if len(typed["text"]) > _LONGEST:
        faults["text"] = Sentence(_TOO_LONG)
    text = "" if "text" in faults else typed["text"]
    wanted = msgspec.structs.replace(
        readable,
        event_uids=() if faults else event_uids,
        actor=typed["person"][:_LONGEST],
        act=typed["act"][:_LONGEST],
        subject=typed["subject"][:_LONGEST],
        since=_begin(since, zone) if since else None,
        until=_begin(until + timedelta(days=1), zone) if until and until < date.max else None,
        text=text,
        named=named_like(connection, text, event_uids) if text else (),
    )
    return Asked(typed, wanted, faults)


def _day(typed: Mapping[str, str], name: str, faults: dict[str, Sentence]) -> date | None:
    if not typed[name]:
        return None
    try:
        return date.fromisoformat(typed[name])
    except ValueError:
        faults[name] = Sentence(_NO_DAY)
        return None


def _begin(day: date, zone: str) -> datetime:
    day = min(max(day, date(2, 1, 1)), date(9998, 12, 31))
    return zones.to_instant(datetime(day.year, day.month, day.day), zone, allow_gap=True)  # noqa: DTZ001  a wall time
