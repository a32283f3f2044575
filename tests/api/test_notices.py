"""Notices over HTTP: public when the request answers, and safe from lost changes."""

import httpx
import pytest

from tests.api.conftest import Api
from tests.support.databases import KINDS

EVENT = "/events/forum-7"
NOTICES = f"{EVENT}/notices"


@pytest.mark.parametrize("database_kind", KINDS)
def test_notice_is_public_when_the_request_answers(api: Api, editor: httpx.Client) -> None:
    session = api.programme.sessions[-1]
    pages = ("", "now/", f"sessions/{session.slug}/")

    def stand(words: str) -> list[bool]:
        with httpx.Client(base_url=f"{api.url}/en/forum-7/") as public:
            return [words in public.get(page).text for page in pages]

    made = editor.post(NOTICES, json={"text": {"en": "Doors open at 8"}})
    of_session = editor.post(NOTICES, json={"text": {"en": "Bring a coat"}, "session": session.slug})
    assert (made.status_code, made.json()["state"], of_session.json()["session"]) == (201, "shown", session.slug)
    assert stand("Doors open at 8") == [True, True, True]
    assert stand("Bring a coat") == [False, False, True]

    changed = editor.patch(
        made.headers["location"].removeprefix("/api/v1"),
        json={"text": {"en": "Doors open at 9"}},
        headers={"if-match": made.headers["etag"]},
    )
    assert (changed.status_code, changed.json()["text"]) == (200, {"en": "Doors open at 9"})
    assert stand("Doors open at 9") == [True, True, True]

    ended = editor.patch(
        f"{NOTICES}/{made.json()['uid']}",
        json={"ends_at": "2020-01-01T00:00:00Z"},
        headers={"if-match": changed.headers["etag"]},
    )
    assert ended.json()["state"] == "over"
    assert stand("Doors open at 9") == [False, False, False]
    removed = editor.delete(f"{NOTICES}/{of_session.json()['uid']}", headers={"if-match": of_session.headers["etag"]})
    assert removed.status_code == 204
    assert stand("Bring a coat") == [False, False, False]
    assert [item["uid"] for item in editor.get(NOTICES).json()["items"]] == [made.json()["uid"]]


def test_change_of_an_older_state_is_refused(editor: httpx.Client) -> None:
    made = editor.post(NOTICES, json={"text": {"en": "One"}})
    path = f"{NOTICES}/{made.json()['uid']}"
    editor.patch(path, json={"text": {"en": "Two"}}, headers={"if-match": made.headers["etag"]})

    stale = {"if-match": made.headers["etag"]}
    answers = [
        editor.patch(path, json={"text": {"en": "Three"}}, headers=stale),
        editor.delete(path, headers=stale),
        editor.patch(path, json={"text": {"en": "Three"}}),
        editor.delete(path),
    ]

    assert [answer.status_code for answer in answers] == [412, 412, 428, 428]
    assert editor.get(path).json()["text"] == {"en": "Two"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": {"en": ""}}, "text"),
        ({"text": {"en": "x" * 601}}, "text.en"),
        ({"text": {"en": "x"}, "starts_at": "2027-01-01T10:00:00Z", "ends_at": "2026-01-01T10:00:00Z"}, "ends_at"),
        ({"text": {"en": "x"}, "ends_at": "tomorrow"}, "ends_at"),
        ({"text": {"en": "x"}, "room": "dakhla"}, "room"),
    ],
)
def test_notice_that_cannot_be_is_refused_with_the_field(
    editor: httpx.Client, body: dict[str, object], field: str
) -> None:
    refused = editor.post(NOTICES, json=body)

    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert editor.get(NOTICES).json() == {"items": []}


def test_t_authz_notices_are_for_who_may_change_what_is_live(api: Api) -> None:
    made = api.client("events:write").post(NOTICES, json={"text": {"en": "One"}})
    path, fields = f"{NOTICES}/{made.json()['uid']}", {"if-match": "*"}

    for client in (api.client("read"), api.client("sessions:write"), api.client("releases:write")):
        assert client.get(NOTICES).status_code == 200
        assert client.post(NOTICES, json={"text": {"en": "Two"}}).status_code == 403
        assert client.patch(path, json={"text": {"en": "Two"}}, headers=fields).status_code == 403
        assert client.delete(path, headers=fields).status_code == 403
    for client, status in (
        (api.client(), 401),
        (api.client("events:write", event_uid=api.programme.sessions[0].uid), 403),
    ):
        answers = [
            client.get(NOTICES),
            client.post(NOTICES, json={"text": {"en": "Two"}}),
            client.delete(path, headers=fields),
        ]
        assert {answer.status_code for answer in answers} <= {status, 404}
    assert [item["text"] for item in api.client("read").get(NOTICES).json()["items"]] == [{"en": "One"}]
