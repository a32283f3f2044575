"""The colours of one event, as a style sheet of its own: its accent and its tracks, in light and in dark."""

from collections.abc import Callable, Iterable
from hashlib import sha256

from events_service import colours
from events_service.programme.programme import Event, Track

LIGHT_PAPER = "#fbfaf6"
DARK_PAPER = "#181614"
_EDGE = 3.2
"""The contrast a coloured edge needs (WCAG 1.4.11), with a little for rounding."""
_UNSAID = ("#2d5d7b", "#a33b16", "#2f6b3a", "#6a3d8f", "#8a6100", "#a8256b", "#0f6e6e", "#5b5f1d", "#7a2e2e", "#3f4a9e")
"""For tracks without a colour, in turn: told apart by lightness too."""


def event_stylesheet(event: Event, tracks: Iterable[Track]) -> str:
    """`--accent` and, for the n-th track, `--track` under the class `t<n>`."""
    accent = event.accent if colours.is_colour(event.accent) else colours.DEFAULT_ACCENT
    named = _named(tracks)
    return _sheets(lambda paper: _accent(accent, paper) + _edges(named, paper))


def track_stylesheet(tracks: Iterable[Track]) -> str:
    """The tracks alone, for pages that keep their own accent."""
    named = _named(tracks)
    return _sheets(lambda paper: _edges(named, paper))


def digest(stylesheet: str) -> str:
    return sha256(stylesheet.encode()).hexdigest()[:12]


def _sheets(on: Callable[[str], str]) -> str:
    return f"{on(LIGHT_PAPER)}@media screen and (prefers-color-scheme:dark){{{on(DARK_PAPER)}}}\n"


def _named(tracks: Iterable[Track]) -> list[str]:
    return [
        track.colour if colours.is_colour(track.colour) else _UNSAID[number % len(_UNSAID)]
        for number, track in enumerate(tracks)
    ]


def _accent(accent: str, paper: str) -> str:
    ink = colours.readable(accent, paper)
    return f":root{{--accent:{ink};--on-accent:{colours.on(ink)}}}"


def _edges(tracks: list[str], paper: str) -> str:
    return "".join(
        f".t{number}{{--track:{colours.readable(colour, paper, _EDGE)}}}" for number, colour in enumerate(tracks)
    )
