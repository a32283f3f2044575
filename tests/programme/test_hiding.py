"""An earlier programme, as much of it as may be seen now."""

import pytest
from msgspec import structs

from events_service.programme.hiding import Directory, as_hidden_as
from events_service.programme.programme import Session, Visibility
from tests.factories.programme import RELEASED_AT, make_session, programme_of

NOBODY = Directory({}, {})
WATER = make_session(title={"en": "Water"}, description={"en": "Rivers"}, revision=3)
TITLE = structs.replace(WATER, description={}, visibility=Visibility.TITLE_ONLY)


@pytest.mark.parametrize(
    ("then", "now", "shown"),
    [
        (WATER, WATER, (WATER,)),
        (WATER, TITLE, (TITLE,)),
        (TITLE, WATER, (TITLE,)),
        (WATER, None, ()),
    ],
)
def test_session_shows_what_both_releases_let_anybody_see(
    then: Session, now: Session | None, shown: tuple[Session, ...]
) -> None:
    present = [now] if now else []

    for former in (programme_of(then), programme_of(tombstones=(then,))):
        for public in (programme_of(*present), programme_of(tombstones=tuple(present))):
            hidden = as_hidden_as(public, former, NOBODY)
            assert (*hidden.sessions, *hidden.tombstones) == shown


def test_title_alone_keeps_its_place_in_calendars() -> None:
    (shown,) = as_hidden_as(programme_of(TITLE), programme_of(WATER), NOBODY).sessions

    assert (shown.revision, shown.revised_at, shown.start_at) == (3, RELEASED_AT, WATER.start_at)
