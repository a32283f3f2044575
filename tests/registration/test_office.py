"""The calendar entries that go with a registration's mails."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import icalendar
import pytest
from msgspec import structs

from events_service.database import Database
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.mail import queries
from events_service.mail.render import render
from events_service.programme.programme import Offer, OfferMode
from events_service.programme.timetable import Timetable
from events_service.registration.jobs import load_timetable
from events_service.registration.office import make_office
from tests.factories.released import publish_event
from tests.registration.site import Site, make_forum, open_site


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def calendars(site: Site) -> list[icalendar.Calendar]:
    """What goes with each mail, in the order they were queued."""
    office = make_office(site.database, site.app.settings)
    with site.database.read() as db:
        mails = sorted(queries.list_mails(db).mails, key=lambda mail: mail.id)
        letters = [render(queries.queued_of(mail, office.host), office) for mail in mails]
    return [icalendar.Calendar.from_ical(one.content) for letter in letters for one in letter.attachments]


def entries(site: Site) -> list[list[tuple[str, str, str]]]:
    """UID, STATUS and DTSTART of what goes with each mail."""
    return [
        [(str(entry["UID"]), str(entry["STATUS"]), f"{entry.start:%Y%m%d}") for entry in calendar.events]
        for calendar in calendars(site)
    ]


def test_ic_7_registered_for_the_event_alone_gets_the_event_all_day_and_its_end(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    forum = make_forum(event=Offer(OfferMode.REGISTRATION))
    own = structs.replace(forum.event, confirm_addresses=False)
    with open_site(database, database_url, tmp_path, structs.replace(forum, event=own)) as site:
        site.cancel(site.register("Amina").json()["id"])

        day = f"{forum.event.start_on:%Y%m%d}"
        assert entries(site) == [
            [(forum.event.uid, "CONFIRMED", day)],
            [(forum.event.uid, "CANCELLED", day)],
        ]


@pytest.mark.parametrize(("published", "named"), [("office@forum.example", "office@forum.example"), (None, "events@")])
def test_ic_27_organizer_is_the_published_address_else_who_sends(
    database: Database, database_url: str, tmp_path: Path, published: str | None, named: str
) -> None:
    forum = make_forum(event=Offer(OfferMode.REGISTRATION))
    contact = (ContactPoint(ContactKind.EMAIL, published),) if published else ()
    own = structs.replace(forum.event, confirm_addresses=False, contact=contact)
    with open_site(database, database_url, tmp_path, structs.replace(forum, event=own)) as site:
        site.register("Amina")

        (calendar,) = calendars(site)
        assert str(calendar.events[0]["ORGANIZER"]).startswith(f"mailto:{named}")


def test_event_asked_for_by_many_threads_at_once_is_laid_out_once(database: Database) -> None:
    uid = publish_event(database, make_forum(sessions=60)).event.uid
    together = Barrier(8)

    def ask(_: int) -> Timetable | None:
        together.wait()
        return load_timetable(database, uid)

    with ThreadPoolExecutor(8) as threads:
        timetables = list(threads.map(ask, range(8)))

    assert timetables[0] is not None
    assert [timetable is timetables[0] for timetable in timetables] == [True] * 8
