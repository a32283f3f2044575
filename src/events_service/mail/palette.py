"""Colours of a mail: the event's accent, made readable on light and dark paper (WCAG 2.2, 1.4.3)."""

from functools import lru_cache

import msgspec

from events_service.colours import DEFAULT_ACCENT, is_colour, readable

LIGHT_PAPER = "#fcfbf8"
DARK_PAPER = "#191715"


class Palette(msgspec.Struct, frozen=True):
    """`accent` reads on light paper and carries `on_accent`; the `dark_` pair does on dark paper."""

    accent: str
    on_accent: str
    dark_accent: str
    dark_on_accent: str


@lru_cache(maxsize=256)
def palette(accent: str | None) -> Palette:
    """The colours for an accent `#rrggbb`; the default's where there is none or it is no colour."""
    wanted = accent if is_colour(accent) else DEFAULT_ACCENT
    light, dark = (readable(wanted, paper, steps=25) for paper in (LIGHT_PAPER, DARK_PAPER))
    return Palette(light, "#ffffff", dark, DARK_PAPER)
