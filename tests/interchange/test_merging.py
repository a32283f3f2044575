"""Three values into one: what was imported last, what the file says now, and what the draft says."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from events_service.interchange.merging import carried, merge
from events_service.programme.programme import Session, SessionPerson, SessionStatus
from tests.factories.drafts import draft_session
from tests.factories.maximal import ASSIGNED, filled

BASE = draft_session("Water", uid="water", code="SOU 84", url="https://example.org/84")
ALL = sorted(set(Session.__struct_fields__) - ASSIGNED - {"uid"})
TEN = datetime.fromisoformat("2018-11-20T10:00")
HOUR = timedelta(hours=1)


def merged(ours: dict[str, Any], theirs: dict[str, Any], **how: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What becomes of the base when both have changed it, as what differs from it; and the conflicts."""
    mine, said = structs.replace(BASE, **ours), structs.replace(BASE, **theirs)
    fields = how.pop("fields", ALL)
    result = merge(mine, said, fields, how.pop("last", carried(BASE, fields)), **how)
    changed = {
        name: getattr(result.record, name) for name in ALL if getattr(result.record, name) != getattr(BASE, name)
    }
    return changed, result.conflicts


def test_carried_values_in_one_order() -> None:
    assert carried(BASE, ["code", "title"]) == '{"code":"SOU 84","title":{"en":"Water"}}'


@pytest.mark.parametrize("name", ALL)
def test_changed_at_the_source_alone_is_taken(name: str) -> None:
    value = getattr(filled(Session, "other"), name)

    assert merged({}, {name: value}) == ({name: value}, ())


@pytest.mark.parametrize("name", ALL)
def test_changed_here_alone_stays(name: str) -> None:
    value = getattr(filled(Session, "other"), name)

    assert merged({name: value}, {}) == ({name: value}, ())


@pytest.mark.parametrize("name", ALL)
def test_changed_alike_on_both_sides_is_no_conflict(name: str) -> None:
    value = getattr(filled(Session, "other"), name)

    assert merged({name: value}, {name: value}) == ({name: value}, ())


@pytest.mark.parametrize(
    ("name", "mine", "said"),
    [
        ("code", "MINE", "THEIRS"),
        ("title", {"en": "Mine"}, {"en": "Theirs"}),
        ("status", SessionStatus.CANCELLED, SessionStatus.TENTATIVE),
        ("people", (SessionPerson("mine"),), (SessionPerson("theirs"),)),
        ("url", None, "https://example.org/theirs"),
        ("languages", ("ar",), ("fr",)),
    ],
)
def test_changed_on_both_sides_ours_stays_and_is_listed(name: str, mine: Any, said: Any) -> None:
    assert merged({name: mine}, {name: said}) == ({name: mine}, (name,))
    assert merged({name: mine}, {name: said}, trusted=True) == ({name: mine}, (name,))


def test_fields_that_are_not_carried_stay() -> None:
    assert merged({}, {"code": "THEIRS", "url": None}, fields=["url"]) == ({"url": None}, ())


def test_several_fields_each_for_itself() -> None:
    ours, theirs = {"code": "MINE", "url": "https://mine.example"}, {"code": "THEIRS", "languages": ("fr",)}

    assert merged(ours, theirs) == (ours | {"languages": ("fr",)}, ("code",))


# Language by language ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "said", "expected", "conflict"),
    [
        ({"en": "Water", "ar": "الماء"}, {"en": "Rivers"}, {"en": "Rivers", "ar": "الماء"}, False),
        ({"en": "Waters"}, {"en": "Water", "fr": "Eau"}, {"en": "Waters", "fr": "Eau"}, False),
        ({"en": "Waters"}, {"en": "Rivers", "fr": "Eau"}, {"en": "Waters", "fr": "Eau"}, True),
        ({"en": "Water", "fr": "L'eau"}, {"en": "Water", "fr": "Eau"}, {"en": "Water", "fr": "L'eau"}, True),
        ({"en": "Water"}, {}, {}, False),
        ({"en": "Waters"}, {}, {"en": "Waters"}, True),
        ({}, {"en": "Rivers"}, {}, True),
        ({}, {"en": "Water", "fr": "Eau"}, {"fr": "Eau"}, False),
        ({"fr": "Eau"}, {"fr": "Eau"}, {"fr": "Eau"}, False),
    ],
)
def test_texts_language_by_language(
    mine: dict[str, str], said: dict[str, str], expected: dict[str, str], *, conflict: bool
) -> None:
    changed, conflicts = merged({"title": mine}, {"title": said})

    assert changed.get("title", {"en": "Water"}) == expected
    assert conflicts == (("title",) if conflict else ())


# Never imported before ---------------------------------------------------------------------------------------------


def test_without_a_last_import_what_is_said_here_stays_and_the_rest_is_taken() -> None:
    theirs = {"title": {"en": "Rivers", "fr": "Fleuves"}, "code": "THEIRS", "languages": ("fr",)}

    assert merged({}, theirs, last="") == (
        {"title": {"en": "Water", "fr": "Fleuves"}, "languages": ("fr",)},
        ("code", "title"),
    )


def test_without_a_last_import_a_bundle_is_taken() -> None:
    theirs = {"title": {"en": "Rivers", "fr": "Fleuves"}, "code": "", "languages": ("fr",)}

    assert merged({"title": {"en": "Water", "ar": "الماء"}}, theirs, last="", trusted=True) == (
        {"title": {"en": "Rivers", "fr": "Fleuves", "ar": "الماء"}, "code": "", "languages": ("fr",)},
        (),
    )


def test_field_that_was_not_carried_last_time_counts_as_never_imported() -> None:
    last = carried(BASE, ["title"])

    assert merged({}, {"code": "THEIRS", "languages": ("fr",)}, last=last) == ({"languages": ("fr",)}, ("code",))


# Times only together ------------------------------------------------------------------------------------------------


def test_times_moved_here_and_at_the_source_are_not_mixed() -> None:
    """Ours begins later and theirs ends earlier: half of each would end before it begins."""
    ours = {"start_local": TEN + 2 * HOUR, "end_local": TEN + 3 * HOUR}
    theirs = {"end_local": TEN + HOUR / 2}

    assert merged(ours, theirs) == (ours, ("end_local",))
    assert merged({"start_local": TEN + HOUR / 2}, theirs) == ({"start_local": TEN + HOUR / 2}, ("end_local",))


def test_times_moved_at_the_source_alone_are_taken() -> None:
    theirs = {"start_local": TEN + HOUR, "end_local": TEN + 2 * HOUR}

    assert merged({"code": "MINE"}, theirs) == (theirs | {"code": "MINE"}, ())


def test_time_taken_back_at_the_source_and_moved_here() -> None:
    ours = {"start_local": TEN + HOUR, "end_local": TEN + 2 * HOUR}
    theirs = {"start_local": None, "end_local": None, "day_on": date(2018, 11, 20)}

    assert merged(ours, theirs) == (ours, ("day_on", "end_local", "start_local"))


def test_times_moved_alike_on_both_sides() -> None:
    moved = {"start_local": TEN + HOUR, "end_local": TEN + 2 * HOUR}

    assert merged(moved, moved) == (moved, ())


def test_times_of_a_bundle_are_taken_together() -> None:
    theirs = {"start_local": TEN + HOUR, "end_local": TEN + 2 * HOUR}

    assert merged({"start_local": TEN + 3 * HOUR, "end_local": None}, theirs, last="", trusted=True) == (theirs, ())


_text = st.sampled_from(["", "a", "b"])
_title = st.dictionaries(st.sampled_from(["en", "fr"]), st.sampled_from(["a", "b"]))


@given(_text, _text, _text, _title, _title, _title)
def test_merging_twice_changes_nothing_more(
    base: str, mine: str, said: str, base_title: dict[str, str], my_title: dict[str, str], their_title: dict[str, str]
) -> None:
    fields = ["code", "title"]
    last = carried(structs.replace(BASE, code=base, title=base_title), fields)
    theirs = structs.replace(BASE, code=said, title=their_title)

    once = merge(structs.replace(BASE, code=mine, title=my_title), theirs, fields, last).record
    again = merge(once, theirs, fields, carried(theirs, fields))

    assert (again.record, again.conflicts) == (once, ())
