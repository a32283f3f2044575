"""What stands in the booklet of a programme: plain values, in one language, for the typesetter."""

from collections.abc import Iterable, Sequence
from typing import Any

from events_service import dates, zones
from events_service.addresses import Site
from events_service.colours import is_colour
from events_service.directory.directory import Person
from events_service.languages import LocalizedText, choose, comma, folded
from events_service.programme.kinds import kind_and_track
from events_service.programme.programme import AgendaItem, Session, SessionStatus
from events_service.programme.role_names import PERSON_ROLES
from events_service.programme.source import ReleaseNote
from events_service.programme.timetable import Timetable
from events_service.web import times
from events_service.web.markdown import blocks
from events_service.web.public.event_head import ROLES, place, state_of
from events_service.web.public.names import room_name, short_name, spoken, unmarked, unsaid_day
from events_service.web.reader import Reader

Json = dict[str, Any]

ACCENT = "#8c3b1a"


class Contents:
    """Made for one booklet. Every text is a value; nothing in it is read as markup."""

    def __init__(self, timetable: Timetable, release: ReleaseNote, site: Site, language: str) -> None:
        self._timetable = timetable
        self._release = release
        self._reader = Reader(language, site, timetable.event.languages)
        self._ids = {session.uid: f"s{number}" for number, session in enumerate(timetable.sessions)}

    def document(self, fonts: Sequence[str]) -> Json:
        reader, event, timetable = self._reader, self._timetable.event, self._timetable
        days: list[Json] = [
            {
                "title": _beginning(dates.day(on, reader.language)),
                "sessions": [self._session(s) for s in timetable.on(on)],
            }
            for on in timetable.days
        ]
        undated = [session for session in timetable.sessions if timetable.day(session) is None]
        if undated:
            title = unmarked(unsaid_day(reader, over=False))
            days.append({"title": title, "sessions": [self._session(session) for session in undated]})
        series = timetable.programme.series
        state = state_of(event, self._release.released_at, reader)
        return {
            "lang": reader.language,
            "dir": reader.direction,
            "fonts": list(fonts),
            "accent": event.accent if is_colour(event.accent) else ACCENT,
            "comma": comma(reader.language),
            "title": reader.plain(event.title),
            "short": reader.plain(event.title),
            "publisher": reader.site.name,
            "cover": self._said(event.title),
            "series": self._said(series.name) if series else None,
            "theme": self._said(event.theme) if event.theme else None,
            "dates": times.days(event.start_on, event.end_on, event.precision, reader.language),
            "place": unmarked(place(event, reader)),
            "roles": self._roles(),
            "version": self._version(),
            "url": reader.site.url(reader.page(event.slug)),
            "labels": {
                "contents": str(reader.gettext("Contents")),
                "agenda": str(reader.gettext("Agenda")),
                "objectives": str(reader.gettext("Objectives")),
                "people": str(reader.gettext("People")),
                "organizations": str(reader.gettext("Organizations")),
                "index": str(reader.gettext("Sessions by title")),
            },
            "state": ". ".join(unmarked(part).rstrip(".") for part in state) if state else None,
            "days": days,
            "people": self._people(),
            "organizations": self._organizations(),
            "index": self._index(),
        }

    def _said(self, text: LocalizedText) -> Json:
        said, tag = choose(text, self._reader.language, self._reader.fallback)
        return {"t": said} if tag == self._reader.language else {"t": said, "l": tag or "und"}

    def _version(self) -> str:
        if self._reader.site.preview:
            return self._reader.gettext("A preview that was not published")
        local = zones.to_wall(self._release.released_at, self._timetable.event.timezone)
        date = dates.plain_day(local.date(), self._reader.language)
        return unmarked(self._reader.say("Version {number}, published {date}", number=self._release.number, date=date))

    def _roles(self) -> list[Json]:
        event, reader = self._timetable.event, self._reader
        found: list[Json] = []
        for role, label in ROLES.items():
            bodies = [link.organization_uid for link in event.organizations if link.role is role]
            names = [reader.plain(body.name) for uid in bodies if (body := self._timetable.organizations.get(uid))]
            if names:
                found.append({"label": str(reader.gettext(label)), "names": names})
        return found

    def _session(self, session: Session) -> Json:
        reader, timetable = self._reader, self._timetable
        cancelled = session.status is SessionStatus.CANCELLED
        kind, track = kind_and_track(session, timetable)
        room = timetable.rooms.get(session.room_uid or "")
        facts: list[str] = [unmarked(reader.say("Cancelled"))] if cancelled else []
        if session.status is SessionStatus.TENTATIVE:
            facts.append(unmarked(reader.say("To be confirmed")))
        facts += [reader.plain(one.name) for one in (kind, track) if one]
        if session.languages:
            facts.append(unmarked(spoken(session, reader)))
        text = session.description or session.abstract
        said, tag = choose(text, reader.language, reader.fallback)
        return {
            "id": self._ids[session.uid],
            "title": self._said(session.title) if session.title else {"t": session.code or session.slug},
            "code": session.code,
            "hours": self._hours(session),
            "room": {"t": unmarked(room_name(room.name, reader))} if room else None,
            "facts": [fact for fact in dict.fromkeys(facts) if fact],
            "cancelled": cancelled,
            "organizers": self._bodies(session),
            "people": self._parts(session),
            "text": [{"k": kind, "t": words} for kind, words in blocks(said)],
            "lang": tag or reader.language,
            "agenda": list(self._agenda(session.agenda, 0)),
            "objectives": [self._said(text) for text in session.objectives],
        }

    def _hours(self, session: Session) -> str:
        begins, ends = times.span_tags(session, self._timetable.event.timezone, self._reader.language)
        if not begins:
            return self._reader.plain(session.time_note) or unmarked(self._reader.say("Time to be announced"))
        return unmarked(times.hours(begins, ends, self._reader.language)) if ends else unmarked(begins)

    def _bodies(self, session: Session) -> list[str]:
        found = (self._timetable.organizations.get(link.organization_uid) for link in session.organizers)
        return [self._reader.plain(body.name) for body in found if body]

    def _parts(self, session: Session) -> list[Json]:
        reader, found = self._reader, []
        for link in session.people:
            person = self._timetable.people.get(link.person_uid)
            if person is None:
                continue
            title = reader.plain(link.title) or reader.plain(person.title)
            role = "" if link.role == "speaker" else str(reader.gettext(PERSON_ROLES[link.role]))
            found.append({"name": self._name(person), "rest": comma(reader.language).join(filter(None, (title, role)))})
        return found

    def _name(self, person: Person) -> Json:
        said, honorific = self._said(person.name), self._reader.plain(person.honorific)
        return {**said, "t": f"{honorific} {said['t']}"} if honorific else said

    def _agenda(self, items: Iterable[AgendaItem], level: int) -> Iterable[Json]:
        for item in items:
            hours = "–".join(clock for clock in (item.start, item.end) if clock)
            by = [self._actor(actor.person_uid, actor.organization_uid) for actor in item.presenters]
            names = comma(self._reader.language).join(name for name in by if name)
            yield {"title": self._said(item.title), "hours": hours, "by": names, "level": level}
            yield from self._agenda(item.items, level + 1)

    def _actor(self, person_uid: str | None, organization_uid: str | None) -> str:
        record = self._timetable.people.get(person_uid or "") or self._timetable.organizations.get(
            organization_uid or ""
        )
        return self._reader.plain(record.name) if record else ""

    def _people(self) -> list[Json]:
        def rest(person: Person) -> str:
            body = self._timetable.organizations.get(person.organization_uid or "")
            return unmarked(short_name(body, self._reader)) if body else ""

        return [
            {"name": self._name(person), "rest": rest(person), "ids": ids}
            for person in self._reader.by_name(self._timetable.people.values())
            if (ids := self._where(self._timetable.with_person(person.uid)))
        ]

    def _organizations(self) -> list[Json]:
        return [
            {"name": self._said(body.name), "ids": ids}
            for body in self._reader.by_name(self._timetable.organizations.values())
            if (ids := self._where(self._timetable.by_organization(body.uid)))
        ]

    def _index(self) -> list[Json]:
        named = [
            (self._reader.plain(s.title), s)
            for s in self._timetable.sessions
            if s.title and not self._timetable.is_break(s)
        ]
        return [
            {"name": self._said(session.title), "ids": [self._ids[session.uid]]}
            for _, session in sorted(named, key=lambda one: (folded(one[0]), self._ids[one[1].uid]))
        ]

    def _where(self, sessions: Iterable[Session]) -> list[str]:
        return [self._ids[session.uid] for session in sessions]


def _beginning(title: str) -> str:
    """As a heading begins: French writes the days of the week small."""
    return title[:1].upper() + title[1:]
