import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.colours import DEFAULT_ACCENT, contrast
from events_service.mail.palette import DARK_PAPER, LIGHT_PAPER, palette

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_em_11_any_accent_made_readable(accent: str) -> None:
    chosen = palette(accent)

    assert contrast(chosen.accent, LIGHT_PAPER) >= 4.5
    assert contrast(chosen.accent, chosen.on_accent) >= 4.5
    assert contrast(chosen.dark_accent, DARK_PAPER) >= 4.5
    assert contrast(chosen.dark_accent, chosen.dark_on_accent) >= 4.5


def test_readable_accent_left_as_it_is() -> None:
    assert palette("#1f5c4d").accent == "#1f5c4d"
    assert palette("#f0a37f").dark_accent == "#f0a37f"


@pytest.mark.parametrize("accent", [None, "", "red", "#12345", "#1234567", "#1234gg", "red;background:url(//x)"])
def test_no_colour_gives_the_default(accent: str | None) -> None:
    assert palette(accent) == palette(DEFAULT_ACCENT)
