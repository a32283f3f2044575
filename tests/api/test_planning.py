"""Planning over HTTP: conflicts, what to do about them, free places, and who is there when."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import Api
from tests.api.test_drafts import EVENT, both_kinds, kind_of, patch

DRAFT = f"{EVENT}/draft"
CONFLICTS = f"{DRAFT}/conflicts"


def collide(editor: httpx.Client, api: Api) -> tuple[str, str]:
    """Put the second session where and when the first one is; both their uids."""
    one, other = api.programme.sessions[:2]
    first = editor.get(f"{DRAFT}/sessions/{one.uid}").json()
    moved = {name: first[name] for name in ("start_local", "end_local")} | {"room": first["room"]["uid"]}
    assert patch(editor, f"{DRAFT}/sessions/{other.uid}", moved).status_code == 200
    return one.uid, other.uid


def of_kind(editor: httpx.Client, kind: str) -> list[dict[str, Any]]:
    return [item for item in editor.get(CONFLICTS).json()["items"] if item["kind"] == kind]


def accepting(item: dict[str, Any], reason: str = "Two short talks.") -> dict[str, Any]:
    return {name: item[name] for name in ("id", "judged_on", "sessions")} | {"reason": reason}


@both_kinds
def test_conflict_is_told_accepted_comes_back_and_is_taken_back(api: Api, editor: httpx.Client) -> None:
    uids = collide(editor, api)
    (clash,) = of_kind(editor, "room")
    assert (clash["severity"], set(clash["sessions"]), set(clash["text"])) == ("error", set(uids), {"en", "fr", "ar"})
    assert [fix["act"] for fix in clash["fixes"]] == ["find_place", "find_place", "edit_session", "edit_session"]

    accepted = editor.post(f"{CONFLICTS}/accepted", json=accepting(clash))

    assert accepted.status_code == 201
    shown = editor.get(CONFLICTS).json()
    assert of_kind(editor, "room") == []
    assert [(each["reason"], each["text"]) for each in shown["accepted"]] == [("Two short talks.", clash["text"])]
    assert accepted.json() == shown["accepted"][0]
    assert accepted.headers["etag"] == shown["accepted"][0]["etag"]
    assert accepted.headers["location"].endswith(f"/draft/conflicts/accepted/{clash['id']}")

    start = editor.get(f"{DRAFT}/sessions/{uids[1]}").json()["start_local"]
    patch(editor, f"{DRAFT}/sessions/{uids[1]}", {"start_local": start[:-1] + "5"})
    (again,) = of_kind(editor, "room")
    assert (again["id"], again["accepted_before"]) == (clash["id"], "Two short talks.")
    assert again["judged_on"] != clash["judged_on"]

    path = f"{CONFLICTS}/accepted/{clash['id']}"
    assert kind_of(editor.delete(path)) == (428, "if-match-required")
    assert kind_of(editor.delete(path, headers={"if-match": '"other"'})) == (412, "changed-meanwhile")
    assert editor.delete(path, headers={"if-match": accepted.headers["etag"]}).status_code == 204
    assert kind_of(editor.delete(path, headers={"if-match": "*"})) == (404, "no-such-conflict")
    assert editor.get(CONFLICTS).json()["accepted"] == []
    assert of_kind(editor, "room")[0]["accepted_before"] is None


def test_conflict_that_changed_meanwhile_is_not_accepted(api: Api, editor: httpx.Client) -> None:
    uids = collide(editor, api)
    (clash,) = of_kind(editor, "room")
    start = editor.get(f"{DRAFT}/sessions/{uids[1]}").json()["start_local"]
    patch(editor, f"{DRAFT}/sessions/{uids[1]}", {"start_local": start[:-1] + "5"})

    assert kind_of(editor.post(f"{CONFLICTS}/accepted", json=accepting(clash))) == (412, "changed-meanwhile")
    patch(editor, f"{DRAFT}/sessions/{uids[1]}", {"room": None})
    assert kind_of(editor.post(f"{CONFLICTS}/accepted", json=accepting(clash))) == (404, "no-such-conflict")
    assert editor.get(CONFLICTS).json()["accepted"] == []


def test_accepting_takes_a_reason(api: Api, editor: httpx.Client) -> None:
    collide(editor, api)

    refused = editor.post(f"{CONFLICTS}/accepted", json=accepting(of_kind(editor, "room")[0], "  "))

    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["reason"]


def test_conflicts_by_severity_with_all_counted(api: Api, editor: httpx.Client) -> None:
    collide(editor, api)

    whole, errors = editor.get(CONFLICTS).json(), editor.get(CONFLICTS, params={"severity": "error"}).json()

    assert {item["severity"] for item in errors["items"]} == {"error"}
    assert errors["counts"] == whole["counts"]
    assert whole["counts"]["error"] == len(errors["items"])
    assert sum(whole["counts"].values()) == len(whole["items"])


def test_conflicts_come_a_page_at_a_time(api: Api, editor: httpx.Client) -> None:
    collide(editor, api)
    whole = editor.get(CONFLICTS).json()
    every = [item["id"] for item in whole["items"]]
    assert len(every) > 1

    first = editor.get(CONFLICTS, params={"limit": "1"})
    second = editor.get(first.links["next"]["url"])
    rest = editor.get(CONFLICTS, params={"after": "1"})

    assert [item["id"] for item in (*first.json()["items"], *rest.json()["items"])] == every
    assert [item["id"] for item in second.json()["items"]] == every[1:2]
    assert first.json()["counts"] == rest.json()["counts"] == whole["counts"]
    assert "next" not in editor.get(CONFLICTS, params={"after": str(len(whole["items"]))}).links


def test_what_a_move_would_make_of_a_session(api: Api, editor: httpx.Client) -> None:
    one, other = api.programme.sessions[:2]
    first = editor.get(f"{DRAFT}/sessions/{one.uid}").json()
    path = f"{DRAFT}/sessions/{other.uid}/conflicts"

    now = editor.get(path).json()["items"]
    there = editor.get(path, params={"start_local": first["start_local"], "room": first["room"]["slug"]}).json()[
        "items"
    ]

    assert [item for item in now if item["kind"] == "room"] == []
    (clash,) = (item for item in there if item["kind"] == "room")
    assert set(clash["sessions"]) == {one.uid, other.uid}
    assert of_kind(editor, "room") == []
    assert kind_of(editor.get(path, params={"room": "nowhere"})) == (404, "not-found")
    assert editor.get(path, params={"start_local": "tomorrow"}).status_code == 422


def test_place_that_is_proposed_has_no_conflict_of_its_room(api: Api, editor: httpx.Client) -> None:
    collide(editor, api)
    path = f"{DRAFT}/sessions/{api.programme.sessions[1].uid}"

    places = editor.get(f"{path}/places").json()["items"]

    assert 1 < len(places) <= 12
    assert [place["cost"] for place in places] == sorted(place["cost"] for place in places)
    best = places[0]
    assert sum(reason["cost"] for reason in best["reasons"]) == best["cost"]
    assert all(set(reason["text"]) == {"en", "fr", "ar"} for reason in best["reasons"])
    moved = {name: best[name] for name in ("start_local", "end_local")} | {"room": best["room"]["uid"]}
    assert patch(editor, path, moved).status_code == 200
    assert of_kind(editor, "room") == []


def test_places_of_one_day_one_room_and_another_length(api: Api, editor: httpx.Client) -> None:
    path = f"{DRAFT}/sessions/{api.programme.sessions[1].uid}/places"
    room, day = api.programme.rooms[0], api.programme.event.end_on.isoformat()

    wished = {"room": room.slug, "day": day, "minutes": "20", "limit": "3"}
    places = editor.get(path, params=wished).json()["items"]

    assert {(place["room"]["uid"], place["start_local"][:10]) for place in places} == {(room.uid, day)}
    assert len(places) == 3
    assert {int(p["end_local"][-2:]) - int(p["start_local"][-2:]) for p in places} <= {20, -40}
    assert kind_of(editor.get(path, params={"room": "nowhere"})) == (404, "not-found")
    assert kind_of(editor.get(f"{DRAFT}/sessions/nothing/places")) == (404, "not-found")
    assert editor.get(path, params={"minutes": "1"}).status_code == 422


MORNING = {"start_local": "2018-11-20T08:00", "end_local": "2018-11-20T12:00"}


@both_kinds
@pytest.mark.parametrize("part", ["rooms", "people"])
def test_availability_is_kept_and_counts(api: Api, editor: httpx.Client, part: str) -> None:
    record = api.programme.rooms[0] if part == "rooms" else _somebody(api)
    path = f"{DRAFT}/{part}/{record.slug}/availability"
    nobody_said = editor.get(path)
    assert nobody_said.json() == {
        "uid": record.uid,
        "name": record.name,
        "spans": [],
        "etag": nobody_said.headers["etag"],
    }

    evening = {"start_local": "2018-11-20T22:00", "end_local": "2018-11-20T23:00"}
    kept = editor.put(path, json={"spans": [evening]}, headers={"if-match": nobody_said.headers["etag"]})

    assert (kept.status_code, kept.json()["spans"]) == (200, [evening])
    assert editor.get(path).json() == kept.json()
    away = of_kind(editor, "unavailable")
    assert away
    assert {item["with_uid"] for item in away} == {record.uid}
    assert kind_of(editor.put(path, json={"spans": []})) == (428, "if-match-required")
    stale = editor.put(path, json={"spans": []}, headers={"if-match": nobody_said.headers["etag"]})
    assert kind_of(stale) == (412, "changed-meanwhile")
    assert editor.put(path, json={"spans": []}, headers={"if-match": kept.headers["etag"]}).json()["spans"] == []
    assert of_kind(editor, "unavailable") == []


@pytest.mark.parametrize(
    "spans",
    [[MORNING | {"end_local": "2018-11-20T08:00"}], [MORNING | {"end_local": None}], [{"start_local": "now"}], None],
)
def test_availability_that_cannot_be_is_refused(api: Api, editor: httpx.Client, spans: Any) -> None:
    path = f"{DRAFT}/rooms/{api.programme.rooms[0].slug}/availability"

    refused = editor.put(path, json={"spans": spans}, headers={"if-match": "*"})

    assert refused.status_code == 422
    assert editor.get(path).json()["spans"] == []


def test_minutes_between_venues(api: Api, editor: httpx.Client) -> None:
    path = f"{DRAFT}/planning"
    usual = editor.get(path)
    assert usual.json()["minutes_between_venues"] == 15

    kept = editor.put(path, json={"minutes_between_venues": 30}, headers={"if-match": usual.headers["etag"]})

    assert (kept.status_code, editor.get(path).json()) == (200, kept.json())
    stale = editor.put(path, json={"minutes_between_venues": 5}, headers={"if-match": usual.headers["etag"]})
    assert kind_of(stale) == (412, "changed-meanwhile")
    assert editor.put(path, json={"minutes_between_venues": -1}, headers={"if-match": "*"}).status_code == 422


def test_who_may_read_the_draft_sees_conflicts_and_decides_nothing(api: Api, editor: httpx.Client) -> None:
    collide(editor, api)
    (clash,) = of_kind(editor, "room")
    room = f"{DRAFT}/rooms/{api.programme.rooms[0].slug}/availability"
    person = f"{DRAFT}/people/{_somebody(api).slug}/availability"

    for scopes in (("read",), ("sessions:write",)):
        reader = api.client(*scopes)
        assert reader.get(CONFLICTS).status_code == reader.get(room).status_code == 200
        assert reader.get(person).status_code == 403
        assert reader.post(f"{CONFLICTS}/accepted", json=accepting(clash)).status_code == 403
        for path in (room, person):
            assert reader.put(path, json={"spans": []}, headers={"if-match": "*"}).status_code == 403
        assert reader.put(f"{DRAFT}/planning", json={}, headers={"if-match": "*"}).status_code == 403
    other = api.client("read", "events:write", event_uid="018f4d5e-7a10-7c3e-9b1f-000000000001")
    for path in (CONFLICTS, room, person):
        assert kind_of(other.get(path)) == (404, "not-found")
    assert api.client().get(CONFLICTS).status_code == 401


def test_nothing_of_planning_is_public(api: Api, editor: httpx.Client, public: httpx.Client) -> None:
    person = _somebody(api)
    path = f"{DRAFT}/people/{person.slug}/availability"
    editor.put(path, json={"spans": [MORNING]}, headers={"if-match": "*"})

    editor.post(f"{EVENT}/releases", json={})

    for shown in (f"{EVENT}/sessions", EVENT, f"{EVENT}/availability"):
        assert "08:00" not in public.get(shown).text


def _somebody(api: Api) -> Any:
    """Who takes part in a session with a time."""
    uid = next(s.people[0].person_uid for s in api.programme.sessions if s.people and s.start_local)
    return next(person for person in api.programme.people if person.uid == uid)
