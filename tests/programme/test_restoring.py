"""What was taken out and is put back waits to be looked at."""

from events_service.accounts import audit
from events_service.accounts.access import COMMAND
from events_service.database import DbSession
from events_service.programme import editing, release, restoring
from events_service.zones import now
from tests.factories.stored_events import ROADS, WATER, create, load, publish, small_draft


def test_session_that_is_put_back_is_published_again_only_when_it_is_said_to_be_ready(db: DbSession) -> None:
    uid = create(db, small_draft(WATER, ROADS))
    publish(db, uid)
    kept = restoring.kept(editing.get_session(db.connection(), uid, WATER.uid)[0])
    editing.delete_session(db, uid, WATER.uid)
    entry = audit.note(db, COMMAND, "delete_session", f"session:{WATER.uid}", now(), event_uid=uid, before=kept)
    publish(db, uid)

    _, back = restoring.restore(db, uid, entry)

    assert (WATER.ready, back.ready) == (True, False)
    editing.edit_session(db, uid, ROADS.uid, editing.cancel)
    planned = release.plan(db.connection(), uid, now())
    assert [one.uid for one in planned.held_back] == [WATER.uid]
    assert [one.uid for one in planned.programme.sessions] == [ROADS.uid]
    editing.edit_session(db, uid, WATER.uid, editing.made_ready)
    ready = release.plan(db.connection(), uid, now())
    assert {one.uid for one in ready.programme.sessions} == {ROADS.uid, WATER.uid}
    assert {one.uid for one in load(db, uid).sessions} == {ROADS.uid, WATER.uid}
