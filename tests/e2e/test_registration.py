"""The whole way of two participants, in Chromium, with a real mail server: from a session's page to its last place.

Amina takes the only place, confirms it by the button behind the mailed link, and gives it back by the link in her
confirmation; Bashir, who waited, moves up and is told. His calendar follows.
"""

import re
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Page, expect

from events_service.database import Database
from events_service.programme.programme import Offer, OfferMode
from events_service.translations import translator
from tests.registration.site import Site, make_forum, open_site
from tests.support.browser import OpenPage
from tests.support.smtp_sink import Sink

SECONDS = 20
LINK = re.compile(r"http://127\.0\.0\.1:\d+/(?:en|fr|ar)/registrations/[\w-]+/")


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
def site(database: Database, database_url: str, tmp_path: Path, smtp_sink: Sink) -> Iterator[Site]:
    forum = make_forum(capacity=1, event=Offer(OfferMode.REGISTRATION))
    mail = {"smtp_url": smtp_sink.url, "mail_from": "Forum <events@example.org>"}
    with open_site(database, database_url, tmp_path, forum, works=True, **mail) as site:
        yield site


class Reader:
    """Somebody with a browser in a language, and a mailbox."""

    def __init__(self, page: Page, site: Site, sink: Sink, name: str, language: str) -> None:
        self.page, self.site, self.sink, self.name, self.language = page, site, sink, name, language
        self.address = f"{name.lower()}@example.org"
        self._read = 0

    def say(self, msgid: str, **values: Any) -> str:
        return translator(self.language).gettext(msgid).format(**values)

    def register(self) -> None:
        """From the page of the first session, by its button."""
        page = self.page
        page.goto(f"{self.site.url}/{self.language}/{self.site.event}/sessions/{self.site.sessions[0]}/")
        page.get_by_role("link", name=self.say("Register"), exact=True).click()
        expect(page.locator("input[name=sessions]:checked")).to_have_value(self.site.sessions[0])
        page.get_by_label(self.say("Name"), exact=True).fill(self.name)
        page.get_by_label(self.say("E-mail address"), exact=True).fill(self.address)
        page.get_by_role("button", name=self.say("Register"), exact=True).click()
        expect(page.locator("h1")).to_have_text(self.say("One step is left"))
        expect(page.locator("p.lead")).to_contain_text(self.address)

    def next_mail(self) -> EmailMessage:
        """The next that comes in to this address."""
        until(lambda: len(self._mails()) > self._read)
        self._read += 1
        return self._mails()[self._read - 1]

    def follow(self, mail: EmailMessage) -> None:
        """The link of the mail that shows the registration."""
        text = mail.get_body(("plain",))
        assert text is not None
        self.page.goto(LINK.findall(text.get_content())[0])

    def press(self, act: str) -> None:
        self.page.locator(f"button[value={act}]").first.click()

    def flags(self) -> list[str]:
        return self.page.locator("ul.rows .flag").all_inner_texts()

    def _mails(self) -> list[EmailMessage]:
        return [received.message for received in self.sink.received if received.recipients == [self.address]]


def until(so: Callable[[], bool]) -> None:
    """Wait for what the worker does."""
    end = time.monotonic() + SECONDS
    while not so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def status_in(mail: EmailMessage) -> list[tuple[str, str]]:
    """METHOD and STATUS of the calendar entries that came with a mail."""
    found = []
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            calendar = icalendar.Calendar.from_ical(part.get_content())
            found += [(str(part.get_param("method")), str(entry["STATUS"])) for entry in calendar.events]
    return found


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_last_place_is_taken_given_back_and_taken_again(
    site: Site, open_page: OpenPage, smtp_sink: Sink, language: str
) -> None:
    amina = Reader(open_page(), site, smtp_sink, "Amina", language)
    bashir = Reader(open_page(viewport={"width": 360, "height": 740}), site, smtp_sink, "Bashir", language)

    amina.register()
    amina.follow(amina.next_mail())
    amina.press("confirm")
    expect(amina.page.locator("h1")).to_have_text(amina.say("You are registered"))
    bashir.register()
    bashir.follow(bashir.next_mail())
    bashir.press("confirm")
    expect(bashir.page.locator("ul.rows .flag")).to_have_text(bashir.say("Waiting list, number {position}", position=1))
    confirmed, waiting = amina.next_mail(), bashir.next_mail()
    assert (status_in(confirmed), status_in(waiting)) == ([("PUBLISH", "CONFIRMED")], [("PUBLISH", "TENTATIVE")])

    amina.follow(confirmed)
    amina.page.get_by_text(amina.say("Cancel the whole registration")).click()
    amina.press("cancel")
    expect(amina.page.locator("h1")).to_have_text(amina.say("This registration is cancelled"))
    moved_up, cancelled = bashir.next_mail(), amina.next_mail()
    bashir.follow(moved_up)
    assert bashir.flags() == [bashir.say("Confirmed")]
    assert (status_in(moved_up), status_in(cancelled)) == ([("PUBLISH", "CONFIRMED")], [("PUBLISH", "CANCELLED")])

    bashir.page.get_by_text(bashir.say("Subscribe to my calendar")).click()
    feed = bashir.page.get_by_label(bashir.say("Address of this calendar")).input_value()
    entries = icalendar.Calendar.from_ical(site.client.get(feed).text).events
    assert [(str(entry["STATUS"]), str(entry["TRANSP"])) for entry in entries] == [("CONFIRMED", "OPAQUE")]


def test_registering_works_without_scripts(site: Site, open_page: OpenPage, smtp_sink: Sink) -> None:
    amina = Reader(open_page(java_script_enabled=False), site, smtp_sink, "Amina", "fr")

    amina.register()
    amina.follow(amina.next_mail())
    amina.press("confirm")

    expect(amina.page.locator("h1")).to_have_text("Vous êtes inscrit·e")
