"""Released programmes as stored bytes: JSON with a format number, compressed, for ever readable."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from events_service.programme.changes import Change
from events_service.programme.programme import FORMAT, Programme

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTERS: Mapping[int, Upcaster] = {}
"""From each old format to the next one. A field that the older format did not know is never a change."""

_programmes = msgspec.json.Decoder(Programme)
_changes = msgspec.json.Decoder(tuple[Change, ...])
_encoder = msgspec.json.Encoder()


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


def mentions(payload: bytes, uids: Iterable[str]) -> bool:
    """Does the programme name one of these records? Answered without making the programme."""
    text = zlib.decompress(payload)
    return any(uid.encode() in text for uid in uids)


def encode_changes(changes: tuple[Change, ...]) -> bytes:
    return zlib.compress(_encoder.encode(changes), 6)


def decode_changes(payload: bytes) -> tuple[Change, ...]:
    return _changes.decode(zlib.decompress(payload))
