"""A time zone is found by the place somebody knows."""

import pytest

from events_service.zone_cities import _BESIDES, find_zone, offered_places
from events_service.zones import zone_names


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Africa/Nairobi", "Africa/Nairobi"),
        ("africa/nairobi", "Africa/Nairobi"),
        ("Kisumu", "Africa/Nairobi"),
        ("FÈS", "Africa/Casablanca"),
        ("Le Caire", "Africa/Cairo"),
        ("القاهرة", "Africa/Cairo"),
        ("new york", "America/New_York"),
        ("Sénégal", "Africa/Dakar"),
        ("UTC", "UTC"),
        ("United States", None),
        ("Mars", None),
        ("", None),
    ],
)
def test_zone_is_that_of_the_place(said: str, zone: str | None) -> None:
    assert find_zone(said) == zone


def test_every_place_that_is_offered_has_a_zone() -> None:
    assert _BESIDES.keys() <= zone_names()
    assert [place for place in offered_places() if find_zone(place) is None] == []
