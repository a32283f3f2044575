"""Lengths and clock times as real files write them."""

from datetime import timedelta

import pytest

from events_service.interchange.durations import days_come_first, read_clock, read_duration


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("00:45", 45),
        ("0:45", 45),
        ("1:30", 90),
        ("00:00", 0),
        ("12:00", 720),
        ("15:00", 900),
        ("25:30", 1530),
        ("00:90", 90),
        ("00:45:00", 45),
        ("01:30:00", 90),
        ("1:00:00", 60),
        ("000:01:30", 90),
        ("001:02:30", 1590),
        ("0930", 570),
        ("0045", 45),
        ("1200", 720),
        ("2700", 45),
        ("90", 90),
        ("510", 510),
        ("0", 0),
        ("90.0", 90),
        ("135.0:00", 135),
        ("PT45M", 45),
        ("PT1H30M", 90),
        ("P1DT2H", 1560),
        ("1h30", 90),
        ("1 h 30 min", 90),
        ("1h 30m", 90),
        ("1.5h", 90),
        ("90 min", 90),
        ("45 Minuten", 45),
        ("2 hours", 120),
        ("90'", 90),
        ("  01:00 ", 60),
    ],
)
def test_duration_in_any_writing_is_minutes(text: str, minutes: int) -> None:
    assert read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "soon", "-01:00", "6944:11:40", "1:2:3:4", "P", "PT", "h", "99999999", "١:٣٠x"])
def test_duration_that_cannot_be_used_is_none(text: str) -> None:
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"), [("1:02:30", 1590), ("01:30:00", 90), ("02:00:00", 120), ("0:01:30", 90), ("00:45:00", 45)]
)
def test_duration_of_three_parts_among_days(text: str, minutes: int) -> None:
    assert read_duration(text, days_first=True) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        (["00:45", "1:02:30"], True),
        (["00:45", "00:45:00"], False),
        (["00:45:00", "01:30:00"], False),
        (["01:00:00", "02:00:00"], False),
        (["0:00:45", "0:01:30"], True),
        ([], False),
    ],
)
def test_days_come_first_where_two_parts_stand_beside_three(texts: list[str], days: bool) -> None:
    assert days_come_first(texts) is days


@pytest.mark.parametrize(
    ("text", "hours", "minutes"),
    [
        ("09:30", 9, 30),
        ("9:30", 9, 30),
        ("0930", 9, 30),
        ("930", 9, 30),
        ("09:30:00", 9, 30),
        ("09:30:00.000", 9, 30),
        ("9.30", 9, 30),
        ("9h30", 9, 30),
        ("9 h 30", 9, 30),
        ("9h", 9, 0),
        ("9:30 AM", 9, 30),
        ("9:30pm", 21, 30),
        ("9:30 p.m.", 21, 30),
        ("12:15 am", 0, 15),
        ("12:15 pm", 12, 15),
        ("9 pm", 21, 0),
        ("21:30 Uhr", 21, 30),
        ("10:00 Z", 10, 0),
        ("10:00+01:00", 10, 0),
        ("00:00", 0, 0),
        ("24:00", 24, 0),
        ("25:30", 25, 30),
    ],
)
def test_clock_in_any_writing_is_time_since_midnight(text: str, hours: int, minutes: int) -> None:
    assert read_clock(text) == timedelta(hours=hours, minutes=minutes)


@pytest.mark.parametrize("text", ["", "noon", "9", "12", "9:75", "48:00", "1738398600", "2025-02-01", "tba", "9:3"])
def test_clock_that_says_no_time_is_none(text: str) -> None:
    assert read_clock(text) is None
