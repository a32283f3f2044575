"""Released programmes as stored bytes: JSON with a format number, compressed, for ever readable."""

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from events_service.programme.changes import Change
from events_service.programme.programme import FORMAT, Programme

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: Mapping[int, Upcaster] = {}
"""From each old format to the next one. A field that the older format did not know is never a change."""

_UID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_programmes = msgspec.json.Decoder(Programme)
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


def mentioned(payload: bytes, uids: AbstractSet[str]) -> set[str]:
    """Which of these records the programme names. Answered without making the programme."""
    return {uid.decode() for uid in _UID.findall(zlib.decompress(payload))} & uids


def encode_changes(changes: tuple[Change, ...]) -> bytes:
    return zlib.compress(_encoder.encode(changes), 6)


def decode_changes(payload: bytes) -> tuple[Change, ...]:
    return _changes.decode(zlib.decompress(payload))
