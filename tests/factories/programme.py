"""Programmes and their parts, made up: by hand for one test, or by number for any size.

Everything is in the shape a release gives it, and follows from the arguments alone: the same call gives
an equal value. A part's uid follows from its slug, and its slug from its title or name.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import structs

from events_service import zones
from events_service.directory.directory import Organization, OrganizationKind, Person
from events_service.languages import LocalizedText, text_in
from events_service.programme.programme import (
    FORMAT,
    AgendaItem,
    Event,
    EventOrganization,
    Programme,
    Room,
    Session,
    SessionOrganizer,
    SessionPerson,
    SessionStatus,
    SessionType,
    Track,
    Venue,
    Visibility,
)
from tests.factories import words

CASABLANCA = "Africa/Casablanca"
RELEASED_AT = datetime(2018, 10, 1, 12, tzinfo=UTC)
FIRST_DAY = date(2018, 11, 20)
_OPENS = time(9)
_MINUTES_A_DAY = 600
_SHORTEST = 5


def uid_of(kind: str, slug: str) -> str:
    """The uid the factories give to a part with this slug."""
    return str(uuid5(NAMESPACE_URL, f"{kind}:{slug}"))


def make_event(**changes: Any) -> Event:
    values: dict[str, Any] = {
        "slug": "forum-7",
        "title": {"en": "Seventh forum", "fr": "Septième forum", "ar": "المنتدى السابع"},
        "timezone": CASABLANCA,
        "start_on": FIRST_DAY,
        "city": {"en": "Marrakesh", "fr": "Marrakech", "ar": "مراكش"},
        "country": "MA",
    } | changes
    values.setdefault("end_on", values["start_on"] + timedelta(days=2))
    values.setdefault("uid", uid_of("event", values["slug"]))
    return Event(**values)


def make_session(timezone: str = CASABLANCA, **changes: Any) -> Session:
    """A confirmed session of an hour at ten; instants follow from the wall times and `timezone`."""
    values: dict[str, Any] = {
        "title": {"en": "Water for all"},
        "revised_at": RELEASED_AT,
        "created_at": RELEASED_AT,
        "start_local": datetime.combine(FIRST_DAY, time(10)),
    } | changes
    values.setdefault("slug", _slug(values["title"]))
    values.setdefault("uid", uid_of("session", values["slug"]))
    start = values["start_local"]
    values.setdefault("end_local", start + timedelta(hours=1) if start else None)
    for end in ("start", "end"):
        local = values[f"{end}_local"]
        if local is not None and f"{end}_at" not in values:
            values[f"{end}_at"] = zones.to_instant(local, timezone, values.get(f"{end}_fold", 0))
    return Session(**values)


def make_venue(**changes: Any) -> Venue:
    values: dict[str, Any] = {"name": {"en": "Congress centre"}, "address": {"en": "1 Garden Road"}} | changes
    values.setdefault("slug", _slug(values["name"]))
    return Venue(**{"uid": uid_of("venue", values["slug"])} | values)


def make_room(**changes: Any) -> Room:
    values: dict[str, Any] = {"name": {"en": "Room 1", "fr": "Salle 1", "ar": "القاعة 1"}} | changes
    values.setdefault("slug", _slug(values["name"]))
    return Room(**{"uid": uid_of("room", values["slug"])} | values)


def make_track(**changes: Any) -> Track:
    values: dict[str, Any] = {"name": {"en": "Water", "fr": "Eau", "ar": "الماء"}} | changes
    values.setdefault("slug", _slug(values["name"]))
    return Track(**{"uid": uid_of("track", values["slug"])} | values)


def make_type(**changes: Any) -> SessionType:
    values: dict[str, Any] = {"name": {"en": "Open session"}} | changes
    values.setdefault("slug", _slug(values["name"]))
    return SessionType(**{"uid": uid_of("type", values["slug"])} | values)


def make_organization(**changes: Any) -> Organization:
    values: dict[str, Any] = {"name": {"en": "Association of towns"}, "kind": OrganizationKind.ASSOCIATION} | changes
    values.setdefault("slug", _slug(values["name"]))
    return Organization(**{"uid": uid_of("organization", values["slug"])} | values)


def make_person(**changes: Any) -> Person:
    values: dict[str, Any] = {"name": {"en": "Amina Berrada"}} | changes
    values.setdefault("slug", _slug(values["name"]))
    return Person(**{"uid": uid_of("person", values["slug"])} | values)


def programme_of(*sessions: Session, **changes: Any) -> Programme:
    """A programme of just these sessions; rooms, tracks and the like as given in `changes`."""
    values: dict[str, Any] = {"format": FORMAT, "event": make_event(), "sessions": sessions} | changes
    return Programme(**values)


def make_programme(
    sessions: int = 40,
    days: int = 3,
    rooms: int | None = None,
    languages: tuple[str, ...] = ("en", "fr", "ar"),
    seed: int = 0,
    *,
    oddities: bool = True,
    **event_changes: Any,
) -> Programme:
    """A whole programme: as many sessions as asked for, nothing overlapping in one room.

    With `oddities` some are tentative, cancelled, breaks, to be announced or with a title only, and one
    was removed; without, all are confirmed, public and timed. Texts are in `languages` of en, fr and ar.
    """
    chance = Random(seed)
    rooms = rooms or max(1, -(-sessions // (days * 12)))
    event = make_event(
        **{"end_on": event_changes.get("start_on", FIRST_DAY) + timedelta(days=days - 1)} | event_changes
    )
    event = structs.replace(event, languages=languages, title=_kept(event.title, languages))
    venue = make_venue(latitude=31.6225, longitude=-7.9898)
    halls = [_hall(number, venue.uid, languages) for number in range(rooms)]
    tracks = [
        make_track(name=_kept(name, languages), slug=_slug(name), colour=colour, position=position)
        for position, (name, colour) in enumerate(words.TRACKS)
    ]
    types = [
        make_type(name=_kept(name, languages), slug=_slug(name), is_break=is_break, position=position)
        for position, (name, is_break) in enumerate(words.TYPES)
    ]
    bodies = [_body(number, languages) for number in range(max(3, sessions // 20))]
    people = [_speaker(number, bodies, languages) for number in range(max(4, sessions))]
    places = _Places(event, halls, sessions, days)
    made = [
        _session(number, chance, places, tracks, types, bodies, people, languages, oddities)
        for number in range(sessions + oddities)
    ]
    removed = (_removed(made.pop()),) if oddities else ()
    first = structs.replace(event, organizations=(EventOrganization(organization_uid=bodies[0].uid),))
    return Programme(
        format=FORMAT,
        event=first,
        venues=(venue,),
        rooms=tuple(halls),
        tracks=tuple(tracks),
        types=tuple(types),
        organizations=tuple(bodies),
        people=tuple(people),
        sessions=tuple(made),
        tombstones=removed,
        time_rules=zones.rules_version(),
    )


class _Places:
    """When and where the n-th session is: rooms first, then the hours of a day, then the days."""

    def __init__(self, event: Event, rooms: list[Room], sessions: int, days: int) -> None:
        self.event, self.rooms = event, rooms
        self.a_day = max(1, -(-(sessions + 1) // (len(rooms) * days)))
        self.minutes = min(90, _MINUTES_A_DAY // self.a_day // _SHORTEST * _SHORTEST)
        if self.minutes < _SHORTEST:
            raise ValueError("so many sessions need more rooms or days")

    def of(self, number: int) -> tuple[Room, datetime, datetime]:
        slot, room = divmod(number, len(self.rooms))
        day, hour = divmod(slot, self.a_day)
        start = datetime.combine(self.event.start_on + timedelta(days=day), _OPENS)
        start += timedelta(minutes=hour * self.minutes)
        return self.rooms[room], start, start + timedelta(minutes=self.minutes)


def _session(
    number: int,
    chance: Random,
    places: _Places,
    tracks: list[Track],
    types: list[SessionType],
    bodies: list[Organization],
    people: list[Person],
    languages: tuple[str, ...],
    oddities: bool,
) -> Session:
    room, start, end = places.of(number)
    code = f"SOU {number + 1}"
    subject, verb = chance.choice(words.SUBJECTS), chance.choice(words.VERBS)
    title = {tag: words.titled(tag, verb, subject) for tag in languages}
    values: dict[str, Any] = {
        "uid": str(UUID(int=chance.getrandbits(128), version=4)),
        "title": title,
        "slug": f"sou-{number + 1}-{_slug(words.titles_in_english(verb, subject))}",
        "code": code,
        "revision": chance.choice((0, 0, 0, 1, 2)),
        "description": {tag: words.paragraphs(tag, chance) for tag in languages},
        "start_local": start,
        "end_local": end,
        "room_uid": room.uid,
        "track_uid": chance.choice(tracks).uid,
        "type_uid": chance.choice([kind for kind in types if not kind.is_break]).uid,
        "languages": (chance.choice(languages),),
        "interpretation": languages[1:] if chance.random() < 0.2 else (),
        "organizers": tuple(SessionOrganizer(organization_uid=body.uid) for body in chance.sample(bodies, 2)),
        "people": tuple(SessionPerson(person_uid=person.uid) for person in chance.sample(people, chance.randint(1, 3))),
        "agenda": tuple(
            AgendaItem(title={tag: words.titled(tag, verb, subject) for tag in languages}) for _ in range(2)
        ),
    }
    if oddities:
        values |= _oddity(number, types)
    return make_session(places.event.timezone, **values)


def _oddity(number: int, types: list[SessionType]) -> dict[str, Any]:
    """What is unusual about the n-th session: one in four is."""
    untimed = {"start_local": None, "end_local": None, "room_uid": None}
    kinds: dict[int, dict[str, Any]] = {
        3: {"status": SessionStatus.TENTATIVE},
        7: {"status": SessionStatus.CANCELLED, "status_note": {"en": "The speaker is ill."}},
        11: {"type_uid": next(kind.uid for kind in types if kind.is_break), "people": (), "organizers": ()},
        15: {"visibility": Visibility.TITLE_ONLY, "description": {}, "people": (), "organizers": (), "agenda": ()},
        19: untimed | {"day_on": FIRST_DAY, "time_note": {"en": "in the morning"}},
        23: untimed,
    }
    return kinds.get(number % 24, {})


def _removed(session: Session) -> Session:
    return structs.replace(session, status=SessionStatus.CANCELLED, revision=session.revision + 1)


def _hall(number: int, venue_uid: str, languages: tuple[str, ...]) -> Room:
    name = {"en": f"Room {number + 1}", "fr": f"Salle {number + 1}", "ar": f"القاعة {number + 1}"}
    return make_room(
        name=_kept(name, languages),
        slug=f"room-{number + 1}",
        venue_uid=venue_uid,
        capacity=40 + number % 5 * 60,
        position=number,
    )


def _body(number: int, languages: tuple[str, ...]) -> Organization:
    name = {
        "en": f"Association of towns {number + 1}",
        "fr": f"Association des villes {number + 1}",
        "ar": f"جمعية المدن {number + 1}",
    }
    return make_organization(
        name=_kept(name, languages),
        slug=f"at-{number + 1}",
        short_name={languages[0]: f"AT {number + 1}"},
        country="MA",
    )


def _speaker(number: int, bodies: list[Organization], languages: tuple[str, ...]) -> Person:
    first, last = words.FIRST_NAMES[number % len(words.FIRST_NAMES)], words.LAST_NAMES[number % len(words.LAST_NAMES)]
    return make_person(
        name={languages[0]: f"{first} {last} {number + 1}"},
        slug=f"{first}-{last}-{number + 1}".lower(),
        title={tag: words.PRESIDENT[tag] for tag in languages},
        organization_uid=bodies[number % len(bodies)].uid,
    )


def _kept(text: LocalizedText, languages: tuple[str, ...]) -> LocalizedText:
    return {tag: text[tag] for tag in languages if tag in text}


def _slug(text: LocalizedText) -> str:
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in text_in(text, "en").lower())
    return "-".join(filter(None, plain.split("-"))) or "s-" + uuid5(NAMESPACE_URL, text_in(text, "en")).hex[:8]
