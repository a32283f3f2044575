"""Pasting a programme in the console: read, corrected, taken."""

import re
import time
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe

from events_service.accounts.models import Role
from events_service.database import Database
from events_service.interchange.pasting.building import MOST_SESSIONS
from events_service.programme.programme import Programme
from tests.accounts.people import PASSWORD, make_account
from tests.factories.programme import make_event, programme_of, uid_of
from tests.factories.stored_events import WATER, change, create, load, small_draft
from tests.support.browser import OpenPage
from tests.support.needs import shared_data
from tests.web.console.site import EMAIL, FIELD, Browser

FORUM = small_draft(event=make_event(languages=("fr", "en", "ar"), timezone="Africa/Casablanca"))
PAGE = f"/console/events/{FORUM.event.slug}/paste"
TEXT = """Bonjour,

SOU 84 - Des partenariats qui durent
mercredi 21 novembre de 9h30 à 12h30
Salle : Dakhla
Organisateurs :
Association des Régions du Maroc (ARM), tél. 05 37 20 59 03

SOU 99 - Les villes & <b>leurs</b> territoires
jeudi 22 novembre, 14h30 - 18h00
Salle : Dakhla
"""
_INPUT = re.compile(r'<input[^>]* name="([^"]+)"[^>]*>')
_AREA = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)


@pytest.fixture
def here(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, FORUM)
    with Browser(base_url=url, timeout=30) as browser:
        browser.log_in()
        yield browser


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    form = page[page.index('class="pasting proposals"') :]
    found = {name: unescape(said) for name, said in _AREA.findall(form)}
    for match in _INPUT.finditer(form):
        tag, value = match[0], re.search(r' value="([^"]*)"', match[0])
        if not re.search(r'type="(?:checkbox|radio)"', tag) or " checked" in tag:
            found[match[1]] = unescape(value[1]) if value else ""
    return found


def read(here: Browser, text: str = TEXT) -> str:
    return here.submit(PAGE, PAGE, {"text": text}).text


def programme(database: Database) -> Programme:
    with database.read() as db:
        return load(db, FORUM.event.uid)


def test_a_text_is_read_corrected_and_taken(database: Database, here: Browser) -> None:
    page = read(here)

    assert page.count('class="group proposal"') == 2
    assert (
        '<mark data-session="1" data-what="title"><small>1&nbsp;Title</small> Des partenariats qui durent</mark>'
        in page
    )
    assert "Changes SOU 84 – Water" in page
    assert "<li><bdi>Bonjour,</bdi></li>" in page
    assert "<b>leurs</b>" not in page
    sent = fields(page) | {"s1.title": "Villes et territoires", "s1.room": "Hall"}
    taken = here.submit(PAGE, f"{PAGE}/take", sent)
    assert taken.status_code == 303
    after = {session.code: session for session in programme(database).sessions}
    assert after["SOU 84"].title["fr"] == "Des partenariats qui durent"
    assert after["SOU 99"].title == {"fr": "Villes et territoires"}
    rooms = {room.uid: room.name for room in programme(database).rooms}
    assert rooms[after["SOU 84"].room_uid or ""] == {"fr": "Dakhla"}
    assert rooms[after["SOU 99"].room_uid or ""] == {"en": "Hall"}
    shown = here.get(taken.headers["location"]).text
    assert "Villes et territoires" in shown
    assert "Association des Régions du Maroc (ARM)" in shown
    for href in re.findall(r'<li><a href="([^"]+)">', shown):
        assert here.get(href).status_code == 200


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(database: Database, here: Browser) -> None:
    sent = fields(read(here)) | {
        "s0.title": "",
        "s1.start": "noon",
        "s1.description": "typed by hand",
        "s0.code": "SOU 75",
    }
    del sent["s0.as"]

    refused = here.submit(PAGE, f"{PAGE}/take", sent)

    assert refused.status_code == 422
    assert '<a href="#s0.title">1. Title</a>' in refused.text
    assert "Write the hour as 09:30." in refused.text
    kept = fields(refused.text)
    assert {name: said for name, said in sent.items() if kept.get(name) != said and name != "form_token"} == {}
    assert programme(database).sessions == tuple(sorted(FORUM.sessions, key=lambda session: session.uid))
    again = here.submit(PAGE, f"{PAGE}/take", kept | {"s0.title": "A", "s1.start": "14:30", "s0.as": "new"})
    assert "is already the code of" in again.text
    back = here.submit(PAGE, f"{PAGE}/take", kept | {"back": "1"})
    assert "Les villes &amp; &lt;b&gt;leurs&lt;/b&gt; territoires" in back.text


def test_what_is_not_chosen_is_not_taken(database: Database, here: Browser) -> None:
    sent = fields(read(here))
    del sent["s0.take"]
    assert here.submit(PAGE, f"{PAGE}/take", sent).status_code == 303
    assert [session.title for session in programme(database).sessions if session.code == "SOU 84"] == [{"en": "Water"}]

    del sent["s1.take"]
    assert "Choose at least one session" in here.submit(PAGE, f"{PAGE}/take", sent).text


def test_a_file_is_read_and_a_text_without_sessions_comes_back(here: Browser) -> None:
    token = FIELD.search(here.get(PAGE).text)
    assert token
    own = {"Origin": str(here.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    dropped = {"file": ("p.csv", b"Date;Heure;Titre\n21/11/2018;9h30-12h30;Eau\n")}
    found = here.post(PAGE, data={"form_token": token[1], "text": ""}, files=dropped, headers=own)
    assert 'value="Eau"' in found.text

    nothing = here.submit(PAGE, PAGE, {"text": "Merci beaucoup."})
    assert (nothing.status_code, "Merci beaucoup." in nothing.text) == (422, True)
    assert here.post(PAGE, data={"text": TEXT}, headers=own).status_code == 403


def test_as_many_sessions_as_may_be_come_through_the_form(database: Database, here: Browser) -> None:
    text = "\n\n".join(f"AB {n} - Title {n}\n21/11/2018 9:30-10:30" for n in range(MOST_SESSIONS))

    assert here.submit(PAGE, f"{PAGE}/take", fields(read(here, text))).status_code == 303

    assert len(programme(database).sessions) == MOST_SESSIONS + len(FORUM.sessions)


def test_whoever_may_not_edit_finds_no_page(database: Database, here: Browser) -> None:
    database.write_now(lambda db: make_account(db, "v@example.org", Role.VIEWER, event_uid=FORUM.event.uid))
    with Browser(base_url=here.base_url) as viewer:
        viewer.log_in("v@example.org")
        assert viewer.get(PAGE).status_code == 404
    assert here.get(f"{PAGE}/taken/{FORUM.event.uid}").status_code == 404


def test_an_editor_is_told_beside_the_field_that_a_room_is_not_there(database: Database, here: Browser) -> None:
    database.write_now(lambda db: make_account(db, "e@example.org", Role.EDITOR, event_uid=FORUM.event.uid))
    before = programme(database)
    with Browser(base_url=here.base_url, timeout=30) as editor:
        editor.log_in("e@example.org")
        page = read(editor)
        assert "New: it will be made." not in page
        assert "Not there: choose one of those there are." in page
        refused = editor.submit(PAGE, f"{PAGE}/take", fields(page))
        assert (refused.status_code, refused.text.count("There is no such room.")) == (422, 4)
        assert '<option value="Hall">' in refused.text
        assert programme(database) == before

        taken = fields(refused.text) | {"s0.room": "Hall", "s1.room": ""}
        assert editor.submit(PAGE, f"{PAGE}/take", taken).status_code == 303
    assert programme(database).rooms == before.rooms


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_programme_is_pasted_and_taken_in_a_browser(
    database: Database, url: str, open_page: OpenPage, language: str
) -> None:
    database.write_now(create, FORUM)
    page = open_page(viewport={"width": 360, "height": 740}, locale=language, bypass_csp=True)
    page.goto(f"{url}/console/login")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    for step in ("paste", "review"):
        if step == "paste":
            page.goto(url + PAGE)
            page.locator("#text").fill(TEXT)
        axe = Axe().run(page).response["violations"]
        assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in axe] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.locator("main form.pasting :is(.acts, .save) button").first.click()

    page.wait_for_url("**/taken/**")
    assert "SOU 99" in page.locator("main").inner_text()
    assert len(programme(database).sessions) == 3


@pytest.mark.parametrize(
    ("language", "people", "organizers"),
    [
        (
            "fr",
            ["Président·e de séance\u202f: Ada Lovelace, Université de Londres, Paris (à confirmer)"],
            "Ville de Fès (VF) Tél.\u202f: 05 37 20 59 03",
        ),
        (
            "ar",
            ["رئيس(ة) الجلسة: Ada Lovelace، Université de Londres, Paris (في انتظار التأكيد)"],
            "Ville de Fès (VF) الهاتف: 05 37 20 59 03",
        ),
    ],
)
def test_lists_are_shown_in_the_language_of_the_page_and_taken_as_they_are_shown(
    database: Database, here: Browser, language: str, people: list[str], organizers: str
) -> None:
    here.headers["accept-language"] = language
    here.cookies.set("language", language)
    text = (
        "SOU 99 - Les villes\njeudi 22 novembre, 14h30 - 18h00\n"
        "Organisateurs : Ville de Fès (VF), tél. 05 37 20 59 03\n"
        "Présidente : Mme Ada Lovelace (à confirmer) - Université de Londres, Paris\n"
    )
    sent = fields(read(here, text))

    assert sent["s0.people"].split("\n") == people
    assert sent["s0.organizers"] == organizers
    assert here.submit(PAGE, f"{PAGE}/take", sent).status_code == 303
    session = next(session for session in programme(database).sessions if session.code == "SOU 99")
    assert [(one.role.value, *one.title.values(), one.to_be_confirmed) for one in session.people] == [
        ("chair", "Université de Londres, Paris", True)
    ]
    assert [contact.printed for contact in session.organizers[0].contacts] == ["05 37 20 59 03"]


def test_what_would_be_lost_in_other_languages_is_said_and_stays_unless_it_is_chosen(
    database: Database, here: Browser
) -> None:
    def objectives() -> tuple[object, ...]:
        return next(session.objectives for session in programme(database).sessions if session.code == "SOU 84")

    there = ({"en": "join the cities", "ar": "ربط المدن"}, {"en": "pay for them"}, {"en": "make them last"})
    database.write_now(lambda db: change(db, FORUM.event.uid, WATER.uid, objectives=there))

    page = read(here, "SOU 84 - Des villes\nObjectifs\n1. relier les villes\n2. payer pour les routes\n")

    assert "join the cities" in page
    sent = fields(page)
    assert sent["s0.objectives.as"] == "keep"
    unasked = {name: said for name, said in sent.items() if not name.endswith("objectives.as")}
    refused = here.submit(PAGE, f"{PAGE}/take", unasked)
    assert (refused.status_code, fields(refused.text)["s0.objectives.as"]) == (422, "keep")
    assert here.submit(PAGE, f"{PAGE}/take", sent).status_code == 303
    assert objectives() == there
    assert here.submit(PAGE, f"{PAGE}/take", sent | {"s0.objectives.as": "replace"}).status_code == 303
    assert objectives() == ({"fr": "relier les villes"}, {"fr": "payer pour les routes"})


def test_a_large_schedule_is_listed_chosen_and_taken(database: Database, here: Browser) -> None:
    data = shared_data("schedule/fosdem-2025.xml").read_bytes()
    token = FIELD.search(here.get(PAGE).text)
    assert token
    own = {"Origin": str(here.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    page = here.post(PAGE, data={"form_token": token[1], "text": ""}, files={"file": ("s.xml", data)}, headers=own)
    packed = re.search(r'name="packed" value="([^"]+)"', page.text)
    assert packed
    assert page.text.count('name="take"') == 1105

    def send(*chosen: int | str) -> httpx.Response:
        parts = [("form_token", (None, token[1])), ("packed", (None, packed[1]))]
        return here.post(
            f"{PAGE}/schedule", files=[*parts, *(("take", (None, str(n))) for n in chosen)], headers=own, timeout=60
        )

    assert send().status_code == 422
    assert send("9" * 5000).status_code == 422
    began = time.perf_counter()
    taken = send(*range(1105))

    assert taken.status_code == 303
    assert time.perf_counter() - began < 20
    assert len(programme(database).sessions) == 1105 + len(FORUM.sessions)


def test_a_file_that_is_too_large_is_told_so_in_the_form(here: Browser) -> None:
    token = FIELD.search(here.get(PAGE).text)
    assert token
    own = {"Origin": str(here.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}

    refused = here.post(
        PAGE, data={"form_token": token[1], "text": ""}, files={"file": ("s.txt", b"a" * 9_000_000)}, headers=own
    )

    assert refused.status_code == 422
    assert "The file is larger than 8 MB." in refused.text


def test_the_review_says_that_a_day_lies_outside_of_the_event_and_what_is_wrong_beside_its_field(
    here: Browser,
) -> None:
    page = read(here, "SOU 99 - Far away\n24 December 2018, 9:30-12:30\n")

    assert re.search(r'doubt" id="s0.day-note">The event is from <bdi dir="ltr">[^<]+</bdi> to', page)
    wrong = here.submit(PAGE, f"{PAGE}/take", fields(page) | {"s0.title": ""}).text
    assert '<span class="wrong" id="s0.title-wrong">A session needs a title.</span>' in wrong


def test_the_page_of_what_was_taken_says_what_is_next(here: Browser) -> None:
    taken = here.submit(PAGE, f"{PAGE}/take", fields(read(here)))
    page = here.get(taken.headers["location"]).text
    next_ = page[page.index("What is next") :]

    event = f"/console/events/{FORUM.event.slug}"
    assert re.findall(r'<li><a href="([^"]+)"', next_)[:3] == [
        f"{event}/{area}" for area in ("grid", "conflicts", "publish")
    ]


def test_an_empty_list_of_sessions_leads_to_pasting(database: Database, here: Browser) -> None:
    empty = programme_of(event=make_event(uid=uid_of("event", "empty"), slug="empty"))
    database.write_now(create, empty)

    assert 'href="/console/events/empty/paste">Or paste' in here.get("/console/events/empty/sessions").text
