"""The secret addresses of a registration: its page and its calendar. Derived each time, and stored nowhere."""

from events_service.addresses import Site
from events_service.registration.emails import MANAGE
from events_service.registration.outcome import Outcome
from events_service.secret_links import Reference, SecretKeys, make_token

FEED = "feed"
"""Purpose of the link to a participant's own calendar: it reads that calendar and nothing else (T-CAP-1)."""


def manage_path(site: Site, keys: SecretKeys, outcome: Outcome, language: str = "") -> str:
    """The page that shows and changes it, in the language of its mails unless told otherwise."""
    token = make_token(keys, Reference(MANAGE, outcome.id, outcome.generation))
    return site.path(language or outcome.locale, "registrations", token)


def feed_path(site: Site, keys: SecretKeys, outcome: Outcome) -> str:
    """Its sessions as a calendar to subscribe to."""
    return site.file("feeds", make_token(keys, Reference(FEED, outcome.id, outcome.generation)), "calendar.ics")
