"""Series as they are kept: by whom, and what cannot be."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import structs
from sqlalchemy import Connection, select

from events_service.directory.editing import Shelf, check_named
from events_service.programme import draft
from events_service.programme.models import EventRow
from events_service.programme.programme import Series
from events_service.translations import mark

_events = EventRow.__table__  # type: ignore[attr-defined]


def changed_series(connection: Connection, before: Series, said: Mapping[str, Any]) -> Series:
    fields = dict(said)
    if "objectives" in fields:
        fields["objectives"] = tuple(text for text in fields["objectives"] if text)
    if "countries" in fields:
        fields["countries"] = tuple(dict.fromkeys(fields["countries"]))
    return structs.replace(before, **fields)


def _check(connection: Connection, series: Series) -> None:
    check_named(series, mark("A series needs a name in at least one language."))


def _keepers(connection: Connection, uids: Collection[str]) -> Mapping[str, frozenset[str | None]]:
    """The events of each series; one that has none yet is the instance's."""
    events: dict[str, set[str | None]] = {}
    for row in connection.execute(select(_events.c.uid, _events.c.series_uid).where(_events.c.series_uid.in_(uids))):
        events.setdefault(row.series_uid, set()).add(row.uid)
    return {uid: frozenset(events.get(uid, (None,))) for uid in uids}


def _slugged(connection: Connection, before: Iterable[Series], after: Iterable[Series]) -> list[Series]:
    return draft.slugged_series(connection, after)


SERIES = Shelf("series", "series", Series, draft.SERIES, _slugged, _check, _keepers)
