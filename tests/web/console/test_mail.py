"""The console's mail pages: what is shown to whom, and what can be done."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page
from sqlalchemy import event
from sqlmodel import select

from events_service.accounts.models import AuditEntry, Role
from events_service.database import Database, DbSession, new_id
from events_service.mail import outbox, queries, relay, suppression
from events_service.mail.letter import TOKEN, Link
from events_service.mail.models import MailState, OutboxMail
from events_service.mail.outbox import Outcome, Taken
from events_service.mail.verdict import Ending, Verdict
from events_service.secret_links import Reference
from events_service.zones import now
from tests.accounts.people import EVENT, OTHER_EVENT, PASSWORD, make_account
from tests.mail.letters import UID, make_context, make_letter
from tests.web.console.site import EMAIL, Browser, console_site

Queue = Callable[..., str]


@pytest.fixture
def queue(database: Database) -> Queue:
    """`queue(state=…, **changes)` puts a mail into the outbox and leaves it in that state; gives its id."""

    def act(db: DbSession, state: MailState, changes: dict[str, Any]) -> str:
        links = {
            "manage": Link(("en", "registrations", TOKEN), Reference("manage", UID)),
            "confirm": Link(("en", "registrations", TOKEN), Reference("manage", UID)),
            "first": Link(("en", "forum", "sessions", "a")),
        }
        letter = make_letter(**{"links": links, "attachments": (), "event_uid": EVENT} | changes)
        outbox.queue(db, letter, new_id(), now())
        if state is not MailState.QUEUED:
            (taken,) = outbox.take(db, now(), timedelta(minutes=5), 1, "127.0.0.1")
            outbox.settle(db, [Outcome(taken, state, 550, "5.1.1 no such user")], now())
        return queries.list_mails(db, limit=1).mails[0].id

    return lambda state=MailState.QUEUED, **changes: database.write_now(act, state, changes)


@pytest.fixture
def organizer(url: str) -> Iterator[Browser]:
    with Browser(base_url=url) as organizer:
        organizer.log_in()
        yield organizer


def state_of(database: Database, mail_id: str) -> OutboxMail:
    with database.read() as db:
        return queries.get_mail(db, mail_id)


def test_list_shows_subject_recipient_and_state(organizer: Browser, queue: Queue) -> None:
    queue(MailState.FAILED, recipient="first@example.org")
    queue(locale="ar", recipient="second@example.org")

    page = organizer.get("/console/mail").text

    assert page.index("second@example.org") < page.index("first@example.org")
    assert "Registration confirmed: Africities 8" in page
    assert ' lang="ar" dir="rtl">تأكيد التسجيل: أفريسيتي 8</a>' in page
    assert "5.1.1 no such user" in page
    assert "No mail server is set up" in page


@pytest.mark.parametrize(
    ("chosen", "shown"), [("failed", ["b@"]), ("kept", ["c@"]), ("waiting", ["a@"]), ("x", ["a@", "b@", "c@"])]
)
def test_list_of_one_state(organizer: Browser, queue: Queue, chosen: str, shown: list[str]) -> None:
    queue(MailState.KEPT, recipient="c@example.org")
    queue(MailState.FAILED, recipient="b@example.org")
    queue(recipient="a@example.org")

    page = organizer.get("/console/mail", params={"state": chosen}).text

    assert [name for name in ("a@", "b@", "c@") if f"{name}example.org" in page] == shown


def test_list_in_pages(organizer: Browser, queue: Queue) -> None:
    for number in range(52):
        queue(recipient=f"p{number}@example.org")

    first = organizer.get("/console/mail").text
    older = first.split("/console/mail?before=")[1].split('"')[0]
    second = organizer.get("/console/mail", params={"before": older}).text

    assert first.count("@example.org</bdi></td>") == 50
    assert [number for number in range(52) if f">p{number}@example.org<" in second] == [0, 1]
    assert "Older" in first
    assert "Older" not in second


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_as_often_for_three_as_for_one(
    organizer: Browser, queue: Queue, database: Database, number: int
) -> None:
    for _ in range(number):
        queue()
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(database._engines.reader, "before_cursor_execute", note)
    organizer.get("/console/mail")
    event.remove(database._engines.reader, "before_cursor_execute", note)

    # The look for news, once a second, may fall into the same moment: it asks for neither logins nor mails.
    assert len([said for said in statements if "FROM login" in said or "FROM outbox_mail" in said]) == 4


def test_kept_mail_shows_its_links_and_a_sent_one_hides_them(organizer: Browser, queue: Queue) -> None:
    kept = organizer.get(f"/console/mail/{queue(MailState.KEPT)}").text
    sent_id = queue(MailState.SENT)
    sent = organizer.get(f"/console/mail/{sent_id}").text + organizer.get(f"/console/mail/{sent_id}/html").text

    token = kept.split("/en/registrations/")[1].split("/")[0]
    assert len(token) == 52
    assert token not in sent
    assert "/en/registrations/%E2%80%A6/" in sent
    assert "it belongs to its recipient" in sent


def test_html_of_a_mail_in_a_sandbox(organizer: Browser, queue: Queue) -> None:
    context = make_context() | {"participant": {"name": "<script>alert(1)</script>"}}
    answer = organizer.get(f"/console/mail/{queue(context=context)}/html")

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'")
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert "<script" not in answer.text
    assert '<head><base target="_blank">' in answer.text.replace("\n", "")


def test_mail_that_cannot_be_written_is_shown_all_the_same(organizer: Browser, queue: Queue) -> None:
    mail_id = queue(kind="no_such_mail")

    assert "there is no template no_such_mail/subject.txt" in organizer.get(f"/console/mail/{mail_id}").text
    assert "no_such_mail" in organizer.get("/console/mail").text
    assert organizer.get(f"/console/mail/{mail_id}/html").status_code == 404


@pytest.mark.parametrize("mail_id", ["x", "..%2Flogin", "018f4d5e-7a10-7c3e-9b1f-3d2a5c6e7f80", "%00"])
def test_no_such_mail(organizer: Browser, mail_id: str) -> None:
    assert organizer.get(f"/console/mail/{mail_id}").status_code == 404


@pytest.mark.parametrize("text", ["0" * 36, "z" * 36, "018F4D5E-7A10-7C3E-9B1F-3D2A5C6E7F80"])
def test_text_as_long_as_an_id_is_no_mail_and_no_place_in_the_list(organizer: Browser, queue: Queue, text: str) -> None:
    queue()

    asked = [organizer.get(f"/console/mail/{text}{part}").status_code for part in ("", "/html", "/attachments/0")]
    tried = organizer.submit("/console/", f"/console/mail/{text}/again", {}).status_code
    listed = organizer.get("/console/mail", params={"before": text})

    assert (asked, tried) == ([404] * 3, 404)
    assert (listed.status_code, listed.text.count("@example.org</bdi></td>")) == (200, 1)


def test_t_authz_1_organizer_of_one_event_reads_that_event_s_mails(database: Database, url: str, queue: Queue) -> None:
    own, other, general = queue(), queue(event_uid=OTHER_EVENT, recipient="b@x.org"), queue(event_uid=None)
    database.write_now(lambda db: make_account(db, "bob@example.org", Role.ORGANIZER, event_uid=EVENT, now=now()))

    with Browser(base_url=url) as bob:
        bob.log_in("bob@example.org")
        listed = bob.get("/console/mail").text
        answers = {
            (mail_id, part): bob.get(f"/console/mail/{mail_id}{part}").status_code
            for mail_id in (own, other, general)
            for part in ("", "/html")
        }
        tried = bob.submit("/console/", f"/console/mail/{other}/again", {}).status_code
        server = bob.submit("/console/", "/console/mail-server", {}).status_code

    assert "b@x.org" not in listed
    assert listed.count("</bdi></td>") == 1
    assert {asked for asked, status in answers.items() if status == 200} == {(own, ""), (own, "/html")}
    assert {status for (mail_id, _), status in answers.items() if mail_id != own} == {404}
    assert (tried, server) == (404, 403)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_t_authz_1_who_only_types_in_sessions_reads_no_mail(
    database: Database, url: str, queue: Queue, role: Role
) -> None:
    mail_id = queue()
    database.write_now(lambda db: make_account(db, "carol@example.org", role, now=now()))

    with Browser(base_url=url) as carol:
        carol.log_in("carol@example.org")
        answers = [
            carol.get(f"/console/mail{part}").status_code
            for part in ("", f"/{mail_id}", f"/{mail_id}/html", f"/{mail_id}/attachments/0")
        ]
        tried = carol.submit("/console/", f"/console/mail/{mail_id}/again", {}).status_code
        home = carol.get("/console/")

    assert answers == [403] * 4
    assert tried == 403
    assert (home.status_code, "tallies" in home.text, "/console/mail" in home.text) == (200, False, False)


def test_organizer_of_one_event_is_not_told_how_long_others_mails_wait(
    database: Database, url: str, queue: Queue, organizer: Browser
) -> None:
    queue(event_uid=OTHER_EVENT)
    database.write_now(lambda db: make_account(db, "bob@example.org", Role.ORGANIZER, event_uid=EVENT, now=now()))

    with Browser(base_url=url) as bob:
        bob.log_in("bob@example.org")
        pages = [visitor.get("/console/mail").text for visitor in (bob, organizer)]
        queue()
        pages.append(bob.get("/console/mail").text)

    assert ["The oldest waits for" in page for page in pages] == [False, True, True]


@pytest.mark.parametrize("ending", [Ending.LOGIN_REFUSED, Ending.SERVER_AWAY])
def test_only_who_may_ask_the_mail_server_at_once_is_offered_it(
    database: Database, database_url: str, tmp_path: Path, ending: Ending
) -> None:
    database.write_now(relay.note_failure, Verdict(ending, 535, "5.7.8 no"), now())
    database.write_now(lambda db: make_account(db, "bob@example.org", Role.ORGANIZER, event_uid=EVENT, now=now()))
    with (
        console_site(database, database_url, tmp_path, smtp_url="smtp://127.0.0.1:9") as url,
        Browser(base_url=url) as bob,
        Browser(base_url=url) as organizer,
    ):
        bob.log_in("bob@example.org")
        organizer.log_in()
        pages = [visitor.get("/console/mail").text for visitor in (bob, organizer)]

    assert [("5.7.8 no" in page, "Try now" in page) for page in pages] == [(True, False), (True, True)]


def test_without_a_login_nothing_is_shown(url: str, queue: Queue) -> None:
    mail_id = queue()

    with Browser(base_url=url) as nobody:
        answers = [
            nobody.get(path).status_code
            for path in ("/console/", "/console/mail", f"/console/mail/{mail_id}", f"/console/mail/{mail_id}/html")
        ]
    assert answers == [303] * 4


def test_failed_mail_sent_again(database: Database, database_url: str, tmp_path: Path, queue: Queue) -> None:
    mail_id = queue(MailState.FAILED)
    with (
        console_site(database, database_url, tmp_path, smtp_url="smtp://127.0.0.1:9") as url,
        Browser(base_url=url) as organizer,
    ):
        organizer.log_in()
        assert "Send now" in organizer.get(f"/console/mail/{mail_id}").text
        answer = organizer.submit(f"/console/mail/{mail_id}", f"/console/mail/{mail_id}/again", {})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/console/mail/{mail_id}")
    assert state_of(database, mail_id).state is MailState.QUEUED


@pytest.mark.parametrize(
    ("state", "lifted", "acts"), [(MailState.FAILED, True, ["send_mail_again"]), (MailState.SENT, False, [])]
)
def test_address_is_written_to_again_only_with_a_mail_that_is_sent_again(
    database: Database, organizer: Browser, queue: Queue, state: MailState, lifted: bool, acts: list[str]
) -> None:
    mail_id = queue(state)
    mail = state_of(database, mail_id)
    taken = Taken(mail_id, mail.letter, "<1@example.org>", now(), now(), 1)
    database.write_now(suppression.note_refusal, Outcome(taken, MailState.FAILED, 550, "5.1.1 no such user"))

    organizer.submit("/console/", f"/console/mail/{mail_id}/again", {})

    with database.read() as db:
        entries = db.exec(select(AuditEntry).where(AuditEntry.subject == f"mail:{mail_id}")).all()
        assert suppression.refusals(db, [taken]) == ({} if lifted else {mail_id: 1})
    assert [(entry.act, entry.event_uid) for entry in entries] == [(act, EVENT) for act in acts]


def test_mail_server_that_refuses_us_is_said_and_tried_on_request(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    verdict = Verdict(Ending.LOGIN_REFUSED, 535, "5.7.8 <b>no</b>")
    database.write_now(relay.note_failure, verdict, now())
    with (
        console_site(database, database_url, tmp_path, smtp_url="smtp://127.0.0.1:9") as url,
        Browser(base_url=url) as organizer,
    ):
        organizer.log_in()
        page = organizer.get("/console/mail").text
        organizer.submit("/console/mail", "/console/mail-server", {})

    assert "The mail server refuses our name or password" in page
    assert "535 5.7.8 &lt;b&gt;no&lt;/b&gt;" in page
    with database.read() as db:
        assert relay.condition(db).paused_until is None


def test_person_logs_in_and_reads_a_mail_in_chromium(url: str, queue: Queue, page: Page) -> None:
    queue(MailState.KEPT, recipient="amina@example.org")

    page.goto(f"{url}/console/mail")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Registration confirmed: Africities 8").click()
    inside = page.frame_locator("iframe")
    inside.get_by_role("heading", name="Registration confirmed").wait_for()
    with page.expect_popup() as opened:
        inside.get_by_role("link", name="See or change the registration").click()

    assert opened.value.url.startswith(f"{url}/en/registrations/")


def test_script_in_a_mail_never_runs(url: str, queue: Queue, page: Page) -> None:
    name = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    mail_id = queue(MailState.KEPT, context=make_context() | {"participant": {"name": name}}, recipient_name=name)
    fired: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        fired.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)

    page.goto(f"{url}/console/login?next=/console/mail/{mail_id}")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.frame_locator("iframe").get_by_role("heading", name="Registration confirmed").wait_for()

    assert fired == []
