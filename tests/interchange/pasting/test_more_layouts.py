"""Layouts in which nothing announces what stands where: lines of minutes, hours of their own, tables without heads."""

from datetime import date

import pytest

from events_service.interchange.pasting.proposals import Proposal, ProposedItem
from events_service.programme.programme import PersonRole
from tests.interchange.pasting.cases import reading

MINUTES = """WEDNESDAY 21 NOVEMBER

09:30 - 12:30  Cedar   WR 1 Rivers that divide (HOUR, RRM)
09:30 - 12:30  Olive   WR 2 Wells & springs: What is below (HOUR)
Morning        Roads for all

FRIDAY 23 NOVEMBER

09:30 - 12:30  Argan (Hotel Sofia)  WR 3 Bridges over rivers and what they cost (BORC)
"""
SENTENCES = """Mercredi 21 novembre (matin) : Les routes. Session « Pour tous ». Pilote : HOUR.
Mercredi 21 novembre, 9h30 à 12h30, Cedar : WR 1 – Des fleuves qui séparent (HOUR et RRM)
Vendredi 23 novembre, 9h30 à 12h30, Argan : WR 3 – Des ponts (BORK)
"""
BARE = """9:30 AM - 12:30 PM
WR 1: Rivers that divide
Cedar
Association des Fleuves du Sud (AFS), Réseau des Ponts (RDP)

2:30 PM - 6:00 PM
WR 2: Wells & springs
Olive
Association des Fleuves du Sud (AFS)
"""
OWN_LINES = """WR 1
Rivers that divide, and the bridges that go over them
21/11/2018
09:30
12:30
Cedar
AFSR
"""
BARS = """09h30-12h30 | Cedar | WR 1 | Rivers that divide | HOUR, RRM
14h30-18h00 | Olive | WR 2 | Wells and springs | HOUR
"""
CODE_FIRST = """WR 1 | Rivers that divide | 21 Nov 2018 | 09:30-12:30 | Cedar | HOUR; RRM
WR 2 | Wells and springs | 21 Nov 2018 | 14:30-18:00 | Olive | HOUR
"""
GRID = "\tCedar\tOlive\tArgan\nWednesday 21 November\t\t\t\n9:30-12:30\tWR 1 Rivers that divide\tWR 2 Wells\t\n" + (
    "Friday 23 November\t\t\t\n9:30-12:30\t\t\tWR 3 Bridges\n"
)
SIGNS = """21 November 2018
09:30 WR 1 Rivers that divide @ Cedar
14:30 Roads for all @ Olive
"""
PAGE = """WR 3 – Bridges: what they cost
Friday, 23 November 2018, 9:30 am – 12:30 pm
Venue: Argan

9:30-10:15 am
A film about bridges
Words of welcome
10h30-10h45
Coffee
10:45-11:30 am
Panel 1

Speakers
Ada Lovelace, Mayor of Fez
"""
ARABIC = """الأربعاء 21 نوفمبر 2018 صباحا
الطرق للجميع
من تنظيم: HOUR

الجمعة 23 نوفمبر 2018، من التاسعة والنصف صباحا إلى الثانية عشرة والنصف
WR 3أ – الجسور وكلفتها
القاعة: الأرز
"""


def brief(p: Proposal) -> tuple[str, str, int, str, str, list[str]]:
    bodies = [body.short_name or body.name for body in p.organizers]
    return p.code, p.title, p.day.day if p.day else 0, p.start, p.room, bodies


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        (
            MINUTES,
            [
                ("WR 1", "Rivers that divide", 21, "09:30", "Cedar", ["HOUR", "RRM"]),
                ("WR 2", "Wells & springs: What is below", 21, "09:30", "Olive", ["HOUR"]),
                ("", "Roads for all", 21, "", "", []),
                ("WR 3", "Bridges over rivers and what they cost (BORC)", 23, "09:30", "Argan (Hotel Sofia)", []),
            ],
        ),
        (
            SENTENCES,
            [
                ("", "Les routes. Session « Pour tous »", 21, "", "", ["HOUR"]),
                ("WR 1", "Des fleuves qui séparent", 21, "09:30", "Cedar", ["HOUR", "RRM"]),
                ("WR 3", "Des ponts", 23, "09:30", "Argan", ["BORK"]),
            ],
        ),
        (
            BARE,
            [
                ("WR 1", "Rivers that divide", 0, "09:30", "Cedar", ["AFS", "RDP"]),
                ("WR 2", "Wells & springs", 0, "14:30", "Olive", ["AFS"]),
            ],
        ),
        (
            OWN_LINES,
            [("WR 1", "Rivers that divide, and the bridges that go over them", 21, "09:30", "Cedar", ["AFSR"])],
        ),
        (
            BARS,
            [
                ("WR 1", "Rivers that divide", 0, "09:30", "Cedar", ["HOUR", "RRM"]),
                ("WR 2", "Wells and springs", 0, "14:30", "Olive", ["HOUR"]),
            ],
        ),
        (
            CODE_FIRST,
            [
                ("WR 1", "Rivers that divide", 21, "09:30", "Cedar", ["HOUR", "RRM"]),
                ("WR 2", "Wells and springs", 21, "14:30", "Olive", ["HOUR"]),
            ],
        ),
        (
            GRID,
            [
                ("WR 1", "Rivers that divide", 21, "09:30", "Cedar", []),
                ("WR 2", "Wells", 21, "09:30", "Olive", []),
                ("WR 3", "Bridges", 23, "09:30", "Argan", []),
            ],
        ),
        (
            SIGNS,
            [
                ("WR 1", "Rivers that divide", 21, "09:30", "Cedar", []),
                ("", "Roads for all", 21, "14:30", "Olive", []),
            ],
        ),
        (
            ARABIC,
            [
                ("", "الطرق للجميع", 21, "", "", ["HOUR"]),
                ("WR 3أ", "الجسور وكلفتها", 23, "09:30", "الأرز", []),
            ],
        ),
    ],
)
def test_what_nothing_announces_is_known_by_where_it_stands(
    text: str, sessions: list[tuple[str, str, int, str, str, list[str]]]
) -> None:
    assert [brief(p) for p in reading(text).proposals] == sessions


def test_the_end_on_a_line_of_its_own_is_the_end() -> None:
    (found,) = reading(OWN_LINES).proposals

    assert (found.start, found.end, found.agenda) == ("09:30", "12:30", ())


def test_a_text_is_in_the_language_of_its_titles_not_of_the_names_in_it() -> None:
    assert {p.language for p in reading(BARE).proposals} == {"en"}


def test_points_below_hours_need_no_heading() -> None:
    (found,) = reading(PAGE).proposals

    assert (found.code, found.title, found.day, found.end) == (
        "WR 3",
        "Bridges: what they cost",
        date(2018, 11, 23),
        "12:30",
    )
    film = (ProposedItem("A film about bridges"), ProposedItem("Words of welcome"))
    assert found.agenda == (
        ProposedItem("", "09:30", "10:15", film),
        ProposedItem("Coffee", "10:30", "10:45"),
        ProposedItem("Panel 1", "10:45", "11:30"),
    )
    assert [person.name for person in found.people] == ["Ada Lovelace"]


@pytest.mark.parametrize(
    ("line", "room", "venue"),
    [
        ("Mercredi 21 novembre, de 9h30 à 12h30, salle 9, Kisumu", "salle 9", "Kisumu"),
        ("الأربعاء 21 نونبر من 9:30 إلى 12:30 بالقاعة 9", "القاعة 9", ""),
    ],
)
def test_the_number_of_a_room_is_its_name(line: str, room: str, venue: str) -> None:
    (found,) = reading(f"WR 1 - Rivers\n{line}\n").proposals

    assert (found.room, found.venue) == (room, venue)


def test_a_room_in_brackets_behind_a_title_is_where_it_takes_place() -> None:
    (found,) = reading("21 novembre\n9h30 – 12h30 : WR 3. Des ponts (salle Argan, Hôtel Sofia)\n").proposals

    assert (found.title, found.room, found.venue) == ("Des ponts", "Argan", "Hôtel Sofia")


def test_what_runs_in_parallel_is_no_organizer() -> None:
    text = "WR 1 - Rivers\n21 November, 9:30-12:30\nOrganizer: House of Rivers (HOR)\nParallel to: WR 2\n"

    (found,) = reading(text).proposals

    assert [body.name for body in found.organizers] == ["House of Rivers"]


@pytest.mark.parametrize("label", ["Rapporteures", "المقررتان", "Rapporteur·es", "مقرّرون"])
def test_rapporteurs_are_known_whoever_they_are(label: str) -> None:
    (found,) = reading(f"WR 1 - Rivers\n21/11/2018 9:30-12:30\n{label} : Ada Lovelace ; Awa Diop\n").proposals

    assert [(person.name, person.role) for person in found.people] == [
        ("Ada Lovelace", PersonRole.RAPPORTEUR),
        ("Awa Diop", PersonRole.RAPPORTEUR),
    ]
