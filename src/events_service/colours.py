"""Colours made readable: contrast as WCAG 2.2 defines it (1.4.3, 1.4.11)."""

import re
from functools import lru_cache
from typing import TypeGuard

DEFAULT_ACCENT = "#8c3b1a"
"""Of an event that has no accent of its own."""
TEXT = 4.6
"""The contrast text needs: a little above the 4.5 asked for, so that rounding never falls below it."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}").fullmatch
_Rgb = tuple[float, float, float]


def is_colour(said: str | None) -> TypeGuard[str]:
    """`#rrggbb`, and nothing else that a style sheet would take for a colour."""
    return said is not None and _COLOUR(said) is not None


@lru_cache(maxsize=1024)
def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    lighter, darker = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=1024)
def readable(colour: str, paper: str, least: float = TEXT, steps: int = 40) -> str:
    """The colour, as little darker or lighter as lets it be read on the paper, tried in steps."""
    goal = (0.0, 0.0, 0.0) if _luminance(_rgb(paper)) > 0.18 else (1.0, 1.0, 1.0)
    start = _rgb(colour)
    for step in range(steps):
        share = step / steps
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
    """Relative luminance as WCAG defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
