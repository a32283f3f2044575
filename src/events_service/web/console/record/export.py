"""The record taken along: as a table for spreadsheets and as JSON lines, a few entries at a time."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO

import msgspec

from events_service.accounts import record
from events_service.accounts.disclosure import HIDDEN, name_of
from events_service.accounts.models import AuditEntry
from events_service.accounts.record import Wanted
from events_service.database import Database
from events_service.interchange.spreadsheet import harmless
from events_service.programme.outlines import Outline
from events_service.web.console.record.rows import Teller, plain, said_as_text
from events_service.web.reader import Reader

COLUMNS = ("when", "who", "what", "event", "before", "after", "act", "subject", "id")

TellerOf = Callable[[list[AuditEntry]], Teller]


def tables(database: Database, wanted: Wanted, outlines: Mapping[str, Outline], reader: Reader, addresses: bool
) -> Iterator[bytes]:  # fmt: skip
    """CSV (RFC 4180) in UTF-8 with the mark Excel looks for; no text becomes a formula (T-CSV-1)."""
    yield _rows([COLUMNS]).encode("utf-8-sig")
    for entries, teller in _told(database, wanted, outlines, reader, addresses):
        yield _rows([harmless(cell) for cell in _cells(entry, teller)] for entry in entries).encode()


def json_lines(database: Database, wanted: Wanted, outlines: Mapping[str, Outline], reader: Reader, addresses: bool
) -> Iterator[bytes]:  # fmt: skip
    """One object a line, with values as they were noted and the sentence in the reader's language."""
    for entries, teller in _told(database, wanted, outlines, reader, addresses):
        yield b"".join(_object(entry, teller, addresses) for entry in entries)


def _told(
    database: Database, wanted: Wanted, outlines: Mapping[str, Outline], reader: Reader, addresses: bool
) -> Iterator[tuple[list[AuditEntry], Teller]]:
    for entries in record.chunks(database, wanted):
        with database.read() as db:
            teller = Teller(db, entries, outlines, reader, addresses=addresses)
        yield entries, teller


def _cells(entry: AuditEntry, teller: Teller) -> tuple[str, ...]:
    lines = teller.lines(entry)
    return (
        f"{entry.created_at:%Y-%m-%d %H:%M:%S}Z",
        plain(teller.who(entry)),
        plain(teller.sentence(entry)),
        plain(teller.event(entry)),
        said_as_text(lines, "before"),
        said_as_text(lines, "after"),
        entry.act,
        entry.subject,
        entry.id,
    )


def _rows(rows: Iterable[Iterable[str]]) -> str:
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _object(entry: AuditEntry, teller: Teller, addresses: bool) -> bytes:
    before, after = teller.change(entry)
    said = {
        "id": entry.id,
        "at": entry.created_at,
        "actor": entry.actor,
        "actor_name": name_of(entry.actor_name, addresses=addresses),
        "act": entry.act,
        "sentence": plain(teller.sentence(entry)),
        "event_uid": entry.event_uid,
        "subject": entry.subject,
        "subject_name": plain(teller.what(entry)),
        "before": before if entry.before is not None else None,
        "after": after if entry.after is not None else None,
    }
    return msgspec.json.encode(said).replace(msgspec.json.encode(HIDDEN)[1:-1], b"(hidden)") + b"\n"
