"""Changes for feed readers."""

from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from tests.factories.programme import make_room, make_session, programme_of
from tests.factories.views import event_view, history_of
from tests.web.reading import render

PATTERN = "/{lang}/{event}/changes.atom"
_ATOM = "{http://www.w3.org/2005/Atom}"
DAKHLA = make_room(name={"en": "Dakhla"}, slug="dakhla")
PROGRAMME = programme_of(
    make_session(code="SOU 1", title={"en": "Water <b>"}, slug="a", room_uid=DAKHLA.uid),
    make_session(title={"en": "B\u202e"}, slug="b"),
    make_session(title={"en": "C"}, slug="c"),
    make_session(title={"en": "D"}, slug="d"),
    rooms=(DAKHLA,),
)


def feed(language: str = "en") -> Element:
    content = render(PATTERN, event_view(PROGRAMME, history=history_of(PROGRAMME)), language)
    assert isinstance(content, bytes)
    found: Element = fromstring(content)
    return found


def texts(element: Element, path: str) -> list[str | None]:
    return [found.text for found in element.findall("/".join(_ATOM + step for step in path.split("/")))]


def test_feed_has_an_entry_for_each_version() -> None:
    found = feed()

    assert texts(found, "title") == ["Seventh forum · What changed"]
    assert texts(found, "entry/title") == ["Version 2 · Rooms corrected", "Version 1 · First programme"]
    assert texts(found, "entry/updated") == ["2018-11-02T09:00:00Z", "2018-11-01T09:00:00Z"]
    assert texts(found, "updated") == ["2018-11-02T09:00:00Z"]


def test_changes_are_told_line_by_line() -> None:
    content = texts(feed(), "entry/content")[0]

    assert content is not None
    assert content.split("\n") == [
        "SOU 1 Water <b>: Moved: To be announced → Tuesday 20 November, 10:00\u00a0to\u00a011:00; "
        "Another room: Room to be announced → Room Dakhla",
        "B: Takes place after all",
        "C: New title: An older title → C",
        "D: New in the programme",
    ]


def test_colons_and_blanks_are_the_language_s_own() -> None:
    french, arabic = (texts(feed(language), "entry/content")[0] for language in ("fr", "ar"))

    assert french is not None
    assert arabic is not None
    moved, _, retitled, _ = french.split("\n")
    assert retitled == "C\u202f: Nouveau titre\u202f: An older title → C"
    assert "10\u00a0h" in moved
    assert "\u202f; Changement de salle\u202f: " in moved
    assert "؛ " in arabic.split("\n")[0]


def test_identities_are_the_same_in_every_language() -> None:
    english, arabic = feed(), feed("ar")

    assert texts(english, "entry/id") == texts(arabic, "entry/id")
    assert texts(english, "id") == texts(arabic, "id")
    assert len({*texts(english, "entry/id"), *texts(english, "id")}) == 3


def test_links_lead_to_the_page_and_to_itself() -> None:
    links = [(link.get("rel"), link.get("href")) for link in feed().findall(f"{_ATOM}link")]

    assert links == [
        (None, "https://events.example.org/en/forum-7/changes/"),
        ("self", "https://events.example.org/en/forum-7/changes.atom"),
    ]
