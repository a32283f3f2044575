"""The Catalogue beside what is public at the moment it is asked."""

from datetime import date

from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.catalogue.public import catalogue_of, events_of
from events_service.programme.published import Published
from events_service.programme.states import CatalogueState
from tests.factories.programme import make_event, programme_of
from tests.factories.published import MemorySource

FIRST = make_event(slug="first", start_on=date(2018, 11, 20), end_on=date(2018, 11, 24))
SECOND = make_event(slug="second", start_on=date(2022, 5, 17), end_on=date(2022, 5, 21))


def state_of(source: MemorySource) -> CatalogueState:
    published = Published(source)
    published.refresh()
    return published.catalogue()


def test_catalogue_is_empty_before_the_first_is_frozen() -> None:
    state = state_of(MemorySource(programme_of(event=FIRST)))

    assert catalogue_of(state) == Catalogue(format=FORMAT)


def test_events_the_latest_first_with_one_the_catalogue_does_not_have_yet() -> None:
    source = MemorySource(programme_of(event=FIRST), programme_of(event=SECOND))
    source.freeze(Catalogue(format=FORMAT, events=(FIRST,)))

    assert [event.slug for event in events_of(state_of(source))] == ["second", "first"]


def test_events_without_a_withdrawn_one_that_the_catalogue_still_names() -> None:
    source = MemorySource(programme_of(event=FIRST), programme_of(event=SECOND))
    source.freeze(Catalogue(format=FORMAT, events=(SECOND, FIRST)))
    source.withdraw(SECOND.uid)

    assert [event.slug for event in events_of(state_of(source))] == ["first"]


def test_events_that_the_catalogue_has_are_not_read() -> None:
    source = MemorySource(programme_of(event=FIRST))
    source.freeze(Catalogue(format=FORMAT, events=(FIRST,)))
    state = state_of(source)
    source.reads.clear()

    assert events_of(state) == (FIRST,)
    assert source.reads == []
