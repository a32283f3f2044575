"""The style sheet of an event's own colours."""

import re

from events_service.colours import DEFAULT_ACCENT, readable
from events_service.web.stylesheet import DARK_PAPER, digest, event_stylesheet
from tests.factories.programme import make_event, make_track


def test_stylesheet_has_both_palettes() -> None:
    sheet = event_stylesheet(make_event(accent="#0b5f6b"), [make_track(colour="#1f6f8b")])

    assert sheet == (
        ":root{--accent:#0b5f6b;--on-accent:#ffffff}.t0{--track:#1f6f8b}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{readable('#0b5f6b', DARK_PAPER)};"
        f"--on-accent:#14110e}}.t0{{--track:{readable('#1f6f8b', DARK_PAPER, 3.2)}}}}}\n"
    )


def test_stylesheet_takes_nothing_but_colours() -> None:
    event = make_event(accent="#fff}body{display:none")
    sheet = event_stylesheet(event, [make_track(colour="red;}*{background:url(//x)"), make_track(colour=None)])

    assert sheet.startswith(f":root{{--accent:{DEFAULT_ACCENT}")
    assert re.fullmatch(r"(?:[-.:@a-z0-9_ ()]+\{|--[a-z-]+:#[0-9a-f]{6}|[;}\n])+", sheet)


def test_tracks_without_a_colour_get_different_ones() -> None:
    sheet = event_stylesheet(make_event(), [make_track(slug=f"t-{number}", colour=None) for number in range(5)])
    light = sheet.partition("@media")[0]

    assert len(set(re.findall(r"--track:(#[0-9a-f]{6})", light))) == 5


def test_digest_follows_the_content() -> None:
    assert digest("a") != digest("b")
    assert re.fullmatch(r"[0-9a-f]{12}", digest("a"))
