"""Rooms, venues, tracks and types in the console: added, changed, ordered, taken out and put back."""

import html
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import Connection, event, select

from events_service.accounts.models import AuditEntry, Role
from events_service.database import Database
from events_service.programme import part_editing
from events_service.programme.part_editing import Part
from events_service.programme.programme import Programme, Room
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.stored_events import HALL, create, load, small_draft
from tests.web.console.site import Browser

SUMMIT = small_draft()
UID = SUMMIT.event.uid
PARTS = f"/console/events/{SUMMIT.event.slug}/parts"
ROOM = f"{PARTS}/rooms/{HALL.uid}"


@pytest.fixture
def browser(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, SUMMIT)
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def present(database: Database) -> Programme:
    with database.read() as db:
        return load(db, UID)


def rooms(database: Database) -> dict[str, Room]:
    return {room.name.get("en", ""): room for room in present(database).rooms}


def base_of(text: str) -> str:
    (said,) = re.findall(r'name="base" value="([^"]*)"', text)
    return html.unescape(said)


def acts(database: Database) -> list[str]:
    with database.read() as db:
        return list(db.connection().execute(select(AuditEntry.act).order_by(AuditEntry.id)).scalars())  # type: ignore[call-overload]


def send(browser: Browser, page: str, **fields: Any) -> Any:
    """Fill in the form as it is shown, and send it."""
    base = base_of(browser.get(page).text)
    return browser.submit(page, page, {"base": base} | {name.replace("__", "."): said for name, said in fields.items()})


def test_room_is_added_with_what_was_typed(database: Database, browser: Browser) -> None:
    sent = send(
        browser, f"{PARTS}/rooms/new", name__en=" Dakhla ", name__ar="الداخلة", capacity="120", booths="", slug=""
    )

    assert (sent.status_code, sent.headers["location"]) == (303, PARTS)
    room = rooms(database)["Dakhla"]
    assert (room.name, room.capacity, room.booths, room.slug) == (
        {"en": "Dakhla", "ar": "الداخلة"},
        120,
        None,
        "dakhla",
    )
    assert "Dakhla" in browser.get(PARTS).text
    assert acts(database)[-1] == "add_room"


@pytest.mark.parametrize("part", ["venues", "rooms", "tracks", "types"])
def test_each_kind_can_be_added_and_changed(database: Database, browser: Browser, part: str) -> None:
    send(browser, f"{PARTS}/{part}/new", name__en="First")
    (uid,) = (one.uid for one in getattr(present(database), part) if one.name.get("en") == "First")

    changed = send(browser, f"{PARTS}/{part}/{uid}", name__en="Second", name__fr="Deuxième", slug="first")

    assert changed.status_code == 303
    (after,) = (one for one in getattr(present(database), part) if one.uid == uid)
    assert after.name == {"en": "Second", "fr": "Deuxième"}


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"name__en": ""}, "name", "A room needs a name in at least one language."),
        ({"name__en": "Hall", "capacity": "many"}, "capacity", "Send a whole number."),
        ({"name__en": "Hall", "capacity": "-1"}, "capacity", "The smallest value is 0."),
        ({"name__en": "x" * 501}, "name.en", "500 at most"),
        ({"name__en": "Hall", "venue": UID}, "venue", "There is no venue called"),
        ({"name__en": "Hall", "slug": "Hall 1"}, "slug", "This is not written as it has to be."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    database: Database, browser: Browser, fields: dict[str, str], name: str, sentence: str
) -> None:
    before = present(database)

    refused = send(browser, ROOM, **{"accessibility__en": "A lift at the <back>"} | fields)

    assert refused.status_code == 422
    (said,) = re.findall(rf'id="{re.escape(name)}-wrong">([^<]*)<', refused.text)
    assert sentence in html.unescape(said)
    assert "A lift at the &lt;back&gt;" in refused.text
    assert present(database) == before


def test_two_people_change_different_fields_and_both_stay(database: Database, browser: Browser) -> None:
    opened = base_of(browser.get(ROOM).text)
    send(browser, ROOM, name__en="Hall", capacity="90", slug="")

    sent = browser.submit(ROOM, ROOM, {"base": opened, "name.en": "Great hall", "slug": ""})

    assert sent.status_code == 303
    (room,) = present(database).rooms
    assert (room.name, room.capacity) == ({"en": "Great hall"}, 90)


def test_taking_out_says_first_what_it_is_named_by(browser: Browser) -> None:
    send(browser, f"{PARTS}/tracks/new", name__en="Water", colour="#a33b16", slug="")

    assert "1 session has it, and stays without it." in browser.get(ROOM).text
    listed = browser.get(PARTS).text
    assert 'fill="#a33b16"' in listed
    assert ">#a33b16<" not in listed
    (track,) = re.findall(rf'href="({PARTS}/tracks/[0-9a-f-]{{36}})"', listed)
    assert "stays without it" not in browser.get(track).text


@pytest.mark.parametrize(("side", "stays"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_two_people_change_the_same_and_choose(database: Database, browser: Browser, side: str, stays: str) -> None:
    opened = base_of(browser.get(ROOM).text)
    send(browser, ROOM, name__en="Theirs", capacity="90", slug="")

    asked = browser.submit(ROOM, ROOM, {"base": opened, "name.en": "Mine", "booths": "2", "slug": ""})

    assert asked.status_code == 409
    assert present(database).rooms[0].name == {"en": "Theirs"}
    assert all(said in asked.text for said in ("Mine", "Theirs"))
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', asked.text))
    carried = {name: html.unescape(said) for name, said in hidden.items() if name != "form_token"}

    sent = browser.submit(ROOM, ROOM, carried | {"chosen.name.en": side})

    assert sent.status_code == 303
    (room,) = present(database).rooms
    assert (room.name, room.capacity, room.booths) == ({"en": stays}, 90, 2)


def test_somebody_was_first_between_reading_and_writing(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    get_part, read = part_editing.get_part, itertools.count()
    opened = base_of(browser.get(ROOM).text)

    def raced(connection: Connection, event_uid: str, part: Part, name: str) -> tuple[Any, int]:
        """First for the page; then read before somebody's change and locked after it; then read once more."""
        value, version = get_part(connection, event_uid, part, name)
        number = next(read)
        return structs.replace(value, name={"en": "Theirs"}) if number > 1 else value, version - (number == 1)

    monkeypatch.setattr(part_editing, "get_part", raced)
    sent = browser.submit(ROOM, ROOM, {"base": opened, "name.en": "Mine", "slug": ""})

    assert sent.status_code == 409
    assert all(said in sent.text for said in ('name="chosen.name.en"', "Mine", "Theirs"))


def test_room_taken_out_is_put_back_with_its_sessions(database: Database, browser: Browser) -> None:
    before = present(database)

    taken = browser.submit(ROOM, f"{ROOM}/delete", {})

    assert present(database).rooms == ()
    page = browser.get(taken.headers["location"]).text
    (entry,) = re.findall(r'name="entry" value="([^"]+)"', page)
    assert entry in browser.get(f"{PARTS}/../deleted").text
    back = browser.submit(taken.headers["location"], f"/console/events/{SUMMIT.event.slug}/undo", {"entry": entry})
    assert back.headers["location"] == ROOM
    assert present(database) == before
    assert acts(database)[-2:] == ["delete_room", "restore_room"]
    assert "Nothing was taken out" in browser.get(f"/console/events/{SUMMIT.event.slug}/deleted").text


def test_rooms_are_put_in_another_order(database: Database, browser: Browser) -> None:
    send(browser, f"{PARTS}/rooms/new", name__en="Tent")
    tent = rooms(database)["Tent"]

    browser.submit(PARTS, f"{PARTS}/rooms/{tent.uid}/up", {})

    assert [room.name["en"] for room in sorted(present(database).rooms, key=lambda room: room.position)] == [
        "Tent",
        "Hall",
    ]


def test_number_of_statements_does_not_grow_with_rooms(database: Database, browser: Browser) -> None:
    counts = []
    for number in range(3):
        send(browser, f"{PARTS}/rooms/new", name__en=f"Room {number}")
        counts.append(statements(database, browser))
    assert len(set(counts)) == 1


def statements(database: Database, browser: Browser) -> int:
    said: list[str] = []

    def note(*args: Any) -> None:
        said.append(args[2])

    event.listen(database._engines.reader, "before_cursor_execute", note)
    browser.get(PARTS)
    event.remove(database._engines.reader, "before_cursor_execute", note)
    return len(said)


def test_t_authz_1_viewer_reads_and_changes_nothing(database: Database, browser: Browser, url: str) -> None:
    database.write_now(lambda db: make_account(db, "eve@example.org", Role.VIEWER, now=now()))
    before = present(database)
    with Browser(base_url=url) as eve:
        eve.log_in("eve@example.org")

        assert eve.get(PARTS).status_code == 200
        assert eve.get(ROOM).status_code == 404
        for path in (ROOM, f"{ROOM}/delete", f"{ROOM}/up", f"{PARTS}/rooms/new"):
            assert eve.submit(PARTS.rpartition("/")[0] + "/", path, {"name.en": "Eve"}).status_code == 404

    assert present(database) == before


def test_forged_base_and_unknown_kinds_are_refused(browser: Browser) -> None:
    assert browser.submit(ROOM, ROOM, {"base": "{", "name.en": "x"}).status_code == 422
    assert browser.get(f"{PARTS}/nothing/new").status_code == 404
    assert browser.get(f"{PARTS}/rooms/{UID}").status_code == 404
    assert browser.get(f"{PARTS}/rooms/nothing").status_code == 404
