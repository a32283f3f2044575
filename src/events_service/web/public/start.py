"""How to begin an event of one's own, out of the demonstration: in an empty place, the demo's data left behind."""

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from events_service.web.public.frame import Head, page
from events_service.web.reader import Reader
from events_service.web.views import CatalogueView

PROGRAM = "events-service"


class Step(NamedTuple):
    says: Markup
    command: str


def program(interpreter: Path, search_path: str) -> str:
    """How a terminal calls this program: by its name where that is found, else by where it lies.

    `make demo` keeps it in an environment of its own, in which no terminal looks by itself.
    """
    own = interpreter.parent / PROGRAM
    if not own.is_file():
        return PROGRAM
    found = shutil.which(PROGRAM, path=search_path)
    return PROGRAM if found and Path(found).resolve() == own.resolve() else shlex.quote(str(own))


def render_start(view: CatalogueView, language: str) -> str | None:
    """The steps, each with its command; None where this is no demonstration."""
    if not view.site.demo:
        return None
    reader = Reader(language, view.site)
    # What lies where on a server is nothing to tell whoever looks at it from elsewhere.
    command = program(Path(sys.executable), os.environ.get("PATH", "")) if view.site.local else PROGRAM
    steps = [
        Step(
            reader.say(
                "Stop the demonstration (Ctrl-C) where it runs on the same machine, as both answer at the same port, "
                "and change to an empty folder."
            ),
            "mkdir my-event && cd my-event",
        ),
        Step(reader.say("Answer a few questions: address, database, mail server."), f"{command} init"),
        Step(reader.say("Make the database."), f"{command} migrate"),
        Step(
            reader.say("Make yourself an account; its password is shown once."),
            f"{command} user add you@example.org --role owner",
        ),
        Step(
            reader.say("Take your programme in, from a file of another system, and publish it."),
            f'{command} import schedule.xml --release "First programme"',
        ),
        Step(reader.say("Open the doors."), f"{command} serve"),
    ]
    return page(
        "public/start.html",
        reader,
        Head(str(reader.say("Start my own event")), ("start",), indexed=False),
        steps=steps,
    )
