"""Hours typed for each day of an event, read and said again."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.errors import InvalidInput
from events_service.programme.planning.planning import Span
from events_service.web.console.hours import Days, typed_spans
from tests.factories.programme import FIRST_DAY, make_event

SECOND, THIRD = FIRST_DAY + timedelta(days=1), FIRST_DAY + timedelta(days=2)
DAYS = Days.of(make_event())
NIGHTS = Days.of(make_event(day_change="04:00"))


def span(day: date, start: float, end: float) -> Span:
    midnight = datetime.combine(day, datetime.min.time())
    return Span(midnight + timedelta(hours=start), midnight + timedelta(hours=end))


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("09:00–12:30", [(9, 12.5)]),
        ("9-12", [(9, 12)]),
        ("9h30 - 12h", [(9.5, 12)]),
        ("9.30—12:00", [(9.5, 12)]),
        ("11:00-", [(11, 24)]),
        ("–12", [(0, 12)]),
        ("9-12, 14-18; 20-21،22-23", [(9, 12), (14, 18), (20, 21), (22, 23)]),
        ("22:00–02:00", [(22, 26)]),
        ("18-24", [(18, 24)]),
        ("", [(0, 24)]),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, hours: list[tuple[float, float]]) -> None:
    assert DAYS.read(SECOND, typed) == [span(SECOND, *each) for each in hours]


@pytest.mark.parametrize("typed", ["-", "9", "from 9", "9-9", "25-26", "9:75-10", "9-12,", "9-12-14", "٩-١٢"])
def test_hours_that_cannot_be_read(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        DAYS.read(SECOND, typed)


def test_night_belongs_to_the_day_it_ends() -> None:
    assert NIGHTS.read(SECOND, "20:00–") == [span(SECOND, 20, 28)]
    assert NIGHTS.read(SECOND, "01:00–02:00") == [span(SECOND, 25, 26)]
    assert NIGHTS.read(SECOND, "") == [span(SECOND, 4, 28)]


def test_every_day_whole_is_always() -> None:
    assert typed_spans(DAYS, {}) == []
    assert typed_spans(DAYS, {f"hours-{SECOND}": "  "}) == []


def test_one_day_that_is_not_whole_says_all_the_others() -> None:
    assert typed_spans(DAYS, {f"hours-{FIRST_DAY}": "11-", f"away-{THIRD}": "1"}) == [
        span(FIRST_DAY, 11, 24),
        span(SECOND, 0, 24),
    ]


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({f"hours-{SECOND}": "late", f"hours-{THIRD}": "9-12"}, {f"hours-{SECOND}"}),
        ({f"hours-{SECOND}": "9-12", f"away-{SECOND}": "1"}, {f"hours-{SECOND}"}),
        ({f"away-{day}": "1" for day in DAYS.days}, set()),
    ],
)
def test_what_cannot_be_is_refused_at_its_day(sent: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        typed_spans(DAYS, sent)

    assert set(refusal.value.fields) == fields


def test_nothing_said_is_the_whole_of_every_day() -> None:
    assert [DAYS.said(day, []) for day in DAYS.days] == [("", False)] * 3


def test_span_of_several_days_is_said_day_by_day() -> None:
    spans = [span(FIRST_DAY, 18, 33)]

    assert [DAYS.said(day, spans) for day in DAYS.days] == [("18:00–", False), ("–09:00", False), ("", True)]


def test_days_beside_the_event_that_something_is_said_of() -> None:
    before, after = span(FIRST_DAY, -20, -10), span(THIRD, 30, 50)

    days = Days.of(make_event(), [before, after]).days

    assert days == tuple(FIRST_DAY + timedelta(days=number) for number in (-1, 0, 1, 2, 3, 4))


_quarters = st.tuples(st.integers(0, 290), st.integers(1, 120))


@given(st.lists(_quarters, min_size=1, max_size=6), st.sampled_from(["00:00", "04:00"]))
def test_what_is_said_is_read_as_the_same(drawn: list[tuple[int, int]], change: str) -> None:
    event = make_event(day_change=change)
    spans = [span(FIRST_DAY, start / 4, (start + length) / 4) for start, length in drawn]
    days = Days.of(event, spans)
    said = {day: days.said(day, spans) for day in days.days}

    sent = {f"hours-{day}": hours for day, (hours, _) in said.items()} | {
        f"away-{day}": "1" for day, (_, away) in said.items() if away
    }

    read = typed_spans(days, sent)
    assert _quarters_of(read) == _quarters_of(spans) or (
        not read and not any(hours or away for hours, away in said.values())
    )


def _quarters_of(spans: list[Span]) -> set[datetime]:
    step = timedelta(minutes=15)
    return {
        one.start_local + step * number for one in spans for number in range((one.end_local - one.start_local) // step)
    }
