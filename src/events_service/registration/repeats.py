"""The same participant again: what is told, and what is seen of it, is as for a newcomer (T-ENUM-1, docs/adr/0012)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from events_service.registration.models import SeatState


def alike(places: Iterable[dict[str, Any]], until: datetime) -> list[dict[str, Any]]:
    """The seats a newcomer would get now, as ones that take no place and never move up.

    A place is cancelled from the beginning; until the hold of a newcomer would end it is told as held. A wish stands
    on the waiting list like those of anybody whose address is not confirmed.
    """
    return [place | _seat(waits=place["state"] is SeatState.WAITLISTED, until=until) for place in places]


def _seat(*, waits: bool, until: datetime) -> dict[str, Any]:
    if waits:
        return {"state": SeatState.WAITLISTED, "held_until": None, "promotable": False}
    return {"state": SeatState.CANCELLED, "held_until": until, "promotable": False}
