"""A new edition out of an earlier one: what is kept is copied, and every day shifted. Values in, values out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import structs

from events_service.programme.programme import FORMAT, Event, Offer, Programme, Session, SessionStatus


class Keep(StrEnum):
    """What can be taken over."""

    TEXTS = "texts"
    """What is said of the event: theme, city, country, description, objectives, website, colour."""
    PLACES = "places"
    """Venues and rooms."""
    TRACKS = "tracks"
    """Tracks and types of session."""
    BODIES = "bodies"
    """Organizations and people of the event."""
    REGISTRATION = "registration"
    """Categories of participants, and how registration works."""
    SESSIONS = "sessions"
    """The sessions, none of them ready, with tracks and places where these are kept."""


def copied(former: Programme, event: Event, keep: frozenset[Keep], new_uid: Callable[[], str]) -> Programme:
    """The draft of `event` with what is kept of an earlier edition: every record is a new one.

    Days shift by as many as lie between the first days of both; hours stay. People and organizations are the same.
    """
    uids: dict[str, str] = {}

    def renamed(uid: str | None) -> str | None:
        return uids.get(uid or "")

    def anew(uid: str) -> str:
        return uids.setdefault(uid, new_uid())

    places, tracks = Keep.PLACES in keep, Keep.TRACKS in keep
    venues = tuple(structs.replace(one, uid=anew(one.uid)) for one in former.venues if places)
    rooms = tuple(
        structs.replace(one, uid=anew(one.uid), venue_uid=renamed(one.venue_uid)) for one in former.rooms if places
    )
    kept_tracks = tuple(structs.replace(one, uid=anew(one.uid)) for one in former.tracks if tracks)
    types = tuple(structs.replace(one, uid=anew(one.uid)) for one in former.types if tracks)
    shift = event.start_on - former.event.start_on
    sessions = tuple(_session(one, shift, anew(one.uid), renamed) for one in former.sessions)
    return Programme(
        format=FORMAT,
        event=_event(event, former.event, keep),
        series=former.series if event.series_uid else None,
        venues=venues,
        rooms=rooms,
        tracks=kept_tracks,
        types=types,
        organizations=former.organizations,
        people=former.people,
        sessions=sessions if Keep.SESSIONS in keep else (),
    )


def _event(event: Event, former: Event, keep: frozenset[Keep]) -> Event:
    """What was typed for the new one stays."""
    if Keep.TEXTS in keep:
        event = structs.replace(
            event,
            city=event.city or former.city,
            country=event.country or former.country,
            theme=event.theme or former.theme,
            description=event.description or former.description,
            objectives=event.objectives or former.objectives,
            kind=former.kind,
            website=event.website or former.website,
            accent=event.accent or former.accent,
            contact=event.contact or former.contact,
        )
    if Keep.BODIES in keep:
        event = structs.replace(event, organizations=former.organizations, people=former.people)
    if Keep.REGISTRATION in keep:
        event = structs.replace(
            event,
            categories=former.categories,
            confirm_addresses=former.confirm_addresses,
            approval=former.approval,
            offer=structs.replace(former.offer, opens_at=None, closes_at=None),
        )
    return event


def _session(session: Session, shift: timedelta, uid: str, renamed: Callable[[str | None], str | None]) -> Session:
    return structs.replace(
        session,
        uid=uid,
        slug="",
        url=None,
        stream_url=None,
        start_local=_shifted(session.start_local, shift),
        end_local=_shifted(session.end_local, shift),
        start_fold=0,
        end_fold=0,
        day_on=session.day_on + shift if session.day_on else None,
        room_uid=renamed(session.room_uid),
        track_uid=renamed(session.track_uid),
        type_uid=renamed(session.type_uid),
        status=SessionStatus.TENTATIVE,
        status_note={},
        ready=False,
        recording=None,
        documents=(),
        offer=Offer(session.offer.mode, session.offer.capacity),
    )


def _shifted(local: datetime | None, shift: timedelta) -> datetime | None:
    return local + shift if local else None
