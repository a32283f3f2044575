"""Released programmes as stored bytes: JSON with a format number, compressed, for ever readable."""

import hashlib
import zlib
from collections.abc import Callable, Mapping
from sys import intern
from typing import Any, NamedTuple

import msgspec

from events_service.programme.changes import Change
from events_service.programme.programme import FORMAT, Programme

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: Mapping[int, Upcaster] = {}
"""From each old format to the next one. A field that the older format did not know is never a change."""


class Mentioned(NamedTuple):
    """Uids of the people and the organizations that a programme has."""

    people: frozenset[str]
    organizations: frozenset[str]


class _Record(msgspec.Struct):
    uid: str


class _Records(msgspec.Struct):
    people: tuple[_Record, ...] = ()
    organizations: tuple[_Record, ...] = ()


_programmes = msgspec.json.Decoder(Programme)
_mentioned = msgspec.json.Decoder(_Records)
_changes = msgspec.json.Decoder(tuple[Change, ...])
_encoder = msgspec.json.Encoder(order="deterministic")


def encode(programme: Programme) -> tuple[bytes, str]:
    """The compressed JSON, and the SHA-256 of the JSON in hexadecimal."""
    text = _encoder.encode(programme)
    return zlib.compress(text, 6), hashlib.sha256(text).hexdigest()


def decode(payload: bytes, stored_format: int) -> Programme:
    """The programme of any format there ever was."""
    text = zlib.decompress(payload)
    if stored_format == FORMAT:
        return _programmes.decode(text)
    value = msgspec.json.decode(text)
    for number in range(stored_format, FORMAT):
        value = UPCASTERS[number](value)
    return msgspec.convert(value | {"format": FORMAT}, Programme)


def decode_mentioned(payload: bytes, stored_format: int) -> Mentioned:
    """Whom the programme names, in a fraction of the time it takes to make the programme."""
    has = _mentioned.decode(zlib.decompress(payload)) if stored_format == FORMAT else decode(payload, stored_format)
    # One release names mostly the same as the next: many are kept in memory, with one text for each uid.
    people, organizations = ((intern(record.uid) for record in records) for records in (has.people, has.organizations))
    return Mentioned(frozenset(people), frozenset(organizations))


def encode_changes(changes: tuple[Change, ...]) -> bytes:
    return zlib.compress(_encoder.encode(changes), 6)


def decode_changes(payload: bytes) -> tuple[Change, ...]:
    return _changes.decode(zlib.decompress(payload))
