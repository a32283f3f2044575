"""What of an entry of the record may be shown to whom: never secrets, and addresses only to who may read them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from events_service.columns import is_uid
from events_service.languages import folded

HIDDEN = "\0hidden"
"""Stands where something is not shown."""

_LONGEST = 4000
_SECRET = re.compile(r"password|secret|proof|cookie|hash\b|\btoken\b|\blink\b|otp")
_MAIL_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")


def disclosed(value: Any, *, addresses: bool) -> Any:
    """The value with HIDDEN for every secret in it and, without `addresses`, for every e-mail address."""
    if isinstance(value, Mapping):
        return {
            name: HIDDEN if _is_secret(name, said) else disclosed(said, addresses=addresses)
            for name, said in value.items()
        }
    if isinstance(value, list | tuple):
        return [disclosed(item, addresses=addresses) for item in value]
    if isinstance(value, str) and not addresses and _MAIL_ADDRESS.search(value):
        return _MAIL_ADDRESS.sub(HIDDEN, value)
    return value


def name_of(name: str, *, addresses: bool) -> str:
    """Who somebody is to a reader: of an address that they may not read, what stands before its sign."""
    return name if addresses or not _MAIL_ADDRESS.fullmatch(name) else f"{name.partition('@')[0]}@…"


def words_of(*said: Any) -> str:
    """What can be searched for, in one folded line: the texts alone, without secrets, addresses and ids.

    Of very long texts the beginning.
    """
    public = disclosed(msgspec.to_builtins(said), addresses=False)
    return folded(" ".join(_texts(public)))[:_LONGEST]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for said in value.values():
            yield from _texts(said)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str) and HIDDEN not in value and not is_uid(value):
        yield value


def _is_secret(name: str, said: Any) -> bool:
    """A flag or a number is none, whatever it is called."""
    return isinstance(said, str) and _SECRET.search(name) is not None
