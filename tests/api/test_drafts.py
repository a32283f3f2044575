"""Preparing and publishing over HTTP, with tokens."""

from typing import Any

import httpx
import pytest
from sqlmodel import select

from events_service.accounts.models import AuditEntry
from events_service.programme.event_inputs import NewEvent
from events_service.programme.models import EventRow, RoomRow, SessionRow
from events_service.programme.part_inputs import NewRoom
from events_service.programme.session_inputs import NewSession
from tests.api.conftest import Api
from tests.support.databases import KINDS

both_kinds = pytest.mark.parametrize("database_kind", KINDS)
EVENT = "/events/forum-7"
NEW_EVENT: dict[str, Any] = {
    "slug": "assises-2",
    "title": {"fr": "Assises"},
    "timezone": "Africa/Casablanca",
    "start_on": "2027-12-08",
    "end_on": "2027-12-09",
}


def kind_of(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def patch(client: httpx.Client, path: str, body: dict[str, Any]) -> httpx.Response:
    """Change what is there now."""
    tag = client.get(path).headers["etag"]
    return client.patch(path, json=body, headers={"if-match": tag})


@both_kinds
def test_one_room_corrected_and_only_that_published(api: Api, public: httpx.Client, editor: httpx.Client) -> None:
    first, second = public.get(f"{EVENT}/sessions").json()["items"][:2]
    editor.post(f"{EVENT}/draft/rooms", json={"name": {"en": "Dakhla"}, "slug": "dakhla"})

    changed = patch(editor, f"{EVENT}/draft/sessions/{first['slug']}", {"room": "dakhla"})
    other = patch(editor, f"{EVENT}/draft/sessions/{second['slug']}", {"title": {"en": "Not yet public"}})
    released = editor.post(f"{EVENT}/releases", json={"note": {"en": "Room"}, "only": [first["slug"]]})

    assert (changed.status_code, changed.json()["room"]["slug"]) == (200, "dakhla")
    assert other.status_code == 200
    assert (released.status_code, released.json()["number"], released.json()["changes"]) == (201, 2, 1)
    after = {item["slug"]: item for item in public.get(f"{EVENT}/sessions").json()["items"]}
    assert after[first["slug"]]["room"]["slug"] == "dakhla"
    assert after[second["slug"]]["title"] == second["title"]
    notes = public.get(f"{EVENT}/releases").json()["items"]
    assert [(note["number"], note["note"]) for note in notes] == [(2, {"en": "Room"}), (1, {})]
    assert notes[0]["digest"] == released.json()["digest"] != notes[1]["digest"]
    (moved,) = notes[0]["what"]
    assert (moved["kind"], moved["session"], moved["after"]) == ("moved_room", first["slug"], {"en": "Dakhla"})


def test_offering_can_be_sent_back_as_it_was_answered(editor: httpx.Client) -> None:
    read = editor.get(f"{EVENT}/offerings/event")

    more = read.json() | {"mode": "registration", "capacity": 7}
    written = editor.put(f"{EVENT}/offerings/event", json=more, headers={"if-match": read.headers["etag"]})

    assert (written.status_code, written.json()["capacity"]) == (200, 7)
    assert written.json()["etag"] != read.json()["etag"]


def test_room_has_a_slug_at_once_by_which_a_session_names_it(public: httpx.Client, editor: httpx.Client) -> None:
    session = public.get(f"{EVENT}/sessions").json()["items"][0]["slug"]

    made = [editor.post(f"{EVENT}/draft/rooms", json={"name": name}) for name in ({"en": "Dakhla"}, {"fr": "Dakhla"})]
    changed = patch(editor, f"{EVENT}/draft/sessions/{session}", {"room": "dakhla"})

    assert [room.json()["slug"] for room in made] == ["dakhla", "dakhla-2"]
    assert made[0].headers["location"].endswith("/draft/rooms/dakhla")
    assert changed.json()["room"]["uid"] == made[0].json()["uid"]


@both_kinds
def test_new_event_is_prepared_published_and_opened(api: Api, public: httpx.Client, editor: httpx.Client) -> None:
    made = editor.post("/events", json=NEW_EVENT)
    room = editor.post("/events/assises-2/draft/rooms", json={"name": {"fr": "Grande salle"}, "slug": "grande-salle"})
    session = editor.post(
        "/events/assises-2/draft/sessions",
        json={
            "title": {"fr": "Ouverture"},
            "code": "A 1",
            "start_local": "2027-12-08T09:00",
            "end_local": "2027-12-08T10:30",
            "room": "grande-salle",
            "languages": ["fr"],
        },
    )
    hidden = public.get("/events/assises-2")
    released = editor.post("/events/assises-2/releases", json={})

    assert [answer.status_code for answer in (made, room, session, hidden, released)] == [201, 201, 201, 404, 201]
    assert (released.json()["changes"], released.json()["sessions"]) == (1, 1)
    assert editor.get(httpx.URL(made.headers["location"]).path.removeprefix("/api/v1")).json()["release"] == 1
    (shown,) = public.get("/events/assises-2/sessions").json()["items"]
    assert (shown["start"], shown["room"]["slug"]) == ("2027-12-08T09:00:00+00:00", "grande-salle")
    tag = editor.get(f"/events/assises-2/offerings/{shown['slug']}").headers["etag"]
    opened = editor.put(
        f"/events/assises-2/offerings/{shown['slug']}",
        json={"mode": "registration", "capacity": 20},
        headers={"if-match": tag},
    )
    assert opened.json() | {"etag": ""} == {
        "mode": "registration",
        "capacity": 20,
        "opens_at": None,
        "closes_at": None,
        "etag": "",
    }
    (shown,) = public.get("/events/assises-2/sessions").json()["items"]
    assert (shown["registration"], shown["capacity"]) == ("open", 20)
    stale = editor.put(f"/events/assises-2/offerings/{shown['slug']}", json={"mode": "none"}, headers={"if-match": tag})
    assert kind_of(stale) == (412, "changed-meanwhile")


def test_every_change_takes_if_match(api: Api, editor: httpx.Client) -> None:
    session, room = api.programme.sessions[0].slug, api.programme.rooms[0].slug
    changes: list[tuple[str, str, dict[str, Any] | None]] = [
        ("PATCH", f"{EVENT}/draft", {"theme": {"en": "Water"}}),
        ("PATCH", f"{EVENT}/draft/sessions/{session}", {"title": {"en": "Water"}}),
        ("PATCH", f"{EVENT}/draft/rooms/{room}", {"capacity": 3}),
        ("PUT", f"{EVENT}/offerings/event", {"mode": "none"}),
        ("DELETE", f"{EVENT}/draft/sessions/{session}", None),
    ]
    for method, path, body in changes:
        present = editor.get(path).headers["etag"]
        weak = {"if-match": f"W/{present}"}
        assert kind_of(editor.request(method, path, json=body)) == (428, "if-match-required")
        assert kind_of(editor.request(method, path, json=body, headers={"if-match": '"1"'}))[0] == 412
        assert kind_of(editor.request(method, path, json=body, headers=weak))[0] == 412
        listed = {"if-match": f'"other", {present}'}
        assert editor.request(method, path, json=body, headers=listed).status_code in (200, 204)
        assert editor.request(method, path, json=body, headers=listed).status_code in (404, 412)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"room": "nowhere"}, (422, "unknown-name")),
        ({"people": [{"person": "nobody"}]}, (422, "unknown-name")),
        ({"start_local": "2026-03-29T02:30", "end_local": None}, (422, "nonexistent-time")),
        ({"start_local": "2026-11-21T10:00", "end_local": "2026-11-21T09:00"}, (422, "end-before-start")),
        ({"start_local": "2026-11-21T10:00+01:00"}, (422, "invalid-input")),
        ({"start_local": "2026-02-30T10:00"}, (422, "invalid-input")),
        ({"title": {}}, (422, "invalid-input")),
        ({"title": {"english please": "Water"}}, (422, "invalid-input")),
        ({"title": {"en": "w" * 501}}, (422, "invalid-input")),
        ({"title": None}, (422, "invalid-input")),
        ({"stream_url": "javascript:alert(1)"}, (422, "invalid-input")),
        ({"slug": "Not A Slug"}, (422, "invalid-input")),
    ],
)
def test_session_that_cannot_be_is_refused(
    api: Api, editor: httpx.Client, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    zone = patch(editor, f"{EVENT}/draft", {"timezone": "Europe/Paris"})
    path = f"{EVENT}/draft/sessions/{api.programme.sessions[0].slug}"
    before = editor.get(path).json()

    assert zone.status_code == 200
    assert kind_of(patch(editor, path, body)) == expected
    assert editor.get(path).json() == before


def test_name_that_no_answer_could_carry_is_refused(editor: httpx.Client) -> None:
    answer = editor.post(
        f"{EVENT}/draft/rooms", content=b'{"\\ud800x": 1}', headers={"content-type": "application/json"}
    )

    assert kind_of(answer) == (422, "invalid-input")
    assert [fault["field"] for fault in answer.json()["errors"]] == ["body"]


@pytest.mark.parametrize(
    ("path", "sent", "field"),
    [
        ("/events", NEW_EVENT | {"slug": "console"}, "slug"),
        ("/events", NEW_EVENT | {"title": {}}, "title"),
        (f"{EVENT}/draft/sessions", {"title": {}}, "title"),
        (
            f"{EVENT}/draft/sessions",
            {"title": {"en": "W"}, "start_local": "2018-11-20T10:00", "end_local": "2018-11-20T09:00"},
            "end_local",
        ),
        (f"{EVENT}/draft/rooms", {"name": {}}, "name"),
    ],
)
def test_what_cannot_be_names_its_field_with_the_sentence(
    editor: httpx.Client, path: str, sent: dict[str, Any], field: str
) -> None:
    refused = editor.post(path, json=sent)

    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": field, "detail": refused.json()["detail"]}]


def test_days_in_the_wrong_order_are_told_with_what_else_is_wrong(editor: httpx.Client) -> None:
    refused = editor.post(
        "/events", json=NEW_EVENT | {"start_on": "2026-01-02", "end_on": "2026-01-01", "timezone": "Marrakech/Centre"}
    )

    assert {one["field"]: one["detail"] for one in refused.json()["errors"]} == {
        "end_on": "The event would end before it starts.",
        "timezone": "There is no such time zone. Use a name such as Africa/Casablanca.",
    }


def test_texts_are_cleaned(api: Api, editor: httpx.Client) -> None:
    made = editor.post(
        f"{EVENT}/draft/sessions",
        json={"title": {"en": " A\u202e  title\n", "fr": "\x00"}, "description": {"en": "One\r\n\r\ntwo\x07"}},
    ).json()

    assert (made["title"], made["description"]) == ({"en": "A title"}, {"en": "One\n\ntwo"})


def test_t_mass_1_columns_are_not_fields(api: Api, editor: httpx.Client) -> None:
    others = ["is_admin", "role", "event_id", "created_at", "token", "capacity_used", "email_verified"]
    cases: list[tuple[str, dict[str, Any], Any, Any]] = [
        ("/events", NEW_EVENT, EventRow, NewEvent),
        (f"{EVENT}/draft/sessions", {"title": {"en": "Water"}}, SessionRow, NewSession),
        (f"{EVENT}/draft/rooms", {"name": {"en": "Water"}}, RoomRow, NewRoom),
    ]
    for path, good, table, model in cases:
        for name in {*others, *table.model_fields} - set(model.model_fields):
            refused = editor.post(path, json={**good, name: 1})
            assert (kind_of(refused), refused.json()["errors"][0]["field"]) == ((422, "invalid-input"), name)


@pytest.mark.parametrize(
    "headers",
    [{}, {"content-type": "text/plain"}, {"content-type": "application/x-www-form-urlencoded"}],
    ids=["none", "text", "form"],
)
def test_t_csrf_2_only_json_is_read(editor: httpx.Client, headers: dict[str, str]) -> None:
    answer = editor.post(f"{EVENT}/draft/rooms", content=b'{"name": {"en": "Water"}}', headers=headers)

    assert kind_of(answer) == (415, "unsupported-media-type")
    assert "Water" not in editor.get(f"{EVENT}/draft/rooms").text


def test_body_that_is_too_large_is_refused(editor: httpx.Client) -> None:
    body = b'{"name": {"en": "' + b"w" * 1_000_001 + b'"}}'
    answer = editor.post(f"{EVENT}/draft/rooms", content=body, headers={"content-type": "application/json"})

    assert kind_of(answer) == (413, "too-large")
    assert "wwww" not in editor.get(f"{EVENT}/draft/rooms").text


def test_tokens_may_do_what_their_scopes_say(api: Api, public: httpx.Client) -> None:
    session = f"{EVENT}/draft/sessions/{api.programme.sessions[0].slug}"
    reader, writer = api.client("read"), api.client("sessions:write")
    wrong = httpx.get(f"{api.url}/api/v1{session}", headers={"authorization": "Bearer es_wrong"})

    assert kind_of(public.get(session)) == (401, "unauthenticated")
    assert kind_of(wrong) == (401, "unauthenticated")
    assert reader.get(session).status_code == 200
    assert kind_of(patch(reader, session, {"code": "X"})) == (403, "scope-missing")
    assert patch(writer, session, {"code": "X"}).status_code == 200
    assert kind_of(patch(writer, f"{EVENT}/draft", {"status": "cancelled"})) == (403, "scope-missing")
    assert patch(api.client("events:write"), f"{EVENT}/draft", {"status": "cancelled"}).status_code == 200
    assert kind_of(writer.post(f"{EVENT}/releases", json={})) == (403, "scope-missing")
    assert kind_of(writer.post("/events", json=NEW_EVENT)) == (403, "scope-missing")
    assert kind_of(api.client("releases:write").post(f"{EVENT}/draft/rooms", json={"name": {"en": "W"}}))[0] == 403


@both_kinds
def test_session_a_partner_changes_waits_for_an_organizer(api: Api, public: httpx.Client, editor: httpx.Client) -> None:
    partner = api.client("sessions:write")
    path = f"{EVENT}/draft/sessions/{api.programme.sessions[0].slug}"
    before = editor.get(path).json()
    same = patch(partner, path, {"title": before["title"]})
    assert (before["ready"], same.json()) == (True, before)

    changed = patch(partner, path, {"title": {"en": "Rivers"}}).json()
    added = partner.post(f"{EVENT}/draft/sessions", json={"title": {"en": "Lakes"}}).json()
    refused = (
        patch(partner, path, {"ready": True}),
        partner.post(f"{EVENT}/draft/sessions", json={"title": {"en": "Seas"}, "ready": True}),
    )
    kept = patch(editor, path, {"subtitle": {"en": "And dams"}}).json()

    assert (changed["ready"], added["ready"], kept["ready"]) == (False, False, False)
    assert [kind_of(answer) for answer in refused] == [(403, "not-yours-to-publish")] * 2
    assert kind_of(editor.post(f"{EVENT}/releases", json={})) == (409, "nothing-to-release")
    assert patch(editor, path, {"ready": True}).json()["ready"] is True
    assert patch(editor, path, {"code": "R 1"}).json()["ready"] is True
    assert editor.post(f"{EVENT}/releases", json={}).json()["changes"] > 0


def test_token_of_one_event_learns_nothing_of_another(api: Api, editor: httpx.Client) -> None:
    editor.post("/events", json=NEW_EVENT)
    limited = api.client("read", "events:write", "releases:write", event_uid=api.programme.event.uid)

    assert limited.get(f"{EVENT}/draft").status_code == 200
    for path in ("/events/assises-2/draft", "/events/there-is-none/draft"):
        assert kind_of(limited.get(path)) == (404, "not-found")
    assert kind_of(limited.post("/events/assises-2/draft/rooms", json={"name": {"en": "W"}})) == (404, "not-found")
    assert kind_of(limited.post("/events", json={**NEW_EVENT, "slug": "another"}))[0] == 403


def test_draft_sessions_are_paged_by_link(api: Api, editor: httpx.Client) -> None:
    found: list[str] = []
    following: str | None = f"{api.url}/api/v1{EVENT}/draft/sessions?limit=5"
    pages = 0
    while following:
        answer = editor.get(following)
        found += [item["uid"] for item in answer.json()["items"]]
        following = answer.links.get("next", {}).get("url")
        pages += 1

    assert pages == 3
    assert found == sorted(session.uid for session in api.programme.sessions)
    assert kind_of(editor.get(f"{EVENT}/draft/sessions?after=x")) == (422, "invalid-input")


def test_status_is_published_alone(api: Api, public: httpx.Client, editor: httpx.Client) -> None:
    patch(editor, f"{EVENT}/draft", {"theme": {"en": "Not yet public"}})
    before = public.get(EVENT).json()

    done = editor.post(f"{EVENT}/releases", json={"status": "postponed", "note": {"en": "Later"}})
    again = editor.post(f"{EVENT}/releases", json={"status": "postponed"})

    assert (done.status_code, done.json()["changes"], done.json()["note"]) == (201, 1, {"en": "Later"})
    assert public.get(EVENT).json() == before | {"status": "postponed"}
    draft = editor.get(f"{EVENT}/draft").json()
    assert (draft["status"], draft["theme"]) == ("postponed", {"en": "Not yet public"})
    assert kind_of(again) == (409, "nothing-to-release")
    assert editor.post(f"{EVENT}/releases", json={"only": ["event"]}).status_code == 201
    assert public.get(EVENT).json() == before | {"status": "postponed", "theme": {"en": "Not yet public"}}


def test_status_takes_the_scope_of_the_event_and_is_named_alone(api: Api, editor: httpx.Client) -> None:
    publisher = api.client("releases:write")

    refused = publisher.post(f"{EVENT}/releases", json={"status": "cancelled"})
    mixed = editor.post(f"{EVENT}/releases", json={"status": "cancelled", "only": ["event"]})

    assert kind_of(refused) == (403, "scope-missing")
    assert (kind_of(mixed), mixed.json()["errors"][0]["field"]) == ((422, "invalid-input"), "only")


def test_event_that_cannot_be_is_refused(editor: httpx.Client) -> None:
    cases: list[tuple[dict[str, Any], tuple[int, str]]] = [
        ({"slug": "console"}, (422, "reserved-slug")),
        ({"slug": "forum-7"}, (409, "event-exists")),
        ({"end_on": "2027-12-07"}, (422, "invalid-input")),
        ({"end_on": "2030-12-07"}, (422, "invalid-input")),
        ({"timezone": "+01:00"}, (422, "invalid-input")),
        ({"title": {"fr": " "}}, (422, "invalid-input")),
    ]
    for change, expected in cases:
        assert kind_of(editor.post("/events", json=NEW_EVENT | change)) == expected


def test_nothing_to_publish_is_said(editor: httpx.Client) -> None:
    assert kind_of(editor.post(f"{EVENT}/releases", json={})) == (409, "nothing-to-release")
    assert kind_of(editor.post(f"{EVENT}/releases", json={"only": ["nothing"]})) == (404, "not-found")


def test_what_was_done_is_written_down(api: Api, editor: httpx.Client) -> None:
    session = api.programme.sessions[0]
    patch(editor, f"{EVENT}/draft/sessions/{session.slug}", {"code": "NEW 1"})

    with api.database.read() as db:
        entry = db.exec(select(AuditEntry).where(AuditEntry.act == "edit_session")).one()
    assert (entry.subject, entry.event_uid) == (f"session:{session.uid}", api.programme.event.uid)
    assert (entry.before, entry.after) == ({"code": session.code}, {"code": "NEW 1"})
    assert entry.actor.startswith("token:")


def test_session_taken_away_is_gone_from_the_draft_only(api: Api, public: httpx.Client, editor: httpx.Client) -> None:
    path = f"{EVENT}/draft/sessions/{api.programme.sessions[0].slug}"
    gone = editor.delete(path, headers={"if-match": editor.get(path).headers["etag"]})

    assert (gone.status_code, gone.content) == (204, b"")
    assert kind_of(editor.get(path)) == (404, "not-found")
    assert public.get(path.replace("/draft", "")).status_code == 200
