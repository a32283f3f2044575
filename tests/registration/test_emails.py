"""What the mails of a registration say, and the letters they are queued as."""

import gc
import weakref
from typing import Any

import pytest
from msgspec import structs

from events_service.database import DbSession
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.mail.letter import Priority
from events_service.mail.render import Queued, render, subject_of
from events_service.programme.programme import EventOrganization, EventRole
from events_service.programme.timetable import Timetable
from events_service.registration import facts
from events_service.registration.cancellation import cancel
from events_service.registration.confirmation import confirm
from events_service.registration.facts import facts_of
from events_service.secret_links import Reference
from tests.factories.programme import (
    make_event,
    make_organization,
    make_room,
    make_session,
    make_venue,
    programme_of,
)
from tests.mail.letters import OFFICE
from tests.registration.scenery import MARKET, NIGHT, NOW, WATER, letters, make_timetable, open_forum, register

PHONE = ContactPoint(ContactKind.PHONE, "05 37 20 59 03", "+212537205903")
MAIL = ContactPoint(ContactKind.EMAIL, "office@ampcc.example")


def make_full_timetable(**event_changes: Any) -> Timetable:
    """One session in a room of a venue, and two organizations of which the second organizes."""
    venue = make_venue(name={"en": "Palace", "fr": "Palais"})
    room = make_room(name={"en": "Dakhla", "ar": "الداخلة"}, venue_uid=venue.uid)
    partner = make_organization(name={"en": "A partner"})
    ampcc = make_organization(
        name={"fr": "Association des présidents"}, short_name={"fr": "AMPCC"}, contacts=(PHONE, MAIL)
    )
    links = (
        EventOrganization(partner.uid, EventRole.PARTNER),
        EventOrganization(ampcc.uid, EventRole.ORGANIZER),
    )
    session = make_session(slug="water", code="SOU 84", title={"en": "Water", "ar": "الماء"}, room_uid=room.uid)
    programme = programme_of(
        session,
        event=make_event(**{"organizations": links} | event_changes),
        organizations=(partner, ampcc),
        rooms=(room,),
        venues=(venue,),
    )
    return Timetable(programme)


@pytest.fixture
def forum(db: DbSession) -> Timetable:
    timetable = make_timetable()
    open_forum(db, timetable, water=1, night=1)
    return timetable


def test_letter_of_a_registration(db: DbSession) -> None:
    timetable = make_full_timetable()
    open_forum(db, timetable, water=1)
    outcome = register(db, timetable, "Amina", WATER, locale="ar", contact_name="Office of Fes")

    (letter,) = letters(db)

    manage = letter.links["manage"]
    assert manage.segments == ("ar", "registrations", "{token}")
    assert manage.reference == Reference("manage", outcome.id, 0)
    assert letter.links["confirm"] == manage
    assert letter.links["session-water"].segments == ("ar", "forum-7", "sessions", "water")
    assert (letter.kind, letter.locale, letter.recipient, letter.recipient_name) == (
        "confirm_address",
        "ar",
        "amina@example.org",
        "Office of Fes",
    )
    assert (letter.sender_name, letter.reply_to, letter.priority) == ("AMPCC", MAIL.printed, Priority.CONFIRMATION)
    assert (letter.thread, letter.event_uid, letter.attachments) == (outcome.id, timetable.event.uid, ())
    assert letter.context == {
        "participant": {"name": "Amina"},
        "event": {
            "uid": timetable.event.uid,
            "title": timetable.event.title,
            "city": timetable.event.city,
            "timezone": "Africa/Casablanca",
            "start_on": "2018-11-20",
            "end_on": "2018-11-22",
            "precision": "day",
            "accent": None,
        },
        "organizer": {"name": {"fr": "AMPCC"}, "email": MAIL.printed, "phone": PHONE.printed},
        "sessions": [
            {
                "uid": WATER,
                "code": "SOU 84",
                "title": {"en": "Water", "ar": "الماء"},
                "start": "2018-11-20T10:00:00+01:00",
                "end": "2018-11-20T11:00:00+01:00",
                "place": {"en": "Room Dakhla, Palace", "fr": "Salle Dakhla, Palais", "ar": "قاعة الداخلة، Palace"},
                "state": "held",
                "position": None,
                "link": "session-water",
            }
        ],
        "hold_until": "2018-11-01T14:00:00+01:00",
        "position": None,
        "whole": False,
        "changes": 0,
        "holds": True,
        "waits": False,
    }


def test_the_events_own_contact_wins(db: DbSession) -> None:
    own = ContactPoint(ContactKind.EMAIL, "forum@example.org")
    timetable = make_full_timetable(contact=(own,))

    assert facts_of(timetable).organizer == {"name": {"fr": "AMPCC"}, "email": own.printed, "phone": PHONE.printed}


def test_without_an_organizer_the_event_speaks(forum: Timetable) -> None:
    assert facts_of(forum).organizer == {"name": forum.event.title, "email": "", "phone": ""}
    assert facts_of(forum).sender_names == {"en": "", "fr": "", "ar": ""}


def test_a_session_that_is_no_longer_published_keeps_its_place_in_the_mail(db: DbSession, forum: Timetable) -> None:
    outcome = register(db, forum, "Amina", WATER, NIGHT, trusted=True)
    later = make_full_timetable()

    cancel(db, later, outcome.id, NOW)

    letter = letters(db)[-1]
    assert [(said["uid"], said["title"], said["link"]) for said in letter.context["sessions"]] == [
        (WATER, {"en": "Water", "ar": "الماء"}, "session-water"),
        (NIGHT, {}, None),
    ]


def test_facts_are_forgotten_with_their_timetable() -> None:
    timetable = make_timetable()
    assert facts_of(timetable) is facts_of(timetable)
    known, gone = len(facts._known), weakref.ref(timetable)

    del timetable
    gc.collect()

    assert (gone(), len(facts._known) < known) == (None, True)


@pytest.mark.parametrize("locale", ["en", "fr", "ar"])
def test_every_mail_of_a_registration_can_be_written(db: DbSession, locale: str) -> None:
    """What the acts queue is what the templates ask for, in each language."""
    timetable = make_timetable()
    open_forum(db, timetable, event=2, water=1, night=1)
    first = register(db, timetable, "Amina", WATER, trusted=True, locale=locale)
    second = register(db, timetable, "Youssef", WATER, NIGHT, locale=locale)
    confirm(db, timetable, second.id, NOW)
    third = register(db, timetable, "Claire", WATER, trusted=True, locale=locale)
    cancel(db, timetable, first.id, NOW)
    cancel(db, timetable, second.id, NOW, NIGHT)
    cancel(db, timetable, third.id, NOW)

    written = {
        letter.kind: render(Queued(letter, "<1@example.org>", NOW), _without_attachments()) for letter in letters(db)
    }

    assert set(written) == {"confirm_address", "confirmation", "waitlisted", "promoted", "cancelled"}
    assert all("https://events.example.org/" in mail.text for mail in written.values())
    assert all("https://events.example.org/" in mail.html for mail in written.values())


def _without_attachments() -> Any:
    return structs.replace(OFFICE, attachments={"registration": lambda _: None})


@pytest.mark.parametrize(
    ("printed", "reply_to"),
    [
        (" office@ampcc.example ", "office@ampcc.example"),
        ("info@ampcc.example / b@ampcc.example", ""),
        ("Mme X <x@ampcc.example>", ""),
    ],
)
def test_mails_are_answered_only_to_what_can_be_an_address(db: DbSession, printed: str, reply_to: str) -> None:
    contact = ContactPoint(ContactKind.EMAIL, printed)
    timetable = make_timetable(contact=(contact,), organizations=())
    open_forum(db, timetable, water=1)
    register(db, timetable, "Amina", WATER)

    (letter,) = letters(db)

    assert letter.reply_to == reply_to


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Registered for the event, waiting for sessions: Seventh forum"),
        ("fr", "Inscription à l’événement confirmée, sessions en liste d’attente\u202f: Septième forum"),
    ],
)
def test_who_waits_for_every_session_is_not_told_that_all_is_confirmed(
    db: DbSession, language: str, subject: str
) -> None:
    timetable = make_timetable(title={"en": "Seventh forum", "fr": "Septième forum"})
    open_forum(db, timetable, event=None, night=0)
    register(db, timetable, "Amina", NIGHT, trusted=True, locale=language)

    (letter,) = letters(db)

    assert letter.kind == "confirmation"
    assert subject_of(letter, OFFICE) == subject


def test_second_registration_says_which_wishes_are_not_part_of_the_first(db: DbSession, forum: Timetable) -> None:
    register(db, forum, "Amina", WATER)
    register(db, forum, "Amina", WATER, NIGHT)
    register(db, forum, "Amina", WATER, NIGHT)

    first, again = letters(db)

    assert "wished" not in first.context
    assert [session["title"]["en"] for session in again.context["wished"]] == ["About night"]
    text = render(Queued(again, "<1@example.org>", NOW), OFFICE).text
    assert "You also asked for what is below." in text
    assert "- About night" in text


@pytest.mark.parametrize(
    ("locale", "titles"),
    [
        ("en", ("Now confirmed", "Confirmed before", "Still on the waiting list")),
        ("fr", ("Sessions désormais confirmées", "Sessions déjà confirmées", "Toujours en liste d’attente")),
        ("ar", ("تم تأكيده الآن", "مؤكد من قبل", "ما زال في لائحة الانتظار")),
    ],
)
def test_who_moves_up_is_told_what_they_have_and_what_they_wait_for(
    db: DbSession, locale: str, titles: tuple[str, str, str]
) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, water=5, night=1, market=1)
    first = register(db, timetable, "Youssef", NIGHT, MARKET, trusted=True)
    register(db, timetable, "Amina", WATER, NIGHT, MARKET, trusted=True, locale=locale)

    cancel(db, timetable, first.id, NOW, NIGHT)

    letter = next(letter for letter in letters(db) if letter.kind == "promoted")
    mail = render(Queued(letter, "<1@example.org>", NOW), _without_attachments())
    said = [*titles, *("/sessions/night/", "/sessions/water/", "/sessions/market/")]
    places = [mail.text.find(words) for words in (said[0], said[3], said[1], said[4], said[2], said[5])]
    assert -1 not in places
    assert places == sorted(places)
    assert [mail.html.count(words) for words in said] == [1] * 6
    assert [session["uid"] for session in letter.context["sessions"]] == [NIGHT]


def test_who_moves_up_in_the_event_is_told_what_they_still_wait_for(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=1, night=0)
    first = register(db, timetable, "Youssef", trusted=True)
    register(db, timetable, "Amina", NIGHT, trusted=True)

    cancel(db, timetable, first.id, NOW)

    letter = next(letter for letter in letters(db) if letter.kind == "promoted")
    assert (letter.context["sessions"], letter.context["had"]) == ([], [])
    assert [(told["uid"], told["position"]) for told in letter.context["waiting"]] == [(NIGHT, 1)]


@pytest.mark.parametrize(
    ("locale", "holds", "waits", "both"),
    [
        ("en", "The places are kept until", "Its turn there is kept until", "The places, and the turn on the waiting"),
        ("fr", "Les places sont réservées", "Le rang y est gardé", "Les places et le rang en liste d’attente"),
        ("ar", "تبقى المقاعد محجوزة", "وتبقى الرتبة فيها محفوظة", "تبقى المقاعد والرتبة في لائحة الانتظار محفوظة"),
    ],
)
def test_who_only_waits_is_not_promised_a_place(db: DbSession, locale: str, holds: str, waits: str, both: str) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, water=5, night=0)
    register(db, timetable, "Amina", WATER, locale=locale)
    register(db, timetable, "Youssef", NIGHT, locale=locale)
    register(db, timetable, "Claire", WATER, NIGHT, locale=locale)

    written = [render(Queued(letter, "<1@example.org>", NOW), OFFICE) for letter in letters(db)]

    texts = [" ".join(mail.text.split()) for mail in written]
    sentences = (holds, waits, both)
    for said in (texts, [" ".join(mail.html.split()) for mail in written]):
        assert [[sentence in mail for sentence in sentences] for mail in said] == [
            [True, False, False],
            [False, True, False],
            [False, False, True],
        ]


def test_who_waits_for_the_event_itself_is_not_promised_a_place(db: DbSession) -> None:
    timetable = make_timetable()
    open_forum(db, timetable, event=0)
    register(db, timetable, "Amina")

    (letter,) = letters(db)

    assert (letter.context["holds"], letter.context["waits"]) == (False, True)
