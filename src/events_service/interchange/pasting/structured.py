"""Files that say themselves what is what: calendars, and the schedules and bundles of other services."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import icalendar

from events_service.errors import InvalidInput
from events_service.interchange import files
from events_service.interchange.pasting.acquaintance import Acquaintance
from events_service.interchange.pasting.bodies import split_name
from events_service.interchange.pasting.building import MOST_SESSIONS, TooMany
from events_service.interchange.pasting.codes import find_code
from events_service.interchange.pasting.letters import letters_of, tidy
from events_service.interchange.pasting.places import bare_name
from events_service.interchange.pasting.proposals import Proposal, ProposedBody, ProposedItem, ProposedPerson, Reading
from events_service.interchange.pasting.reading import language_of
from events_service.languages import choose, cleaned
from events_service.programme.programme import AgendaItem, Programme, Session
from events_service.zones import zone


class UnreadableCalendar(InvalidInput):
    slug = "unreadable-calendar"
    msgid = "This file cannot be read as a calendar."


def read_calendar(data: bytes, known: Acquaintance, timezone: str) -> Reading:
    """The entries of a calendar (RFC 5545). Of one that repeats, its first time, and a line that says so."""
    try:
        calendar = icalendar.Calendar.from_ical(data)
        entries = list(calendar.walk("VEVENT"))
    except Exception as error:
        # The library has errors of many kinds for files that are none.
        raise UnreadableCalendar from error
    if len(entries) > MOST_SESSIONS:
        raise TooMany(most=MOST_SESSIONS)
    left: list[str] = []
    proposals = []
    for entry in entries:
        title = tidy(cleaned(str(entry.get("SUMMARY", ""))))
        if str(entry.get("STATUS", "")).upper() == "CANCELLED":
            left.append(f"STATUS:CANCELLED {title}")
            continue
        if "RRULE" in entry or "RDATE" in entry:
            left.append(f"RRULE {title}")
        proposals.append(_entry(entry, title, known, timezone))
    return Reading("", tuple(proposals), left=tuple(left))


def _entry(entry: Any, title: str, known: Acquaintance, timezone: str) -> Proposal:
    letters = letters_of(title)
    code = find_code(letters, 0, len(letters.said), known.prefixes)
    begins, ends = _value(entry, "DTSTART"), _value(entry, "DTEND")
    duration = _value(entry, "DURATION")
    if ends is None and isinstance(begins, datetime) and isinstance(duration, timedelta):
        ends = begins + duration
    start, end = _wall(begins, timezone), _wall(ends, timezone)
    organizer = entry.get("ORGANIZER")
    name = str(getattr(organizer, "params", {}).get("CN", "")) if organizer is not None else ""
    description = cleaned(str(entry.get("DESCRIPTION", ""))).strip()
    return Proposal(
        title=letters.said[code.after :].strip() if code and code.after < len(letters.said) else title,
        code=letters.said[code.start : code.end] if code else "",
        language=language_of(f"{title} {description}", known),
        day=start.date() if start else begins if isinstance(begins, date) else None,
        start=f"{start:%H:%M}" if start else "",
        end=f"{end:%H:%M}" if start and end else "",
        room=bare_name(cleaned(str(entry.get("LOCATION", "")))),
        organizers=(ProposedBody(*split_name(tidy(cleaned(name)))),) if name.strip() else (),
        description=description,
    )


def _value(entry: Any, name: str) -> Any:
    found = entry.get(name)
    return getattr(found[0] if isinstance(found, list) else found, "dt", None)


def _wall(at: Any, timezone: str) -> datetime | None:
    """The event's wall time; None for a whole day."""
    if not isinstance(at, datetime):
        return None
    return at.astimezone(zone(timezone)).replace(tzinfo=None) if at.tzinfo else at


def read_schedule(data: bytes, known: Acquaintance, timezone: str) -> Reading:
    """The sessions of a schedule.xml, a schedule.json or a bundle, in their first language."""
    contents = files.read(data, timezone=timezone)
    found: list[Proposal] = []
    left: list[str] = []
    for imported in contents.imports:
        if len(found) + len(imported.programme.sessions) > MOST_SESSIONS:
            raise TooMany(most=MOST_SESSIONS)
        found.extend(_session(session, imported.programme, known) for session in imported.programme.sessions)
        left.extend(f"{skipped.item}: {skipped.why}" for skipped in imported.skipped)
    return Reading("", tuple(found), left=tuple(left))


def _session(session: Session, programme: Programme, known: Acquaintance) -> Proposal:
    _, language = choose(session.title, known.languages[0], known.languages)
    if language == "und":
        language = known.languages[0]

    def said(text: dict[str, str]) -> str:
        return choose(text, language, known.languages)[0]

    def named(records: Iterable[Any], uid: str | None) -> str:
        return next((said(record.name) for record in records if record.uid == uid), "")

    day = session.start_local.date() if session.start_local else session.day_on
    bodies = {body.uid: body for body in programme.organizations}
    people = {person.uid: person for person in programme.people}
    return Proposal(
        title=said(session.title),
        code=session.code,
        language=language,
        day=day,
        start=f"{session.start_local:%H:%M}" if session.start_local else "",
        end=f"{session.end_local:%H:%M}" if session.end_local else "",
        time_note=said(session.time_note),
        room=named(programme.rooms, session.room_uid),
        track=named(programme.tracks, session.track_uid),
        type=named(programme.types, session.type_uid),
        languages=session.languages,
        interpretation=session.interpretation,
        organizers=tuple(
            ProposedBody(
                said(bodies[link.organization_uid].name),
                said(bodies[link.organization_uid].short_name),
                tuple(contact.printed for contact in link.contacts if contact.kind == "phone"),
                role=link.role,
            )
            for link in session.organizers
            if link.organization_uid in bodies
        ),
        people=tuple(
            ProposedPerson(said(people[link.person_uid].name), said(link.title), link.role, link.to_be_confirmed)
            for link in session.people
            if link.person_uid in people
        ),
        agenda=tuple(_item(item, said) for item in session.agenda),
        introduction=said(session.objectives_introduction),
        objectives=tuple(map(said, session.objectives)),
        questions=tuple(map(said, session.questions)),
        description="\n\n".join(filter(None, (said(session.abstract), said(session.description)))),
    )


def _item(item: AgendaItem, said: Any) -> ProposedItem:
    return ProposedItem(
        said(item.title), item.start or "", item.end or "", tuple(_item(each, said) for each in item.items)
    )
