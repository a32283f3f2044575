"""Venues, rooms, tracks and types over the API: each kind is listed, added, changed and taken out alike."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import Api

DRAFT = "/events/forum-7/draft"
CHANGES: dict[str, dict[str, Any]] = {
    "venues": {"city": {"en": "Fez"}, "latitude": 34.03},
    "rooms": {"capacity": 80, "booths": 2},
    "tracks": {"colour": "#0b6e4f"},
    "types": {"is_break": True},
}


@pytest.mark.parametrize("part", CHANGES)
def test_one_of_each_kind_is_added_changed_and_taken_out(editor: httpx.Client, part: str) -> None:
    before = editor.get(f"{DRAFT}/{part}").json()["items"]

    added = editor.post(f"{DRAFT}/{part}", json={"name": {"en": "Newcomer"}})
    path = f"{DRAFT}/{part}/newcomer"
    changed = editor.patch(path, json=CHANGES[part], headers={"if-match": added.headers["etag"]})

    assert (added.status_code, added.headers["location"]) == (201, f"/api/v1{path}")
    assert changed.status_code == 200
    assert CHANGES[part].items() <= editor.get(path).json().items()
    assert [item["slug"] for item in editor.get(f"{DRAFT}/{part}").json()["items"]].count("newcomer") == 1
    stale = editor.delete(path, headers={"if-match": added.headers["etag"]})
    assert (stale.status_code, editor.delete(path).status_code) == (412, 428)
    assert editor.delete(path, headers={"if-match": changed.headers["etag"]}).status_code == 204
    assert editor.get(f"{DRAFT}/{part}").json()["items"] == before


def test_room_names_its_venue(editor: httpx.Client) -> None:
    venue = editor.post(f"{DRAFT}/venues", json={"name": {"en": "Palace"}}).json()

    room = editor.post(f"{DRAFT}/rooms", json={"name": {"en": "Dakhla"}, "venue": "palace"})
    unknown = editor.post(f"{DRAFT}/rooms", json={"name": {"en": "Other"}, "venue": "nowhere"})

    assert room.json()["venue"] == venue["uid"]
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "venue")


def test_t_authz_1_who_types_in_sessions_adds_rooms_and_nothing_else(api: Api) -> None:
    partner = api.client("sessions:write")

    answers = {part: partner.post(f"{DRAFT}/{part}", json={"name": {"en": "W"}}).status_code for part in CHANGES}

    assert answers == {"venues": 403, "rooms": 201, "tracks": 403, "types": 403}
