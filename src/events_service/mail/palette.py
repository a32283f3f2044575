"""Colours of a mail: the event's accent, made readable on light and dark paper (WCAG 2.2, 1.4.3)."""

import re
from functools import lru_cache

import msgspec

DEFAULT_ACCENT = "#8c3b1a"
LIGHT_PAPER = "#fcfbf8"
DARK_PAPER = "#191715"
ENOUGH = 4.6
"""A little above the 4.5 that is asked for, so that rounding never falls below it."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}").fullmatch


class Palette(msgspec.Struct, frozen=True):
    """`accent` reads on light paper and carries `on_accent`; the `dark_` pair does on dark paper."""

    accent: str
    on_accent: str
    dark_accent: str
    dark_on_accent: str


@lru_cache(maxsize=256)
def palette(accent: str | None) -> Palette:
    """The colours for an accent `#rrggbb`; the default's where there is none or it is no colour."""
    wanted = accent if accent and _HEX(accent) else DEFAULT_ACCENT
    light = _until_readable(wanted, LIGHT_PAPER, towards="#000000")
    dark = _until_readable(wanted, DARK_PAPER, towards="#ffffff")
    return Palette(light, "#ffffff", dark, DARK_PAPER)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _until_readable(colour: str, paper: str, towards: str) -> str:
    """The colour, mixed with as little of another as makes it readable on the paper."""
    for percent in range(0, 101, 4):
        mixed = _mix(colour, towards, percent / 100)
        if contrast(mixed, paper) >= ENOUGH:
            return mixed
    return towards


def _mix(one: str, other: str, share: float) -> str:
    return "#" + "".join(
        f"{round(a + (b - a) * share):02x}" for a, b in zip(_channels(one), _channels(other), strict=True)
    )


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
