"""Calendars as they were last looked at. `python -m tests.calendars.golden` writes them anew; read the difference."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from events_service.calendars.across import all_events_feed
from events_service.calendars.feeds import event_feed, session_feed
from events_service.calendars.invitation import invitation
from events_service.calendars.links import event_links, session_links
from events_service.calendars.vevent import Seat
from events_service.languages import INTERFACE_LANGUAGES
from tests.calendars.scenery import (
    CANCELLED,
    CATALOGUE,
    EVENT,
    FULL,
    MADE_AT,
    SITE,
    STAMP,
    STAMPS,
    TENTATIVE,
    TIMETABLE,
    timetable_of,
)

FOLDER = Path(__file__).parents[1] / "data" / "ics"


def _session(language: str) -> bytes:
    feed = session_feed(TIMETABLE, FULL.slug, SITE, language)
    assert feed is not None
    return feed.body


def _invitation(language: str) -> bytes:
    seats = [(FULL, Seat(changes=1)), (TENTATIVE, Seat(waiting=True)), (CANCELLED, Seat())]
    body = invitation(
        seats, TIMETABLE, SITE, language, made_at=MADE_AT, organizer=("Seventh forum", "events@example.org")
    )
    assert body is not None
    return body


CALENDARS: dict[str, Callable[[str], bytes]] = {
    "event": lambda language: event_feed(TIMETABLE, STAMP, SITE, language).body,
    "event_zoned": lambda language: event_feed(TIMETABLE, STAMP, SITE, language, zoned=True).body,
    "event_without_sessions": lambda language: event_feed(timetable_of(), STAMP, SITE, language).body,
    "all_events": lambda language: all_events_feed(CATALOGUE, STAMPS, SITE, language).body,
    "session": _session,
    "invitation": _invitation,
}


def links_of(language: str) -> Any:
    found = {"session": session_links(FULL, TIMETABLE, SITE, language), "event": event_links(EVENT, SITE, language)}
    return msgspec.to_builtins(found)


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for language in INTERFACE_LANGUAGES:
        for name, make in CALENDARS.items():
            (FOLDER / f"{name}.{language}.ics").write_bytes(make(language))
        links = json.dumps(links_of(language), indent=1, ensure_ascii=False) + "\n"
        (FOLDER / f"links.{language}.json").write_text(links, encoding="utf-8")


if __name__ == "__main__":
    write()
