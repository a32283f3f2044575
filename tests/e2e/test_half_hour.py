"""The half hour of an organizer who has never seen this: from a page in a mail to a programme that is published.

A new site and a browser, and nothing that is not said on the screen. One walk in three languages; what follows the
first publication once, on a phone; and the daily round with the keyboard alone.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import icalendar
import pytest
from playwright.sync_api import expect

from events_service.app import create_app
from events_service.database import Database
from events_service.settings import load
from tests.e2e.organizer import EVENT, PATIENCE, SOU_75, Organizer
from tests.support.browser import OpenPage
from tests.support.live_server import address, bound_socket, live_server
from tests.support.needs import seeds

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
SECRET = "5d0e8c2b7f31496aa4c9e1d07b6f2853"
ZONE = ZoneInfo("Africa/Casablanca")
SOU_84 = "Partnering to last: the challenge of the commitment pact between the players of the Territory"


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def url(database: Database, database_url: str, tmp_path: Path) -> Iterator[str]:
    """A site on the machine of whoever sets it up, with nothing in it."""
    with new_site(database, database_url, tmp_path) as url:
        yield url


@contextmanager
def new_site(database: Database, database_url: str, folder: Path) -> Iterator[str]:
    sock = bound_socket()
    settings = load(None, base_url=address(sock), secret_key=SECRET, database_url=database_url, data_dir=folder)
    with live_server(create_app(settings, database, local=True), sock, proxy_headers=False) as url:
        yield url


@pytest.fixture
def page_in_a_mail() -> str:
    """The text of the page about SOU 84, as it was copied."""
    return seeds("000_*.txt")[0].read_text(encoding="utf-8")


def walk(amina: Organizer, page_in_a_mail: str) -> None:
    """From the first page to the first publication."""
    page, say = amina.page, amina.say
    amina.begin()
    amina.press("Make the account and begin")
    amina.heading("Events")
    amina.describe_event()
    amina.press("Add the event")
    expect(page.locator("h1")).to_have_text(amina.named(EVENT))
    amina.add_places()

    amina.paste(page_in_a_mail)
    amina.press("Read it")
    proposal = page.get_by_role("group", name=re.compile("SOU 84"))
    assert proposal.get_by_label(say("Title"), exact=True).input_value() == SOU_84
    assert proposal.get_by_label(say("Begins"), exact=True).input_value() == "09:30"
    assert proposal.get_by_label(say("Room"), exact=True).input_value() in ("Dakhla", amina.room("dakhla"))
    assert "05 37 20 59 03" in proposal.get_by_label(say("Organizers"), exact=True).input_value()
    assert proposal.get_by_label(say("Objectives"), exact=True).input_value().count("\n") == 2
    proposal.get_by_label(say("Track"), exact=True).fill("Territories")
    amina.press("Take into the working version")
    amina.heading("Taken into the working version")
    amina.describe_session()
    amina.press("Save")
    amina.saved()

    amina.open_area("Conflicts")
    taken_twice = page.get_by_role("listitem").filter(has_text=say("Room taken twice"))
    expect(taken_twice).to_contain_text("SOU 84")
    amina.find_place("SOU 75")
    amina.move_to("agadir")
    amina.open_area("Conflicts")
    expect(taken_twice).to_have_count(0)

    amina.open_area("Timetable")
    amina.pick_up("SOU 75")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    amina.saved()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_page_from_a_mail_becomes_a_published_programme(
    url: str, open_page: OpenPage, page_in_a_mail: str, language: str
) -> None:
    amina = Organizer(open_page(viewport=DESK, locale=language), url, language)
    walk(amina, page_in_a_mail)

    guest = open_page(amina.preview_link(), viewport=PHONE, locale=language)
    expect(guest.get_by_role("link", name=re.compile(SOU_84))).to_be_visible()
    expect(guest.locator(".preview-bar")).to_be_visible()
    assert httpx.get(f"{url}/{language}/africities-8/").status_code == 404

    amina.publish(**{language: "The first two sessions"})
    expect(amina.page.get_by_text(amina.say("Version {number} is published", number=1))).to_be_visible()
    amina.follow("Public page")
    reader = amina.page
    expect(reader.locator("h1")).to_have_text(amina.named(EVENT))
    expect(reader.get_by_role("link", name=amina.named(SOU_75))).to_be_visible()
    reader.get_by_role("link", name=re.compile(SOU_84)).click()
    expect(reader.get_by_role("link", name="05 37 20 59 03")).to_be_visible()
    assert entries(url) == {"SOU 84": "09:30", "SOU 75": "09:40"}
    reader.goto(f"{url}/ar/africities-8/")
    expect(reader.locator("html")).to_have_attribute("dir", "rtl")
    expect(reader.locator("h1")).to_have_text(EVENT["ar"])
    expect(reader.get_by_role("link", name=SOU_75["ar"])).to_be_visible()


def entries(url: str) -> dict[str, str]:
    """What somebody who subscribed has in the calendar: hours by code."""
    calendar = icalendar.Calendar.from_ical(httpx.get(f"{url}/en/africities-8/calendar.ics").text)
    return {str(entry["SUMMARY"])[:6]: f"{entry.DTSTART.astimezone(ZONE):%H:%M}" for entry in calendar.events}


def test_one_room_is_changed_and_published_alone_from_a_phone_and_then_taken_back(
    url: str, open_page: OpenPage, page_in_a_mail: str
) -> None:
    desk = Organizer(open_page(viewport=DESK, locale="en"), url, "en")
    walk(desk, page_in_a_mail)
    desk.publish()
    desk.follow("Public page")
    expect(desk.page.get_by_role("listitem").filter(has_text="SOU 84")).to_contain_text("Room Dakhla")
    desk.page.goto(f"{url}/console/events/africities-8/")
    desk.change_room("SOU 75", "fes")
    phone = Organizer(open_page(viewport=PHONE, has_touch=True, locale="en"), url, "en")
    phone.log_in()
    phone.follow("Africities 8")

    began = time.monotonic()
    phone.change_room("SOU 84", "fes")
    phone.publish_alone("SOU 84")
    expect(phone.page.get_by_text("Version 2 is published")).to_be_visible()
    assert time.monotonic() - began < 60

    public = phone.page
    phone.follow("Public page")
    rows = public.get_by_role("listitem")
    expect(rows.filter(has_text="SOU 84")).to_contain_text("Room Fez")
    expect(rows.filter(has_text="SOU 75")).to_contain_text("Room Agadir")
    desk.page.goto(f"{url}/en/africities-8/")
    desk.page.goto(f"{url}/console/events/africities-8/publish")
    expect(desk.page.get_by_role("listitem").filter(has_text="SOU 75").first).to_contain_text("Another room")
    desk.page.get_by_role("link", name=re.compile("Go back to it.*1")).click()
    expect(desk.page.get_by_role("listitem").filter(has_text="SOU 84")).to_contain_text("Another room")
    desk.page.get_by_role("button", name="Publish version 1 again").click()
    expect(desk.page.get_by_text("Version 3 is published")).to_be_visible()
    desk.follow("Public page")
    expect(desk.page.get_by_role("listitem").filter(has_text="SOU 84")).to_contain_text("Room Dakhla")
