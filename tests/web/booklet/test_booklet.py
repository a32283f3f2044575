"""The programme as a PDF booklet: what stands in it, in which letters, and what nothing in it can do."""

import threading
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from msgspec import structs
from pypdf import PdfReader

from events_service.addresses import Site
from events_service.programme.live import Redaction
from events_service.programme.programme import Programme, SessionOrganizer, SessionPerson, SessionStatus
from events_service.programme.published import Published
from events_service.programme.states import EventState
from events_service.web.booklet import typesetting
from events_service.web.booklet.contents import Contents
from events_service.web.booklet.typesetting import BookletBeingMade, Booklets, NoArabicFont, NoTypesetter
from tests.factories.programme import (
    make_event,
    make_organization,
    make_person,
    make_programme,
    make_room,
    make_session,
    programme_of,
)
from tests.factories.published import MemorySource
from tests.factories.views import demo_view
from tests.support.needs import skip_without
from tests.web.payloads import PAYLOADS

SITE = Site("https://events.example.org", "Events")
AT = datetime(2018, 10, 20, tzinfo=UTC)
DAKHLA = make_room(name={"en": "Dakhla"})
ARM = make_organization(name={"en": "Association of Regions"}, short_name={"en": "ARM"})
AMINA = make_person(name={"en": "Amina Berrada"}, title={"en": "President"})
WATER = make_session(
    title={"en": "Water for three valleys"},
    code="SOU 84",
    room_uid=DAKHLA.uid,
    description={"en": "First words.\n\n# A heading\n\n- one thing\n- another *thing*"},
    people=(SessionPerson(AMINA.uid),),
    organizers=(SessionOrganizer(ARM.uid),),
    objectives=({"en": "To drink"},),
)
ROADS = make_session(title={"en": "Roads"}, status=SessionStatus.CANCELLED)
PROGRAMME = programme_of(
    WATER,
    ROADS,
    event=make_event(title={"en": "Seventh forum"}),
    rooms=(DAKHLA,),
    people=(AMINA,),
    organizations=(ARM,),
)


def state_of(programme: Programme, source: MemorySource | None = None) -> EventState:
    published = Published(source or MemorySource(programme))
    published.refresh()
    state = published.event(programme.event.slug)
    assert state is not None
    return state


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def font_objects(pdf: bytes) -> list[Any]:
    resources: list[Any] = [page["/Resources"] for page in PdfReader(BytesIO(pdf)).pages]
    return [font.get_object() for each in resources for font in (each.get("/Font") or {}).values()]


def fonts(pdf: bytes) -> set[str]:
    return {str(font["/BaseFont"]) for font in font_objects(pdf)}


def test_booklet_has_a_cover_contents_days_and_registers() -> None:
    cover, contents, day, people, organizations, index = pages(Booklets(SITE).get(state_of(PROGRAMME), "en"))

    assert "Seventh forum" in cover
    assert "https://events.example.org/en/forum-7/" in cover
    assert "Tuesday 20 November 2018" in contents
    for said in ("Water for three valleys", "Room Dakhla", "SOU 84", "First words.", "A heading", "another thing"):
        assert said in day
    for said in ("Amina Berrada, President", "Association of Regions", "To drink", "Cancelled"):
        assert said in day
    assert "#" not in day
    assert "*" not in day
    assert "Amina Berrada 3" in people.replace("\n", " ")
    assert "Association of Regions 3" in organizations.replace("\n", " ")
    assert "Water for three valleys 3" in index.replace("\n", " ")
    running = [text.split("\n")[0] for text in (day, people)]
    assert running == ["Seventh forum Tuesday 20 November 2018", "Seventh forum People"]


def test_same_programme_gives_the_same_bytes() -> None:
    first, second = (Booklets(SITE).get(state_of(PROGRAMME), "fr") for _ in range(2))

    assert first == second


def test_arabic_booklet_is_set_in_a_font_that_joins_its_letters_from_right_to_left() -> None:
    if not typesetting.arabic_font():
        skip_without("a font with Arabic letters (Debian package fonts-noto-core)")
    view = demo_view("africities-8")
    document = Contents(view.timetable, view.release, SITE, "ar").document(typesetting.fonts_for("ar"))

    pdf = typesetting.set_booklet(document, AT)

    family = typesetting.arabic_font().replace(" ", "")
    assert {name.partition("+")[2].partition("-")[0] for name in fonts(pdf)} >= {family}
    text = " ".join(pages(pdf))
    assert "أفريسيتي" in text
    assert 5 <= len(pages(pdf)) <= 20
    assert document["dir"] == "rtl"
    # Joined letters are other glyphs than the same letters alone: a form per place in the word.
    regular = next(
        font for font in font_objects(pdf) if family in font["/BaseFont"] and "Bold" not in font["/BaseFont"]
    )
    unicode = regular["/ToUnicode"].get_object().get_data().decode("latin-1")
    lam = [line for line in unicode.splitlines() if line.endswith("<0644>")]
    assert len(lam) > 1


@pytest.mark.parametrize(
    "payload", [*PAYLOADS[:6], '#panic("x") $x$ @foo <bar> *b* \\ `c` = d', '#read("/etc/passwd")', '")]#eval("1")']
)
def test_t_xss_texts_of_organizers_are_set_and_never_obeyed(payload: str) -> None:
    hostile = programme_of(
        structs.replace(WATER, title={"en": payload}, description={"en": payload}, code=payload[:60]),
        event=make_event(title={"en": payload}),
        rooms=(structs.replace(DAKHLA, name={"en": payload}),),
        people=(structs.replace(AMINA, name={"en": payload}),),
        organizations=(structs.replace(ARM, name={"en": payload}),),
    )

    pdf = Booklets(SITE).get(state_of(hostile), "en")

    squeezed = "".join("".join(pages(pdf)).split())
    assert "".join(payload.split())[:20] in squeezed
    links = [
        note["/A"]["/URI"]
        for page in PdfReader(BytesIO(pdf)).pages
        for note in (each.get_object() for each in page.annotations or ())
        if "/URI" in note.get("/A", {})
    ]
    assert set(links) == {"https://events.example.org/en/forum-7/"}


def test_booklet_is_set_once_however_often_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def set_booklet(document: dict[str, Any], at: datetime) -> bytes:
        made.append(document["lang"])
        return b"PDF"

    monkeypatch.setattr(typesetting, "set_booklet", set_booklet)
    booklets, state = Booklets(SITE), state_of(PROGRAMME)

    for language in ("en", "fr", "en"):
        booklets.get(state, language)

    assert made == ["en", "fr"]


def test_what_is_withdrawn_is_set_anew_without_it() -> None:
    source = MemorySource(PROGRAMME)
    booklets = Booklets(SITE)
    assert any("Amina Berrada" in page for page in pages(booklets.get(state_of(PROGRAMME, source), "en")))

    source.change_live(PROGRAMME.event.uid, redactions=(Redaction(AMINA.uid, "name"),))

    assert not any("Amina Berrada" in page for page in pages(booklets.get(state_of(PROGRAMME, source), "en")))


def test_booklet_that_takes_long_is_made_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    may_end = threading.Event()

    def slowly(document: dict[str, Any], at: datetime) -> bytes:
        may_end.wait(10)
        return b"PDF"

    monkeypatch.setattr(typesetting, "set_booklet", slowly)
    monkeypatch.setattr(typesetting, "_PATIENCE", 0.05)
    booklets, state = Booklets(SITE), state_of(PROGRAMME)

    with pytest.raises(BookletBeingMade) as refused:
        booklets.get(state, "en")
    assert refused.value.headers == {"Retry-After": "5"}
    may_end.set()
    monkeypatch.setattr(typesetting, "_PATIENCE", 10)

    assert booklets.get(state, "en") == b"PDF"


def test_booklet_that_failed_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Any] = [ValueError("no"), b"PDF"]

    def once(document: dict[str, Any], at: datetime) -> bytes:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, bytes)
        return answer

    monkeypatch.setattr(typesetting, "set_booklet", once)
    booklets, state = Booklets(SITE), state_of(PROGRAMME)

    with pytest.raises(ValueError, match="no"):
        booklets.get(state, "en")
    assert booklets.get(state, "en") == b"PDF"


def test_installation_that_cannot_set_booklets_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    state = state_of(PROGRAMME)
    monkeypatch.setattr(typesetting, "arabic_font", lambda: "")
    with pytest.raises(NoArabicFont):
        Booklets(SITE).get(state, "ar")
    assert (typesetting.can_set("ar"), typesetting.can_set("en")) == (False, True)

    monkeypatch.setattr(typesetting, "has_typesetter", lambda: False)
    with pytest.raises(NoTypesetter):
        Booklets(SITE).get(state, "en")
    assert not typesetting.can_set("en")


def test_booklet_of_many_sessions_has_as_many_pages_as_it_needs() -> None:
    programme = make_programme(60, 2, rooms=6)

    found = pages(Booklets(SITE).get(state_of(programme), "en"))

    assert 10 <= len(found) <= 60
