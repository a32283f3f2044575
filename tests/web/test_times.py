"""Dates as far as they are known, and hours as HTML."""

import re
from datetime import UTC, date, datetime

import pytest

from events_service import dates
from events_service.programme.programme import Precision
from events_service.web import times
from tests.factories.programme import make_session

NB = "\u00a0"
wall = datetime.fromisoformat


@pytest.mark.parametrize(
    ("first", "last", "precision", "said"),
    [
        (date(2018, 11, 20), date(2018, 11, 24), Precision.DAY, "20 to 24 November 2018"),
        (date(2018, 11, 30), date(2018, 12, 2), Precision.DAY, "30 November to 2 December 2018"),
        (date(2018, 12, 31), date(2019, 1, 1), Precision.DAY, "31 December 2018 and 1 January 2019"),
        (date(2018, 11, 20), date(2018, 11, 20), Precision.DAY, "20 November 2018"),
        (date(2022, 5, 1), date(2022, 5, 31), Precision.MONTH, "May 2022"),
        (date(2022, 5, 1), date(2022, 6, 30), Precision.MONTH, "May 2022 to June 2022"),
        (date(2022, 1, 1), date(2022, 12, 31), Precision.YEAR, "2022"),
    ],
)
def test_days_of_an_event_are_said_as_far_as_they_are_known(
    first: date, last: date, precision: Precision, said: str
) -> None:
    assert times.days(first, last, precision, "en") == said


def test_days_of_an_event_in_french_and_arabic() -> None:
    first, last = date(2018, 11, 20), date(2018, 11, 24)

    assert times.days(first, last, Precision.DAY, "fr") == "du 20 au 24 novembre 2018"
    assert times.days(first, last, Precision.DAY, "ar") == "من 20 إلى 24 نونبر 2018"
    assert times.days(date(2018, 12, 1), date(2018, 12, 2), Precision.DAY, "fr") == "1er et 2 décembre 2018"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", f"09:30{NB}to{NB}12:00"),
        ("fr", f"9{NB}h{NB}30{NB}–{NB}12{NB}h"),
        ("ar", f"09:30{NB}إلى{NB}12:00"),
    ],
)
def test_hours_do_not_part_at_the_end_of_a_line(language: str, said: str) -> None:
    start, end = wall("2018-11-21T09:30"), wall("2018-11-21T12:00")

    assert times.hours(dates.clock(start, language), dates.clock(end, language), language) == said


def test_time_carries_its_instant_and_in_arabic_its_direction() -> None:
    local, at = wall("2018-11-21T09:30"), datetime(2018, 11, 21, 8, 30, tzinfo=UTC)

    assert times.time_tag(local, at, "en") == '<time datetime="2018-11-21T08:30Z">09:30</time>'
    assert times.time_tag(local, at, "ar") == '<time datetime="2018-11-21T08:30Z" dir="ltr">09:30</time>'
    assert times.time_tag(local, None, "en") == '<time datetime="09:30">09:30</time>'


@pytest.mark.parametrize(
    ("local", "zone", "said"),
    [
        (wall("2018-11-21T09:00"), "Africa/Casablanca", "UTC+01:00"),
        (wall("2018-06-01T09:00"), "Africa/Casablanca", "UTC+00:00"),
        (wall("2026-11-21T09:00"), "Africa/Casablanca", "UTC+00:00"),
        (wall("2026-01-01T09:00"), "Asia/Kathmandu", "UTC+05:45"),
        (wall("2026-01-01T09:00"), "America/St_Johns", "UTC−03:30"),
    ],
)
def test_offset_is_the_one_of_that_day(local: datetime, zone: str, said: str) -> None:
    """In June 2018 Morocco kept Ramadan's time."""
    assert dates.utc_offset(local, zone) == said


def test_ic_17_offset_tells_two_equal_wall_times_apart() -> None:
    twice = datetime.fromisoformat("2025-10-26T02:30")

    said = [dates.utc_offset(twice.replace(fold=fold), "Europe/Berlin") for fold in (0, 1, 0)]

    assert said == ["UTC+02:00", "UTC+01:00", "UTC+02:00"]


def test_place_of_the_clocks_is_the_event_s_city_or_the_zone_s() -> None:
    assert times.place("Africa/Casablanca", {"en": "Marrakech", "ar": "مراكش"}, "ar") == "مراكش"
    assert times.place("Africa/Casablanca", {}, "fr") == "Casablanca"
    assert times.place("Africa/Casablanca", {}, "ar") == "الدار البيضاء"


@pytest.mark.parametrize(
    ("language", "said"), [("en", f"to{NB}12:30"), ("fr", f"jusqu’à{NB}12:30"), ("ar", f"إلى{NB}12:30")]
)
def test_end_alone_says_that_it_is_one(language: str, said: str) -> None:
    assert times.until("12:30", language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "to\u00a015:00 on Saturday 2 February"),
        ("fr", "jusqu’à\u00a015\u00a0h le samedi 2 février"),
        ("ar", "إلى\u00a015:00 يوم السبت 2 فبراير"),
    ],
)
def test_end_on_another_day_names_it(language: str, said: str) -> None:
    end = times.end_tag(wall("2019-02-01T13:00"), wall("2019-02-02T15:00"), None, language)

    assert re.sub("<[^>]+>", "", times.until(end, language)) == said


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        ("2019-02-01T13:00", "2019-02-01T15:00", False),
        ("2019-02-01T20:00", "2019-02-02T00:00", False),
        ("2019-02-01T22:00", "2019-02-02T05:30", False),
        ("2019-02-01T22:00", "2019-02-02T06:00", True),
        ("2019-02-01T00:30", "2019-02-02T02:30", True),
        ("2019-02-01T22:00", "2019-02-03T02:00", True),
    ],
)
def test_day_of_an_end_is_said_unless_it_is_of_the_same_night(start: str, end: str, named: bool) -> None:
    assert (" on " in times.end_tag(wall(start), wall(end), None, "en")) is named


def test_night_with_clocks_put_back_tells_equal_times_apart() -> None:
    """Paris, 26 October 2025: at 03:00 of summer it is 02:00 of winter."""

    def said(start: str, start_fold: int, end: str, end_fold: int) -> list[str]:
        session = make_session(
            "Europe/Paris",
            start_local=wall(f"2025-10-26T{start}"),
            end_local=wall(f"2025-10-26T{end}"),
            start_fold=start_fold,
            end_fold=end_fold,
        )
        return [tag.striptags() for tag in times.span_tags(session, "Europe/Paris", "en")]

    assert said("02:30", 0, "02:00", 1) == ["02:30 UTC+02:00", "02:00 UTC+01:00"]
    assert said("02:30", 1, "03:00", 0) == ["02:30 UTC+01:00", "03:00"]
    assert said("01:30", 0, "02:30", 0) == ["01:30", "02:30 UTC+02:00"]
    assert said("01:30", 0, "03:00", 0) == ["01:30 UTC+02:00", "03:00 UTC+01:00"]
    assert said("09:00", 0, "10:00", 0) == ["09:00", "10:00"]
