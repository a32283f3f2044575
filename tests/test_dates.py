"""Days and hours in the three languages, exactly as the glossary has them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from events_service import dates

WEDNESDAY = date(2018, 11, 21)
NB = "\u00a0"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Wednesday 21 November 2018"),
        ("fr", "mercredi 21 novembre 2018"),
        ("ar", "الأربعاء 21 نونبر 2018"),
    ],
)
def test_day_has_weekday_and_month_of_the_locale(language: str, said: str) -> None:
    assert dates.day(WEDNESDAY, language) == said


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (1, "يناير"),
        (2, "فبراير"),
        (3, "مارس"),
        (4, "أبريل"),
        (5, "ماي"),
        (6, "يونيو"),
        (7, "يوليوز"),
        (8, "غشت"),
        (9, "شتنبر"),
        (10, "أكتوبر"),
        (11, "نونبر"),
        (12, "دجنبر"),
    ],
)
def test_arabic_months_are_those_of_morocco(number: int, name: str) -> None:
    assert dates.month(date(2018, number, 1), "ar") == f"{name} 2018"


def test_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert dates.day(date(2018, 12, 1), "fr") == "samedi 1er décembre 2018"
    assert dates.plain_day(date(2018, 12, 1), "en") == "1 December 2018"


def test_parts_of_a_date() -> None:
    assert dates.short_day(WEDNESDAY, "en") == "Wednesday 21 November"
    assert dates.weekday(WEDNESDAY, "fr") == "mercredi"
    assert dates.day_and_month(WEDNESDAY, "ar") == "21 نونبر"


def test_clock_shows_what_the_moment_s_own_zone_does() -> None:
    """Two moments at one instant are equal, and are not the same on a wall."""
    moment = datetime(2018, 11, 21, 8, 30, tzinfo=UTC)
    there = moment.astimezone(timezone(timedelta(hours=1)))

    assert [dates.clock(moment, "en"), dates.clock(there, "en")] == ["08:30", "09:30"]
    assert [dates.clock(moment, "fr"), dates.clock(there, "fr")] == [f"8{NB}h{NB}30", f"9{NB}h{NB}30"]


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2018-11-21T09:30+01:00", ("+", 1, 0)),
        ("2018-11-21T09:30-03:30", ("-", 3, 30)),
        ("2018-11-21T09:30+00:00", ("+", 0, 0)),
        ("1900-01-01T00:00-00:30:20", ("-", 0, 30)),
    ],
)
def test_offset_to_the_nearest_minute(moment: str, found: tuple[str, int, int]) -> None:
    assert dates.offset(datetime.fromisoformat(moment)) == found
