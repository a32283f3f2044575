"""The Catalogue laid out for reading: look-ups by uid and slug, and who belongs to whom."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from events_service.catalogue.catalogue import Catalogue
from events_service.directory.directory import Actor, Organization, Person
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.programme.programme import Event, Series


class Records:
    """Made once per Catalogue and shared by all that is rendered from it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    @cached_property
    def events(self) -> dict[str, Event]:
        return {event.uid: event for event in self.catalogue.events}

    @cached_property
    def organizations(self) -> dict[str, Organization]:
        return {body.uid: body for body in self.catalogue.organizations}

    @cached_property
    def people(self) -> dict[str, Person]:
        return {person.uid: person for person in self.catalogue.people}

    @cached_property
    def series(self) -> dict[str, Series]:
        return {series.uid: series for series in self.catalogue.series}

    @cached_property
    def agreements(self) -> dict[str, Agreement]:
        return {agreement.uid: agreement for agreement in self.catalogue.agreements}

    @cached_property
    def funds(self) -> dict[str, Fund]:
        return {fund.uid: fund for fund in self.catalogue.funds}

    def organization(self, slug: str) -> Organization | None:
        return next((body for body in self.catalogue.organizations if body.slug == slug), None)

    def agreement(self, slug: str) -> Agreement | None:
        return next((agreement for agreement in self.catalogue.agreements if agreement.slug == slug), None)

    def series_called(self, slug: str) -> Series | None:
        return next((series for series in self.catalogue.series if series.slug == slug), None)

    def editions(self, series_uid: str | None) -> tuple[Event, ...]:
        """The events of a series, the latest first."""
        return _latest_first(e for e in self.catalogue.events if series_uid and e.series_uid == series_uid)

    def children(self, event_uid: str) -> tuple[Event, ...]:
        """Events held within another, the earliest first."""
        return _latest_first(e for e in self.catalogue.events if e.parent_uid == event_uid)[::-1]

    def announced_by(self, uids: Iterable[str]) -> tuple[Event, ...]:
        """Events first announced at one of these events or sessions."""
        asked = frozenset(uids)
        return tuple(event for event in self.catalogue.events if event.announced_by_uid in asked)

    def agreements_at(self, event_uid: str) -> tuple[Agreement, ...]:
        """Agreements signed at an event, or that refer to it."""
        return tuple(a for a in self.catalogue.agreements if event_uid in a.event_uids or _acts_at(a, event_uid))

    def agreements_of(self, organization_uid: str) -> tuple[Agreement, ...]:
        """Agreements an organization is a party to, signed or has to carry out."""
        return tuple(a for a in self.catalogue.agreements if organization_uid in set(organizations_of(a)))

    def recommendations_of(self, event_uid: str) -> tuple[Recommendation, ...]:
        return tuple(r for r in self.catalogue.recommendations if r.event_uid == event_uid)


def organizations_of(agreement: Agreement) -> Iterator[str]:
    """Uids of all organizations an agreement names."""
    actors: list[Actor] = [party.actor for party in agreement.parties]
    actors += [signatory.party for signatory in agreement.signatories if signatory.party]
    actors += [actor for commitment in agreement.commitments for actor in commitment.actors]
    return (actor.organization_uid for actor in actors if actor.organization_uid)


def _acts_at(agreement: Agreement, event_uid: str) -> bool:
    return any(event_uid in activity.event_uids for activity in agreement.activities)


def _latest_first(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: (event.start_on, event.uid), reverse=True))
