"""Who gets a place: pure rules over numbers and times."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from events_service.errors import Conflict
from events_service.programme.programme import OfferMode


class Admission(StrEnum):
    PLACE = "place"
    WAITLIST = "waitlist"


class NotOffered(Conflict):
    slug = "no-registration"
    title = "No registration"
    msgid = "“{title}” takes no registrations."


class NotYetOpen(Conflict):
    slug = "registration-not-yet-open"
    title = "Registration is not open yet"
    msgid = "Registration for “{title}” is not open yet."


class RegistrationClosed(Conflict):
    slug = "registration-closed"
    title = "Registration is closed"
    msgid = "Registration for “{title}” is closed."


class SessionCancelled(Conflict):
    slug = "session-cancelled"
    title = "Cancelled"
    msgid = "“{title}” is cancelled."


class Offered(Struct, frozen=True):
    """An offering as it was locked, with how many places are taken and who waits."""

    session_uid: str
    mode: OfferMode
    capacity: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    suspended: bool
    taken: int
    waiting: int

    @property
    def remaining(self) -> int | None:
        """Free places, never below zero; None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)


def refuse_closed(offered: Offered, title: dict[str, str], now: datetime) -> None:
    """Raise the refusal that the person reads, unless it can be joined now."""
    if offered.suspended:
        raise SessionCancelled(title=title)
    if offered.mode is OfferMode.NONE:
        raise NotOffered(title=title)
    if offered.opens_at is not None and now < offered.opens_at:
        raise NotYetOpen(title=title)
    if offered.closes_at is not None and now >= offered.closes_at:
        raise RegistrationClosed(title=title)


def admit(offered: Offered) -> Admission:
    """A place where one is free and nobody waits before; else the waiting list."""
    if offered.remaining is None:
        return Admission.PLACE
    return Admission.PLACE if offered.remaining > offered.waiting else Admission.WAITLIST


def promotions(offered: Offered) -> int:
    """How many of those who wait move up now."""
    if offered.suspended or offered.mode is OfferMode.NONE:
        return 0
    return offered.waiting if offered.remaining is None else min(offered.remaining, offered.waiting)
