"""The console's areas, and those of one event: where a page is found, and who may open it."""

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from events_service.accounts.access import Act, Actor
from events_service.translations import mark
from events_service.web.reader import Reader


class Area(NamedTuple):
    """A place in the navigation. Its pages say `section=key`."""

    key: str
    name: str
    """A msgid."""
    path: tuple[str, ...]
    act: Act | None = None
    """What whoever sees it may do; None is for everybody who is logged in."""


class Link(NamedTuple):
    name: Markup
    href: str
    key: str


AREAS = (
    Area("home", mark("Events"), ()),
    Area("organizations", mark("Organizations"), ("organizations",), Act.READ_DRAFT),
    Area("people", mark("People"), ("people",), Act.READ_DRAFT),
    Area("series", mark("Series of events"), ("series",), Act.READ_DRAFT),
    Area("mail", mark("Mail"), ("mail",), Act.READ_MAIL),
    Area("accounts", mark("Accounts"), ("accounts",), Act.MANAGE_ACCOUNTS),
    Area("record", mark("All that was done"), ("record",), Act.READ_AUDIT),
    Area("tokens", mark("API tokens"), ("tokens",), Act.MANAGE_TOKENS),
    Area("setup", mark("Set-up"), ("setup",), Act.MANAGE_ACCOUNTS),
)
"""Of the console, below `/console/`."""

EVENT_AREAS = (
    Area("overview", mark("Overview"), (), Act.READ_DRAFT),
    Area("sessions", mark("Sessions"), ("sessions",)),
    Area("paste", mark("Paste a programme"), ("paste",), Act.EDIT_DRAFT),
    Area("grid", mark("Timetable"), ("grid",), Act.READ_DRAFT),
    Area("conflicts", mark("Conflicts"), ("conflicts",), Act.READ_DRAFT),
    Area("publish", mark("Publish"), ("publish",), Act.READ_DRAFT),
    Area("notices", mark("Notices"), ("notices",), Act.EDIT_LIVE),
    Area("day", mark("The day"), ("day",), Act.READ_DRAFT),
    Area("consents", mark("Consents"), ("consents",), Act.EDIT_LIVE),
    Area("parts", mark("Places and tracks"), ("parts",), Act.READ_DRAFT),
    Area("settings", mark("Settings"), ("settings",), Act.EDIT_EVENT),
    Area("access", mark("Access"), ("access",), Act.INVITE),
    Area("record", mark("What was done"), ("record",), Act.READ_AUDIT),
)
"""Of one event, below `/console/events/{slug}/`, in the order of the work."""


def areas_for(actor: Actor, reader: Reader) -> Iterator[Link]:
    """The areas of the console they may open."""
    for area in AREAS:
        if area.act is None or area.act in actor.acts:
            path = reader.site.file("console", *area.path) if area.path else reader.site.path("console")
            yield Link(reader.say(area.name), path, area.key)


def event_areas_for(actor: Actor, event_uid: str, slug: str, reader: Reader) -> Iterator[Link]:
    """The areas of an event they may open."""
    for area in EVENT_AREAS:
        if area.act is None or actor.may(area.act, event_uid):
            below = ("console", "events", slug)
            path = reader.site.file(*below, *area.path) if area.path else reader.site.path(*below)
            yield Link(reader.say(area.name), path, area.key)
