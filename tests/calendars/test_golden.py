"""Calendars are, octet for octet, what they were when somebody last looked at them."""

import pytest

from events_service.languages import INTERFACE_LANGUAGES
from tests.calendars.golden import CALENDARS, FOLDER
from tests.calendars.lint import lint

every_calendar = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in CALENDARS for language in INTERFACE_LANGUAGES]
)


@every_calendar
def test_ic_10_calendar_is_as_it_was_last_looked_at(name: str, language: str) -> None:
    assert CALENDARS[name](language) == (FOLDER / f"{name}.{language}.ics").read_bytes()


@every_calendar
def test_ic_6_golden_calendar_breaks_no_rule(name: str, language: str) -> None:
    assert lint((FOLDER / f"{name}.{language}.ics").read_bytes()) == []
