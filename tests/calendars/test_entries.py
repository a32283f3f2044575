"""Entries kept from release to release."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from events_service.calendars import feeds
from events_service.calendars.entries import _SPARE, Entries
from events_service.calendars.feeds import Feed, event_feed, record_feed, session_feed
from events_service.calendars.order import PIECE
from events_service.calendars.vevent import vevent_lines
from events_service.programme.filters import Filters
from events_service.programme.live import Redaction, redacted
from events_service.programme.programme import AliasKind, Programme, Session, Visibility
from events_service.programme.sharing import succession
from events_service.programme.timetable import Timetable
from tests.calendars.scenery import AMINA, PROGRAMME, SITE, STAMP, uids, unfolded
from tests.factories.programme import RELEASED_AT, make_person, make_programme, make_session, programme_of, uid_of


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Slugs of the sessions whose entries were written, one for each time."""
    slugs: list[str] = []

    def counting(session: Session, *rest: Any, **keywords: Any) -> bytes:
        slugs.append(session.slug)
        return vevent_lines(session, *rest, **keywords)

    monkeypatch.setattr(feeds, "vevent_lines", counting)
    return slugs


def whole(programme: Programme, entries: Entries | None = None, language: str = "en") -> Feed:
    return event_feed(Timetable(programme), STAMP, SITE, language, entries=entries)


def released(before: Programme, after: Programme, entries: Entries, language: str = "en") -> Feed:
    """The feed after a release has been read that follows the one the entries are of."""
    since = succession(before, after)
    timetable = Timetable(since.programme)
    entries.follow(timetable, since)
    return event_feed(timetable, STAMP, SITE, language, entries=entries)


def with_changed(programme: Programme, number: int, **changes: Any) -> Programme:
    session = programme.sessions[number]
    changed = structs.replace(session, revision=session.revision + 1, **changes)
    return structs.replace(programme, sessions=tuple(changed if s is session else s for s in programme.sessions))


MANY = make_programme(sessions=5 * PIECE + 7, days=2, oddities=False)


def test_unchanged_programme_writes_nothing_anew(written: list[str]) -> None:
    entries = Entries()
    first = whole(MANY, entries)
    written.clear()

    assert whole(make_programme(sessions=5 * PIECE + 7, days=2, oddities=False), entries) == first
    assert written == []


def test_one_changed_session_writes_one_entry(written: list[str]) -> None:
    entries = Entries()
    whole(MANY, entries)
    written.clear()

    changed = with_changed(MANY, 70, title={"en": "Something else"})

    assert b"Something else" in released(MANY, changed, entries).body
    assert written == [MANY.sessions[70].slug]
    assert whole(changed, entries) == whole(changed)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: structs.replace(p, sessions=p.sessions[:40] + p.sessions[41:]),
        lambda p: structs.replace(p, sessions=(*p.sessions, make_session(title={"en": "New"}))),
        lambda p: structs.replace(p, sessions=p.sessions[1:], tombstones=p.sessions[:1]),
        lambda p: with_changed(p, 3, start_at=p.sessions[3].start_at + timedelta(hours=30)),
        lambda p: with_changed(with_changed(p, 3, start_at=None), 90, code="X"),
        lambda p: structs.replace(p, sessions=p.sessions[:-1], tombstones=p.sessions[-1:]),
        lambda p: with_changed(p, 3, uid=uid_of("session", "other")),
        lambda p: with_changed(p, 3, visibility=Visibility.BY_INVITATION),
        lambda p: with_changed(p, 3, type_uid=next(kind.uid for kind in p.types if kind.is_break)),
        lambda p: with_changed(p, 3, revised_at=p.sessions[3].revised_at - timedelta(days=1)),
        lambda p: with_changed(p, 3, revised_at=p.sessions[3].revised_at + timedelta(days=1)),
        lambda p: structs.replace(
            p, types=tuple(structs.replace(kind, is_break=kind.slug == "plenary") for kind in p.types)
        ),
        lambda p: structs.replace(p, sessions=tuple(structs.replace(s, revision=9, code="Y") for s in p.sessions)),
        lambda p: structs.replace(p, people=()),
    ],
    ids=[
        *("removed", "added", "tombstone", "moved", "unscheduled", "last removed", "other uid", "by invitation"),
        *("a break", "an earlier release", "later", "other breaks", "all changed", "nobody"),
    ],
)
def test_changed_order_gives_what_a_fresh_feed_gives(change: Callable[[Programme], Programme]) -> None:
    entries = Entries()
    before = whole(MANY, entries)

    after = change(MANY)

    for language in ("en", "ar"):
        fresh = whole(after, None, language)
        assert released(MANY, after, entries, language) == fresh
        assert whole(after, entries, language) == fresh
    assert whole(after, entries) != before or after.sessions[3].revised_at != MANY.sessions[3].revised_at
    assert whole(MANY, entries) == before


def test_same_release_is_only_joined(written: list[str]) -> None:
    entries, timetable = Entries(), Timetable(MANY)

    first = event_feed(timetable, STAMP, SITE, "en", entries=entries)

    assert event_feed(timetable, STAMP, SITE, "en", entries=entries) == first
    assert len(written) == len(MANY.sessions)


def test_languages_and_sites_are_kept_apart() -> None:
    entries = Entries()
    for language in ("en", "fr", "en", "ar"):
        assert whole(PROGRAMME, entries, language) == whole(PROGRAMME, None, language)


def test_parts_share_entries_with_each_other(written: list[str]) -> None:
    entries, timetable = Entries(), Timetable(PROGRAMME)
    event_feed(timetable, STAMP, SITE, "en", entries=entries)
    written.clear()

    feed = record_feed(timetable, AliasKind.PERSON, AMINA.slug, SITE, "en", entries=entries)

    assert feed is not None
    assert len(uids(feed.body)) == 2
    assert written == []


def properties(feed: Feed, name: str) -> dict[str, str]:
    """A property of each entry, by uid."""
    entries = (entry.split("END:VEVENT")[0] for entry in "\n".join(unfolded(feed.body)).split("BEGIN:VEVENT")[1:])
    read = (dict(line.partition(":")[::2] for line in entry.splitlines() if line) for entry in entries)
    return {entry["UID"]: entry[name] for entry in read}


@pytest.mark.parametrize("field", ["name", "title"])
def test_ic_9_withdrawn_consent_dates_the_entries_it_changes_anew_and_no_others(field: str) -> None:
    kept = Entries()
    before, at = whole(PROGRAMME, kept), RELEASED_AT + timedelta(days=30)
    hers = {session.uid for session in PROGRAMME.sessions if AMINA.uid in {link.person_uid for link in session.people}}

    after = released(PROGRAMME, redacted(PROGRAMME, (Redaction(AMINA.uid, field, at),)), kept)

    changed = {uid for uid, stamp in properties(after, "DTSTAMP").items() if stamp == "20181031T120000Z"}
    assert changed == hers & properties(after, "UID").keys() != set()
    assert properties(after, "LAST-MODIFIED") == properties(after, "DTSTAMP")
    assert properties(after, "SEQUENCE") == properties(before, "SEQUENCE")
    others = properties(before, "DTSTAMP").keys() - hers
    assert all(properties(after, "DTSTAMP")[uid] == properties(before, "DTSTAMP")[uid] for uid in others)
    assert others
    assert after.modified_at == at


@pytest.mark.parametrize("field", ["name", "title"])
def test_withdrawn_consent_takes_a_person_out_of_what_was_kept(field: str) -> None:
    kept = Entries()
    before = whole(PROGRAMME, kept)
    withdrawn = redacted(PROGRAMME, (Redaction(person_uid=AMINA.uid, field=field),))

    after = whole(withdrawn, kept)

    assert after == whole(withdrawn)
    assert b"President" in before.body
    assert b"President" not in after.body
    assert (b"Amina" in after.body) is (field == "title")


def test_what_is_no_longer_there_is_forgotten() -> None:
    entries = Entries()
    most = 0
    programme = MANY
    for number in range(3 * _SPARE):
        programme = with_changed(programme, number % 20)
        whole(programme, entries)
        whole(programme, entries, "fr")
        most = max(most, *(len(lines) for lines in entries._lines.values()))

    assert len(MANY.sessions) < most <= len(MANY.sessions) + _SPARE + 1


def kept(entries: Entries) -> set[str]:
    return {key for lines in entries._lines.values() for key in lines}


def test_breaks_are_never_kept_though_their_type_is_asked_for() -> None:
    entries = Entries()
    kind = next(kind for kind in MANY.types if kind.is_break)
    breaks = tuple(structs.replace(session, type_uid=kind.uid) for session in MANY.sessions[:5])
    programme = structs.replace(MANY, sessions=(*breaks, *MANY.sessions[5:]))

    feed = event_feed(Timetable(programme), STAMP, SITE, "en", filters=Filters(type=kind.slug), entries=entries)

    assert {session.uid for session in breaks} <= set(uids(feed.body))
    assert kept(entries) == set()


def test_parts_alone_forget_what_is_no_longer_there_too() -> None:
    few = structs.replace(MANY, sessions=MANY.sessions[:1])
    entries = Entries()
    for number in range(2 * _SPARE):
        few = with_changed(few, 0, code=str(number))
        session_feed(Timetable(few), few.sessions[0].slug, SITE, "en", entries=entries)

    assert 1 < len(kept(entries)) <= 2 + _SPARE


def test_broken_entry_is_tried_once_per_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def failing(session: Session, *_: Any, **__: Any) -> bytes:
        tried.append(session.slug)
        raise ValueError(session.slug)

    monkeypatch.setattr(feeds, "vevent_lines", failing)
    entries, programme = Entries(), programme_of(make_session(), people=(make_person(),))

    assert [whole(programme, entries).skipped for _ in range(3)] == [1, 1, 1]
    assert tried == ["water-for-all"]
