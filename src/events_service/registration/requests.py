"""A request to register, checked against what is published: the one way in, for the API and the form."""

import hashlib
from typing import Annotated, Any, Self

import msgspec
from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StrictBool,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from events_service.countries import is_country
from events_service.errors import InvalidInput, Sentence
from events_service.faults import unknown_fields
from events_service.languages import INTERFACE_LANGUAGES, cleaned, one_line
from events_service.mail.letter import InvalidAddress, checked_address
from events_service.programme.timetable import Timetable
from events_service.registration.application import Application

LONGEST_LIST = 100
_Key = Annotated[str, Field(max_length=100)]
_Answer = Annotated[str, Field(max_length=2000)]
_FORBIDDING = "unknown fields are forbidden"


LONGEST_ANSWERS = 20_000
"""Characters of all answers together, with what they are called."""


def _not_too_much(answers: dict[str, str]) -> dict[str, str]:
    if sum(len(name) + len(said) for name, said in answers.items()) > LONGEST_ANSWERS:
        raise ValueError(
            Sentence("Number of characters: {most} at most, all answers together.", {"most": LONGEST_ANSWERS})
        )
    return answers


class _Create(BaseModel):
    """A field that nobody knows is refused (T-MASS-1), by `application_of`: so it is told with all other faults."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": False})


class ContactCreate(_Create):
    """Who gets the mail, where that is not the participant."""

    name: str = Field(max_length=300)
    email: str = Field(max_length=320)
    locale: str = Field(default="", max_length=2)


class RegistrationCreate(_Create):
    """A request to take part in an event, and in any of its sessions."""

    name: str = Field(max_length=300, description="The participant's name.")
    email: str = Field(default="", max_length=320, description="May be left out where `contact` is given.")
    locale: str = Field(default="", max_length=2, description="`en`, `fr` or `ar`: the language of the mails.")
    organization: str = Field(default="", max_length=300)
    country: str = Field(default="", max_length=2, description="ISO 3166-1 alpha-2.")
    category: str = Field(default="", max_length=100, description="Slug of one of the event's categories.")
    sessions: list[str] = Field(default=[], max_length=LONGEST_LIST, description="Slugs of sessions.")
    answers: Annotated[dict[_Key, _Answer], AfterValidator(_not_too_much)] = Field(
        default={},
        max_length=LONGEST_LIST,
        description=f"What a form of your own asked, under names of your own: kept with its lines (`\\n`), without "
        f"control characters; {LONGEST_ANSWERS:,} characters of it at most.",
    )
    consents: dict[_Key, StrictBool] = Field(
        default={}, max_length=LONGEST_LIST, description="What they agreed to there (true), or did not (false)."
    )
    contact: ContactCreate | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _with_unknown_fields(cls, sent: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        """What pydantic finds wrong, and beside it the fields `application_of` would have refused."""
        try:
            return handler(sent)
        except ValidationError:
            if info.context != _FORBIDDING:
                cls.model_validate(sent, extra="forbid", context=_FORBIDDING)
            raise


def application_of(request: RegistrationCreate, timetable: Timetable) -> Application:
    """The request, cleaned, with uids for slugs. InvalidInput names every field at fault and what to do."""
    faults = unknown_fields(request.model_extra or ())
    if request.contact:
        faults |= unknown_fields(request.contact.model_extra or (), "contact")
    name = one_line(request.name)
    if not any(map(str.isalnum, name)):
        faults["name"] = Sentence("Enter the participant’s name.")
    email = _address(
        request.contact.email if request.contact else request.email,
        "contact.email" if request.contact else "email",
        faults,
    )
    own = _address(request.email, "email", faults) if request.contact and request.email else None
    uids = _session_uids(request.sessions, timetable, faults)
    categories = {category.slug for category in timetable.event.categories}
    if request.category and request.category not in categories:
        faults["category"] = Sentence("This event has no category “{category}”.", {"category": request.category})
    country = request.country.strip().upper()
    if country and not is_country(country):
        faults["country"] = Sentence("Enter the code ISO 3166-1 has for a country, such as MA.")
    wanted = (request.contact.locale if request.contact else "") or request.locale
    if wanted and wanted not in INTERFACE_LANGUAGES:
        faults["locale"] = Sentence("Choose one of the languages en, fr and ar.")
    if faults:
        raise InvalidInput(fields=faults)
    return Application(
        name=name,
        email=email,
        locale=wanted or _default_locale(timetable),
        session_uids=uids,
        contact_name=one_line(request.contact.name) if request.contact else "",
        own_email=own,
        organization=one_line(request.organization),
        country=country or None,
        category=request.category,
        answers={one_line(key): cleaned(said).strip() for key, said in request.answers.items()},
        consents={one_line(key): said for key, said in request.consents.items()},
    )


def digest_of(request: RegistrationCreate) -> str:
    """SHA-256 of what was asked for: the same request in another order of fields is the same."""
    return hashlib.sha256(msgspec.json.encode(request.model_dump(), order="sorted")).hexdigest()


def _address(email: str, field: str, faults: dict[str, Sentence]) -> str:
    """The address in its normal form. No question is asked of the network: the mail itself is the proof."""
    try:
        found = validate_email(email.strip(" "), check_deliverability=False, test_environment=True)
        return checked_address(found.ascii_email or found.normalized)
    except (EmailNotValidError, InvalidAddress):
        faults[field] = Sentence("Enter a complete e-mail address, such as name@example.org.")
        return ""


def _session_uids(slugs: list[str], timetable: Timetable, faults: dict[str, Sentence]) -> tuple[str, ...]:
    uids: dict[str, None] = {}
    for slug in slugs:
        session = timetable.session_called(slug)
        if session is None:
            faults["sessions"] = Sentence("There is no session “{slug}”.", {"slug": one_line(slug)[:100]})
        else:
            uids[session.uid] = None
    return tuple(uids)


def _default_locale(timetable: Timetable) -> str:
    return next((tag for tag in timetable.event.languages if tag in INTERFACE_LANGUAGES), "en")
