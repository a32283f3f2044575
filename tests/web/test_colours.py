"""Contrast, and the style sheet of an event's own colours."""

import re

import pytest

from events_service.web.colours import DARK_PAPER, LIGHT_PAPER, TEXT, contrast, is_colour, on, readable
from events_service.web.stylesheet import DEFAULT_ACCENT, digest, event_stylesheet
from tests.factories.programme import make_event, make_track

COLOURS = ("#000000", "#ffffff", "#8c3b1a", "#ffff00", "#00ff00", "#0000ff", "#ff0000", "#808080", "#12ab34")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#ffffff", "#ffffff") == 1
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("paper", [LIGHT_PAPER, DARK_PAPER])
def test_readable_colour_has_the_contrast_of_text(colour: str, paper: str) -> None:
    assert contrast(readable(colour, paper), paper) >= TEXT


@pytest.mark.parametrize("colour", COLOURS)
def test_ink_on_a_colour_can_be_read(colour: str) -> None:
    assert contrast(on(colour), colour) >= 4.5


def test_readable_colour_stays_as_it_is() -> None:
    assert readable("#8c3b1a", LIGHT_PAPER) == "#8c3b1a"


@pytest.mark.parametrize("text", [None, "", "red", "#fff", "#12345g", "#123456;}", "#1234567", "url(x)"])
def test_only_six_digits_are_a_colour(text: str | None) -> None:
    assert not is_colour(text)


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
