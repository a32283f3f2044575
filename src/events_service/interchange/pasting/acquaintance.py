"""What the reader of a text knows before: an event's days, its rooms and tracks, the organizations there are."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from events_service.directory.directory import Organization, Person
from events_service.interchange.pasting.dates import Days
from events_service.interchange.pasting.letters import spelled
from events_service.languages import folded
from events_service.programme.programme import Programme

_PREFIX = re.compile(spelled(r"(?:room|salle|hall|the|la|القاعه|قاعه|venue|lieu|المكان)[ :]{1,3}"))
_BEHIND = re.compile(spelled(r" ?[(,،-].{0,200}"))
_MARKS = re.compile(r"[\"'«»“”.]")
_GLUED = re.compile(r"\((?=\w)")


class Acquaintance(Struct, frozen=True):
    """Names, folded, of what is there already, each with its uid."""

    days: Days
    country: str | None = None
    languages: tuple[str, ...] = ("en", "fr", "ar")
    rooms: Mapping[str, str] = {}
    venues: Mapping[str, str] = {}
    tracks: Mapping[str, str] = {}
    types: Mapping[str, str] = {}
    bodies: Mapping[str, str] = {}
    people: Mapping[str, str] = {}
    prefixes: frozenset[str] = frozenset()
    """Of the codes the event has: `sou`."""


def acquaintance(
    programme: Programme, bodies: Iterable[Organization] = (), people: Iterable[Person] = ()
) -> Acquaintance:
    """What is known of an event, with organizations and people besides those it names."""
    event = programme.event
    prefixes = (re.match(r"[a-z]{1,6}", folded(session.code)) for session in programme.sessions if session.code)
    return Acquaintance(
        days=Days(event.start_on, event.end_on),
        country=event.country,
        languages=event.languages,
        rooms=_named((room.uid, room.name.values()) for room in programme.rooms),
        venues=_named((venue.uid, venue.name.values()) for venue in programme.venues),
        tracks=_named((track.uid, track.name.values()) for track in programme.tracks),
        types=_named((kind.uid, kind.name.values()) for kind in programme.types),
        bodies=_named(
            (body.uid, (*body.name.values(), *body.short_name.values(), *body.other_names))
            for body in (*programme.organizations, *bodies)
        ),
        people=_named((p.uid, (*p.name.values(), p.badge_name)) for p in (*programme.people, *people)),
        prefixes=frozenset(match[0] for match in prefixes if match),
    )


def _named(records: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Names that two records have belong to neither."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for uid, names in records:
        for name in {_kept_plain(name) for name in names} - {""}:
            if found.setdefault(name, uid) != uid:
                twice.add(name)
    return {name: uid for name, uid in found.items() if name not in twice}


def plain(name: str) -> str:
    """A name as it is looked up: folded, without quotation marks."""
    return " ".join(_MARKS.sub("", _GLUED.sub(" (", folded(name))).split())


_kept_plain = lru_cache(maxsize=50_000)(plain)
"""Of names that records have, which each text asks for anew. What stands in a text may be long, and is not kept."""


def find(names: Mapping[str, str], said: str) -> str | None:
    """The uid of whatever has that name."""
    return names.get(plain(said))


def find_room(known: Acquaintance, said: str) -> str | None:
    """The room of that name, said with or without `Room` before it or the house behind it."""
    name = plain(said)
    shorter = _BEHIND.sub("", name)
    for each in (name, _PREFIX.sub("", name, count=1), shorter, _PREFIX.sub("", shorter, count=1)):
        if each in known.rooms:
            return known.rooms[each]
    for word in ("room ", "salle ", "القاعه ", "قاعه "):
        if word + name in known.rooms:
            return known.rooms[word + name]
    return None


def find_body(known: Acquaintance, name: str, short_name: str = "") -> str | None:
    """The organization of that name, else of that short name."""
    whole = f"{name} ({short_name})" if short_name else name
    return (
        find(known.bodies, whole)
        or find(known.bodies, name)
        or (find(known.bodies, short_name) if short_name else None)
    )
