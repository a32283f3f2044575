"""Ways to reach somebody as they were typed, with the forms that telephones dial."""

from collections.abc import Sequence

import phonenumbers

from events_service.directory.directory import ContactKind, ContactPoint
from events_service.directory.inputs import ContactIn

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
