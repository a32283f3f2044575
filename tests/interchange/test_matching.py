"""Which record an element means: by unique guid; id with title or slug; slug; title with start; id alone."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.interchange.matching import Element, Matched, by_guid, match, name_of, new_uids

ONE = "0f6a2f3c-8b1d-4c55-9a77-1f2e3d4c5b6a"
OTHER = "7d2f3a1c-1111-4222-8333-444455556666"


def element(uid: str = "e", **said: str) -> Element:
    return Element(uid, **said)


def pairs(elements: list[Element], known: list[Element], **how: Any) -> dict[str, str]:
    return match(elements, known, **how).uids


@pytest.mark.parametrize(
    "signs",
    [
        {"guid": ONE},
        {"guid": "not-a-uuid"},
        {"id": "5", "name": "water", "start": "2025-02-01T10:00:00"},
        {"id": "5", "name": "water"},
        {"id": "5", "slug": "water"},
        {"slug": "water"},
        {"name": "water", "start": "2025-02-01T10:00:00"},
        {"id": "5"},
    ],
)
def test_each_sign_is_enough(signs: dict[str, str]) -> None:
    assert pairs([element(**signs)], [element("k", **signs)]) == {"e": "k"}


@pytest.mark.parametrize("signs", [{"name": "water"}, {"start": "2025-02-01T10:00:00"}, {}])
def test_what_is_no_sign(signs: dict[str, str]) -> None:
    assert pairs([element(**signs)], [element("k", **signs)]) == {}


def test_guid_whatever_its_case_and_whatever_else_is_said() -> None:
    assert pairs(
        [element(guid=ONE.upper(), id="9", name="rivers")],
        [element("k1", guid=ONE, id="5", name="water"), element("k2", id="9", name="rivers")],
    ) == {"e": "k1"}


# The surer sign first: in each case k1 agrees in it, and k2 in all that is weaker.
STRENGTH: list[tuple[dict[str, str], dict[str, str], dict[str, str]]] = [
    (
        {"guid": "g", "id": "5", "name": "water", "start": "t", "slug": "s"},
        {"guid": "g"},
        {"id": "5", "name": "water", "start": "t", "slug": "s"},
    ),
    (
        {"id": "5", "name": "water", "start": "t"},
        {"id": "5", "name": "water", "start": "t"},
        {"id": "5", "name": "water", "start": "another"},
    ),
    ({"id": "5", "name": "water", "slug": "s"}, {"id": "5", "name": "water"}, {"id": "5", "slug": "s"}),
    ({"id": "5", "slug": "s"}, {"id": "5", "slug": "s"}, {"slug": "s"}),
    ({"id": "5", "slug": "s", "name": "water", "start": "t"}, {"slug": "s"}, {"name": "water", "start": "t"}),
    ({"id": "5", "name": "water", "start": "t"}, {"name": "water", "start": "t"}, {"id": "5"}),
]


@pytest.mark.parametrize(("said", "sure", "weak"), STRENGTH)
@pytest.mark.parametrize("reverse", [False, True])
def test_surer_sign_decides(said: dict[str, str], sure: dict[str, str], weak: dict[str, str], *, reverse: bool) -> None:
    known = [element("k1", **sure), element("k2", **weak)]

    assert pairs([element(**said)], known[::-1] if reverse else known) == {"e": "k1"}


def test_guid_that_is_not_unique_decides_nothing_by_itself() -> None:
    twice = [element("e1", guid=ONE), element("e2", guid=ONE)]

    assert pairs(twice, [element("k", guid=ONE)]) == {}
    assert pairs([element(guid=ONE)], [element("k1", guid=ONE), element("k2", guid=ONE)]) == {}


def test_duplicates_are_assigned_one_to_one_and_in_order() -> None:
    elements = [element(f"e{number}", id="5", name="water") for number in range(3)]
    known = [element(f"k{number}", id="5", name="water") for number in range(2)]

    assert pairs(elements, known) == {"e0": "k0", "e1": "k1"}
    assert pairs(elements[:1], known) == {"e0": "k0"}


def test_reused_id_does_not_move_to_another_talk_while_a_surer_sign_is_there() -> None:
    """Talk 5 is now talk 6, and 5 was given to a new one."""
    known = [element("water", id="5", name="water", start="t"), element("roads", id="7", name="roads", start="t")]
    elements = [element("e1", id="5", name="rivers", start="u"), element("e2", id="6", name="water", start="t")]

    assert match(elements, known) == Matched({"e2": "water"}, ())


def test_id_alone_is_last_and_reported() -> None:
    matched = match(
        [element("e1", id="5", name="rivers"), element("e2", id="6", name="roads")],
        [element("k1", id="5", name="water"), element("k2", id="6", name="roads")],
    )

    assert matched == Matched({"e2": "k2", "e1": "k1"}, ("e1",))


def test_id_alone_does_not_bring_back_what_was_deleted_here() -> None:
    known = [element("k1", id="5", name="water"), element("k2", id="6", name="roads")]
    elements = [element("e1", id="5", name="rivers"), element("e2", id="6", name="roads")]

    assert match(elements, known, gone={"k1", "k2"}) == Matched({"e2": "k2"}, ())


def test_name_alone_is_enough_for_rooms_and_people_and_comes_before_the_id() -> None:
    elements = [element(id="5", name="hall")]
    known = [element("k1", id="5", name="tent"), element("k2", id="6", name="hall")]

    assert match(elements, known, by_name=True) == Matched({"e": "k2"}, ())
    assert match(elements, known) == Matched({"e": "k1"}, ("e",))


def test_by_guid_looks_at_nothing_else() -> None:
    elements = [element("e1", guid=ONE, id="5"), element("e2", id="6", slug="roads", name="roads")]
    known = [element("k1", guid=ONE), element("k2", id="6", slug="roads", name="roads")]

    assert by_guid(elements, known) == Matched({"e1": "k1"})


_sign = st.sampled_from(["", "a", "b"])
_elements = st.lists(st.tuples(_sign, _sign, _sign, _sign, _sign), max_size=6)


@given(_elements, _elements, st.booleans())
def test_every_assignment_is_one_to_one(left: list[Any], right: list[Any], by_name: bool) -> None:
    elements = [Element(f"e{number}", *signs) for number, signs in enumerate(left)]
    known = [Element(f"k{number}", *signs) for number, signs in enumerate(right)]

    matched = match(elements, known, by_name=by_name)

    assert matched.uids.keys() <= {e.uid for e in elements}
    assert sorted(matched.uids.values()) == sorted({*matched.uids.values()})
    assert set(matched.by_id_alone) <= matched.uids.keys()


@given(_elements)
def test_same_file_again_means_the_same_records(signs: list[Any]) -> None:
    elements = [Element(f"e{number}", *said) for number, said in enumerate(signs)]
    known = [Element(f"k{number}", *said) for number, said in enumerate(signs)]

    for uid, record in match(elements, known).uids.items():
        assert elements[int(uid[1:])][1:4] == known[int(record[1:])][1:4]


# New uids ----------------------------------------------------------------------------------------------------------


def test_new_uid_is_a_guid_that_is_a_uuid_and_free() -> None:
    assert new_uids("s", "sessions", [element(guid=ONE.upper())], ()) == {"e": ONE}


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ([element("e1", guid="not-a-uuid")], set()),
        ([element("e1", guid=str(UUID(int=0)))], set()),
        ([element("e1", guid=ONE.replace("-", ""))], set()),
        ([element("e1", guid=ONE)], {ONE}),
        ([element("e1", guid=ONE), element("e2", guid=ONE)], set()),
        ([element("e1", id="5")], set()),
        ([element("e1", slug="water")], set()),
        ([element("e1", name="water")], set()),
        ([element("e1")], set()),
    ],
)
def test_new_uid_is_made_where_there_is_no_such_guid(said: list[Element], taken: set[str]) -> None:
    made = new_uids("source", "sessions", said, taken)

    assert made == new_uids("source", "sessions", said, taken)
    assert [UUID(uid).version for uid in made.values()] == [5] * len(said)
    assert len(set(made.values())) == len(said)
    assert ONE not in made.values()


def test_new_uids_differ_by_source_kind_and_sign() -> None:
    made = [
        new_uids(source, kind, [element(id=sign)], ())["e"]
        for source in ("one", "other")
        for kind in ("sessions", "rooms")
        for sign in ("5", "6")
    ]

    assert len(set(made)) == 8


def test_new_uids_of_equal_elements_follow_their_order() -> None:
    same = [element(f"e{number}", id="5") for number in range(3)]
    made = new_uids("source", "sessions", same, ())

    assert new_uids("source", "sessions", same[:2], ()) == {uid: made[uid] for uid in ("e0", "e1")}
    assert new_uids("source", "sessions", same[:2], {made["e0"]}) == {"e0": made["e1"], "e1": made["e2"]}


def test_two_new_elements_never_share_a_uid() -> None:
    made = new_uids("source", "sessions", [element("e1", guid=OTHER), element("e2", guid=OTHER.upper())], ())

    assert len(set(made.values())) == 2


def test_name_of_is_folded_in_every_language() -> None:
    assert name_of({"fr": "Élections", "ar": "الإنتخابات"}) == "elections الانتخابات"
