"""Texts people send, whatever they look like."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events_service.interchange.pasting import acquaintance
from events_service.interchange.pasting.building import MOST_SESSIONS, TooMany
from events_service.interchange.pasting.letters import LONGEST
from events_service.interchange.pasting.proposals import ProposedItem, ProposedPerson
from events_service.interchange.pasting.reading import TooLong, read
from events_service.programme.programme import PersonRole
from tests.interchange.pasting.cases import SUMMIT, reading
from tests.interchange.pasting.texts import TEXTS


@pytest.mark.parametrize("name", TEXTS)
def test_the_sessions_of_a_text_are_found(name: str) -> None:
    text, sessions = TEXTS[name]

    found = reading(text).proposals

    assert [(p.code, p.title, p.day.day if p.day else 0, p.start, p.end, p.room) for p in found] == sessions


def test_an_agenda_has_its_hours_and_what_stands_under_them() -> None:
    session = reading(TEXTS["a page with an agenda in hours"][0]).proposals[0]

    assert session.agenda == (
        ProposedItem("", "09:30", "10:15", (ProposedItem("Institutional film"), ProposedItem("Official speeches"))),
        ProposedItem("Coffee break", "10:30", "10:45"),
        ProposedItem("Panel 1", "10:45", "11:30"),
    )
    assert session.people[1] == ProposedPerson("Jean-Pierre Elong Mbassi", "UCLGA", PersonRole.SPEAKER)
    assert session.organizers[0].phones == ("212 - (0)537572162",)


def test_languages_and_interpretation_are_told_apart() -> None:
    text = "SOU 1 - Title\n21/11/2018 9:30-12:30\nLangues : français, avec traduction vers l'arabe et l'anglais\n"

    (session,) = reading(text).proposals

    assert (session.languages, session.interpretation) == (("fr",), ("ar", "en"))


def test_rooms_of_the_event_are_known_by_name() -> None:
    known = replace(SUMMIT, rooms={"dakhla": "1", "room 9": "2", acquaintance.plain("الداخلة"): "1"})

    read_ = reading("Wednesday 21 November\n9:30-12:30 Partnering to last, Dakhla\n", known).proposals

    assert [(p.title, p.room) for p in read_] == [("Partnering to last", "Dakhla")]
    for said in ("Dakhla", "Salle Dakhla", "Room Dakhla (Hotel)", "القاعة الداخلة", "DAKHLA"):
        assert acquaintance.find_room(known, said) == "1"
    assert acquaintance.find_room(known, "9") == "2"
    assert acquaintance.find_room(known, "Agadir") is None


def test_nothing_is_dropped_in_silence() -> None:
    found = reading(
        "Hello,\n\nSOU 1 - Title\n21/11/2018\n9:30-12:30\n\nSomething else that was said of it.\n\nRegards,\nAnna\n"
    )

    assert found.left == ("Hello,", "Regards,", "Anna")
    assert found.proposals[0].description == "Something else that was said of it."


def test_what_is_too_much_is_refused() -> None:
    with pytest.raises(TooLong):
        read("a" * (LONGEST + 1), SUMMIT)
    with pytest.raises(TooMany):
        read("\n".join(f"AB {n} - Title\n" for n in range(1, MOST_SESSIONS + 2)), SUMMIT)


_PIECES = (
    "SOU 84 - Title",
    "9:30",
    "12h30",
    " - ",
    "\t",
    "|",
    "\n",
    "\r\n",
    "\n\n",
    "21 Nov",
    "Room Dakhla",
    "Tel: ",
) + (
    *(
        "Organizers:",
        "1. ",
        "• ",
        "?",
        "Agenda",
        "Objectives",
        "(",
        ")",
        "05 37 20 59 03",
        "الجلسة",
        "القاعة",
        "«",
        "»",
    ),
    *("> ", "\u00ad", "\u200f", "\u00a0", "e\u0301", "ﻻ", "Parallel Sessions", "Speakers: A B; C D", '"', "## ", ": "),
    *("الأربعاء 21 نونبر", "from 9.30 am to 12.30", "Day 2", "From: a@b.cd", "wrote:", "Wednesday", "*", "---"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=60).map("".join))
def test_no_text_breaks_the_reader(text: str) -> None:
    reading(text)


_LONG = (
    "a",
    "1",
    " ",
    "\t",
    "-",
    "(",
    "9:30 ",
    "21 Nov ",
    "a: ",
    "x;",
    "|",
    "a, ",
    "+1 (2",
    "a@",
    "«a",
    "1) ",
    "a? ",
    "م ",
)


@pytest.mark.parametrize(
    "piece", [*_LONG, "SOU 1 - a\n", "9:30 a\n", "1. a\n", "a\tb\n", "Room: a\n", "a\n\n", "21/11 \n"]
)
def test_a_hostile_text_takes_no_longer(piece: str) -> None:
    text = (piece * 50_000)[:50_000]
    began = time.process_time()
    with suppress(TooMany):
        reading(text)

    assert time.process_time() - began < 3
