"""Who runs an event, out of its programme."""

from typing import Any

import pytest

from events_service.programme.organizing import organizer_name
from events_service.programme.programme import EventOrganization, EventRole
from tests.factories.programme import make_event, make_organization, programme_of

TOWNS = make_organization(name={"en": "Towns"})
REGIONS = make_organization(name={"en": "Regions"})
HIDDEN = make_organization(name={"en": "Hidden"})


@pytest.mark.parametrize(
    ("links", "name"),
    [
        ((), {}),
        ((EventOrganization(TOWNS.uid, EventRole.PARTNER),), {}),
        ((EventOrganization(HIDDEN.uid),), {}),
        ((EventOrganization(HIDDEN.uid), EventOrganization(REGIONS.uid), EventOrganization(TOWNS.uid)), REGIONS.name),
    ],
)
def test_first_public_organizer_gives_its_name(links: tuple[EventOrganization, ...], name: dict[str, Any]) -> None:
    programme = programme_of(event=make_event(organizations=links), organizations=(TOWNS, REGIONS))

    assert organizer_name(programme) == name
