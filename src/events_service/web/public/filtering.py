"""The form that narrows a programme down: what there is to choose from, and the way back."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from markupsafe import Markup
from msgspec import structs

from events_service import dates
from events_service.languages import folded
from events_service.programme.filters import Filters
from events_service.web.public.names import room_name, short_name, unmarked
from events_service.web.reader import Reader
from events_service.web.views import EventView

Option = tuple[str, str | Markup]
Address = Callable[[Mapping[str, str]], str]
"""From a query to the path of the page with it."""


class Choice(NamedTuple):
    """One select: only where there is more than one thing to choose."""

    name: str
    label: Markup
    everything: Markup
    options: list[Option]
    chosen: str


class Chip(NamedTuple):
    """One filter that is set, and the address of the same page without it."""

    label: str | Markup
    href: str


def choices(view: EventView, reader: Reader, filters: Filters) -> list[Choice]:
    """The selects of an event's programme, with what is chosen now."""
    options = _options(view, reader)
    say = reader.say
    labels = {
        "track": (say("Track"), say("All tracks")),
        "room": (say("Room"), say("All rooms")),
        "type": (say("Type"), say("All types")),
        "language": (say("Language"), say("All languages")),
        "organization": (say("Organized by"), say("Everybody")),
    }
    return [
        Choice(name, *labels[name], options[name], getattr(filters, name))
        for name in labels
        if len(options[name]) > 1 or getattr(filters, name)
    ]


def chips(view: EventView, reader: Reader, filters: Filters) -> list[Chip]:
    """What is set, apart from the day (its tab shows it) and a selection (which has a bar of its own)."""
    found = []
    for name, value in filters.query().items():
        if name in ("day", "sessions"):
            continue
        without = structs.replace(filters, **{name: ""})
        href = reader.page(view.event.slug, query=without.query())
        found.append(Chip(_label(view, reader, name, value), href))
    return found


def _label(view: EventView, reader: Reader, name: str, value: str) -> str | Markup:
    if name == "q":
        return reader.say("“{words}”", words=Markup("<bdi>{}</bdi>").format(value))
    if name == "person":
        person = next((p for p in view.timetable.people.values() if p.slug == value), None)
        return reader.text(person.name) if person else value
    return next((label for slug, label in _options(view, reader)[name] if slug == value), value)


def _options(view: EventView, reader: Reader) -> dict[str, list[Option]]:
    found: dict[str, list[Option]] = view.once(("options", reader.language), lambda: _gather(view, reader))
    return found


def _gather(view: EventView, reader: Reader) -> dict[str, list[Option]]:
    """Everything that some session has, in the organizers' order; organizations by name."""
    timetable = view.timetable
    sessions = timetable.sessions
    tracks = {session.track_uid for session in sessions}
    rooms = {session.room_uid for session in sessions}
    types = {session.type_uid for session in sessions}
    bodies = {link.organization_uid for session in sessions for link in session.organizers}
    tags = {tag for session in sessions for tag in (*session.languages, *session.interpretation)}
    named = [(b.slug, unmarked(short_name(b, reader))) for uid, b in timetable.organizations.items() if uid in bodies]
    return {
        "track": [(t.slug, reader.plain(t.name)) for t in timetable.programme.tracks if t.uid in tracks],
        "room": [
            (r.slug, unmarked(room_name(r.name, reader)))
            for r in sorted(timetable.programme.rooms, key=lambda room: room.position)
            if r.uid in rooms
        ],
        "type": [(t.slug, reader.plain(t.name)) for t in timetable.programme.types if t.uid in types],
        "language": sorted(((tag, reader.name_of_language(tag)) for tag in tags), key=lambda option: folded(option[1])),
        "organization": sorted(named, key=lambda option: folded(option[1])),
    }


class Tab(NamedTuple):
    """A day, or all of them."""

    weekday: str | Markup
    number: str | Markup
    full: str | Markup
    href: str
    chosen: bool


def tabs(
    view: EventView, reader: Reader, filters: Filters, shown: str, address: Address, *, all_days: bool
) -> list[Tab]:
    """Links to the days. `shown` is the ISO date on show, empty for all of them. Other filters stay set."""
    days = view.timetable.days
    if len(days) < 2:
        return []
    language = reader.language
    months = {(on.year, on.month) for on in days}

    def href(day: str) -> str:
        return address(structs.replace(filters, day=day).query())

    found = [
        Tab(
            dates.weekday(on, language),
            str(on.day) if len(months) == 1 else dates.day_and_month(on, language),
            dates.day(on, language),
            href(on.isoformat()),
            shown == on.isoformat(),
        )
        for on in days
    ]
    if all_days:
        label = reader.say("All")
        count = reader.say_many("{count} day", "{count} days", len(days))
        found.insert(0, Tab(label, count, label, href(""), not shown))
    return found
