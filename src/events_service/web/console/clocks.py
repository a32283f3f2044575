"""Moments by the clocks of an event: as forms take them, and as its pages say them."""

from datetime import datetime

from markupsafe import Markup

from events_service import dates, zones
from events_service.errors import DomainError, InvalidInput, Sentence
from events_service.languages import comma
from events_service.web import times
from events_service.web.reader import Reader

_FORMS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")
"""What browsers send of a date with a time, and what people type where theirs has no such field."""


def typed_moment(said: str, zone_name: str, field: str) -> datetime | None:
    """The instant somebody typed as a wall time of the event; None for nothing. InvalidInput at that field."""
    if not said.strip():
        return None
    for form in _FORMS:
        try:
            local = datetime.strptime(said.strip(), form)  # noqa: DTZ007  a wall time carries no zone of its own
        except ValueError:
            continue
        try:
            return zones.to_instant(local, zone_name)
        except DomainError as refusal:
            raise InvalidInput(fields={field: refusal.sentence}) from refusal
    raise InvalidInput(fields={field: Sentence("Write a date and a time as 2026-11-21 09:30.")})


def as_typed(at: datetime | None, zone_name: str) -> str:
    """The same the other way round, for the field of a form."""
    return "" if at is None else f"{zones.to_wall(at, zone_name):%Y-%m-%dT%H:%M}"


def said_moment(at: datetime, zone_name: str, reader: Reader) -> Markup:
    """`Wednesday 21 November 2018, 09:30`, by the clocks of the event."""
    local = zones.to_wall(at, zone_name)
    day = dates.day(local.date(), reader.language)
    return Markup("{}{}{}").format(day, comma(reader.language), times.time_tag(local, at, reader.language))
