"""Taking what a file says into the draft: compared outside the writer, written in one short act."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import uuid4

from msgspec import structs
from sqlalchemy import Connection, select

from events_service.addresses import RESERVED
from events_service.database import DbSession
from events_service.directory.directory import Value
from events_service.errors import Conflict, InvalidInput
from events_service.interchange.imported import Imported, Reference, Repaired, Skipped
from events_service.interchange.matching import Element, match, name_of, new_uids, uuid_of
from events_service.interchange.merging import carried, merge
from events_service.interchange.relinking import relinked
from events_service.interchange.sources import SourceReference, load_references, save_references, source_of
from events_service.languages import text_in
from events_service.programme import draft
from events_service.programme.draft import Draft
from events_service.programme.models import EventRow
from events_service.programme.programme import FORMAT, Event, Programme, Session, SessionStatus
from events_service.programme.queries import find_event_uid
from events_service.records import IN_ONE_QUERY, chunks
from events_service.slugs import is_slug, made_slug

KINDS = ("organizations", "people", "venues", "rooms", "tracks", "types", "sessions", "stands")
"""Record types in the order in which they are matched: what refers comes after what it refers to."""

_events = EventRow.__table__  # type: ignore[attr-defined]


class ReservedSlug(InvalidInput):
    slug = "reserved-slug"
    msgid = "“{slug}” cannot be an event's address: it is taken by the service. Choose another with --event."


class Report(Value):
    """What an import did, or would do. Counts are per record type."""

    event: str
    format: str
    added: dict[str, int]
    changed: dict[str, int]
    kept: dict[str, int]
    missing: tuple[str, ...]
    """Sessions of an earlier import that the file no longer has."""
    skipped: tuple[Skipped, ...]
    repaired: tuple[Repaired, ...]
    conflicts: tuple[str, ...]
    """Changed both at the source and here: the local value stayed."""
    doubtful: tuple[str, ...]
    """Matched by an id alone."""
    release: int | None = None


class Taking(NamedTuple):
    """An import that can be written: all that was slow is done."""

    before: Draft | None
    after: Programme
    source: str
    references: tuple[SourceReference, ...]
    report: Report


def prepare(
    connection: Connection, imported: Imported, *, event_slug: str = "", cancel_missing: bool = False
) -> Taking:
    """Compare a file with the draft of its event, or of a new one where there is none with that slug."""
    slug = event_slug or _slug_of(imported.programme.event)
    if not is_slug(slug):
        raise InvalidInput("“{slug}” cannot be an address: use small Latin letters, digits and hyphens.", slug=slug)
    if slug in RESERVED:
        raise ReservedSlug(slug=slug)
    event_uid = find_event_uid(connection, slug)
    before = draft.load(connection, event_uid) if event_uid else None
    event = before.programme.event if before else _new_event(connection, imported.programme.event, slug)
    source = source_of(event.uid, imported.format)
    known = load_references(connection, source) if before else []
    ours = before.programme if before else Programme(format=FORMAT, event=event)
    taken = _foreign_uids(connection, imported, event.uid)
    return _Comparison(ours, imported, source, known, taken, cancel_missing).taking(before)


def take(db: DbSession, taking: Taking) -> None:
    """Write a prepared import. DraftChanged where the draft has changed since it was compared."""
    connection = db.connection()
    event = taking.after.event
    if taking.before is None:
        if find_event_uid(connection, event.slug):
            raise Conflict("An event called {slug} has been made meanwhile. Import again.", slug=event.slug)
        draft.create(connection, taking.after)
    elif taking.after != taking.before.programme:
        draft.save(connection, taking.before, taking.after)
    save_references(connection, event.uid, taking.source, taking.references)


def _slug_of(event: Event) -> str:
    """From the event's own slug, else its acronym, else its title."""
    return event.slug or made_slug("", {"en": event.acronym} if event.acronym else event.title, event.uid)


def _new_event(connection: Connection, event: Event, slug: str) -> Event:
    """The file's event; under another uid where one of that uid is here under another slug."""
    here = connection.execute(select(_events.c.uid).where(_events.c.uid == event.uid)).first()
    return structs.replace(event, slug=slug, uid=str(uuid4()) if here else event.uid)


def _foreign_uids(connection: Connection, imported: Imported, event_uid: str) -> set[str]:
    """Of the uids a file would bring, those that are another event's already."""
    foreign: set[str] = set()
    for name, records in draft.OF_EVENT.items():
        brought = {uid for r in imported.references if r.kind == name and (uid := uuid_of(r.guid))}
        table = records.table
        for some in chunks(sorted(brought), IN_ONE_QUERY):
            others = select(table.c.uid).where(table.c.event_uid != event_uid, table.c.uid.in_(some))
            foreign |= set(connection.execute(others).scalars())
    return foreign


class _Comparison:
    """One import against one draft. Made, asked once, and thrown away."""

    def __init__(
        self,
        ours: Programme,
        imported: Imported,
        source: str,
        known: Iterable[SourceReference],
        taken: set[str],
        cancel_missing: bool,
    ) -> None:
        self.ours, self.imported, self.source, self.taken = ours, imported, source, taken
        self.cancel_missing = cancel_missing
        self.trusted = imported.format == "bundle"
        self.said = {(r.kind, r.uid): r for r in imported.references}
        self.known: dict[str, dict[str, SourceReference]] = {kind: {} for kind in (*KINDS, "event")}
        for reference in known:
            self.known.setdefault(reference.kind, {})[reference.uid] = reference
        self.uids: dict[str, str] = {imported.programme.event.uid: ours.event.uid}
        self.provisional: dict[str, str] = {}
        self.references: list[SourceReference] = []
        self.counts: dict[str, Counter[str]] = {name: Counter() for name in ("added", "changed", "kept")}
        self.conflicts: list[str] = []
        self.doubtful: list[str] = []
        self.missing: list[str] = []

    def taking(self, before: Draft | None) -> Taking:
        for kind in KINDS:
            self._identify(kind)
        self.provisional = {uid: provisional for provisional, uid in self.uids.items()}
        theirs = relinked(self.imported.programme, self.uids)
        parts = {kind: self._merged(kind, getattr(theirs, kind)) for kind in KINDS}
        event = self._record("event", self.ours.event, theirs.event) if before else self._remember_event(theirs.event)
        changes: dict[str, Any] = {**parts, "event": event}
        if theirs.series and "series" in self.imported.carries:
            changes["series"] = theirs.series
        if "aliases" in self.imported.carries:
            changes["aliases"] = theirs.aliases
        after = structs.replace(self.ours, **changes)
        return Taking(before, after, self.source, tuple(self.references), self._report(event))

    def _identify(self, kind: str) -> None:
        """Give every element of a type the uid of the record it means, or a new one."""
        records = getattr(self.imported.programme, kind)
        elements = [self._element(kind, record) for record in records]
        mine = {record.uid for record in getattr(self.ours, kind)}
        taken = self.taken | mine | set(self.known[kind])
        if self.trusted:
            self.uids |= {uid: uid for element in elements if (uid := element.uid) in mine}
            fresh = [element for element in elements if element.uid not in mine]
            self.uids |= new_uids(self.source, kind, fresh, taken - set(self.known[kind]))
            return
        found = match(
            elements, [self._known_element(kind, r) for r in getattr(self.ours, kind)], by_name=kind != "sessions"
        )
        self.uids |= found.uids
        by_uid = {record.uid: record for record in records}
        self.doubtful += [_named(by_uid[uid]) for uid in found.by_id_alone]
        fresh = [element for element in elements if element.uid not in found.uids]
        self.uids |= new_uids(self.source, kind, fresh, taken)

    def _element(self, kind: str, record: Any) -> Element:
        said = self.said.get((kind, record.uid), Reference(kind=kind, uid=record.uid))
        return Element(record.uid, said.id, said.guid.lower(), said.slug, _name(record), _start(record))

    def _known_element(self, kind: str, record: Any) -> Element:
        said = self.known[kind].get(record.uid)
        if said is None:
            return Element(record.uid, slug=record.slug, name=_name(record), start=_start(record))
        return Element(record.uid, said.id, said.guid.lower(), said.slug, _name(record), _start(record))

    def _merged(self, kind: str, theirs: Iterable[Any]) -> tuple[Any, ...]:
        mine = {record.uid: record for record in getattr(self.ours, kind)}
        merged = dict(mine)
        for record in theirs:
            merged[record.uid] = self._record(kind, mine.get(record.uid), record)
        if kind == "sessions":
            present = {record.uid for record in theirs}
            for uid in self.known[kind]:
                if uid in mine and uid not in present:
                    merged[uid] = self._without_source(mine[uid])
        return tuple(merged.values())

    def _record(self, kind: str, mine: Any, theirs: Any) -> Any:
        """One record as it will be, counted and remembered."""
        fields = self.imported.carries[kind]
        last = self.known[kind].get(theirs.uid)
        self._remember(kind, theirs, fields)
        if mine is None:
            self.counts["added"][kind] += 1
            return structs.replace(theirs, ready=True) if isinstance(theirs, Session) and not self.trusted else theirs
        result = merge(mine, theirs, fields, last.imported if last else "", trusted=self.trusted)
        self.conflicts += [f"{_named(mine)}: {name}" for name in result.conflicts]
        self.counts["kept" if result.record == mine else "changed"][kind] += 1
        return result.record

    def _remember(self, kind: str, theirs: Any, fields: Iterable[str]) -> None:
        provisional = self.provisional.get(theirs.uid, theirs.uid)
        said = self.said.get((kind, provisional), Reference(kind=kind, uid=provisional))
        self.references.append(
            SourceReference(kind, theirs.uid, said.id, said.guid, said.slug, carried(theirs, fields))
        )

    def _remember_event(self, theirs: Event) -> Event:
        event = structs.replace(theirs, uid=self.ours.event.uid, slug=self.ours.event.slug)
        self._remember("event", event, self.imported.carries["event"])
        return event

    def _without_source(self, session: Session) -> Session:
        self.missing.append(_named(session))
        if self.cancel_missing and session.status is not SessionStatus.CANCELLED:
            self.counts["changed"]["sessions"] += 1
            return structs.replace(session, status=SessionStatus.CANCELLED)
        return session

    def _report(self, event: Event) -> Report:
        added, changed, kept = (dict(self.counts[name]) for name in ("added", "changed", "kept"))
        return Report(
            event=event.slug,
            format=self.imported.format,
            added=added,
            changed=changed,
            kept=kept,
            missing=tuple(self.missing),
            skipped=self.imported.skipped,
            repaired=self.imported.repaired,
            conflicts=tuple(self.conflicts),
            doubtful=tuple(self.doubtful),
        )


def _name(record: Any) -> str:
    return name_of(record.title if hasattr(record, "title") and not hasattr(record, "name") else record.name)


def _start(record: Any) -> str:
    return record.start_local.isoformat() if isinstance(record, Session) and record.start_local else ""


def _named(record: Any) -> str:
    """A record as a report names it."""
    text = text_in(getattr(record, "name", None) or record.title, "en")
    return f"{record.code} {text}" if getattr(record, "code", "") else text
