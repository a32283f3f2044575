"""Conflicts in the console: told, filtered, accepted with a reason, taken back; and a free place in one act."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import event as listening
from sqlmodel import select

from events_service.accounts.models import AuditEntry, Role
from events_service.database import Database, new_id
from events_service.programme import editing
from events_service.programme.planning.loading import load_planning
from events_service.programme.programme import Programme, Session, SessionPerson
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import FIRST_DAY, make_person, make_room, uid_of
from tests.factories.stored_events import HALL, ROADS, WATER, create, small_draft
from tests.web.console.site import Browser

AMINA = make_person()
ROOM = make_room(name={"en": "Small room"}, slug="", uid=uid_of("room", "small"), position=1)
HOSTILE = '<script>alert("x")</script>'
PAGE = "/console/events/forum-7/conflicts"
PLACE = f"/console/events/forum-7/sessions/{WATER.uid}/place"
KEY = re.compile(
    r'name="conflict" value="([0-9a-f]{24})"><input type="hidden" name="judged_on" value="([0-9a-f]{24})">'
    r'<input type="hidden" name="sessions" value="([0-9a-f -]+)"'
)


def clashing() -> Programme:
    """Two sessions in one hall with one person, of whom only one has a French title."""
    people = (SessionPerson(AMINA.uid),)
    roads = structs.replace(ROADS, room_uid=HALL.uid, people=people)
    return small_draft(structs.replace(WATER, people=people), roads, rooms=(HALL, ROOM), people=(AMINA,))


@pytest.fixture
def draft(database: Database) -> Programme:
    made = clashing()
    database.write_now(create, made)
    return made


@pytest.fixture
def browser(url: str, draft: Programme) -> Iterator[Browser]:
    with Browser(base_url=url) as browser:
        browser.log_in()
        yield browser


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", "", html).replace("\u00a0", " ").split())


def fields(html: str, kind: str, **more: str) -> dict[str, str]:
    """What the form of the first conflict of this kind sends."""
    found = KEY.search(html, html.index(kind))
    assert found
    return dict(zip(("conflict", "judged_on", "sessions"), found.groups(), strict=True)) | more


def accepted(database: Database, draft: Programme) -> list[str]:
    with database.read() as db:
        return [one.reason for one in load_planning(db.connection(), draft.event.uid).accepted]


def test_conflicts_are_told_with_what_can_be_done(browser: Browser) -> None:
    page = browser.get(PAGE).text

    told = text_of(page)
    assert "Hall is taken twice, Tuesday 20 November, 10:00 to 11:00: by “" in told
    assert "Amina Berrada is wanted twice" in told
    assert "“SOU 84 Water” has no title in French and Arabic." in told
    assert f'href="{PLACE}"' in page
    assert "Find another room or time for “SOU 84”" in told
    assert 'aria-current="page">Conflicts' in page


def test_gravest_first_and_one_gravity_alone(browser: Browser) -> None:
    everything, errors, hints = (
        text_of(browser.get(PAGE, params=query).text) for query in ({}, {"severity": "error"}, {"severity": "hint"})
    )

    assert everything.index("is taken twice") < everything.index("is wanted twice") < everything.index("has no title")
    assert "has no title" not in errors
    assert "All 4 Errors 2 Warnings 0 Hints 2" in errors
    assert "is taken twice" not in hints
    assert "2 conflicts" in hints


def test_one_kind_alone(browser: Browser) -> None:
    page = text_of(browser.get(PAGE, params={"kind": "person"}).text)

    assert "is wanted twice" in page
    assert "is taken twice" not in page
    assert "1 conflict" in page
    nothing = text_of(browser.get(PAGE, params={"kind": "venues"}).text)
    assert "Nothing of this kind" in nothing


@pytest.mark.parametrize(
    "query",
    [{"severity": "x"}, {"kind": "x"}, {"page": "x"}, {"page": "99999999"}, {"page": "0"}, {"page": "9" * 5000}],
)
def test_what_nobody_can_mean_shows_everything(browser: Browser, query: dict[str, str]) -> None:
    shown = browser.get(PAGE, params=query)

    assert (shown.status_code, "is taken twice" in shown.text) == (200, True)


def test_nothing_collides(database: Database, url: str) -> None:
    water = structs.replace(WATER, title={"en": "Water", "fr": "Eau", "ar": "الماء"})
    database.write_now(create, small_draft(water))
    with Browser(base_url=url) as browser:
        browser.log_in()

        assert "Nothing collides" in browser.get(PAGE).text


def test_conflict_is_accepted_with_a_reason_and_taken_back(
    database: Database, browser: Browser, draft: Programme
) -> None:
    page = browser.get(PAGE).text

    done = browser.submit(PAGE, f"{PAGE}?severity=error", fields(page, "is taken twice", reason=HOSTILE))

    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?severity=error")
    assert accepted(database, draft) == [HOSTILE]
    shown = browser.get(PAGE).text
    assert text_of(shown).index("has no title") < text_of(shown).index("Accepted")
    assert HOSTILE not in shown
    assert "alert(&#34;x&#34;)" in shown
    assert "All 3 Errors 1" in text_of(shown)

    keys = re.search(r'take-back.*?value="([0-9a-f]{24})"><button[^>]*value="([0-9a-f]{24})"', shown, re.DOTALL)
    assert keys
    sent = {"conflict": keys[1], "judged_on": keys[2]}
    assert browser.submit(PAGE, f"{PAGE}/take-back", sent).status_code == 303
    assert browser.submit(PAGE, f"{PAGE}/take-back", sent).status_code == 303
    assert accepted(database, draft) == []
    with database.read() as db:
        acts = [entry.act for entry in db.exec(select(AuditEntry).order_by(AuditEntry.id))]
    assert [act for act in acts if act.endswith("_conflict")] == ["accept_conflict", "take_back_conflict"]


def test_reason_that_is_missing_is_asked_for_beside_the_field(
    database: Database, browser: Browser, draft: Programme
) -> None:
    page = browser.get(PAGE).text

    refused = browser.submit(PAGE, PAGE, fields(page, "is taken twice", reason="   "))
    long = browser.submit(PAGE, PAGE, fields(page, "is taken twice", reason="y" * 501))

    assert refused.status_code == long.status_code == 422
    assert "Say in a few words why this may stay." in refused.text
    assert '<details class="accept" open>' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert "y" * 501 in long.text
    assert accepted(database, draft) == []


def test_conflict_that_changed_meanwhile_is_shown_again(database: Database, browser: Browser, draft: Programme) -> None:
    sent = fields(browser.get(PAGE).text, "is taken twice", reason="Two short talks.")

    def move(**changes: Any) -> None:
        database.write_now(
            lambda db: editing.edit_session(
                db, draft.event.uid, WATER.uid, lambda session: structs.replace(session, **changes)
            )
        )

    assert WATER.end_local
    move(end_local=WATER.end_local.replace(minute=30))
    stale = browser.submit(PAGE, PAGE, sent)
    assert (stale.status_code, "Somebody else has changed this" in stale.text) == (412, True)
    move(room_uid=ROOM.uid)
    gone = browser.submit(PAGE, PAGE, sent)
    assert (gone.status_code, "This conflict is not there any more." in gone.text) == (404, True)
    assert accepted(database, draft) == []


def test_accepted_comes_back_with_its_reason_and_is_settled_when_nothing_collides(
    database: Database, browser: Browser, draft: Programme
) -> None:
    browser.submit(PAGE, PAGE, fields(browser.get(PAGE).text, "is taken twice", reason="Two short talks."))
    assert WATER.end_local

    def change(session: Session) -> Session:
        assert session.end_local
        return structs.replace(session, end_local=session.end_local.replace(minute=30))

    database.write_now(lambda db: editing.edit_session(db, draft.event.uid, WATER.uid, change))
    assert "Accepted before, and changed since: “Two short talks.”" in browser.get(PAGE).text
    database.write_now(
        lambda db: editing.edit_session(db, draft.event.uid, WATER.uid, lambda s: editing.move(s, ROOM.uid))
    )
    settled = text_of(browser.get(PAGE).text)
    assert "Accepted, and no conflict any more" in settled
    assert "Accepted before" not in settled


def test_minutes_between_places_are_the_events_own(database: Database, browser: Browser, draft: Programme) -> None:
    page = browser.get(PAGE).text
    assert 'type="number" min="0" max="1440" value="15"' in page

    for wrong in ("x", "", "-1", "1441", "99999"):
        refused = browser.submit(PAGE, f"{PAGE}/way", {"minutes": wrong, "version": "0"})
        assert (refused.status_code, "Enter minutes, from 0 to 1440." in refused.text) == (422, True)
        assert f'value="{wrong}" required aria-invalid="true"' in refused.text
    done = browser.submit(PAGE, f"{PAGE}/way?kind=room", {"minutes": "30", "version": "0"})
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}?kind=room")
    for version in ("0", "9" * 5000):
        assert browser.submit(PAGE, f"{PAGE}/way", {"minutes": "20", "version": version}).status_code == 412

    with database.read() as db:
        assert load_planning(db.connection(), draft.event.uid).minutes_between_venues == 30


@pytest.mark.parametrize(
    ("role", "statuses"), [(Role.VIEWER, (200, 404, 200, 404, 404)), (Role.EDITOR, (200, 404, 200, 303, 404))]
)
def test_t_authz_1_who_does_not_organize_decides_nothing(
    database: Database, url: str, browser: Browser, draft: Programme, role: Role, statuses: tuple[int, ...]
) -> None:
    sent = fields(browser.get(PAGE).text, "is taken twice", reason="Mine")
    place = _first_place(browser.get(PLACE).text)
    database.write_now(lambda db: make_account(db, "bob@example.org", role, event_uid=draft.event.uid, now=now()))
    with Browser(base_url=url) as bob:
        bob.log_in("bob@example.org")

        page = bob.get(PAGE)
        assert (
            page.status_code,
            bob.submit(PAGE, PAGE, sent).status_code,
            bob.get(PLACE).status_code,
            bob.submit(PLACE, PLACE, place).status_code,
            bob.get(f"/console/events/forum-7/rooms/{HALL.uid}/availability").status_code,
        ) == statuses
        assert "Accept with a reason" not in page.text
        assert ("Find another room" in page.text) is (role is Role.EDITOR)
    assert accepted(database, draft) == []
    with database.read() as db:
        moved, _ = editing.get_session(db.connection(), draft.event.uid, WATER.uid)
    assert moved.ready is (role is Role.VIEWER)


def test_pages_of_others_are_not_there(database: Database, url: str, draft: Programme) -> None:
    database.write_now(lambda db: make_account(db, "eve@example.org", Role.ORGANIZER, event_uid=new_id(), now=now()))
    with Browser(base_url=url) as eve:
        assert eve.get(PAGE).headers["location"].startswith("/console/login?")
        eve.log_in("eve@example.org")

        for path in (PAGE, PLACE, f"/console/events/forum-7/rooms/{HALL.uid}/availability"):
            assert eve.get(path).status_code == 404


def _first_place(html: str) -> dict[str, str]:
    form = html[html.index('<ol class="places">') :]
    return dict(
        re.findall(r'name="(version|room|start_local|end_local)" value="([^"]*)"', form[: form.index("<button")])
    )


def test_session_moves_to_the_best_place_in_one_act(database: Database, browser: Browser, draft: Programme) -> None:
    page = browser.get(PLACE)
    assert "Hall is taken twice" in text_of(page.text)
    place = _first_place(page.text)

    moved = browser.submit(PLACE, PLACE, place)

    assert (moved.status_code, moved.headers["location"]) == (303, f"{PLACE}?moved=1")
    with database.read() as db:
        session, _ = editing.get_session(db.connection(), draft.event.uid, WATER.uid)
        (entry,) = db.exec(select(AuditEntry).where(AuditEntry.act == "edit_session")).all()
    assert session.start_local
    assert f"{session.start_local:%Y-%m-%dT%H:%M}" == place["start_local"]
    assert session.room_uid == place["room"]
    assert set(entry.after or {}) <= {"start_local", "end_local", "room_uid"}
    shown = text_of(browser.get(f"{PLACE}?moved=1").text)
    assert "Moved" in shown
    assert "is taken twice" not in shown


def test_session_that_changed_meanwhile_does_not_move(database: Database, browser: Browser, draft: Programme) -> None:
    place = _first_place(browser.get(PLACE).text)
    database.write_now(
        lambda db: editing.edit_session(
            db, draft.event.uid, WATER.uid, lambda s: structs.replace(s, title={"en": "Rivers"})
        )
    )

    stale = browser.submit(PLACE, PLACE, place)

    assert (stale.status_code, "meanwhile" in stale.text) == (412, True)
    with database.read() as db:
        session, _ = editing.get_session(db.connection(), draft.event.uid, WATER.uid)
    assert (session.start_local, session.room_uid) == (WATER.start_local, WATER.room_uid)


@pytest.mark.parametrize(
    "changes",
    [
        {"start_local": "tomorrow"},
        {"start_local": "2018-11-20T09:00+01:00"},
        {"end_local": "2018-11-20T01:00"},
        {"room": "nowhere"},
    ],
)
def test_place_that_cannot_be_is_refused(browser: Browser, changes: dict[str, str]) -> None:
    place = _first_place(browser.get(PLACE).text)

    assert browser.submit(PLACE, PLACE, place | changes).status_code == 422


def test_places_of_one_day_one_room_and_a_length(browser: Browser) -> None:
    query = {"day": "2018-11-22", "room": ROOM.uid, "minutes": "45"}

    page = browser.get(PLACE, params=query).text

    starts = re.findall(r'name="start_local" value="([^"]*)"', page)
    assert {start[:10] for start in starts} == {"2018-11-22"}
    assert set(re.findall(r'name="room" value="([^"]*)"', page)) == {ROOM.uid}
    assert '<option value="2018-11-22" selected>' in page
    assert 'step="5" value="45"' in page
    for wrong in ({"day": "x"}, {"room": "x"}, {"minutes": "x"}, {"minutes": "1"}, {"day": "2030-01-01"}):
        assert "Move here" in browser.get(PLACE, params=wrong).text


def test_no_place_is_free_or_there_are_no_rooms(database: Database, url: str) -> None:
    midnight = datetime.combine(FIRST_DAY, datetime.min.time())
    long = structs.replace(ROADS, room_uid=HALL.uid, start_local=midnight, end_local=midnight + timedelta(days=4))
    database.write_now(create, small_draft(WATER, long))
    with Browser(base_url=url) as browser:
        browser.log_in()

        assert "No free room and time" in browser.get(PLACE).text
        assert "Search all days and rooms" in browser.get(PLACE, params={"day": "2018-11-20"}).text


def test_session_that_is_not_there(browser: Browser) -> None:
    for uid in ("nothing", uid_of("session", "gone")):
        assert browser.get(f"/console/events/forum-7/sessions/{uid}/place").status_code == 404


@pytest.mark.parametrize("sessions", [1, 3])
def test_pages_ask_as_much_for_one_conflict_as_for_three(database: Database, url: str, sessions: int) -> None:
    people = (SessionPerson(AMINA.uid),)
    many = [
        structs.replace(WATER, uid=new_id(), code="", room_uid=HALL.uid, people=people) for _ in range(sessions + 1)
    ]
    database.write_now(create, small_draft(WATER, *many, rooms=(HALL,), people=(AMINA,)))
    asked: list[str] = []

    def note(*said: Any) -> None:
        asked.append(said[2])

    def count(browser: Browser, page: str) -> int:
        """How many it takes when nothing else looks into the database meanwhile."""
        numbers = []
        for _ in range(4):
            asked.clear()
            browser.get(page)
            numbers.append(len(asked))
        return min(numbers)

    with Browser(base_url=url) as browser:
        browser.log_in()
        listening.listen(database._engines.reader, "before_cursor_execute", note)
        counted = [count(browser, page) for page in (PAGE, PLACE)]
        listening.remove(database._engines.reader, "before_cursor_execute", note)

    assert counted == [17, 21]
