"""The Catalogue: the published records that belong to no single event, as one frozen value."""

from datetime import datetime

from events_service.directory.directory import Organization, Person, Value
from events_service.languages import LocalizedText
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.programme.programme import Event, Series

FORMAT = 1


class Catalogue(Value):
    """Home, series, organization and agreement pages are functions of this value.

    `events` are as their current release froze them; it holds no release number.
    """

    format: int
    frozen_at: datetime | None = None
    series: tuple[Series, ...] = ()
    events: tuple[Event, ...] = ()
    organizers: dict[str, LocalizedText] = {}
    """By an event's uid who runs it, in the words of its release: as its own calendar says it (IC-8)."""
    organizations: tuple[Organization, ...] = ()
    people: tuple[Person, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    funds: tuple[Fund, ...] = ()
