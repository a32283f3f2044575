"""Whole numbers as files write them, and what is none."""

import pytest

from events_service.interchange.counts import read_count


@pytest.mark.parametrize(
    ("text", "count"),
    [("1", 1), (" 0080 ", 80), ("100", 100), ("101", None), ("0", None), ("", None), ("-1", None), ("9" * 5000, None)],
)
def test_count_within_its_bounds(text: str, count: int | None) -> None:
    assert read_count(text, 100) == count
