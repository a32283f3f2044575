"""What is public, asked for with a token: the same as everybody gets."""

import httpx
import pytest

from tests.api.conftest import Api
from tests.factories.released import publish_again
from tests.factories.stored_events import change


def test_events_are_the_same_with_a_token_before_the_next_catalogue_too(
    api: Api, public: httpx.Client, editor: httpx.Client
) -> None:
    uid = api.programme.event.uid

    api.database.write_now(lambda db: change(db, uid, uid, title={"en": "Renamed"}))
    publish_again(api.database, uid)

    assert editor.get("/events").json() == public.get("/events").json()
    assert [event["title"] for event in editor.get("/events").json()["items"]] == [api.programme.event.title]


@pytest.mark.parametrize(
    "path",
    ["/events", *(f"/events/forum-7{rest}" for rest in ("", "/sessions", "/releases", "/availability"))],
)
def test_public_data_is_asked_for_once_and_then_whether_it_is_the_same(public: httpx.Client, path: str) -> None:
    answer = public.get(path)
    head = public.head(path)
    fields = {"if-none-match": f'"other", W/{answer.headers["etag"]}'}
    same = public.get(path, headers=fields)
    pattern = path.replace("forum-7", "{slug}")
    described = public.get("/openapi.json").json()["paths"][f"/api/v1{pattern}"]["get"]["responses"]

    assert (answer.status_code, head.status_code, same.status_code) == (200, 200, 304)
    assert (head.content, same.content) == (b"", b"")
    for name in ("etag", "cache-control", "access-control-allow-origin"):
        assert answer.headers[name] == head.headers[name] == same.headers[name]
    assert head.headers["content-length"] == answer.headers["content-length"]
    assert "ETag" in described["200"]["headers"]
    assert "304" in described


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/events/forum-7/draft"])
def test_whatever_answers_get_answers_head(editor: httpx.Client, path: str) -> None:
    answer, head = editor.get(path), editor.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == answer.headers["content-length"]


def test_what_answers_no_get_answers_no_head(editor: httpx.Client) -> None:
    assert editor.head("/events/forum-7/registrations").status_code == 405
