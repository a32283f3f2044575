from datetime import UTC, datetime

from events_service.programme.reading.representations import _OVERHEAD, About, Representation, Tally
from events_service.programme.reading.shelf import Key, Shelf

ROOM = 1_000 + _OVERHEAD


def representation(owner: str = "event", size: int = 1_000) -> Representation:
    about = About(
        owner=owner,
        modified=datetime(2018, 10, 1, tzinfo=UTC),
        tally=Tally(),
        description=(),
        protection=(),
        sharing=(),
        cache_control=b"",
    )
    return Representation(b"x" * size, about)


def key(path: str) -> Key:
    return (path, b"", "identity")


def paths(shelf: Shelf) -> list[str]:
    return [path for path, _, _ in shelf.entries]


def test_bounded_in_bytes_and_the_least_recent_goes_first() -> None:
    shelf = Shelf(3 * ROOM)
    for path in "abc":
        shelf.put(key(path), representation())
    shelf.recent(key("a"))

    shelf.put(key("d"), representation())

    assert paths(shelf) == ["c", "a", "d"]
    assert shelf.size == 3 * ROOM


def test_put_again_counts_once() -> None:
    shelf = Shelf(3 * ROOM)
    shelf.put(key("a"), representation())
    shelf.put(key("a"), representation())

    assert (paths(shelf), shelf.size) == (["a"], ROOM)


def test_what_nobody_asked_for_goes_before_all_others() -> None:
    shelf = Shelf(2 * ROOM)
    shelf.put(key("a"), representation())
    shelf.put(key("b"), representation(), wanted=False)

    shelf.put(key("c"), representation())

    assert paths(shelf) == ["a", "c"]


def test_larger_than_the_shelf_is_not_kept_and_moves_nothing() -> None:
    shelf = Shelf(ROOM)
    shelf.put(key("a"), representation())

    shelf.put(key("b"), representation(size=2_000))

    assert (paths(shelf), shelf.size) == (["a"], ROOM)


def test_take_out_by_owner_gives_the_most_recent_first() -> None:
    shelf = Shelf(9 * ROOM)
    for path, owner in (("a", "one"), ("b", "two"), ("c", "one"), ("d", "three")):
        shelf.put(key(path), representation(owner))
    shelf.recent(key("a"))

    assert shelf.take_out(["one", "three"]) == [key("a"), key("d"), key("c")]
    assert (paths(shelf), shelf.size) == (["b"], ROOM)


def test_remove_what_is_not_there_changes_nothing() -> None:
    shelf = Shelf(ROOM)
    shelf.remove(key("a"))

    assert shelf.size == 0
