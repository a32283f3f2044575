"""What is wrong with input is said in the language of whoever sent it."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import AnyUrl, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from events_service.errors import Sentence
from events_service.faults import invalid_input, sentence_of
from events_service.programme.event_inputs import NewEvent
from events_service.programme.session_inputs import SessionChange
from events_service.translations import translator


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Inner(BaseModel):
    size: int = 0


class Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    needed: str
    name: Annotated[str, Field(min_length=1)] = "x"
    text: Annotated[str, Field(min_length=2, max_length=5, pattern="^[a-z]+$")] = "abc"
    number: Annotated[int, Field(ge=1, le=9)] = 1
    share: Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)] = 0.5
    truth: bool = True
    several: Annotated[list[str], Field(min_length=1, max_length=2)] = ["a"]
    by_name: dict[str, str] = {}
    colour: Colour = Colour.RED
    word: Literal["one", "two", "three"] = "one"
    day: date = date.min
    at: AwareDatetime = datetime.min.replace(tzinfo=UTC)
    link: AnyUrl | None = None
    id: UUID | None = None
    inner: Inner = Inner()


def faults_of(model: type[BaseModel], sent: Any) -> Any:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(sent)
    return [fault | {"loc": ("body", *fault["loc"])} for fault in refused.value.errors()]


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"needed": None}, "needed", "Send a text."),
        ({"text": "abcdef"}, "text", "Number of characters: 5 at most."),
        ({"text": "a"}, "text", "Number of characters: 2 at least."),
        ({"name": ""}, "name", "This is missing."),
        ({"text": "A B"}, "text", "This is not written as it has to be."),
        ({"number": "many"}, "number", "Send a whole number."),
        ({"number": 1.5}, "number", "Send a whole number."),
        ({"number": 10}, "number", "The largest value is 9."),
        ({"number": 0}, "number", "The smallest value is 1."),
        ({"share": "half"}, "share", "Send a number."),
        ({"share": float("inf")}, "share", "Send a number."),
        ({"share": 1}, "share", "The value must be below 1.0."),
        ({"share": 0}, "share", "The value must be above 0.0."),
        ({"truth": "perhaps"}, "truth", "Send true or false."),
        ({"several": "a"}, "several", "Send a list."),
        ({"several": []}, "several", "Number of entries: 1 at least."),
        ({"several": ["a", "b", "c"]}, "several", "Number of entries: 2 at most."),
        ({"by_name": []}, "by_name", "Send an object."),
        ({"inner": 3}, "inner", "Send an object."),
        ({"colour": "blue"}, "colour", "Choose one of these: 'red', 'green'."),
        ({"word": "four"}, "word", "Choose one of these: 'one', 'two', 'three'."),
        ({"day": "2018-13-01"}, "day", "Write the day as 2018-11-21."),
        ({"at": "soon"}, "at", "Write day and time with their offset, as 2018-11-21T09:30:00+01:00."),
        ({"at": "2018-11-21T09:30"}, "at", "Write day and time with their offset, as 2018-11-21T09:30:00+01:00."),
        ({"link": "nowhere"}, "link", "Enter a complete address, such as https://example.org."),
        ({"id": "7"}, "id", "Send a UUID."),
        ({"admin": True}, "admin", "There is no such field."),
    ],
)
def test_fault_is_a_sentence_in_three_languages(sent: dict[str, Any], field: str, sentence: str) -> None:
    said = invalid_input(faults_of(Sent, {"needed": "x"} | sent)).fields

    assert {name: str(one) for name, one in said.items()} == {field: sentence}
    for language in ("fr", "ar"):
        told = said[field].said_in(language, translator(language).gettext)
        assert told != sentence
        assert "{" not in told


def test_what_is_left_out_is_missing() -> None:
    assert str(invalid_input(faults_of(Sent, {})).fields["needed"]) == "This is missing."


@pytest.mark.parametrize(
    ("model", "sent", "field", "sentence"),
    [
        (SessionChange, {"start_local": "at ten"}, "start_local", "Écrivez l’heure locale sous la forme"),
        (SessionChange, {"start_local": "2018-02-30T09:30"}, "start_local", "Ce jour ou cette heure n’existe pas."),
        (SessionChange, {"day": "1066-10-14"}, "day", "L’année doit être comprise entre 1900 et 2200."),
        (NewEvent, {"timezone": "Moon/Base"}, "timezone", "Ce fuseau horaire n’existe pas."),
    ],
)
def test_what_our_own_rules_say_is_translated_too(
    model: type[BaseModel], sent: dict[str, Any], field: str, sentence: str
) -> None:
    said = invalid_input(faults_of(model, sent)).fields[field]

    assert said.said_in("fr", translator("fr").gettext).startswith(sentence)


def test_rare_fault_keeps_the_words_it_came_with() -> None:
    rare = {"type": "frozen_instance", "loc": ("body", "name"), "msg": "Instance is frozen"}

    assert str(sentence_of(rare)) == "Instance is frozen"
    assert str(sentence_of(rare | {"msg": "Value error, no {such} thing"})) == "no {such} thing"
    assert str(sentence_of(rare | {"ctx": {"error": ValueError()}})) == "Instance is frozen"


def test_each_field_is_named_once_with_the_first_thing_found() -> None:
    faults: list[dict[str, Any]] = [
        {"type": "missing", "loc": ("body", "name"), "msg": "Field required"},
        {"type": "value_error", "loc": ("body", "sessions", 2), "msg": "Value error, no such session"},
        {"type": "value_error", "loc": ("body", "sessions", 2), "msg": "and again"},
        {"type": "missing", "loc": ("body",), "msg": "Field required"},
    ]

    assert {name: str(said) for name, said in invalid_input(faults).fields.items()} == {
        "name": "This is missing.",
        "sessions.2": "no such session",
        "body": "This is missing.",
    }


def test_what_is_no_json_is_told_where() -> None:
    refusal = invalid_input([{"type": "json_invalid", "loc": ("body", 12), "msg": "JSON decode error"}])

    assert refusal.fields == {}
    assert refusal.sentence == Sentence("What was sent is not JSON: look at character {at}.", {"at": 13})
    assert refusal.sentence.said_in("fr", translator("fr").gettext) == (
        "Ce qui a été envoyé n’est pas du JSON\u202f: voyez le caractère 13."
    )
