"""Organizations, people and series in the console: found, added, changed by two at once, archived and brought back."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import event

from events_service.accounts.models import Role
from events_service.catalogue import keeping
from events_service.database import Database, DbSession
from events_service.directory import editing
from events_service.directory.directory import ContactKind, ContactPoint, Organization, Person
from events_service.directory.editing import Kept, Shelf
from events_service.programme.programme import EventOrganization, Series, SessionOrganizer, SessionPerson
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.drafts import draft_session
from tests.factories.maximal import filled, uid
from tests.factories.programme import make_event, make_organization, make_person, programme_of, uid_of
from tests.factories.stored_events import HALL, create
from tests.web.console.site import Browser
from tests.web.console.test_sessions import faults, fields_of, send

PHONE = ContactPoint(ContactKind.PHONE, "05 37 20 59 03", public=False)
MAIL = ContactPoint(ContactKind.EMAIL, "amina@example.org")
TOWNS = make_organization(name={"en": "Association of Towns", "fr": "Association des Villes"}, country="MA")
AMINA = make_person(name={"en": "Amina Berrada"}, organization_uid=TOWNS.uid, contacts=(PHONE, MAIL))
FORUM = Series(uid_of("series", "forum"), {"en": "Forum"}, "forum")
WATER = draft_session(
    "Water",
    uid=uid_of("session", "water"),
    code="SOU 84",
    room_uid=HALL.uid,
    organizers=(SessionOrganizer(TOWNS.uid),),
    people=(SessionPerson(AMINA.uid),),
)
EVENT = make_event(series_uid=FORUM.uid, organizations=(EventOrganization(TOWNS.uid),))
SUMMIT = programme_of(WATER, event=EVENT, rooms=(HALL,), organizations=(TOWNS,), people=(AMINA,), series=FORUM)
RECORDS: dict[str, Any] = {"organizations": TOWNS, "people": AMINA, "series": FORUM}


@pytest.fixture
def browser(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, SUMMIT)
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def kept(database: Database, kind: str, name: str) -> Kept[Any]:
    with database.read() as db:
        return editing.get_kept(db.connection(), keeping.SHELVES[kind], name)


def write(db: DbSession, shelf: Shelf[Any], record: Any) -> None:
    shelf.records.save(db.connection(), (), [record])


@pytest.mark.parametrize("kind", RECORDS)
def test_record_is_listed_found_and_its_uses_named(browser: Browser, kind: str) -> None:
    record = RECORDS[kind]
    page = f"/console/{kind}/{record.uid}"

    assert page in browser.get(f"/console/{kind}").text
    assert page in browser.get(f"/console/{kind}?q={record.name['en'][:5].upper()}&event={EVENT.uid}").text
    assert page not in browser.get(f"/console/{kind}?q=nothing").text
    assert "Nothing is like that" in browser.get(f"/console/{kind}?q=nothing").text
    text = browser.get(page).text
    assert f'href="/console/events/{EVENT.slug}/"' in text
    assert (f"/sessions/{WATER.uid}" in text) is (kind != "series")


@pytest.mark.parametrize("kind", RECORDS)
def test_record_is_added_with_a_name_alone(database: Database, browser: Browser, kind: str) -> None:
    sent = send(browser, f"/console/{kind}/new", {"name.en": " New  One ", "name.ar": "جديد"})

    added = kept(database, kind, "new-one")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/console/{kind}/{added.value.uid}?saved=1")
    assert (added.value.name, added.value.published) == ({"en": "New One", "ar": "جديد"}, True)
    assert "Saved" in browser.get(sent.headers["location"]).text


def test_forms_that_nobody_touched_change_nothing(database: Database, browser: Browser) -> None:
    other = filled(
        Organization, "other", uid=uid("other"), country="MA", countries=("MA", "FR"), member_uids=(TOWNS.uid,)
    )
    person = filled(Person, "person", uid=uid("person"), organization_uid=other.uid)
    series = structs.replace(filled(Series, "series", uid=uid("series")), countries=("MA", "FR"))
    for kind, record in (("organizations", other), ("people", person), ("series", series)):
        shelf = keeping.SHELVES[kind]
        database.write_now(write, shelf, record)
        before = kept(database, kind, record.uid)

        sent = send(browser, f"/console/{kind}/{record.uid}", {})

        assert (sent.status_code, faults(sent)) == (303, {})
        assert kept(database, kind, record.uid) == before


def test_everything_of_an_organization_can_be_typed(database: Database, browser: Browser) -> None:
    typed = {
        "short_name.en": "AT",
        "kind": "country_group",
        "website": "https://example.org",
        "description.fr": "Une ligne\n\nUne autre",
        "contacts.0.kind": "phone",
        "contacts.0.printed": "05 37 20 59 03",
        "contacts.0.label.en": "Office",
        "contacts.1.kind": "email",
        "contacts.1.printed": "office@example.org",
        "contacts.1.internal": "1",
        "other_names.0.name": "Towns",
        "countries": "Morocco; France",
        "members.0.organization": "Association of Towns",
        "name.en": "Group",
        "country": "MA",
    }
    send(browser, "/console/organizations/new", typed)

    group = kept(database, "organizations", "at").value
    assert (group.kind.value, group.website, group.countries) == ("country_group", "https://example.org", ("MA", "FR"))
    assert (group.other_names, group.member_uids) == (("Towns",), (TOWNS.uid,))
    assert group.description == {"fr": "Une ligne\n\nUne autre"}
    assert group.contacts == (
        ContactPoint(ContactKind.PHONE, "05 37 20 59 03", "+212537205903", {"en": "Office"}),
        ContactPoint(ContactKind.EMAIL, "office@example.org", public=False),
    )


def test_contact_of_a_person_is_public_with_their_consent_alone(database: Database, browser: Browser) -> None:
    page = f"/console/people/{AMINA.uid}"
    assert ("contacts.1.public", "1") in fields_of(browser.get(page).text)

    send(browser, page, {"contacts.0.public": "1", "contacts.1.public": None, "title.fr": "Maire"})

    amina = kept(database, "people", AMINA.uid).value
    assert [contact.public for contact in amina.contacts] == [True, False]
    assert (amina.title, amina.organization_uid) == ({"fr": "Maire"}, TOWNS.uid)


@pytest.mark.parametrize(
    ("kind", "fields", "name", "sentence"),
    [
        ("organizations", {"name.en": "", "name.fr": ""}, "name", "An organization needs a name"),
        ("organizations", {"countries": "Atlantis"}, "countries", "“Atlantis” is no country."),
        ("organizations", {"members.0.organization": "Nobody"}, "members.0.organization", "is not in the directory"),
        ("organizations", {"members.0.organization": "Association of Towns"}, "members", "no member of itself"),
        ("organizations", {"website": "javascript:alert(1)"}, "website", "not written as it has to be"),
        ("organizations", {"other_names.0.name": "x" * 501}, "other_names.0.name", "500 at most"),
        ("organizations", {"contacts.0.label.en": "Office"}, "contacts.0.printed", "This is missing."),
        ("people", {"organization": "Nobody"}, "organization", "is not in the directory"),
        ("people", {"name.en": ""}, "name", "A person needs a name"),
        ("series", {"name.en": ""}, "name", "A series needs a name"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    database: Database, browser: Browser, kind: str, fields: dict[str, str], name: str, sentence: str
) -> None:
    page = f"/console/{kind}/{RECORDS[kind].uid}"
    before = kept(database, kind, RECORDS[kind].uid)

    refused = send(browser, page, fields | {"published": None})

    assert refused.status_code == 422
    assert sentence in faults(refused)[name]
    assert 'name="published" value="1" checked' not in refused.text
    assert kept(database, kind, RECORDS[kind].uid) == before


def test_two_people_change_different_fields_and_the_same(database: Database, browser: Browser) -> None:
    page = f"/console/organizations/{TOWNS.uid}"
    opened = browser.get(page).text
    send(browser, page, {"name.en": "Theirs"})

    both = send(browser, page, {"short_name.en": "AT"}, opened)
    clash = send(browser, page, {"name.en": "Mine"}, opened)

    assert both.status_code == 303
    assert clash.status_code == 409
    assert all(said in clash.text for said in ("Mine", "Theirs"))
    towns = kept(database, "organizations", TOWNS.uid).value
    assert (towns.name["en"], towns.short_name) == ("Theirs", {"en": "AT"})


@pytest.mark.parametrize("kind", RECORDS)
def test_record_is_archived_and_brought_back(database: Database, browser: Browser, kind: str) -> None:
    page, lists = f"/console/{kind}/{RECORDS[kind].uid}", f"/console/{kind}"

    browser.submit(page, f"{page}/archive", {})

    assert kept(database, kind, RECORDS[kind].uid).archived_at is not None
    assert page not in browser.get(lists).text
    assert page in browser.get(f"{lists}?archived=1").text
    browser.submit(page, f"{page}/restore", {})
    assert kept(database, kind, RECORDS[kind].uid).archived_at is None
    assert page in browser.get(lists).text


def test_archived_is_offered_no_more_and_stays_where_it_is_named(database: Database, browser: Browser) -> None:
    session = f"/console/events/{EVENT.slug}/sessions/{WATER.uid}"
    offered = '<option value="Association of Towns"></option>'
    assert offered in browser.get(session).text

    browser.submit("/console/organizations", f"/console/organizations/{TOWNS.uid}/archive", {})

    text = browser.get(session).text
    assert offered not in text
    assert ("organizers.0.organization", "Association of Towns") in fields_of(text)
    assert send(browser, session, {"title.en": "Rivers"}).status_code == 303


def test_name_of_one_in_use_is_not_that_of_one_that_is_archived(database: Database, browser: Browser) -> None:
    session = f"/console/events/{EVENT.slug}/sessions/{WATER.uid}"
    send(browser, "/console/organizations/new", {"name.en": "Association of Towns"})
    send(browser, "/console/organizations/new", {"name.en": "Association of Rivers"})
    twin = kept(database, "organizations", "association-of-towns-2").value
    browser.submit("/console/organizations", f"/console/organizations/{TOWNS.uid}/archive", {})

    text = browser.get(session).text

    assert ("organizers.0.organization", "Association of Towns (association-of-towns)") in fields_of(text)
    sent = send(browser, session, {"organizers.1.organization": "Association of Towns", "organizers.1.role": "partner"})
    assert (sent.status_code, faults(sent)) == (303, {})
    assert f"/sessions/{WATER.uid}" in browser.get(f"/console/organizations/{twin.uid}").text


def test_event_is_archived_on_its_settings_and_listed_with_the_others(database: Database, browser: Browser) -> None:
    page = f"/console/events/{EVENT.slug}/settings"
    overview = f"/console/events/{EVENT.slug}/"
    assert overview in browser.get("/console/").text

    browser.submit(page, f"/console/events/{EVENT.slug}/archive", {})

    assert overview not in browser.get("/console/").text
    assert overview in browser.get("/console/?archived=1").text
    assert browser.get(overview).status_code == 200
    browser.submit(page, f"/console/events/{EVENT.slug}/restore", {})
    assert overview in browser.get("/console/").text
    assert "No archived events" in browser.get("/console/?archived=1").text


def test_t_authz_1_viewer_reads_without_private_contacts_and_changes_nothing(
    database: Database, browser: Browser, url: str
) -> None:
    database.write_now(lambda db: make_account(db, "eve@example.org", Role.VIEWER, event_uid=EVENT.uid, now=now()))
    before = {kind: kept(database, kind, record.uid) for kind, record in RECORDS.items()}
    with Browser(base_url=url) as eve:
        eve.log_in("eve@example.org")
        for kind, record in RECORDS.items():
            page = f"/console/{kind}/{record.uid}"
            assert record.name["en"] in eve.get(page).text
            assert "data-editor" not in eve.get(page).text
            assert eve.get(f"/console/{kind}/new").status_code == 404
            for path in (page, f"{page}/archive", f"{page}/restore", f"/console/{kind}/new"):
                assert eve.submit("/console/", path, {"name.en": "Eve"}).status_code == 404
        text = eve.get(f"/console/people/{AMINA.uid}").text
        assert ("amina@example.org" in text, "05 37 20 59 03" in text) == (True, False)
        event_page = f"/console/events/{EVENT.slug}"
        assert eve.submit("/console/", f"{event_page}/archive", {}).status_code == 404

    assert before == {kind: kept(database, kind, record.uid) for kind, record in RECORDS.items()}
    assert "05 37 20 59 03" in browser.get(f"/console/people/{AMINA.uid}").text


def test_t_authz_1_organizer_of_one_event_adds_for_it_and_for_no_other(
    database: Database, browser: Browser, url: str
) -> None:
    other = make_event(slug="other", uid=uid_of("event", "other"))
    database.write_now(create, programme_of(event=other))
    database.write_now(lambda db: make_account(db, "olga@example.org", Role.ORGANIZER, event_uid=EVENT.uid, now=now()))
    with Browser(base_url=url) as olga:
        olga.log_in("olga@example.org")
        new = "/console/people/new"
        assert send(olga, new, {"name.en": "Badr"}).status_code == 303
        for keeper in ("", other.uid, "nothing"):
            refused = send(olga, new, {"name.en": "Chama", "keeper": keeper})
            assert (refused.status_code, list(faults(refused))) == (422, ["keeper"])
        assert olga.get("/console/series/new").status_code == 404
        assert send(olga, f"/console/series/{FORUM.uid}", {"name.fr": "Forum"}).status_code == 303

    assert kept(database, "people", "badr").keepers == {EVENT.uid}


@pytest.mark.parametrize("kind", RECORDS)
def test_number_of_statements_does_not_grow_with_records(database: Database, browser: Browser, kind: str) -> None:
    counts = []
    for number in range(3):
        send(browser, f"/console/{kind}/new", {"name.en": f"Another {number}"})
        # The look for newer releases, once a second, may fall among them.
        counts.append(min(statements(database, browser, f"/console/{kind}") for _ in range(3)))
    assert len(set(counts)) == 1


def statements(database: Database, browser: Browser, page: str) -> int:
    said: list[str] = []

    def note(*args: Any) -> None:
        said.append(args[2])

    event.listen(database._engines.reader, "before_cursor_execute", note)
    browser.get(page)
    event.remove(database._engines.reader, "before_cursor_execute", note)
    return len(said)


def test_nothing_there_and_forged_addresses(browser: Browser) -> None:
    for path in ("nobody", EVENT.uid, f"{AMINA.uid}/nothing"):
        assert browser.get(f"/console/people/{path}").status_code == 404
    assert browser.get("/console/people?page=99&event=nothing").status_code == 200
    assert browser.submit("/console/people", f"/console/people/{AMINA.uid}", {"base": "{"}).status_code == 422


@pytest.mark.parametrize("kind", ["organizations", "people"])
def test_two_that_are_the_same_are_put_side_by_side_and_become_one(
    database: Database, browser: Browser, kind: str
) -> None:
    record = RECORDS[kind]
    other = structs.replace(record, uid=uid_of("other", kind), slug="twice", name={"en": "Twice", "ar": "مرتين"})
    database.write_now(lambda db: write(db, keeping.SHELVES[kind], other))
    page = f"/console/{kind}/{other.uid}"
    assert f'href="{page}/same"' in browser.get(page).text
    assert "There is nobody and nothing called that" in browser.get(f"{page}/same?other=Nobody").text
    itself = browser.get(f"{page}/same?other=Twice")
    assert (itself.status_code, "Choose another record than this one." in itself.text) == (422, True)

    asked = browser.get(f"{page}/same", params={"other": record.name["en"]})
    assert asked.status_code == 200
    assert all(said in asked.text for said in ("Twice", "مرتين", record.name["en"], EVENT.title["en"], "1 session"))
    sent = browser.submit(f"{page}/same", f"{page}/same", {"other": record.uid, "keep.name": "other", "add.name": "1"})

    assert sent.headers["location"] == f"{page}?united=1"
    assert "The two are one" in browser.get(sent.headers["location"]).text
    assert kept(database, kind, other.uid).value.name == {"ar": "مرتين"} | record.name
    assert kept(database, kind, record.uid).same_as_uid == other.uid
    gone = browser.get(f"/console/{kind}/{record.uid}").text
    assert "This is the same as" in gone
    assert f'href="{page}"' in gone
    again = browser.submit(f"{page}/same", f"{page}/same", {"other": record.uid})
    assert (again.status_code, "archived meanwhile" in again.text) == (409, True)


@pytest.mark.parametrize("published", [True, False])
def test_what_only_the_other_says_is_shown_and_ticked_where_it_is_public_already(
    database: Database, browser: Browser, published: bool
) -> None:
    draft = make_person(
        uid=uid_of("other", "people"),
        slug="twice",
        name={"en": "Twice", "fr": "Deux"},
        biography={"en": "Told in confidence."},
        organization_uid=TOWNS.uid,
        contacts=(ContactPoint(ContactKind.EMAIL, "twice@example.org"),),
        published=published,
    )
    database.write_now(lambda db: write(db, keeping.SHELVES["people"], draft))
    page = f"/console/people/{AMINA.uid}/same"

    asked = browser.get(page, params={"other": "Twice"}).text
    ticked = dict(re.findall(r'<input type="checkbox" name="add\.(\w+)" value="1"( checked)?>', asked))
    assert ticked == dict.fromkeys(("name", "biography"), " checked" if published else "")
    assert "Told in confidence." in asked
    assert ("what is ticked here becomes public" in asked) is not published

    sent = browser.submit(page, page, {"other": draft.uid, "add.name": "1"})

    assert sent.status_code == 303
    found = kept(database, "people", AMINA.uid).value
    assert (found.name, found.biography) == ({"en": "Amina Berrada", "fr": "Deux"}, {})
    assert [(one.printed, one.public) for one in found.contacts] == [
        (PHONE.printed, False),
        (MAIL.printed, True),
        ("twice@example.org", published),
    ]


def test_t_authz_1_records_that_name_what_is_not_theirs_to_change_are_not_made_one(
    database: Database, url: str, browser: Browser
) -> None:
    mine = make_organization(uid=uid_of("body", "mine"), slug="mine", name={"en": "Towns of the north"})
    elsewhere = make_event(uid=uid_of("event", "north"), slug="north")
    database.write_now(create, programme_of(event=elsewhere, rooms=(), organizations=(mine,)))
    database.write_now(lambda db: make_account(db, "bob@example.org", event_uid=elsewhere.uid, now=now()))
    page = f"/console/organizations/{mine.uid}/same"
    with Browser(base_url=url) as bob:
        bob.log_in("bob@example.org")
        asked = bob.get(page, params={"other": TOWNS.name["en"]})
        assert "You may not change everything that names it" in asked.text
        assert "Make them one" not in asked.text

        sent = bob.submit(page, page, {"other": TOWNS.uid})

    assert sent.status_code == 403
    assert kept(database, "organizations", TOWNS.uid).archived_at is None
