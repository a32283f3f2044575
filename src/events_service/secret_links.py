"""Secret links: an address nobody can guess, with nothing secret stored.

A token names a record and carries a signature over what it opens. Whoever reads the database learns no
token; raising the record's generation ends all tokens made before.

A token is 39 bytes in URL-safe base64, 52 characters without padding or spare bits, so that it has
exactly one spelling: 4 bytes of key id, 16 of the record's uid, 3 of generation, 16 of HMAC-SHA256.
"""

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Mapping

import msgspec

LENGTH = 52
GENERATIONS = 1 << 24

_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH}}}").fullmatch

SecretKeys = Mapping[str, bytes]
"""Key id (8 hexadecimal digits) to key, the one to sign with first: `settings.secret_keys`."""


class Reference(msgspec.Struct, frozen=True):
    """What a token opens: what for (`manage`, `confirm`, `feed`, …), whose record, and which generation of it."""

    purpose: str
    uid: str
    generation: int = 0


def make_token(keys: SecretKeys, reference: Reference) -> str:
    """The token of a reference, the same each time, signed with the first key."""
    key_id, key = next(iter(keys.items()))
    named = bytes.fromhex(key_id) + _named(reference)
    return base64.urlsafe_b64encode(named + _signature(key, reference)).decode("ascii")


def read_token(keys: SecretKeys, purpose: str, token: str) -> Reference | None:
    """What the token opens, or None where it is not one of ours for this purpose.

    The caller loads the record by `uid` and compares its generation: an older one is revoked.
    """
    if not _TOKEN(token):
        return None
    raw = base64.urlsafe_b64decode(token)
    reference = Reference(purpose, str(uuid.UUID(bytes=raw[4:20])), int.from_bytes(raw[20:23], "big"))
    key = keys.get(raw[:4].hex())
    # An unknown key costs the same as a wrong signature, so that the time tells neither.
    genuine = hmac.compare_digest(raw[23:], _signature(key or b"unknown", reference))
    return reference if genuine and key is not None else None


def _named(reference: Reference) -> bytes:
    """The record and its generation, in 19 bytes."""
    if not 0 <= reference.generation < GENERATIONS:
        raise ValueError(f"a generation is a number below {GENERATIONS}, not {reference.generation}")
    return uuid.UUID(reference.uid).bytes + reference.generation.to_bytes(3, "big")


def _signature(key: bytes, reference: Reference) -> bytes:
    """128 bits of HMAC-SHA256. What is signed has a fixed tail, so no two references sign the same bytes."""
    signed = b"secret link\0" + reference.purpose.encode() + b"\0" + _named(reference)
    return hmac.digest(key, signed, hashlib.sha256)[:16]
