"""The registration form: what it offers, what it takes, and what it says when it does not."""

import logging
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from events_service.accounts.limits import Limit
from events_service.database import Database
from events_service.programme.programme import Alias, AliasKind, Offer, OfferMode, SessionStatus
from events_service.programme.timetable import Timetable
from events_service.registration import mail_limits
from events_service.registration.models import RegistrationState
from events_service.zones import now
from tests.registration.site import make_forum, open_site
from tests.support.read_path import eventually
from tests.web.participant.conftest import Visitor
from tests.web.reading import Read

HOUR = timedelta(hours=1)


def opened(database: Database, url: str, folder: Path, offer: Offer, sessions: Offer | None = None) -> Any:
    """A site with this offer for the event, and for each session."""
    forum = make_forum(event=offer)
    changed = tuple(structs.replace(session, offer=sessions or Offer()) for session in forum.sessions)
    return open_site(database, url, folder, structs.replace(forum, sessions=changed))


def test_form_lists_open_sessions_with_their_places(visitor: Visitor) -> None:
    visitor.site.register("Bashir", 0)

    page = visitor.read(visitor.form)

    assert page.attributes("input[name=sessions]", "value") == visitor.site.sessions
    assert page.all(".choice .small")[1:4:2] == ["Full: join the waiting list", "Places left: 1"]
    assert page.attributes("input[name=category]", "value") == ["delegate", "press"]
    assert page.attributes("meta[name=robots]", "content") == ["noindex"]
    assert page.elements("link[rel=canonical]") == []


def test_session_named_in_the_address_is_chosen(visitor: Visitor) -> None:
    first, second, *_ = visitor.site.sessions

    page = visitor.read(f"{visitor.form}?sessions={second}")
    both = visitor.read(f"{visitor.form}?sessions={first},no-such&sessions={second}")

    assert page.attributes("input[name=sessions][checked]", "value") == [second]
    assert both.attributes("input[name=sessions][checked]", "value") == [first, second]
    french = both.attributes("a[hreflang=fr]", "href")[0]
    assert visitor.read(french).attributes("input[name=sessions][checked]", "value") == [first, second]


@pytest.mark.parametrize(("language", "begins"), [("en", "Error: "), ("fr", "Erreur : "), ("ar", "خطأ: ")])
def test_form_that_comes_back_says_so_first(visitor: Visitor, language: str, begins: str) -> None:
    path = f"/{language}/{visitor.site.event}/register/"
    form = visitor.read(path)
    visitor.register("Amina", 0)

    refused = Read(visitor.send(path, {"key": visitor.key(), "name": "", "email": ""}, 422).text)
    gone = Read(visitor.send(visitor.manage("Amina", language), {"act": "no such"}, 422).text)

    assert refused.one("title") == begins + form.one("title")
    assert gone.one("title").startswith(begins)
    for page in (refused, gone):
        assert page.attributes("[role=alert][autofocus]", "tabindex") == ["-1"]


def test_former_address_of_a_session_is_still_a_wish_for_it(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    forum = make_forum()
    first = Timetable(forum).sessions[0]
    alias = Alias(AliasKind.SESSION, "former", first.uid)
    with open_site(database, database_url, tmp_path, structs.replace(forum, aliases=(alias,))) as site:
        visitor = Visitor(site)
        form = visitor.read(f"{visitor.form}?sessions=former")
        refused = visitor.register("", sessions=["former"], status=422)
        visitor.register("Amina", sessions=["former", first.slug])
        told = site.register("Youssef", sessions=["former"]).json()
        visitor.send(visitor.manage("Amina"), {"act": "confirm"})
        again = visitor.send(visitor.manage("Amina"), {"act": "join", "sessions": "former"})

        assert form.attributes("input[name=sessions][checked]", "value") == [first.slug]
        assert Read(refused.text).attributes("input[name=sessions][checked]", "value") == [first.slug]
        assert told["sessions"] == [{"slug": first.slug, "state": "held"}]
        assert visitor.read(again.headers["location"]).all("ul.rows .flag") == ["Confirmed"]


def test_registering_leads_to_a_page_that_says_what_happens_next(visitor: Visitor) -> None:
    answer = visitor.register("Amina", 0, organization="Town of Fes", country="MA", category="press")

    page = visitor.read(answer.headers["location"])
    assert page.one("h1") == "One step is left"
    assert "A mail is on its way to amina@example.org." in page.one("p.lead")
    assert page.all("ul.rows .flag") == ["Kept for you"]
    row = visitor.row("Amina")
    assert (row.state, row.category) == (RegistrationState.UNCONFIRMED, "press")
    assert visitor.rows() == [1, 1]


def test_form_sent_twice_has_the_effect_of_once(visitor: Visitor) -> None:
    key = visitor.key()
    first = visitor.register("Amina", 0, key=key)

    again = visitor.register("Amina", 0, key=key)

    assert again.headers["location"] == first.headers["location"]
    assert visitor.rows() == [1, 1]


def test_form_changed_after_it_was_sent_registers_the_other_too(visitor: Visitor) -> None:
    key = visitor.key()
    visitor.register("Amina", 0, key=key)

    visitor.register("Bashir", 1, key=key)

    assert visitor.rows() == [2, 2]


def test_same_participant_again_sees_the_same_page_and_gets_the_link_by_mail(visitor: Visitor) -> None:
    visitor.register("Amina", 0)

    page = visitor.read(visitor.register("Amina", 1).headers["location"])

    assert page.one("h1") == "One step is left"
    assert page.all("ul.rows .flag") == ["Kept for you"]
    assert visitor.rows() == [2, 2]


def test_receipt_is_known_only_by_its_key(visitor: Visitor) -> None:
    visitor.register("Amina", 0)

    answer = visitor.site.client.get(f"{visitor.form}?receipt=form-{'0' * 32}-{'0' * 16}")

    assert (answer.status_code, answer.headers["location"]) == (303, visitor.form)


def test_key_that_a_program_chose_opens_no_receipt(visitor: Visitor) -> None:
    visitor.site.register("Amina", 0, key="order-1")

    answer = visitor.site.client.get(f"{visitor.form}?receipt=order-1")

    assert (answer.status_code, answer.headers["location"]) == (303, visitor.form)


def test_receipt_stays_when_the_language_is_changed(visitor: Visitor) -> None:
    page = visitor.read(visitor.register("Amina", 0).headers["location"])

    assert visitor.read(page.attributes("a[hreflang=fr]", "href")[0]).one("h1") == "Il reste une étape"


def test_faults_stand_beside_their_fields_and_what_was_typed_is_kept(visitor: Visitor) -> None:
    answer = visitor.register(" ", 0, 2, status=422, email="nobody", organization="<b>Town", country="MA")

    page = Read(answer.text)
    assert page.all(".wrong") == [
        "Enter the participant’s name.",
        "Enter a complete e-mail address, such as name@example.org.",
    ]
    assert page.attributes("input[aria-invalid=true]", "name") == ["name", "email"]
    assert page.attributes("input[name=email]", "value") == ["nobody"]
    assert page.attributes("input[name=organization]", "value") == ["<b>Town"]
    assert page.attributes("option[selected]", "value") == ["MA", "en"]
    assert page.attributes("input[name=sessions][checked]", "value") == [
        visitor.site.sessions[0],
        visitor.site.sessions[2],
    ]
    assert visitor.rows() == [0, 0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"organization": "x" * 301}, "Number of characters: 300 at most."),
        ({"country": "Morocco"}, "Choose one of the list."),
        ({"country": "XX"}, "Enter the code ISO 3166-1 has for a country, such as MA."),
        ({"category": "king"}, "This event has no category “king”."),
        ({"locale": "de"}, "Choose one of the languages en, fr and ar."),
        ({"sessions": ["no-such"]}, "There is no session “no-such”."),
        ({"email": "", "contact_email": "x"}, "Enter a complete e-mail address, such as name@example.org."),
    ],
)
def test_what_cannot_be_taken_is_said(visitor: Visitor, changes: dict[str, Any], sentence: str) -> None:
    answer = visitor.register("Amina", status=422, **changes)

    assert Read(answer.text).all(".wrong") == [sentence]
    assert visitor.rows() == [0, 0]


def test_somebody_else_gets_the_mails(visitor: Visitor) -> None:
    answer = visitor.register(
        "Amina", 0, email="", contact_name="Office", contact_email="office@example.org", locale="fr"
    )

    assert "office@example.org" in visitor.read(answer.headers["location"]).one("p.lead")
    assert visitor.row("Amina").locale == "fr"


def test_errors_are_said_in_the_language_of_the_page(visitor: Visitor) -> None:
    answer = visitor.send(f"/ar/{visitor.site.event}/register/", {"name": "Amina", "email": "x"}, 422)

    assert Read(answer.text).attributes("html", "dir") == ["rtl"]
    assert Read(answer.text).all(".wrong") == ["أدخلوا عنوانا إلكترونيا كاملا، مثل name@example.org."]


def test_closed_registration_keeps_what_was_typed(visitor: Visitor) -> None:
    key = visitor.key()
    visitor.close(0)

    answer = visitor.register("Amina", 0, key=key, status=409)

    page = Read(answer.text)
    assert "is closed." in page.one("#refused")
    assert page.attributes("input[name=name]", "value") == ["Amina"]
    assert visitor.rows() == [0, 0]


@pytest.mark.parametrize(
    ("offer", "sentence"),
    [
        (Offer(), "There is nothing to register for here at the moment."),
        (Offer(OfferMode.REGISTRATION, closes_at=now() - HOUR), "Registration is closed"),
    ],
)
def test_page_without_a_form_says_why(
    database: Database, database_url: str, tmp_path: Path, offer: Offer, sentence: str
) -> None:
    with opened(database, database_url, tmp_path, offer) as site:
        page = Visitor(site).read(f"/en/{site.event}/register/")

    assert page.elements("form[method=post]") == []
    assert page.one(".none b") == sentence


def test_page_before_registration_opens_says_when(database: Database, database_url: str, tmp_path: Path) -> None:
    opens = Offer(OfferMode.REGISTRATION, opens_at=now() + HOUR)
    with opened(database, database_url, tmp_path, opens) as site:
        page = Visitor(site).read(f"/en/{site.event}/register/")

    assert page.elements("form[method=post]") == []
    assert page.one(".none b").startswith("Registration opens on ")


def test_sessions_alone_can_be_joined_where_the_event_takes_no_registrations(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    with opened(database, database_url, tmp_path, Offer(), Offer(OfferMode.REGISTRATION, 3)) as site:
        visitor = Visitor(site)
        page = visitor.read(visitor.form)
        nothing = visitor.register("Amina", status=422)
        answer = visitor.register("Amina", 0)

        assert page.one("#sessions .help") == "Choose at least one."
        assert Read(nothing.text).all(".wrong") == ["Choose at least one session."]
        assert visitor.read(answer.headers["location"]).all("ul.rows .flag") == ["Kept for you"]


@pytest.mark.parametrize(
    ("language", "items"),
    [
        (
            "en",
            [
                "Name: Enter the participant’s name.",
                "E-mail address: Enter a complete e-mail address, such as name@example.org.",
                "Organization: Number of characters: 300 at most.",
                "Name of the contact person: Number of characters: 300 at most.",
            ],
        ),
        (
            "fr",
            [
                "Nom : Indiquez le nom de la personne qui participe.",
                "Adresse électronique : Indiquez une adresse électronique complète, comme nom@example.org.",
                "Organisation : Nombre de caractères : au plus 300.",
                "Nom de la personne de contact : Nombre de caractères : au plus 300.",
            ],
        ),
        (
            "ar",
            [
                "الاسم: أدخلوا اسم المشارك(ة).",
                "البريد الإلكتروني: أدخلوا عنوانا إلكترونيا كاملا، مثل name@example.org.",
                "المنظمة: عدد الأحرف: 300 على الأكثر.",
                "اسم شخص الاتصال: عدد الأحرف: 300 على الأكثر.",
            ],
        ),
    ],
)
def test_head_of_the_form_names_each_field_at_fault_and_leads_to_it(
    visitor: Visitor, language: str, items: list[str]
) -> None:
    path, long = f"/{language}/{visitor.site.event}/register/", "x" * 301
    typed = {"name": "", "email": "x"}, {"name": "Amina", "organization": long, "contact_name": long}

    pages = [Read(visitor.send(path, {"locale": language} | fields, 422).text) for fields in typed]

    assert [item for page in pages for item in page.all("#refused li")] == items
    for page in pages:
        for target in page.attributes("#refused a", "href"):
            assert len(page.elements(target)) == 1


@pytest.mark.parametrize(
    ("offer", "sessions"),
    [
        (Offer(), Offer(OfferMode.REGISTRATION, closes_at=now() - HOUR)),
        (Offer(OfferMode.REGISTRATION, closes_at=now() - HOUR), Offer(OfferMode.REGISTRATION)),
    ],
)
@pytest.mark.parametrize("name", ["Amina", ""])
def test_form_sent_when_all_has_closed_says_so_and_nothing_else(
    database: Database, database_url: str, tmp_path: Path, offer: Offer, sessions: Offer, name: str
) -> None:
    with opened(database, database_url, tmp_path, offer, sessions) as site:
        visitor = Visitor(site)
        answer = visitor.register(name, key="0" * 32, status=409)
        arabic = visitor.send(f"/ar/{site.event}/register/", {"name": name, "email": "a@example.org"}, 409)

    title = site.programme.event.title
    page = Read(answer.text)
    assert page.one("#refused") == f"Not possible now Registration for “{title['en']}” is closed."
    assert page.all(".wrong") == []
    assert page.elements("form[method=post]") == []
    assert page.attributes(".none a", "href") == [f"/en/{site.event}/"]
    assert title["ar"] in Read(arabic.text).one("#refused")


def test_form_that_nobody_could_open_yet_says_so(database: Database, database_url: str, tmp_path: Path) -> None:
    later = Offer(OfferMode.REGISTRATION, opens_at=now() + HOUR)
    with opened(database, database_url, tmp_path, Offer(), later) as site:
        visitor = Visitor(site)
        page = visitor.read(visitor.form)
        answer = visitor.register("Amina", key="0" * 32, status=409)

    said = f"Registration for “{site.programme.event.title['en']}” is not open yet."
    assert page.one(".none b") == said
    assert said in Read(answer.text).one("#refused")


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            (
                "Registration for “{}” is closed.",
                "Registration for “{}” is not open yet.",
                "“{}” takes no registrations.",
                "“{}” is cancelled.",
            ),
        ),
        (
            "fr",
            (
                "L’inscription à « {} » est close.",
                "L’inscription à « {} » n’est pas encore ouverte.",
                "« {} » ne prend pas d’inscriptions.",
                "« {} » est annulé.",
            ),
        ),
        ("ar", ("انتهى التسجيل في «{}».", "لم يُفتح بعد التسجيل في «{}».", "لا تسجيل في «{}».", "«{}» ملغى.")),
    ],
)
def test_session_asked_for_that_is_closed_is_named(
    database: Database, database_url: str, tmp_path: Path, language: str, sentences: tuple[str, ...]
) -> None:
    forum = make_forum(capacity=1, event=Offer(OfferMode.REGISTRATION))
    first, full, later, none, off, *others = Timetable(forum).sessions
    changed = (
        structs.replace(first, offer=Offer(OfferMode.REGISTRATION, closes_at=now() - HOUR)),
        full,
        structs.replace(later, offer=Offer(OfferMode.REGISTRATION, opens_at=now() + HOUR)),
        structs.replace(none, offer=Offer()),
        structs.replace(off, status=SessionStatus.CANCELLED),
        *others,
    )
    with open_site(database, database_url, tmp_path, structs.replace(forum, sessions=changed)) as site:
        visitor = Visitor(site)
        site.register("Bashir", site.sessions.index(full.slug))
        path = f"/{language}/{site.event}/register/?sessions="
        page = visitor.read(path + ",".join(session.slug for session in (first, full, later, none, off)))
        plain = visitor.read(path + full.slug)
        sent: dict[str, Any] = {"key": visitor.key(), "name": "Amina", "email": "amina@example.org"}
        sent |= {"sessions": [session.slug for session in (first, full, later, none, off)]}
        refused = Read(visitor.send(f"/{language}/{site.event}/register/", sent, 409).text)

    missed = (first, later, none, off)
    told = [
        sentence.format(" ".join(session.title[language].split()))
        for sentence, session in zip(sentences, missed, strict=True)
    ]
    assert page.all("form .state li") == told
    (named,) = (sentence for sentence in told if sentence in refused.one("#refused"))
    assert refused.all("form .state li") == [sentence for sentence in told if sentence != named]
    assert refused.attributes("input[name=sessions][checked]", "value") == [full.slug]
    assert page.attributes("input[name=sessions][checked]", "value") == [full.slug]
    assert plain.all("form .state li") == []
    assert page.all("#sessions ul.help li") == []
    assert plain.all("#sessions ul.help li") == [
        sentence.format(" ".join(session.title[language].split()))
        for sentence, session in zip(sentences[:2], (first, later), strict=True)
    ]


def test_large_event_lists_what_was_chosen_in_the_programme(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    forum = make_forum(event=Offer(OfferMode.REGISTRATION), sessions=130)
    with open_site(database, database_url, tmp_path, forum) as site:
        visitor = Visitor(site)
        page = visitor.read(f"{visitor.form}?sessions={site.sessions[3]}")
        selection = visitor.read(f"/en/{site.event}/?sessions={site.sessions[3]},{site.sessions[9]}")

        assert page.attributes("input[name=sessions]", "value") == [site.sessions[3]]
        assert f"/en/{site.event}/" in page.attributes("#sessions .help a", "href")
        assert f"{visitor.form}?sessions={site.sessions[3]}%2C{site.sessions[9]}" in selection.attributes(
            "a.btn", "href"
        )


def test_too_many_tries_keep_what_was_typed(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_limits, "BY_ADDRESS", Limit(1, HOUR))
    with open_site(database, database_url, tmp_path, rate_limits=True) as site:
        visitor = Visitor(site)
        visitor.register("Amina", 0)
        answer = visitor.register("Amina", 1, status=429)

        assert int(answer.headers["retry-after"]) > 0
        assert Read(answer.text).attributes("input[name=email]", "value") == ["amina@example.org"]


@pytest.mark.parametrize("path", ["/en/no-such/register/", "/de/forum-7/register/"])
def test_unknown_event_or_language_is_not_found(visitor: Visitor, path: str) -> None:
    assert visitor.read(path, 404).one("h1") == "There is nothing at this address"


@pytest.mark.parametrize(
    ("path", "status"), [("/forum-7/register/", 302), ("/forum-7/register", 302), ("/en/forum-7/register", 308)]
)
def test_address_without_a_language_or_its_last_slash_leads_on(visitor: Visitor, path: str, status: int) -> None:
    answer = visitor.site.client.get(f"{path}?sessions=x&sessions=y")

    assert (answer.status_code, answer.headers["location"]) == (status, f"{visitor.form}?sessions=x&sessions=y")


@pytest.mark.parametrize("path", ["/en/forum-7/register/", "/console/login"])
def test_who_leaves_in_the_middle_of_a_form_is_no_fault_of_ours(
    visitor: Visitor, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.read("/en/nowhere/", 404)  # what is routed is loaded once
    address = visitor.site.client.base_url
    with (
        caplog.at_level(logging.INFO, "events_service"),
        socket.create_connection((address.host, address.port or 80)) as line,
    ):
        line.sendall(
            f"POST {path} HTTP/1.1\r\nHost: {address.netloc.decode()}\r\nOrigin: {visitor.site.url}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname=Ami".encode()
        )
        line.shutdown(socket.SHUT_RDWR)
        eventually(lambda: path in [record.__dict__.get("path") for record in caplog.records])

    told = [(record.levelname, record.getMessage(), record.exc_info) for record in caplog.records]
    assert told[-1] == ("INFO", "request", None)
    assert [record for record in told if record[0] != "INFO"] == []


def test_page_is_kept_by_nobody_and_goes_compressed(visitor: Visitor) -> None:
    answer = visitor.site.client.get(visitor.form, headers={"Accept-Encoding": "br"})

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "set-cookie" not in answer.headers
    assert visitor.site.client.head(visitor.form).status_code == 200


@pytest.mark.parametrize("language", ["en", "ar"])
def test_form_of_a_hundred_sessions_weighs_twenty_kilobytes_with_its_style(
    database: Database, database_url: str, tmp_path: Path, language: str
) -> None:
    forum = make_forum(event=Offer(OfferMode.REGISTRATION), sessions=100)
    with open_site(database, database_url, tmp_path, forum) as site:
        visitor, path = Visitor(site), f"/{language}/{site.event}/register/"
        page = visitor.read(path)
        loaded = [path, *page.attributes("link[rel=stylesheet]", "href"), *page.attributes("script[src]", "src")]
        answers = [site.client.get(address, headers={"Accept-Encoding": "br"}) for address in loaded]

        assert len(page.elements("input[name=sessions]")) == 100
        assert sum(int(answer.headers["content-length"]) for answer in answers) < 20_000


def test_waiting_for_every_session_is_not_being_registered(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    forum = make_forum(capacity=1)
    own = structs.replace(forum.event, confirm_addresses=False)
    with open_site(database, database_url, tmp_path, structs.replace(forum, event=own)) as site:
        visitor = Visitor(site)
        visitor.register("Amina", 0)
        page = visitor.read(visitor.register("Bashir", 0).headers["location"])

        assert page.one("h1") == "You are on the waiting list"
        assert page.all("ul.rows .flag") == ["Waiting list, number 1"]


def test_organizers_who_decide_are_waited_for(database: Database, database_url: str, tmp_path: Path) -> None:
    forum = make_forum()
    own = structs.replace(forum.event, confirm_addresses=False, approval=True)
    with open_site(database, database_url, tmp_path, structs.replace(forum, event=own)) as site:
        visitor = Visitor(site)
        form = visitor.read(visitor.form)
        page = visitor.read(visitor.register("Amina", 0).headers["location"])

        assert form.one(".after-button").startswith("The organizers decide, and then write to you.")
        assert page.one("p.lead") == (
            "The organizers decide, and then write to you. A mail that says so is on its way to amina@example.org."
        )


def test_cancelled_and_past_sessions_are_not_offered(database: Database, database_url: str, tmp_path: Path) -> None:
    forum = make_forum()
    first, second, *others = Timetable(forum).sessions
    long_ago = structs.replace(
        second,
        start_local=second.start_local.replace(year=2020) if second.start_local else None,
        end_local=second.end_local.replace(year=2020) if second.end_local else None,
    )
    off = structs.replace(first, status=SessionStatus.CANCELLED)
    changed = structs.replace(forum, sessions=(off, long_ago, *others))
    with open_site(database, database_url, tmp_path, changed) as site:
        page = Visitor(site).read(f"/en/{site.event}/register/")

        assert set(page.attributes("input[name=sessions]", "value")) == {session.slug for session in others}
