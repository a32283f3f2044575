"""What is public, asked for with a token: the same as everybody gets."""

import httpx

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
