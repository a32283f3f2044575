"""Moments as the console says them: by the clocks of the event where it is one event's page, else by those of the site.

Whose clocks they are is said.
"""

from datetime import UTC, datetime

from markupsafe import Markup

from events_service import dates, zones
from events_service.languages import comma
from events_service.web.reader import Reader


def moment(at: datetime, reader: Reader) -> Markup:
    """`10 November 2018, 12:05 (Casablanca)`, with the instant for machines."""
    wall = zones.to_wall(at, reader.zone)
    return Markup('<time datetime="{}">{}{}<bdi dir="ltr">{}</bdi> ({})</time>').format(
        _instant(at),
        dates.plain_day(wall.date(), reader.language),
        comma(reader.language),
        dates.clock(wall, reader.language),
        clocks(reader),
    )


def clock(at: datetime, reader: Reader) -> Markup:
    """`12:05`, where the day stands above, and below whose clocks they are."""
    said = dates.clock(zones.to_wall(at, reader.zone), reader.language)
    return Markup('<time datetime="{}"><bdi dir="ltr">{}</bdi></time>').format(_instant(at), said)


def clocks(reader: Reader) -> str:
    """Whose clocks: the city the zone is named after."""
    return dates.city_of_zone(reader.zone, reader.language) if "/" in reader.zone else reader.zone


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
