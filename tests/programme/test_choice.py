import pytest

from events_service.errors import NotFound
from events_service.programme.choice import KINDS, Choice, choose
from events_service.programme.programme import Programme
from tests.factories.drafts import draft_session
from tests.factories.maximal import maximal_draft, uid
from tests.factories.programme import make_room, programme_of

WATER = draft_session("Water", uid="water", slug="water-for-all", code="SOU 84")
ROADS = draft_session("Roads", uid="roads", code="SOU 75")
DRAFT = programme_of(WATER, ROADS, rooms=(make_room(uid="hall", slug="dakhla"), make_room(uid="other", slug="")))


def chosen(*sessions: str, removed: tuple[str, ...] = (), records: tuple[str, ...] = (), event: bool = False) -> Choice:
    return Choice(frozenset(sessions), frozenset(removed), frozenset(records), event)


@pytest.mark.parametrize("name", ["water", "water-for-all", "SOU 84"])
def test_choose_a_session_by_uid_slug_or_code(name: str) -> None:
    assert choose(DRAFT, None, [name]) == chosen("water")


@pytest.mark.parametrize("name", ["room:dakhla", "room:hall"])
def test_choose_a_shared_record_by_slug_or_uid(name: str) -> None:
    assert choose(DRAFT, None, [name]) == chosen(records=("hall",))


@pytest.mark.parametrize(("kind", "part"), KINDS.items())
def test_choose_each_kind_of_shared_record(kind: str, part: str) -> None:
    draft = maximal_draft()

    assert choose(draft, None, [f"{kind}:{part}-1-slug"]) == chosen(records=(uid(f"{part}-1"),))


def test_choose_several_at_once() -> None:
    assert choose(DRAFT, None, ["SOU 84", "event", "roads", "room:dakhla", "SOU 84"]) == chosen(
        "water", "roads", records=("hall",), event=True
    )
    assert choose(DRAFT, None, []) == chosen()


def test_choose_both_sessions_of_one_code() -> None:
    twice = programme_of(WATER, draft_session("Water again", uid="again", code="SOU 84"))

    assert choose(twice, None, ["SOU 84"]) == chosen("water", "again")


@pytest.mark.parametrize("name", ["water-for-all", "water", "SOU 84"])
def test_choose_a_public_session_that_was_deleted(name: str) -> None:
    assert choose(programme_of(ROADS), DRAFT, [name]) == chosen(removed=("water",))


def test_choose_by_a_code_that_another_session_has_now() -> None:
    renamed = programme_of(draft_session("Roads", uid="roads", code="SOU 84"))

    assert choose(renamed, DRAFT, ["SOU 84"]) == chosen("roads")


@pytest.mark.parametrize("name", ["SOU 99", "", "room:", "room:nowhere", "person:dakhla", "venue", "castle:dakhla"])
@pytest.mark.parametrize("previous", [None, DRAFT])
def test_choose_what_is_not_there_is_refused_by_name(name: str, previous: Programme | None) -> None:
    with pytest.raises(NotFound) as refusal:
        choose(DRAFT, previous, ["SOU 84", name])

    assert str(refusal.value) == f"The working version has nothing called {name}."


def test_choose_does_not_call_a_public_session_deleted_that_bears_another_name_now() -> None:
    renamed = programme_of(draft_session("Roads", uid="roads", code="SOU 76"))

    with pytest.raises(NotFound):
        choose(renamed, DRAFT, ["SOU 75"])
