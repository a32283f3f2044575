"""The bundle taken apart: every value in it with the record and the field it stands in."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from events_service.languages import folded


class Place(NamedTuple):
    """Where a value stands: the kind of record, the field, and the way there for a message."""

    owner: str
    field: str
    path: str


def values(record: Struct, path: str = "") -> Iterator[tuple[Place, object]]:
    """Every field of the record and of the records in it; tuples are opened, localized texts are not."""
    for field in record.__struct_fields__:
        place = Place(type(record).__name__, field, f"{path}/{field}")
        value = getattr(record, field)
        for number, entry in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(entry, Struct):
                yield from values(entry, f"{place.path}[{number}]")
            else:
                yield place, entry


def texts(record: Struct) -> Iterator[tuple[Place, dict[str, str]]]:
    """Every localized text that says something."""
    for place, value in values(record):
        if isinstance(value, dict) and value:
            yield place, value


def words(text: str) -> list[str]:
    """The words as they are compared: folded, without punctuation, quotation marks and kinds of space."""
    return re.findall(r"\w+", folded(text))


def plain(text: str) -> str:
    return " ".join(words(text))
