"""How to begin an event of one's own, out of the demonstration: in an empty place, the demo's data left behind."""

from typing import NamedTuple

from markupsafe import Markup

from events_service.web.public.frame import Head, page
from events_service.web.reader import Reader
from events_service.web.views import CatalogueView


class Step(NamedTuple):
    says: Markup
    command: str


def render_start(view: CatalogueView, language: str) -> str | None:
    """The steps, each with its command; None where this is no demonstration."""
    if not view.site.demo:
        return None
    reader = Reader(language, view.site)
    steps = [
        Step(reader.say("Answer a few questions: address, database, mail server."), "events-service init"),
        Step(reader.say("Make the database."), "events-service migrate"),
        Step(
            reader.say("Make yourself an account; its password is shown once."),
            "events-service user add you@example.org --role owner",
        ),
        Step(
            reader.say("Take your programme in, from a file of another system, and publish it."),
            'events-service import schedule.xml --release "First programme"',
        ),
        Step(reader.say("Open the doors."), "events-service serve"),
    ]
    return page(
        "public/start.html",
        reader,
        Head(str(reader.say("Start my own event")), ("start",), indexed=False),
        steps=steps,
    )
