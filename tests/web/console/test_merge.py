"""Two people edit the same record: each one's changes stay, and only what both changed is asked about."""

from typing import Any

import pytest

from events_service.web.console.merge import chosen, merge, merge_parts
from events_service.web.console.merge_rows import merge_rows, merge_ticks

INTERNAL: dict[str, Any] = {"layout": "rows", "equipment": None, "notes": ""}
BASE: dict[str, Any] = {
    "title": {"en": "Water", "fr": "L’eau"},
    "room": "hall",
    "people": [{"person": "a", "role": "speaker"}],
    "internal": INTERNAL,
    "languages": ["fr"],
    "objectives": [{"en": "One", "fr": "Un"}, {"en": "Two"}, {"en": "Three"}],
}


def changed(**values: Any) -> dict[str, Any]:
    return BASE | values


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (changed(room="tent"), BASE, changed(room="tent")),
        (BASE, changed(room="tent"), changed(room="tent")),
        (changed(room="tent"), changed(people=[]), changed(room="tent", people=[])),
        (changed(room="tent"), changed(room="tent"), changed(room="tent")),
        (
            changed(title={"en": "Water", "fr": "De l’eau"}),
            changed(title={"en": "Waters", "fr": "L’eau"}),
            changed(title={"en": "Waters", "fr": "De l’eau"}),
        ),
        (changed(title={"en": "Water"}), BASE, changed(title={"en": "Water"})),
        (BASE, changed(title={"en": "Water"}), changed(title={"en": "Water"})),
        (
            changed(title={"ar": "الماء", **BASE["title"]}),
            changed(title={"en": "W"}),
            changed(title={"en": "W", "ar": "الماء"}),
        ),
        (
            changed(internal=INTERNAL | {"layout": "circle"}),
            changed(internal=INTERNAL | {"equipment": "two microphones"}),
            changed(internal={"layout": "circle", "equipment": "two microphones", "notes": ""}),
        ),
        (
            changed(people=[{"person": "a", "role": "chair"}]),
            changed(people=[{"person": "a", "role": "speaker"}, {"person": "b", "role": "chair"}]),
            changed(people=[{"person": "a", "role": "chair"}, {"person": "b", "role": "chair"}]),
        ),
        (
            changed(objectives=[{"en": "Nought"}, {"en": "One", "fr": "Un"}, {"en": "Two"}, {"en": "Three"}]),
            changed(objectives=[{"en": "First", "fr": "Un"}, {"en": "Three"}, {"en": "Four"}]),
            changed(objectives=[{"en": "Nought"}, {"en": "First", "fr": "Un"}, {"en": "Three"}, {"en": "Four"}]),
        ),
        (
            changed(objectives=[{"en": "One", "fr": "Premier"}, {"en": "Two"}, {"en": "Three"}]),
            changed(objectives=[{"en": "First", "fr": "Un"}, {"en": "Two"}, {"en": "Three"}]),
            changed(objectives=[{"en": "First", "fr": "Premier"}, {"en": "Two"}, {"en": "Three"}]),
        ),
        (changed(languages=["ar"]), changed(languages=["fr"]), changed(languages=["ar"])),
    ],
)
def test_what_only_one_changed_is_as_they_changed_it(
    mine: dict[str, Any], theirs: dict[str, Any], merged: dict[str, Any]
) -> None:
    assert merge(BASE, mine, theirs) == (merged, ())
    assert merge(BASE, theirs, mine) == (merged, ())


@pytest.mark.parametrize(
    ("mine", "theirs", "clashes"),
    [
        (changed(room="tent"), changed(room=None), ("room",)),
        (changed(people=[]), changed(people=[{"person": "b"}]), ("people",)),
        (changed(internal=INTERNAL | {"notes": "a"}), changed(internal=INTERNAL | {"notes": "b"}), ("internal.notes",)),
        (changed(title={"en": "A", "fr": "B"}), changed(title={"en": "C", "fr": "L’eau"}), ("title.en",)),
        (changed(title={"fr": "L’eau"}), changed(title={"en": "C", "fr": "L’eau"}), ("title.en",)),
    ],
)
def test_what_both_changed_differently_is_asked_about(
    mine: dict[str, Any], theirs: dict[str, Any], clashes: tuple[str, ...]
) -> None:
    merged = merge(BASE, mine, theirs)

    assert merged.clashes == clashes
    kept = chosen(clashes, merged.values, theirs, frozenset())
    taken = chosen(clashes, merged.values, theirs, frozenset(clashes))
    assert merge(theirs, kept, theirs) == (merged.values, ())
    assert {name: taken[name] for name in ("room", "people")} == {
        name: theirs[name] if name in clashes else merged.values[name] for name in ("room", "people")
    }
    assert taken["title"].get("en") == (theirs if clashes == ("title.en",) else mine)["title"].get("en")


A, B, C, D = ({"person": name, "role": "speaker"} for name in "abcd")


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        ([A, B], [A, C], ([A, B], [A, C], [A, B, C], True)),
        ([A, B, C], [A, C], ([A, B, C], [A, C], [A, B, C], True)),
        ([B, A], [A, C], ([B, A, C],) * 3 + (False,)),
        ([A, B], [A, B], ([A, B],) * 3 + (False,)),
        ([B], [C], ([B], [C], None, True)),
        ([], [A, C], ([C],) * 3 + (False,)),
        ([A | {"role": "chair"}], [A | {"role": "rapporteur"}], None),
    ],
)
def test_lists_come_together_where_rows_do_not_touch(mine: Any, theirs: Any, merged: Any) -> None:
    expected = merged or (mine, theirs, None, True)

    assert tuple(merge_rows([A], mine, theirs, merge_parts)) == expected


def test_ticks_of_both_are_in_it() -> None:
    assert merge_ticks(["fr", "en"], ["fr", "ar"], ["en", "fr", "es"]) == ["fr", "es", "ar"]
