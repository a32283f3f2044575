"""Slugs of what is public: fixed once they were, unique among all that ever were, former ones kept as aliases."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from msgspec import structs

from events_service.directory.directory import Organization, Person
from events_service.languages import LocalizedText
from events_service.programme.programme import Alias, AliasKind, Programme, Session, Stand
from events_service.slugs import free_slug, made_slug


class Released(NamedTuple):
    """What is remembered for ever of a session that was public once."""

    slug: str
    revision: int


def with_slugs(programme: Programme, previous: Programme | None, released: Mapping[str, Released]) -> Programme:
    """Every record with a slug: its own, the one it was released with, or one made from its code and name.

    One that is somebody else's, or was once, gets a number. Who has another slug than before leaves an alias.
    """
    changes: dict[str, tuple[Any, ...]] = {}
    aliases = list(programme.aliases)
    for kind, named in _NAMED.items():
        records: tuple[Any, ...] = getattr(programme, kind)
        before = _before(kind, previous, released)
        slugs = _assigned(records, before, _owners(kind, before, programme.aliases), named)
        changes[kind] = tuple(_with_slug(record, slugs[record.uid]) for record in records)
        if kind in _ALIASED:
            aliases += _renamed(AliasKind(kind), records, before, slugs)
    slugged = structs.replace(programme, **changes)
    return structs.replace(slugged, aliases=_still_needed(slugged, aliases))


def _before(kind: str, previous: Programme | None, released: Mapping[str, Released]) -> dict[str, str]:
    """The slug each record was last public with."""
    public = {} if previous is None else {record.uid: record.slug for record in getattr(previous, kind)}
    if kind != "sessions":
        return public
    stones = {} if previous is None else {stone.uid: stone.slug for stone in previous.tombstones}
    return {uid: said.slug for uid, said in released.items()} | stones | public


def _owners(kind: str, before: Mapping[str, str], aliases: Iterable[Alias]) -> dict[str, str]:
    """Whose each slug is that cannot be given to anybody else."""
    former = {alias.slug: alias.uid for alias in aliases if alias.kind == kind}
    return former | {slug: uid for uid, slug in before.items()}


def _assigned(
    records: Iterable[Any],
    before: Mapping[str, str],
    owners: dict[str, str],
    named: Callable[[Any], tuple[str, LocalizedText]],
) -> dict[str, str]:
    """The slug of each record by uid, given in reading order; `owners` learns of them."""
    slugs: dict[str, str] = {}
    for record in sorted(records, key=_reading_order):
        slug = record.slug or before.get(record.uid, "")
        if not slug:
            slug = made_slug(*named(record), record.uid, owners)
        elif owners.get(slug, record.uid) != record.uid:
            slug = free_slug(slug, {other for other, uid in owners.items() if uid != record.uid})
        owners[slug] = record.uid
        slugs[record.uid] = slug
    return slugs


_LATE = datetime.max.replace(tzinfo=UTC)


def _reading_order(record: Any) -> tuple[object, ...]:
    if isinstance(record, Session):
        return (record.start_at or _LATE, record.code, record.uid)
    return (getattr(record, "position", 0), record.uid)


def _with_slug(record: Any, slug: str) -> Any:
    return record if record.slug == slug else structs.replace(record, slug=slug)


def _renamed(
    kind: AliasKind, records: Iterable[Any], before: Mapping[str, str], slugs: Mapping[str, str]
) -> list[Alias]:
    """Aliases of the records that are public under another slug than before."""
    return [
        Alias(kind, before[record.uid], record.uid)
        for record in records
        if before.get(record.uid, slugs[record.uid]) != slugs[record.uid]
    ]


def _still_needed(programme: Programme, aliases: Iterable[Alias]) -> tuple[Alias, ...]:
    """The aliases that lead to something, once each and in order; what a record is called now is none.

    A removed session is something: whoever subscribed to it under a former slug learns that it is off.
    """
    records = {kind: getattr(programme, kind) for kind in _ALIASED}
    records["sessions"] += programme.tombstones
    uids = {kind: {record.uid for record in some} for kind, some in records.items()}
    slugs = {kind: {record.slug for record in some} for kind, some in records.items()}
    needed = {
        (alias.kind, alias.slug): alias
        for alias in aliases
        if alias.uid in uids[alias.kind] and alias.slug not in slugs[alias.kind]
    }
    return tuple(needed[key] for key in sorted(needed))


def _of_person(person: Person) -> tuple[str, LocalizedText]:
    return "", {"en": person.badge_name} if person.badge_name else person.name


def _of_organization(body: Organization) -> tuple[str, LocalizedText]:
    return "", body.short_name or body.name


def _of_session(session: Session) -> tuple[str, LocalizedText]:
    return session.code, session.title


def _of_stand(stand: Stand) -> tuple[str, LocalizedText]:
    return "", stand.title


def _of_named(record: Any) -> tuple[str, LocalizedText]:
    return "", record.name


_NAMED: Mapping[str, Callable[[Any], tuple[str, LocalizedText]]] = {
    "sessions": _of_session,
    "rooms": _of_named,
    "tracks": _of_named,
    "types": _of_named,
    "venues": _of_named,
    "stands": _of_stand,
    "organizations": _of_organization,
    "people": _of_person,
}
_ALIASED = frozenset(kind.value for kind in AliasKind)
