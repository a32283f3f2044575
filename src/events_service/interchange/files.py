"""Any supported file into the draft: which format it is, what it holds, and the short acts that take it."""

import gc
import json
import logging
import random
import re
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import structs

from events_service import zones
from events_service.catalogue.publish import queue_catalogue
from events_service.database import Database, DbSession, OutcomeUnknown, StorageFailed
from events_service.directory.records import save_organizations, save_people
from events_service.errors import Busy, InvalidInput
from events_service.interchange import bundle, taking
from events_service.interchange.bundle import Bundle
from events_service.interchange.imported import Imported, Repaired
from events_service.interchange.schedules import frab_json, frab_xml
from events_service.interchange.taking import Report, Taking
from events_service.interchange.xml_parsing import LARGEST, check_size
from events_service.interchange.zone_texts import ZoneNotKnown, ZoneNotSaid
from events_service.languages import LocalizedText
from events_service.partnerships.records import save_agreements, save_funds, save_recommendations
from events_service.programme import release
from events_service.programme.draft import EVENTS, DraftChanged, save_series
from events_service.programme.editing import get_event
from events_service.programme.queries import find_event_uid

FORMATS = ("auto", frab_xml.FORMAT, frab_json.FORMAT, "bundle")
_ANY_ZONE = "Etc/UTC"

TRIES = 10
"""How often an import is compared again before it gives up. Of those that clash one is taken each time."""

T = TypeVar("T")

_logger = logging.getLogger(__name__)


class UnknownFormat(InvalidInput):
    slug = "unknown-format"
    msgid = "This file is in no format that can be read here. Known formats: {known}."


class NoSuchFormat(InvalidInput):
    slug = "no-such-format"
    msgid = "There is no format {name}. Known: {known}."


class EmptyBundle(InvalidInput):
    slug = "empty-bundle"
    msgid = "There is nothing in this bundle."


class SavedInPart(Busy):
    """The database failed between the acts of which an import is made; each of them is whole."""

    slug = "saved-in-part"
    msgid = (
        "The database could not be written to the end. The working version of {saved} is saved; "
        "import the file again in a moment for the rest."
    )
    seconds = 10


class ImportOptions(NamedTuple):
    event_slug: str = ""
    timezone: str | None = None
    format: str = "auto"
    dry_run: bool = False
    cancel_missing: bool = False
    release_note: LocalizedText | None = None
    """A note publishes what was imported; None leaves it in the draft."""
    by: str = ""


class Contents(NamedTuple):
    imports: list[Imported]
    beside: Bundle | None = None
    """Records of a bundle that belong to no event."""


def read(
    data: bytes, *, format_name: str = "auto", timezone: str | None = None, language: str | None = None
) -> Contents:
    """What a file holds; UnknownFormat, EmptyBundle, or the refusal of the format it is in.

    `timezone` and `language` are for files that do not say theirs.
    """
    if format_name not in FORMATS:
        raise NoSuchFormat(name=format_name, known=", ".join(FORMATS))
    check_size(data)
    data = in_utf8(data)
    known = guess(data) if format_name == "auto" else format_name
    if known == "bundle":
        whole = bundle.read(data)
        if not any(getattr(whole, name) for name in whole.__struct_fields__ if name != "bundle"):
            raise EmptyBundle
        return Contents(bundle.imports_of(whole), whole)
    reader = frab_json if known == frab_json.FORMAT else frab_xml
    return Contents([reader.read(data, timezone=timezone, language=language)])


def content_of(path: Path) -> bytes:
    """What is in a file; of one that is too large, no more than what shows it."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def in_utf8(data: bytes) -> bytes:
    """JSON in UTF-8, where it came in UTF-16 or UTF-32, or InvalidInput; anything else as it is."""
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        if data.lstrip()[:1] == b"{":
            raise InvalidInput("This JSON file is not in UTF-8. Save it in UTF-8.") from None
        return data
    return text.encode() if text.lstrip("\ufeff \t\r\n").startswith("{") else data


def guess(data: bytes) -> str:
    """The format by the first characters; UnknownFormat."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if head.startswith(b"<"):
        return "frab-xml"
    if head.startswith(b"{"):
        for name, known in (("bundle", "bundle"), ("schedule", frab_json.FORMAT)):
            if name in _names(data):
                return known
    raise UnknownFormat(known=", ".join(FORMATS[1:]))


def _names(data: bytes) -> Collection[str]:
    """The names at the top of a JSON object; of one that is broken, those near its beginning."""
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=dict[str, msgspec.Raw]).keys()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {name.decode() for name in re.findall(rb'"(bundle|schedule)"\s*:', data[:4096])}


def import_file(database: Database, data: bytes, options: ImportOptions) -> list[Report]:
    """Read a file and take it into the draft of each event it holds; publish it where a note is given.

    SavedInPart where the database failed on the way: the same import again does the rest, and nothing twice.
    """
    with uncollected():
        return _import(database, data, options)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles: of all that a file becomes it frees nothing, and takes a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _import(database: Database, data: bytes, options: ImportOptions) -> list[Report]:
    contents = _contents(database, data, options)
    if options.event_slug and len(contents.imports) != 1:
        raise InvalidInput("--event names one event, but this file holds {count}.", count=len(contents.imports))
    saved: list[str] = []
    try:
        reports = [_import_one(database, imported, options, saved) for imported in contents.imports]
        if contents.beside and not options.dry_run:
            beside = contents.beside
            _in_turn(lambda: database.write_now(take_beside, beside))
    except Busy as refused:
        if not saved:
            raise
        raise SavedInPart(saved=", ".join(saved)) from refused
    return reports


def _contents(database: Database, data: bytes, options: ImportOptions) -> Contents:
    """What the file holds, with what is told of all of it."""
    contents = _read_as_before(database, data, options)
    told = (_with_needless_zone(_told_if_empty(one), options.timezone) for one in contents.imports)
    return contents._replace(imports=list(told))


def _read_as_before(database: Database, data: bytes, options: ImportOptions) -> Contents:
    """What the file holds, read with the zone and language its event has here.

    Where no event is named, only a file without a usable zone is taken for that of the event it would go to.
    """
    timezone, language = _said_before(database, options.event_slug)
    if options.timezone:
        timezone = zones.zone(options.timezone).key
    try:
        return read(data, format_name=options.format, timezone=timezone, language=language)
    except (ZoneNotSaid, ZoneNotKnown):
        if options.event_slug:
            raise
        # Which event that is follows from its names, whatever the zone.
        (imported,) = read(data, format_name=options.format, timezone=_ANY_ZONE).imports
        timezone, language = _said_before(database, taking.slug_of(imported.programme.event))
        if timezone is None:
            raise
        return read(data, format_name=options.format, timezone=timezone, language=language)


def _told_if_empty(imported: Imported) -> Imported:
    """A file without sessions is rarely meant; a bundle may have them of another event."""
    if imported.programme.sessions:
        return imported
    what = "the bundle has none of this event" if imported.format == "bundle" else "the file has none"
    return structs.replace(imported, repaired=(*imported.repaired, Repaired(item="sessions", what=what)))


def _with_needless_zone(imported: Imported, asked: str | None) -> Imported:
    """What is told where another zone was asked for than the file names."""
    named = imported.programme.event.timezone
    if asked is None or named == asked:
        return imported
    needless = Repaired(item="time zone", what=f"the file names {named}: {asked} was not needed")
    return structs.replace(imported, repaired=(*imported.repaired, needless))


def _said_before(database: Database, slug: str) -> tuple[str | None, str | None]:
    """Zone and language of the event that is there already, for a file that does not say them again.

    The language is the first that its title has: texts of which nobody knew the language stay as they are.
    """
    if not slug:
        return None, None
    with database.read() as db:
        uid = find_event_uid(db.connection(), slug)
        event = get_event(db.connection(), uid) if uid else None
    if event is None:
        return None, None
    return event.timezone, next((tag for tag in event.languages if event.title.get(tag)), None)


def _import_one(database: Database, imported: Imported, options: ImportOptions, saved: list[str]) -> Report:
    """The report; `saved` gets the event's slug as soon as its draft is safe."""
    prepared = _in_turn(lambda: _take(database, imported, options))
    if options.dry_run:
        return prepared.report
    saved.append(prepared.event.slug)
    if options.release_note is None:
        return prepared.report
    try:
        with database.read() as db:
            planned = release.plan(db.connection(), prepared.event.uid, zones.now(), note=options.release_note)
    except release.NothingToRelease as nothing:
        return structs.replace(prepared.report, not_released=str(nothing))
    number = database.write_now(release.release, planned, options.by)
    return structs.replace(prepared.report, release=number)


def _take(database: Database, imported: Imported, options: ImportOptions) -> Taking:
    with database.read() as db:
        prepared = taking.prepare(
            db.connection(), imported, event_slug=options.event_slug, cancel_missing=options.cancel_missing
        )
    if not options.dry_run:
        database.write_now(taking.take, prepared)
    return prepared


def _in_turn(attempt: Callable[[], T]) -> T:
    """What an attempt gives. It is made again where somebody else's act came first, or had not ended in time.

    Events share people, organizations, series and slugs: who imports one of them is not to know who imports another.
    """
    for tried in range(1, TRIES):
        try:
            return attempt()
        except (StorageFailed, OutcomeUnknown):
            raise  # a database that has failed is not back at once
        except (DraftChanged, Busy) as outrun:
            _logger.info("trying an import again after: %s", outrun)
            time.sleep(random.uniform(0, 0.05 * tried))  # so that two do not clash in step
    return attempt()


def take_beside(db: DbSession, whole: Bundle) -> None:
    """Take a bundle's records that belong to no event: series, organizations, people, partnerships.

    Recommendations of an event that is not here are left out. Outrun where somebody else brought one of them first.
    """
    connection = db.connection()
    with taking.heeding_others():
        save_series(connection, bundle.with_usable_slugs(whole.series))
        save_organizations(connection, bundle.with_usable_slugs(whole.organizations), None)
        save_people(connection, bundle.with_usable_slugs(whole.people), None)
        save_agreements(connection, bundle.with_usable_slugs(whole.agreements))
        save_funds(connection, bundle.with_usable_slugs(whole.funds))
        events = {event.uid for event in EVENTS.read_uids(connection, (r.event_uid for r in whole.recommendations))}
        save_recommendations(connection, [r for r in whole.recommendations if r.event_uid in events])
    queue_catalogue(db, zones.now())
