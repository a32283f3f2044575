"""The description of the API against what is answered (schemathesis), and the page that is made of it."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from markupsafe import escape
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from events_service.errors import InvalidInput
from events_service.languages import INTERFACE_LANGUAGES
from events_service.translations import translator
from tests.api.conftest import EVERYTHING, Api

CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
"""0 answers of 5xx, nothing that is not described, and bodies as described."""


def checks() -> list[Callable[..., Any]]:
    return [CHECKS.get_one(name) for name in CHECKED]


def examine(api: Api, examples: int) -> set[str]:
    """Send made-up requests to every operation; gives the operations that were asked."""
    schema = schemathesis.openapi.from_url(f"{api.url}/api/v1/openapi.json")
    token = api.token(*EVERYTHING)
    asked = set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        asked.add(operation.label)
        _examine(operation, token, examples, api)
    return asked


def _examine(operation: Any, token: str, examples: int, api: Api) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        known = {
            "slug": "forum-7",
            "session": api.programme.sessions[-1].slug,
            "id": api.programme.rooms[-1].slug,
            "room": api.programme.rooms[-1].slug,
            "notice": "x",
            "person": api.programme.people[0].slug,
            "organization": api.programme.organizations[0].slug,
        }
        if case.path_parameters and len(str(case.body)) % 4:
            # Addresses that exist, mostly: made-up ones end at 404.
            case.path_parameters.update({n: known[n] for n in case.path_parameters if n in known})
        if case.method in ("PATCH", "PUT") and len(str(case.body)) % 3:
            case.headers["If-Match"] = "*"
        case.call_and_validate(headers={"authorization": f"Bearer {token}"}, checks=checks())

    ask()


def test_answers_are_as_described(api: Api) -> None:
    asked = examine(api, 12)

    assert "GET /api/v1/events/{slug}/sessions" in asked
    assert "PATCH /api/v1/events/{slug}/draft/sessions/{session}" in asked


@pytest.mark.long
def test_answers_are_as_described_for_long(api: Api) -> None:
    assert len(examine(api, 100)) > 15


UNREADABLE = (
    b'{"name":"\xff"}',
    b"\xff\xfe{\x00",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"1" * 5000,
    b'{"name":',
    b"",
    b"null",
    b"[]",
    b'{"name": NaN}',
    b'{"\\ud800": "\\ud800", "name": "\\ud800"}',
)
"""Bodies no made-up request has: no UTF-8, no end, no number that fits, no object."""


BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/events": {
        "slug": "water",
        "title": {"en": "W"},
        "timezone": "UTC",
        "start_on": "2027-01-01",
        "end_on": "2027-01-01",
    },
    "POST /api/v1/events/{slug}/draft/rooms": {"name": {"en": "W"}},
    "POST /api/v1/events/{slug}/draft/sessions": {"title": {"en": "W"}},
    "POST /api/v1/events/{slug}/registrations": {"name": "Amina", "email": "amina@example.org"},
    "PUT /api/v1/events/{slug}/offerings/{session}": {"mode": "none"},
    "POST /api/v1/events/{slug}/draft/conflicts/accepted": {
        "id": "0" * 24,
        "judged_on": "0" * 24,
        "sessions": ["018f4d5e-7a10-7c3e-9b1f-000000000001"],
        "reason": "W",
    },
    "PUT /api/v1/events/{slug}/draft/planning": {"minutes_between_venues": 15},
    "PUT /api/v1/events/{slug}/draft/rooms/{room}/availability": {"spans": []},
    "PUT /api/v1/events/{slug}/draft/people/{person}/availability": {"spans": []},
    "POST /api/v1/events/{slug}/notices": {"text": {"en": "W"}},
    "POST /api/v1/organizations": {"name": {"en": "W"}},
    "POST /api/v1/people": {"name": {"en": "W"}},
    "POST /api/v1/series": {"name": {"en": "W"}},
}
"""What a request must say to be heard at all."""


def test_body_that_cannot_be_read_is_refused_as_described(api: Api, public: httpx.Client) -> None:
    described = public.get("/openapi.json").json()["paths"]
    fields = {"authorization": f"Bearer {api.token(*EVERYTHING)}", "content-type": "application/json", "if-match": "*"}
    named = {
        "slug": "forum-7",
        "session": api.programme.sessions[-1].slug,
        "id": api.programme.rooms[-1].slug,
        "room": api.programme.rooms[-1].slug,
        "notice": "x",
        "person": api.programme.people[0].slug,
        "organization": api.programme.organizations[0].slug,
        "series": "x",
        "conflict": "0" * 24,
    }
    writing = [
        (method, path, operation["responses"])
        for path, item in described.items()
        for method, operation in item.items()
        if "requestBody" in operation
    ]

    assert len(writing) >= 22
    for method, path, responses in writing:
        for body in UNREADABLE:
            answer = public.request(method, api.url + path.format(**named), headers=fields, content=body)
            assert str(answer.status_code) in responses, (method, path, body[:20], answer.text)
            assert (answer.status_code, answer.json()["title"]) == (422, InvalidInput.title), (method, path, body[:20])


def test_every_refusal_is_described_as_a_problem(public: httpx.Client) -> None:
    described = public.get("/openapi.json").json()
    contents = {
        (path, method, status): set(response.get("content", {}))
        for path, item in described["paths"].items()
        for method, operation in item.items()
        for status, response in operation["responses"].items()
        if status[0] in "45"
    }

    assert len(contents) > 100
    assert {frozenset(kinds) for kinds in contents.values()} == {frozenset({"application/problem+json"})}
    assert "HTTPValidationError" not in described["components"]["schemas"]


def operations(public: httpx.Client) -> dict[str, dict[str, Any]]:
    described = public.get("/openapi.json").json()["paths"]
    return {f"{method.upper()} {path}": said for path, item in described.items() for method, said in item.items()}


def test_if_match_is_required_where_428_is_answered_without_it(public: httpx.Client) -> None:
    wanting = {name: said for name, said in operations(public).items() if "428" in said["responses"]}

    assert wanting
    for said in wanting.values():
        (field,) = (one for one in said["parameters"] if one["name"] == "If-Match")
        assert (field["required"], field["schema"]["type"]) == (True, "string")
        for tags in ("*", '"a-1"', '"a-1", W/"b-2"'):
            assert re.search(field["schema"]["pattern"], tags)
        for nothing in ("", "a-1", '"a-1"; "b"', '"a'):
            assert not re.search(field["schema"]["pattern"], nothing)


def test_every_operation_that_takes_a_token_names_the_scope_it_takes(api: Api, public: httpx.Client) -> None:
    named = {
        "slug": "forum-7",
        "session": api.programme.sessions[-1].slug,
        "id": api.programme.rooms[-1].slug,
        "room": api.programme.rooms[-1].slug,
        "notice": "x",
        "person": api.programme.people[0].slug,
        "organization": api.programme.organizations[0].slug,
        "series": "x",
        "conflict": "0" * 24,
    }
    fields = {"authorization": f"Bearer {api.token('registrations:read')}", "if-match": "*"}
    wanted = {}
    for name, said in operations(public).items():
        method, path = name.split(" ")
        of_organizers = "directory" in said["tags"] or any(part in path for part in ("draft", "offerings", "notices"))
        if method != "GET" or of_organizers:
            answer = public.request(method, api.url + path.format(**named), headers=fields, json=BODIES.get(name, {}))
            wanted[name] = (answer.status_code, answer.headers["www-authenticate"].partition("scope=")[2].strip('"'))
    told = {name: said["security"][0]["token"] for name, said in operations(public).items() if "security" in said}

    assert told
    assert wanted == {name: (403, *scopes) for name, scopes in told.items()}


def test_what_only_organizers_may_do_is_not_told_as_public(public: httpx.Client) -> None:
    described = public.get("/openapi.json").json()
    told = {tag["name"]: tag["description"] for tag in described["tags"]}
    tags = {name: said["tags"] for name, said in operations(public).items()}

    assert {tag for (tag,) in tags.values()} == set(told)
    assert {said for name, (said,) in tags.items() if "/draft" in name or name == "POST /api/v1/events"} == {"draft"}
    assert all(told.values())


def test_routes_answer_as_the_prepared_bytes_do(api: Api, public: httpx.Client) -> None:
    """What stands behind the read path is the same: asked here without it."""
    for path in ("", "/forum-7", "/forum-7/sessions", "/forum-7/releases", f"/forum-7/sessions/{first_of(public)}"):
        behind = asyncio.run(ask_behind(api, f"/api/v1/events{path}"))
        assert behind.headers["content-type"] == "application/json"
        assert behind.json() == public.get(f"/events{path}").json()


async def ask_behind(api: Api, path: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api.app.api), base_url=api.url) as client:
        return await client.get(path)


def first_of(public: httpx.Client) -> str:
    slug: str = public.get("/events/forum-7/sessions").json()["items"][0]["slug"]
    return slug


def test_docs_name_every_operation_and_load_nothing_foreign(api: Api, public: httpx.Client) -> None:
    page = public.get("/docs")
    described = public.get("/openapi.json").json()

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (
        "default-src 'self'" in page.headers["content-security-policy"]
        or "default-src 'none'" in (page.headers["content-security-policy"])
    )
    for path, item in described["paths"].items():
        for method in item:
            assert f"<code>{method.upper()} {path}</code>" in page.text
    assert "Idempotency-Key" in page.text
    assert "<dt><code>contact.email</code></dt>" in page.text
    assert "<dt><code>mode</code></dt><dd>one of none, registration in the body, required" in page.text
    assert "<dt><code>consents</code></dt><dd>boolean by name in the body" in page.text
    assert "`" not in page.text
    assert 'href="/api/v1/openapi.json"' in page.text
    assert 'src="http' not in page.text


@pytest.mark.parametrize(
    ("query", "accepted", "language", "opening", "english"),
    [
        ("", "", "en", '<html lang="en" dir="ltr">', "<div>"),
        ("?lang=fr", "ar", "fr", '<html lang="fr" dir="ltr">', '<div lang="en" dir="ltr">'),
        ("?lang=de", "ar-MA", "ar", '<html lang="ar" dir="rtl">', '<div lang="en" dir="ltr">'),
    ],
)
def test_docs_are_introduced_in_the_languages_they_offer(
    public: httpx.Client, query: str, accepted: str, language: str, opening: str, english: str
) -> None:
    page = public.get(f"/docs{query}", headers={"accept-language": accepted})

    offered = re.findall(r'<a href="([^"]*)" lang="(..)"[^>]*hreflang', page.text)
    assert offered == [(f"/api/v1/docs?lang={tag}", tag) for tag in INTERFACE_LANGUAGES]
    assert opening in page.text
    introduction, _, described = page.text.partition(english)
    assert str(escape(translator(language).gettext("Read the programme"))) in introduction
    assert "<h2>What is public</h2>" in described
    assert page.headers["vary"] == "Accept-Language"
