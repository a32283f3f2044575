"""An organization, a person or a series as its form has it, and what was typed as its input takes it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from events_service.directory.directory import ContactPoint, Organization, Person
from events_service.errors import InvalidInput, Sentence
from events_service.programme.programme import Series
from events_service.translations import mark
from events_service.web.console.fields import Values, plain_data
from events_service.web.console.naming import Names
from events_service.web.console.session_typing import UNKNOWN, separated

_ORGANIZATION = ("name", "short_name", "kind", "country", "website", "description", "published")
_PERSON = ("name", "badge_name", "honorific", "title", "biography", "published")
_SERIES = ("name", "periodicity", "description", "objectives", "published")
_BETWEEN = "; "
_NO_COUNTRY = mark("“{name}” is no country.")
_ROWS = {"members": "organization", "other_names": "name"}
"""Lists whose rows have one field."""


class Known(NamedTuple):
    """What can be named in the form."""

    organizations: Names
    countries: Names


def values_of(record: Organization | Person | Series, known: Known) -> Values:
    """The record as its form shows it."""
    if isinstance(record, Organization):
        return _plain(record, _ORGANIZATION) | {
            "contacts": [_contact(one) | {"internal": not one.public} for one in record.contacts],
            "other_names": [{"name": name} for name in record.other_names],
            "countries": _countries(record.countries, known),
            "members": [{"organization": known.organizations.name(uid)} for uid in record.member_uids],
        }
    if isinstance(record, Person):
        return _plain(record, _PERSON) | {
            "organization": known.organizations.name(record.organization_uid) or None,
            "contacts": [_contact(one) | {"public": one.public} for one in record.contacts],
        }
    return _plain(record, _SERIES) | {"countries": _countries(record.countries, known)}


def said_of(changed: Mapping[str, Any], known: Known) -> Values:
    """What was changed in the form, as the record's input takes it. InvalidInput for names nobody has."""
    said = dict(changed)
    if "contacts" in said:
        said["contacts"] = [_said_contact(row) for row in said["contacts"]]
    if "other_names" in said:
        said["other_names"] = [row["name"] for row in said["other_names"]]
    if "countries" in said:
        said["countries"] = [_country(name, known) for name in separated(said["countries"])]
    if "members" in said:
        said["members"] = [
            _organization(row["organization"], f"members.{number}.organization", known)
            for number, row in enumerate(said["members"])
        ]
    if said.get("organization"):
        said["organization"] = _organization(said["organization"], "organization", known)
    return said


def placed(refusal: InvalidInput) -> InvalidInput:
    """The refusal with each fault at the field of the form that it was typed in."""
    return InvalidInput(fields={_place(name): sentence for name, sentence in refusal.fields.items()})


def _place(name: str) -> str:
    field, _, rest = name.partition(".")
    if field in _ROWS and rest and "." not in rest:
        return f"{name}.{_ROWS[field]}"
    return field if field == "countries" else name


def _plain(record: Any, names: tuple[str, ...]) -> Values:
    return plain_data({name: getattr(record, name) for name in names})


def _contact(one: ContactPoint) -> Values:
    return {"kind": one.kind.value, "printed": one.printed, "label": dict(one.label)}


def _said_contact(row: Mapping[str, Any]) -> Values:
    public = row["public"] if "public" in row else not row["internal"]
    return {"kind": row["kind"], "printed": row["printed"], "label": row["label"], "public": public}


def _countries(codes: tuple[str, ...], known: Known) -> str:
    return _BETWEEN.join(known.countries.name(code) or code for code in codes)


def _country(name: str, known: Known) -> str:
    code = known.countries.uid(name)
    if code is None:
        raise InvalidInput(fields={"countries": Sentence(_NO_COUNTRY, {"name": name})})
    return code


def _organization(name: str | None, field: str, known: Known) -> str:
    uid = known.organizations.uid(name or "")
    if uid is None:
        raise InvalidInput(fields={field: Sentence(UNKNOWN, {"name": name or ""})})
    return uid
