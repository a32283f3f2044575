"""The elements of a file, and the signs by which each, and each record of here, can be known."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from events_service.interchange.imported import Imported, Reference
from events_service.interchange.matching import Element, name_of
from events_service.interchange.merging import carried
from events_service.interchange.outcomes import title_of
from events_service.interchange.sources import SourceReference
from events_service.programme.programme import Session, Visibility
from events_service.programme.publish import TITLE_ONLY
from events_service.programme.relinking import relinked


class Incoming(NamedTuple):
    """One element of a file: its record, referring to the records of here as far as those are known."""

    record: Any
    said: Reference
    fields: frozenset[str]
    """What the file speaks of."""
    carried: str

    @property
    def signs(self) -> tuple[str, ...]:
        """All that it says: who says the same as last time is who it was last time."""
        return (self.said.id, self.said.guid, self.said.slug, self.carried)


def incoming_of(imported: Imported, kind: str, uids: Mapping[str, str]) -> list[Incoming]:
    """All elements of one type; `uids` says which records of here those they refer to are."""
    said = {reference.uid: reference for reference in imported.references if reference.kind == kind}
    incoming = []
    for record in getattr(imported.programme, kind):
        linked = relinked(record, uids) if uids else record
        reference = said.get(record.uid) or Reference(kind=kind, uid=record.uid)
        incoming.append(incoming_one(imported, kind, linked, reference))
    return incoming


def incoming_one(imported: Imported, kind: str, record: Any, said: Reference) -> Incoming:
    """The element with what the file speaks of; of a session that is public by its title only, not of the rest."""
    fields = imported.carries.get(kind, frozenset())
    if imported.released and kind == "sessions" and record.visibility is Visibility.TITLE_ONLY:
        fields &= {*TITLE_ONLY, "organizers"}
    return Incoming(record, said, fields, carried(record, sorted(fields)))


def element_of(incoming: Incoming) -> Element:
    record, said = incoming.record, incoming.said
    return Element(record.uid, said.id, said.guid.lower(), said.slug, name_of(title_of(record)), _start(record))


class _Said(msgspec.Struct):
    """Of the last imported values, those by which a record can be known."""

    title: dict[str, str] = {}
    name: dict[str, str] = {}
    start_local: str | None = None


_last_said = msgspec.json.Decoder(_Said)


def known_element(uid: str, record: Any, reference: SourceReference | None) -> Element:
    """A record of here by the signs its source gave last: a local change of its title does not make it another.

    One that the source has given no guid has its uid, which is what our own exports say.
    """
    if reference is None:
        return Element(uid, "", uid, record.slug, name_of(title_of(record)), _start(record))
    last = _last_said.decode(reference.imported)
    name = name_of(last.title or last.name)
    return Element(uid, reference.id, reference.guid.lower() or uid, reference.slug, name, last.start_local or "")


def _start(record: Any) -> str:
    return record.start_local.isoformat() if isinstance(record, Session) and record.start_local else ""
