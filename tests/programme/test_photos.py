"""A photo and the consent to it."""

from datetime import UTC, datetime

import pytest
from msgspec import structs
from sqlalchemy import select

from events_service.accounts.access import COMMAND, ROLES, Actor, Grant
from events_service.accounts.models import AuditEntry, Role
from events_service.database import Database, DbSession
from events_service.directory.records import save_people
from events_service.errors import Forbidden, InvalidInput, NotFound, PreconditionFailed
from events_service.programme.live import redacted
from events_service.programme.photos import Photo, get_person, photo_of, set_photo
from events_service.programme.queries import get_redactions
from tests.factories.programme import make_person, programme_of

NOW = datetime(2018, 11, 20, 9, tzinfo=UTC)
EVENT, OTHER_EVENT = "98df0618-23fb-5f72-9446-a12c50883911", "98df0618-23fb-5f72-9446-a12c50883912"
FIRST, SECOND, THIRD = (f"/media/{letter * 64}.jpg" for letter in "abc")
AMINA = make_person(photo=FIRST, photo_public=True)


@pytest.fixture
def amina(database: Database) -> str:
    database.write_now(lambda db: save_people(db.connection(), [AMINA], EVENT))
    return AMINA.uid


def change(database: Database, uid: str, before: Photo, after: Photo, actor: Actor = COMMAND) -> Photo:
    return database.write_now(set_photo, actor, uid, before, after, NOW)


def present(database: Database, uid: str) -> tuple[Photo, list[str | None]]:
    """The photo, and for each time it was withdrawn the one that was agreed to since."""
    with database.read() as db:
        return photo_of(get_person(db, uid).person), [one.agreed for one in get_redactions(db.connection())]


def shown(database: Database, photo: str | None) -> str | None:
    """What readers see of Amina where a release has this photo."""
    with database.read() as db:
        withdrawn = get_redactions(db.connection())
    (person,) = redacted(programme_of(people=(structs.replace(AMINA, photo=photo),)), withdrawn).people
    return person.photo


def test_photo_is_replaced_and_written_down(database: Database, amina: str) -> None:
    change(database, amina, Photo(FIRST, public=True), Photo(SECOND, public=True))

    with database.read() as db:
        entry = db.connection().execute(select(AuditEntry.__table__)).one()  # type: ignore[attr-defined]
        assert get_person(db, amina).person == structs.replace(AMINA, photo=SECOND)
    assert (entry.act, entry.subject, entry.event_uid) == ("set_photo", f"person:{amina}", EVENT)
    assert (entry.before, entry.after) == (
        {"photo": FIRST, "photo_public": True},
        {"photo": SECOND, "photo_public": True},
    )
    assert present(database, amina)[1] == []


def test_consent_withdrawn_is_withdrawn_everywhere_and_given_again_is_given(database: Database, amina: str) -> None:
    seen, hidden = Photo(FIRST, public=True), Photo(FIRST)

    change(database, amina, seen, hidden)
    assert (present(database, amina), shown(database, FIRST)) == ((hidden, [None]), None)

    change(database, amina, hidden, seen)
    assert (present(database, amina), shown(database, FIRST)) == ((seen, [FIRST]), FIRST)

    change(database, amina, seen, hidden)
    assert (present(database, amina), shown(database, FIRST)) == ((hidden, [None]), None)


def test_consent_to_another_photo_does_not_bring_back_the_one_that_was_withdrawn(
    database: Database, amina: str
) -> None:
    change(database, amina, Photo(FIRST, public=True), Photo())
    change(database, amina, Photo(), Photo(SECOND, public=True))

    assert (shown(database, FIRST), shown(database, SECOND)) == (None, SECOND)

    change(database, amina, Photo(SECOND, public=True), Photo(THIRD, public=True))
    assert [shown(database, photo) for photo in (FIRST, SECOND, THIRD)] == [None, None, THIRD]


def test_photo_removed_is_withdrawn_everywhere(database: Database, amina: str) -> None:
    change(database, amina, Photo(FIRST, public=True), Photo())

    assert present(database, amina) == (Photo(), [None])


def test_asking_twice_is_asking_once(database: Database, amina: str) -> None:
    for _ in range(2):
        change(database, amina, Photo(FIRST, public=True), Photo(SECOND, public=True))

    with database.read() as db:
        assert len(db.connection().execute(select(AuditEntry.__table__)).all()) == 1  # type: ignore[attr-defined]


def test_photo_that_somebody_else_changed_meanwhile_stays(database: Database, amina: str) -> None:
    with pytest.raises(PreconditionFailed):
        change(database, amina, Photo(SECOND), Photo())

    assert present(database, amina) == (Photo(FIRST, public=True), [])


def test_consent_without_a_photo_is_refused(database: Database, amina: str) -> None:
    with pytest.raises(InvalidInput):
        change(database, amina, Photo(FIRST, public=True), Photo(None, public=True))


@pytest.mark.parametrize(
    ("role", "event_uid", "may"),
    [
        (Role.ORGANIZER, EVENT, True),
        (Role.ORGANIZER, None, True),
        (Role.ORGANIZER, OTHER_EVENT, False),
        (Role.EDITOR, EVENT, False),
        (Role.VIEWER, None, False),
    ],
)
def test_only_organizers_of_the_event_that_keeps_the_person_may(
    database: Database, amina: str, role: Role, event_uid: str | None, may: bool
) -> None:
    actor = Actor(
        "account", "bob", "Bob", (Grant(ROLES[role], None if event_uid is None else frozenset((event_uid,))),)
    )

    if may:
        change(database, amina, Photo(FIRST, public=True), Photo(), actor)
    else:
        with pytest.raises(Forbidden):
            change(database, amina, Photo(FIRST, public=True), Photo(), actor)


def test_nobody_has_no_photo(database: Database) -> None:
    def ask(db: DbSession) -> None:
        get_person(db, EVENT)

    with pytest.raises(NotFound):
        database.write_now(ask)
