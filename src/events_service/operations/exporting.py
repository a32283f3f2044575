"""Writing what is published of an event to a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from events_service.addresses import Site
from events_service.calendars.feeds import event_feed
from events_service.calendars.jcal import jcal
from events_service.calendars.whole_event import Stamp
from events_service.database import Database
from events_service.errors import InvalidInput, NotFound
from events_service.interchange import spreadsheet
from events_service.interchange.formats import FORMATS, Write
from events_service.interchange.schedules import frab_json, frab_json2, frab_xml
from events_service.programme.live import redacted
from events_service.programme.programme import Programme, SessionStatus
from events_service.programme.queries import get_event_uid, get_redactions, get_release, list_current
from events_service.programme.timetable import Timetable
from events_service.settings import Settings
from events_service.zones import now


def _calendar(programme: Programme, site: Site, language: str) -> bytes:
    event = programme.event
    stamp = Stamp(event.revised_at or now(), event.revision, event.created_at)
    return event_feed(Timetable(programme), stamp, site, language).body


def _jcal(programme: Programme, site: Site, language: str) -> bytes:
    return jcal(_calendar(programme, site, language))


WRITERS: Mapping[str, Write] = {name: known.write for name, known in FORMATS.items()} | {
    "ics": _calendar,
    "jcal": _jcal,
    spreadsheet.FORMAT: spreadsheet.write,
    spreadsheet.WORKBOOK: spreadsheet.write_workbook,
}
_WITHOUT_CANCELLED = (frab_xml.FORMAT, frab_json.FORMAT)
_TIMED_ONLY = (*_WITHOUT_CANCELLED, frab_json2.FORMAT, "ics", "jcal")


class Exported(NamedTuple):
    content: bytes
    left_out: str = ""
    """A sentence about sessions that the format has no words for; empty where it has all."""


def export_event(database: Database, settings: Settings, slug: str, format_name: str) -> Exported:
    """The event's public release in a format, without what people have withdrawn; NotFound where there is none."""
    if format_name not in WRITERS:
        raise InvalidInput(
            "There is no format {name}. Known formats: {known}.", name=format_name, known=", ".join(WRITERS)
        )
    with database.read() as db:
        connection = db.connection()
        uid = get_event_uid(connection, slug)
        number = next((current.release for current in list_current(connection) if current.event_uid == uid), 0)
        if not number:
            raise NotFound("{slug} is not published yet.", slug=slug)
        programme = redacted(get_release(connection, uid, number).programme, get_redactions(connection))
    language = programme.event.languages[0] if programme.event.languages else settings.default_language
    content = WRITERS[format_name](programme, Site(settings.base_url, settings.site_name), language)
    return Exported(content, left_out(programme, format_name))


def left_out(programme: Programme, format_name: str) -> str:
    """How many sessions a format leaves out, and why."""
    cancelled = [session for session in programme.sessions if session.status is SessionStatus.CANCELLED]
    off = len(cancelled) if format_name in _WITHOUT_CANCELLED else 0
    kept = [session for session in programme.sessions if not (off and session in cancelled)]
    untimed = sum(session.start_local is None for session in kept) if format_name in _TIMED_ONLY else 0
    why = [f"{untimed:,} without a time"] * (untimed > 0) + [f"{off:,} cancelled"] * (off > 0)
    if not why:
        return ""
    return f"{format_name} leaves out {untimed + off:,} of {len(programme.sessions):,} sessions: {', '.join(why)}."


def put(path: Path, content: bytes) -> None:
    """Write a file whole, or leave what was there. A pipe or a device is written to as it is."""
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise OSError(problem.errno, problem.strerror, str(path)) from problem
