"""Passwords: argon2id with 64 MiB each, two at a time, and the same work whether there is an account or not."""

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from events_service.errors import InvalidInput, Sentence

UNSET = "!"
"""In the place of a hash where no password has been chosen yet: nothing matches it."""

SHORTEST = 10
LONGEST = 500
_GROUPS = 4
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without letters that are read for one another: 32 of them, 5 bits each."""

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, type=Type.ID)
_at_once = threading.BoundedSemaphore(2)


class UnusablePassword(InvalidInput):
    slug = "unusable-password"
    msgid = "Choose a password of at least {shortest} characters."

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.msgid, fields={"password": sentence}, **sentence.params)


def check(password: str) -> None:
    """UnusablePassword for one that is too short or too long."""
    if len(password) < SHORTEST:
        raise UnusablePassword(Sentence(UnusablePassword.msgid, {"shortest": SHORTEST}))
    if len(password) > LONGEST:
        raise UnusablePassword(Sentence("Number of characters: {most} at most.", {"most": LONGEST}))


def hashed(password: str) -> str:
    """What is kept of a password. Takes about 0.1 s and 64 MiB: never on the event loop."""
    check(password)
    with _at_once:
        return _hasher.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Is it the password? Where there is none the answer is no, after the same time (T-ENUM-1)."""
    nobodys = _nobodys()
    chosen = password_hash not in (None, UNSET)
    with _at_once:
        try:
            _hasher.verify(password_hash if password_hash and chosen else nobodys, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return chosen


def new_password() -> str:
    """A password of 100 bits, in groups that can be read to somebody on the telephone."""
    return grouped(secrets.token_bytes(_GROUPS * 5))


def grouped(random: bytes) -> str:
    """The bytes as letters, 5 bits of each, in groups of five."""
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in random)
    return "-".join(letters[start : start + 5] for start in range(0, len(letters), 5))


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex())
