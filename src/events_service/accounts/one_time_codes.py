"""Codes that an app on a telephone shows, a new one every 30 seconds (RFC 6238, with SHA-1 and six digits)."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
_SECRET_BYTES = 20
_DRIFT = 1
"""Steps before and after the present one that count too: clocks differ, and typing takes its time."""


def new_secret() -> bytes:
    return secrets.token_bytes(_SECRET_BYTES)


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a step (RFC 4226 section 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, code: str, now: datetime, after: int) -> int | None:
    """The step whose code this is, if it is a present one later than `after`, the last that was used."""
    present = int(now.timestamp()) // SECONDS
    found = None
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step), code) and step > after:
            found = step
    return found


def shown(secret: bytes) -> str:
    """The secret as people type it into an app: base32 in groups of four."""
    text = base64.b32encode(secret).decode("ascii")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address(secret: bytes, account: str, issuer: str) -> str:
    """What the square picture says: the address apps read."""
    label = quote(f"{issuer}:{account}", safe="")
    return f"otpauth://totp/{label}?" + urlencode(
        {"secret": base64.b32encode(secret).decode("ascii"), "issuer": issuer, "digits": DIGITS, "period": SECONDS},
        quote_via=quote,
    )
