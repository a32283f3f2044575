"""An organizer at the console with a browser, who finds everything by the words on the screen."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from events_service.calendars.words import language_name
from events_service.countries import country_name
from events_service.programme.room_names import say_room
from events_service.translations import translator

PATIENCE = 30_000
"""Milliseconds: on a busy machine a page may take its time."""
NAME, EMAIL, PASSWORD = "Amina Berrada", "amina@example.org", "a better password"
EVENT = {"en": "Africities 8", "fr": "Africités 8", "ar": "أفريسيتي 8"}
VENUE = {"en": "Palmeraie Centre", "fr": "Centre de la Palmeraie", "ar": "مركز النخيل"}
ROOMS = {
    "dakhla": {"en": "Dakhla", "ar": "الداخلة"},
    "agadir": {"en": "Agadir", "ar": "أكادير"},
    "fes": {"en": "Fez", "fr": "Fès", "ar": "فاس"},
}
SOU_75 = {
    "en": "Moving through African cities",
    "fr": "Se déplacer dans les villes d’Afrique",
    "ar": "التنقل في مدن أفريقيا",
}


class Organizer:
    """`say` puts what is asked for into the language of the screen."""

    def __init__(self, page: Page, url: str, language: str) -> None:
        self.page, self.url, self.language = page, url, language
        page.set_default_timeout(PATIENCE)

    def say(self, msgid: str, /, **values: Any) -> str:
        return translator(self.language).gettext(msgid).format(**values)

    def named(self, text: Mapping[str, str]) -> str:
        """A text of the event's as this reader finds it."""
        return text.get(self.language) or text["en"]

    def room(self, key: str) -> str:
        """Room Dakhla, as lists of rooms say it."""
        return say_room(ROOMS[key], self.language, tuple(EVENT))[0]

    # What hands do

    def press(self, msgid: str, **values: Any) -> None:
        """A button by its whole name; the last one, where a page has it above and below."""
        self.page.get_by_role("button", name=self.say(msgid, **values), exact=True).last.click()

    def follow(self, msgid: str, within: Locator | None = None) -> None:
        (within or self.page.locator("main")).get_by_role("link", name=self.say(msgid), exact=True).first.click()

    def field(self, msgid: str) -> Locator:
        """What stands behind a label, whatever says besides that it is needed or may be left out."""
        label = re.compile(f"^{re.escape(self.say(msgid))}( \\(.*)?$")
        return self.page.get_by_label(label).first

    def write(self, msgid: str, value: str) -> None:
        self.field(msgid).fill(value)

    def choose(self, msgid: str, option: str) -> None:
        self.field(msgid).select_option(label=option)

    def write_texts(self, msgid: str, texts: Mapping[str, str]) -> None:
        """A text in several languages, side by side."""
        label = re.compile(f"^{re.escape(self.say(msgid))}( \\(.*)?$")
        group = self.page.get_by_role("group", name=label).first
        for tag, said in texts.items():
            group.get_by_label(language_name(tag, self.language), exact=True).fill(said)

    def open_area(self, msgid: str) -> None:
        """One of the areas of the event."""
        self.follow(msgid, self.page.get_by_role("navigation", name=self.named(EVENT)))
        expect(self.page.locator("h1")).to_be_visible()

    def heading(self, msgid: str, **values: Any) -> None:
        expect(self.page.locator("h1")).to_have_text(self.say(msgid, **values))

    # The half hour, step by step

    def begin(self) -> None:
        """From the address of the site alone: its front page leads to the page that makes the first account."""
        self.page.goto(self.url)
        self.follow("Organizers begin here")
        self.heading("Set up this site")
        self.write("Your name", NAME)
        self.write("E-mail address", EMAIL)
        self.write("Password", PASSWORD)
        self.write("Password once more", PASSWORD)

    def log_in(self) -> None:
        self.page.goto(f"{self.url}/console/")
        self.write("E-mail address", EMAIL)
        self.write("Password", PASSWORD)
        self.press("Log in")
        self.heading("Events")

    def describe_event(self) -> None:
        self.follow("Add an event")
        self.write_texts("Title", EVENT)
        self.write("First day", "2018-11-20")
        self.write("Last day", "2018-11-24")
        self.write("Time zone", "Africa/Casablanca")
        self.write_texts("City", {"en": "Marrakesh", "fr": "Marrakech", "ar": "مراكش"})
        self.choose("Country", country_name("MA", self.language))
        for tag in EVENT:
            expect(self.page.get_by_label(language_name(tag, self.language), exact=True).last).to_be_checked()

    def add_places(self) -> None:
        self.open_area("Places and tracks")
        self.follow("Add a venue")
        self.write_texts("Name", VENUE)
        self.press("Save")
        for name in ROOMS.values():
            self.follow("Add a room")
            self.write_texts("Name", name)
            self.choose("Venue", self.named(VENUE))
            self.write("Number of places", "120")
            self.press("Save")
        self.heading("Places and tracks")

    def paste(self, text: str) -> None:
        self.open_area("Paste a programme")
        self.write("Text", text)

    def describe_session(self) -> None:
        """A neighbour of SOU 84, by hand; in the same room, by mistake."""
        self.open_area("Sessions")
        self.follow("Add a session")
        self.write("Code", "SOU 75")
        self.write_texts("Title", SOU_75)
        self.write("Begins", "2018-11-21T09:30")
        self.write("Ends", "2018-11-21T11:00")
        self.choose("Room", self.named(ROOMS["dakhla"]))

    def find_place(self, code: str) -> None:
        """Out of the conflict that somebody typed: a free place for this session."""
        self.open_area("Conflicts")
        taken_twice = self.page.get_by_role("listitem").filter(has_text=self.say("Room taken twice"))
        taken_twice.get_by_role("link").filter(has_text=code).first.click()
        self.heading("Find a room and time")

    def move_to(self, room: str) -> None:
        """The best of the free places in this room."""
        act = re.compile(f"^{re.escape(self.say('Move here'))}.*{re.escape(self.room(room))}")
        self.page.get_by_role("button", name=act).first.click()

    def pick_up(self, code: str) -> Locator:
        """A session of the timetable, with the keyboard."""
        block = self.page.get_by_role("application").get_by_role("button", name=re.compile(code))
        block.focus()
        self.page.keyboard.press("Enter")
        return block

    def saved(self) -> None:
        expect(self.page.get_by_role("status").filter(has_text=self.say("Saved"))).to_be_visible()

    def preview_link(self) -> str:
        self.open_area("Publish")
        link = self.page.get_by_role("textbox", name=self.say("Preview")).input_value()
        assert urlsplit(link).path.startswith("/preview/")
        return link

    def publish(self, **note: str) -> None:
        """`en="…", fr="…"`: a note for readers."""
        self.open_area("Publish")
        self.write_texts("Note for readers", note)
        self.press("Publish")

    def change_room(self, code: str, room: str) -> None:
        self.open_area("Sessions")
        self.page.get_by_role("link", name=re.compile(code)).click()
        self.choose("Room", self.named(ROOMS[room]))
        self.press("Save")
        self.saved()

    def publish_alone(self, code: str) -> None:
        """Of all that would change, this session."""
        self.open_area("Publish")
        self.page.get_by_label(self.say("Only what is ticked below; it counts as ready")).check()
        self.page.get_by_role("checkbox", name=re.compile(code)).check()
        self.press("Publish")
