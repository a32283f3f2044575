"""Where registration's mails are written: the site, the sender, and the calendar entries that go with them."""

from email.utils import parseaddr
from functools import lru_cache, partial
from urllib.parse import urlsplit

from events_service.addresses import Site
from events_service.calendars.invitation import METHOD, invitation
from events_service.calendars.vevent import Seat
from events_service.database import Database
from events_service.mail.mime import Attachment
from events_service.mail.render import Office, Queued
from events_service.programme.timetable import Timetable
from events_service.registration.emails import CALENDAR
from events_service.registration.jobs import load_timetable
from events_service.registration.models import SeatState
from events_service.registration.personal_feed import stamp_of
from events_service.settings import Settings
from events_service.zones import now


def make_office(database: Database, settings: Settings) -> Office:
    site = Site(settings.base_url, settings.site_name)
    sender = settings.mail_from or f"{settings.site_name} <events@{urlsplit(settings.base_url).hostname}>"
    return Office(
        site=site,
        sender=sender,
        keys=settings.secret_keys,
        privacy_url=settings.privacy_url,
        attachments={CALENDAR: partial(attach_calendar, database, site, parseaddr(sender)[1])},
    )


def attach_calendar(database: Database, site: Site, sender: str, queued: Queued) -> Attachment | None:
    """The sessions a mail speaks of as one .ics, or the event where it speaks of none; None where none has a time."""
    letter = queued.letter
    timetable = _timetable(database, letter.event_uid or "", int(now().timestamp()) // 5)
    if timetable is None:
        return None
    said = {session["uid"]: session["state"] for session in letter.context["sessions"]}
    changes = int(letter.context["changes"])
    sessions = (*timetable.sessions, *timetable.programme.tombstones)
    whole = Seat(changes=changes, cancelled=bool(letter.context["whole"]))
    content = invitation(
        [(session, _seat(said[session.uid], changes)) for session in sessions if session.uid in said],
        timetable,
        site,
        letter.locale,
        made_at=queued.queued_at,
        # Whom the organizer published for questions (IC-27), else who sends: PUBLISH cannot be without.
        organizer=(letter.sender_name or site.name, letter.reply_to or sender),
        event=None if said else (stamp_of(timetable.event, queued.queued_at), whole),
    )
    if content is None:
        return None
    return Attachment("calendar.ics", content, "text/calendar", {"charset": "utf-8", "method": METHOD})


def _seat(state: str, changes: int) -> Seat:
    return Seat(changes=changes, waiting=state == SeatState.WAITLISTED, cancelled=state == SeatState.CANCELLED)


@lru_cache(maxsize=8)
def _timetable(database: Database, event_uid: str, moment: int) -> Timetable | None:
    """The event as it is public, looked up anew every five seconds (`moment`): many mails are about one event."""
    return load_timetable(database, event_uid)
