"""What the record says of a change: each field as it was and as it is."""

from msgspec import structs

from events_service.programme.answers import differing_fields
from events_service.programme.programme import SessionStatus
from tests.factories.stored_events import WATER


def test_field_that_was_as_usual_and_one_that_becomes_so_are_said_as_they_are() -> None:
    waiting = structs.replace(WATER, ready=False, status=SessionStatus.TENTATIVE)
    usual = structs.replace(WATER, ready=True, status=SessionStatus.CONFIRMED)
    was, is_so = {"ready": False, "status": "tentative"}, {"ready": True, "status": "confirmed"}

    assert differing_fields(waiting, usual) == (was, is_so)
    assert differing_fields(usual, waiting) == (is_so, was)
    assert differing_fields(usual, usual) == ({}, {})
