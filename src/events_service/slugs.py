"""Slugs: the readable part of an address, fixed once it was public."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from slugify import slugify

from events_service.addresses import RESERVED
from events_service.errors import InvalidInput
from events_service.languages import INTERFACE_LANGUAGES

LONGEST = 100

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Whether it may stand in an address: lower-case Latin letters, digits, single hyphens between them."""
    return len(text) <= LONGEST and _SLUG.fullmatch(text) is not None


class ReservedAddress(InvalidInput):
    slug = "reserved-slug"
    msgid = "“{slug}” is an address of this site. Choose another one."


def check_slug(text: str) -> None:
    """InvalidInput for what may not stand in an address."""
    if not is_slug(text):
        raise InvalidInput(
            "“{slug}” cannot be an address: use small Latin letters, digits and hyphens.", about="slug", slug=text
        )


def check_event_slug(text: str) -> None:
    """The same for an event, which stands beside the site's own addresses: ReservedAddress for one of those."""
    check_slug(text)
    if text in RESERVED:
        raise ReservedAddress(about="slug", slug=text)


def made_slug(code: str, title: Mapping[str, str], uid: str, taken: Collection[str] = ()) -> str:
    """Code and first Latin title; the code alone where no title is in Latin letters; else `s-` and 8 of the uid.

    `-2`, `-3` … where it is taken.
    """
    words = " ".join(part for part in (code, _first_latin(title)) if part)
    # Without save_order a long title would lose words from its middle and keep short ones from its end.
    slug = slugify(words, max_length=LONGEST - 4, word_boundary=True, save_order=True)
    return free_slug(slug or f"s-{uid.replace('-', '')[:8]}", taken)


def free_slug(slug: str, taken: Collection[str]) -> str:
    """The slug, or with `-2`, `-3` … what is not taken; never longer than a slug may be."""
    free, number = slug, 1
    while free in taken:
        number += 1
        ending = f"-{number}"
        free = slug[: LONGEST - len(ending)].rstrip("-") + ending
    return free


def _first_latin(title: Mapping[str, str]) -> str:
    """The first text whose letters are mostly Latin: transliterating the rest reads badly."""
    ordered = [title[tag] for tag in INTERFACE_LANGUAGES if tag in title]
    for text in (*ordered, *title.values()):
        letters = [c for c in text if c.isalpha()]
        if letters and 2 * sum(_is_latin(c) for c in letters) > len(letters):
            return text
    return ""


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")
