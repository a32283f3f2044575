"""What fields are called, and how the values they had are said: names for uids, wall times, words for states."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, TypeGuard

from markupsafe import Markup, escape

from events_service import dates
from events_service.accounts.disclosure import HIDDEN
from events_service.columns import is_uid
from events_service.countries import country_name
from events_service.languages import UNDETERMINED, comma
from events_service.programme.role_names import PERSON_ROLES
from events_service.translations import mark
from events_service.web.console.directory.forms import CONTACT_KINDS
from events_service.web.console.event_form import KINDS as OF_EVENTS
from events_service.web.console.moments import moment
from events_service.web.console.record.names import Names
from events_service.web.console.record.words import readable_name
from events_service.web.console.session_form import DOCUMENT_KINDS, EVENT_ROLES
from events_service.web.public.change_words import PARTS
from events_service.web.public.participants import KINDS as OF_ORGANIZATIONS
from events_service.web.reader import Reader

FIELDS = {
    **PARTS,
    "abstract": mark("Summary"),
    "accent": mark("Colour"),
    "accessibility": mark("Accessibility"),
    "acronym": mark("Short name"),
    "address": mark("Address"),
    "agreement_uids": mark("Agreements"),
    "archived_at": mark("Archived"),
    "badge_name": mark("Name in Latin letters"),
    "biography": mark("Biography"),
    "booths": mark("Interpreters’ booths"),
    "capacity": mark("Places"),
    "city": mark("City"),
    "closes_at": mark("Registration closes"),
    "colour": mark("Colour"),
    "contacts": mark("Contacts"),
    "countries": mark("Countries"),
    "country": mark("Country"),
    "day_on": mark("Day"),
    "email": mark("E-mail address"),
    "end": mark("End"),
    "end_local": mark("End"),
    "end_on": mark("Last day"),
    "ends_at": mark("Shown until"),
    "equipment": mark("Equipment"),
    "event_uid": mark("Event"),
    "event_uids": mark("Events"),
    "expected_audience": mark("People expected"),
    "expires_at": mark("Ends on"),
    "fund_uids": mark("Funds"),
    "honorific": mark("Form of address"),
    "internal": mark("Internal notes"),
    "interpretation": mark("Interpretation into"),
    "is_break": mark("Break"),
    "items": mark("Items below"),
    "label": mark("What it is"),
    "language": mark("Language"),
    "layout": mark("Layout"),
    "latitude": mark("Latitude"),
    "license": mark("Licence"),
    "longitude": mark("Longitude"),
    "member_uids": mark("Members"),
    "merged": mark("Merged with"),
    "minutes_between_venues": mark("Minutes from one place to another"),
    "mode": mark("Registration"),
    "name": mark("Name"),
    "notes": mark("Notes"),
    "number": mark("Version"),
    "objectives_introduction": mark("Introduction of the objectives"),
    "offer": mark("Registration"),
    "only": mark("What was published"),
    "opens_at": mark("Registration opens"),
    "opt_out": mark("Not recorded"),
    "organization_uid": mark("Organization"),
    "organization_uids": mark("Organizations"),
    "organizers": mark("Organized by"),
    "other_names": mark("Other names"),
    "periodicity": mark("How often"),
    "person_uid": mark("Person"),
    "photo": mark("Photo"),
    "photo_public": mark("The photo may be public"),
    "position": mark("Place in the order"),
    "presenters": mark("Presented by"),
    "printed": mark("As printed"),
    "public": mark("Public"),
    "published": mark("May be published"),
    "ready": mark("Ready"),
    "reason": mark("Reason"),
    "role": mark("Role"),
    "room_uid": mark("Room"),
    "scopes": mark("Permissions"),
    "series_uid": mark("Series"),
    "sessions": mark("Sessions"),
    "setup_minutes": mark("Minutes to set up"),
    "session_uid": mark("Session"),
    "short_name": mark("Short name"),
    "slug": mark("Address of the page"),
    "spans": mark("Available"),
    "start": mark("Start"),
    "start_local": mark("Start"),
    "start_on": mark("First day"),
    "starts_at": mark("Shown from"),
    "subtitle": mark("Subtitle"),
    "suspended": mark("Suspended"),
    "text": mark("Text"),
    "to_be_confirmed": mark("To be confirmed"),
    "uids": mark("Order"),
    "users": mark("Named by"),
    "venue_uid": mark("Place"),
    "withdrawn": mark("Withdrawn consents"),
}

STATES = {
    **{role.value: said for role, said in (*PERSON_ROLES.items(), *EVENT_ROLES.items())},
    "announced": mark("Announced"),
    "by_invitation": mark("By invitation"),
    "cancelled": mark("Cancelled"),
    "confirmed": mark("Confirmed"),
    "editor": mark("Editor"),
    "moved_online": mark("Online"),
    "none": mark("No registration"),
    "organizer": mark("Organizer"),
    "owner": mark("Owner"),
    "postponed": mark("Postponed"),
    "printed": mark("As printed"),
    "public": mark("Public"),
    "registration": mark("Registration"),
    "tentative": mark("To be confirmed"),
    "title_only": mark("Title only"),
    "viewer": mark("Viewer"),
}
KINDS = {
    **DOCUMENT_KINDS,
    **{kind.value: said for kind, said in (*OF_ORGANIZATIONS.items(), *CONTACT_KINDS.items(), *OF_EVENTS.items())},
}
_WITH_STATES = frozenset({"status", "visibility", "mode", "role"})
_UNSAID = frozenset(
    {"uid", "revision", "start_fold", "end_fold", "start_at", "end_at", "e164", "created_at", "revised_at", "kept"}
)
"""Follow from what is said beside them, or are no words: what an undo needs."""

_SAY_ENOUGH = frozenset({"name", "title", "text", "role", "kind", "label", "value", "printed", "url"})

_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Za-z0-9]{2,8})*|und")
_WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?")
_INSTANT = re.compile(rf"{_WALL.pattern}(Z|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NOTHING: tuple[Any, ...] = (None, "", [], {}, ())


class Line(NamedTuple):
    """A field as it was and as it became; of texts one in each language."""

    name: Markup
    language: str
    """Of which the line is; empty where the field has none."""
    before: Markup
    after: Markup


def names_of_fields(before: Mapping[str, Any], after: Mapping[str, Any], reader: Reader) -> list[Markup]:
    """The names of all that is said of, each once."""
    said = [name for name in {**before, **after} if name not in _UNSAID]
    return list(dict.fromkeys(_name(name, reader) for name in said))


def lines(before: Mapping[str, Any], after: Mapping[str, Any], names: Names, reader: Reader) -> Iterator[Line]:
    """Field by field how it was and how it became."""
    for field in {**before, **after}:
        if field in _UNSAID:
            continue
        was, became, name = before.get(field), after.get(field), _name(field, reader)
        texts = [value for value in (was, became) if value not in _NOTHING]
        if not texts:
            continue
        if all(map(_is_localized, texts)):
            yield from _in_languages(name, was or {}, became or {}, reader)
        elif all(map(_is_localized_list, texts)):
            yield from _in_languages(name, _turned(was), _turned(became), reader)
        else:
            yield Line(name, "", value_of(was, field, names, reader), value_of(became, field, names, reader))


def value_of(value: Any, field: str, names: Names, reader: Reader) -> Markup:
    """A value in the reader's words; nothing at all where there is none."""
    if value in _NOTHING:
        return Markup("")
    if isinstance(value, bool):
        return reader.say(mark("Yes")) if value else reader.say(mark("No"))
    if isinstance(value, str):
        return _text(value, field, names, reader)
    if isinstance(value, Mapping):
        if _is_localized(value):
            return reader.text(value)
        return reader.dotted(part for name, said in value.items() if (part := _part(name, said, names, reader)))
    if isinstance(value, list | tuple):
        said = [value_of(item, field, names, reader) for item in value]
        # Records stand each on a line of its own, names and codes in a row.
        apart = any(isinstance(item, Mapping) for item in value)
        return Markup("<br>").join(said) if apart else Markup(comma(reader.language)).join(said)
    return Markup('<bdi dir="ltr">{}</bdi>').format(value)


def _part(field: str, value: Any, names: Names, reader: Reader) -> Markup:
    """A field of a record within another, under its name unless the value says enough."""
    said = Markup("") if field in _UNSAID else value_of(value, field, names, reader)
    if not said or field in _SAY_ENOUGH or field.endswith("_uid"):
        return said
    return reader.say("{label}: {value}", label=_name(field, reader), value=said)


def _text(value: str, field: str, names: Names, reader: Reader) -> Markup:
    if HIDDEN in value:
        return reader.say(mark("not shown"))
    if is_uid(value):
        return names.of_uid(value) or reader.say(mark("something that is no longer there"))
    if field in _WITH_STATES and value in STATES:
        return reader.say(STATES[value])
    if field == "kind" and value in KINDS:
        return reader.say(KINDS[value])
    if field in ("country", "countries"):
        return escape(country_name(value, reader.language))
    if field in ("language", "languages", "interpretation"):
        return escape(reader.name_of_language(value))
    if _INSTANT.fullmatch(value):
        return moment(datetime.fromisoformat(value), reader)
    if _WALL.fullmatch(value):
        return wall(datetime.fromisoformat(value), reader)
    if _DATE.fullmatch(value):
        return escape(dates.plain_day(date.fromisoformat(value), reader.language))
    return Markup('<bdi dir="auto">{}</bdi>').format(value)


def wall(local: datetime, reader: Reader) -> Markup:
    """`21 November 2018, 09:30`: what the clocks show at the event."""
    day = dates.plain_day(local.date(), reader.language)
    return Markup('{}{}<bdi dir="ltr">{}</bdi>').format(
        day, comma(reader.language), dates.clock(local, reader.language)
    )


def _name(field: str, reader: Reader) -> Markup:
    return reader.say(FIELDS[field]) if field in FIELDS else escape(readable_name(field.removesuffix("_uid")))


def _in_languages(name: Markup, was: Mapping[str, str], became: Mapping[str, str], reader: Reader) -> Iterator[Line]:
    for tag in {**was, **became}:
        if was.get(tag) != became.get(tag):
            language = "" if tag == UNDETERMINED else reader.name_of_language(tag)
            yield Line(name, language, _said_in(tag, was.get(tag), reader), _said_in(tag, became.get(tag), reader))


def _said_in(tag: str, text: str | None, reader: Reader) -> Markup:
    if not text:
        return Markup("")
    shown = reader.say(mark("not shown")) if HIDDEN in text else escape(text)
    return Markup('<span class="said-so"{}>{}</span>').format(reader.marks(tag), shown)


def _turned(texts: Any) -> dict[str, str]:
    """Several localized texts as one in each language, a line each."""
    found: dict[str, list[str]] = {}
    for text in texts or ():
        for tag, said in text.items():
            found.setdefault(tag, []).append(said)
    return {tag: "\n".join(said) for tag, said in found.items()}


def _is_localized(value: Any) -> TypeGuard[dict[str, str]]:
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(_LANGUAGE.fullmatch(tag) and isinstance(said, str) for tag, said in value.items())
    )


def _is_localized_list(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(map(_is_localized, value))
