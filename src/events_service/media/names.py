"""Names of kept files, and the references records hold to them: pure.

A name is the SHA-256 of the content and an ending that says what it is: nothing of it comes from outside.
"""

import re
from collections.abc import Mapping

from events_service.addresses import Site

TYPES: Mapping[str, str] = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
"""Every ending there is, with the one type it is served as."""

PICTURES = frozenset(("jpg", "png", "webp"))
"""Endings of what was drawn anew here, so that browsers may show it."""

_SMALL = "-small"
_NAME = re.compile(rf"([0-9a-f]{{64}})({_SMALL})?\.({'|'.join(TYPES)})")
_IN_TEXT = re.compile(rf"/media/([0-9a-f]{{64}})(?:{_SMALL})?\.({'|'.join(TYPES)})\b")


def is_name(said: str) -> bool:
    return _NAME.fullmatch(said) is not None


def whole_name(name: str) -> str:
    """The name of the file that a small one was made of; any other name as it is."""
    return name.replace(_SMALL, "")


def small_name(name: str) -> str:
    """The name of its small picture."""
    stem, _, ending = name.partition(".")
    return f"{stem}{_SMALL}.{ending}"


def reference(name: str) -> str:
    """What a record says of a file kept here: its path below BASE_URL, which may change."""
    return f"/media/{name}"


def name_in(said: str | None) -> str | None:
    """The name of the file kept here that a reference means; None for addresses elsewhere, and for anything else."""
    name = (said or "").removeprefix("/media/")
    return name if said != name and is_name(name) else None


def photo_in(said: str | None) -> str | None:
    """The same for a picture of somebody, which has a small one beside it."""
    name = name_in(said)
    return name if name and name.endswith(".jpg") else None


def absolute(said: str, site: Site) -> str:
    """The address of a file kept here as it is given to others; any other address as it is."""
    name = name_in(said)
    return site.url(site.file("media", name)) if name else said


def names_within(text: str) -> frozenset[str]:
    """Every file that a text refers to, whatever stands around it."""
    return frozenset(f"{digest}.{ending}" for digest, ending in _IN_TEXT.findall(text))
