"""Links that add one entry to a calendar on the web, or subscribe to a feed there (IC-26, IC-39 to IC-41)."""

from datetime import date, datetime, timedelta
from urllib.parse import quote

from events_service.addresses import Site
from events_service.calendars import details
from events_service.calendars.lines import day, utc
from events_service.calendars.prose import plain
from events_service.calendars.vevent import EVENT_STATUS, span
from events_service.calendars.whole_event import is_dated, place_of
from events_service.directory.directory import Value
from events_service.languages import choose, one_line, text_in
from events_service.programme.programme import Event, Session, SessionStatus
from events_service.programme.timetable import Timetable

LONGEST = 1999
"""Characters of a link; some programs and mail gateways cut what is longer."""

_TITLE, _PLACE = 120, 100
_SAFE = "/:"


class AddLinks(Value):
    """One entry, offered to each calendar on the web."""

    google: str
    outlook: str
    office365: str
    yahoo: str


class SubscribeLinks(Value):
    """One feed. `copy` always works: it is the address itself."""

    copy: str
    webcal: str
    google: str
    outlook: str
    office365: str


class _Appointment(Value):
    title: str
    place: str
    about: str
    page: str
    timezone: str
    start: datetime | date
    end: datetime | date
    """For whole days the first day it does not cover."""


def session_links(session: Session, timetable: Timetable, site: Site, language: str) -> AddLinks | None:
    """None for a session without a time or one that will not take place."""
    given_up = EVENT_STATUS[timetable.event.status][0] == "CANCELLED" or session.status is SessionStatus.CANCELLED
    if session.start_at is None or given_up:
        return None
    start, end = span(session)
    return _links(
        _Appointment(
            title=details.heading(session, timetable, language)[0],
            place=details.place(session, timetable, language)[0],
            about=details.main_text(session, timetable, language, enough=2 * LONGEST)[0],
            page=details.page(session, timetable, site, language),
            timezone=timetable.event.timezone,
            start=start,
            end=end,
        )
    )


def event_links(event: Event, site: Site, language: str) -> AddLinks | None:
    """The whole event, all day; None while its days are not known, or when it will not take place on them."""
    if not is_dated(event) or EVENT_STATUS[event.status][0] == "CANCELLED":
        return None
    theme, description = (choose(text, language, event.languages)[0] for text in (event.theme, event.description))
    return _links(
        _Appointment(
            title=one_line(text_in(event.title, language, event.languages)),
            place=place_of(event, language)[0],
            about="\n\n".join(filter(None, map(plain, (theme, description[: 2 * LONGEST])))),
            page=site.url(site.path(language, event.slug)),
            timezone=event.timezone,
            start=event.start_on,
            end=max(event.start_on, event.end_on) + timedelta(days=1),
        )
    )


def subscribe_links(site: Site, path: str, name: str) -> SubscribeLinks:
    """Ways to subscribe to the feed at a path made by `Site.file`."""
    address, webcal = site.url(path), site.webcal(path)
    microsoft = f"/calendar/0/addfromweb?url={quote(webcal, safe='')}&name={quote(one_line(name), safe='')}"
    return SubscribeLinks(
        copy=address,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.live.com{microsoft}",
        office365=f"https://outlook.office.com{microsoft}",
    )


def _links(entry: _Appointment) -> AddLinks:
    return AddLinks(
        google=_google(entry),
        outlook=_outlook("https://outlook.live.com", entry),
        office365=_outlook("https://outlook.office.com", entry),
        yahoo=_yahoo(entry),
    )


def _google(entry: _Appointment) -> str:
    dates = f"{_basic(entry.start)}/{_basic(entry.end)}"
    query = {"action": "TEMPLATE", "text": entry.title, "dates": dates, "details": "", "location": entry.place}
    return _link("https://calendar.google.com/calendar/render", query | {"ctz": entry.timezone}, "details", entry)


def _outlook(host: str, entry: _Appointment) -> str:
    query = {"path": "/calendar/action/compose", "rru": "addevent"}
    query |= {"startdt": _extended(entry.start), "enddt": _extended(entry.end), "subject": entry.title}
    query |= {"body": "", "location": entry.place}
    if not isinstance(entry.start, datetime):
        query["allday"] = "true"
    return _link(f"{host}/calendar/deeplink/compose", query, "body", entry)


def _yahoo(entry: _Appointment) -> str:
    query = {"v": "60", "title": entry.title, "st": _basic(entry.start), "et": _basic(entry.end)}
    query |= {"desc": "", "in_loc": entry.place}
    if not isinstance(entry.end, datetime):
        query |= {"et": _basic(entry.end - timedelta(days=1)), "dur": "allday"}
    return _link("https://calendar.yahoo.com/", query, "desc", entry)


def _link(address: str, query: dict[str, str], about: str, entry: _Appointment) -> str:
    """The address with its query. The text is cut so that it fits, the link to the page never is."""
    query = {name: _short(name, value) for name, value in query.items()} | {about: entry.page}
    left = LONGEST - len(_joined(address, query)) - _size("\n\n")
    text = details.cut(entry.about, LONGEST, left, _size)
    return _joined(address, query | {about: f"{text}\n\n{entry.page}"} if text else query)


def _short(name: str, value: str) -> str:
    longest = {"text": _TITLE, "subject": _TITLE, "title": _TITLE, "location": _PLACE, "in_loc": _PLACE}.get(name)
    return details.cut(value, longest, 6 * longest, _size) if longest else value


def _joined(address: str, query: dict[str, str]) -> str:
    return address + "?" + "&".join(f"{name}={quote(value, safe=_SAFE)}" for name, value in query.items())


def _size(said: str) -> int:
    return len(quote(said, safe=_SAFE))


def _basic(moment: datetime | date) -> str:
    return utc(moment) if isinstance(moment, datetime) else day(moment)


def _extended(moment: datetime | date) -> str:
    """As Outlook wants it: `2026-12-01T10:00:00Z`."""
    written = _basic(moment)
    on = f"{written[:4]}-{written[4:6]}-{written[6:8]}"
    return f"{on}T{written[9:11]}:{written[11:13]}:{written[13:]}" if len(written) > 8 else on
