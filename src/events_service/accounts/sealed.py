"""Secrets that must be read again, sealed with a key that follows from the site's: a copy of the database opens none.

A seal is key id, nonce, text and tag: the text under HMAC-SHA256 of the nonce as a key stream, then a tag over
all of it and what the secret belongs to (encrypt, then authenticate). One block is enough for what is kept here.
"""

import base64
import hashlib
import hmac
import secrets

from events_service.secret_links import SecretKeys

LONGEST = 32
_NONCE, _TAG = 16, 16


def seal(keys: SecretKeys, owner: str, secret: bytes) -> str:
    """The secret of `owner` as it may be stored, under the first key; another text each time."""
    if len(secret) > LONGEST:
        raise ValueError(f"a secret of at most {LONGEST} bytes can be sealed, not {len(secret)}")
    key_id, key = next(iter(keys.items()))
    nonce = secrets.token_bytes(_NONCE)
    head = bytes.fromhex(key_id) + nonce + _crossed(key, nonce, secret)
    return base64.urlsafe_b64encode(head + _tag(key, owner, head)).decode("ascii")


def unseal(keys: SecretKeys, owner: str, sealed: str) -> bytes | None:
    """The secret; None where the key is gone, or it is not whole, or is another's."""
    raw = base64.urlsafe_b64decode(sealed)
    head, tag = raw[:-_TAG], raw[-_TAG:]
    key = keys.get(head[:4].hex())
    if key is None or not hmac.compare_digest(_tag(key, owner, head), tag):
        return None
    return _crossed(key, head[4 : 4 + _NONCE], head[4 + _NONCE :])


def _crossed(key: bytes, nonce: bytes, text: bytes) -> bytes:
    stream = hmac.digest(key, b"sealed text\0" + nonce, hashlib.sha256)
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))


def _tag(key: bytes, owner: str, head: bytes) -> bytes:
    return hmac.digest(key, b"sealed tag\0" + owner.encode() + b"\0" + head, hashlib.sha256)[:_TAG]
