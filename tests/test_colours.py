"""Contrast, and colours that can be read."""

import pytest

from events_service.colours import TEXT, contrast, is_colour, on, readable

COLOURS = ("#000000", "#ffffff", "#8c3b1a", "#ffff00", "#00ff00", "#0000ff", "#ff0000", "#808080", "#12ab34")
PAPERS = ("#fbfaf6", "#181614")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#ffffff", "#ffffff") == 1
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("paper", PAPERS)
def test_readable_colour_has_the_contrast_of_text(colour: str, paper: str) -> None:
    assert contrast(readable(colour, paper), paper) >= TEXT


@pytest.mark.parametrize("colour", COLOURS)
def test_ink_on_a_colour_can_be_read(colour: str) -> None:
    assert contrast(on(colour), colour) >= 4.5


def test_readable_colour_stays_as_it_is() -> None:
    assert readable("#8c3b1a", PAPERS[0]) == "#8c3b1a"


@pytest.mark.parametrize("text", [None, "", "red", "#fff", "#12345g", "#123456;}", "#123456\n", "#1234567", "url(x)"])
def test_only_six_digits_are_a_colour(text: str | None) -> None:
    assert not is_colour(text)
