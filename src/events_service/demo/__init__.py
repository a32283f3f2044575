"""The demonstration: real events, agreements and a coming event to try registration with, as one bundle.

`bundle.json` is written by hand in the format of `interchange.bundle`. Titles, names, dates, telephones
and figures stand as they were printed; everything else is told in our own words, in three languages.
"""

from datetime import date, datetime, timedelta
from importlib.resources import files

from msgspec.structs import replace

from events_service.interchange import bundle as interchange
from events_service.interchange.bundle import Bundle
from events_service.programme.programme import Offer, Programme, Session
from events_service.zones import to_instant, to_wall

COMING_EVENT = "demo-forum"
"""Slug of the invented event. In the file it stands on dates that only hold its place."""

DAYS_AHEAD = 60
"""How long after the demonstration's first start the coming event begins."""


def read_bundle() -> Bundle:
    """The demonstration as it lies in the package."""
    return interchange.read(files(__name__).joinpath("bundle.json").read_bytes())


def shifted(bundle: Bundle, first_start: date) -> Bundle:
    """The bundle with its coming event moved to begin 60 days after `first_start`; all else as it is.

    Sessions keep their wall times and offers theirs, whatever the clocks do between.
    """
    return replace(bundle, programmes=tuple(_moved(programme, first_start) for programme in bundle.programmes))


def _moved(programme: Programme, first_start: date) -> Programme:
    event = programme.event
    if event.slug != COMING_EVENT:
        return programme
    days = first_start + timedelta(days=DAYS_AHEAD) - event.start_on
    return replace(
        programme,
        event=replace(
            event,
            start_on=event.start_on + days,
            end_on=event.end_on + days,
            offer=_moved_offer(event.offer, days, event.timezone),
        ),
        sessions=tuple(_moved_session(session, days, event.timezone) for session in programme.sessions),
    )


def _moved_session(session: Session, days: timedelta, zone: str) -> Session:
    return replace(
        session,
        start_local=session.start_local and session.start_local + days,
        end_local=session.end_local and session.end_local + days,
        day_on=session.day_on and session.day_on + days,
        offer=_moved_offer(session.offer, days, zone),
    )


def _moved_offer(offer: Offer, days: timedelta, zone: str) -> Offer:
    return replace(
        offer,
        opens_at=offer.opens_at and _moved_instant(offer.opens_at, days, zone),
        closes_at=offer.closes_at and _moved_instant(offer.closes_at, days, zone),
    )


def _moved_instant(moment: datetime, days: timedelta, zone: str) -> datetime:
    """The same time of day on the later day, as the clocks of the event show it."""
    return to_instant(to_wall(moment, zone) + days, zone, allow_gap=True)
