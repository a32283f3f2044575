from collections.abc import Iterator

import pytest

from events_service.errors import (
    Busy,
    Conflict,
    DomainError,
    InvalidInput,
    NotFound,
    RateLimited,
    Sentence,
    Unauthenticated,
    problem,
)

FRENCH = {
    "Session {title} is full.": "La session {title} est complète.",
    "Not possible now": "Impossible pour le moment",
}


class SessionFull(Conflict):
    slug = "session-full"
    msgid = "Session {title} is full."


def french(msgid: str) -> str:
    return FRENCH.get(msgid, msgid)


def all_kinds(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    yield kind
    for narrower in kind.__subclasses__():
        if narrower.__module__ == DomainError.__module__:
            yield from all_kinds(narrower)


def test_sentence_english_by_default() -> None:
    assert str(SessionFull(title="SOU 84")) == "Session SOU 84 is full."


def test_sentence_translated_in_readers_language() -> None:
    refusal = SessionFull(title={"en": "Water", "fr": "L’eau"})

    assert refusal.sentence.said_in("fr", french) == "La session L’eau est complète."
    assert refusal.sentence.said_in("en") == "Session Water is full."


@pytest.mark.parametrize("name", ["{slug}", "{x.__class__}", "{0}", "{{7*7}}", "%(x)s", "{title}"])
def test_t_tpl_1_values_inserted_literally(name: str) -> None:
    assert str(SessionFull(title=name, slug="leak")) == f"Session {name} is full."


def test_sentence_without_value_keeps_placeholder() -> None:
    assert str(Sentence("There is no room {slug}.")) == "There is no room {slug}."


def test_sentence_given_where_raised() -> None:
    assert str(NotFound("There is no room {slug}.", slug="dakhla")) == "There is no room dakhla."


def test_problem_members_localized() -> None:
    assert problem(SessionFull(title="SOU 84"), "fr", french) == {
        "type": "urn:events-service:problem:session-full",
        "title": "Impossible pour le moment",
        "status": 409,
        "detail": "La session SOU 84 est complète.",
    }


def test_problem_lists_fields_of_invalid_input() -> None:
    refusal = InvalidInput(fields={"email": Sentence("{email} is not an address.", {"email": "a@"})})

    assert problem(refusal) == {
        "type": "urn:events-service:problem:invalid-input",
        "title": "Please check what you entered",
        "status": 422,
        "detail": "Something in what was sent cannot be used.",
        "errors": [{"field": "email", "detail": "a@ is not an address."}],
    }


@pytest.mark.parametrize(
    ("refusal", "headers"),
    [
        (Busy(), {"Retry-After": "5"}),
        (Busy(retry_after=0), {"Retry-After": "1"}),
        (RateLimited(retry_after=90), {"Retry-After": "90"}),
        (Unauthenticated(), {"WWW-Authenticate": "Bearer"}),
        (NotFound(), {}),
    ],
)
def test_headers_by_kind(refusal: DomainError, headers: dict[str, str]) -> None:
    assert refusal.headers == headers


def test_slugs_unique_and_sentences_complete() -> None:
    kinds = [kind for kind in all_kinds() if not kind.__name__.startswith("_")]

    assert len({kind.slug for kind in kinds}) == len(kinds)
    assert [kind.__name__ for kind in kinds if not kind.msgid.endswith(".")] == []
    assert sorted({kind.status for kind in kinds}) == [
        *(400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 428, 429, 503),
    ]
