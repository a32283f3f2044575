"""Who works here: the pages on which owners, and organizers of an event, give and take roles."""

import re
from collections.abc import Iterator

import pytest
from msgspec import structs
from sqlalchemy import event as listening
from sqlmodel import select

from events_service.accounts.accounts import find_account, get_account
from events_service.accounts.grants import EVERYWHERE, Reach, list_grants, reach_of
from events_service.accounts.models import Role
from events_service.accounts.second_step import asks_code
from events_service.database import Database
from events_service.mail.models import OutboxMail
from events_service.programme.programme import SessionOrganizer
from events_service.zones import now
from tests.accounts.people import EVENT, make_account
from tests.factories.programme import make_organization
from tests.factories.stored_events import WATER, create, small_draft
from tests.web.console.site import EMAIL, Browser
from tests.web.console.test_second_step import set_up

OWNER = "owner@example.org"
BODY = make_organization(name={"en": "Association of regions"})
SUMMIT = small_draft(structs.replace(WATER, organizers=(SessionOrganizer(BODY.uid),)), organizations=(BODY,))
ACCESS = f"/console/events/{SUMMIT.event.slug}/access"
XSS = "<script>alert(1)</script>"


@pytest.fixture
def owner(database: Database, url: str) -> Iterator[Browser]:
    database.write_now(create, SUMMIT)
    database.write_now(lambda db: make_account(db, OWNER, Role.OWNER, now=now()))
    with Browser(base_url=url) as browser:
        browser.log_in(OWNER)
        yield browser


@pytest.fixture
def organizer(database: Database, url: str, owner: Browser) -> Iterator[Browser]:
    """Of the summit alone."""
    database.write_now(
        lambda db: make_account(db, "olga@example.org", Role.ORGANIZER, event_uid=SUMMIT.event.uid, now=now())
    )
    with Browser(base_url=url) as browser:
        browser.log_in("olga@example.org")
        yield browser


def held(database: Database, email: str) -> list[tuple[Role, Reach]]:
    with database.read() as db:
        account = find_account(db, email)
        return [(row.role, reach_of(row)) for row in list_grants(db, account.id)] if account else []


def page_of(database: Database, email: str) -> str:
    with database.read() as db:
        return f"/console/accounts/{get_account(db, email).id}"


def grant_of(database: Database, email: str) -> str:
    with database.read() as db:
        return list_grants(db, get_account(db, email).id)[-1].id


@pytest.mark.parametrize("page", ["/console/accounts/new", ACCESS])
def test_whoever_invites_chooses_the_language_of_the_mail(database: Database, owner: Browser, page: str) -> None:
    shown = owner.get(f"{page}?lang=en").text
    assert '<option value="en" lang="en" selected>English</option>' in shown
    fields = {"email": "nadia@example.org", "name": "Nadia", "role": "viewer"}

    refused = owner.submit(page, page, fields | {"locale": "xx"})
    owner.submit(page, page, fields | {"locale": "ar"})

    assert refused.status_code == 422
    assert 'id="locale-wrong"' in refused.text
    with database.read() as db:
        assert get_account(db, "nadia@example.org").locale == "ar"
        (mail,) = db.exec(select(OutboxMail).where(OutboxMail.recipient == "nadia@example.org")).all()
    assert mail.letter.locale == "ar"


def test_somebody_is_invited_given_another_role_and_closed_out(database: Database, owner: Browser) -> None:
    fields = {"email": "new@example.org", "name": "Nadia", "role": "editor", "where": f"event:{SUMMIT.event.uid}"}
    invited = owner.submit("/console/accounts/new", "/console/accounts/new", fields)
    page = page_of(database, "new@example.org")
    assert (invited.status_code, invited.headers["location"]) == (303, page)
    assert held(database, "new@example.org") == [(Role.EDITOR, Reach(event_uid=SUMMIT.event.uid))]
    listed = owner.get("/console/accounts").text
    assert ("Nadia" in listed, "Invited" in listed) == (True, True)

    owner.submit(page, f"{page}/roles", {"role": "viewer", "where": "", "organization": BODY.uid})
    assert held(database, "new@example.org")[1] == (Role.VIEWER, Reach(organization_uid=BODY.uid))
    assert "sessions of Association of regions" in owner.get(page).text
    owner.submit(page, f"{page}/roles/{grant_of(database, 'new@example.org')}", {"role": "editor"})
    assert held(database, "new@example.org")[1] == (Role.EDITOR, Reach(organization_uid=BODY.uid))
    owner.submit(page, f"{page}/roles/{grant_of(database, 'new@example.org')}", {"role": "editor", "take": "1"})
    assert held(database, "new@example.org") == [(Role.EDITOR, Reach(event_uid=SUMMIT.event.uid))]

    again = owner.submit(page, f"{page}/invitation", {})
    assert again.headers["location"] == f"{page}?invited=1"
    owner.submit(page, f"{page}/state", {"state": "disabled"})
    assert "Open it again" in owner.get(page).text
    assert owner.submit(page, f"{page}/invitation", {}).status_code == 409
    owner.submit(page, f"{page}/state", {"state": "active"})
    assert "Close this account" in owner.get(page).text


def test_t_ses_1_taking_the_role_logs_out(database: Database, owner: Browser, organizer: Browser) -> None:
    page = page_of(database, "olga@example.org")
    assert organizer.get("/console/").status_code == 200

    owner.submit(page, f"{page}/roles/{grant_of(database, 'olga@example.org')}", {"take": "1"})

    assert organizer.get("/console/").status_code == 303


def test_last_owner_stays_and_the_page_says_why(database: Database, owner: Browser) -> None:
    page = page_of(database, OWNER)

    for action, fields in (
        (f"{page}/roles/{grant_of(database, OWNER)}", {"take": "1"}),
        (f"{page}/roles/{grant_of(database, OWNER)}", {"role": "viewer"}),
        (f"{page}/state", {"state": "disabled"}),
    ):
        refused = owner.submit(page, action, fields)
        assert (refused.status_code, "This is the only owner" in refused.text) == (409, True)
    assert held(database, OWNER) == [(Role.OWNER, EVERYWHERE)]


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"email": "nobody"}, 422, 'id="email-wrong"'),
        ({"role": "boss"}, 422, "Choose what they may do."),
        ({"where": "event:nothing"}, 422, "Choose where from the list."),
        ({"organization": XSS}, 422, "Choose an organization from the list."),
        ({"role": "owner"}, 422, "An owner is there for all events."),
        ({"role": "organizer", "organization": BODY.uid}, 422, "there are editors and viewers"),
    ],
)
def test_what_is_not_possible_is_said_and_what_was_typed_stays(
    database: Database, owner: Browser, changes: dict[str, str], status: int, said: str
) -> None:
    usual = {"email": "new@example.org", "name": XSS, "role": "editor", "where": f"event:{SUMMIT.event.uid}"}

    refused = owner.submit("/console/accounts/new", "/console/accounts/new", usual | changes)

    assert (refused.status_code, said in refused.text) == (status, True)
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;"' in refused.text
    assert (XSS in refused.text, held(database, "new@example.org")) == (False, [])


def test_list_is_searched_and_asks_as_much_for_three_as_for_one(database: Database, owner: Browser) -> None:
    def questions(path: str) -> int:
        asked: list[str] = []

        def note(*arguments: object) -> None:
            asked.append(str(arguments[2]))

        listening.listen(database._engines.reader, "before_cursor_execute", note)
        owner.get(path)
        listening.remove(database._engines.reader, "before_cursor_execute", note)
        return len(asked)

    def fewest(path: str) -> int:
        """Without what the site asks for itself meanwhile."""
        return min(questions(path) for _ in range(4))

    database.write_now(make_account, "first@example.org", Role.EDITOR, event_uid=SUMMIT.event.uid)
    first = [fewest("/console/accounts"), fewest(ACCESS)]
    for name in "abc":
        database.write_now(make_account, f"{name}@example.org", Role.EDITOR, event_uid=SUMMIT.event.uid)
    assert [fewest("/console/accounts"), fewest(ACCESS)] == first
    found = owner.get("/console/accounts", params={"text": "b@ex", "role": "editor"}).text
    assert re.findall(r">([a-z]+@example\.org)</bdi></a>", found.partition("<tbody>")[2]) == ["b@example.org"]
    assert "Nobody found" in owner.get("/console/accounts?text=zzz").text


def test_organizer_lets_others_into_the_event_with_less(database: Database, organizer: Browser) -> None:
    page = organizer.get(ACCESS).text
    assert re.findall(r'type="radio" name="role" value="([a-z]+)"', page) == ["editor", "viewer"]

    fields = {"email": "partner@example.org", "role": "editor", "organization": BODY.uid}
    assert organizer.submit(ACCESS, ACCESS, fields).status_code == 303
    there = Reach(event_uid=SUMMIT.event.uid, organization_uid=BODY.uid)
    assert held(database, "partner@example.org") == [(Role.EDITOR, there)]
    shown = organizer.get(ACCESS).text
    assert ("partner@example.org" in shown, "sessions of Association of regions in" in shown) == (True, True)

    grant = f"{ACCESS}/{grant_of(database, 'partner@example.org')}"
    assert organizer.submit(ACCESS, grant, {"role": "organizer"}).status_code == 422
    organizer.submit(ACCESS, grant, {"role": "viewer"})
    assert held(database, "partner@example.org") == [(Role.VIEWER, there)]
    organizer.submit(ACCESS, f"{ACCESS}/{grant_of(database, 'partner@example.org')}", {"take": "1"})
    assert held(database, "partner@example.org") == []


def test_t_authz_1_organizer_of_an_event_gives_no_more_and_nowhere_else(database: Database, organizer: Browser) -> None:
    database.write_now(make_account, "elsewhere@example.org", Role.VIEWER, event_uid=EVENT)
    elsewhere = grant_of(database, "elsewhere@example.org")
    everywhere = grant_of(database, EMAIL)
    own = grant_of(database, "olga@example.org")

    answers = [
        organizer.submit(ACCESS, ACCESS, {"email": "x@example.org", "role": "organizer"}).status_code,
        organizer.submit(ACCESS, ACCESS, {"email": "x@example.org", "role": "owner"}).status_code,
        organizer.submit(ACCESS, f"{ACCESS}/{elsewhere}", {"take": "1"}).status_code,
        organizer.submit(ACCESS, f"{ACCESS}/{everywhere}", {"take": "1"}).status_code,
        organizer.submit(ACCESS, f"{ACCESS}/{own}", {"take": "1"}).status_code,
        organizer.get("/console/accounts").status_code,
        organizer.submit(ACCESS, "/console/accounts/new", {"email": "x@example.org", "role": "viewer"}).status_code,
        organizer.submit(ACCESS, page_of(database, EMAIL) + "/state", {"state": "disabled"}).status_code,
        organizer.get(page_of(database, EMAIL)).status_code,
    ]

    assert answers == [403, 422, 404, 404, 403, 403, 403, 403, 403]
    assert held(database, "x@example.org") == []
    assert held(database, EMAIL) == [(Role.ORGANIZER, EVERYWHERE)]
    assert held(database, "elsewhere@example.org") == [(Role.VIEWER, Reach(event_uid=EVENT))]
    assert held(database, "olga@example.org") == [(Role.ORGANIZER, Reach(event_uid=SUMMIT.event.uid))]


def test_t_authz_2_grant_of_another_account_is_not_changed_by_naming_it(database: Database, owner: Browser) -> None:
    refused = owner.submit(
        "/console/accounts", f"{page_of(database, OWNER)}/roles/{grant_of(database, EMAIL)}", {"take": "1"}
    )

    assert refused.status_code == 404
    assert held(database, EMAIL) == [(Role.ORGANIZER, EVERYWHERE)]


def test_partner_finds_their_sessions_from_the_first_page_on(database: Database, url: str, owner: Browser) -> None:
    database.write_now(
        lambda db: make_account(db, "eve@example.org", Role.EDITOR, organization_uid=BODY.uid, now=now())
    )
    event = f"/console/events/{SUMMIT.event.slug}/"

    with Browser(base_url=url) as eve:
        eve.log_in("eve@example.org")
        home, led = eve.get("/console/").text, eve.get(event)
        sessions = eve.get(led.headers["location"])
        areas = re.findall(
            rf'href="{event}([a-z]*)"', sessions.text.partition('<div class="parts"')[2].partition("</nav>")[0]
        )

    assert (f'href="{event}"' in home, re.findall(r'class="figure"[^>]*>([^<]*)<', home)[-3:-1]) == (True, ["–", "–"])
    assert (led.status_code, led.headers["location"], sessions.status_code) == (303, f"{event}sessions", 200)
    assert areas == ["sessions"]


def test_owner_turns_off_a_second_step_that_was_lost(database: Database, owner: Browser, url: str) -> None:
    page = page_of(database, EMAIL)
    assert "Turn the second step off" not in owner.get(page).text
    with Browser(base_url=url) as colleague:
        colleague.log_in()
        set_up(colleague)
        assert "Turn the second step off" in owner.get(page).text

        done = owner.submit(page, f"{page}/code", {})

        assert (done.status_code, done.headers["location"]) == (303, page)
        assert colleague.get("/console/account").headers["location"].startswith("/console/login")
        assert colleague.log_in().headers["location"] == "/console/"
    assert "turned the second step of the login off" in owner.get("/console/record").text


def test_owners_own_second_step_takes_a_code_to_be_turned_off(database: Database, owner: Browser) -> None:
    set_up(owner)
    page = page_of(database, OWNER)

    assert "Turn the second step off" not in owner.get(page).text
    assert owner.submit(page, f"{page}/code", {}).status_code == 409
    with database.read() as db:
        assert asks_code(db, get_account(db, OWNER).id)
