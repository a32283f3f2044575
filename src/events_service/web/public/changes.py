"""The page of versions: what was published when, and what changed each time."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup, escape

from events_service import dates, zones
from events_service.programme.changes import Change, ChangeKind, Moment
from events_service.programme.programme import Event
from events_service.programme.source import ReleaseNote
from events_service.web import times
from events_service.web.public.change_words import AS_PLANNED, KINDS, RECORD_PARTS, SAME_HOURS, parts
from events_service.web.public.event_head import STATES
from events_service.web.public.frame import Head, event_page, only_in, reader_of, titled
from events_service.web.public.names import room_name
from events_service.web.reader import Reader
from events_service.web.views import EventView

_MOST = 100
"""So many sessions are named per version; a whole new programme is counted, not listed."""


class Said(NamedTuple):
    """One change in words; `before` and `after` where there is something to compare."""

    label: Markup
    before: Markup = Markup("")
    after: Markup = Markup("")


class Changed(NamedTuple):
    """One session, or the event, with all that changed of it."""

    title: Markup
    code: str
    href: str
    said: list[Said]
    session_uid: str | None = None
    """None for what is said of the event itself, or of a person or organization."""
    record: str = ""
    """`person:UID` or `organization:UID`, as `choice.choose` takes it."""


class Version(NamedTuple):
    number: int
    at: datetime
    day: str
    time: Markup
    note: Markup
    changed: list[Changed]
    more: int


def render_changes(view: EventView, language: str) -> str:
    reader = reader_of(view, language)
    told = versions(view, reader)
    return event_page(
        "public/changes.html",
        view,
        reader,
        Head(
            titled(str(reader.say("What changed")), reader.plain(view.event.title)),
            (view.event.slug, "changes"),
        ),
        section="changes",
        versions=told,
        only_in=only_in(reader),
        atom=reader.file(view.event.slug, "changes.atom"),
    )


def versions(view: EventView, reader: Reader) -> list[Version]:
    """Every release in words, the newest first."""
    present = set(view.timetable.by_slug)
    return [_version(release, view, reader, present) for release in view.history]


def _version(release: ReleaseNote, view: EventView, reader: Reader, present: set[str]) -> Version:
    changes: tuple[Change, ...] = tuple(release.changes or ())
    changed = changes_in_words(changes, view.event, reader, present)
    local = zones.to_wall(release.released_at, view.event.timezone)
    return Version(
        release.number,
        release.released_at,
        dates.plain_day(local.date(), reader.language),
        times.time_tag(local, release.released_at, reader.language),
        reader.text(release.note),
        changed[:_MOST],
        max(0, len(changed) - _MOST),
    )


def changes_in_words(
    changes: Iterable[Change], event: Event, reader: Reader, present: Collection[str]
) -> list[Changed]:
    """All that changed of each session, person and organization, and the event; `present` are slugs with a page."""
    return [
        _changed(list(of_one), event, reader, present)
        for _, of_one in groupby(changes, key=lambda change: (change.session_uid, change.record_uid))
    ]


def _changed(changes: list[Change], event: Event, reader: Reader, present: Collection[str]) -> Changed:
    first = changes[0]
    href = reader.page(event.slug, "sessions", first.slug) if first.slug in present else ""
    title = reader.text(first.title) or escape(first.code)
    return Changed(
        title,
        first.code,
        href,
        [_said(change, event.timezone, reader) for change in changes],
        first.session_uid,
        f"{first.kind}:{first.record_uid}" if first.record_uid else "",
    )


def _said(change: Change, zone_name: str, reader: Reader) -> Said:
    before, after = reader.text(change.before), reader.text(change.after)
    label = reader.say(KINDS[change.kind], before=before, after=after)
    match change.kind:
        case ChangeKind.MOVED_TIME:
            if change.from_time is None or change.to_time is None:
                return Said(reader.say(SAME_HOURS[change.details[0]]))
            return Said(label, *(_when(moment, zone_name, reader) for moment in (change.from_time, change.to_time)))
        case ChangeKind.MOVED_ROOM:
            nowhere = reader.say("Room to be announced")
            rooms = (room_name(name, reader) if name else nowhere for name in (change.before, change.after))
            return Said(label, *rooms)
        case ChangeKind.RENAMED_ROOM if before == after:  # in another language than the reader's
            return Said(reader.say(KINDS[ChangeKind.EVENT]), after=parts(("rooms",), reader))
        case ChangeKind.RENAMED_ROOM:
            return Said(label)
        case ChangeKind.EVENT if change.status:
            return Said(label, after=reader.say(STATES[change.status][0] if change.status in STATES else AS_PLANNED))
        case ChangeKind.PERSON | ChangeKind.ORGANIZATION:
            return Said(label, after=parts(change.details, reader, RECORD_PARTS))
        case ChangeKind.TEXT | ChangeKind.EVENT:
            return Said(label, after=parts(change.details, reader))
        case _ if before == after:
            return Said(label)
        case _:
            return Said(label, before, after)


def _when(moment: Moment, zone_name: str, reader: Reader) -> Markup:
    start, end = times.clocks(moment)
    if start is None:
        return reader.say("To be announced")
    language = reader.language
    begins, ends = times.clock_tags((start, end), (None, None), zone_name, language)
    hours = times.hours(begins, ends, language) if ends else begins
    return reader.commas([escape(dates.short_day(start.date(), language)), hours])
