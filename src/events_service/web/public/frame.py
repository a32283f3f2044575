"""What stands around every page: its head, its languages, and an event's own navigation."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, NamedTuple

from markupsafe import Markup

from events_service import dates, zones
from events_service.languages import INTERFACE_LANGUAGES, UNDETERMINED, LocalizedText, text_in
from events_service.programme.live import OfferingState
from events_service.translations import mark
from events_service.web import markdown, times
from events_service.web.public.names import is_past
from events_service.web.reader import Reader
from events_service.web.stylesheet import digest, event_stylesheet
from events_service.web.templating import render
from events_service.web.views import EventView

LANGUAGE_NAMES = {"en": "English", "fr": "Français", "ar": "العربية"}
_LOCALES = {"en": "en_GB", "fr": "fr_FR", "ar": "ar_MA"}
_DESCRIPTION = 200
_NO_QUERY: Mapping[str, str] = {}


class Head(NamedTuple):
    """What a page says of itself to windows, search engines and whoever shows a link to it."""

    title: str
    segments: tuple[str, ...]
    """Its address below the language."""
    description: str = ""
    query: Mapping[str, str] = _NO_QUERY
    canonical_query: Mapping[str, str] = _NO_QUERY
    feed: str | None = None
    data: Markup = Markup("")
    indexed: bool = True


def reader_of(view: EventView, language: str) -> Reader:
    """A reader of an event's pages: texts fall back in the event's own order."""
    return Reader(language, view.site, view.event.languages)


def page(template: str, reader: Reader, head: Head, **values: Any) -> str:
    """A whole page. `head.query` goes along when the reader changes the language."""
    site = reader.site

    def path(language: str, query: Mapping[str, str]) -> str:
        return site.path(language, *head.segments, query=query)

    def found(language: str) -> str:
        return site.url(site.path(language, *head.segments, query=head.canonical_query))

    return render(
        template,
        reader,
        head=head,
        canonical=found(reader.language),
        alternates=[(tag, found(tag)) for tag in INTERFACE_LANGUAGES],
        locale=_LOCALES[reader.language],
        languages=[(tag, LANGUAGE_NAMES[tag], path(tag, head.query)) for tag in INTERFACE_LANGUAGES],
        **values,
    )


def event_page(
    template: str, view: EventView, reader: Reader, head: Head, section: str = "", session_uid: str = "", **values: Any
) -> str:
    """A page of an event. `section` is the one of its navigation that is open."""
    event = view.event
    return page(
        template,
        reader,
        head,
        view=view,
        event=event,
        release=view.release,
        style=style_path(view),
        availability=_availability(view),
        section=section,
        sections=_sections(view, reader),
        earlier=_earlier(view, reader, session_uid) if view.is_earlier else None,
        notices=[
            notice
            for notice in view.live.notices
            if notice.shows(view.now) and notice.session_uid in (None, session_uid)
        ],
        zone_line=values.pop("zone_line", None) or zone_line(view, reader),
        published_on=_date(view, reader),
        **values,
    )


def style_path(view: EventView) -> str:
    """Where the event's colours are."""
    name = view.once("stylesheet digest", lambda: digest(stylesheet(view)))
    return view.site.file("assets", "events", view.event.slug, f"{name}.css")


def _availability(view: EventView) -> str:
    """Where the page asks for places left; empty where nothing takes registrations now."""
    own = view.live.offering(None).state(view.now, view.event)
    if own is OfferingState.OPEN or view.live.open_sessions(view.event, view.timetable.by_uid, view.now):
        return view.site.file("api", "v1", "events", view.event.slug, "availability")
    return ""


def stylesheet(view: EventView) -> str:
    return event_stylesheet(view.event, view.timetable.programme.tracks)


def zone_line(view: EventView, reader: Reader, moments: Iterable[datetime | None] = ()) -> Markup:
    """Whose clocks are meant, and their offsets at these wall times; at the event's own hours where none is given."""
    event = view.event
    offsets = _offsets(moments, event.timezone) or view.once("offsets", lambda: _offsets_of(view))
    return reader.say(
        "All times in {place}, {offset}",
        place=times.place(event.timezone, event.city, reader.language),
        offset=reader.listed(reader.code(offset) for offset in offsets),
    )


def _offsets_of(view: EventView) -> tuple[str, ...]:
    """Of the event: those of its sessions, or of its first noon while none has a time."""
    of_sessions = (local for session in view.timetable.sessions for local in times.clocks(session))
    noon = datetime.combine(view.event.start_on, time(12))
    return _offsets(of_sessions, view.event.timezone) or _offsets([noon], view.event.timezone)


def _offsets(moments: Iterable[datetime | None], zone_name: str) -> tuple[str, ...]:
    """Each once, in the order they come in."""
    return tuple(dict.fromkeys(dates.utc_offset(local, zone_name) for local in moments if local))


def summary(text: LocalizedText, reader: Reader) -> str:
    """The beginning of a long text, for the description of a page."""
    said = markdown.plain(text_in(text, reader.language, reader.fallback)[: 4 * _DESCRIPTION])
    if len(said) <= _DESCRIPTION:
        return said
    return said[:_DESCRIPTION].rpartition(" ")[0].rstrip(" ,;:.،؛") + "…"


def only_in(reader: Reader) -> Markup:
    """The sentence for a page on which some texts are in other languages; call it once they were made."""
    names = [reader.name_of_language(tag) for tag in sorted(reader.fell_back) if tag != UNDETERMINED]
    if not names:
        return Markup("")
    return reader.say("Some of these texts are available in {languages} only.", languages=reader.listed(names))


def titled(*parts: str) -> str:
    """The title of a window out of its parts, the nearest first."""
    return " · ".join(part for part in parts if part)


class Earlier(NamedTuple):
    """What a page of an earlier release says of that at its top."""

    said: list[Markup]
    links: list[tuple[Markup, str]]


def _earlier(view: EventView, reader: Reader, session_uid: str) -> Earlier:
    """Which release it is, and where what is shown is now; of one session also where the whole release is."""
    number, event = view.release.number, view.event
    words = mark("This is version {number} of {date}, and no longer the present one.")
    said = [reader.say(words, number=number, date=_date(view, reader))]
    if not session_uid:
        return Earlier(said, [(reader.say("Show the present programme"), reader.page(event.slug))])
    links = [(reader.say("Programme of version {number}", number=number), reader.page(*view.segments))]
    present = view.public.by_uid.get(session_uid)
    if present is None:
        return Earlier([*said, reader.say("This session is no longer in the programme.")], links)
    href = reader.page(event.slug, "sessions", present.slug)
    return Earlier(said, [(reader.say("Show this session as it is now"), href), *links])


def _date(view: EventView, reader: Reader) -> str:
    """When the release was published."""
    local = zones.to_wall(view.release.released_at, view.event.timezone)
    return dates.plain_day(local.date(), reader.language)


def _sections(view: EventView, reader: Reader) -> list[tuple[str, Markup, str]]:
    event = view.event
    sections = [("programme", reader.say("Programme"), reader.page(event.slug))]
    if not is_past(event, view.now):
        sections.append(("now", reader.say("Now and next"), reader.page(event.slug, "now")))
    return [*sections, ("changes", reader.say("What changed"), reader.page(event.slug, "changes"))]
