"""Ways to reach somebody as they were typed, with the forms that telephones dial."""

from collections.abc import Iterable, Sequence

import phonenumbers
from msgspec import structs

from events_service.directory.directory import ContactKind, ContactPoint
from events_service.directory.inputs import ContactIn
from events_service.languages import folded

_DIALLED = (ContactKind.PHONE, ContactKind.FAX)


def contact_points(
    said: Sequence[ContactIn], before: Sequence[ContactPoint], country: str | None = None
) -> tuple[ContactPoint, ...]:
    """Ways to reach somebody in a country; one that is printed as before keeps its dialable form."""
    known = {(one.kind, one.printed): one.e164 for one in before}
    return tuple(
        ContactPoint(
            one.kind,
            one.printed,
            known.get((one.kind, one.printed)) or (dialable(one.printed, country) if one.kind in _DIALLED else None),
            one.label,
            one.public,
        )
        for one in said
    )


def dialable(printed: str, country: str | None) -> str | None:
    """`+212537205903` for a telephone as it is dialled in the country; None where it is no number there."""
    try:
        number = phonenumbers.parse(printed, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def same_contact(contact: ContactPoint) -> tuple[str, str]:
    """What two ways have in common that reach the same."""
    return contact.kind, contact.e164 or folded(contact.printed)


def contacts_of(first: Iterable[ContactPoint], second: Iterable[ContactPoint]) -> tuple[ContactPoint, ...]:
    """The contacts of both, each once; what one of them keeps private is private."""
    found: dict[tuple[str, str], ContactPoint] = {}
    for one in (*first, *second):
        there = found.setdefault(same_contact(one), one)
        if there.public and not one.public:
            found[same_contact(one)] = structs.replace(there, public=False)
    return tuple(found.values())
