"""What a request asks of a finished representation: its coding, and whether it is still the same."""

from collections.abc import Iterable
from email.utils import mktime_tz, parsedate_tz

IDENTITY = "identity"
CODINGS = ("br", "gzip", IDENTITY)
"""Content codings we make, the one we like best first."""


def choose_coding(accept_encoding: bytes | None) -> str:
    """The coding to answer with (RFC 9110 section 12.5.3).

    The reader's highest weight wins, ours among equals. Where even `identity` is refused it is what they
    get: an answer helps more than 406.
    """
    if not accept_encoding:
        return IDENTITY
    weights: dict[str, float] = {}
    for part in accept_encoding.decode("latin-1").lower().split(","):
        coding, _, parameters = part.partition(";")
        weights[coding.strip().removeprefix("x-")] = _weight(parameters)
    others = weights.get("*", 0.0)
    # Not named at all, identity is acceptable, and liked less than anything that was asked for.
    weights.setdefault(IDENTITY, others or 0.0001)
    best, most = IDENTITY, 0.0
    for coding in CODINGS:
        weight = weights.get(coding, others)
        if weight > most:
            best, most = coding, weight
    return best


def _weight(parameters: str) -> float:
    """The value of `q`; 1 where there is none, 0 where it cannot be read."""
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def joined(lines: Iterable[str]) -> bytes:
    """The lines of a field as the one list they are (RFC 9110 section 5.3)."""
    return ", ".join(lines).encode("latin-1")


def matches(if_none_match: bytes, etag: bytes) -> bool:
    """Does the field name this entity tag, by weak comparison (RFC 9110 sections 8.8.3.2 and 13.1.2)?

    A tag holds no quotation mark, so ours, quotation marks included, stands in the list or it does not.
    """
    return etag in if_none_match or if_none_match.strip() == b"*"


def unchanged_since(if_modified_since: bytes, modified: int) -> bool:
    """Is the date at or after the moment of modification? No where it is not a date (IC-11)."""
    try:
        parsed = parsedate_tz(if_modified_since.decode("ascii"))
        return parsed is not None and mktime_tz(parsed) >= modified
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
