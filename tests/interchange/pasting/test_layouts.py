"""The sessions of the summit, written out in ten layouts and three languages, are read back."""

from collections import Counter
from typing import Any

import pytest

from events_service.interchange.pasting.proposals import Proposal
from tests.interchange.pasting.cases import reading
from tests.interchange.pasting.writer import LAYOUTS, proposals
from tests.support.needs import shared_data

FIELDS = (
    *("title", "code", "day", "start", "end", "time_note", "room", "track", "organizers", "people", "agenda"),
    *("introduction", "objectives", "questions"),
)
LEAST = 0.98


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_as_many_sessions_are_proposed_as_were_written(layout: str, language: str) -> None:
    written = LAYOUTS[layout](proposals(shared_data("."), language), language)

    assert [p.title for p in reading(written.text).proposals] == [p.title for p in written.expected]


def test_of_each_field_nearly_all_is_found() -> None:
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for language in ("en", "fr", "ar"):
        for layout in LAYOUTS.values():
            written = layout(proposals(shared_data("."), language), language)
            read = reading(written.text).proposals
            for expected in written.expected:
                same = next((p for p in read if p.title == expected.title), Proposal())
                for name in FIELDS:
                    parts = _parts(getattr(expected, name))
                    wanted[name] += len(parts)
                    found[name] += sum(part in _parts(getattr(same, name)) for part in parts)

    assert set(wanted) == set(FIELDS)
    assert min(wanted.values()) >= 9
    recall = {name: found[name] / wanted[name] for name in FIELDS}
    assert {name: share for name, share in recall.items() if share < LEAST} == {}


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()
