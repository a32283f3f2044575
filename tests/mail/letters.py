"""Letters as registrations write them, for tests of mail."""

from datetime import UTC, datetime
from typing import Any

from msgspec import structs

from events_service.addresses import Site
from events_service.mail.letter import TOKEN, Letter, Link
from events_service.mail.mime import Attachment
from events_service.mail.render import Office, Queued
from events_service.secret_links import Reference

KINDS = ("confirm_address", "pending", "confirmation", "waitlisted", "promoted", "cancelled")
ACCOUNT_KINDS = ("account_invitation", "account_login", "account_reset")
"""What accounts are mailed: about no event, and from nobody but the site."""
ALL_KINDS = KINDS + ACCOUNT_KINDS
LOCALES = ("en", "fr", "ar")
UID = "018f4d5e-7a10-7c3e-9b1f-3d2a5c6e7f80"
THREAD = "018f4d5e-0000-7000-8000-000000000001"
QUEUED_AT = datetime(2018, 11, 10, 12, 0, tzinfo=UTC)
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n"

OFFICE = Office(
    site=Site("https://events.example.org", "Events Service"),
    sender="Office <office@events.example.org>",
    keys={"0a1b2c3d": b"k" * 32},
    attachments={
        "calendar": lambda _: Attachment(
            "event.ics", CALENDAR, "text/calendar", {"charset": "utf-8", "method": "PUBLISH"}
        )
    },
)


def make_context(**changes: Any) -> dict[str, Any]:
    """What the templates of the six kinds expect."""
    return {
        "participant": {"name": "Amina El Fassi"},
        "event": {
            "title": {"en": "Africities 8", "fr": "Africités 8", "ar": "أفريسيتي 8"},
            "city": {"en": "Marrakesh", "fr": "Marrakech", "ar": "مراكش"},
            "timezone": "Africa/Casablanca",
            "start_on": "2018-11-20",
            "end_on": "2018-11-24",
            "accent": "#1f5c4d",
        },
        "organizer": {
            "name": {"fr": "AMPCC", "ar": "الجمعية المغربية لرؤساء مجالس الجماعات"},
            "email": "contact@ampcc.example",
            "phone": "05 37 20 59 03",
        },
        "sessions": [
            {
                "code": "SOU 84",
                "title": {"en": "Cooperation between towns", "fr": "La coopération des villes", "ar": "تعاون المدن"},
                "start": "2018-11-21T09:30:00+01:00",
                "end": "2018-11-21T12:30:00+01:00",
                "place": {"en": "Room Dakhla", "fr": "Salle Dakhla", "ar": "قاعة الداخلة"},
                "state": "confirmed",
                "position": None,
                "link": "first",
            },
            {
                "code": "",
                "title": {"fr": "Financer la transition"},
                "start": None,
                "end": None,
                "place": {},
                "state": "waitlisted",
                "position": 3,
                "link": None,
            },
        ],
        "hold_until": "2018-11-10T14:35:00+01:00",
        "position": 3,
        "whole": False,
    } | changes


def _of_kind(kind: str) -> dict[str, Any]:
    """What the context of this kind has of its own."""
    if kind == "confirm_address":
        return {"holds": True, "waits": True}
    first, second = make_context()["sessions"]
    moved = first | {"code": "SOU 85", "title": {"en": "Gardens", "fr": "Les jardins", "ar": "الحدائق"}, "link": None}
    return {"sessions": [moved], "had": [first], "waiting": [second]} if kind == "promoted" else {}


def _account_letter(kind: str, locale: str) -> Letter:
    path = {"account_login": ("login", "link")}.get(kind, (kind.removeprefix("account_"),))
    return Letter(
        kind=kind,
        locale=locale,
        recipient="amina@example.org",
        recipient_name="Amina El Fassi",
        context={"account": {"name": "Amina El Fassi", "email": "amina@example.org"}, "by": "Karim Alaoui"},
        links={"open": Link(("console", *path, TOKEN), Reference(kind, UID), file=True)},
    )


def make_letter(kind: str = "confirmation", locale: str = "en", **changes: Any) -> Letter:
    if kind in ACCOUNT_KINDS:
        return structs.replace(_account_letter(kind, locale), **changes)
    given: dict[str, Any] = {
        "kind": kind,
        "locale": locale,
        "recipient": "amina@example.org",
        "recipient_name": "Amina El Fassi",
        "context": make_context(**_of_kind(kind)),
        "sender_name": "AMPCC",
        "reply_to": "contact@ampcc.example",
        "links": {
            "confirm": Link((locale, "registrations", TOKEN, "confirm"), Reference("confirm", UID)),
            "manage": Link((locale, "registrations", TOKEN), Reference("manage", UID)),
            "first": Link((locale, "africities-8", "sessions", "sou-84")),
            "privacy": Link((locale, "privacy")),
        },
        "attachments": ("calendar",) if kind in ("confirmation", "promoted", "cancelled") else (),
        "thread": THREAD,
    }
    return Letter(**given | changes)


def make_queued(kind: str = "confirmation", locale: str = "en", **changes: Any) -> Queued:
    return Queued(make_letter(kind, locale, **changes), f"<{UID}@events.example.org>", QUEUED_AT)
