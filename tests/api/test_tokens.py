"""What the API says to a token that may not do what it asks."""

import pytest

from tests.api.conftest import Api

EVENT = "/events/forum-7"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This token may not do that: it takes the scope “sessions:write”."),
        ("fr", "Ce jeton n’y est pas autorisé\u202f: il faut la portée «\u202fsessions:write\u202f»."),
        ("ar", "لا يحق لهذا الرمز القيام بذلك: يلزم النطاق «sessions:write»."),
    ],
)
def test_refusal_names_the_scope_that_is_wanted(api: Api, language: str, said: str) -> None:
    reader = api.client("read")

    refused = reader.post(f"{EVENT}/draft/rooms", json={"name": {"en": "W"}}, headers={"accept-language": language})

    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert (refused.json()["type"].rpartition(":")[2], refused.json()["detail"]) == ("scope-missing", said)
    assert refused.headers["content-language"] == language
    assert refused.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="sessions:write"'


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This token is for some events, and this request concerns something else."),
        ("fr", "Ce jeton vaut pour certains événements, dont cette demande ne relève pas."),
        ("ar", "هذا الرمز خاص بأحداث معينة، وهذا الطلب يخص غيرها."),
    ],
)
def test_token_of_some_events_is_told_so(api: Api, language: str, said: str) -> None:
    writer = api.client("events:write", event_uid=api.programme.event.uid)
    days = {"start_on": "2027-01-01", "end_on": "2027-01-02"}
    event = {"slug": "w", "title": {"en": "W"}, "timezone": "Africa/Casablanca", **days}

    refused = writer.post("/events", json=event, headers={"accept-language": language})

    assert (refused.status_code, refused.json()["detail"]) == (403, said)
    assert "www-authenticate" not in refused.headers
