"""Pages for what went wrong: nothing at an address, or something refused; always with a way on."""

from events_service.addresses import Site
from events_service.errors import DomainError, NotFound, NotTheirs
from events_service.web.public.frame import Head, page
from events_service.web.reader import Reader


def render_not_found(site: Site, language: str, event_slug: str = "", event_title: str = "") -> str:
    """Nothing is at this address. `event_slug` is the event whose address it begins with, if there is one."""
    reader = Reader(language, site)
    return page(
        "public/refused.html",
        reader,
        Head(str(reader.say("Not found")), (), indexed=False),
        title=reader.say("There is nothing at this address"),
        sentence=reader.say(
            "It may have been mistyped, or what was here has been taken away. Search for it, or begin at the events."
        ),
        event_slug=event_slug,
        event_title=event_title,
    )


def render_refusal(error: DomainError, site: Site, language: str) -> str:
    """Any refusal as a page: its title and its sentence in the reader's language."""
    if error.status == NotFound.status and not isinstance(error, NotTheirs):
        return render_not_found(site, language)
    reader = Reader(language, site)
    return page(
        "public/refused.html",
        reader,
        Head(str(reader.say(error.title)), (), indexed=False),
        title=reader.say(error.title),
        sentence=error.sentence.said_in(language, reader.gettext),
        event_slug="",
        event_title="",
    )
