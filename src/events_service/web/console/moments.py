"""Moments as the console says them: in UTC, which is said."""

from datetime import UTC, datetime

from markupsafe import Markup

from events_service import dates
from events_service.languages import comma
from events_service.web.reader import Reader


def moment(at: datetime, reader: Reader) -> Markup:
    """`10 November 2018, 12:05 UTC`, with the instant for machines."""
    utc = at.astimezone(UTC)
    return Markup('<time datetime="{}">{}{}<bdi dir="ltr">{} UTC</bdi></time>').format(
        f"{utc:%Y-%m-%dT%H:%M:%SZ}",
        dates.plain_day(utc.date(), reader.language),
        comma(reader.language),
        dates.clock(utc.replace(tzinfo=None), reader.language),
    )


def clock(at: datetime, reader: Reader) -> Markup:
    """`12:05 UTC`, where the day stands above."""
    utc = at.astimezone(UTC)
    return Markup('<time datetime="{}"><bdi dir="ltr">{} UTC</bdi></time>').format(
        f"{utc:%Y-%m-%dT%H:%M:%SZ}", dates.clock(utc.replace(tzinfo=None), reader.language)
    )
