"""What somebody typed into the registration form: kept, and asked for as the API would be."""

import re
import secrets
from collections.abc import Iterable

from msgspec import Struct
from pydantic import ValidationError

from events_service.errors import InvalidInput, Sentence
from events_service.languages import one_line
from events_service.registration.requests import LONGEST_LIST, ContactCreate, RegistrationCreate, digest_of

_KEY = re.compile(r"[0-9a-f]{32}").fullmatch
_MOST_SLUGS = 2 * LONGEST_LIST

LENGTHS = {"name": 300, "email": 320, "organization": 300, "contact_name": 300, "contact_email": 320}
"""How many characters a field takes, as the API has it."""


class Typed(Struct, frozen=True):
    """Every field by its name in the form; empty where nothing was typed."""

    name: str = ""
    email: str = ""
    organization: str = ""
    country: str = ""
    category: str = ""
    locale: str = ""
    contact_name: str = ""
    contact_email: str = ""
    sessions: tuple[str, ...] = ()
    key: str = ""
    """Of this one form: a double click and a browser that sends it again have the effect of once (R5)."""

    def asked(self) -> RegistrationCreate:
        """The request it makes. InvalidInput, by the names of the form, for what is too long."""
        contact = {"name": self.contact_name, "email": self.contact_email, "locale": self.locale}
        try:
            return RegistrationCreate(
                name=self.name,
                email=self.email,
                locale=self.locale,
                organization=self.organization,
                country=self.country,
                category=self.category,
                sessions=list(self.sessions),
                contact=ContactCreate(**contact) if self.contact_email or self.contact_name else None,
            )
        except ValidationError as error:
            raise InvalidInput(fields=_faults(error, self)) from None

    def request_key(self, asked: RegistrationCreate) -> str:
        """The idempotency key: another content sent from the same form is another request."""
        return f"form-{self.key}-{digest_of(asked)[:16]}"


def blank(locale: str, sessions: Iterable[str]) -> Typed:
    """A form before anybody typed, with a key of its own."""
    return Typed(locale=locale, sessions=tuple(dict.fromkeys(sessions)), key=secrets.token_hex(16))


def typed_of(fields: Iterable[tuple[str, str]]) -> Typed:
    """What was sent; fields the form does not have are ignored, of those that came twice the last one counts."""
    pairs = list(fields)
    ours = set(Typed.__struct_fields__) - {"sessions"}
    single = {name: one_line(value) for name, value in pairs if name in ours}
    if not _KEY(single.get("key", "")):
        single["key"] = secrets.token_hex(16)
    sessions = tuple(dict.fromkeys(value for name, value in pairs if name == "sessions"))[:_MOST_SLUGS]
    return Typed(**single, sessions=sessions)


def _faults(error: ValidationError, typed: Typed) -> dict[str, Sentence]:
    faults = {
        name: Sentence("Number of characters: {most} at most.", {"most": most})
        for name, most in LENGTHS.items()
        if len(getattr(typed, name)) > most
    }
    if len(typed.sessions) > LONGEST_LIST:
        faults["sessions"] = Sentence("Choose {most} sessions at most.", {"most": LONGEST_LIST})
    elsewhere = {str(fault["loc"][-1]) for fault in error.errors()} & {"country", "category", "locale"}
    return faults | {name: Sentence("Choose one of the list.") for name in elsewhere}
