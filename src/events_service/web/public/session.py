"""The page of one session."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup, escape

from events_service import dates, zones
from events_service.interchange import jsonld
from events_service.languages import folded
from events_service.programme.kinds import kind_and_track
from events_service.programme.live import OfferingState, is_off
from events_service.programme.programme import EventStatus, Room, Session, SessionStatus, SessionType, Visibility
from events_service.programme.role_names import PERSON_ROLES
from events_service.web import times
from events_service.web.public.about import Related, event_link
from events_service.web.public.agenda import Link, agenda
from events_service.web.public.calendar_links import add_drop, has_entries, subscribe_link
from events_service.web.public.event_head import ROLES, state_of
from events_service.web.public.frame import Head, event_page, reader_of, summary, titled, zone_line
from events_service.web.public.names import (
    Body,
    Named,
    body_of,
    is_past,
    linked,
    person_name,
    photo_path,
    position_of,
    room_name,
    spoken,
    status_note,
    track_class,
    unsaid_time,
)
from events_service.web.public.record_pages import organization_page, person_page, room_page, session_page, track_page
from events_service.web.public.slots import hour_anchor
from events_service.web.reader import Reader
from events_service.web.views import EventView

_PARALLEL = 12
"""So many are named of what runs at the same time; the rest are in the programme."""


class Joining(NamedTuple):
    """How the session can be joined. `href` leads to registration, `note` says why it does not."""

    href: str = ""
    note: Markup = Markup("")
    places: str = ""


def render_session(view: EventView, slug: str, language: str, chosen: Iterable[str] = ()) -> str | None:
    """In the present release, or an earlier one where nothing can be done with it; None where it is in neither.

    `chosen` are the slugs of the reader's selection, which goes along in addresses.
    """
    session = view.timetable.by_slug.get(slug)
    if session is None:
        return None
    reader = reader_of(view, language)
    timetable = view.timetable
    selection = tuple(each for each in chosen if each in timetable.by_slug)
    kind, track = kind_and_track(session, timetable)
    # What begins with it first: whoever reads this is about to choose.
    parallel = sorted(timetable.parallel(session), key=lambda other: other.start_at != session.start_at)
    return event_page(
        "public/session.html",
        view,
        reader,
        _head(session, view, reader),
        session_uid=session.uid,
        zone_line=zone_line(view, reader, times.clocks(session)),
        session=session,
        track=track,
        track_href=track_page(track, view, reader) if track else "",
        track_class=track_class(session.track_uid, timetable),
        kind=_kind(kind, session, reader),
        facts=_facts(session, view, reader),
        state=_state(session, view, reader),
        title_only=session.visibility is Visibility.TITLE_ONLY,
        organizers=_organizers(session, view, reader),
        people=people_of(session, view, reader),
        spoken=spoken(session, reader) if session.languages or session.interpretation else "",
        room=_room(timetable.rooms.get(session.room_uid or ""), view, reader),
        agenda=agenda(session, view, reader),
        documents=_documents(session, reader),
        stream=reader.address(session.stream_url) if session.stream_url else None,
        source=reader.address(session.url) if session.url else None,
        group=_group(session, view, reader),
        announced=[event_link(event, reader) for event in view.records.announced_by([session.uid])],
        parallel=[_parallel(other, view, reader, selection) for other in parallel[:_PARALLEL]],
        more_parallel=max(0, len(parallel) - _PARALLEL),
        more_href=_place_in_programme(parallel[_PARALLEL], view, reader) if len(parallel) > _PARALLEL else "",
        add=None if view.is_earlier else add_drop(session, timetable, reader),
        subscribe=subscribe_link(timetable, reader) if has_entries(timetable) else "",
        linked=linked,
        selecting=_selecting(session, view, selection, reader),
        joining=None if view.is_earlier else _joining(session, view, reader),
    )


class Selecting(NamedTuple):
    """The session beside the reader's selection: how to add it, or, where it is in it, how to see that."""

    sessions: str
    """Slugs of the selection with it, parted by commas."""
    href: str
    """Of the selection, where there is one."""
    is_in: bool


def _selecting(session: Session, view: EventView, selection: Sequence[str], reader: Reader) -> Selecting | None:
    if view.is_earlier or session.status is SessionStatus.CANCELLED or view.timetable.is_break(session):
        return None
    sessions = ",".join(dict.fromkeys((*selection, session.slug)))
    href = reader.page(view.event.slug, query={"sessions": ",".join(selection)}) if selection else ""
    return Selecting(sessions, href, session.slug in selection)


def _head(session: Session, view: EventView, reader: Reader) -> Head:
    """An earlier release's page is found by nobody who searches."""
    title = reader.plain(session.title) or session.code
    head = Head(
        title=titled(session.code if session.code not in title else "", title, reader.plain(view.event.title)),
        segments=(*view.segments, "sessions", session.slug),
        description=summary(session.abstract or session.description, reader),
    )
    if view.is_earlier:
        return head._replace(indexed=False)
    return head._replace(
        feed=reader.file(view.event.slug, "sessions", session.slug, "calendar.ics"),
        data=jsonld.script(jsonld.session_document(session, view.timetable, view.site, reader.language)),
    )


class Facts(NamedTuple):
    day: str
    day_href: str
    hours: Markup
    zone: Markup
    time_note: Markup


def _facts(session: Session, view: EventView, reader: Reader) -> Facts:
    event = view.event
    on = conference_day = view.timetable.day(session)
    start, end = times.clocks(session)
    zone = Markup("")
    hours = Markup("")
    if start:
        # The calendar day of the hours: after midnight it is the next one, whatever the conference calls it.
        on = start.date()
        hours = span(session, event.timezone, reader, zone_beside=True)
        zone = escape(times.place(event.timezone, event.city, reader.language))
        offsets = {dates.utc_offset(local, event.timezone) for local in (start, end) if local}
        if len(offsets) == 1:  # else each time has its own beside it
            zone = reader.commas([zone, reader.code(offsets.pop())])
    return Facts(
        day=dates.day(on, reader.language) if on else "",
        day_href=_day_page(conference_day, view, reader) if conference_day else "",
        hours=hours,
        zone=zone,
        time_note=reader.text(session.time_note) or unsaid_time(reader, over=is_past(event, view.now)),
    )


def _day_page(on: date, view: EventView, reader: Reader) -> str:
    return reader.page(*view.segments, query={"day": on.isoformat()})


def _place_in_programme(session: Session, view: EventView, reader: Reader) -> str:
    """Its day, at the hour it begins."""
    on = view.timetable.day(session)
    return f"{_day_page(on, view, reader)}#{hour_anchor(session)}" if on else reader.page(*view.segments)


def span(session: Session, zone_name: str, reader: Reader, *, zone_beside: bool = False) -> Markup:
    """`09:30 to 12:30`."""
    begins, ends = times.span_tags(session, zone_name, reader.language, zone_beside=zone_beside)
    return times.hours(begins, ends, reader.language) if ends else begins


def _state(session: Session, view: EventView, reader: Reader) -> tuple[Markup, Markup, bool] | None:
    """A word, a sentence and whether it does not take place; None where all is as planned."""
    if session.status is SessionStatus.CANCELLED:
        return (
            reader.say("Cancelled"),
            status_note(session, reader) or reader.say("This session will not take place."),
            True,
        )
    whole = state_of(view.event, view.now, reader)
    if whole and view.event.status is not EventStatus.ANNOUNCED:
        return *whole, is_off(view.event)
    if session.status is SessionStatus.TENTATIVE:
        return (
            reader.say("To be confirmed"),
            status_note(session, reader) or reader.say("This session may still change."),
            False,
        )
    return None


def _kind(kind: SessionType | None, session: Session, reader: Reader) -> Markup:
    """The type; not over a title with the same words: `Country group` over `Morocco country group`."""
    if kind is None:
        return Markup("")
    words = rf"(?<!\w){re.escape(folded(reader.plain(kind.name)))}(?!\w)"
    return Markup("") if re.search(words, folded(reader.plain(session.title))) else reader.text(kind.name)


def _organizers(session: Session, view: EventView, reader: Reader) -> list[Body]:
    found = []
    for link in session.organizers:
        body = view.timetable.organizations.get(link.organization_uid)
        if body:
            found.append(
                body_of(
                    body,
                    reader,
                    organization_page(body.uid, view, reader),
                    reader.say(ROLES[link.role]),
                    link.contacts,
                )
            )
    return found


def people_of(session: Session, view: EventView, reader: Reader) -> list[Named]:
    """Who takes part, in the organizers' order, with the title they had at the time."""
    timetable = view.timetable
    found = []
    for link in session.people:
        person = timetable.people.get(link.person_uid)
        if person is None:
            continue
        body = timetable.organizations.get(link.organization_uid or person.organization_uid or "")
        found.append(
            Named(
                person_name(person, reader),
                person_page(person.uid, view, reader),
                reader.say(PERSON_ROLES[link.role]),
                position_of(link.title or person.title, body, reader),
                link.to_be_confirmed,
                photo_path(person, view),
            )
        )
    return found


class RoomShown(NamedTuple):
    name: Markup
    href: str
    venue: Markup
    address: Markup
    capacity: int | None
    accessibility: Markup


def _room(room: Room | None, view: EventView, reader: Reader) -> RoomShown | None:
    if room is None or view.event.status is EventStatus.MOVED_ONLINE:
        return None
    venue = view.timetable.venues.get(room.venue_uid or "")
    address = [reader.text(venue.address), reader.text(venue.city)] if venue else []
    return RoomShown(
        room_name(room.name, reader),
        room_page(room, view, reader),
        reader.text(venue.name) if venue else Markup(""),
        reader.commas(part for part in address if part),
        room.capacity,
        reader.text(room.accessibility),
    )


def _documents(session: Session, reader: Reader) -> list[Link]:
    found = []
    for document in session.documents:
        href = reader.address(document.url)
        if href:
            label = reader.text(document.title) or escape(reader.short_address(href))
            if document.language and document.language != reader.language:
                label = Markup("{} ({})").format(label, reader.name_of_language(document.language))
            found.append(Link(label, href, outside=True))
    return found


def _group(session: Session, view: EventView, reader: Reader) -> Related | None:
    body = view.timetable.organizations.get(session.country_group_uid or "")
    if body is None:
        return None
    countries = reader.listed(reader.country(code) for code in body.countries)
    return Related(reader.text(body.name), organization_page(body.uid, view, reader), countries)


def _parallel(other: Session, view: EventView, reader: Reader, selection: Sequence[str]) -> Related:
    room = view.timetable.rooms.get(other.room_uid or "")
    parts = [reader.code(other.code)] if other.code else []
    if room and view.event.status is not EventStatus.MOVED_ONLINE:
        parts.append(room_name(room.name, reader))
    parts.append(span(other, view.event.timezone, reader))
    title = reader.text(other.title) or escape(other.code)
    return Related(title, session_page(other, view, reader, selection), reader.dotted(parts))


def _joining(session: Session, view: EventView, reader: Reader) -> Joining | None:
    event = view.event
    if is_off(event, session):
        return None
    offering = view.live.to_newcomers(session)
    match offering.state(view.now, event, session):
        case OfferingState.OPEN:
            href = reader.page(event.slug, "register", query={"sessions": session.slug})
            return Joining(href, places=session.slug)
        case OfferingState.UPCOMING:
            assert offering.opens_at is not None
            local = zones.to_wall(offering.opens_at, event.timezone)
            day, clock = dates.day(local.date(), reader.language), times.time_tag(local, None, reader.language)
            return Joining(note=reader.say("Registration opens on {day} at {time}", day=day, time=clock))
        case OfferingState.CLOSED:
            return Joining(note=reader.say("Registration is closed"))
        case _:
            return None
