"""Small schedules for tests: the frame of a file, with whatever is odd put into it."""

from datetime import datetime

from events_service.interchange.imported import Imported
from events_service.interchange.schedules import frab_xml
from events_service.programme.programme import Session

BERLIN = "Europe/Berlin"
CONFERENCE = "<conference><title>Forum</title><acronym>forum-7</acronym></conference>"


def at(local: str) -> datetime:
    """A wall time."""
    return datetime.fromisoformat(local)


def event(inside: str = "", **attributes: str) -> str:
    """An event element; with nothing said it has an id and a title."""
    said = attributes or {"id": "1"}
    written = "".join(f' {name}="{text}"' for name, text in said.items())
    return f"<event{written}>{inside}</event>"


def titled(title: str = "Water", more: str = "") -> str:
    return f"<title>{title}</title>{more}"


def timed(start: str, date: str = "", duration: str = "01:00", more: str = "") -> str:
    """A titled event's inside with its time."""
    said = f"<date>{date}</date>" if date else ""
    return f"<title>Water</title>{said}<start>{start}</start><duration>{duration}</duration>{more}"


def schedule(*events: str, conference: str = CONFERENCE, day: str = 'date="2025-02-01" index="1"') -> bytes:
    """A schedule of one day with one room that holds the events."""
    inside = "".join(events)
    return f'<schedule>{conference}<day {day}><room name="Hall">{inside}</room></day></schedule>'.encode()


def read(data: bytes | str, timezone: str | None = BERLIN, language: str | None = "en") -> Imported:
    """As it is read again, when zone and language are known; None where the file has to say them."""
    return frab_xml.read(data.encode() if isinstance(data, str) else data, timezone=timezone, language=language)


def read_sessions(
    *events: str, conference: str = CONFERENCE, day: str = 'date="2025-02-01" index="1"'
) -> list[Session]:
    return list(read(schedule(*events, conference=conference, day=day)).programme.sessions)


def read_session(inside: str, *, conference: str = CONFERENCE, day: str = 'date="2025-02-01" index="1"') -> Session:
    """The only session of a schedule, with this inside its element."""
    (session,) = read_sessions(event(inside), conference=conference, day=day)
    return session


def repairs(imported: Imported) -> list[tuple[str, str]]:
    return [(repaired.item, repaired.what) for repaired in imported.repaired]
