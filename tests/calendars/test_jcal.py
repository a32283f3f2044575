"""jCal."""

import json
import re
from typing import Any

import pytest

from events_service.calendars.feeds import event_feed
from events_service.calendars.jcal import jcal
from events_service.languages import INTERFACE_LANGUAGES
from tests.calendars.golden import CALENDARS
from tests.calendars.readers import jcal_of_icaljs
from tests.calendars.scenery import FULL, SITE, STAMP, TIMETABLE


def with_known_types(component: list[Any]) -> list[Any]:
    """ical.js knows RFC 5545 alone, so not the types of NAME and COLOR nor that FEATURE is a list (RFC 7986)."""
    name, properties, components = component
    known = []
    for property_name, parameters, kind, *values in properties:
        if "feature" in parameters:
            parameters["feature"] = parameters["feature"].split(",")
        if property_name == "name":
            values = [re.sub(r"\\(.)", r"\1", values[0])]
        known.append([property_name, parameters, "text" if property_name in ("name", "color") else kind, *values])
    return [name, known, [with_known_types(inner) for inner in components]]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("name", CALENDARS)
def test_jcal_is_what_ical_js_makes_of_the_calendar(name: str, language: str) -> None:
    body = CALENDARS[name](language)

    assert json.loads(jcal(body)) == with_known_types(jcal_of_icaljs(body))


def test_jcal_has_the_types_of_rfc_7265() -> None:
    _, properties, components = json.loads(jcal(event_feed(TIMETABLE, STAMP, SITE, "en").body))
    session = next(inner for inner in components if ["uid", {}, "text", FULL.uid] in inner[1])

    assert ["refresh-interval", {}, "duration", "PT1H"] in properties
    assert ["dtstart", {}, "date-time", "2018-11-20T09:00:00Z"] in session[1]
    assert ["geo", {}, "float", [31.6225, -7.9898]] in session[1]
    assert ["sequence", {}, "integer", 2] in session[1]
    assert ["categories", {}, "text", "Water", "Open session", "fr"] in session[1]
    assert ["summary", {"language": "en"}, "text", "SOU 84 · Partnering; to last, together"] in session[1]
    assert [
        "conference",
        {"feature": ["VIDEO", "AUDIO"], "label": "Online"},
        "uri",
        "https://video.example.org/live?room=1",
    ] in session[1]
