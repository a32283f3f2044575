"""A programme as a table for spreadsheets, a row a session: CSV (RFC 4180) in UTF-8, with the mark Excel looks for."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import StringIO

from events_service.addresses import Site
from events_service.languages import choose, cleaned
from events_service.programme.programme import Programme, Session
from events_service.programme.timetable import Timetable

FORMAT = "csv"
COLUMNS = ("code", "title", "subtitle", "day", "start", "end", "timezone", "room", "track", "type", "status") + (
    *("languages", "interpretation", "people", "organizers", "abstract", "description", "url", "uid"),
)

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What makes a cell a formula where it is opened: such a text gets an apostrophe before it."""


def write(programme: Programme, site: Site, language: str) -> bytes:
    """Every session, those without a time at the end of their day, in one language or its event's next best."""
    timetable = Timetable(programme)
    written = StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    table.writerows(_row(session, timetable, site, language) for session in timetable.sessions)
    return written.getvalue().encode("utf-8-sig")


def _row(session: Session, timetable: Timetable, site: Site, language: str) -> list[str]:
    event = timetable.event

    def said(text: Mapping[str, str]) -> str:
        return choose(text, language, event.languages)[0]

    room, track = timetable.rooms.get(session.room_uid or ""), timetable.tracks.get(session.track_uid or "")
    kind = timetable.types.get(session.type_uid or "")
    people = (timetable.people.get(link.person_uid) for link in session.people)
    bodies = (timetable.organizations.get(link.organization_uid) for link in session.organizers)
    day = timetable.day(session)
    cells = (
        *(session.code, said(session.title), said(session.subtitle), day.isoformat() if day else ""),
        *(_shown(session.start_local), _shown(session.end_local), event.timezone),
        *(said(named.name) if named else "" for named in (room, track, kind)),
        *(session.status.value, _listed(session.languages), _listed(session.interpretation)),
        _listed(said(person.name) for person in people if person),
        _listed(said(body.name) for body in bodies if body),
        *(said(session.abstract), said(session.description)),
        site.url(site.path(language, event.slug, "sessions", session.slug)),
        session.uid,
    )
    return [_harmless(cleaned(cell)) for cell in cells]


def _shown(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _listed(names: Iterable[str]) -> str:
    return "; ".join(names)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
