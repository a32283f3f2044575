import pytest

from events_service.mail.dates import days, span, zone

MORNING = "2018-11-21T09:30:00+01:00"
NOON = "2018-11-21T12:00:00+01:00"
NIGHT = "2018-11-22T01:05:00+01:00"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "Wednesday 21 November 2018, 09:30\u00a0to\u00a012:00"),
        ("fr", "mercredi 21 novembre 2018, 9\u00a0h\u00a030\u00a0–\u00a012\u00a0h"),
        ("ar", "الأربعاء 21 نونبر 2018، من\u00a009:30\u00a0إلى\u00a012:00"),
    ],
)
def test_em_10_span_on_one_day(locale: str, said: str) -> None:
    assert span(MORNING, NOON, locale) == said


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "Wednesday 21 November 2018, 12:00 to Thursday 22 November 2018, 01:05"),
        ("fr", "du mercredi 21 novembre 2018, 12\u00a0h au jeudi 22 novembre 2018, 1\u00a0h\u00a005"),
        ("ar", "من الأربعاء 21 نونبر 2018، 12:00 إلى الخميس 22 نونبر 2018، 01:05"),
    ],
)
def test_em_10_span_past_midnight(locale: str, said: str) -> None:
    assert span(NOON, NIGHT, locale) == said


def test_span_without_an_end() -> None:
    assert span(MORNING, None, "en") == "Wednesday 21 November 2018, 09:30"


@pytest.mark.parametrize(
    ("first", "last", "english", "french", "arabic"),
    [
        ("2016-12-08", "2016-12-09", "8 and 9 December 2016", "8 et 9 décembre 2016", "8 و9 دجنبر 2016"),
        (
            "2018-07-31",
            "2018-08-01",
            "31 July and 1 August 2018",
            "31 juillet et 1er août 2018",
            "31 يوليوز و1 غشت 2018",
        ),
        (
            "2018-12-31",
            "2019-01-01",
            "31 December 2018 and 1 January 2019",
            "31 décembre 2018 et 1er janvier 2019",
            "31 دجنبر 2018 و1 يناير 2019",
        ),
        ("2018-05-01", "2018-05-03", "1 to 3 May 2018", "du 1er au 3 mai 2018", "من 1 إلى 3 ماي 2018"),
        ("2018-09-01", "2018-09-01", "Saturday 1 September 2018", "samedi 1er septembre 2018", "السبت 1 شتنبر 2018"),
    ],
)
def test_days_as_each_language_writes_them(first: str, last: str, english: str, french: str, arabic: str) -> None:
    event = {"start_on": first, "end_on": last}

    assert [days(event, locale) for locale in ("en", "fr", "ar")] == [english, french, arabic]


@pytest.mark.parametrize(
    ("precision", "said"),
    [("year", ["2018", "2018", "2018"]), ("month", ["November 2018", "novembre 2018", "نونبر 2018"])],
)
def test_days_that_are_not_known_are_not_said(precision: str, said: list[str]) -> None:
    event = {"start_on": "2018-11-01", "end_on": "2018-11-30", "precision": precision}

    assert [days(event, locale) for locale in ("en", "fr", "ar")] == said


def test_years_that_differ_are_said_both() -> None:
    event = {"start_on": "2018-01-01", "end_on": "2019-12-31", "precision": "year"}

    assert days(event, "en") == "2018 to 2019"


@pytest.mark.parametrize(
    ("name", "moment", "locale", "said"),
    [
        ("Africa/Casablanca", MORNING, "en", "Casablanca, UTC+01"),
        ("Africa/Casablanca", "2026-11-21T09:30:00+00:00", "fr", "Casablanca, UTC+00"),
        ("Africa/Casablanca", MORNING, "ar", "الدار البيضاء، \u2066UTC+01\u2069"),
        ("Asia/Kolkata", "2018-11-21T09:30:00+05:30", "en", "Kolkata, UTC+05:30"),
        ("America/St_Johns", "2018-11-21T09:30:00-03:30", "en", "St John’s, UTC-03:30"),
    ],
)
def test_em_10_zone_by_place_and_offset(name: str, moment: str, locale: str, said: str) -> None:
    assert zone(name, moment, locale) == said


@pytest.mark.parametrize(
    ("locale", "said", "where"),
    [
        ("en", "Sunday 26 October 2025, 02:30 UTC+02 to 02:00 UTC+01", "Paris"),
        ("fr", "dimanche 26 octobre 2025, 2 h 30 UTC+02 – 2 h UTC+01", "Paris"),
        ("ar", "الأحد 26 أكتوبر 2025، من 02:30 \u2066UTC+02\u2069 إلى 02:00 \u2066UTC+01\u2069", "باريس"),
    ],
)
def test_clocks_put_back_in_between_are_told_by_each_offset(locale: str, said: str, where: str) -> None:
    """Then the place stands alone: no offset is that of both."""
    start, end = "2025-10-26T02:30:00+02:00", "2025-10-26T02:00:00+01:00"

    assert span(start, end, locale).replace("\u00a0", " ") == said
    assert zone("Europe/Paris", start, locale, end=end) == where


def test_second_of_two_equal_hours_is_told_by_the_offset_behind_it() -> None:
    start, end = "2025-10-26T02:15:00+01:00", "2025-10-26T02:45:00+01:00"

    assert span(start, end, "en").replace("\u00a0", " ") == "Sunday 26 October 2025, 02:15 to 02:45"
    assert zone("Europe/Paris", start, "en", end=end) == "Paris, UTC+01"


def test_clocks_changed_during_days_are_told_by_each_offset() -> None:
    said = span("2025-10-25T20:00:00+02:00", "2025-10-26T08:00:00+01:00", "en").replace("\u00a0", " ")

    assert said == "Saturday 25 October 2025, 20:00 UTC+02 to Sunday 26 October 2025, 08:00 UTC+01"
