"""What was published when, and what changed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from events_service.programme.changes import (
    EVENT_DETAILS,
    SESSION_DETAILS,
    SHARED_DETAILS,
    Change,
    ChangeKind,
    Moment,
)
from events_service.programme.programme import EventStatus
from events_service.programme.record_changes import ORGANIZATION_DETAILS, PERSON_DETAILS
from events_service.programme.source import ReleaseNote
from events_service.web.public.change_words import KINDS, PARTS, RECORD_PARTS
from tests.factories.programme import make_event, make_session, programme_of
from tests.factories.views import event_view
from tests.web.reading import Read, read

PATTERN = "/{lang}/{event}/changes/"
wall = datetime.fromisoformat
AT = datetime(2018, 10, 20, 8, 30, tzinfo=UTC)
WATER = make_session(code="SOU 1")


def shown(*changes: Change, language: str = "en", timezone: str = "Africa/Casablanca") -> Read:
    history = (ReleaseNote(2, {"en": "Rooms corrected"}, AT, changes), ReleaseNote(1, {}, AT, ()))
    return read(
        PATTERN, event_view(programme_of(WATER, event=make_event(timezone=timezone)), history=history), language
    )


def change(kind: ChangeKind, **values: Any) -> Change:
    fixed: dict[str, Any] = {"session_uid": WATER.uid, "slug": WATER.slug, "code": "SOU 1", "title": WATER.title}
    return Change(kind, **fixed | values)


def test_versions_are_listed_with_day_hour_and_note() -> None:
    page = shown(change(ChangeKind.ADDED))

    assert page.all("ol.versions h2") == ["Version 2", "Version 1"]
    moment = "20 October 2018 · 09:30"
    assert page.all("ol.versions header p") == [moment, "Read this version", moment, "Read this version"]
    assert page.one("p.lead") == "Rooms corrected"
    assert page.says("The first version.")
    assert page.links()["Follow by feed reader"] == "/en/forum-7/changes.atom"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (change(ChangeKind.ADDED), "New in the programme"),
        (change(ChangeKind.REMOVED), "No longer in the programme"),
        (change(ChangeKind.CANCELLED), "Cancelled"),
        (change(ChangeKind.RESTORED), "Takes place after all"),
        (
            change(ChangeKind.TEXT, details=("description", "agenda", "abstract")),
            "Described differently: Description, Agenda",
        ),
        (change(ChangeKind.TEXT, details=("something_new",)), "Described differently"),
        (
            change(ChangeKind.PEOPLE, before={"en": "Amina"}, after={"en": "Kofi"}),
            "Other people take part: Amina → Kofi",
        ),
        (change(ChangeKind.PEOPLE, before={"en": "Amina"}, after={"en": "Amina"}), "Other people take part"),
        (change(ChangeKind.ORGANIZERS, after={"en": "ARM"}), "Other organizers: ARM"),
        (change(ChangeKind.MOVED_TIME, details=("timezone",)), "Same hours, in another time zone"),
        (change(ChangeKind.MOVED_TIME, details=("fold",)), "Same hours, before or after the clocks go back"),
        (change(ChangeKind.MOVED_TIME, details=("time_rules",)), "Same hours, by new rules of time"),
        (
            change(
                ChangeKind.MOVED_TIME,
                from_time=Moment(wall("2018-11-20T10:00"), wall("2018-11-20T11:00")),
                to_time=Moment(wall("2018-11-21T09:00")),
            ),
            "Moved: Tuesday 20 November, 10:00 to 11:00 → Wednesday 21 November, 09:00",
        ),
        (
            change(ChangeKind.MOVED_TIME, from_time=Moment(), to_time=Moment(wall("2018-11-21T09:00"))),
            "Moved: To be announced → Wednesday 21 November, 09:00",
        ),
        (
            change(ChangeKind.MOVED_ROOM, before={"en": "Dakhla"}, after={"en": "Hall 2"}),
            "Another room: Room Dakhla → Hall 2",
        ),
        (
            change(ChangeKind.MOVED_ROOM, after={"en": "Hall 2"}),
            "Another room: Room to be announced → Hall 2",
        ),
        (change(ChangeKind.RETITLED, before={"en": "Old"}, after={"en": "New"}), "New title: Old → New"),
    ],
)
def test_each_change_is_told_in_words(told: Change, words: str) -> None:
    assert shown(told).all("ul.changes p") == ["Water for all SOU 1", words]


def test_notes_in_another_language_are_marked_and_said() -> None:
    page = shown(change(ChangeKind.RETITLED, before={"en": "Old"}, after={"en": "New"}), language="fr")

    assert page.attributes("p.lead bdi", "lang") == ["en"]
    assert page.one("p.said-in") == "Certains de ces textes n’existent qu’en anglais."
    assert shown(change(ChangeKind.ADDED)).elements("p.said-in") == []


def test_changes_of_one_session_stand_together() -> None:
    page = shown(
        change(ChangeKind.CANCELLED),
        change(ChangeKind.TEXT),
        Change(ChangeKind.EVENT, title={"en": "Seventh forum"}, details=("theme",)),
    )

    assert page.all("ul.changes li p") == [
        "Water for all SOU 1",
        "Cancelled",
        "Described differently",
        "Seventh forum",
        "What is said of the event has changed: Theme",
    ]


@pytest.mark.parametrize(
    ("status", "word"), [(EventStatus.POSTPONED, "Postponed"), (EventStatus.CONFIRMED, "As planned")]
)
def test_what_became_of_the_event_is_told_in_words(status: EventStatus, word: str) -> None:
    page = shown(Change(ChangeKind.EVENT, title={"en": "Seventh forum"}, status=status))

    assert page.all("ul.changes li p")[-1] == f"What is said of the event has changed: {word}"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Room UD6.215 is now called UD NOT YET"),
        ("fr", "La présentation de l’événement a changé : Salles"),
        ("ar", "أصبح اسم القاعة UD6.215 هو UD NOT YET"),
    ],
)
def test_room_of_another_name_is_told_once(language: str, words: str) -> None:
    before, after = {"en": "UD6.215", "fr": "UD6.215"}, {"en": "UD NOT YET", "fr": "UD6.215"}
    told = Change(ChangeKind.RENAMED_ROOM, title={"en": "Forum"}, before=before, after=after)

    assert shown(told, language=language).all("ul.changes p") == ["Forum", words]


def test_session_that_is_gone_has_no_link() -> None:
    page = shown(change(ChangeKind.REMOVED, slug="gone"), change(ChangeKind.TEXT, session_uid="x"))

    assert page.attributes("ul.changes a", "href") == ["/en/forum-7/sessions/water-for-all/"]


def test_long_lists_are_counted() -> None:
    many = [change(ChangeKind.ADDED, session_uid=f"s{number}") for number in range(103)]
    page = shown(*many)

    assert len(page.elements("ul.changes li")) == 100
    assert page.says("3 more")


def test_arrow_points_the_way_of_reading() -> None:
    page = shown(change(ChangeKind.RETITLED, before={"ar": "قديم"}, after={"ar": "جديد"}), language="ar")

    assert page.says("عنوان جديد: قديم ← جديد")


def test_version_that_changed_no_session_says_so() -> None:
    assert shown().says("No session changed.")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Languages, Main event, Registration"),
        ("fr", "Langues, Événement principal, Inscription"),
        ("ar", "اللغات، الحدث الرئيسي، التسجيل"),
    ],
)
def test_other_languages_another_main_event_and_other_rules_of_registration_are_said(language: str, words: str) -> None:
    details = ("languages", "parent_uid", "approval", "confirm_addresses")

    assert shown(Change(ChangeKind.EVENT, details=details), language=language).says(words)


def test_every_detail_that_is_told_has_a_name() -> None:
    assert {*SESSION_DETAILS, *EVENT_DETAILS, *SHARED_DETAILS} - set(PARTS) == set()
    assert {*PERSON_DETAILS, *ORGANIZATION_DETAILS} - set(RECORD_PARTS) == set()
    assert set(KINDS) == set(ChangeKind)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "Moved: Sunday 26 October, 02:30 UTC+02:00 to 02:00 UTC+01:00 → "
            "Sunday 26 October, 02:15 UTC+01:00 to 03:00",
        ),
        (
            "fr",
            "Déplacé : dimanche 26 octobre, 2 h 30 UTC+02:00 – 2 h UTC+01:00 → "
            "dimanche 26 octobre, 2 h 15 UTC+01:00 – 3 h",
        ),
        (
            "ar",
            "تغيّر الموعد: الأحد 26 أكتوبر، 02:30 UTC+02:00 إلى 02:00 UTC+01:00 ← "
            "الأحد 26 أكتوبر، 02:15 UTC+01:00 إلى 03:00",
        ),
    ],
)
def test_hour_that_comes_twice_is_told_apart(language: str, words: str) -> None:
    moved = change(
        ChangeKind.MOVED_TIME,
        from_time=Moment(wall("2025-10-26T02:30"), wall("2025-10-26T02:00"), end_fold=1),
        to_time=Moment(wall("2025-10-26T02:15"), wall("2025-10-26T03:00"), start_fold=1),
    )

    said = shown(moved, language=language, timezone="Europe/Paris").all("ul.changes p")[1]

    assert said.replace("\u00a0", " ") == words
