"""Everything a session has can be sent, and comes back as it was sent."""

from typing import Any

import httpx
import pytest

from events_service.accounts.models import Role
from tests.api.conftest import Api
from tests.api.test_own_sessions import log_in, own_and_foreign, path_of


def whole(api: Api) -> dict[str, Any]:
    """A change that says everything which links to others or has parts."""
    body, person = api.programme.organizations[0], api.programme.people[0]
    contact = {"kind": "phone", "printed": "05 37 20 59 03", "label": {"fr": "Bureau"}, "public": False}
    document = {"title": {"fr": "Note"}, "url": "https://example.org/note.pdf", "language": "fr", "kind": "slides"}
    return {
        "organizers": [{"organization": body.slug, "role": "partner", "contacts": [contact]}],
        "people": [{"person": person.uid, "role": "chair", "title": {"en": "Mayor"}, "organization": body.uid}],
        "agenda": [
            {
                "title": {"en": "Opening"},
                "start": "09:30",
                "end": "10:00",
                "presenters": [{"organization": body.slug}, {"person": person.slug}, {"country": "MA"}],
                "documents": [document],
                "items": [{"title": {"en": "Welcome"}}],
            }
        ],
        "documents": [document],
        "offer": {"mode": "registration", "capacity": 80, "opens_at": "2026-01-05T09:00:00+01:00"},
        "internal": {"notes": "Flags", "setup_minutes": 30, "layout": "U", "expected_audience": 60},
    }


def test_whole_session_comes_back_as_it_was_sent(api: Api, editor: httpx.Client) -> None:
    body, person = api.programme.organizations[0], api.programme.people[0]
    path = path_of(api.programme.sessions[0])
    tag = editor.get(path).headers["etag"]

    sent = editor.patch(path, json=whole(api), headers={"if-match": tag})

    assert sent.status_code == 200
    got = editor.get(path).json()
    (organizer,), (speaker,), (item,), (document,) = (got[n] for n in ("organizers", "people", "agenda", "documents"))
    assert organizer["organization"]["uid"] == body.uid
    assert organizer["contacts"] == [whole(api)["organizers"][0]["contacts"][0] | {"e164": None}]
    assert (speaker["person"]["uid"], speaker["organization"]["uid"]) == (person.uid, body.uid)
    assert (item["start"], item["end"]) == ("09:30", "10:00")
    assert [one["country"] for one in item["presenters"]] == [None, None, "MA"]
    assert [item["presenters"][0]["organization"]["uid"], item["presenters"][1]["person"]["uid"]] == [
        body.uid,
        person.uid,
    ]
    assert item["documents"] == [document] == whole(api)["documents"]
    assert item["items"][0]["title"] == {"en": "Welcome"}
    assert got["offer"] == {
        "mode": "registration",
        "capacity": 80,
        "opens_at": "2026-01-05T08:00:00+00:00",
        "closes_at": None,
    }
    assert got["internal"] == whole(api)["internal"] | {"equipment": ""}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"agenda": [{"title": {"en": "A"}, "presenters": [{}]}]}, "agenda.0.presenters.0"),
        ({"agenda": [{"title": {"en": "A"}, "presenters": [{"person": "nobody"}]}]}, "agenda.0.presenters.0"),
        ({"agenda": [{"title": {"en": "A"}, "start": "25:00"}]}, "agenda.0.start"),
        ({"documents": [{"title": {"en": "A"}, "url": "javascript:alert(1)"}]}, "documents.0.url"),
        ({"internal": {"setup_minutes": -1}}, "internal.setup_minutes"),
        ({"offer": {"capacity": -1}}, "offer.capacity"),
        ({"people": [{"person": "nobody"}]}, "people.0.person"),
    ],
)
def test_part_that_cannot_be_is_named(api: Api, editor: httpx.Client, change: dict[str, Any], field: str) -> None:
    path = path_of(api.programme.sessions[0])
    before = editor.get(path)

    refused = editor.patch(path, json=change, headers={"if-match": before.headers["etag"]})

    assert (refused.status_code, [fault["field"] for fault in refused.json()["errors"]]) == (422, [field])
    assert editor.get(path).json() == before.json()


def test_t_authz_3_notes_of_organizers_are_not_for_partners(api: Api, editor: httpx.Client) -> None:
    body, own, _ = own_and_foreign(api)
    tag = editor.get(path_of(own)).headers["etag"]
    editor.patch(path_of(own), json={"internal": {"notes": "Not for partners"}}, headers={"if-match": tag})
    partner = log_in(api, Role.EDITOR, organization_uid=body)

    assert editor.get(path_of(own)).json()["internal"]["notes"] == "Not for partners"
    assert partner.get(path_of(own)).json()["internal"] is None
    assert "Not for partners" not in partner.get(f"/events/{api.programme.event.slug}/draft/sessions").text
    tag = partner.get(path_of(own)).headers["etag"]
    sent = partner.patch(path_of(own), json={"internal": None}, headers={"if-match": tag})
    assert sent.status_code == 403
