"""Organizations, people and series over HTTP, with tokens."""

from typing import Any

import httpx
import pytest

from tests.api.conftest import Api
from tests.factories.programme import uid_of
from tests.support.databases import KINDS

both_kinds = pytest.mark.parametrize("database_kind", KINDS)
PHONE = {"kind": "phone", "printed": "05 37 20 59 03"}


def patch(client: httpx.Client, path: str, body: dict[str, Any]) -> httpx.Response:
    return client.patch(path, json=body, headers={"if-match": client.get(path).headers["etag"]})


@both_kinds
def test_organization_and_person_are_added_read_and_changed(editor: httpx.Client) -> None:
    body = {"name": {"fr": "Villes unies"}, "short_name": {"fr": "VU"}, "country": "MA", "contacts": [PHONE]}
    made = editor.post("/organizations", json=body)
    person = editor.post("/people", json={"name": {"en": "Amina"}, "organization": "vu", "contacts": [PHONE]})

    assert (made.status_code, made.headers["location"]) == (201, "/api/v1/organizations/vu")
    assert made.json()["contacts"] == [PHONE | {"e164": "+212537205903", "label": {}, "public": True}]
    assert (person.status_code, person.json()["organization"]["slug"]) == (201, "vu")
    assert person.json()["contacts"] == [PHONE | {"e164": "+212537205903", "label": {}, "public": False}]

    group = {"kind": "country_group", "members": ["vu"], "countries": ["MA", "SN", "MA"]}
    changed = patch(editor, "/organizations/vu", {"name": {"fr": "Villes"}})
    grouped = editor.post("/organizations", json={"name": {"en": "Group"}} | group).json()

    assert (changed.status_code, changed.json()["name"], changed.json()["country"]) == (200, {"fr": "Villes"}, "MA")
    assert changed.headers["etag"] == editor.get("/organizations/vu").headers["etag"] != made.headers["etag"]
    assert ([one["slug"] for one in grouped["members"]], grouped["countries"]) == (["vu"], ["MA", "SN"])


def test_series_is_added_found_archived_and_brought_back(editor: httpx.Client) -> None:
    made = editor.post("/series", json={"name": {"en": "Assises"}, "countries": ["MA"], "objectives": [{"en": "One"}]})
    assert (made.status_code, made.json()["slug"]) == (201, "assises")

    gone = patch(editor, "/series/assises", {"archived": True})

    assert (gone.status_code, gone.json()["archived"]) == (200, True)
    assert [one["slug"] for one in editor.get("/series", params={"q": "ASSI"}).json()["items"]] == []
    assert [one["slug"] for one in editor.get("/series?archived=true").json()["items"]] == ["assises"]
    assert patch(editor, "/series/assises", {"archived": False}).json()["archived"] is False


def test_list_is_read_page_by_page(editor: httpx.Client) -> None:
    for number in range(5):
        editor.post("/organizations", json={"name": {"en": f"Zebra {number}"}})
    slugs, path = [], "/organizations?limit=2&q=zebra"
    while path:
        page = editor.get(path)
        slugs += [one["slug"] for one in page.json()["items"]]
        link = page.links.get("next", {}).get("url", "")
        path = link.partition("/api/v1")[2]

    assert sorted(slugs) == [f"zebra-{number}" for number in range(5)]


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/organizations", {}, 422, "name"),
        ("/organizations", {"name": {"en": "x"}, "kind": "club"}, 422, "kind"),
        ("/organizations", {"name": {"en": "x"}, "country": "ZZ"}, 422, "country"),
        ("/organizations", {"name": {"en": "x"}, "website": "javascript:alert(1)"}, 422, "website"),
        ("/organizations", {"name": {"en": "x"}, "event": "nothing"}, 422, "event"),
        ("/organizations", {"name": {"en": "x"}, "version": 9}, 422, "version"),
        ("/people", {"name": {"en": "x"}, "contacts": [PHONE | {"public": "yes"}]}, 422, "contacts.0.public"),
        ("/people", {"name": {"en": "x"}, "photo": "x.webp"}, 422, "photo"),
        ("/series", {"name": {"en": "x"}, "slug": "No slug"}, 422, "slug"),
    ],
)
def test_bad_input_is_said_at_its_field(
    editor: httpx.Client, path: str, body: dict[str, Any], status: int, field: str
) -> None:
    refused = editor.post(path, json=body)

    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (status, [field])


def test_change_needs_the_present_etag(editor: httpx.Client) -> None:
    editor.post("/people", json={"name": {"en": "Amina"}})
    old = editor.get("/people/amina").headers["etag"]
    patch(editor, "/people/amina", {"badge_name": "Amina B."})

    assert editor.patch("/people/amina", json={"badge_name": "X"}).status_code == 428
    assert editor.patch("/people/amina", json={"badge_name": "X"}, headers={"if-match": old}).status_code == 412
    assert editor.get("/people/amina").json()["badge_name"] == "Amina B."


def test_t_authz_1_token_of_one_event_keeps_its_records_alone(api: Api, editor: httpx.Client) -> None:
    own = api.client("events:write", event_uid=api.programme.event.uid)
    reading, public = api.client("read"), api.client()
    private = {"name": {"en": "Badr"}, "contacts": [PHONE, PHONE | {"kind": "fax", "public": True}]}
    assert editor.post("/people", json=private).status_code == 201

    made = own.post("/people", json={"name": {"en": "Amina"}, "event": "forum-7"})

    assert made.status_code == 201
    assert patch(own, "/people/amina", {"badge_name": "A."}).status_code == 200
    assert own.post("/people", json={"name": {"en": "Chama"}}).status_code == 403
    assert patch(own, "/people/badr", {"badge_name": "B."}).status_code == 403
    assert [one["kind"] for one in own.get("/people/badr").json()["contacts"]] == ["fax"]
    assert [one["kind"] for one in reading.get("/people/badr").json()["contacts"]] == ["fax"]
    assert len(editor.get("/people/badr").json()["contacts"]) == 2
    assert reading.post("/people", json={"name": {"en": "Chama"}}).status_code == 403
    assert (public.get("/people").status_code, public.get("/people/badr").status_code) == (401, 401)


@both_kinds
def test_two_records_of_the_same_become_one(editor: httpx.Client) -> None:
    for path, more in (("/organizations", {"website": "https://one.example/"}), ("/people", {"badge_name": "B One"})):
        first = editor.post(path, json={"name": {"en": "One"}}).json()
        second = editor.post(path, json={"name": {"en": "Uno", "fr": "Un"}} | more).json()
        here = f"{path}/{first['slug']}"
        itself = editor.post(f"{here}/same", json={"other": first["uid"]})
        assert (itself.status_code, [one["field"] for one in itself.json()["errors"]]) == (422, ["other"])

        same = editor.post(f"{here}/same", json={"other": second["slug"], "take": ["name"]})

        assert same.status_code == 200
        assert same.headers["etag"] == editor.get(here).headers["etag"] != first["etag"]
        assert same.json()["name"] == {"en": "Uno", "fr": "Un"}
        assert {name: same.json()[name] for name in more} == more
        assert editor.get(f"{path}/{second['uid']}").json()["archived"] is True
        assert editor.post(f"{here}/same", json={"other": second["uid"]}).status_code == 409
        assert editor.post(f"{here}/same", json={"other": first["uid"], "take": ["slug"]}).status_code == 422


def test_t_authz_1_records_are_made_one_with_a_token_for_all_that_names_them(api: Api, editor: httpx.Client) -> None:
    body = api.programme.organizations[0]
    mine = editor.post("/organizations", json={"name": {"en": "Once more"}, "event": api.programme.event.slug}).json()
    reader, other = api.client("read"), api.client("events:write", event_uid=uid_of("event", "elsewhere"))

    for client, status in ((reader, 403), (other, 403)):
        assert client.post(f"/organizations/{mine['uid']}/same", json={"other": body.uid}).status_code == status

    assert editor.get(f"/organizations/{body.uid}").json()["archived"] is False
