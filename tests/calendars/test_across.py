"""Calendars across events."""

from typing import Any

import pytest
from msgspec import structs

from events_service.calendars.across import agreement_feed, all_events_feed, organization_feed, series_feed
from events_service.calendars.feeds import FEW, Feed, event_feed
from events_service.calendars.whole_event import Stamp, event_lines, is_dated
from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.programme import Event, EventOrganization, EventStatus, Precision
from events_service.programme.timetable import Timetable
from tests.calendars.lint import lint
from tests.calendars.readers import Read, read_alike, with_icalendar
from tests.calendars.scenery import (
    CATALOGUE,
    EARLIER,
    EVENT,
    FULL,
    PROGRAMME,
    REMOVED,
    SECRET,
    SITE,
    STAMP,
    STAMPS,
    TIMETABLE,
    TITLE_ONLY,
    TOWNS,
    VAGUE,
    line,
    timetable_of,
    uids,
    unfolded,
    value,
)
from tests.factories.programme import make_event, uid_of


def everything(language: str = "en") -> dict[str, Feed | None]:
    return {
        "all": all_events_feed(CATALOGUE, STAMPS, SITE, language),
        "series": series_feed(CATALOGUE, "forum", STAMPS, SITE, language),
        "organization": organization_feed(CATALOGUE, "at", STAMPS, (TIMETABLE,), SITE, language),
        "agreement": agreement_feed(CATALOGUE, "water-together", STAMPS, (TIMETABLE,), SITE, language),
        "empty": all_events_feed(Catalogue(format=FORMAT), {}, SITE, language),
    }


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_ic_6_feeds_across_events_are_read_alike_and_break_no_rule(language: str) -> None:
    kinds = {name: feed.body for name, feed in everything(language).items() if feed}

    read = dict(zip(kinds, read_alike(*kinds.values()), strict=True))

    assert {name: lint(body) for name, body in kinds.items()} == dict.fromkeys(kinds, [])
    assert {name: [entry.uid for entry in entries] for name, entries in read.items()} == {
        "all": [EARLIER.uid, EVENT.uid],
        "series": [EARLIER.uid, EVENT.uid],
        "organization": [EVENT.uid, FULL.uid, TITLE_ONLY.uid, REMOVED.uid],
        "agreement": [EARLIER.uid, FULL.uid],
        "empty": [],
    }


def test_ic_4_feed_of_no_events_is_a_calendar() -> None:
    feed = everything()["empty"]

    assert feed is not None
    assert (feed.entries, feed.modified_at) == (0, None)
    assert "TZID:Etc/UTC" in unfolded(feed.body)


def test_ic_7_ic_8_entries_are_those_of_the_events_own_feeds() -> None:
    feed = everything()["organization"]

    assert feed is not None
    ((_, session, *_),) = read_alike(feed.body)
    assert (session.uid, session.sequence, session.summary) == (
        FULL.uid,
        FULL.revision,
        "SOU 84 · Partnering; to last, together",
    )


def test_ic_8_organizer_is_named_as_the_release_names_it_whatever_the_directory_says_since() -> None:
    renamed = structs.replace(TOWNS, name={"en": "Union of towns"})
    catalogue = structs.replace(CATALOGUE, events=(EVENT,), organizations=(renamed,))

    everywhere = line(all_events_feed(catalogue, STAMPS, SITE, "en").body, "ORGANIZER")
    own = line(event_feed(timetable_of(), STAMP, SITE, "en").body, "ORGANIZER")

    assert own == 'ORGANIZER;CN="Association of towns":mailto:forum@example.org'
    assert everywhere == own


def test_ic_10_unchanged_feeds_are_the_same_bytes() -> None:
    assert everything() == everything()


def test_ic_12_all_day_entries_stand_before_those_of_their_day() -> None:
    feed = everything()["organization"]

    assert feed is not None
    assert uids(feed.body)[:2] == [EVENT.uid, FULL.uid]


def entry(event: Event, language: str = "en", **keywords: Any) -> bytes:
    return event_lines(event, STAMP, site=SITE, language=language, **{"runs": TOWNS.name} | keywords)


def test_ic_15_event_is_all_day_with_an_exclusive_end() -> None:
    body = entry(EVENT)

    assert unfolded(body) == [
        "BEGIN:VEVENT",
        f"UID:{EVENT.uid}",
        "DTSTAMP:20181001T120000Z",
        "DTSTART;VALUE=DATE:20181120",
        "DTEND;VALUE=DATE:20181123",
        "CREATED:20180901T120000Z",
        "LAST-MODIFIED:20181001T120000Z",
        "SEQUENCE:3",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "CLASS:PUBLIC",
        "SUMMARY;LANGUAGE=en:Seventh forum",
        "LOCATION;LANGUAGE=en:Marrakesh\\, Morocco",
        'ORGANIZER;CN="Association of towns":mailto:forum@example.org',
        "URL:https://events.example.org/en/forum-7/",
        "DESCRIPTION;LANGUAGE=en:Water\\; roads\\, and “the rest”\\n\\nhttps://events.example.org/en/forum-7/",
        "END:VEVENT",
    ]


def test_ic_15_event_of_one_day_and_one_that_ends_before_it_starts() -> None:
    one_day = structs.replace(EVENT, end_on=EVENT.start_on)
    backwards = structs.replace(EVENT, end_on=EARLIER.end_on)

    assert line(entry(one_day), "DTEND") == line(entry(backwards), "DTEND") == "DTEND;VALUE=DATE:20181121"


def test_ic_15_event_without_days_is_in_no_feed() -> None:
    assert [is_dated(structs.replace(EVENT, precision=precision)) for precision in Precision] == [True, False, False]
    feed = everything()["all"]
    assert feed is not None
    assert VAGUE.uid not in uids(feed.body)


@pytest.mark.parametrize(
    ("status", "written", "summary"),
    [
        (EventStatus.ANNOUNCED, "TENTATIVE", "المنتدى السابع"),
        (EventStatus.CONFIRMED, "CONFIRMED", "المنتدى السابع"),
        (EventStatus.POSTPONED, "CANCELLED", "مؤجل: المنتدى السابع"),
        (EventStatus.CANCELLED, "CANCELLED", "ملغى: المنتدى السابع"),
        (EventStatus.MOVED_ONLINE, "CONFIRMED", "المنتدى السابع"),
    ],
)
def test_ic_18_status_of_a_whole_event(status: EventStatus, written: str, summary: str) -> None:
    body = entry(structs.replace(EVENT, status=status), "ar")

    assert (value(body, "STATUS"), value(body, "SUMMARY")) == (written, summary)
    assert value(body, "LOCATION") == ("عن بعد" if status is EventStatus.MOVED_ONLINE else "مراكش، المغرب")


def test_ic_19_event_that_is_not_public_is_in_no_feed() -> None:
    hidden = {uid: stamp for uid, stamp in STAMPS.items() if uid != EARLIER.uid}

    assert uids(all_events_feed(CATALOGUE, hidden, SITE, "en").body) == [EVENT.uid]


def test_ic_23_header_of_a_feed_across_events() -> None:
    feed = everything("fr")["organization"]

    assert feed is not None
    head = feed.body.partition(b"BEGIN:VE")[0]
    assert unfolded(head)[5:] == [
        "NAME:Association des villes",
        "X-WR-CALNAME:Association des villes",
        "DESCRIPTION:Événements et sessions où intervient Association des villes",
        "X-WR-CALDESC:Événements et sessions où intervient Association des villes",
        "X-WR-TIMEZONE:Etc/UTC",
        "LAST-MODIFIED:20181010T120000Z",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "URL:https://events.example.org/fr/organizations/at/",
        "SOURCE;VALUE=URI:https://events.example.org/fr/organizations/at/calendar.ics",
    ]


def test_ic_25_feed_of_more_than_200_events_cuts_descriptions() -> None:
    def catalogue(number: int) -> Catalogue:
        events = [make_event(slug=f"e-{n}", description={"en": "Water and wells. " * 100}) for n in range(number)]
        return Catalogue(format=FORMAT, events=tuple(events))

    def descriptions(number: int) -> list[Read]:
        made = catalogue(number)
        feed = all_events_feed(made, {event.uid: STAMP for event in made.events}, SITE, "en")
        return with_icalendar(feed.body)

    assert all(len(entry.description) > 1600 for entry in descriptions(FEW))
    assert all(300 < len(entry.description) < 360 for entry in descriptions(FEW + 1))


def test_ic_27_organizer_of_an_event_is_its_published_address() -> None:
    private = tuple(structs.replace(contact, public=False) for contact in EVENT.contact)

    assert line(entry(structs.replace(EVENT, contact=private)), "ORGANIZER") is None
    assert line(entry(EVENT, runs={}), "ORGANIZER") == 'ORGANIZER;CN="Seventh forum":mailto:forum@example.org'


@pytest.mark.parametrize(
    ("changes", "location"),
    [
        ({"city": {"fr": "Marrakech"}}, "LOCATION;LANGUAGE=fr:Marrakech\\, Morocco"),
        ({"city": {"ar": "مراكش"}}, "LOCATION;LANGUAGE=ar:مراكش، Morocco"),
        ({"city": {"fr": "Marrakech"}, "country": None}, "LOCATION;LANGUAGE=fr:Marrakech"),
        ({"city": {}}, "LOCATION;LANGUAGE=en:Morocco"),
        ({"city": {"fr": " "}}, "LOCATION;LANGUAGE=en:Morocco"),
        ({"city": {"fr": "Marrakech"}, "status": EventStatus.MOVED_ONLINE}, "LOCATION;LANGUAGE=en:Online"),
        ({"city": {}, "country": None}, None),
    ],
)
def test_ic_31_place_is_in_the_language_its_city_is_in(changes: dict[str, Any], location: str | None) -> None:
    assert line(entry(structs.replace(EVENT, **changes)), "LOCATION") == location


def test_ic_31_event_is_related_to_its_parent() -> None:
    child = structs.replace(EVENT, parent_uid=uid_of("event", "congress"))

    assert line(entry(child), "RELATED-TO") == f"RELATED-TO;RELTYPE=PARENT:{uid_of('event', 'congress')}"


def test_organization_feed_has_the_events_it_has_any_part_in() -> None:
    partner = make_event(slug="fair", organizations=(EventOrganization(TOWNS.uid),), start_on=EARLIER.start_on)
    catalogue = structs.replace(CATALOGUE, events=(partner, EARLIER))

    feed = organization_feed(catalogue, "at", {partner.uid: STAMP, EARLIER.uid: STAMP}, (), SITE, "en")

    assert feed is not None
    assert uids(feed.body) == [partner.uid]


def test_organization_feed_reads_several_events() -> None:
    other = structs.replace(EVENT, uid=uid_of("event", "other"), slug="other")
    session = structs.replace(FULL, uid=uid_of("session", "other"))
    timetables = (TIMETABLE, Timetable(structs.replace(PROGRAMME, event=other, sessions=(session,), tombstones=())))

    feed = organization_feed(CATALOGUE, "at", {}, timetables, SITE, "en")

    assert feed is not None
    assert sorted(uids(feed.body)) == sorted((FULL.uid, TITLE_ONLY.uid, REMOVED.uid, session.uid))
    assert lint(feed.body) == []


def test_ic_28_nothing_secret_is_in_any_of_them() -> None:
    assert [name for name, feed in everything().items() if feed and SECRET.encode() in feed.body] == []


def test_what_is_not_there_is_none() -> None:
    assert series_feed(CATALOGUE, "nowhere", STAMPS, SITE, "en") is None
    assert organization_feed(CATALOGUE, "nowhere", STAMPS, (), SITE, "en") is None
    assert agreement_feed(CATALOGUE, "nowhere", STAMPS, (), SITE, "en") is None


def test_ic_5_broken_event_never_breaks_the_feed() -> None:
    broken = structs.replace(EARLIER, city=3, uid=uid_of("event", "broken"))
    catalogue = structs.replace(CATALOGUE, events=(broken, EVENT))

    feed = all_events_feed(catalogue, {broken.uid: Stamp(revised_at=STAMP.revised_at)} | STAMPS, SITE, "en")

    assert (uids(feed.body), feed.entries, feed.skipped) == ([EVENT.uid], 1, 1)
