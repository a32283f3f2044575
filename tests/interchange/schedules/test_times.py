"""When sessions are: past midnight, beside UTC dates, without dates, where clocks change."""

from datetime import date, datetime

import pytest

from tests.interchange.small_schedules import at, event, read, read_session, repairs, schedule, timed

CHANGE = "<conference><title>Forum</title><day_change>04:00</day_change></conference>"


def start(inside: str, **frame: str) -> datetime | None:
    return read_session(inside, **frame).start_local


@pytest.mark.parametrize(
    "written", ["9:30", "09:30", "0930", "09:30:00", "9:30 am", "9h30", "2025-02-01T09:30:00+01:00"]
)
def test_start_without_date_is_on_the_day_it_stands_under(written: str) -> None:
    session = read_session(timed(written))
    assert (session.start_local, session.end_local) == (at("2025-02-01 09:30"), at("2025-02-01 10:30"))


def test_start_past_midnight_is_on_the_next_date_by_day_change() -> None:
    assert start(timed("00:30"), conference=CHANGE) == at("2025-02-02 00:30")
    assert start(timed("04:00"), conference=CHANGE) == at("2025-02-01 04:00")


def test_start_past_midnight_is_on_the_next_date_by_the_day_s_start() -> None:
    day = 'date="2025-02-01" start="2025-02-01T11:00:00+01:00" end="2025-02-02T04:00:00+01:00"'
    assert start(timed("00:30"), day=day) == at("2025-02-02 00:30")
    assert start(timed("10:30"), day=day) == at("2025-02-01 10:30")


def test_start_past_midnight_is_on_the_next_date_by_the_hour_the_day_begins() -> None:
    day = 'date="2025-02-01" start="10:00" end="03:00"'
    assert start(timed("02:00"), day=day) == at("2025-02-02 02:00")
    assert start(timed("10:00"), day=day) == at("2025-02-01 10:00")


def test_day_that_is_only_a_number_is_counted_from_the_first() -> None:
    conference = "<conference><title>Forum</title><start>2025-02-01</start></conference>"
    days = "".join(f"<day index='{n}'>{event(timed('10:00'), id=str(n))}</day>" for n in (1, 2))

    imported = read(f"<schedule>{conference}{days}</schedule>")

    starts = [session.start_local for session in imported.programme.sessions]
    assert starts == [at("2025-02-01 10:00"), at("2025-02-02 10:00")]
    assert repairs(imported) == []


def test_days_that_are_counted_from_0_begin_on_the_first_day() -> None:
    conference = "<conference><title>Forum</title><start>2025-05-01</start><end>2025-05-02</end></conference>"
    days = "".join(f"<day index='{n}'>{event(timed('10:00'), id=str(n))}</day>" for n in (0, 1))

    imported = read(f"<schedule>{conference}{days}</schedule>")

    starts = [session.start_local for session in imported.programme.sessions]
    assert starts == [at("2025-05-01 10:00"), at("2025-05-02 10:00")]
    assert repairs(imported) == []


def test_end_before_the_start_is_on_the_next_date_and_told_where_that_is_long() -> None:
    def told(begin: str, end: str) -> tuple[datetime | None, list[str]]:
        imported = read(schedule(event(f"<title>Water</title><start>{begin}</start><end>{end}</end>")))
        return imported.programme.sessions[0].end_local, [what for _, what in repairs(imported)]

    assert told("22:00", "01:00") == (at("2025-02-02 01:00"), [])
    assert told("10:00", "09:00") == (
        at("2025-02-02 09:00"),
        ["its end 09:00 is before its start: 2025-02-02 was taken"],
    )


def test_start_past_midnight_without_any_day_change_follows_the_room_s_order() -> None:
    events = (event(timed("22:00"), id="1"), event(timed("23:30"), id="2"), event(timed("00:30"), id="3"))
    late = read(schedule(*events)).programme
    assert [s.start_local for s in late.sessions][2] == at("2025-02-02 00:30")
    assert late.event.day_change == "04:00"
    early = read(schedule(*reversed(events))).programme
    assert [s.start_local for s in early.sessions][0] == at("2025-02-01 00:30")


TOLD = "{} is said without a date and in no clear order: {} was taken"


def undated(*clocks: str, room: str = "Hall") -> str:
    """A room with sessions at these times, none of which has a date."""
    return f'<room name="{room}">{"".join(event(timed(clock), id=clock + room) for clock in clocks)}</room>'


def nights(rooms: str) -> tuple[list[str], list[str]]:
    """Sessions of the day that are on the next date, and what is told of any."""
    conference = "<conference><title>x</title></conference>"
    imported = read(f"<schedule>{conference}<day date='2025-02-01'>{rooms}</day></schedule>")
    starts = [session.start_local for session in imported.programme.sessions if session.start_local]
    late = [f"{start:%H:%M}" for start in starts if start.date() == date(2025, 2, 2)]
    return late, [what for _, what in repairs(imported)]


@pytest.mark.parametrize(
    ("clocks", "late"),
    [
        (("22:00", "23:30", "01:00", "02:00"), ["01:00", "02:00"]),
        (("22:00", "23:30", "01:00", "24:30"), ["01:00", "00:30"]),
        (("22:00", "23:30", "02:00", "01:00"), ["02:00", "01:00"]),
        (("24:30", "01:00"), ["00:30", "01:00"]),
        (("00:30", "10:00", "23:30", "01:00"), ["01:00"]),
        (("10:00", "05:30"), ["05:30"]),
        (("00:30", "10:00", "22:00"), []),
        (("00:30", "01:30"), []),
        (("10:00", "09:00", "06:30"), []),
    ],
)
def test_order_of_a_room_says_what_is_past_midnight(clocks: tuple[str, ...], late: list[str]) -> None:
    assert nights(undated(*clocks)) == (late, [])


@pytest.mark.parametrize(
    ("rooms", "late", "told"),
    [
        (undated("22:00", "10:00", "01:00"), ["01:00"], [TOLD.format("01:00", "2025-02-02")]),
        (undated("10:00", "01:00", "22:00", room=""), ["01:00"], [TOLD.format("01:00", "2025-02-02")]),
        (undated("01:00", "23:00", "22:00"), [], [TOLD.format("01:00", "2025-02-01")]),
        (undated("10:00", "22:00") + undated("01:00", room="Bar"), [], [TOLD.format("01:00", "2025-02-01")]),
    ],
)
def test_date_past_midnight_that_has_to_be_guessed_is_told(rooms: str, late: list[str], told: list[str]) -> None:
    found, said = nights(rooms)

    assert (found, [what for what in said if "without a name" not in what]) == (late, told)


def test_order_counts_where_a_day_begins_late() -> None:
    """What is before six is at its night whatever the order; between that and its beginning, order says."""
    day = 'date="2025-02-01" start="2025-02-01T09:00:00+01:00"'
    clocks = ("08:00", "10:00", "23:00", "03:00", "07:00")
    imported = read(schedule(*(event(timed(clock), id=clock) for clock in clocks), day=day))

    starts = [f"{session.start_local:%d %H:%M}" for session in imported.programme.sessions]
    assert starts == ["01 08:00", "01 10:00", "01 23:00", "02 03:00", "02 07:00"]
    assert repairs(imported) == []


@pytest.mark.parametrize(
    ("clocks", "late"),
    [
        (("11:00", "09:00", "12:00"), []),
        (("14:00", "09:30", "11:00", "15:00"), []),
        (("11:00", "03:00", "09:00", "12:00"), ["03:00"]),
        (("11:00", "09:00"), ["09:00"]),
    ],
)
def test_morning_out_of_order_is_rarely_the_end_of_a_night_and_told(clocks: tuple[str, ...], late: list[str]) -> None:
    day = 'date="2025-02-01" start="2025-02-01T10:00:00+01:00"'
    imported = read(schedule(*(event(timed(clock), id=clock) for clock in clocks), day=day))

    starts = [session.start_local for session in imported.programme.sessions if session.start_local]
    assert [f"{start:%H:%M}" for start in starts if start.date() == date(2025, 2, 2)] == late
    assert any("is said without a date and in no clear order" in what for _, what in repairs(imported))


def test_order_of_one_day_says_nothing_of_another() -> None:
    days = '<day index="1" date="2025-02-01"/><day index="2" date="2025-02-02"/>'
    said = (("1", "10:00"), ("1", "23:00"), ("2", "05:30"), ("2", "09:00"))
    events = "".join(event(timed(clock, more=f"<day>{day}</day>"), id=clock) for day, clock in said)
    imported = read(f"<schedule><conference><title>x</title></conference>{days}{events}</schedule>")

    starts = [f"{session.start_local:%d %H:%M}" for session in imported.programme.sessions]
    assert (starts, repairs(imported)) == (["01 10:00", "01 23:00", "02 05:30", "02 09:00"], [])


def test_start_past_24_hours_is_on_the_next_date() -> None:
    assert start(timed("25:30")) == at("2025-02-02 01:30")


def test_date_says_that_it_is_past_midnight() -> None:
    imported = read(schedule(event(timed("00:15", "2025-02-02T00:15:00+01:00"))))
    (session,) = imported.programme.sessions
    assert session.start_local == at("2025-02-02 00:15")
    assert imported.programme.event.day_change == "04:00"
    assert imported.repaired == ()


def test_date_in_the_early_morning_with_a_right_offset_is_believed() -> None:
    day = 'date="2025-02-01" start="2025-02-01T04:00:00+01:00" end="2025-02-02T03:59:00+01:00"'
    assert start(timed("03:30", "2025-02-01T03:30:00+01:00"), day=day) == at("2025-02-01 03:30")


def test_date_without_offset_before_the_day_begins_is_the_night_after() -> None:
    imported = read(schedule(event(timed("00:30", "2025-02-01T00:30:00")), conference=CHANGE))
    assert imported.programme.sessions[0].start_local == at("2025-02-02 00:30")
    assert repairs(imported) == [("1 Water", "00:30 is before the day begins: it is on the next date")]


def test_date_in_utc_beside_a_local_start_gives_the_calendar_day() -> None:
    assert start(timed("00:30", "2025-02-01T23:30:00Z")) == at("2025-02-02 00:30")
    assert start(timed("10:30", "2025-02-01T09:30:00+00:00")) == at("2025-02-01 10:30")


def test_date_with_a_wrong_offset_leaves_the_local_time() -> None:
    imported = read(schedule(event(timed("10:00", "2025-02-01T10:00:00+00:00"))))
    assert imported.programme.sessions[0].start_local == at("2025-02-01 10:00")
    assert repairs(imported) == [("dates", "the offset of 1 is not Europe/Berlin’s: the local time was taken")]


def test_days_in_utc_are_read_as_local_days() -> None:
    day = 'date="2023-09-09" start="2023-09-09T21:30:00+00:00" end="2023-09-10T21:29:59+00:00"'
    data = schedule(event(timed("10:30", "2023-09-10T05:00:00+00:00")), event(timed("02:00")), day=day)
    imported = read(data, "Asia/Kolkata")
    starts = [session.start_local for session in imported.programme.sessions]
    assert starts == [at("2023-09-10 10:30"), at("2023-09-11 02:00")]
    assert imported.programme.event.day_change == "03:00"


def test_start_and_date_that_differ_leave_the_start() -> None:
    imported = read(schedule(event(timed("09:30", "2025-02-01T11:30:00+01:00"))))
    assert imported.programme.sessions[0].start_local == at("2025-02-01 09:30")
    assert repairs(imported) == [("1 Water", "its date says 11:30, its start 09:30: the start was taken")]


def test_start_and_date_that_differ_over_midnight_leave_the_start_on_the_nearer_day() -> None:
    assert start(timed("00:10", "2025-02-01T23:50:00+01:00")) == at("2025-02-02 00:10")


def test_date_without_time_is_no_contradiction() -> None:
    assert start(timed("10:00", "2025-02-01")) == at("2025-02-01 10:00")
    assert start(timed("00:30", "2025-02-02")) == at("2025-02-02 00:30")


def test_date_without_colon_in_its_offset_is_read() -> None:
    assert start(timed("10:00", "2025-02-01T10:00:00+0100")) == at("2025-02-01 10:00")


def test_date_beyond_the_event_leaves_the_day() -> None:
    imported = read(schedule(event(timed("10:00", "2024-02-01T10:00:00+01:00"))))
    assert imported.programme.sessions[0].start_local == at("2025-02-01 10:00")
    assert repairs(imported) == [("1 Water", "its date 2024-02-01 is not among the days: 2025-02-01 was taken")]


def test_date_alone_says_when() -> None:
    assert start("<title>x</title><date>2025-02-01T10:00:00+01:00</date>") == at("2025-02-01 10:00")
    assert start("<title>x</title><date>2025-02-01T09:00:00Z</date>") == at("2025-02-01 10:00")


def test_days_are_known_without_dates_of_their_own() -> None:
    only = event(timed("10:00", "2025-02-01T10:00:00+01:00"))
    data = f"<schedule><conference><title>x</title></conference>{only}</schedule>"
    programme = read(data).programme
    assert (programme.event.start_on, programme.event.end_on) == (date(2025, 2, 1), date(2025, 2, 1))
    assert programme.sessions[0].start_local == at("2025-02-01 10:00")


def test_day_given_inside_the_event_is_its_day() -> None:
    days = '<day index="1" date="2025-02-01"/><day index="2" date="2025-02-02"/>'
    second = event(timed("10:00", more="<day>2</day>"))
    data = f"<schedule><conference><title>x</title></conference>{days}{second}</schedule>"
    assert read(data).programme.sessions[0].start_local == at("2025-02-02 10:00")


@pytest.mark.parametrize(
    "said", ["", "<start/>", "<start>tba</start>", "<start>99:99</start><duration>01:00</duration>"]
)
def test_session_without_a_usable_time_is_to_be_announced_on_its_day(said: str) -> None:
    imported = read(schedule(event(f"<title>Water</title>{said}")))
    (session,) = imported.programme.sessions
    assert (session.start_local, session.end_local, session.day_on) == (None, None, date(2025, 2, 1))
    assert len(imported.repaired) == 1
    assert imported.repaired[0].what.endswith(": to be announced")


@pytest.mark.parametrize(
    ("duration", "end"),
    [
        ("00:00", at("2025-02-01 10:00")),
        ("12:00", at("2025-02-01 22:00")),
        ("15:00", at("2025-02-02 01:00")),
        ("001:02:30", at("2025-02-02 12:30")),
        ("90", at("2025-02-01 11:30")),
        ("0130", at("2025-02-01 11:30")),
        ("", None),
    ],
)
def test_length_of_any_kind_gives_the_end(duration: str, end: datetime | None) -> None:
    assert read_session(timed("10:00", duration=duration)).end_local == end


def test_length_that_is_none_leaves_the_end_open() -> None:
    imported = read(schedule(event(timed("10:00", duration="6944:11:40"))))
    assert imported.programme.sessions[0].end_local is None
    assert repairs(imported) == [("1 Water", "its length “6944:11:40” is not understood: when it ends is left open")]


def test_three_part_lengths_beside_two_part_ones_begin_with_days() -> None:
    data = schedule(event(timed("10:00", duration="1:02:30"), id="1"), event(timed("10:00", duration="00:45"), id="2"))
    assert [s.end_local for s in read(data).programme.sessions] == [
        at("2025-02-02 12:30"),
        at("2025-02-01 10:45"),
    ]


def test_end_instead_of_a_length() -> None:
    assert read_session("<title>x</title><start>23:00</start><end>01:00</end>").end_local == at("2025-02-02 01:00")


def test_start_that_clocks_never_show_moves_with_them() -> None:
    imported = read(schedule(event(timed("02:30")), day='date="2025-03-30"'))
    (session,) = imported.programme.sessions
    assert (session.start_local, session.end_local) == (at("2025-03-30 03:30"), at("2025-03-30 04:30"))
    assert repairs(imported) == [("1 Water", "the clocks never show 02:30 on 2025-03-30: it starts at 03:30")]


@pytest.mark.parametrize(("offset", "fold"), [("+02:00", 0), ("+01:00", 1)])
def test_start_that_clocks_show_twice_keeps_which_one_is_meant(offset: str, fold: int) -> None:
    data = schedule(event(timed("02:30", f"2025-10-26T02:30:00{offset}", "00:20")), day='date="2025-10-26"')
    imported = read(data)
    (session,) = imported.programme.sessions
    assert (session.start_local, session.start_fold, session.end_fold) == (at("2025-10-26 02:30"), fold, fold)
    assert imported.repaired == ()


NIGHT = 'date="2025-10-26"'


@pytest.mark.parametrize(
    ("start", "end", "folds"),
    [
        ("2025-10-26T02:30:00+02:00", "2025-10-26T02:00:00+01:00", (0, 1)),
        ("2025-10-26T02:30:00+01:00", "2025-10-26T02:45:00+01:00", (1, 1)),
        ("2025-10-26T00:30:00Z", "2025-10-26T01:00:00Z", (0, 1)),
        ("2025-10-26T01:30:00Z", "2025-10-26T01:45:00Z", (1, 1)),
    ],
)
def test_moments_in_the_hour_that_comes_twice_are_the_ones_meant(start: str, end: str, folds: tuple[int, int]) -> None:
    imported = read(schedule(event(f"<title>Water</title><start>{start}</start><end>{end}</end>"), day=NIGHT))

    (session,) = imported.programme.sessions
    assert (session.start_local, session.start_fold, session.end_fold) == (at("2025-10-26 02:30"), *folds)
    assert session.end_local in (at("2025-10-26 02:00"), at("2025-10-26 02:45"))
    assert imported.repaired == ()


def test_date_in_utc_says_which_of_two_equal_hours_is_meant() -> None:
    moments = (timed("02:30", f"2025-10-26T0{hour}:30:00Z", "00:10") for hour in (0, 1))
    imported = read(schedule(*(event(inside, id=str(n)) for n, inside in enumerate(moments)), day=NIGHT))

    assert [session.start_fold for session in imported.programme.sessions] == [0, 1]
    assert imported.repaired == ()


def test_end_by_its_clock_in_the_hour_that_comes_twice_is_the_nearer() -> None:
    said = "<title>x</title><date>2025-10-26T02:30:00+02:00</date><start>02:30</start><end>02:00</end>"
    session = read_session(said, day=NIGHT)
    assert (session.end_local, session.end_fold) == (at("2025-10-26 02:00"), 1)


def test_end_without_an_offset_is_in_the_hour_of_its_start() -> None:
    said = "<title>x</title><start>2025-10-26T01:15:00+01:00</start><end>2025-10-26T01:45:00</end>"
    (session,) = read(schedule(event(said), day=NIGHT), "Europe/London").programme.sessions
    assert (session.start_fold, session.end_local, session.end_fold) == (0, at("2025-10-26 01:45"), 0)


def test_end_before_its_start_is_none() -> None:
    said = "<title>x</title><start>2025-02-01T10:00:00+01:00</start><end>2025-02-01T09:00:00+01:00</end>"
    assert read_session(said).end_local is None


def test_start_that_clocks_show_twice_and_nothing_tells_apart_is_the_first_and_told() -> None:
    imported = read(schedule(event(timed("02:30")), day='date="2025-10-26"'))

    assert [session.start_fold for session in imported.programme.sessions] == [0]
    assert repairs(imported) == [("1 Water", "the clocks show 02:30 twice on 2025-10-26: the first time was taken")]


def test_length_over_a_change_of_clocks_is_time_that_passes() -> None:
    assert read_session(timed("01:30", duration="02:00"), day='date="2025-03-30"').end_local == at("2025-03-30 04:30")


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("<start>2025-02-01</start><end>2025-02-03</end>", date(2025, 2, 1), date(2025, 2, 3)),
        ("<start>2025-02-03</start><end>2025-02-01</end>", date(2025, 2, 1), date(2025, 2, 3)),
        ("<start>2025-01-31T23:00:00Z</start><end>2025-02-03T15:00:00+00:00</end>", date(2025, 2, 1), date(2025, 2, 3)),
        ("<start>2025-02-01</start><end>2025-02-02T00:00:00+01:00</end>", date(2025, 2, 1), date(2025, 2, 1)),
        ("", date(2025, 2, 1), date(2025, 2, 1)),
    ],
)
def test_first_and_last_day_of_the_event(said: str, first: date, last: date) -> None:
    data = schedule(event(timed("10:00")), conference=f"<conference><title>x</title>{said}</conference>")
    found = read(data).programme.event
    assert (found.start_on, found.end_on) == (first, last)


def test_event_whose_last_day_is_before_its_first_is_turned_round_and_told() -> None:
    said = "<start>2025-02-03</start><end>2025-02-01</end>"
    imported = read(schedule(event(timed("10:00")), conference=f"<conference><title>x</title>{said}</conference>"))

    what = "its last day 2025-02-01 is before its first 2025-02-03: they were taken the other way round"
    assert repairs(imported) == [("event", what)]


def test_day_without_a_date_is_what_is_missing() -> None:
    imported = read(
        schedule(event(timed("10:00"), id="1"), event(timed("11:00", "2025-02-01"), id="2"), day='index="1"')
    )

    assert repairs(imported) == [
        ("1 Water", "its time is “10:00”, but the day it stands under has no date: to be announced")
    ]


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("", date(2025, 1, 31), date(2025, 2, 3)),
        ("<start>2025-02-01</start>", date(2025, 2, 1), date(2025, 2, 3)),
        ("<end>2025-02-01</end>", date(2025, 1, 31), date(2025, 2, 1)),
        ("<start>2025-02-01</start><end>2025-02-01</end>", date(2025, 2, 1), date(2025, 2, 1)),
    ],
)
def test_days_of_the_event_are_those_of_sessions_under_days_without_a_date_too(
    said: str, first: date, last: date
) -> None:
    dated = event(timed("10:00"), id="1") + event(timed("10:00", "2025-02-09"), id="2")
    undated = event(timed("10:00", "2025-01-31"), id="3") + event(timed("10:00", "2025-02-03"), id="4")
    days = f"<day date='2025-02-01'><room name='A'>{dated}</room></day><day><room name='A'>{undated}</room></day>"
    found = read(f"<schedule><conference><title>x</title>{said}</conference>{days}</schedule>").programme.event

    assert (found.start_on, found.end_on) == (first, last)


def test_length_that_is_missing_is_told_once_for_a_file() -> None:
    ends = "<title>x</title><start>10:00</start><end>11:00</end>"
    none = "<title>x</title><start>10:00</start>"
    imported = read(
        schedule(
            *(event(none, id=str(number)) for number in range(1, 6)),
            event(ends, id="7"),
            event(timed("10:00"), id="8"),
            event("<title>x</title>", id="9"),
        )
    )

    assert repairs(imported) == [
        ("length", "not said of 5 (1 x, 2 x, 3 x …): when it ends is left open"),
        ("9 x", "it has no time: to be announced"),
    ]


def test_length_that_is_not_understood_is_told_beside_a_start_that_is_not() -> None:
    imported = read(schedule(event(timed("soon", duration="a while"))))

    assert repairs(imported) == [
        ("1 Water", "its time “soon” is not understood: to be announced"),
        ("1 Water", "its length “a while” is not understood: when it ends is left open"),
    ]
