"""What the bearer of a secret link may see: one registration, and the event it is for."""

from typing import Any, NamedTuple

from events_service.database import DbSession
from events_service.errors import NotFound
from events_service.registration import records, seats
from events_service.registration.seats import Seat
from events_service.secret_links import SecretKeys, read_token


class Own(NamedTuple):
    """A registration as it is stored, with the names of participant and contact, and its seats."""

    row: Any
    seats: list[Seat]


def find_own(db: DbSession, keys: SecretKeys, purpose: str, token: str) -> Own:
    """The registration a token opens for this purpose. NotFound for every other: wrong, revoked or never made."""
    reference = read_token(keys, purpose, token)
    row = records.find_registration(db, reference.uid) if reference else None
    if reference is None or row is None or row.generation != reference.generation or row.duplicate_of is not None:
        raise NotFound
    return Own(row, seats.list_seats(db, row.id))
