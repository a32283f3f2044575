"""A schedule's elements put together into a programme, with what had to be skipped and repaired on the way."""

from collections.abc import Iterable, Sequence
from typing import Any

from events_service.errors import InvalidInput
from events_service.interchange.html_markdown import to_markdown, to_name
from events_service.interchange.identities import Identities, usable_id
from events_service.interchange.imported import Imported, Reference, Repaired, Skipped
from events_service.interchange.schedules.elements import ScheduleElements, SessionElement
from events_service.interchange.schedules.people import People
from events_service.interchange.schedules.places import Places, read_colour, read_places
from events_service.interchange.schedules.session_identities import identify
from events_service.interchange.schedules.sessions import SessionReader, shown
from events_service.interchange.schedules.text_languages import languages_by_use, texts_language
from events_service.interchange.schedules.times import Placed, Times, read_times
from events_service.interchange.web_links import read_link
from events_service.interchange.zone_texts import ZoneNotKnown, ZoneNotSaid, read_zone
from events_service.languages import INTERFACE_LANGUAGES, UNDETERMINED, one_line
from events_service.programme.programme import FORMAT, Event, Programme, Session
from events_service.zones import zone

_ZONE_FIELDS = ("time_zone_name", "timezone", "time_zone")
_UNTITLED = "Programme"
_NAMED = 3
"""Sessions that are named where many have the same fault."""

_CARRIED = {
    "venues": frozenset(("name", "city")),
    "rooms": frozenset(("name", "position")),
    "tracks": frozenset(("name", "colour", "position")),
    "types": frozenset(("name", "is_break")),
    "people": frozenset(("name",)),
    "sessions": frozenset(("title", "subtitle", "abstract", "description", "start_local", "end_local", "start_fold"))
    | frozenset(("end_fold", "day_on", "room_uid", "track_uid", "type_uid", "languages", "people", "documents"))
    | frozenset(("recording", "url", "status")),
    "event": frozenset(("title", "start_on", "end_on", "timezone")),
}


class NoDays(InvalidInput):
    slug = "no-days"
    msgid = "The file does not say on which days the event is."


def assemble(
    elements: ScheduleElements,
    format_name: str,
    *,
    timezone: str | None = None,
    language: str | None = None,
    repairs: Iterable[str] = (),
) -> Imported:
    """What a file says, as a value. `repairs` are those already made to the file as a whole."""
    return _Assembly(elements, format_name, timezone, language, repairs).imported()


class _Assembly:
    """One file on its way to an Imported. Made, asked once, and thrown away."""

    def __init__(
        self,
        elements: ScheduleElements,
        format_name: str,
        timezone: str | None,
        language: str | None,
        repairs: Iterable[str],
    ) -> None:
        self.elements = elements
        self.format = format_name
        self.repaired = [Repaired(item="file", what=what) for what in repairs]
        self.skipped: list[Skipped] = []
        self.zone = self._zone(timezone)
        self.language, self.languages = self._languages(language)
        self.identities = Identities(format_name)

    def imported(self) -> Imported:
        times = read_times(self.elements, self.zone)
        if times.wrong_offsets:
            what = f"the offset of {times.wrong_offsets} is not {self.zone}’s: the local time was taken"
            self.repaired.append(Repaired(item="dates", what=what))
        self.repaired += [Repaired(item="event", what=what) for what in times.repairs]
        if times.endless:
            self.repaired.append(self._without_length(times.endless))
        sessions_known = identify(self.elements.sessions, self.identities)
        self.repaired += sessions_known.repaired
        language = self.language
        places = read_places(self.elements, self.identities, language)
        people = People(self.elements.sessions, self.identities, language)
        self.repaired += [*places.repaired, *people.repaired()]
        event = self._event(times)
        sessions = self._sessions(sessions_known.uids, times.placed, places, people)
        programme = Programme(
            format=FORMAT,
            event=event,
            venues=places.venues,
            rooms=places.rooms,
            tracks=places.tracks,
            types=places.types,
            people=people.records(),
            sessions=sessions,
        )
        arrived = {session.uid for session in sessions}
        references = [reference for reference in sessions_known.references if reference.uid in arrived]
        references += [*places.references, *people.references(), Reference(kind="event", uid=event.uid)]
        return Imported(
            format=self.format,
            programme=programme,
            carries=self._carries(programme),
            references=tuple(references),
            skipped=tuple(self.skipped),
            repaired=tuple(self.repaired),
            names_event=self._named() != ("", ""),
        )

    def _without_length(self, numbers: Sequence[int]) -> Repaired:
        """What is told of sessions without a length, once for all of them: some files have none at all."""
        named = ", ".join(_item(self.elements.sessions[number], number) for number in numbers[:_NAMED])
        more = " …" if len(numbers) > _NAMED else ""
        what = f"not said of {len(numbers):,} ({named}{more}): when it ends is left open"
        return Repaired(item="length", what=what)

    def _zone(self, asked: str | None) -> str:
        said = next((text for name in _ZONE_FIELDS if (text := self.elements.conference.get(name, "").strip())), "")
        found = read_zone(said) if said else None
        if asked:
            zone(asked)
        if found is None:
            if asked:
                return asked
            raise ZoneNotKnown(zone=shown(said)) if said else ZoneNotSaid
        if found != said:
            self.repaired.append(Repaired(item="time zone", what=f"“{shown(said)}” was read as {found}"))
        return found

    def _languages(self, asked: str | None) -> tuple[str, tuple[str, ...]]:
        """The language of texts that say none, and those of the event: the usual ones where nobody knows any."""
        conference = self.elements.conference.get("language", "") or self.elements.language
        language, guessed = texts_language(self.elements.sessions, asked or conference)
        if guessed and not self.elements.is_ours:
            what = f"the file does not say which its texts are in: {language} was taken, as more sessions have it alone"
            self.repaired.append(Repaired(item="language", what=what))
        spoken = languages_by_use(self.elements.sessions)
        known = () if language == UNDETERMINED else (language, *spoken)
        return language, tuple(dict.fromkeys(known)) or INTERFACE_LANGUAGES

    def _event(self, times: Times) -> Event:
        said = self.elements.conference
        language = self.language
        if times.first_on is None or times.last_on is None:
            raise NoDays
        acronym, title = self._named()
        title = title or acronym
        if not title:
            self.repaired.append(Repaired(item="event", what=f"it has no title: it is called “{_UNTITLED}”"))
        sign = f"{acronym or title or _UNTITLED}/{times.first_on}"
        return Event(
            uid=self.identities.uid("event", None, sign),
            slug="",
            title={language: title or _UNTITLED},
            timezone=self.zone,
            start_on=times.first_on,
            end_on=times.last_on,
            acronym=acronym,
            day_change=times.day_change,
            languages=self.languages,
            **self._event_texts(said, language),
        )

    def _named(self) -> tuple[str, str]:
        """Acronym and title as the file says them, empty where it does not."""
        said = self.elements.conference
        return one_line(said.get("acronym", "")), to_name(said.get("title", ""))

    def _event_texts(self, said: dict[str, str], language: str) -> dict[str, Any]:
        """What the file says of the event besides title and dates; nothing that it does not say."""
        texts: dict[str, Any] = {}
        for name, field in (("city", "city"), ("subtitle", "theme")):
            if text := to_name(said.get(name, "")):
                texts[field] = {language: text}
        if text := to_markdown(said.get("description", "")).markdown:
            texts["description"] = {language: text}
        website = read_link(said.get("url", "") or ("" if self.elements.is_ours else said.get("base_url", "")))
        if website and website.href.startswith("http"):
            texts["website"] = website.href
        if colour := read_colour(said.get("color", "")):
            texts["accent"] = colour
        return texts

    def _sessions(self, uids: list[str], placed: list[Placed], places: Places, people: People) -> tuple[Session, ...]:
        reader = SessionReader(self.language, self._base_url(), is_ours=self.elements.is_ours)
        sessions = []
        for number, element in enumerate(self.elements.sessions):
            read = reader.read(element)
            if read is None:
                self.skipped.append(Skipped(item=_item(element, number), why="it has neither a title nor an id"))
                continue
            where, (speakers, nameless) = placed[number], people.of(element)
            repairs = [*where.repairs, *read.repairs]
            if nameless:
                repairs.append(f"{nameless} of its people have no name: left out")
            if repairs:
                item = _item(element, number)
                self.repaired += [Repaired(item=item, what=what) for what in repairs]
            sessions.append(
                Session(
                    uid=uids[number],
                    **_times(where),
                    room_uid=places.room_uids[number],
                    track_uid=places.track_uids[number],
                    type_uid=places.type_uids[number],
                    people=speakers,
                    **read.fields,
                )
            )
        return tuple(sessions)

    def _base_url(self) -> str:
        base = read_link(self.elements.conference.get("base_url", "") or self.elements.conference.get("url", ""))
        return base.href if base and base.href.startswith("http") else ""

    def _carries(self, programme: Programme) -> dict[str, frozenset[str]]:
        """The format's fields, and of those that few files have the ones that this file speaks of."""
        said = self.elements.conference
        event = set(_CARRIED["event"]) | set(self._event_texts(said, self.language))
        event |= {name for name in ("acronym", "day_change") if said.get(name)}
        if self._named() == ("", ""):
            event.discard("title")
        carries = _CARRIED | {"event": frozenset(event)}
        for kind, name in (
            ("rooms", "capacity"),
            ("rooms", "venue_uid"),
            ("people", "biography"),
            ("sessions", "code"),
        ):
            if any(getattr(record, name) for record in getattr(programme, kind)):
                carries[kind] |= {name}
        return carries


def _times(where: Placed) -> dict[str, Any]:
    if where.start is None:
        return {"day_on": where.day_on}
    times: dict[str, Any] = {"start_local": where.start.replace(fold=0), "start_fold": where.start.fold}
    if where.end is not None:
        times |= {"end_local": where.end.replace(fold=0), "end_fold": where.end.fold}
    return times


def _item(element: SessionElement, number: int) -> str:
    """A session as a report names it: by id and title, else by its place in the file."""
    sign = usable_id(element.said("id")) or element.said("code")
    named = one_line(f"{sign} {shown(to_name(element.said('title')))}")
    return named or element.said("guid").strip() or f"session number {number + 1} in the file"
