"""What a release has in common with the one before it is held once."""

from msgspec import structs

from events_service.programme.programme import FORMAT, Programme
from events_service.programme.sharing import succession
from events_service.programme.stored import decode, encode
from tests.factories.programme import make_programme

FORUM = make_programme(6, slug="forum-7")


def read_again(programme: Programme) -> Programme:
    return decode(encode(programme)[0], FORMAT)


def test_unchanged_release_is_made_of_the_same_parts() -> None:
    again, gone, come = succession(FORUM, read_again(FORUM))[1:]

    assert (again, gone, come) == (FORUM, (), ())
    for field in Programme.__struct_fields__:
        assert getattr(again, field) is getattr(FORUM, field)


def test_only_what_changed_is_new() -> None:
    moved = structs.replace(FORUM.sessions[2], code="X", revision=1)
    sessions = (FORUM.sessions[0], moved, *FORUM.sessions[3:], FORUM.sessions[1])
    released = read_again(structs.replace(FORUM, sessions=sessions, tombstones=()))

    before, again, gone, come = succession(FORUM, released)

    assert before is FORUM
    assert again == released
    assert again.people is FORUM.people
    assert [a is b for a, b in zip(again.sessions, sessions, strict=True)] == [True, False, True, True, True, True]
    assert gone == (FORUM.sessions[2], *FORUM.tombstones)
    assert come == (moved,)


def test_session_that_is_removed_goes_and_comes_as_a_tombstone() -> None:
    last = FORUM.sessions[-1]
    tombstone = structs.replace(last, revision=last.revision + 1)
    removed = structs.replace(FORUM, sessions=FORUM.sessions[:-1], tombstones=(*FORUM.tombstones, tombstone))

    assert succession(FORUM, read_again(removed))[2:] == ((last,), (tombstone,))


def test_records_without_uid_are_taken_whole() -> None:
    assert FORUM.event.languages != ("en",)
    other = structs.replace(FORUM, event=structs.replace(FORUM.event, languages=("en",)), time_rules="2026z")

    assert succession(FORUM, read_again(other)).programme == other


def test_nothing_is_taken_from_another_event() -> None:
    other = make_programme(3, slug="summit")

    assert succession(FORUM, other).programme == other
