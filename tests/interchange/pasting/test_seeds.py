"""The page of SOU 84 as it was copied out, and texts of the same bodies that are no programme."""

import json
from datetime import date

import pytest

from events_service.interchange.pasting.labels import What
from events_service.interchange.pasting.phones import dialled
from events_service.interchange.pasting.proposals import ProposedBody
from tests.interchange.pasting.cases import reading
from tests.support.needs import seeds, shared_data


def seed(number: str) -> str:
    (path,) = seeds(f"{number}_*.txt")
    return path.read_text()


def test_sou_84_is_read_exactly() -> None:
    (source, *_) = json.loads(shared_data("seeds.json").read_text())["sources"]
    said = source["entities"]["session"]

    found = reading(seed("000"))

    (session,) = found.proposals
    assert (session.code, session.title) == (said["code"], said["title"])
    assert (session.day, session.start, session.end) == (date(2018, 11, 21), said["start_time"], said["end_time"])
    assert (session.room, session.track, session.language) == (said["venue"], said["track"], "en")
    assert list(session.organizers) == [
        ProposedBody(body["name"], body["acronym"], (body["phone"],) if body["phone"] else ())
        for body in said["organizers"]
    ]
    assert [item.title for item in session.agenda] == [item["title"] for item in said["presentations"]]
    assert session.introduction == said["objectives_intro"]
    assert list(session.objectives) == said["objectives"]
    assert list(session.questions) == said["description"]["questions"]
    assert session.description.startswith("Multiform phenomenon, constantly reinvented")
    assert session.description.endswith("‘acting better by acting together’.")
    assert found.left == ("Parallel Sessions",)
    assert dialled(session.organizers[0].phones[0], "MA") == "+212537205903"


def test_what_was_recognised_is_marked_where_it_stands() -> None:
    text = seed("000")
    marked = [(mark.what, text[mark.start : mark.end]) for mark in reading(text).marks]

    assert marked[:12] == [
        (What.TRACK, "Open Sessions"),
        (What.CODE, "SOU 84"),
        (What.TITLE, "Partnering to last: the challenge of the commitment pact between the players of the Territory"),
        (What.DAY, "21 Nov"),
        (What.DAY, "21 November"),
        (What.HOURS, "9:30 to 12:30"),
        (What.ROOM, "Dakhla"),
        (What.ORGANIZER, "Association Marocaine des Présidents des Conseils Municipaux (AMPCC)"),
        (What.PHONE, "Tel: 05 37 20 59 03"),
        (What.ORGANIZER, "Association des Régions du Maroc (ARM)"),
        *marked[10:12],
    ]
    assert [said for what, said in marked if what is What.QUESTION] == [
        "What types of partnerships today?",
        "With whom ?",
        "With what tools and means?",
    ]


@pytest.mark.parametrize("number", ["001", "002", "003", "004"])
def test_an_article_is_no_programme(number: str) -> None:
    found = reading(seed(number))

    assert found.proposals == ()
    assert "".join(found.left).replace(" ", "")[:100] == seed(number).replace(" ", "").replace("\n", "")[:100]
