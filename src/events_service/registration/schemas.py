"""What the API answers about registrations and places."""

from pydantic import BaseModel, Field

from events_service.registration.models import RegistrationState, SeatState


class SeatPublic(BaseModel):
    """A place in the event itself."""

    state: SeatState
    position: int | None = Field(default=None, description="On the waiting list, from 1. Only where it waits.")


class SessionSeatPublic(SeatPublic):
    slug: str


class RegistrationPublic(BaseModel):
    """A registration as it was taken. Members without a value are left out."""

    id: str
    state: RegistrationState
    event: SeatPublic | None = Field(
        default=None, description="The place in the event itself. Only where the event has places of its own."
    )
    sessions: list[SessionSeatPublic]
    manage_url: str | None = Field(
        default=None, description="Shows and changes the registration without an account. Only with a token."
    )
    feed_url: str | None = Field(default=None, description="The participant's calendar. Only with a token.")


class PlacesPublic(BaseModel):
    """Places of the event or of a session."""

    capacity: int | None = Field(description="None is no limit.")
    confirmed: int
    waitlisted: int
    remaining: int | None = Field(description="Neither confirmed nor kept for somebody. None is no limit.")


class AvailabilityPublic(BaseModel):
    """Places of what takes registrations."""

    event: PlacesPublic | None = Field(description="None where the event has no places of its own.")
    sessions: dict[str, PlacesPublic] = Field(description="By slug.")
