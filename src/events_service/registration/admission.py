"""Who gets a place: pure rules over numbers and times."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from events_service.errors import Conflict
from events_service.languages import LocalizedText
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
    """Something that can be joined, with how many places are taken and who waits. An event's own uid is empty."""

    session_uid: str
    mode: OfferMode
    capacity: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    suspended: bool
    taken: int
    """Held and confirmed places; not counted where there is no limit."""
    waiting: int
    """Those on the waiting list who may move up; not counted where nothing is free."""
    queue: int
    """All on the waiting list, those whose address is not confirmed yet included."""

    @property
    def remaining(self) -> int | None:
        """Free places, never below zero; None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)


def refusal(
    offered: Offered | None, title: LocalizedText, now: datetime, *, cancelled: bool = False
) -> Conflict | None:
    """Why it cannot be joined now, as the person reads it; None where it can."""
    if cancelled or (offered is not None and offered.suspended):
        return SessionCancelled(title=title)
    if offered is None or offered.mode is OfferMode.NONE:
        return NotOffered(title=title)
    if offered.opens_at is not None and now < offered.opens_at:
        return NotYetOpen(title=title)
    if offered.closes_at is not None and now >= offered.closes_at:
        return RegistrationClosed(title=title)
    return None


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
