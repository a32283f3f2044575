"""Two people edit the same record: each one's changes stay, and only what both changed is asked about."""

from typing import Any

import pytest

from events_service.web.console.merge import chosen, merge

BASE: dict[str, Any] = {"title": {"en": "Water", "fr": "L’eau"}, "room": "hall", "people": [{"person": "a"}]}


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
