"""Numbers for formats that know their elements by nothing else: always the same one for the same uid."""

from collections.abc import Iterable
from hashlib import sha256

_LARGEST = 2**31 - 1
"""Apps keep them in 32 bits."""


def numbered(uids: Iterable[str]) -> dict[str, int]:
    """A positive number for each uid, none twice; which of two gets the next one follows from their order."""
    numbers: dict[str, int] = {}
    used: set[int] = set()
    for uid in sorted(set(uids)):
        number = int.from_bytes(sha256(uid.encode()).digest()[:4]) % _LARGEST + 1
        while number in used:
            number = number % _LARGEST + 1
        used.add(number)
        numbers[uid] = number
    return numbers
