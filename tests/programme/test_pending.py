"""What is not public yet, as the page that publishes tells it, is what a release of everything would change."""

import random
from typing import Any

import pytest
from msgspec import structs

from events_service.database import DbSession
from events_service.directory.directory import ContactKind, ContactPoint
from events_service.programme import draft, release
from events_service.programme.changes import Change, ChangeKind
from events_service.programme.models import RedactionRow
from events_service.programme.programme import Programme, Session, SessionPerson, SessionStatus, Visibility
from events_service.zones import now
from tests.factories.drafts import draft_session
from tests.factories.programme import make_person, programme_of, uid_of
from tests.factories.stored_events import change, create, publish

AMINA = make_person(uid=uid_of("person", "amina"), slug="amina", name={"en": "Amina Berrada"})


def changed(programme: Programme, pick: random.Random) -> Programme:
    """Something that somebody does to one session, or to the event."""
    sessions = list(programme.sessions)
    at = pick.randrange(len(sessions))
    one: dict[str, Any] = pick.choice(
        (
            {"title": {"en": f"Title {pick.random()}"}, "ready": pick.random() < 0.5},
            {"visibility": pick.choice(list(Visibility))},
            {"status": pick.choice(list(SessionStatus))},
            {"room_uid": None},
            {"start_local": None, "end_local": None},
            {"people": ()},
            {"ready": False},
        )
    )
    sessions[at] = structs.replace(sessions[at], **one)
    match pick.randrange(7):
        case 0:
            sessions.append(draft_session("New", uid=uid_of("new", str(pick.random()))))
        case 1 if len(sessions) > 2:
            del sessions[at]
        case 5 | 6 if programme.people:
            said: dict[str, Any] = pick.choice(
                (
                    {"biography": {"en": f"Life {pick.random()}"}},
                    {"photo": "b", "photo_public": True},
                    {"published": False},
                )
            )
            return structs.replace(programme, people=(structs.replace(programme.people[0], **said),))
        case 2:
            return structs.replace(
                programme, sessions=tuple(sessions), event=structs.replace(programme.event, timezone="Europe/Paris")
            )
    return structs.replace(programme, sessions=tuple(sessions))


def told(changes: tuple[Change, ...]) -> list[str]:
    """Each but for slugs, which are made when something is published."""
    return sorted(repr(structs.replace(change, slug="")) for change in changes)


@pytest.mark.parametrize("seed", range(24))
def test_what_is_pending_is_what_a_release_of_everything_would_change(db: DbSession, seed: int) -> None:
    pick, connection = random.Random(seed), db.connection()
    sessions: list[Session] = [draft_session(f"Session {n}", uid=uid_of("session", str(n))) for n in range(6)]
    sessions[0] = structs.replace(sessions[0], people=(SessionPerson(AMINA.uid),))
    programme = structs.replace(programme_of(*sessions), people=(AMINA,))
    event_uid = programme.event.uid
    create(db, programme)
    publish(db, event_uid)
    for _ in range(pick.randint(1, 4)):
        working = draft.load(connection, event_uid)
        draft.save(connection, working, changed(working.programme, pick))

    pending = release.pending(connection, event_uid)

    try:
        planned = release.plan(connection, event_uid, now(), whole=True)
    except release.NothingToRelease:
        assert pending.changes == ()
    else:
        assert told(pending.changes) == told(planned.changes)
        assert pending.sessions == len(planned.programme.sessions)


PRIVATE = ContactPoint(ContactKind.EMAIL, "amina@example.org", public=False)


@pytest.mark.parametrize(
    ("changes", "details"),
    [
        ({"biography": {"en": "Born"}, "photo": "b", "photo_public": True}, ("biography", "photo")),
        ({"contacts": (structs.replace(PRIVATE, public=True),)}, ("contacts",)),
        ({"photo": "b"}, None),
        ({"contacts": (PRIVATE,)}, None),
    ],
)
def test_person_is_pending_in_what_the_public_would_see(
    db: DbSession, changes: dict[str, Any], details: tuple[str, ...] | None
) -> None:
    session = draft_session("Water", uid=uid_of("session", "w"), people=(SessionPerson(AMINA.uid),))
    event_uid = create(db, structs.replace(programme_of(session), people=(AMINA,)))
    publish(db, event_uid)
    change(db, event_uid, AMINA.uid, **changes)

    pending = release.pending(db.connection(), event_uid).changes

    expected = [] if details is None else [(ChangeKind.PERSON, AMINA.name, details, AMINA.uid)]
    assert [(one.kind, one.title, one.details, one.record_uid) for one in pending] == expected


def test_withdrawn_biography_is_not_pending(db: DbSession) -> None:
    session = draft_session("Water", uid=uid_of("session", "w"), people=(SessionPerson(AMINA.uid),))
    known = structs.replace(AMINA, biography={"en": "Born"})
    event_uid = create(db, structs.replace(programme_of(session), people=(known,)))
    publish(db, event_uid)
    db.add(RedactionRow(person_uid=AMINA.uid, field="biography", redacted_at=now()))
    db.flush()
    change(db, event_uid, AMINA.uid, biography={})

    assert release.pending(db.connection(), event_uid).changes == ()
