"""Registering over HTTP, as other programs do."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from events_service.accounts import limits
from events_service.accounts.limits import Limit
from events_service.database import Database
from events_service.mail.models import OutboxMail
from events_service.programme.programme import Category, Offer, OfferMode
from events_service.programme.timetable import Timetable
from events_service.registration import places, reception
from events_service.registration.confirmation import confirm
from events_service.registration.mail_limits import limits_of
from events_service.registration.models import ContactRow, ParticipantRow, RegistrationRow, SeatRow
from events_service.registration.queries import availability
from events_service.secret_links import Reference, read_token
from events_service.zones import now
from tests.registration.scenery import counts, mails
from tests.registration.site import EVENTS, Site, make_forum, open_site
from tests.support.databases import KINDS

PROBLEM = "application/problem+json"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
HOUR = timedelta(hours=1)
both_kinds = pytest.mark.parametrize("database_kind", KINDS)


@pytest.fixture
def database_kind() -> str:
    """One kind will do, where only the shape of answers is looked at."""
    return "sqlite"


@pytest.fixture
def site(database: Database, database_url: str, tmp_path: Path) -> Iterator[Site]:
    with open_site(database, database_url, tmp_path) as site:
        yield site


def rows(site: Site) -> list[int]:
    with site.database.read() as db:
        return counts(db, ContactRow, ParticipantRow, RegistrationRow, SeatRow, OutboxMail)


@both_kinds
def test_register_answers_as_documented(site: Site) -> None:
    answer = site.register("Amina", 0, 1, locale="fr", organization="Town of Fes", country="MA")

    assert (answer.status_code, answer.headers["content-type"]) == (201, "application/json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    said = answer.json()
    assert UUID.fullmatch(said.pop("id"))
    assert said == {
        "state": "unconfirmed",
        "sessions": [{"slug": site.sessions[0], "state": "held"}, {"slug": site.sessions[1], "state": "held"}],
    }


@both_kinds
def test_register_when_full_tells_the_position(site: Site) -> None:
    said = [site.register(name, 0).json()["sessions"][0] for name in ("Amina", "Youssef", "Claire", "Kofi")]

    assert said == [
        {"slug": site.sessions[0], "state": "held"},
        {"slug": site.sessions[0], "state": "held"},
        {"slug": site.sessions[0], "state": "waitlisted", "position": 1},
        {"slug": site.sessions[0], "state": "waitlisted", "position": 2},
    ]


def test_register_tells_the_place_in_the_event_where_it_has_places(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    programme = make_forum(event=Offer(OfferMode.REGISTRATION, 1))
    with open_site(database, database_url, tmp_path, programme) as site:
        first, second = (site.register(name).json() for name in ("Amina", "Youssef"))

    assert (first["event"], first["sessions"]) == ({"state": "held"}, [])
    assert second["event"] == {"state": "waitlisted", "position": 1}


def test_the_same_participant_again_is_answered_in_the_same_shape(site: Site) -> None:
    first, again = (site.register("Amina", 0) for _ in range(2))
    stranger = site.register("Youssef", 0)

    assert shape(first) == shape(again) == shape(stranger)
    assert first.json()["id"] != again.json()["id"]
    assert site.availability()["sessions"][site.sessions[0]]["remaining"] == 0


def shape(answer: httpx.Response) -> Any:
    """All of an answer but ids and the moment."""
    said = answer.json()
    fields = {name: value for name, value in answer.headers.items() if name not in ("date", "x-request-id")}
    return answer.status_code, fields, {**said, "id": len(said["id"])}


# With a token


@both_kinds
def test_with_a_token_it_is_confirmed_and_linked(site: Site) -> None:
    answer = site.register("Amina", 0, token=site.token("registrations:write"), locale="ar")

    said = answer.json()
    manage, feed = (site.path_of(said.pop(name)) for name in ("manage_url", "feed_url"))
    assert (answer.status_code, said["state"]) == (201, "confirmed")
    assert said["sessions"] == [{"slug": site.sessions[0], "state": "confirmed"}]
    keys = site.app.settings.secret_keys
    token, feed_token = manage.split("/")[3], feed.split("/")[2]
    assert (manage, feed) == (f"/ar/registrations/{token}/", f"/feeds/{feed_token}/calendar.ics")
    assert read_token(keys, "manage", token) == Reference("manage", said["id"], 0)
    assert read_token(keys, "feed", feed_token) == Reference("feed", said["id"], 0)
    assert read_token(keys, "manage", feed_token) is None


@both_kinds
def test_with_a_token_again_it_is_the_same_registration_with_sessions_added(site: Site) -> None:
    token = site.token("registrations:write")
    first = site.register("Amina", 0, token=token).json()
    again = site.register("Amina", 0, 1, token=token).json()

    assert (again["id"], again["manage_url"]) == (first["id"], first["manage_url"])
    assert [seat["state"] for seat in again["sessions"]] == ["confirmed", "confirmed"]


@pytest.mark.parametrize("scopes", [("registrations:read",), ("read", "sessions:write", "events:write")])
def test_a_token_without_the_scope_is_refused(site: Site, scopes: tuple[str, ...]) -> None:
    answer = site.register("Amina", 0, token=site.token(*scopes))

    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (403, "scope-missing")
    assert rows(site) == [0] * 5


def test_t_authz_2_a_token_of_another_event_is_refused(site: Site) -> None:
    other = "0190f3d4-0000-7000-8000-000000000001"

    assert site.register("Amina", 0, token=site.token("registrations:write", event_uid=other)).status_code == 403
    own = site.token("registrations:write", event_uid=site.programme.event.uid)
    assert site.register("Amina", 0, token=own).status_code == 201


@pytest.mark.parametrize("token", ["x", "es_x", "es_" + "A" * 52])
def test_a_wrong_token_is_refused_and_not_ignored(site: Site, token: str) -> None:
    answer = site.register("Amina", 0, token=token)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert rows(site) == [0] * 5


# Once


@both_kinds
def test_r5_the_same_key_twice_has_the_effect_of_once(site: Site) -> None:
    first, again = (site.register("Amina", 0, key="8e03978e-40d5") for _ in range(2))

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert rows(site) == [1, 1, 1, 1, 1]


def test_r5_the_same_key_with_a_token_derives_its_links_again(site: Site) -> None:
    token = site.token("registrations:write")
    first, again = (site.register("Amina", 0, key="one", token=token) for _ in range(2))

    assert again.json() == first.json()
    assert "manage_url" in again.json()


def test_r5_the_same_key_with_another_body_is_refused(site: Site) -> None:
    site.register("Amina", 0, key="one")

    answer = site.register("Amina", 1, key="one")

    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert answer.json()["type"].endswith(":idempotency-key-reused")
    assert rows(site) == [1, 1, 1, 1, 1]


@both_kinds
def test_r5_the_same_key_at_the_same_moment_has_the_effect_of_once(site: Site) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: site.register("Amina", 0, key="one"), range(16)))

    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert rows(site) == [1, 1, 1, 1, 1]


@pytest.mark.parametrize("key", ["x" * 201, "two words"])
def test_a_key_that_is_none_is_refused(site: Site, key: str) -> None:
    answer = site.register("Amina", 0, key=key)

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["Idempotency-Key"]


# Refusals


@pytest.mark.parametrize(
    ("changes", "status", "kind", "field"),
    [
        ({"name": None}, 422, "invalid-input", "name"),
        ({"name": "\u0000\u202e"}, 422, "invalid-input", "name"),
        ({"email": "amina"}, 422, "invalid-input", "email"),
        ({"email": None}, 422, "invalid-input", "email"),
        ({"sessions": ["nowhere"]}, 422, "invalid-input", "sessions"),
        ({"sessions": "nowhere"}, 422, "invalid-input", "sessions"),
        ({"sessions": []}, 409, "no-registration", None),
        ({"category": "king"}, 422, "invalid-input", "category"),
        ({"country": "XX"}, 422, "invalid-input", "country"),
        ({"consents": {"photo": "yes"}}, 422, "invalid-input", "consents.photo"),
        ({"consents": {"photo": "true"}}, 422, "invalid-input", "consents.photo"),
        ({"consents": {"photo": 1}}, 422, "invalid-input", "consents.photo"),
        ({"contact": {"email": "x"}}, 422, "invalid-input", "contact.name"),
        ({"state": "confirmed"}, 422, "invalid-input", "state"),
        ({"generation": 7, "is_admin": True}, 422, "invalid-input", "generation"),
        ({"email": "amina", "state": "confirmed"}, 422, "invalid-input", "state"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(
    site: Site, changes: dict[str, Any], status: int, kind: str, field: str | None
) -> None:
    answer = site.register("Amina", 0, **changes)

    said = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert (said["type"].rpartition(":")[2], said["status"]) == (kind, status)
    told = [fault["field"] for fault in said.get("errors", [])]
    assert told[:1] == [name for name in [field] if name]
    assert set(told) >= (changes.keys() if field and changes.keys() > {field} else set())
    assert rows(site) == [0] * 5


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"name": "\\ud800"}', b"\xff", b"[" * 50_000])
def test_what_is_no_request_at_all_is_refused(site: Site, body: bytes) -> None:
    answer = site.client.post(site.registrations, content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_t_csrf_2_what_is_not_json_is_refused(site: Site, kind: str) -> None:
    body = b'{"name": "Amina", "email": "amina@example.org"}'
    answer = site.client.post(site.registrations, content=body, headers={"Content-Type": kind} if kind else {})

    assert answer.status_code == 415
    assert rows(site) == [0] * 5


def test_sentences_are_in_the_language_asked_for(site: Site) -> None:
    answer = site.client.post(
        site.registrations, json={"name": "", "email": "x"}, headers={"Accept-Language": "fr-FR, en;q=0.5"}
    )

    assert answer.headers["content-language"] == "fr"


@pytest.mark.parametrize(
    ("changes", "fields", "language", "sentence"),
    [
        ({"name": None}, {"Accept-Language": "fr"}, "fr", "Ce champ manque."),
        ({"name": None, "locale": "ar"}, {}, "ar", "هذا الحقل ناقص."),
        ({"name": "", "locale": "ar"}, {}, "ar", "أدخلوا اسم المشارك(ة)."),
        ({"name": None, "locale": "ar"}, {"Accept-Language": "fr"}, "fr", "Ce champ manque."),
        ({"name": None, "locale": ["fr"]}, {}, "en", "This is missing."),
    ],
)
def test_sentences_about_fields_are_in_that_language_or_in_the_mails(
    site: Site, changes: dict[str, Any], fields: dict[str, str], language: str, sentence: str
) -> None:
    asked = {"name": "Amina", "email": "amina@example.org"} | changes
    body = {member: value for member, value in asked.items() if value is not None}

    answer = site.client.post(site.registrations, json=body, headers=fields)

    fault = answer.json()["errors"][0]
    assert (answer.status_code, answer.headers["content-language"], fault["field"]) == (422, language, "name")
    assert fault["detail"] == sentence


def test_an_unknown_event_is_not_found(site: Site) -> None:
    answers = [
        site.client.post(f"{EVENTS}/nowhere/registrations", json={"name": "Amina", "email": "amina@example.org"}),
        site.client.get(f"{EVENTS}/nowhere/availability"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    ("offer", "kind"),
    [
        (Offer(OfferMode.REGISTRATION, 5, opens_at=now() + HOUR), "registration-not-yet-open"),
        (Offer(OfferMode.REGISTRATION, 5, closes_at=now() - HOUR), "registration-closed"),
    ],
)
def test_t_rule_1_registration_outside_of_its_time_is_refused(
    database: Database, database_url: str, tmp_path: Path, offer: Offer, kind: str
) -> None:
    with open_site(database, database_url, tmp_path, make_forum(event=offer)) as site:
        answer = site.register("Amina", 0)

        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, kind)
        assert rows(site) == [0] * 5


def test_t_get_1_reading_changes_nothing(site: Site) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        site.client.request(method, site.registrations)
        site.client.request(method, f"{EVENTS}/{site.event}/availability")

    assert rows(site) == [0] * 5


def test_unknown_fields_are_told_beside_whatever_else_is_wrong(site: Site) -> None:
    answer = site.register("Amina", 0, name=5, state="confirmed", contact={"email": 3, "admin": True})

    assert answer.status_code == 422
    assert {error["field"]: error["detail"] for error in answer.json()["errors"]} == {
        "name": "Send a text.",
        "state": "There is no such field.",
        "contact.name": "This is missing.",
        "contact.email": "Send a text.",
        "contact.admin": "There is no such field.",
    }


def test_unknown_fields_within_a_contact_are_told_where_only_something_else_is_wrong(site: Site) -> None:
    contact = {"name": "Office", "email": "office@example.org", "admin": True}

    answer = site.register("Amina", 0, name=5, contact=contact)

    assert [error["field"] for error in answer.json()["errors"]] == ["name", "contact.admin"]


def test_categories_are_those_of_the_event(database: Database, database_url: str, tmp_path: Path) -> None:
    programme = make_forum(categories=(Category("press", {"en": "Press"}),))
    with open_site(database, database_url, tmp_path, programme) as site:
        assert site.register("Amina", 0, category="press").status_code == 201


# Limits


def test_t_abuse_1_one_address_is_mailed_so_often_and_no_more(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with open_site(database, database_url, tmp_path, make_forum(capacity=None), rate_limits=True) as site:
        answers = [site.register(f"Person {number}", 0, email="victim@example.org") for number in range(9)]
        other = site.register("Amina", 0)
        trusted = site.register("Youssef", 0, email="victim@example.org", token=site.token("registrations:write"))
        with site.database.read() as db:
            sent = [mail for mail in mails(db) if mail.recipient == "victim@example.org"]

    assert [answer.status_code for answer in answers] == [201] * 6 + [429] * 3
    assert int(answers[-1].headers["retry-after"]) > 0
    assert (other.status_code, trusted.status_code) == (201, 201)
    assert len(sent) == 7


def test_t_abuse_1_one_address_is_mailed_so_often_a_day(database: Database, database_url: str, tmp_path: Path) -> None:
    tries = limits_of("victim@example.org")
    moment = datetime(2018, 11, 10, 12, tzinfo=UTC)
    taken = sum(
        database.write_now(limits.count, tries, moment + timedelta(minutes=11 * turn)) == timedelta()
        for turn in range(130)
    )

    assert {each.limit.tries for each in tries} == {6, 20}
    assert 20 <= taken <= 40


def test_who_is_refused_by_the_hour_has_used_nothing_of_the_day(database: Database) -> None:
    tries = limits_of("victim@example.org")
    moment = datetime(2018, 11, 10, 12, tzinfo=UTC)
    for second in range(40):
        database.write_now(limits.count, tries, moment + timedelta(seconds=second))

    assert database.write_now(limits.count, tries, moment + timedelta(minutes=11)) == timedelta()


def test_same_key_again_is_never_too_often(database: Database, database_url: str, tmp_path: Path) -> None:
    with open_site(database, database_url, tmp_path, make_forum(capacity=None), rate_limits=True) as site:
        again = [site.register("Amina", 0, key="k1") for _ in range(9)]
        others = [site.register(f"Guest {number}", 0, email="amina@example.org") for number in range(6)]

    assert [(answer.status_code, answer.json()["id"]) for answer in again] == [(201, again[0].json()["id"])] * 9
    assert [answer.status_code for answer in others] == [201] * 5 + [429]


def test_office_registers_a_delegation_where_no_address_is_confirmed(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    programme = make_forum(capacity=None, confirm_addresses=False)
    with open_site(database, database_url, tmp_path, programme, rate_limits=True) as site:
        answers = [site.register(f"Delegate {number}", 0, email="office@example.org") for number in range(21)]

    assert [answer.status_code for answer in answers] == [201] * 20 + [429]


def test_one_contact_registers_a_whole_delegation_once_the_address_is_confirmed(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    programme = make_forum(capacity=None)
    with open_site(database, database_url, tmp_path, programme, rate_limits=True) as site:
        answers = [site.register(f"Person {number}", 0, email="office@example.org") for number in range(7)]
        database.write_now(confirm, Timetable(programme), answers[0].json()["id"], now())
        after = [site.register(f"Delegate {number}", 0, email="Office@example.org") for number in range(7)]

    assert [answer.status_code for answer in answers] == [201] * 6 + [429]
    assert [answer.status_code for answer in after] == [201] * 6 + [429]


def test_t_xff_1_where_no_proxy_is_trusted_its_word_counts_for_nothing(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reception, "BY_NETWORK", Limit(5, timedelta(hours=1)))
    with open_site(database, database_url, tmp_path, make_forum(capacity=None), rate_limits=True) as site:
        said = [
            site.client.post(
                site.registrations,
                json={"name": f"P {n}", "email": f"p{n}@example.org", "sessions": site.sessions[:1]},
                headers={"X-Forwarded-For": f"203.0.113.{n}"},
            ).status_code
            for n in range(8)
        ]

    assert said == [201] * 5 + [429] * 3


# Places


def test_availability(site: Site) -> None:
    site.register("Amina", 0)
    site.register("Youssef", 0, token=site.token("registrations:write"))
    site.register("Claire", 0)

    answer = site.client.get(f"{EVENTS}/{site.event}/availability")

    assert answer.headers["cache-control"] == "public, max-age=2"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["event"] is None
    assert list(answer.json()["sessions"]) == site.sessions
    assert answer.json()["sessions"][site.sessions[0]] == {
        "capacity": 2,
        "confirmed": 1,
        "waitlisted": 1,
        "remaining": 0,
    }


def test_availability_that_is_known_is_not_sent_again(site: Site) -> None:
    path = f"{EVENTS}/{site.event}/availability"
    tag = site.client.get(path).headers["etag"]

    answers = [site.client.get(path, headers=[("If-None-Match", said) for said in ('"other"', tag)])]
    answers.append(site.client.get(path, headers={"If-None-Match": f'"other", W/{tag}'}))

    assert [answer.status_code for answer in answers] == [304, 304]


def test_availability_is_counted_once_for_all_who_ask_together(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def count(*args: Any) -> Any:
        asked.append(args)
        return availability(*args)

    monkeypatch.setattr(places, "availability", count)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: site.client.get(f"{EVENTS}/{site.event}/availability").content, range(24)))

    assert len(set(answers)) == 1
    assert len(asked) == 1


def test_documented_as_it_is(site: Site) -> None:
    described = site.client.get("/api/v1/openapi.json").json()["paths"]
    operation = described["/api/v1/events/{slug}/registrations"]["post"]

    assert set(operation["responses"]) == {"201", "401", "403", "404", "409", "413", "415", "422", "429", "503"}
    assert operation["security"] == [{"token": ["registrations:write"]}, {}]
    left = described["/api/v1/events/{slug}/availability"]["get"]
    assert set(left["responses"]) == {"200", "304", "404", "422", "503"}
