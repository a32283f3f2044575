"""The coming event's dates: 60 days after the demonstration was first started."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from events_service.demo import COMING_EVENT, read_bundle, shifted
from events_service.interchange.bundle import Bundle
from events_service.programme.programme import Offer, OfferMode, Programme, SessionStatus

FIRST_START = date(2026, 11, 22)


def coming(bundle: Bundle) -> Programme:
    return next(p for p in bundle.programmes if p.event.slug == COMING_EVENT)


def test_shifted_event_begins_60_days_after_the_first_start() -> None:
    event = coming(shifted(read_bundle(), FIRST_START)).event
    assert (event.start_on, event.end_on) == (date(2027, 1, 21), date(2027, 1, 22))


def test_shifted_sessions_keep_their_hours_and_their_day_of_the_event() -> None:
    before = coming(read_bundle())
    after = coming(shifted(read_bundle(), FIRST_START))
    days = after.event.start_on - before.event.start_on
    assert len(after.sessions) == len(before.sessions)
    for old, new in zip(before.sessions, after.sessions, strict=True):
        assert new.uid == old.uid
        if old.start_local and old.end_local:
            assert (new.start_local, new.end_local) == (old.start_local + days, old.end_local + days)
        else:
            assert old.day_on
            assert (new.start_local, new.day_on) == (None, old.day_on + days)


def test_shifted_leaves_what_is_past_as_it_is() -> None:
    before, after = read_bundle(), shifted(read_bundle(), FIRST_START)
    assert [p for p in after.programmes if p.event.slug != COMING_EVENT] == [
        p for p in before.programmes if p.event.slug != COMING_EVENT
    ]
    assert replace(after, programmes=()) == replace(before, programmes=())


def test_shifted_to_where_it_stands_changes_nothing() -> None:
    bundle = read_bundle()
    assert shifted(bundle, coming(bundle).event.start_on - timedelta(days=60)) == bundle


@pytest.mark.parametrize("whose", ["event", "session"])
def test_shifted_offer_opens_at_the_same_time_of_day_although_the_clocks_changed(whose: str) -> None:
    """Morocco left UTC+01 in September 2026: 09:00 there was 08:00 UTC before and is 09:00 UTC since."""
    offer = Offer(
        OfferMode.REGISTRATION, 20, datetime(2026, 8, 1, 8, tzinfo=UTC), datetime(2026, 8, 31, 17, tzinfo=UTC)
    )
    bundle = with_offer(read_bundle(), whose, offer, date(2026, 9, 1))
    moved = coming(shifted(bundle, FIRST_START))
    assert (moved.event.offer if whose == "event" else moved.sessions[0].offer) == Offer(
        OfferMode.REGISTRATION, 20, datetime(2026, 12, 21, 9, tzinfo=UTC), datetime(2027, 1, 20, 18, tzinfo=UTC)
    )


def with_offer(bundle: Bundle, whose: str, offer: Offer, start_on: date) -> Bundle:
    programme = coming(bundle)
    event = replace(programme.event, start_on=start_on, end_on=start_on + timedelta(days=1))
    if whose == "event":
        programme = replace(programme, event=replace(event, offer=offer))
    else:
        first, *others = programme.sessions
        programme = replace(programme, event=event, sessions=(replace(first, offer=offer), *others))
    return replace(bundle, programmes=(programme,))


def test_shifted_keeps_a_cancelled_session_cancelled() -> None:
    programme = coming(shifted(read_bundle(), FIRST_START))
    assert [s.code for s in programme.sessions if s.status is SessionStatus.CANCELLED] == ["DF 11"]
