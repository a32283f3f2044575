"""Requests, checked against what is published."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from events_service.errors import InvalidInput
from events_service.programme.programme import Category
from events_service.registration.application import Application
from events_service.registration.requests import RegistrationCreate, application_of, digest_of
from tests.registration.scenery import NIGHT, WATER, make_timetable

TIMETABLE = make_timetable(categories=(Category("press", {"en": "Press"}),), languages=("ar", "fr"))


def asked(**changes: Any) -> RegistrationCreate:
    return RegistrationCreate(**{"name": "Amina El Fassi", "email": "amina@example.org"} | changes)


def application(**changes: Any) -> Application:
    return application_of(asked(**changes), TIMETABLE)


def faults(**changes: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        application(**changes)
    return {field: str(sentence) for field, sentence in refused.value.fields.items()}


def test_a_request_of_name_and_address_is_enough() -> None:
    assert application() == Application(name="Amina El Fassi", email="amina@example.org", locale="ar")


def test_everything_that_may_be_said_is_taken_over() -> None:
    found = application(
        locale="fr",
        organization="Town of Fes",
        country="ma",
        category="press",
        sessions=["night", "water", "night"],
        answers={"diet": "no nuts"},
        consents={"photo": True},
    )

    assert found == Application(
        name="Amina El Fassi",
        email="amina@example.org",
        locale="fr",
        session_uids=(NIGHT, WATER),
        organization="Town of Fes",
        country="MA",
        category="press",
        answers={"diet": "no nuts"},
        consents={"photo": True},
    )


def test_answers_keep_their_lines_and_lose_what_nobody_sees() -> None:
    said = "  No nuts.\r\nNo fish,\rplease.\n\n\tThank  you\u202e\x00\u2028\n"

    assert application(answers={" what \r\n you  eat ": said}).answers == {
        "what you eat": "No nuts.\nNo fish,\nplease.\n\n\tThank  you"
    }


def test_a_contact_gets_the_mail() -> None:
    found = application(
        email="amina@fes.example", contact={"name": "Office", "email": "office@fes.example", "locale": "fr"}
    )

    assert (found.email, found.own_email, found.contact_name, found.locale) == (
        "office@fes.example",
        "amina@fes.example",
        "Office",
        "fr",
    )


def test_a_participant_may_have_no_address_where_there_is_a_contact() -> None:
    found = application(email="", contact={"name": "Office", "email": "office@fes.example"})

    assert (found.email, found.own_email) == ("office@fes.example", None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": " \u202e\u0007 "}, {"name": "Enter the participant’s name."}),
        ({"email": ""}, {"email": "Enter a complete e-mail address, such as name@example.org."}),
        ({"email": "amina"}, {"email": "Enter a complete e-mail address, such as name@example.org."}),
        ({"email": "a@b@c.org"}, {"email": "Enter a complete e-mail address, such as name@example.org."}),
        ({"sessions": ["nowhere"]}, {"sessions": "There is no session “nowhere”."}),
        ({"category": "king"}, {"category": "This event has no category “king”."}),
        ({"country": "1!"}, {"country": "Enter the code ISO 3166-1 has for a country, such as MA."}),
        ({"country": "XX"}, {"country": "Enter the code ISO 3166-1 has for a country, such as MA."}),
        ({"country": "zz"}, {"country": "Enter the code ISO 3166-1 has for a country, such as MA."}),
        ({"locale": "de"}, {"locale": "Choose one of the languages en, fr and ar."}),
        (
            {"contact": {"name": "Office", "email": "office"}},
            {"contact.email": "Enter a complete e-mail address, such as name@example.org."},
        ),
    ],
)
def test_bad_input_is_told_by_field(changes: dict[str, Any], expected: dict[str, str]) -> None:
    assert faults(**changes) == expected


@pytest.mark.parametrize("field", ["state", "is_admin", "event_uid", "duplicate_of", "seats\u202e"])
def test_t_mass_1_what_is_unknown_is_refused(field: str) -> None:
    told = field.removesuffix("\u202e")
    contact = {"name": "x", "email": "x@example.org", field: "x"}

    assert faults(**{field: "confirmed"}) == {told: "There is no such field."}
    assert faults(contact=contact) == {f"contact.{told}": "There is no such field."}


def test_bad_input_is_told_all_at_once() -> None:
    assert set(faults(name="", email="x", sessions=["x"], locale="xx", category="x", country="1", state="x")) == {
        "state",
        "name",
        "email",
        "sessions",
        "locale",
        "category",
        "country",
    }


ADDRESSES = [
    ("amina@example.org", "amina@example.org"),
    ("  amina@example.org ", "amina@example.org"),
    ("Amina@EXAMPLE.org", "Amina@example.org"),
    ("a.b+c@example.org", "a.b+c@example.org"),
    ("amina@مثال.إختبار", "amina@xn--mgbh0fb.xn--kgbechtv"),
    ("amina@exämple.org", "amina@xn--exmple-cua.org"),
    ("o'neil@example.org", "o'neil@example.org"),
]
BAD_ADDRESSES = [
    "a\r\nBcc: v@x.org@example.org",
    "amina@example.org\nBcc: v@x.org",
    "amina@example.org\r",
    "amina\x00@example.org",
    "amina @example.org",
    "<amina@example.org>",
    "amina@example.org, youssef@example.org",
    '"a\r\n"@example.org',
    "amina@[127.0.0.1]",
    "amina@-example.org",
    "amina@example..org",
    ".amina@example.org",
    "a" * 65 + "@example.org",
    "a@" + "b" * 250 + ".org",
    "@example.org",
    "amina@",
    "=?utf-8?q?=0d=0aBcc:v@x?=",
]


@pytest.mark.parametrize(("said", "kept"), ADDRESSES)
def test_b12_addresses_that_are_taken(said: str, kept: str) -> None:
    assert application(email=said).email == kept


@pytest.mark.parametrize("said", BAD_ADDRESSES)
def test_t_smtp_1_addresses_that_are_refused(said: str) -> None:
    with pytest.raises((InvalidInput, ValidationError)):
        application(email=said)


@pytest.mark.parametrize("field", ["name", "organization"])
@given(text=st.text(max_size=60))
def test_text_is_kept_on_one_line_without_what_nobody_sees(field: str, text: str) -> None:
    try:
        kept = getattr(application(**{field: text}), field)
    except (InvalidInput, ValidationError):
        return
    assert not set(kept) & set("\r\n\t\x00\x1b\u2028\u2029\u0085\u202e\u2066")
    assert kept == kept.strip()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "x" * 301},
        {"sessions": ["water"] * 101},
        {"answers": {"x": "y" * 5001}},
        {"answers": {"x" * 101: "y"}},
        {"answers": {str(number): "y" * 1999 for number in range(11)}},
        {"name": 5},
        {"consents": {"photo": "yes please"}},
        {"consents": {"photo": "yes"}},
        {"consents": {"photo": "true"}},
        {"consents": {"photo": 1}},
    ],
)
def test_t_mass_1_what_is_too_much_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        asked(**changes)


def test_digest_is_the_same_for_the_same_request_in_another_order() -> None:
    one = RegistrationCreate.model_validate_json('{"name": "A", "email": "a@b.org", "answers": {"x": "1", "y": "2"}}')
    other = RegistrationCreate.model_validate_json('{"answers": {"y": "2", "x": "1"}, "email": "a@b.org", "name": "A"}')

    assert digest_of(one) == digest_of(other)
    assert digest_of(one) != digest_of(asked())
    assert digest_of(asked(sessions=["water", "night"])) != digest_of(asked(sessions=["night", "water"]))
