"""The record over HTTP: what stands on the page, what can be asked for, and who reads what."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs
from sqlalchemy import event

from events_service.accounts import audit, record
from events_service.accounts.access import ROLES, Actor, everywhere
from events_service.accounts.models import Role
from events_service.database import Database, DbSession
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.partnerships.records import save_agreements, save_funds, save_recommendations
from events_service.zones import now
from tests.accounts.people import make_account
from tests.factories.programme import make_event, uid_of
from tests.factories.stored_events import HALL, ROADS, WATER, create, small_draft
from tests.web.console.site import Browser

SUMMIT = small_draft().event
OTHER = structs.replace(make_event(), uid=uid_of("event", "other"), slug="other", title={"en": "Another event"})
AMINA = Actor("account", "018f4d5e-7a10-7c3e-9b1f-00000000000a", "Amina", everywhere(ROLES[Role.ORGANIZER]))
NAMELESS = Actor(
    "account", "018f4d5e-7a10-7c3e-9b1f-00000000000b", "karim@example.org", everywhere(ROLES[Role.ORGANIZER])
)
OF_SUMMIT = f"/console/events/{SUMMIT.slug}/record"

Note = Callable[..., None]


@pytest.fixture
def note(database: Database, url: str) -> Note:
    """Writes an entry; the events are there."""
    database.write_now(create)
    others = structs.replace(small_draft(), event=OTHER, sessions=(), rooms=())
    database.write_now(create, others)

    def write(act: str, subject: str, *, by: Actor = AMINA, event_uid: str | None = SUMMIT.uid, **said: Any) -> None:
        def noted(db: DbSession) -> None:
            audit.note(db, by, act, subject, now(), event_uid=event_uid, **said)

        database.write_now(noted)

    return write


@contextmanager
def logged_in(database: Database, url: str, role: Role, event_uid: str | None = None) -> Iterator[Browser]:
    database.write_now(lambda db: make_account(db, "zoe@example.org", role, event_uid=event_uid, now=now()))
    with Browser(base_url=url) as browser:
        browser.log_in("zoe@example.org")
        yield browser


@pytest.fixture
def owner(database: Database, url: str) -> Iterator[Browser]:
    with logged_in(database, url, Role.OWNER) as browser:
        yield browser


@pytest.fixture
def organizer(database: Database, url: str) -> Iterator[Browser]:
    """Responsible for the summit alone."""
    with logged_in(database, url, Role.ORGANIZER, SUMMIT.uid) as browser:
        yield browser


def move_water(note: Note) -> None:
    note(
        "edit_session",
        f"session:{WATER.uid}",
        before={"room_uid": None, "start_local": None, "title": {"en": "Water"}, "ready": True},
        after={
            "room_uid": HALL.uid,
            "start_local": "2018-11-21T09:30:00",
            "title": {"en": "Water", "fr": "L’eau"},
            "ready": False,
        },
    )


def test_change_is_told_in_a_sentence_and_field_by_field(owner: Browser, note: Note) -> None:
    move_water(note)

    page = owner.get("/console/record?lang=en").text

    subject = f'<a href="/console/record?subject=session%3A{WATER.uid}"><bdi dir="ltr">SOU 84</bdi></a>'
    assert f"<bdi>Amina</bdi> changed the session {subject}: Room, Start, Title, Ready</p>" in page
    assert '<th scope="row">Room</th><td data-name="Before: ">–</td><td data-name="After: ">Hall</td>' in page
    assert 'data-name="After: ">21 November 2018, <bdi dir="ltr">09:30</bdi></td>' in page
    assert '<th scope="row">Title <span class="small">(French)</span></th>' in page
    assert '<span class="said-so" lang="fr" dir="ltr">L’eau</span>' in page
    assert 'data-name="Before: ">Yes</td><td data-name="After: ">No</td>' in page
    assert HALL.uid not in page


def test_agreements_funds_and_recommendations_are_called_by_their_names(
    owner: Browser, note: Note, database: Database
) -> None:
    agreement = Agreement(uid_of("agreement", "water"), {"en": "Memorandum"}, {"en": "Water for towns"})
    fund = Fund(uid_of("fund", "water"), {"en": "Water fund"})
    advice = Recommendation(uid_of("advice", "water"), SUMMIT.uid, {"en": "Mend the pipes."})
    database.write_now(lambda db: save_agreements(db.connection(), [agreement]))
    database.write_now(lambda db: save_funds(db.connection(), [fund]))
    database.write_now(lambda db: save_recommendations(db.connection(), [advice]))
    note(
        "edit_session", f"session:{WATER.uid}", before={"agreement_uids": []}, after={"agreement_uids": [agreement.uid]}
    )
    for kind, one in (("fund", fund), ("recommendation", advice)):
        note(f"edit_{kind}", f"{kind}:{one.uid}")

    page = owner.get("/console/record?lang=en").text

    assert all(said in page for said in ("Water for towns", "Water fund", "Mend the pipes."))
    assert "something that is no longer there" not in page


def test_record_of_an_event_is_told_by_its_clocks(owner: Browser, note: Note, database: Database) -> None:
    far = make_event(slug="far", timezone="Pacific/Kiritimati")
    database.write_now(create, structs.replace(small_draft(), event=far, sessions=(), rooms=()))
    note("add_room", f"room:{HALL.uid}", event_uid=far.uid, after={"name": {"en": "Hall"}})

    there, all_of_it = (owner.get(f"/console/{path}?lang=en").text for path in ("events/far/record", "record"))

    told = [re.findall(r'<time datetime="([^"]+)"><bdi dir="ltr">([^<]+)<', page)[0] for page in (there, all_of_it)]
    instants = [datetime.fromisoformat(instant) for instant, _ in told]
    assert [said for _, said in told] == [
        f"{at.astimezone(ZoneInfo(zone)):%H:%M}"
        for at, zone in zip(instants, ("Pacific/Kiritimati", "UTC"), strict=True)
    ]
    assert told[0][1] != told[1][1]
    assert "by the clocks of Kiritimati." in there
    assert "by the clocks of UTC." in all_of_it


def test_fields_of_organizations_and_people_are_called_as_in_their_forms(owner: Browser, note: Note) -> None:
    note(
        "edit_organization",
        f"organization:{uid_of('body', 'one')}",
        before={"kind": "other", "published": True, "countries": [], "other_names": ["CGLU"], "photo_public": False},
        after={
            "kind": "local_government",
            "published": False,
            "countries": ["MA"],
            "other_names": [],
            "badge_name": "A",
        },
    )

    page = owner.get("/console/record?lang=en").text

    for name, was, became in (
        ("Type", "Organization", "Local or regional government"),
        ("May be published", "Yes", "No"),
        ("Countries", "–", "Morocco"),
        ("Other names", '<bdi dir="auto">CGLU</bdi>', "–"),
        ("The photo may be public", "No", "–"),
    ):
        line = f'<th scope="row">{name}</th><td data-name="Before: ">{was}</td><td data-name="After: ">{became}</td>'
        assert line in page, name
    assert '<th scope="row">Name in Latin letters</th>' in page


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "a modifié la session"), ("ar", "تعديل الجلسة")],
)
def test_change_is_told_in_the_language_of_whoever_reads(owner: Browser, note: Note, language: str, said: str) -> None:
    move_water(note)

    assert said in owner.get(f"/console/record?lang={language}").text


@pytest.mark.parametrize("kept", [{"title": {"en": "The last waltz"}}, {"value": {"title": {"en": "The last waltz"}}}])
def test_what_is_gone_keeps_its_name(owner: Browser, note: Note, kept: dict[str, Any]) -> None:
    gone = uid_of("session", "gone")
    note("delete_session", f"session:{gone}", before=kept)

    page = owner.get("/console/record").text

    assert f'deleted the session <a href="/console/record?subject=session%3A{gone}">The last waltz</a>' in page
    assert '<th scope="row">Title <span class="small">(English)</span></th>' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["add_room", "edit_session", "edit_session"]),
        (f"?person={AMINA.key}", ["edit_session"]),
        ("?act=add_room", ["add_room"]),
        (f"?event={SUMMIT.slug}", ["edit_session", "edit_session"]),
        (f"?subject=session:{ROADS.uid}", ["edit_session"]),
        ("?text=sou+84", ["edit_session"]),
        ("?text=ROADS", ["edit_session"]),
        ("?text=hammam", ["add_room"]),
        ("?since=2000-01-01&until=2001-01-01", []),
        ("?since=2001-01-01", ["add_room", "edit_session", "edit_session"]),
        ("?person=nobody", []),
        ("?before=nothing", ["add_room", "edit_session", "edit_session"]),
    ],
)
def test_filters(owner: Browser, note: Note, query: str, found: list[str]) -> None:
    note("edit_session", f"session:{WATER.uid}", after={"ready": True})
    note("edit_session", f"session:{ROADS.uid}", by=NAMELESS, after={"ready": True})
    note("add_room", f"room:{HALL.uid}", by=NAMELESS, event_uid=OTHER.uid, after={"name": {"fr": "Hammâm"}})

    told = owner.get(f"/console/record.jsonl{query}").text.splitlines()

    kinds = [json.loads(line)["act"] for line in told]
    assert [kind for kind in kinds if kind not in ("sign_in", "add_account")] == found
    assert owner.get(f"/console/record{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "name", "sentence"),
    [
        ("since=yesterday", "since", "Give the day as year-month-day"),
        ("until=2018-02-30", "until", "Give the day as year-month-day"),
        ("since=2018-11-21&until=2018-11-20", "until", "before the first one"),
        ("event=elsewhere", "event", "Choose one of the list."),
        ("text=" + "x" * 201, "text", "at most 200 characters"),
    ],
)
def test_what_cannot_be_understood_is_said_at_its_field(owner: Browser, query: str, name: str, sentence: str) -> None:
    page = owner.get(f"/console/record?{query}")

    assert page.status_code == 422
    assert f'id="{name}-wrong">{sentence}' in page.text.replace("Search for ", "").replace("This day is ", "")
    typed = query.rpartition("=")[2]
    assert typed in page.text
    assert "<ol>" not in page.text


def test_pages_go_on_where_the_last_one_ended(owner: Browser, note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record.find_page, "__defaults__", (None, 2))
    for number in range(5):
        note("edit_session", f"session:{WATER.uid}", after={"code": f"N {number}"})

    seen, path = [], f"/console/record?subject=session:{WATER.uid}"
    while path:
        page = owner.get(path).text
        seen += [code for code in ("N 4", "N 3", "N 2", "N 1", "N 0") if f">{code}</bdi></td>" in page]
        _, _, older = page.partition('<p class="more"><a class="btn quiet" href="')
        path = older.partition('"')[0].replace("&amp;", "&")

    assert seen == ["N 4", "N 3", "N 2", "N 1", "N 0"]


def test_list_asks_as_often_for_many_entries_as_for_one(owner: Browser, note: Note, database: Database) -> None:
    asked: list[str] = []

    def count(path: str) -> int:
        """The fewest of several times: what the server does besides is counted too."""
        counts = []
        for _ in range(3):
            asked.clear()
            assert owner.get(path).status_code == 200
            counts.append(len(asked))
        return min(counts)

    move_water(note)
    with _listening(database, asked):
        for path in ("/console/record?text=o", OF_SUMMIT):
            one = count(path)
            for number in range(3):
                move_water(note)
                note("edit_room", f"room:{HALL.uid}", after={"capacity": number})
                note("edit_session", f"session:{ROADS.uid}", by=NAMELESS, after={"room_uid": HALL.uid})
            assert count(path) == one


@contextmanager
def _listening(database: Database, asked: list[str]) -> Iterator[None]:
    def see(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    with database.read() as db:
        engine = db.connection().engine
    event.listen(engine, "before_cursor_execute", see)
    yield
    event.remove(engine, "before_cursor_execute", see)


def test_t_authz_2_organizer_of_one_event_reads_of_that_alone(organizer: Browser, note: Note) -> None:
    move_water(note)
    note("add_room", f"room:{HALL.uid}", event_uid=OTHER.uid, after={"name": {"en": "Secret chamber"}})
    note("set_role", "account:018f4d5e-7a10-7c3e-9b1f-00000000000b", event_uid=None, after={"role": "owner"})

    page = organizer.get("/console/record").text

    assert "SOU 84" in page
    assert not any(hidden in page for hidden in ("Secret chamber", "Another event", "what karim"))
    assert f'href="{OF_SUMMIT}"' in page
    for path in (f"/console/record?event={OTHER.slug}", f"/console/record.csv?event={OTHER.slug}"):
        assert "Secret chamber" not in organizer.get(path).text
    for path in ("record", "record.csv", "record.jsonl"):
        assert organizer.get(f"/console/events/{OTHER.slug}/{path}").status_code == 404
        assert organizer.get(f"/console/events/{SUMMIT.slug}/{path}").status_code == 200


def test_t_authz_2_partner_reads_nothing_of_it(database: Database, url: str, note: Note) -> None:
    with logged_in(database, url, Role.EDITOR, SUMMIT.uid) as partner:
        assert "What was done" not in partner.get("/console/").text
        assert [partner.get(f"/console/record{kind}").status_code for kind in ("", ".csv", ".jsonl")] == [403] * 3
        assert partner.get(OF_SUMMIT).status_code == 404
    with Browser(base_url=url) as nobody:
        assert nobody.get("/console/record.csv").status_code == 303


def test_addresses_are_for_those_who_manage_accounts(
    organizer: Browser, url: str, note: Note, database: Database
) -> None:
    note("add_account", "account:018f4d5e-7a10-7c3e-9b1f-0000000000ff", by=NAMELESS, after={"email": "bob@example.org"})

    paths = ("/console/record?lang=en", OF_SUMMIT, "/console/record.csv", "/console/record.jsonl")
    for text in (organizer.get(path).text for path in paths):
        assert "bob@example.org" not in text
        assert "karim@example.org" not in text
        assert "karim@…" in text
    assert "bob@" not in organizer.get("/console/record.jsonl?text=bob@example.org").text
    database.write_now(lambda db: make_account(db, "root@example.org", Role.OWNER, now=now()))
    with Browser(base_url=url) as root:
        root.log_in("root@example.org")
        for path in paths:
            assert "bob@example.org" in root.get(path).text


def test_secrets_are_shown_to_nobody(owner: Browser, note: Note) -> None:
    note("add_token", "token:018f4d5e-7a10-7c3e-9b1f-0000000000ff", after={"name": "Bot", "secret": "es_hush"})

    assert "not shown" in owner.get("/console/record?lang=en").text
    for path in ("/console/record", "/console/record.csv", "/console/record.jsonl"):
        assert "es_hush" not in owner.get(path).text
    (line,) = owner.get("/console/record.jsonl?act=add_token").text.splitlines()
    assert json.loads(line)["after"] == {"name": "Bot", "secret": "(hidden)"}


def test_t_csv_1_no_cell_is_a_formula(owner: Browser, note: Note) -> None:
    evil = Actor("account", AMINA.id, "=HYPERLINK(1)", AMINA.grants)
    note("add_room", f"room:{HALL.uid}", by=evil, after={"name": {"en": "+cmd"}})

    answer = owner.get("/console/record.csv?act=add_room&lang=en")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="record.csv"'
    assert "no-store" in answer.headers["cache-control"]
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert told["who"] == "'=HYPERLINK(1)"
    assert told["what"] == "'=HYPERLINK(1) added the room Hall"
    assert told["after"] == "Name (English): +cmd"
    assert told["event"] == SUMMIT.title["en"]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_export_holds_a_few_entries_at_a_time(owner: Browser, note: Note, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "CHUNK", 3)
    for number in range(10):
        note("edit_session", f"session:{WATER.uid}", after={"code": str(number)})

    lines = owner.get("/console/record.jsonl?act=edit_session").text.splitlines()

    assert [json.loads(line)["after"]["code"] for line in lines] == [str(number) for number in reversed(range(10))]


def test_script_in_a_value_is_text(owner: Browser, note: Note) -> None:
    evil = "<script>alert(1)</script>"
    by = Actor("account", AMINA.id, evil, AMINA.grants)
    note(
        f"edit_{evil}",
        f"session:{evil}",
        by=by,
        before={evil: evil},
        after={"title": {"en": evil}, evil: [evil, {evil: 1}]},
    )

    page = owner.get(f"/console/record?text={evil}&subject=session:{evil}").text

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_record_begins_empty(owner: Browser, note: Note) -> None:
    path = f"/console/events/{OTHER.slug}/record?lang=en"

    assert "Nothing has been done yet" in owner.get(path).text
    assert "Nothing found" in owner.get(f"{path}&text=x").text


def test_organizer_logged_in_is_told_to_owners_alone(owner: Browser, url: str) -> None:
    assert "logged in</p>" in owner.get("/console/record?lang=en").text
    with Browser(base_url=url) as alice:
        alice.log_in()
        assert "logged in</p>" not in alice.get("/console/record?lang=en").text
