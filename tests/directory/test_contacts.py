"""Ways to reach somebody: printed as typed, dialled as the country does."""

import pytest

from events_service.directory.contacts import contact_points, dialable
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.directory.inputs import ContactIn


@pytest.mark.parametrize(
    ("printed", "country", "dialled"),
    [
        ("05 37 20 59 03", "MA", "+212537205903"),
        ("05 37 20 59 03", None, None),
        ("+212 (0) 537-20-59-03", None, "+212537205903"),
        ("00 33 1 42 34 20 00", "MA", "+33142342000"),
        ("12", "MA", None),
        ("call the office", "MA", None),
        ("", "MA", None),
        ("05 37 20 59 03", "XX", None),
    ],
)
def test_telephone_is_dialled_as_in_its_country(printed: str, country: str | None, dialled: str | None) -> None:
    assert dialable(printed, country) == dialled


def test_one_that_is_printed_as_before_keeps_what_is_dialled_and_addresses_have_nothing_to_dial() -> None:
    before = (ContactPoint(ContactKind.PHONE, "(ext. 12) 20 59 03", "+212537205903"),)
    said = [
        ContactIn(kind=ContactKind.PHONE, printed="(ext. 12) 20 59 03", public=False),
        ContactIn(kind=ContactKind.ADDRESS, printed="05 37 20 59 03"),
        ContactIn(kind=ContactKind.FAX, printed="05 37 20 59 03", label={"en": "Office"}),
    ]

    assert contact_points(said, before, "MA") == (
        ContactPoint(ContactKind.PHONE, "(ext. 12) 20 59 03", "+212537205903", public=False),
        ContactPoint(ContactKind.ADDRESS, "05 37 20 59 03"),
        ContactPoint(ContactKind.FAX, "05 37 20 59 03", "+212537205903", {"en": "Office"}),
    )
