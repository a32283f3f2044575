"""The bundle: our own exchange format, a JSON file that carries everything without loss."""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from msgspec import structs

from events_service.directory.directory import Organization, Person, Value
from events_service.errors import InvalidInput
from events_service.interchange.imported import Imported, Reference, Repaired
from events_service.interchange.soundness import (
    check_depth,
    check_directory,
    check_distinct,
    check_programme,
    check_values,
)
from events_service.interchange.xml_parsing import LARGEST
from events_service.languages import cleaned
from events_service.partnerships.partnerships import Agreement, Fund, Recommendation
from events_service.programme.elsewhere import published_in
from events_service.programme.programme import FORMAT as PROGRAMME_FORMAT
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
from events_service.slugs import is_slug

FORMAT = 1

R = TypeVar("R")


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
    """Read a bundle; InvalidInput names the place where it is not one, or what in it cannot be kept.

    Texts come without control characters and bidi overrides, whatever the file has.
    """
    if len(data) > LARGEST:
        raise InvalidInput("The file is larger than {most} MB.", most=LARGEST // 1024 // 1024)
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
        if "\\u" in text or cleaned(text) != text:
            bundle = msgspec.convert(_clean(msgspec.json.decode(text)), Bundle)
        else:
            bundle = _decoder.decode(text)
        check_depth(bundle.programmes)
        check_values(bundle)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
        raise InvalidInput("This is not a bundle: {problem}.", problem=str(problem)) from problem
    programmes = ((programme.format, PROGRAMME_FORMAT) for programme in bundle.programmes)
    for said, known in ((bundle.bundle, FORMAT), *programmes):
        if not 1 <= said <= known:
            raise InvalidInput(
                "This bundle has format {format}; this version reads up to {known}.", format=said, known=known
            )
    elsewhere = {body.uid for programme in bundle.programmes for body in programme.organizations}
    check_directory(bundle.organizations, bundle.people, elsewhere)
    check_distinct(bundle.series, bundle.agreements, bundle.recommendations, bundle.funds)
    return bundle


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, dict):
        return {key: _clean(said) for key, said in value.items()}
    return [_clean(said) for said in value] if isinstance(value, list) else value


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
"""What releases assign, and identity itself: no part of a draft. Revisions go on from those of the file."""

CARRIES = {
    kind: frozenset(field.name for field in structs.fields(value)) - _ASSIGNED for kind, value in _KINDS.items()
} | {"series": frozenset[str](), "aliases": frozenset[str]()}
CARRIES["event"] -= {"slug"}

_PRIVATE = {
    "event": {"contact", "series_uid"},
    "sessions": {"internal", "ready"},
    "organizations": {"contacts", "published"},
    "people": {"contacts", "photo", "photo_public", "published"},
}
CARRIES_PUBLIC = CARRIES | {kind: CARRIES[kind] - names for kind, names in _PRIVATE.items()}
"""What a released programme speaks of: it says nothing of what is private, so it takes nothing private away."""


def imports_of(bundle: Bundle) -> list[Imported]:
    """Each programme of the bundle as an import, with the people and organizations it needs."""
    imports = [_imported(programme, bundle) for programme in bundle.programmes]
    for imported in imports:
        check_programme(imported.programme)
    return imports


def _imported(programme: Programme, bundle: Bundle) -> Imported:
    complete = _completed(programme, bundle)
    repaired: list[Repaired] = []
    slugged = structs.replace(
        complete, **{kind: with_usable_slugs(getattr(complete, kind), repaired) for kind in _KINDS if kind != "event"}
    )
    event = structs.replace(programme.event, revision=0, revised_at=None, created_at=None)
    sessions = tuple(_unassigned(session) for session in slugged.sessions)
    drafted = structs.replace(slugged, event=event, sessions=sessions, tombstones=(), time_rules="")
    references = tuple(
        Reference(kind, record.uid, guid=record.uid)
        for kind in _KINDS
        if kind != "event"
        for record in getattr(drafted, kind)
    )
    if programme.tombstones:
        repaired.append(Repaired(item="event", what=_LEFT_OUT.format(count=len(programme.tombstones))))
    released = bool(programme.time_rules)
    carries = CARRIES_PUBLIC if released else CARRIES
    return Imported(
        "bundle",
        drafted,
        carries,
        references,
        repaired=tuple(repaired),
        released=released,
        elsewhere=published_in(programme),
    )


_LEFT_OUT = "sessions removed before and left out: {count}; one that comes back goes on from its revision"


def _completed(programme: Programme, bundle: Bundle) -> Programme:
    """The programme with the people, organizations and series it refers to, from wherever in the bundle they stand."""
    others = bundle.programmes
    series = (*bundle.series, *(other.series for other in others if other.series))
    people = (*bundle.people, *(person for other in others for person in other.people))
    bodies = (*bundle.organizations, *(body for other in others for body in other.organizations))
    found = programme.series or next((s for s in series if s.uid == programme.event.series_uid), None)
    complete = structs.replace(programme, series=found)
    while True:
        wanted = referenced_by(complete)
        more_people = _wanted(complete.people, people, wanted)
        more_bodies = _wanted(complete.organizations, bodies, wanted)
        if not (more_people or more_bodies):
            return complete
        complete = structs.replace(
            complete,
            people=(*complete.people, *more_people),
            organizations=(*complete.organizations, *more_bodies),
        )


def _wanted(own: Iterable[Any], others: Iterable[Any], wanted: set[str]) -> list[Any]:
    """Those that are wanted and not there yet, the first of each uid."""
    had = {record.uid for record in own}
    found = {record.uid: record for record in reversed([*others]) if record.uid in wanted and record.uid not in had}
    return [*reversed(found.values())]


def with_usable_slugs(records: Iterable[R], repaired: list[Repaired] | None = None) -> tuple[R, ...]:
    """The records without slugs that could not stand in an address: they get others when they are published."""
    kept: list[Any] = []
    for record in records:
        said: Any = record
        if said.slug and not is_slug(said.slug):
            if repaired is not None:
                repaired.append(Repaired(item=said.uid, what=f"“{said.slug}” cannot be an address: another is made"))
            said = structs.replace(said, slug="")
        kept.append(said)
    return tuple(kept)


def _unassigned(session: Session) -> Session:
    """As a draft has it: revisions and instants are a release's to give."""
    return structs.replace(session, revision=0, revised_at=None, created_at=None, start_at=None, end_at=None)
