"""The bundle: our own exchange format, a JSON file that carries everything without loss."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import structs

from events_service.directory.directory import Organization, Person, Value
from events_service.errors import InvalidInput
from events_service.interchange.imported import Imported, Reference
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.programme.programme import (
    Event,
    Programme,
    Room,
    Series,
    Session,
    SessionType,
    Stand,
    Track,
    Venue,
)
from events_service.programme.references import referenced_by

FORMAT = 1


class Bundle(Value):
    """Programmes, and the records they or nobody refer to. Each record stands once, anywhere in the bundle.

    A programme's own `organizations`, `people` and `series` and those of the bundle are read alike.
    """

    bundle: int
    """The format's number."""
    programmes: tuple[Programme, ...] = ()
    series: tuple[Series, ...] = ()
    organizations: tuple[Organization, ...] = ()
    people: tuple[Person, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    funds: tuple[Fund, ...] = ()


_decoder = msgspec.json.Decoder(Bundle)
_encoder = msgspec.json.Encoder()


def read(data: bytes) -> Bundle:
    """Read a bundle; InvalidInput names the place where it is not one."""
    try:
        bundle = _decoder.decode(data)
    except msgspec.DecodeError as problem:
        raise InvalidInput("This is not a bundle: {problem}.", problem=str(problem)) from problem
    if bundle.bundle > FORMAT:
        raise InvalidInput(
            "This bundle has format {format}; this version reads up to {known}.",
            format=bundle.bundle,
            known=FORMAT,
        )
    return bundle


def write(bundle: Bundle) -> bytes:
    """The bundle as indented JSON, fields in their order of definition, defaults left out."""
    return msgspec.json.format(_encoder.encode(bundle), indent=1) + b"\n"


_KINDS: dict[str, type[Any]] = {
    "event": Event,
    "venues": Venue,
    "rooms": Room,
    "tracks": Track,
    "types": SessionType,
    "sessions": Session,
    "stands": Stand,
    "organizations": Organization,
    "people": Person,
}
_ASSIGNED = frozenset({"uid", "revision", "revised_at", "created_at", "start_at", "end_at"})
"""What releases assign, and identity itself: never taken from a file."""

CARRIES = {
    kind: frozenset(field.name for field in structs.fields(value)) - _ASSIGNED for kind, value in _KINDS.items()
} | {"series": frozenset[str](), "aliases": frozenset[str]()}
CARRIES["event"] -= {"slug"}


def imports_of(bundle: Bundle) -> list[Imported]:
    """Each programme of the bundle as an import, with the people and organizations it needs."""
    return [_imported(programme, bundle) for programme in bundle.programmes]


def _imported(programme: Programme, bundle: Bundle) -> Imported:
    wanted = referenced_by(programme) | {p.organization_uid for p in bundle.people if p.organization_uid}
    complete = structs.replace(
        programme,
        organizations=_completed(programme.organizations, bundle.organizations, wanted),
        people=_completed(programme.people, bundle.people, wanted),
        series=programme.series or next((s for s in bundle.series if s.uid == programme.event.series_uid), None),
        sessions=tuple(_unassigned(session) for session in programme.sessions),
        tombstones=(),
    )
    references = tuple(
        Reference(kind, record.uid, guid=record.uid)
        for kind in _KINDS
        if kind != "event"
        for record in getattr(complete, kind)
    )
    return Imported("bundle", complete, CARRIES, references)


def _completed(own: tuple[Any, ...], others: Iterable[Any], wanted: set[str]) -> tuple[Any, ...]:
    had = {record.uid for record in own}
    return (*own, *(record for record in others if record.uid in wanted and record.uid not in had))


def _unassigned(session: Session) -> Session:
    """As a draft has it: revisions and instants are a release's to give."""
    return structs.replace(session, revision=0, revised_at=None, created_at=None, start_at=None, end_at=None)
