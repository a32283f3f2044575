"""X-ALT-DESC: the description as HTML, which Outlook shows instead of DESCRIPTION (IC-30)."""

from html import escape

from events_service.calendars import details
from events_service.calendars.lines import escaped
from events_service.calendars.prose import html
from events_service.languages import direction
from events_service.programme.programme import Session
from events_service.programme.timetable import Timetable

LIMIT = 8000
"""Octets of the value; a longer one is left out, as DESCRIPTION says it all."""


def alternative(session: Session, timetable: Timetable, link: str, language: str) -> str | None:
    """The property, or None where it would be too long or where there is no main text to give a form to."""
    main = [html(source) for source, _ in details.sources(session, timetable, language)]
    if not any(main):
        return None
    before, after = details.around(session, timetable, language)
    about = escape(details.event_title(timetable.event, language))
    parts = [*map(_paragraph, before), *main, *map(_paragraph, after)]
    parts.append(f'<p><a href="{escape(link)}">{about}</a></p>')
    value = escaped(f'<html><body dir="{direction(language)}">{"".join(parts)}</body></html>')
    return f"X-ALT-DESC;FMTTYPE=text/html:{value}" if len(value.encode()) <= LIMIT else None


def _paragraph(block: str) -> str:
    lines = "<br>".join(map(escape, block.split("\n")))
    return f"<p>{lines}</p>" if block else ""
