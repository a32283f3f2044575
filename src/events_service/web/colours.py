"""Colours made readable: contrast as WCAG 2.2 defines it (1.4.3, 1.4.11)."""

import re
from functools import lru_cache

LIGHT_PAPER = "#fbfaf6"
DARK_PAPER = "#181614"
TEXT = 4.6
"""The contrast text needs, with a little for rounding."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}").fullmatch
_Rgb = tuple[float, float, float]


def is_colour(colour: str | None) -> bool:
    """`#rrggbb`, and nothing else that a style sheet would take for a colour."""
    return colour is not None and _COLOUR(colour) is not None


@lru_cache(maxsize=1024)
def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    lighter, darker = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=1024)
def readable(colour: str, paper: str, least: float = TEXT) -> str:
    """The colour, as little darker or lighter as lets it be read on the paper."""
    goal = (0.0, 0.0, 0.0) if _luminance(_rgb(paper)) > 0.18 else (1.0, 1.0, 1.0)
    start = _rgb(colour)
    for step in range(41):
        share = step / 40
        mixed = _hex(tuple(a + (b - a) * share for a, b in zip(start, goal, strict=True)))
        if contrast(mixed, paper) >= least:
            return mixed
    return _hex(goal)


def on(colour: str) -> str:
    """Black or white, whichever is read better on the colour."""
    return max(("#ffffff", "#14110e"), key=lambda ink: contrast(ink, colour))


def _rgb(colour: str) -> _Rgb:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _hex(rgb: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)


def _luminance(rgb: _Rgb) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
