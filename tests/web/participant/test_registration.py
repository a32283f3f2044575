"""One's own registration behind its link: what it shows, and what its buttons do."""

from pathlib import Path
from typing import Any

import pytest

from events_service.database import Database, DbSession
from events_service.programme.offering import raise_live_version
from events_service.registration.models import RegistrationState
from events_service.zones import now
from tests.registration.scenery import REGISTRATION, SEAT, change_offering
from tests.registration.site import make_forum, open_site
from tests.support.read_path import eventually
from tests.web.participant.conftest import Visitor
from tests.web.reading import Read


def act(visitor: Visitor, name: str, act: str, status: int = 303, **fields: Any) -> Read:
    """Press a button; the page it leads to, or the one with the reason why not."""
    answer = visitor.send(visitor.manage(name), {"act": act} | fields, status)
    return visitor.read(answer.headers["location"]) if status == 303 else Read(answer.text)


def uid(visitor: Visitor, number: int) -> str:
    slug = visitor.site.sessions[number]
    return next(session.uid for session in visitor.site.programme.sessions if session.slug == slug)


def test_link_shows_the_registration_and_opens_nothing_else(visitor: Visitor) -> None:
    visitor.register("Amina", 0, organization="Town of Fes", country="MA", category="press")
    visitor.register("Bashir", 1)

    page = visitor.read(visitor.manage("Amina"))

    assert page.one("h1") == "One step is left"
    assert page.all(".who-side .org b") == ["Amina"]
    assert page.all(".who-side .org .full") == ["Town of Fes", "Morocco", "Press"]
    assert page.all("ul.rows .flag") == ["Kept for you"]
    assert "Bashir" not in page.text
    assert page.attributes("meta[name=robots]", "content") == ["noindex"]


def test_nothing_is_changed_by_opening_a_link(visitor: Visitor) -> None:
    """T-GET-1: mail scanners follow every link."""
    visitor.register("Amina", 0)

    for _ in range(3):
        visitor.read(visitor.manage("Amina"))
        assert visitor.site.client.head(visitor.manage("Amina")).status_code == 200
        assert visitor.site.client.options(visitor.manage("Amina")).status_code == 405

    assert visitor.row("Amina").state is RegistrationState.UNCONFIRMED
    assert visitor.rows() == [1, 1]


def test_button_confirms_once_however_often_it_is_pressed(visitor: Visitor) -> None:
    visitor.register("Amina", 0)

    page = act(visitor, "Amina", "confirm")
    again = act(visitor, "Amina", "confirm")

    assert (page.one("h1"), again.one("h1")) == ("You are registered", "You are registered")
    assert page.all("ul.rows .flag") == ["Confirmed"]
    assert visitor.rows() == [1, 2]


def test_full_session_is_waited_for_and_given_to_the_next(visitor: Visitor) -> None:
    for name in ("Amina", "Bashir"):
        visitor.register(name, 0)
        act(visitor, name, "confirm")
    waiting = visitor.read(visitor.manage("Bashir"))

    given_back = act(visitor, "Amina", "give-back", session=uid(visitor, 0))

    assert waiting.all("ul.rows .flag") == ["Waiting list, number 1"]
    assert given_back.one("h1") == "You are registered"
    assert given_back.all("ul.rows .flag") == ["Given back"]
    assert visitor.read(visitor.manage("Bashir")).all("ul.rows .flag") == ["Confirmed"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Give this place back, ", "Leave the waiting list, ")),
        ("fr", ("Rendre cette place, ", "Quitter la liste d’attente, ")),
        ("ar", ("التخلي عن هذا المقعد، ", "مغادرة لائحة الانتظار، ")),
    ],
)
def test_buttons_that_give_back_name_their_session(visitor: Visitor, language: str, words: tuple[str, str]) -> None:
    visitor.register("Amina", 0)
    visitor.register("Bashir", 0, 1)
    act(visitor, "Bashir", "confirm")

    page = visitor.read(visitor.manage("Bashir", language))

    titles = page.all("ul.rows .what")
    said = [words[1] + titles[0], words[0] + titles[1]]
    assert page.all("ul.rows summary") == said
    assert page.all("ul.rows button") == said


def test_leaving_a_waiting_list_says_what_follows(visitor: Visitor) -> None:
    visitor.register("Amina", 0)
    visitor.register("Bashir", 0, 1)
    act(visitor, "Bashir", "confirm")

    page = visitor.read(visitor.manage("Bashir"))

    assert page.all("ul.rows form .small") == [
        "Others move up. Whoever comes back waits at the end of the list.",
        "It goes to whoever waits for it.",
    ]


def test_sessions_are_added(visitor: Visitor) -> None:
    visitor.register("Amina", 0)
    page = act(visitor, "Amina", "confirm")
    assert page.attributes("input[name=sessions]", "value") == visitor.site.sessions[1:]

    page = act(visitor, "Amina", "join", sessions=[visitor.site.sessions[2], visitor.site.sessions[4]])

    assert page.all("ul.rows .flag") == ["Confirmed"] * 3


def test_whole_registration_is_cancelled(visitor: Visitor) -> None:
    visitor.register("Amina", 0)
    act(visitor, "Amina", "confirm")

    page = act(visitor, "Amina", "cancel")

    assert page.one("h1") == "This registration is cancelled"
    assert page.attributes("a.btn", "href") == [visitor.form]
    assert page.elements("form[method=post]") == []


def test_registration_not_confirmed_in_time_can_ask_again(visitor: Visitor) -> None:
    visitor.register("Amina", 0)
    visitor.site.database.write_now(
        lambda db: db.execute(REGISTRATION.update().values(expires_at=visitor.row("Amina").created_at))
    )
    visitor.site.database.write_now(
        lambda db: db.execute(SEAT.update().values(held_until=visitor.row("Amina").created_at))
    )

    late = visitor.read(visitor.manage("Amina"))
    page = act(visitor, "Amina", "confirm")

    assert late.one("h1") == "Not confirmed in time"
    assert late.all("ul.rows .flag") == ["No longer kept"]
    assert late.attributes("button[name=act]", "value") == ["confirm"]
    assert page.all("ul.rows .flag") == ["Confirmed"]


_HELD, _TURN = " the places are kept for you.", " your turn on the waiting list is kept for you."
_BOTH = " the places, and your turn on the waiting list, are kept for you."
_KEPT = {
    "en": (_HELD, _TURN, _BOTH),
    "fr": (
        "Les places vous sont gardées jusqu’à",
        "Il n’y a pas de place libre pour l’instant. Votre rang en liste d’attente vous est gardé jusqu’à",
        "Les places et votre rang en liste d’attente vous sont gardés jusqu’à",
    ),
    "ar": (
        "تبقى المقاعد محفوظة لكم إلى غاية",
        "لا توجد حاليا مقاعد شاغرة. تبقى رتبتكم في لائحة الانتظار محفوظة لكم إلى غاية",
        "تبقى المقاعد ورتبتكم في لائحة الانتظار محفوظة لكم إلى غاية",
    ),
}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_pages_promise_a_place_only_to_who_has_one(
    database: Database, database_url: str, tmp_path: Path, language: str
) -> None:
    with open_site(database, database_url, tmp_path, make_forum(capacity=1)) as site:
        visitor = Visitor(site)
        receipts = [visitor.register(name, *wished) for name, wished in (("A", [0]), ("B", [0]), ("C", [0, 1]))]
        paths = [receipt.headers["location"].replace("/en/", f"/{language}/") for receipt in receipts]
        told = [" ".join(visitor.read(path).all("header p")) for path in paths]
        own = [visitor.read(visitor.manage(name, language)).one("p.lead") for name in "ABC"]

    for said in (told, own):
        for number, page in enumerate(said):
            assert [sentence in page for sentence in _KEPT[language]] == [other == number for other in range(3)]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_nobody_is_invited_to_come_again_when_all_is_closed(
    database: Database, database_url: str, tmp_path: Path, language: str
) -> None:
    with open_site(database, database_url, tmp_path, make_forum()) as site:
        visitor = Visitor(site)
        for name in ("Amina", "Bashir"):
            visitor.register(name, 0)
        act(visitor, "Amina", "confirm")
        act(visitor, "Amina", "cancel")
        let_lapse(visitor, "Bashir")
        open_pages = [visitor.read(visitor.manage(name, language)) for name in ("Amina", "Bashir")]
        close_all(visitor)
        pages = [visitor.read(visitor.manage(name, language)) for name in ("Amina", "Bashir")]

    assert [len(page.elements("header a.btn") + page.elements("header button")) for page in open_pages] == [1, 1]
    assert [len(page.elements("header a.btn") + page.elements("header button")) for page in pages] == [0, 0]
    assert [page.one("p.lead") for page in pages] == {
        "en": [
            "The places have been given back. Registration is closed now.",
            "Nothing is kept any longer, and registration is closed now.",
        ],
        "fr": [
            "Les places ont été rendues. Les inscriptions sont désormais closes.",
            "Plus rien n’est gardé, et les inscriptions sont désormais closes.",
        ],
        "ar": ["تم التخلي عن المقاعد، وقد انتهى التسجيل.", "لم يعد أي شيء محفوظا، وقد انتهى التسجيل."],
    }[language]


def let_lapse(visitor: Visitor, name: str) -> None:
    """Nobody pressed the button in time."""
    row = visitor.row(name)
    own, wished = REGISTRATION.c.id == row.id, SEAT.c.registration_id == row.id
    visitor.site.database.write_now(
        lambda db: (
            db.execute(REGISTRATION.update().where(own).values(expires_at=row.created_at)),
            db.execute(SEAT.update().where(wished).values(held_until=row.created_at)),
        )
    )


def close_all(visitor: Visitor) -> None:
    """The organizer closes registration for every session, and the page knows it."""
    site = visitor.site

    def close(db: DbSession) -> None:
        for session in site.programme.sessions:
            change_offering(db, session.uid, closes_at=now())
        raise_live_version(db.connection(), site.programme.event.uid)

    def version() -> int:
        state = site.app.published.event(site.event)
        assert state is not None
        return state.live.version

    before = version()
    site.database.write_now(close)
    site.app.freshness.poke()
    eventually(lambda: version() > before)


def test_refusal_is_said_on_the_page(visitor: Visitor) -> None:
    visitor.register("Amina", 0)
    act(visitor, "Amina", "confirm")
    visitor.close(1)

    page = act(visitor, "Amina", "join", 409, sessions=[visitor.site.sessions[1], visitor.site.sessions[2]])

    assert page.attributes("input[name=sessions][checked]", "value") == visitor.site.sessions[1:3]
    assert len(page.elements("details[open]")) == 1
    assert page.one("p.state").endswith(" is closed.")
    assert page.all("ul.rows .flag") == ["Confirmed"]


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "destroy"},
        {},
        {"act": "give-back", "session": "01890000-0000-7000-8000-000000000000"},
        {"act": "give-back", "session": ""},
        {"act": "join"},
        {"act": "join", "sessions": "no-such"},
    ],
)
def test_what_no_button_sends_is_refused(visitor: Visitor, fields: dict[str, str]) -> None:
    visitor.register("Amina", 0)
    act(visitor, "Amina", "confirm")

    visitor.send(visitor.manage("Amina"), fields, 422)

    assert visitor.read(visitor.manage("Amina")).all("ul.rows .flag") == ["Confirmed"]


def test_wrong_revoked_and_foreign_links_open_nothing(visitor: Visitor) -> None:
    visitor.register("Amina", 0)
    link, feed = visitor.manage("Amina"), visitor.feed("Amina")
    token = link.split("/")[3]
    wrong = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    visitor.read(f"/en/registrations/{wrong}/", 404)
    visitor.read(f"/en/registrations/{feed.split('/')[2]}/", 404)
    visitor.read(f"/de/registrations/{token}/", 404)

    visitor.site.database.write_now(lambda db: db.execute(REGISTRATION.update().values(generation=1)))

    visitor.read(link, 404)
    visitor.send(link, {"act": "confirm"}, 404)
    visitor.read(visitor.manage("Amina"))


def test_link_without_its_last_slash_leads_on(visitor: Visitor) -> None:
    visitor.register("Amina", 0)

    answer = visitor.site.client.get(visitor.manage("Amina").rstrip("/"))

    assert (answer.status_code, answer.headers["location"]) == (308, visitor.manage("Amina"))


def test_page_says_nothing_of_its_address_to_others(visitor: Visitor) -> None:
    """T-FEEDTOK-1, T-CLICK-1."""
    visitor.register("Amina", 0)

    fields = visitor.site.client.get(visitor.manage("Amina")).headers

    assert fields["referrer-policy"] == "no-referrer"
    assert fields["cache-control"] == "private, no-store"
    assert fields["x-robots-tag"] == "noindex"
    assert fields["x-frame-options"] == "DENY"
