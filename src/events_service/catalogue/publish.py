"""Freezing the Catalogue: what is published of the directory, the series and the partnerships."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from msgspec import structs
from sqlalchemy import Connection, delete, insert, select

from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.catalogue.models import CatalogueRow
from events_service.catalogue.outlines import Outline, read_outlines
from events_service.database import DbSession
from events_service.directory.directory import Actor, Organization, Person
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.jobs.queue import enqueue
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.partnerships.records import AGREEMENTS, FUNDS, RECOMMENDATIONS
from events_service.programme import jobs
from events_service.programme.draft import SERIES
from events_service.programme.live import Redaction, redacted_person, standing, withdrawn_fields
from events_service.programme.publish import publish_organization, publish_person
from events_service.programme.queries import get_redactions

KEPT = 5
"""Catalogues kept; each is a few kilobytes and the newest is public."""

_catalogues = CatalogueRow.__table__  # type: ignore[attr-defined]
_decoder = msgspec.json.Decoder(Catalogue)


class FrozenCatalogue(NamedTuple):
    number: int
    catalogue: Catalogue


def queue_catalogue(db: DbSession, now: datetime) -> None:
    """Ask for a new Catalogue: called by every act that saves a published record."""
    enqueue(db, jobs.CATALOGUE, {}, now)


def gather(connection: Connection, now: datetime) -> Catalogue:
    """The Catalogue as it would be frozen now: without what is not published, or was withdrawn."""
    redactions = get_redactions(connection)
    outlines = read_outlines(connection, redactions)
    funds = FUNDS.read(connection, FUNDS.table.c.published)
    recommendations = RECOMMENDATIONS.read(connection, RECOMMENDATIONS.table.c.published)
    agreements = AGREEMENTS.read(connection, AGREEMENTS.table.c.published)
    actors = list(_actors(agreements, funds, recommendations))
    signed = (signatory.person_uid for agreement in agreements for signatory in agreement.signatories)
    withdrawn = withdrawn_fields(redactions)
    people = _people(connection, {uid for uid in (*signed, *(actor.person_uid for actor in actors)) if uid}, redactions)
    wanted = {actor.organization_uid for actor in actors}
    wanted |= {person.organization_uid for person in people.values()}
    wanted |= {uid for outline in outlines for uid in outline.organizations}
    return Catalogue(
        format=FORMAT,
        frozen_at=now,
        series=tuple(SERIES.read(connection, SERIES.table.c.published)),
        events=tuple(sorted((o.event for o in outlines), key=lambda e: (e.start_on, e.uid), reverse=True)),
        organizers={outline.event.uid: outline.organizer for outline in outlines if outline.organizer},
        organizations=_with_members(connection, {uid for uid in wanted if uid}),
        people=tuple(people.values()),
        agreements=tuple(_signed(agreement, people, withdrawn) for agreement in agreements),
        recommendations=tuple(_public_recommendations(recommendations, outlines)),
        funds=tuple(funds),
    )


def _actors(
    agreements: Iterable[Agreement], funds: Iterable[Fund], recommendations: Iterable[Recommendation]
) -> Iterator[Actor]:
    """Everybody who is bound, pays, signs for somebody or answers for something."""
    for agreement in agreements:
        yield from (party.actor for party in agreement.parties)
        yield from (signatory.party for signatory in agreement.signatories if signatory.party)
        yield from (actor for commitment in agreement.commitments for actor in commitment.actors)
    for fund in funds:
        yield from fund.organizations
    yield from (recommendation.owner for recommendation in recommendations if recommendation.owner)


def _people(connection: Connection, uids: set[str], redactions: Iterable[Redaction]) -> dict[str, Person]:
    """Those of them who are to be published and have not withdrawn their name."""
    found = PEOPLE.read_uids(connection, uids)
    withdrawn = withdrawn_fields(standing(redactions, found))
    return {
        person.uid: redacted_person(publish_person(person), withdrawn)
        for person in found
        if person.published and "name" not in withdrawn.get(person.uid, ())
    }


def _signed(agreement: Agreement, people: Mapping[str, Person], withdrawn: Mapping[str, AbstractSet[str]]) -> Agreement:
    """The agreement with signatories who may be named; a witness without a person is known by the title alone."""
    signatories = (
        structs.replace(signatory, title={}) if "title" in withdrawn.get(signatory.person_uid or "", ()) else signatory
        for signatory in agreement.signatories
        if signatory.person_uid is None or signatory.person_uid in people
    )
    return structs.replace(agreement, signatories=tuple(signatories))


def _public_recommendations(
    recommendations: Iterable[Recommendation], outlines: Iterable[Outline]
) -> Iterator[Recommendation]:
    """Those of events that are public; a session that is not stays unnamed."""
    sessions = {outline.event.uid: outline.sessions for outline in outlines}
    for recommendation in recommendations:
        if recommendation.event_uid in sessions:
            public = recommendation.session_uid in sessions[recommendation.event_uid]
            yield recommendation if public else structs.replace(recommendation, session_uid=None)


def _with_members(connection: Connection, uids: set[str]) -> tuple[Organization, ...]:
    """The organizations to be published, and their members."""
    bodies = [body for body in ORGANIZATIONS.read_uids(connection, uids) if body.published]
    members = {uid for body in bodies for uid in body.member_uids} - uids
    bodies += [body for body in ORGANIZATIONS.read_uids(connection, members) if body.published]
    return tuple(publish_organization(body) for body in sorted(bodies, key=lambda body: body.uid))


def publish(db: DbSession, catalogue: Catalogue) -> int:
    """Make it the public one; the number stays where nothing differs, or where a later one is public already."""
    connection = db.connection()
    if connection.dialect.name == "postgresql":  # SQLite has one writer as it is
        connection.exec_driver_sql(f"LOCK TABLE {_catalogues.name} IN SHARE UPDATE EXCLUSIVE MODE")
    newest = find_catalogue(connection)
    if newest and _frozen_at(newest.catalogue) > _frozen_at(catalogue):
        return newest.number
    if newest and structs.replace(catalogue, frozen_at=newest.catalogue.frozen_at) == newest.catalogue:
        return newest.number
    number = newest.number + 1 if newest else 1
    text = msgspec.json.encode(catalogue)
    row = {
        "number": number,
        "format": catalogue.format,
        "digest": hashlib.sha256(text).hexdigest(),
        "payload": zlib.compress(text, 6),
        "frozen_at": catalogue.frozen_at,
    }
    connection.execute(insert(_catalogues).values(row))
    connection.execute(delete(_catalogues).where(_catalogues.c.number <= number - KEPT))
    return number


def _frozen_at(catalogue: Catalogue) -> datetime:
    return catalogue.frozen_at or datetime.min.replace(tzinfo=UTC)


def catalogue_version(connection: Connection) -> tuple[int, datetime | None]:
    """The public one's number and when it was frozen; 0 and None where there is none yet."""
    columns = (_catalogues.c.number, _catalogues.c.frozen_at)
    row = connection.execute(select(*columns).order_by(_catalogues.c.number.desc()).limit(1)).one_or_none()
    return (row.number, row.frozen_at) if row else (0, None)


def find_catalogue(connection: Connection) -> FrozenCatalogue | None:
    """The public Catalogue, or None before the first was frozen."""
    row = connection.execute(
        select(_catalogues.c.number, _catalogues.c.payload).order_by(_catalogues.c.number.desc()).limit(1)
    ).one_or_none()
    return FrozenCatalogue(row.number, _decoder.decode(zlib.decompress(row.payload))) if row else None
