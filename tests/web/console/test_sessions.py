"""Sessions in the console: added, changed whole, found, said to be ready, taken out and put back."""

import html
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from msgspec import structs, to_builtins

from events_service.accounts.models import Role
from events_service.database import Database, new_id
from events_service.programme import editing
from events_service.programme.programme import AgendaItem, Document, Programme, Session, Visibility
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.maximal import maximal_draft
from tests.factories.stored_events import HALL, ROADS, WATER, change, create, load, small_draft
from tests.web.console.everything import saying
from tests.web.console.site import Browser

SUMMIT = small_draft()
UID = SUMMIT.event.uid
SESSIONS = f"/console/events/{SUMMIT.event.slug}/sessions"
DELETED = f"/console/events/{SUMMIT.event.slug}/deleted"
ONE = f"{SESSIONS}/{WATER.uid}"


@pytest.fixture
def browser(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, SUMMIT)
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def present(database: Database, event_uid: str = UID) -> Programme:
    with database.read() as db:
        return load(db, event_uid)


def session(database: Database, uid: str = WATER.uid) -> Session:
    (found,) = (one for one in present(database).sessions if one.uid == uid)
    return found


def fields_of(text: str) -> list[tuple[str, str]]:
    """Everything a browser sends with the form of the page, where nobody has touched it."""
    form = text[text.index("data-editor>") :]
    form = form[: form.index("</form>")]
    found: list[tuple[str, str]] = []
    for tag in re.finditer(r"<(input|textarea|select)\b([^>]*)>", form):
        attributes = dict(re.findall(r'([a-z-]+)(?:="([^"]*)")?', tag[2]))
        name, kind = attributes.get("name", ""), attributes.get("type", "")
        if not name or (kind in ("checkbox", "radio") and "checked" not in attributes):
            continue
        value = attributes.get("value", "")
        if tag[1] == "textarea":
            value = form[tag.end() : form.index("</textarea>", tag.end())]
        if tag[1] == "select":
            inside = form[tag.end() : form.index("</select>", tag.end())]
            chosen = re.search(r'value="([^"]*)" selected', inside) or re.search(r'value="([^"]*)"', inside)
            value = chosen[1] if chosen else ""
        found.append((name, html.unescape(value)))
    return found


def send(browser: Browser, page: str, changes: dict[str, Any], text: str = "") -> httpx.Response:
    """The form of the page as it is, or was, with some fields changed; None leaves one out."""
    fields: dict[str, Any] = {}
    for name, value in fields_of(text or browser.get(page).text):
        fields.setdefault(name, []).append(value)
    fields |= changes
    return browser.submit(page, page, {name: value for name, value in fields.items() if value is not None})


def faults(answer: httpx.Response) -> dict[str, str]:
    return {name: html.unescape(said) for name, said in re.findall(r'id="([^"]+)-wrong">([^<]*)<', answer.text)}


def test_form_that_nobody_touched_changes_nothing(database: Database, browser: Browser) -> None:
    whole = maximal_draft(slug="maximal")
    database.write_now(create, whole)
    before = present(database, whole.event.uid)

    for one in whole.sessions:
        page = f"/console/events/{whole.event.slug}/sessions/{one.uid}"
        sent = send(browser, page, {})
        assert (sent.status_code, faults(sent)) == (303, {})

    after = present(database, whole.event.uid)
    for one, other in zip(after.sessions, before.sessions, strict=True):
        was, became = to_builtins(other), to_builtins(one)
        assert {name: (was[name], became.get(name)) for name in was if was[name] != became.get(name)} == {}
    assert after == before


def test_blanks_that_no_form_shows_stay_in_what_nobody_touched(database: Database, browser: Browser) -> None:
    """French has narrow blanks before its colons, and what is imported may have two between its words."""
    odd = saying(maximal_draft(slug="odd"), "Villes\u202f:  un  avenir ", "SOU\u202f{}", "https://example.org/a")
    database.write_now(create, odd)

    for one in odd.sessions:
        page = f"/console/events/{odd.event.slug}/sessions/{one.uid}"
        assert send(browser, page, {}).status_code == 303

    assert present(database, odd.event.uid).sessions == odd.sessions


def test_blanks_at_which_no_line_breaks_are_taken_as_they_are_typed(database: Database, browser: Browser) -> None:
    send(browser, ONE, {"title.fr": " L’eau\u202f: un  bien\tcommun "})

    assert session(database).title["fr"] == "L’eau\u202f: un bien commun"


def test_item_of_the_agenda_keeps_its_files_and_links_whatever_is_typed(database: Database, browser: Browser) -> None:
    file = Document({"en": "Slides"}, "https://example.org/slides.pdf")
    opening = AgendaItem({"en": "Opening of the workshop"}, "09:30", "10:00", organization_uids=(new_id(),))
    debate = AgendaItem({"en": "Debate"}, "10:00", "11:00", documents=(file,))
    made = structs.replace(WATER, uid=new_id(), slug="workshop", code="W", agenda=(opening, debate))
    database.write_now(editing.add_session, UID, made)

    send(browser, f"{SESSIONS}/{made.uid}", {"agenda.0.title.en": "Opening of this workshop", "agenda.1.end": "11:30"})

    assert session(database, made.uid).agenda == (
        structs.replace(opening, title={"en": "Opening of this workshop"}),
        structs.replace(debate, end="11:30"),
    )


def test_session_is_added_with_a_title_alone(database: Database, browser: Browser) -> None:
    sent = send(browser, f"{SESSIONS}/new", {"title.fr": "L’eau pour tous"})

    (added,) = (one for one in present(database).sessions if one.title == {"fr": "L’eau pour tous"})
    assert sent.headers["location"] == f"{SESSIONS}/{added.uid}?saved=1"
    assert added.ready
    assert (added.start_local, added.room_uid, added.organizers) == (None, None, ())


def test_everything_is_typed_and_written(database: Database, browser: Browser) -> None:
    typed = {
        "title.ar": "الماء",
        "start_local": "2018-11-21T09:30",
        "end_local": "2018-11-21T12:30",
        "languages": ["fr", "ar"],
        "room": "",
        "organizers.0.organization": "AMPCC",
        "organizers.0.role": "organizer",
        "organizers.0.contacts": "05 37 20 59 03; office@example.org",
        "organizers.0.new": "1",
        "people.0.person": "Aminata Diop",
        "people.0.role": "chair",
        "people.0.organization": "",
        "people.0.title.en": "Mayor",
        "people.0.new": "1",
        "objectives.0.en": "Share what works",
        "agenda.0.title.en": "Opening",
        "agenda.0.start": "09:30",
        "agenda.1.title.en": "Welcome",
        "agenda.1.below": "1",
        "agenda.1.presenters": "Morocco",
        "documents.0.title.en": "Note",
        "documents.0.url": "https://example.org/note.pdf",
        "documents.0.kind": "document",
        "internal.notes": "Flags on the table",
        "internal.setup_minutes": "30",
        "offer.mode": "registration",
        "offer.capacity": "80",
        "offer.opens_at": "2018-11-01T09:00",
        "visibility": "title_only",
    }

    sent = send(browser, ONE, typed)
    assert (sent.status_code, faults(sent)) == (303, {})

    after, draft = session(database), present(database)
    (organizer,), (speaker,), (item,) = after.organizers, after.people, after.agenda
    (body,), (person,) = draft.organizations, draft.people
    assert (body.name, person.name) == ({"en": "AMPCC"}, {"en": "Aminata Diop"})
    assert (organizer.organization_uid, speaker.person_uid, speaker.title) == (body.uid, person.uid, {"en": "Mayor"})
    assert [(one.kind, one.printed) for one in organizer.contacts] == [
        ("phone", "05 37 20 59 03"),
        ("email", "office@example.org"),
    ]
    assert (item.title, item.start, item.items[0].title) == ({"en": "Opening"}, "09:30", {"en": "Welcome"})
    assert item.items[0].presenters[0].country == "MA"
    assert (after.room_uid, after.languages, after.visibility) == (None, ("fr", "ar"), Visibility.TITLE_ONLY)
    assert after.internal is not None
    assert (after.internal.notes, after.internal.setup_minutes) == ("Flags on the table", 30)
    assert (after.offer.capacity, str(after.offer.opens_at)) == (80, "2018-11-01 08:00:00+00:00")
    assert after.title == WATER.title | {"ar": "الماء"}


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ({"title.en": "", "title.fr": ""}, "title", "needs a title"),
        ({"start_local": "2018-11-21T12:30", "end_local": "2018-11-21T09:30"}, "end_local", "would end before"),
        ({"start_local": "tomorrow"}, "start_local", "Write a wall time"),
        ({"people.0.person": "Nobody", "people.0.role": "chair"}, "people.0.person", "is not in the directory"),
        ({"organizers.0.organization": "Nobody", "organizers.0.role": "partner"}, "organizers.0.organization", "New"),
        (
            {"agenda.0.title.en": "A", "agenda.1.title.en": "B", "agenda.1.below": "1", "agenda.1.start": "25:99"},
            "agenda.1.start",
            "not written as it has to be",
        ),
        ({"agenda.0.title.en": "A", "agenda.0.presenters": "Nobody"}, "agenda.0.presenters", "is not in the directory"),
        ({"documents.0.title.en": "A", "documents.0.url": "javascript:alert(1)"}, "documents.0.url", "not written"),
        ({"internal.setup_minutes": "-5"}, "internal.setup_minutes", "smallest value"),
        ({"room": UID}, "room", "There is no room called"),
        ({"languages": ["no such tag!"]}, "languages", "Choose from the list"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    database: Database, browser: Browser, typed: dict[str, Any], name: str, sentence: str
) -> None:
    before = present(database)

    refused = send(browser, ONE, {"description.en": "Typed <at> length", **typed})

    assert refused.status_code == 422
    said = faults(refused)
    assert sentence in said.get(name, "") or sentence in html.unescape(refused.text)
    assert "Typed &lt;at&gt; length" in refused.text
    assert present(database) == before


def test_code_of_another_session_is_refused(database: Database, browser: Browser) -> None:
    refused = send(browser, ONE, {"code": "SOU75"})

    assert refused.status_code == 409
    assert "is already the code of" in html.unescape(refused.text)
    assert session(database).code == "SOU 84"


def test_two_people_edit_one_session_and_nothing_is_lost(database: Database, browser: Browser) -> None:
    opened = browser.get(ONE).text
    send(browser, ONE, {"title.en": "Theirs", "description.en": "Their text"})

    asked = send(browser, ONE, {"title.en": "Mine", "subtitle.en": "My subtitle", "room": ""}, opened)

    assert asked.status_code == 409
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', asked.text)
    carried: dict[str, Any] = {}
    for name, value in pairs:
        carried.setdefault(name, []).append(html.unescape(value))
    carried.pop("form_token")
    sent = browser.submit(ONE, ONE, carried | {"chosen.title.en": "theirs"})
    assert (sent.status_code, re.findall(r"<legend>[^<]*<|role=.alert.>[^<]*", sent.text)[:4]) == (303, [])
    after = session(database)
    assert (after.title["en"], after.description["en"], after.subtitle["en"], after.room_uid) == (
        "Theirs",
        "Their text",
        "My subtitle",
        None,
    )


def carried_by(page: str) -> dict[str, list[str]]:
    """What the page of merging sends with what is chosen there."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(html.unescape(value))
    found.pop("form_token")
    return found


def test_fields_for_organizers_are_one_by_one(database: Database, browser: Browser) -> None:
    opened = browser.get(ONE).text
    send(browser, ONE, {"internal.equipment": "Two microphones"})

    merged = send(browser, ONE, {"internal.layout": "Round tables"}, opened)
    clash = send(browser, ONE, {"internal.equipment": "None"}, opened)

    assert (merged.status_code, clash.status_code) == (303, 409)
    kept = session(database).internal
    assert kept is not None
    assert (kept.layout, kept.equipment) == ("Round tables", "Two microphones")
    assert re.findall(r"<legend>([^<]*)</legend>", clash.text) == ["Equipment"]
    assert "Round tables" not in clash.text.partition("<fieldset")[2]


@pytest.mark.parametrize(("choice", "left"), [("mine", ["Mine"]), ("theirs", ["Theirs"]), ("both", ["Mine", "Theirs"])])
def test_rows_that_two_people_add_are_both_offered(
    database: Database, browser: Browser, choice: str, left: list[str]
) -> None:
    row = {"organizers.0.role": "co_host", "organizers.0.contacts": "", "organizers.0.new": "1"}
    opened = browser.get(ONE).text
    send(browser, ONE, row | {"organizers.0.organization": "Theirs"})

    asked = send(browser, ONE, row | {"organizers.0.organization": "Mine", "code": "SOU 99"}, opened)
    shown = html.unescape(asked.text)
    sent = browser.submit(ONE, ONE, carried_by(asked.text) | {"chosen.organizers": choice})

    assert (asked.status_code, sent.status_code) == (409, 303)
    assert re.findall(r'value="(\w+)" checked>', shown) == ["both"]
    assert "Mine · Co-host" in shown
    assert "True" not in shown.partition("<fieldset")[2]
    assert "co_host" not in re.sub(r"<input[^>]*>", "", shown)
    names = {one.uid: one.name["en"] for one in present(database).organizations}
    after = session(database)
    assert after.code == "SOU 99"
    assert [names[link.organization_uid] for link in after.organizers] == left


def test_telephones_stay_the_right_way_round_in_arabic(browser: Browser) -> None:
    row = {"organizers.0.role": "co_host", "organizers.0.contacts": "05 37 20 59 03", "organizers.0.new": "1"}
    opened = browser.get(ONE).text
    send(browser, ONE, row | {"organizers.0.organization": "Theirs"})
    browser.cookies.set("language", "ar")

    asked = send(browser, ONE, row | {"organizers.0.organization": "Mine"}, opened)

    assert asked.status_code == 409
    assert "\u2068Theirs\u2069 · \u2068" in asked.text
    assert "\u206805 37 20 59 03\u2069" in asked.text


def test_rooms_are_named_where_two_people_chose_different_ones(database: Database, browser: Browser) -> None:
    opened = browser.get(ONE).text
    send(browser, f"{SESSIONS[: -len('/sessions')]}/parts/rooms/new", {"name.en": "Tent"})
    (tent,) = (room for room in present(database).rooms if room.name == {"en": "Tent"})
    send(browser, ONE, {"room": ""})

    asked = send(browser, ONE, {"room": tent.uid}, opened)

    assert asked.status_code == 409
    assert re.findall(r'<span class="said-text">([^<]*)<', asked.text) == ["Tent", "(empty)"]


def test_session_somebody_has_taken_out_says_so_and_keeps_what_was_typed(
    database: Database, browser: Browser, url: str
) -> None:
    opened = browser.get(ONE).text
    browser.submit(ONE, f"{ONE}/delete", {})

    refused = send(browser, ONE, {"title.en": "Typed too late"}, opened)

    assert refused.status_code == 410
    assert "Somebody has taken this out" in refused.text
    assert "What you typed is kept." in refused.text
    assert "alice@example.org" in refused.text
    assert browser.get(ONE).status_code == 410
    (entry,) = re.findall(r'name="entry" value="([^"]+)"', refused.text)
    back = browser.submit(SESSIONS, f"/console/events/{SUMMIT.event.slug}/undo", {"entry": entry})
    shown = browser.get(back.headers["location"])
    assert ("title.en", "Typed too late") in fields_of(shown.text)
    assert session(database).title == WATER.title
    assert send(browser, ONE, {}, shown.text).status_code == 303
    assert session(database).title["en"] == "Typed too late"
    assert browser.get(f"{SESSIONS}/{UID}").status_code == 404


def test_filters_are_folded_until_one_is_used(browser: Browser) -> None:
    assert '<details class="sieves">' in browser.get(SESSIONS).text
    assert '<details class="sieves">' in browser.get(f"{SESSIONS}?q=water").text
    assert '<details class="sieves" open>' in browser.get(f"{SESSIONS}?state=ready").text


def test_what_is_needed_says_in_which_language(browser: Browser) -> None:
    page = browser.get(ONE).text

    assert 'Title <span class="optional">(in one language at least)</span>' in page
    assert "In links" not in page


def test_rows_are_added_moved_and_taken_out_before_anything_is_saved(database: Database, browser: Browser) -> None:
    before = present(database)
    typed = {"objectives.0.en": "First", "objectives.1.en": "Second"}

    more = send(browser, ONE, typed | {"more": "objectives"})
    up = send(browser, ONE, typed | {"up": "objectives.1"})
    gone = send(browser, ONE, typed | {"gone": "objectives.0"})

    def objectives(answer: httpx.Response) -> list[str]:
        return [value for name, value in fields_of(answer.text) if re.fullmatch(r"objectives\.\d+\.en", name)]

    assert [answer.status_code for answer in (more, up, gone)] == [200, 200, 200]
    assert [objectives(answer) for answer in (more, up, gone)] == [
        ["First", "Second", ""],
        ["Second", "First"],
        ["Second"],
    ]
    assert present(database) == before


def test_session_taken_out_is_put_back(database: Database, browser: Browser) -> None:
    before = present(database)

    taken = browser.submit(ONE, f"{ONE}/delete", {})
    assert [one.uid for one in present(database).sessions] == [ROADS.uid]
    (entry,) = re.findall(r'name="entry" value="([^"]+)"', browser.get(taken.headers["location"]).text)
    assert "A session that is put back is not ready" in browser.get(DELETED).text
    back = browser.submit(SESSIONS, f"/console/events/{SUMMIT.event.slug}/undo", {"entry": entry})

    sessions = tuple(structs.replace(one, ready=one.ready and one.uid != WATER.uid) for one in before.sessions)
    assert WATER.ready
    assert present(database) == structs.replace(before, sessions=sessions)
    assert "This session is not ready." in browser.get(back.headers["location"]).text


def test_session_comes_back_without_a_code_that_is_anothers_now(database: Database, browser: Browser) -> None:
    taken = browser.submit(ONE, f"{ONE}/delete", {})
    (entry,) = re.findall(r'name="entry" value="([^"]+)"', browser.get(taken.headers["location"]).text)
    other = f"{SESSIONS}/{ROADS.uid}"
    assert send(browser, other, {"code": "sou84"}).status_code == 303

    browser.submit(SESSIONS, f"/console/events/{SUMMIT.event.slug}/undo", {"entry": entry})

    assert {one.uid: one.code for one in present(database).sessions} == {ROADS.uid: "sou84", WATER.uid: ""}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Roads", "Water"}),
        ({"q": "sou84"}, {"Water"}),
        ({"q": "WATÉR"}, {"Water"}),
        ({"q": "nothing like it"}, set()),
        ({"room": HALL.uid}, {"Water"}),
        ({"room": "none"}, {"Roads"}),
        ({"day": "2018-11-21"}, set()),
        ({"state": "roomless"}, {"Roads"}),
        ({"state": "waiting"}, set()),
        ({"missing": "fr"}, {"Roads", "Water"}),
        ({"missing": "en"}, set()),
        ({"state": "no such", "page": "x"}, {"Roads", "Water"}),
    ],
)
def test_sessions_are_found(browser: Browser, query: dict[str, str], found: set[str]) -> None:
    page = browser.get(SESSIONS, params=query)

    assert page.status_code == 200
    assert {title for title in ("Roads", "Water") if f"{title}</a>" in page.text} == found


def test_partner_edits_own_session_and_says_it_is_ready(database: Database, browser: Browser, url: str) -> None:
    send(browser, ONE, {"organizers.0.organization": "ARM", "organizers.0.role": "organizer", "organizers.0.new": "1"})
    send(browser, ONE, {"internal.notes": "Not for partners"})
    (body,) = present(database).organizations
    database.write_now(
        lambda db: make_account(db, "eve@example.org", Role.EDITOR, organization_uid=body.uid, now=now())
    )
    with Browser(base_url=url) as eve:
        eve.log_in("eve@example.org")
        listed, shown = eve.get(SESSIONS).text, eve.get(ONE).text
        assert ("Water</a>" in listed, "Roads</a>" in listed) == (True, False)
        assert eve.get(f"{SESSIONS}/{ROADS.uid}").status_code == 404
        assert "Not for partners" not in shown
        assert 'name="room"' not in shown

        assert send(eve, ONE, {"description.en": "By a partner", "room": "", "code": "X"}).status_code == 303
        typed = session(database)
        assert (typed.description, typed.room_uid, typed.code, typed.ready) == (
            {"en": "By a partner"},
            HALL.uid,
            "SOU 84",
            False,
        )
        assert eve.submit(ONE, f"{ONE}/ready", {}).status_code == 303
        assert session(database).ready
        assert eve.submit(ONE, f"{ONE}/delete", {}).status_code == 404
        foreign = f"{SESSIONS}/{ROADS.uid}"
        assert eve.submit(ONE, foreign, {"title.en": "Ours"}).status_code == 404


def test_chosen_sessions_are_ready_at_once(database: Database, browser: Browser) -> None:
    for uid in (WATER.uid, ROADS.uid):
        send(browser, f"{SESSIONS}/{uid}", {"ready": None})
    assert not any(one.ready for one in present(database).sessions)

    browser.submit(SESSIONS, f"{SESSIONS}/ready", {"uid": [WATER.uid, ROADS.uid]})

    assert all(one.ready for one in present(database).sessions)


def test_viewer_reads_a_session_and_has_no_form(database: Database, browser: Browser, url: str) -> None:
    database.write_now(lambda db: make_account(db, "vic@example.org", Role.VIEWER, now=now()))
    with Browser(base_url=url) as vic:
        vic.log_in("vic@example.org")
        shown = vic.get(ONE)
        assert shown.status_code == 200
        assert "data-editor" not in shown.text
        assert vic.submit(ONE, ONE, {"title.en": "Vic"}).status_code == 404
    assert session(database) == structs.replace(WATER)


@pytest.mark.parametrize("forged", ["xx", "de"])
def test_language_that_the_form_does_not_offer_is_refused(database: Database, browser: Browser, forged: str) -> None:
    page = browser.get(ONE).text

    refused = send(browser, ONE, {"languages": ["fr", forged]}, page)

    assert refused.status_code == 422
    assert faults(refused) == {"languages": "Choose from the list."}
    assert forged not in session(database).languages


def test_language_that_a_session_had_stays_though_the_form_does_not_offer_it(
    database: Database, browser: Browser
) -> None:
    database.write_now(change, SUMMIT.event.uid, WATER.uid, languages=("sw",))

    sent = send(browser, ONE, {"languages": ["sw", "fr"]}, browser.get(ONE).text)

    assert sent.status_code == 303
    assert session(database).languages == ("sw", "fr")


def test_hours_of_the_list_read_in_the_direction_of_its_language(browser: Browser) -> None:
    assert "<bdi>10:00\u00a0إلى\u00a011:00</bdi>" in browser.get(f"{SESSIONS}?lang=ar").text
