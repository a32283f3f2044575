"""A file against the draft it is about: which records it means, and what becomes of each. Nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import starmap
from typing import Any, NamedTuple

import msgspec
from msgspec import structs

from events_service.interchange.imported import Imported, Reference
from events_service.interchange.incoming import Incoming, element_of, incoming_of, incoming_one, known_element
from events_service.interchange.matching import Matched, by_guid, match, new_uids
from events_service.interchange.merging import MergedRecord, carried, merge
from events_service.interchange.outcomes import ADDED, CHANGED, KEPT, Became, ByKind, changed, counts, kept, named
from events_service.interchange.sources import SourceReference
from events_service.interchange.unsaid import as_released, given_back
from events_service.programme.programme import Alias, Programme, Session, SessionStatus
from events_service.programme.publish import is_public, unpublished
from events_service.programme.relinking import relinked

KINDS = ("organizations", "people", "venues", "rooms", "tracks", "types", "sessions", "stands")
"""Record types in the order in which they are compared: what refers comes after what it refers to."""

TRUSTED = "bundle"
"""The format whose uids are identities and whose values are taken where it was never imported before."""

_SAY = (ADDED, CHANGED, KEPT)

Known = Mapping[str, SourceReference]
"""What is remembered of a source for one type of record, by uid."""


class Here(NamedTuple):
    """What a file meets: the draft of its event, or an empty one for a new event."""

    programme: Programme
    source: str
    known: Mapping[str, Known] = {}
    """By type of record; what was deleted here since is still in it."""
    foreign: frozenset[str] = frozenset()
    """Uids that a record of this event cannot have."""
    is_new: bool = False


class Comparison(NamedTuple):
    """What the draft becomes, and what there is to say about it."""

    programme: Programme
    references: tuple[SourceReference, ...] = ()
    """What to remember of the source: the elements of this file, and sessions it is missing that were cancelled."""
    outcomes: Mapping[str, ByKind] = {}
    """Every record of the file, by what became of it."""
    missing: tuple[str, ...] = ()
    conflicts: tuple[Became, ...] = ()
    """Records with the fields that were changed on both sides."""
    doubtful: tuple[str, ...] = ()

    @property
    def added(self) -> dict[str, int]:
        return counts(self.outcomes.get(ADDED, {}))

    @property
    def changed(self) -> dict[str, int]:
        return counts(self.outcomes.get(CHANGED, {}))

    @property
    def kept(self) -> dict[str, int]:
        return counts(self.outcomes.get(KEPT, {}))


class _Part(NamedTuple):
    """One type of record, compared."""

    records: tuple[Any, ...]
    references: tuple[SourceReference, ...]
    outcomes: ByKind = {}
    """By what became of them."""
    missing: tuple[str, ...] = ()
    conflicts: tuple[Became, ...] = ()
    doubtful: tuple[str, ...] = ()


def compare(imported: Imported, here: Here, *, cancel_missing: bool = False) -> Comparison:
    """The draft as the file makes it."""
    uids = {imported.programme.event.uid: here.programme.event.uid}
    parts = {kind: _compare_kind(kind, imported, here, uids, cancel_missing) for kind in KINDS}
    parts["event"] = _compare_event(imported, here, uids)
    (event,) = parts["event"].records
    theirs = imported.programme
    changes: dict[str, Any] = {kind: parts[kind].records for kind in KINDS} | {"event": event}
    if theirs.series and "series" in imported.carries:
        # One that is here already belongs to more events than this one, and stays as it is.
        ours = here.programme.series
        changes["series"] = ours if ours and ours.uid == theirs.series.uid else theirs.series
    if "aliases" in imported.carries:
        brought = (relinked(alias, uids) for alias in theirs.aliases)
        changes["aliases"] = _joined(here.programme.aliases, brought)
    outcomes = {
        name: {kind: part.outcomes[name] for kind, part in parts.items() if part.outcomes.get(name)} for name in _SAY
    }
    return Comparison(
        structs.replace(here.programme, **changes),
        tuple(reference for part in parts.values() for reference in part.references),
        outcomes,
        tuple(name for part in parts.values() for name in part.missing),
        tuple(record for part in parts.values() for record in part.conflicts),
        tuple(name for part in parts.values() for name in part.doubtful),
    )


def unchanged(
    imported: Imported, event_uid: str, known: Mapping[str, Known], present: Mapping[str, AbstractSet[str]]
) -> ByKind | None:
    """The records of each type, all of them kept, where a file says word for word what it said last time; else None.

    `present` are the uids of the records that are still here: this asks for nothing else of the draft.
    """
    uids = {imported.programme.event.uid: event_uid}
    left = {}
    for kind in KINDS:
        elements = incoming_of(imported, kind, uids)
        here = [reference for uid, reference in known.get(kind, {}).items() if uid in present[kind]]
        same = _unchanged(elements, here)
        if len(same) < len(elements) or (kind == "sessions" and len(same) < len(here)):
            return None
        uids |= same
        left[kind] = kept(element.record for element in elements)
    said = carried(relinked(imported.programme.event, uids), sorted(imported.carries["event"]))
    last = known.get("event", {}).get(event_uid)
    if last is None or last.imported != said:
        return None
    left["event"] = kept((imported.programme.event,))
    return {kind: records for kind, records in left.items() if records}


def _joined(ours: Iterable[Alias], theirs: Iterable[Alias]) -> tuple[Alias, ...]:
    """All former addresses of both; where they disagree, theirs."""
    aliases = {(alias.kind, alias.slug): alias for alias in (*ours, *theirs)}
    return tuple(aliases[key] for key in sorted(aliases))


def _compare_event(imported: Imported, here: Here, uids: Mapping[str, str]) -> _Part:
    """The event keeps its uid and its slug."""
    ours = here.programme.event
    theirs = structs.replace(relinked(imported.programme.event, uids), uid=ours.uid, slug=ours.slug)
    said = next((r for r in imported.references if r.kind == "event"), Reference(kind="event", uid=ours.uid))
    incoming = incoming_one(imported, "event", theirs, said)
    if here.is_new:
        added = {ADDED: (Became(named(theirs)),)}
        return _Part((theirs,), (SourceReference("event", ours.uid, *incoming.signs),), added)
    return _merged("event", imported, here, {ours.uid: ours}, {ours.uid: incoming}, _unnamed(here, uids))


def _compare_kind(kind: str, imported: Imported, here: Here, uids: dict[str, str], cancel_missing: bool) -> _Part:
    """One type of record; `uids` learns which records its elements are."""
    mine = {record.uid: record for record in getattr(here.programme, kind)}
    elements = incoming_of(imported, kind, uids)
    matched = _identified(kind, imported, here, mine, elements)
    uids |= matched.uids
    # Organizations name one another: only now is it known who their members are here.
    again = incoming_of(imported, kind, uids) if kind == "organizations" else elements
    theirs = {
        uid: incoming._replace(record=_with_uid(incoming.record, uid))
        for element, incoming in zip(elements, again, strict=True)
        for uid in (uids[element.record.uid],)
    }
    part = _merged(kind, imported, here, mine, theirs, _unnamed(here, uids))
    asked = {element.record.uid: element.record for element in elements}
    part = part._replace(doubtful=tuple(named(asked[uid]) for uid in matched.by_id_alone))
    if kind != "sessions":
        return part
    expected = {uid: s for uid, s in mine.items() if is_public(s)} if imported.released else mine
    return _without_source(part, here, expected, theirs, cancel_missing)


def _unnamed(here: Here, uids: Mapping[str, str]) -> set[str]:
    """Our people and organizations that are not published, but those that the file has all the same."""
    return unpublished(here.programme).difference(uids.values())


def _with_uid(record: Any, uid: str) -> Any:
    return record if record.uid == uid else structs.replace(record, uid=uid)


def _identified(
    kind: str, imported: Imported, here: Here, mine: Mapping[str, Any], elements: Sequence[Incoming]
) -> Matched:
    """The uid of the record each element means, or of a new one."""
    known = here.known.get(kind, {})
    trusted = imported.format == TRUSTED
    if trusted:
        same = {e.record.uid: e.record.uid for e in elements if e.record.uid in mine}
    else:
        same = _unchanged(elements, [reference for uid, reference in known.items() if uid in mine])
    rest = [e for e in elements if e.record.uid not in same]
    assigned = set(same.values())
    left = [uid for uid in (mine.keys() | known.keys()) - here.foreign if uid not in assigned] if rest else []
    candidates = [known_element(uid, mine.get(uid), known.get(uid)) for uid in sorted(left)]
    asked = [element_of(e) for e in rest]
    if trusted:
        found = by_guid(asked, candidates)
    else:
        found = match(asked, candidates, by_name=kind != "sessions", gone=known.keys() - mine.keys())
    fresh = [element for element in asked if element.uid not in found.uids]
    new = new_uids(here.source, kind, fresh, here.foreign | mine.keys() | known.keys())
    return Matched(same | found.uids | new, found.by_id_alone)


def _unchanged(elements: Iterable[Incoming], known: Iterable[SourceReference]) -> dict[str, str]:
    """Elements that say word for word what one said last time, one-to-one and in order."""
    last: dict[tuple[str, ...], list[str]] = {}
    for reference in known:
        last.setdefault((reference.id, reference.guid, reference.slug, reference.imported), []).append(reference.uid)
    for uids in last.values():
        uids.reverse()
    same = {}
    for element in elements:
        left = last.get(element.signs)
        if left:
            same[element.record.uid] = left.pop()
    return same


def _merged(
    kind: str,
    imported: Imported,
    here: Here,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Incoming],
    hidden: AbstractSet[str],
) -> _Part:
    """Our records with what the file says, and what to remember of it. `hidden` is whom a release cannot name."""
    known = here.known.get(kind, {})
    records = dict(mine)
    outcomes: dict[str, list[Became]] = {name: [] for name in _SAY}
    conflicts: list[Became] = []
    for uid, incoming in theirs.items():
        last = known[uid].imported if uid in known else ""
        if uid not in mine:
            outcomes[ADDED].append(Became(named(incoming.record)))
            records[uid] = incoming.record
        elif incoming.carried == last:
            outcomes[KEPT].append(Became(named(incoming.record)))
        else:
            result = _merge_one(imported, mine[uid], incoming.record, incoming.fields, last, hidden)
            if result.conflicts:
                conflicts.append(Became(named(mine[uid]), result.conflicts))
            if result.record == mine[uid]:
                outcomes[KEPT].append(Became(named(incoming.record)))
            else:
                outcomes[CHANGED].append(changed(mine[uid], result.record))
            records[uid] = result.record
    references = tuple(SourceReference(kind, uid, *incoming.signs) for uid, incoming in theirs.items())
    became = {name: tuple(those) for name, those in outcomes.items()}
    return _Part(tuple(records.values()), references, became, conflicts=tuple(conflicts))


def _merge_one(
    imported: Imported, ours: Any, theirs: Any, fields: AbstractSet[str], last: str, hidden: AbstractSet[str]
) -> MergedRecord:
    """One record of ours with what the file says; a released programme is compared with what a release says of it."""
    asked = fields - {"slug"} if not getattr(theirs, "slug", "") else fields
    trusted = imported.format == TRUSTED
    if not imported.released:
        return merge(ours, theirs, sorted(asked), last, trusted=trusted)
    seen = as_released(ours, theirs, hidden)
    merged = merge(seen, theirs, sorted(asked), last, trusted=trusted)
    kept = given_back(ours, seen, merged.record, asked, hidden)
    agenda = "agenda" in asked and kept.agenda == ours.agenda and merged.record.agenda != seen.agenda
    return MergedRecord(kept, (*merged.conflicts, "agenda") if agenda else merged.conflicts)


def _without_source(
    part: _Part, here: Here, mine: Mapping[str, Session], theirs: Mapping[str, Incoming], cancel: bool
) -> _Part:
    """Sessions of an earlier import that the file no longer has: named, and cancelled where that was asked for.

    A cancelled one is remembered as cancelled at the source, so that it is restored when the file has it again.
    """
    known = here.known.get("sessions", {})
    missing = [mine[uid] for uid in known if uid in mine and uid not in theirs]
    gone = {s.uid for s in missing if cancel and s.status is not SessionStatus.CANCELLED}
    cancelled = {uid: structs.replace(mine[uid], status=SessionStatus.CANCELLED) for uid in sorted(gone)}
    pairs = ((mine[uid], session) for uid, session in cancelled.items())
    remembered = tuple(known[uid]._replace(imported=_as_cancelled(known[uid].imported)) for uid in sorted(gone))
    return part._replace(
        records=tuple(cancelled.get(record.uid, record) for record in part.records),
        references=part.references + remembered,
        outcomes={**part.outcomes, CHANGED: part.outcomes[CHANGED] + tuple(starmap(changed, pairs))},
        missing=tuple(named(session) for session in missing),
    )


def _as_cancelled(imported: str) -> str:
    values = msgspec.json.decode(imported)
    if "status" in values:
        values["status"] = SessionStatus.CANCELLED.value
    return msgspec.json.encode(values).decode()
