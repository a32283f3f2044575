from typing import Any

import msgspec
import pytest
from starlette.exceptions import HTTPException

from events_service.addresses import Site
from events_service.database.failures import DatabaseUnreachable, OutcomeUnknown, StorageFailed
from events_service.errors import Busy, Conflict, DomainError
from events_service.operations.refusals import BadRequest, Failed, Refusals, as_refusal, plain_page
from events_service.programme.reading.path import PREPARED
from events_service.translations import translator

SITE = Site("https://events.example.org/agenda", "Agenda & events")


def scope(path: str, **fields: str) -> dict[str, Any]:
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
    return {"type": "http", "path": path, "headers": headers}


def refusals(page: Any = None) -> Refusals:
    return Refusals(page or plain_page(SITE), SITE)


def test_program_gets_problem_json_with_a_stable_type() -> None:
    answer = refusals().response(scope("/agenda/api/v1/x", accept_language="fr"), Busy(retry_after=7))

    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert (answer.headers["retry-after"], answer.headers["content-language"]) == ("7", "fr")
    members = msgspec.json.decode(answer.body)
    assert (members["type"], members["status"]) == ("urn:events-service:problem:busy", 503)


@pytest.mark.parametrize(
    ("path", "accept_language", "opening"),
    [
        ("/agenda/ar/x/", "fr", '<html lang="ar" dir="rtl">'),
        ("/agenda/embed/fr/x/", "ar", '<html lang="fr" dir="ltr">'),
        ("/agenda/x/", "ar-MA", '<html lang="ar" dir="rtl">'),
        ("/agenda/x/", "de", '<html lang="en" dir="ltr">'),
    ],
)
def test_person_gets_a_page_in_their_language_with_a_way_on(path: str, accept_language: str, opening: str) -> None:
    answer = refusals().response(scope(path, accept_language=accept_language), Conflict("No {thing}.", thing="<b>"))

    page = bytes(answer.body).decode()
    assert (answer.status_code, answer.headers["cache-control"]) == (409, "no-store")
    assert opening in page
    assert "No &lt;b&gt;." in page
    assert "Agenda &amp; events" in page
    assert f'href="/agenda/{opening[12:14]}/"' in page


def test_accept_of_json_alone_gets_json_anywhere() -> None:
    fetched = refusals().response(scope("/agenda/en/x/", accept="application/json"), Conflict())
    browsed = refusals().response(scope("/agenda/en/x/", accept="text/html,application/json"), Conflict())

    assert fetched.headers["content-type"] == "application/problem+json"
    assert browsed.headers["content-type"] == "text/html; charset=utf-8"


def test_fault_of_ours_says_nothing_of_itself_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    answer = refusals().response(scope("/agenda/en/x/"), KeyError("secret detail"))

    assert answer.status_code == 500
    assert b"secret detail" not in answer.body
    assert [record.getMessage() for record in caplog.records] == ["A request failed"]
    assert "secret detail" in (caplog.records[0].exc_text or caplog.text)


def test_page_that_fails_too_is_replaced_by_words(caplog: pytest.LogCaptureFixture) -> None:
    def page(_refusal: DomainError, _language: str, _path: str) -> str:
        raise ValueError("a broken template")

    answer = refusals(page).response(scope("/agenda/en/x/"), Conflict("No."))

    assert (answer.status_code, b"No." in answer.body) == (409, True)
    assert [record.getMessage() for record in caplog.records] == ["The page of a refusal could not be made"]


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("refusal", [StorageFailed, DatabaseUnreachable, OutcomeUnknown, Failed, BadRequest])
def test_refusal_of_any_layer_is_said_in_the_readers_language(language: str, refusal: type[DomainError]) -> None:
    said = msgspec.json.decode(refusals().response(scope("/api/", accept_language=language), refusal()).body)

    assert said["detail"] == translator(language).gettext(refusal.msgid) != refusal.msgid
    assert said["title"] != refusal.title


@pytest.mark.parametrize(
    ("status", "headers", "slug"),
    [
        (404, None, "not-found"),
        (405, {"Allow": "POST"}, "method-not-allowed"),
        (413, None, "too-large"),
        (401, None, "unauthenticated"),
        (418, None, "bad-request"),
        (500, None, "failed"),
    ],
)
def test_what_the_framework_refuses_becomes_ours(status: int, headers: dict[str, str] | None, slug: str) -> None:
    assert as_refusal(scope("/x"), HTTPException(status, headers=headers)).slug == slug


def test_method_at_a_prepared_address_is_not_absence() -> None:
    refusal = as_refusal(scope("/x") | {PREPARED: "GET, HEAD"}, HTTPException(404))

    assert (refusal.status, refusal.headers) == (405, {"Allow": "GET, HEAD"})
    assert isinstance(as_refusal(scope("/x"), RuntimeError()), Failed)
