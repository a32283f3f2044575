"""A draft for the grid: four rooms, two days, and sessions that are in each other's way if one wants them to be."""

from datetime import datetime
from typing import Any

from msgspec import structs

from events_service.database import Database, DbSession
from events_service.programme import draft, editing
from events_service.programme.programme import Programme, Session, SessionPerson
from tests.factories.drafts import draft_session
from tests.factories.programme import make_event, make_person, make_room, make_track, programme_of, uid_of

WALL = datetime.fromisoformat
DAKHLA, LAAYOUNE, AGADIR, HALL = (
    make_room(name={"en": name, "fr": name, "ar": name}, slug=name.lower(), position=position)
    for position, name in enumerate(("Dakhla", "Laayoune", "Agadir", "Hall"))
)
AMINA = make_person()
WATER = make_track()


def session(code: str, start: str, end: str, room: Any, **changes: Any) -> Session:
    times = {"start_local": WALL(start), "end_local": WALL(end)}
    made = draft_session(code, uid=uid_of("session", code), code=code, **times | changes, room_uid=room.uid)
    return structs.replace(made, title={"en": f"Talk {code}", "ar": f"جلسة {code}"})


SOU_84 = session(
    "SOU 84", "2018-11-20T09:00", "2018-11-20T12:00", DAKHLA, track_uid=WATER.uid, people=(SessionPerson(AMINA.uid),)
)
SOU_75 = session("SOU 75", "2018-11-20T10:00", "2018-11-20T11:00", LAAYOUNE)
SOU_60 = session("SOU 60", "2018-11-20T12:00", "2018-11-20T13:00", AGADIR, people=(SessionPerson(AMINA.uid),))
LATER = session("SOU 90", "2018-11-21T10:00", "2018-11-21T11:00", DAKHLA)
WAITING = draft_session("Waiting", uid=uid_of("session", "waiting"), code="SOU 99", start_local=None, end_local=None)


def forum(*more: Session, **changes: Any) -> Programme:
    values = {
        "event": make_event(end_on=WALL("2018-11-21T00:00").date()),
        "rooms": (DAKHLA, LAAYOUNE, AGADIR, HALL),
        "tracks": (WATER,),
        "people": (AMINA,),
    }
    return programme_of(SOU_84, SOU_75, SOU_60, LATER, WAITING, *more, **values | changes)


def place_of(database: Database, of: Session) -> tuple[str | None, str | None, str | None]:
    """Start, end and the room's slug, as the draft has it."""
    with database.read() as db:
        (found,) = draft.SESSIONS.read_uids(db.connection(), (of.uid,))
        rooms = {room.uid: room.slug for room in draft.OF_EVENT["rooms"].read(db.connection())}
    start, end = (f"{at:%d %H:%M}" if at else None for at in (found.start_local, found.end_local))
    return start, end, rooms.get(found.room_uid or "")


def move_elsewhere(database: Database, of: Session, **changes: Any) -> None:
    """Somebody else changes it, as far as anybody can see."""

    def act(db: DbSession) -> None:
        editing.edit_session(db, make_event().uid, of.uid, lambda old: structs.replace(old, **changes))

    database.write_now(act)
