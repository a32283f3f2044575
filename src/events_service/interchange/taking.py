"""Taking what a file says into the draft: compared and made ready outside the writer, written in one short act."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from uuid import uuid4

from msgspec import structs
from sqlalchemy import Connection, select, type_coerce
from sqlalchemy.exc import IntegrityError

from events_service.addresses import RESERVED
from events_service.columns import SortedText
from events_service.database import DbSession, is_duplicate
from events_service.directory.directory import Value
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.errors import Conflict
from events_service.interchange.comparing import TRUSTED, Comparison, Here, compare, unchanged
from events_service.interchange.imported import Imported, Repaired, Skipped
from events_service.interchange.outcomes import ADDED, CHANGED, KEPT, Became, ByKind
from events_service.interchange.sources import SourceReference, load_references, reference_writes, source_of
from events_service.programme import draft, elsewhere
from events_service.programme.draft import Draft, DraftChanged
from events_service.programme.editing import get_event
from events_service.programme.models import EventRow, ReleasedSessionRow
from events_service.programme.placed import load_placed
from events_service.programme.programme import FORMAT, Event, Programme
from events_service.programme.queries import find_event_uid
from events_service.programme.warnings import Warned, warnings_of
from events_service.records import IN_ONE_QUERY, Rows, chunks, run
from events_service.slugs import check_event_slug, made_slug

_events = EventRow.__table__  # type: ignore[attr-defined]
_released = ReleasedSessionRow.__table__  # type: ignore[attr-defined]


BOTH_CHANGED = "both_changed"
"""The kind of conflict in which a field was changed at the source and here."""


_BY_ID_ALONE = "nothing but its id is as it was: look whether it is the same"


class EventNotNamed(Conflict):
    """Taken for the event that another nameless file has made, it would write over that one's programme."""

    slug = "event-not-named"
    msgid = (
        "The file does not say which event it is of, and there is one called {slug}. "
        "Say --event {slug} if it is that one, and --event with another name if it is not."
    )


class Outrun(DraftChanged):
    """Somebody else's act came first, with something of what this one brings; comparing again takes account of it."""

    slug = "import-outrun"
    msgid = "Something of what this file brings has been saved by somebody else meanwhile. Import it again."


class Doubtful(Value):
    item: str
    why: str


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
    conflicts: tuple[Warned, ...]
    """What overlaps in the draft and stays so; and, as `BOTH_CHANGED`, where the local value stayed."""
    doubtful: tuple[Doubtful, ...]
    """Matched by an id alone."""
    records: dict[str, dict[str, tuple[Became, ...]]]
    """Each of those that are counted."""
    release: int | None = None
    not_released: str = ""
    """Why nothing was published, where that was asked for."""


class Taking(NamedTuple):
    """An import that can be written: all that was slow is done."""

    event: Event
    version: int | None
    """Of the draft it was compared with; None makes the event."""
    writes: tuple[Rows, ...]
    report: Report


def prepare(
    connection: Connection, imported: Imported, *, event_slug: str = "", cancel_missing: bool = False
) -> Taking:
    """Compare a file with the draft of its event, or of a new one where there is none with that slug.

    EventNotNamed where nobody says which event it is, and the one of the name that is made for such a file has
    none of its sessions.
    """
    slug = event_slug or slug_of(imported.programme.event)
    check_event_slug(slug)
    renamed = () if event_slug else _passed_over(imported.programme.event, slug)
    event_uid = find_event_uid(connection, slug)
    references = load_references(connection, source_of(event_uid, imported.format)) if event_uid else []
    if event_uid and (kept := _unchanged(connection, imported, event_uid, references)):
        nothing = Comparison(
            load_placed(connection, get_event(connection, event_uid)), outcomes={ADDED: {}, CHANGED: {}, KEPT: kept}
        )
        return Taking(nothing.programme.event, None, (), _report(imported, nothing, renamed))
    before = draft.load(connection, event_uid) if event_uid else None
    here = _here(connection, imported, before, slug, references)
    comparison = compare(imported, here, cancel_missing=cancel_missing)
    if before and not (event_slug or imported.names_event or _is_known(comparison)):
        raise EventNotNamed(slug=slug)
    after = comparison.programme
    writes: list[Rows] = []
    if before is None or after != here.programme:
        kept_already, slugged = draft.with_shared(connection, here.programme, after)
        writes += draft.writes(connection.dialect, kept_already, slugged, new=before is None)
    said = (*comparison.references, *_revisions(imported, here, comparison))
    writes += reference_writes(connection.dialect, here.source, after.event.uid, references, said)
    return Taking(
        after.event, before.version if before else None, tuple(writes), _report(imported, comparison, renamed)
    )


def take(db: DbSession, taking: Taking) -> None:
    """Write a prepared import. DraftChanged or Outrun where something it was compared with has changed since."""
    connection = db.connection()
    if not taking.writes:
        return
    if taking.version is not None:
        draft.claim(connection, taking.event.uid, taking.version)
    elif find_event_uid(connection, taking.event.slug):
        raise Outrun
    with heeding_others():
        run(connection, taking.writes)


@contextmanager
def heeding_others() -> Iterator[None]:
    """Outrun where another event, person or organization has taken a uid or a slug that was free a moment ago."""
    try:
        yield
    except IntegrityError as clash:
        if not is_duplicate(clash):
            raise
        raise Outrun from clash


def _is_known(comparison: Comparison) -> bool:
    """Is a session of the file there already, by more than its number?"""
    there = comparison.kept.get("sessions", 0) + comparison.changed.get("sessions", 0)
    return there > len(comparison.doubtful)


def slug_of(event: Event) -> str:
    """Where a file's event goes: its own slug, else its acronym, else its title, also where the acronym makes none."""
    if event.slug:
        return event.slug
    nameless = made_slug("", {}, event.uid)
    short = _short(event)
    return made_slug("", event.title, event.uid) if short == nameless or short in RESERVED else short


def _short(event: Event) -> str:
    return made_slug("", {"en": event.acronym}, event.uid)


def _passed_over(event: Event, slug: str) -> tuple[Repaired, ...]:
    """What is told where an acronym could not be the address."""
    if event.slug or not event.acronym or _short(event) not in RESERVED:
        return ()
    what = f"its acronym “{event.acronym}” is a reserved word: its address is “{slug}”, from its title"
    return (Repaired(item="event", what=what),)


def _unchanged(
    connection: Connection, imported: Imported, event_uid: str, references: Iterable[SourceReference]
) -> ByKind | None:
    """What is kept of a file that says what it said last time, without reading the draft; else None."""
    if imported.format == TRUSTED:
        return None
    known = _by_kind(references)
    present = {
        kind: set(connection.execute(select(records.table.c.uid).filter_by(event_uid=event_uid)).scalars())
        for kind, records in draft.OF_EVENT.items()
    }
    for kind, directory in (("people", PEOPLE), ("organizations", ORGANIZATIONS)):
        present[kind] = set(directory.kept_uids(connection, known.get(kind, ())))
    return unchanged(imported, event_uid, known, present)


def _here(
    connection: Connection, imported: Imported, before: Draft | None, slug: str, references: list[SourceReference]
) -> Here:
    """What the file meets."""
    event = before.programme.event if before else _new_event(connection, imported.programme.event, slug)
    ours = before.programme if before else Programme(format=FORMAT, event=event)
    known = _by_kind(references)
    if imported.format == TRUSTED:
        # A bundle names people and organizations by the uids they have everywhere.
        ours, _ = draft.with_shared(connection, ours, imported.programme)
    else:
        # Somebody whom no session names any more is known all the same.
        named = {person.uid for person in ours.people}
        unnamed = PEOPLE.read_uids(connection, known.get("people", {}).keys() - named)
        ours = structs.replace(ours, people=(*ours.people, *unnamed))
    foreign = _foreign_uids(connection, imported, event.uid)
    return Here(ours, source_of(event.uid, imported.format), known, foreign, before is None)


def _revisions(imported: Imported, here: Here, comparison: Comparison) -> list[SourceReference]:
    """What to remember of what was public elsewhere: an older file takes no revision back.

    What has another uid here is something else to calendars, and its revisions begin anew.
    """
    known = here.known.get(elsewhere.KIND, {})
    renamed = {said.guid for said in comparison.references if said.guid and said.guid != said.uid}
    if imported.programme.event.uid != here.programme.event.uid:
        renamed.add(imported.programme.event.uid)
    return [
        SourceReference(elsewhere.KIND, uid, imported=elsewhere.encode(said))
        for uid, said in imported.elsewhere.items()
        if uid not in renamed | here.foreign
        and (uid not in known or elsewhere.decode(known[uid].imported).revision <= said.revision)
    ]


def _by_kind(references: Iterable[SourceReference]) -> dict[str, dict[str, SourceReference]]:
    known: dict[str, dict[str, SourceReference]] = {}
    for reference in references:
        known.setdefault(reference.kind, {})[reference.uid] = reference
    return known


def _new_event(connection: Connection, event: Event, slug: str) -> Event:
    """The file's event; under another uid where one of that uid is here under another slug."""
    here = connection.execute(select(_events.c.uid).where(_events.c.uid == event.uid)).first()
    return structs.replace(event, slug=slug, uid=str(uuid4()) if here else event.uid)


def _foreign_uids(connection: Connection, imported: Imported, event_uid: str) -> frozenset[str]:
    """Of the uids a file would bring, those that are another event's: its records, or sessions it once published.

    People and organizations belong to the event that brought them; only a bundle may name those of others.
    """
    tables = [(name, records.table, "event_uid") for name, records in draft.OF_EVENT.items()]
    tables.append(("sessions", _released, "event_uid"))
    if imported.format != TRUSTED:
        tables += [
            ("people", PEOPLE.table, "owner_event_uid"),
            ("organizations", ORGANIZATIONS.table, "owner_event_uid"),
        ]
    foreign: set[str] = set()
    for kind, table, owner in tables:
        brought = {r.guid.lower() for r in imported.references if r.kind == kind and r.guid}
        if kind == "sessions":
            brought |= imported.elsewhere.keys()
        others = table.c[owner].is_distinct_from(event_uid)
        for some in chunks(sorted(brought), IN_ONE_QUERY):
            found = select(table.c.uid).where(others, type_coerce(table.c.uid, SortedText()).in_(some))
            foreign |= set(connection.execute(found).scalars())
    return frozenset(foreign)


def _report(imported: Imported, comparison: Comparison, renamed: Iterable[Repaired]) -> Report:
    return Report(
        event=comparison.programme.event.slug,
        format=imported.format,
        added=comparison.added,
        changed=comparison.changed,
        kept=comparison.kept,
        missing=comparison.missing,
        skipped=imported.skipped,
        repaired=(*imported.repaired, *renamed),
        conflicts=(
            *(Warned(BOTH_CHANGED, record.item, field) for record in comparison.conflicts for field in record.what),
            *warnings_of(comparison.programme),
        ),
        doubtful=tuple(Doubtful(item, _BY_ID_ALONE) for item in comparison.doubtful),
        records={name: dict(records) for name, records in comparison.outcomes.items()},
    )
