"""What a release has in common with the one before it is held once."""

from msgspec import structs

from events_service.programme.programme import FORMAT, Programme
from events_service.programme.sharing import shared
from events_service.programme.stored import decode, encode
from tests.factories.programme import make_programme

FORUM = make_programme(6, slug="forum-7")


def read_again(programme: Programme) -> Programme:
    return decode(encode(programme)[0], FORMAT)


def test_unchanged_release_is_made_of_the_same_parts() -> None:
    again = shared(read_again(FORUM), FORUM)

    assert again == FORUM
    for field in Programme.__struct_fields__:
        assert getattr(again, field) is getattr(FORUM, field)


def test_only_what_changed_is_new() -> None:
    moved = structs.replace(FORUM.sessions[2], code="X", revision=1)
    sessions = (FORUM.sessions[0], moved, *FORUM.sessions[3:], FORUM.sessions[1])
    released = read_again(structs.replace(FORUM, sessions=sessions, tombstones=()))

    again = shared(released, FORUM)

    assert again == released
    assert again.people is FORUM.people
    assert [a is b for a, b in zip(again.sessions, sessions, strict=True)] == [True, False, True, True, True, True]


def test_records_without_uid_are_taken_whole() -> None:
    assert FORUM.event.languages != ("en",)
    other = structs.replace(FORUM, event=structs.replace(FORUM.event, languages=("en",)), time_rules="2026z")

    assert shared(read_again(other), FORUM) == other


def test_nothing_is_taken_from_another_event() -> None:
    other = make_programme(3, slug="summit")

    assert shared(other, FORUM) == other
