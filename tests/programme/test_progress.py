"""How far a programme is, in numbers. Counting what was changed: on both databases."""

from datetime import timedelta

from events_service import zones
from events_service.accounts import audit
from events_service.accounts.access import COMMAND
from events_service.database import Database
from events_service.programme import release
from events_service.programme.conflicts import Conflict, ConflictKind, Severity
from events_service.programme.programme import SessionStatus
from events_service.programme.progress import Progress, count_changed, progress_of
from tests.factories.programme import make_event, make_room, make_session, programme_of
from tests.factories.stored_events import WATER, create, small_draft

EVERY = {"en": "Water", "fr": "Eau", "ar": "الماء"}


def test_nothing_is_there_yet() -> None:
    assert progress_of(programme_of(), ()) == Progress(0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_what_is_cancelled_needs_neither_time_nor_room() -> None:
    room = make_room()
    programme = programme_of(
        make_session(title=EVERY, slug="placed", room_uid=room.uid),
        make_session(title=EVERY, slug="no-room", ready=False),
        make_session(title={"en": "Untimed"}, slug="untimed", start_local=None),
        make_session(title={"en": "Off", "fr": ""}, slug="off", start_local=None, status=SessionStatus.CANCELLED),
        rooms=(room,),
        event=make_event(),
    )
    conflicts = [
        Conflict(ConflictKind.ROOM, ("a", "b"), None, Severity.ERROR),
        Conflict(ConflictKind.VENUES, ("a", "b"), None, Severity.WARNING),
        Conflict(ConflictKind.VENUES, ("a", "c"), None, Severity.WARNING),
        Conflict(ConflictKind.TRANSLATION, ("a",), None, Severity.HINT),
    ]

    assert progress_of(programme, conflicts) == Progress(
        rooms=1, sessions=4, unscheduled=1, roomless=2, untranslated=2, waiting=1, errors=1, warnings=2, hints=1
    )


def test_changed_is_what_was_done_to_the_programme_since_its_public_version(database: Database) -> None:
    draft = small_draft()
    uid, began = draft.event.uid, zones.now()
    database.write_now(create, draft)

    def done(act: str, subject: str, after: timedelta) -> None:
        database.write_now(lambda db: audit.note(db, COMMAND, act, subject, began + after, event_uid=uid))

    def changed() -> int:
        with database.read() as db:
            return count_changed(db.connection(), uid)

    done("edit_session", f"session:{WATER.uid}", -timedelta(hours=1))
    assert changed() == 0  # nothing is public yet
    with database.read() as db:
        planned = release.plan(db.connection(), uid, began)
    database.write_now(release.release, planned)
    assert changed() == 0

    for number, act in enumerate(("edit_session", "edit_session", "delete_session"), 1):
        done(act, f"session:{WATER.uid}", timedelta(minutes=number))
    done("order_rooms", f"event:{uid}", timedelta(minutes=5))
    done("release", f"event:{uid}", timedelta(minutes=6))
    done("accept_conflict", f"session:{uid}", timedelta(minutes=7))
    done("edit_notice", f"notice:{uid}", timedelta(minutes=8))

    assert changed() == 2
