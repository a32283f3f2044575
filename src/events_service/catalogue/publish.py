"""Freezing the Catalogue: what is published of the directory, the series and the partnerships."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from events_service.catalogue.catalogue import FORMAT, Catalogue
from events_service.catalogue.models import CatalogueRow
from events_service.database import DbSession
from events_service.directory.directory import Actor, Organization
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.jobs.queue import enqueue
from events_service.partnerships.partnerships import Agreement
from events_service.partnerships.records import AGREEMENTS, FUNDS, RECOMMENDATIONS
from events_service.programme import jobs
from events_service.programme.draft import SERIES
from events_service.programme.publish import publish_organization, publish_person
from events_service.programme.queries import get_release, list_current

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
    """The Catalogue as it would be frozen now."""
    programmes = [get_release(connection, e.event_uid, e.release).programme for e in list_current(connection)]
    agreements = AGREEMENTS.read(connection, AGREEMENTS.table.c.published)
    funds = FUNDS.read(connection, FUNDS.table.c.published)
    people = PEOPLE.read_uids(connection, (s.person_uid for a in agreements for s in a.signatories if s.person_uid))
    wanted = {uid for agreement in agreements for uid in _named_in(agreement)}
    wanted |= {uid for fund in funds for uid in _organizations(fund.organizations)}
    wanted |= {person.organization_uid for person in people if person.organization_uid}
    wanted |= {body.uid for programme in programmes for body in programme.organizations}
    return Catalogue(
        format=FORMAT,
        frozen_at=now,
        series=tuple(SERIES.read(connection, SERIES.table.c.published)),
        events=tuple(sorted((p.event for p in programmes), key=lambda e: (e.start_on, e.uid), reverse=True)),
        organizations=_with_members(connection, wanted),
        people=tuple(publish_person(person) for person in people if person.published),
        agreements=tuple(agreements),
        recommendations=tuple(RECOMMENDATIONS.read(connection, RECOMMENDATIONS.table.c.published)),
        funds=tuple(funds),
    )


def _with_members(connection: Connection, uids: set[str]) -> tuple[Organization, ...]:
    bodies = ORGANIZATIONS.read_uids(connection, uids)
    bodies += ORGANIZATIONS.read_uids(connection, {uid for body in bodies for uid in body.member_uids} - uids)
    return tuple(publish_organization(body) for body in bodies if body.published)


def _named_in(agreement: Agreement) -> Iterator[str]:
    actors = [party.actor for party in agreement.parties]
    actors += [signatory.party for signatory in agreement.signatories if signatory.party]
    actors += [actor for commitment in agreement.commitments for actor in commitment.actors]
    return _organizations(actors)


def _organizations(actors: Iterable[Actor]) -> Iterator[str]:
    return (actor.organization_uid for actor in actors if actor.organization_uid)


def publish(db: DbSession, catalogue: Catalogue) -> int:
    """Make it the public one; the number stays where nothing differs."""
    connection = db.connection()
    newest = find_catalogue(connection)
    if newest and msgspec.structs.replace(catalogue, frozen_at=newest.catalogue.frozen_at) == newest.catalogue:
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


def catalogue_number(connection: Connection) -> int:
    """The public one's number; 0 is none yet."""
    number: int = connection.execute(select(func.coalesce(func.max(_catalogues.c.number), 0))).scalar_one()
    return number


def find_catalogue(connection: Connection) -> FrozenCatalogue | None:
    """The public Catalogue, or None before the first was frozen."""
    row = connection.execute(
        select(_catalogues.c.number, _catalogues.c.payload).order_by(_catalogues.c.number.desc()).limit(1)
    ).one_or_none()
    return FrozenCatalogue(row.number, _decoder.decode(zlib.decompress(row.payload))) if row else None
