"""Notices in the console: written, changed and ended by organizers, and public at once."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from msgspec import structs
from sqlalchemy import event as listening

from events_service.accounts.access import COMMAND
from events_service.accounts.models import Role
from events_service.database import Database
from events_service.programme import notices
from events_service.programme.live import Notice
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import make_event
from tests.factories.stored_events import ROADS, WATER, create, publish, small_draft
from tests.web.console.site import Browser

FORUM = small_draft(event=make_event(languages=("fr", "en"), timezone="Africa/Casablanca"))
SLUG = FORUM.event.slug
PAGE = f"/console/events/{SLUG}/notices"
NOTHING = {"text-en": "", "text-fr": "", "text-ar": "", "session": "", "starts_at": "", "ends_at": ""}


@pytest.fixture
def here(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, FORUM)
    database.write_now(publish, FORUM.event.uid)
    with Browser(base_url=url) as browser:
        browser.log_in()
        browser.get("/readyz")
        yield browser


def public(here: Browser, path: str = "") -> str:
    with httpx.Client(base_url=here.base_url) as visitor:
        return visitor.get(f"/en/{SLUG}/{path}").text


def kept(database: Database) -> list[notices.Posted]:
    with database.read() as db:
        return notices.list_notices(db.connection(), FORUM.event.uid)


def write(here: Browser, **fields: str) -> httpx.Response:
    return here.submit(
        PAGE, PAGE, NOTHING | {name.replace("_en", "-en").replace("_fr", "-fr"): said for name, said in fields.items()}
    )


def test_notice_is_written_changed_and_ended_and_public_each_time(database: Database, here: Browser) -> None:
    written = write(here, text_en="Shuttle at 8", text_fr="Navette à 8 h")
    (posted,) = kept(database)
    assert (written.status_code, written.headers["location"]) == (303, PAGE)
    assert posted.notice == Notice({"en": "Shuttle at 8", "fr": "Navette à 8 h"})
    assert "Shuttle at 8" in public(here)
    assert "Shuttle at 8" in public(here, "now/")

    own = f"{PAGE}/{posted.uid}"
    tag = re.findall(r'name="tag" value="([^"]*)"', here.get(own).text)[0].replace("&#34;", '"')
    changed = here.submit(own, own, NOTHING | {"text-en": "Shuttle at 9", "tag": tag})
    assert changed.status_code == 303
    assert "Shuttle at 9" in public(here)

    ended = here.submit(PAGE, f"{own}/end", {})
    assert ended.status_code == 303
    assert "Shuttle" not in public(here)
    assert kept(database)[0].notice.ends_at is not None

    here.submit(PAGE, f"{own}/remove", {})
    assert kept(database) == []


def test_notice_of_a_session_with_a_beginning_and_an_end_by_the_event_s_clocks(
    database: Database, here: Browser
) -> None:
    fields = {"session": WATER.uid, "starts_at": "2026-04-01T09:30", "ends_at": "2026-12-01T10:00"}

    write(here, text_en="In Dakhla", **fields)

    (posted,) = kept(database)
    assert posted.notice == Notice(
        {"en": "In Dakhla"},
        WATER.uid,
        datetime(2026, 4, 1, 8, 30, tzinfo=UTC),
        datetime(2026, 12, 1, 10, 0, tzinfo=UTC),
    )
    shown = here.get(f"{PAGE}/{posted.uid}").text
    assert 'value="2026-04-01T09:30"' in shown
    assert f'value="{WATER.uid}" selected' in shown


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"starts_at": "2026-12-01T10:00"}, "text"),
        ({"text_en": "x" * 601}, "text"),
        ({"text_en": "Kept", "starts_at": "2026-12-02T10:00", "ends_at": "2026-12-01T10:00"}, "ends_at"),
        ({"text_en": "Kept", "starts_at": "tomorrow"}, "starts_at"),
        ({"text_en": "Kept", "ends_at": "2026-02-15T02:30:99"}, "ends_at"),
    ],
)
def test_notice_that_cannot_be_says_why_at_its_field_and_keeps_what_was_typed(
    database: Database, here: Browser, fields: dict[str, str], wrong: str
) -> None:
    refused = write(here, **fields)

    assert refused.status_code == 422
    assert re.findall(r'id="([a-z_]*)-wrong"', refused.text) == [wrong]
    for said in fields.values():
        assert said in refused.text
    assert kept(database) == []


def test_two_who_change_the_same_notice_see_what_the_other_wrote(database: Database, here: Browser) -> None:
    posted = database.write_now(notices.add_notice, COMMAND, FORUM.event.uid, Notice({"en": "First"}))
    own = f"{PAGE}/{posted.uid}"
    database.write_now(
        notices.edit_notice,
        COMMAND,
        FORUM.event.uid,
        posted.uid,
        lambda old: structs.replace(old, text={"en": "Theirs"}),
    )

    stale = here.submit(own, own, NOTHING | {"text-en": "Mine", "tag": posted.tag})

    assert stale.status_code == 412
    assert "Theirs" in stale.text
    assert ">Mine</textarea>" in stale.text
    assert kept(database)[0].notice.text == {"en": "Theirs"}
    tag = re.findall(r'name="tag" value="([^"]*)"', stale.text)[0].replace("&#34;", '"')
    assert here.submit(own, own, NOTHING | {"text-en": "Mine", "tag": tag}).status_code == 303
    assert kept(database)[0].notice.text == {"en": "Mine"}


def test_notice_session_or_event_of_others_is_not_there(here: Browser, database: Database) -> None:
    posted = database.write_now(notices.add_notice, COMMAND, FORUM.event.uid, Notice({"en": "First"}))

    for uid in ("nothing", ROADS.uid):
        assert here.get(f"{PAGE}/{uid}").status_code == 404
        assert here.submit(PAGE, f"{PAGE}/{uid}/end", {}).status_code == 404
    for session in ("nothing", FORUM.event.uid):
        assert write(here, text_en="x", session=session).status_code == 404
    assert kept(database) == [posted]


def test_t_authz_notices_are_for_who_may_change_what_is_live(database: Database, here: Browser, url: str) -> None:
    posted = database.write_now(notices.add_notice, COMMAND, FORUM.event.uid, Notice({"en": "First"}))
    database.write_now(lambda db: make_account(db, "eve@example.org", Role.EDITOR, now=now()))
    with Browser(base_url=url) as eve:
        eve.log_in("eve@example.org")

        assert eve.get(PAGE).status_code == 404
        for path in (PAGE, f"{PAGE}/{posted.uid}", f"{PAGE}/{posted.uid}/end", f"{PAGE}/{posted.uid}/remove"):
            assert eve.submit("/console/", path, NOTHING | {"text-en": "Hers"}).status_code == 404
        assert 'href="' + PAGE not in eve.get(f"/console/events/{SLUG}/").text
    foreign = here.post(PAGE, data={"text-en": "Theirs"}, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert kept(database) == [posted]


def test_page_asks_the_same_number_of_questions_however_many_notices_there_are(
    database: Database, here: Browser
) -> None:
    def questions() -> int:
        asked: list[str] = []

        def count(*arguments: object) -> None:
            asked.append(str(arguments[2]))

        listening.listen(database._engines.reader, "before_cursor_execute", count)
        here.get(PAGE)
        listening.remove(database._engines.reader, "before_cursor_execute", count)
        return len(asked)

    def fewest() -> int:
        """Without what the site asks for itself meanwhile."""
        return min(questions() for _ in range(4))

    later = now() + timedelta(days=1)
    database.write_now(notices.add_notice, COMMAND, FORUM.event.uid, Notice({"en": "1"}))
    here.get(PAGE)
    one = fewest()
    for notice in (Notice({"en": "2"}, WATER.uid), Notice({"en": "3"}, ROADS.uid, later)):
        database.write_now(notices.add_notice, COMMAND, FORUM.event.uid, notice)
    here.get(PAGE)

    assert 0 < fewest() == one
