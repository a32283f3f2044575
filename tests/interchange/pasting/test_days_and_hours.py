"""Days and hours as they are written in mails, tables and minutes."""

from datetime import date

import pytest

from events_service.interchange.pasting.dates import find_days
from events_service.interchange.pasting.hours import find_hours
from events_service.interchange.pasting.letters import key_of
from tests.interchange.pasting.cases import DAYS

WEDNESDAY = date(2018, 11, 21)


@pytest.mark.parametrize(
    "said",
    [
        *(
            "21 Nov",
            "21 November",
            "21st of November",
            "Wednesday 21 November 2018",
            "Wed, 21 Nov. 2018",
            "Nov 21, 2018",
        ),
        *("Wednesday, November 21st", "2018-11-21", "21/11/2018", "11/21/2018", "21.11.18", "21-Nov-2018", "Day 2"),
        *("mercredi 21 novembre", "Mercredi 21 novembre 2018", "mer. 21 nov.", "le 21 novembre", "Jour 2", "2ème jour"),
        *("الأربعاء 21 نونبر 2018", "٢١ نوفمبر", "يوم الأربعاء 21 نونبر", "21 تشرين الثاني 2018", "اليوم الثاني"),
        *("Wednesday", "mercredi", "الأربعاء", "21/11"),
    ],
)
def test_a_day_is_found_however_it_is_written(said: str) -> None:
    assert [found.day for found in find_days(key_of(said), 0, len(said), DAYS)][:1] == [WEDNESDAY]


@pytest.mark.parametrize(
    "said",
    ["20 to 24 November", "du 20 au 24 novembre 2018", "من 20 إلى 24 نونبر", "24/7", "3/4 of them", "may", "sun"],
)
def test_what_is_no_single_day_is_none(said: str) -> None:
    assert [found for found in find_days(key_of(said), 0, len(said), DAYS) if found.day in (WEDNESDAY,)] == []


def test_a_weekday_that_is_not_that_of_its_date_is_doubtful() -> None:
    (found,) = find_days("monday 21 november 2018", 0, 23, DAYS)

    assert (found.day, found.doubtful) == (WEDNESDAY, True)


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("9:30 to 12:30", ("09:30", "12:30")),
        ("9:30 - 12:30", ("09:30", "12:30")),
        ("09:30–12:30", ("09:30", "12:30")),
        ("9h30", ("09:30", "")),
        ("9 h 30 – 12 h 30", ("09:30", "12:30")),
        ("de 9h30 à 12h30", ("09:30", "12:30")),
        ("de 9h à 12h", ("09:00", "12:00")),
        ("09H30-12H30", ("09:30", "12:30")),
        ("from 9.30 am to 12.30", ("09:30", "12:30")),
        ("2.30 pm to 6 pm", ("14:30", "18:00")),
        ("2 to 3 pm", ("14:00", "15:00")),
        ("10:30 - 1 pm", ("10:30", "13:00")),
        ("10:45-11:30 am", ("10:45", "11:30")),
        ("9:30 AM – 12:30 PM", ("09:30", "12:30")),
        ("0930-1230", ("09:30", "12:30")),
        ("noon to 2 pm", ("12:00", "14:00")),
        ("الساعة 9:30", ("09:30", "")),
        ("من الساعة ٩:٣٠ إلى ١٢:٣٠", ("09:30", "12:30")),
        ("من 9:30 إلى 12:30", ("09:30", "12:30")),
        ("9:30 صباحا", ("09:30", "")),
        ("2:30 بعد الزوال", ("14:30", "")),
        ("الساعة التاسعة والنصف صباحا", ("09:30", "")),
    ],
)
def test_hours_are_found_however_they_are_written(said: str, hours: tuple[str, str]) -> None:
    key = key_of(said)

    assert [(found.begins, found.ends) for found in find_hours(key, 0, len(key))] == [hours]


@pytest.mark.parametrize(
    "said",
    ["05 37 20 59 03", "120.000 postes", "2018-2021", "12 Régions", "SOU 84", "ratio 3:75", "version 2.10", "9 to 12"],
)
def test_other_numbers_are_no_hours(said: str) -> None:
    key = key_of(said)

    assert find_hours(key, 0, len(key)) == []
