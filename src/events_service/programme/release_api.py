"""Publishing over the JSON API, and what changes beside a release: with a token."""

from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy import Connection, select

from events_service.accounts.access import Act, require
from events_service.database import DbSession
from events_service.errors import InvalidInput, Sentence
from events_service.programme import editing, offering, queries, release
from events_service.programme.answers import (
    ADDING,
    CHANGING,
    JSON_ALONE,
    READING,
    IfMatch,
    differing,
    etag,
    with_etag,
)
from events_service.programme.desk import Desk, EditingLive, Reading, Releasing, checked_name
from events_service.programme.inputs import NewRelease, OfferingIn
from events_service.programme.live import Offering
from events_service.programme.models import EventRow
from events_service.programme.release_list import release_json
from events_service.programme.schemas import NewReleaseOut, OfferingOut
from events_service.zones import now

router = APIRouter(prefix="/events/{slug}")
Json = dict[str, Any]

_OF_EVENT = "event"
"""Stands for the event itself where a session could be named."""
_events = EventRow.__table__  # type: ignore[attr-defined]


@router.post(
    "/releases",
    status_code=201,
    response_model=NewReleaseOut,
    responses={201: {"description": "It is public"}, **ADDING},
    tags=["releases"],
    dependencies=[JSON_ALONE],
)
def publish(desk: Releasing, new: NewRelease) -> Json:
    """Publish the draft, `only` what is named of it, or a `status` alone; public once this answers."""
    planned = _planned(desk, new)

    def act(db: DbSession) -> None:
        release.release(db, planned, desk.actor.key)
        desk.note(
            db,
            "release",
            f"event:{desk.event_uid}",
            after={"number": planned.number, "only": new.only, "status": new.status},
        )

    desk.write(act)
    desk.show()
    return release_json(planned.number, planned.note, planned.at, planned.digest) | {
        "changes": planned.news,
        "sessions": len(planned.programme.sessions),
    }


def _planned(desk: Desk, new: NewRelease) -> release.Plan:
    connection = desk.db.connection()
    if new.status is None:
        return release.plan(connection, desk.event_uid, now(), note=new.note, only=new.only)
    require(desk.actor, Act.EDIT_LIVE, desk.event_uid)
    if new.only is not None:
        raise InvalidInput(fields={"only": Sentence("A status is published alone.")})
    return release.plan_status(connection, desk.event_uid, new.status, now(), note=new.note)


@router.get(
    "/offerings/{session}",
    response_model=OfferingOut,
    responses=with_etag("What can be joined") | READING,
    tags=["offerings"],
)
def show_offering(response: Response, desk: Reading, session: str) -> Json:
    """Registration of a session, by its slug or uid; of the event itself by `event`."""
    connection = desk.db.connection()
    uid = _session_uid(connection, desk, session)
    return _answer(response, desk, uid, _present(connection, desk.event_uid, uid))


@router.put(
    "/offerings/{session}",
    response_model=OfferingOut,
    responses=with_etag("What can be joined now") | CHANGING,
    tags=["offerings"],
    dependencies=[JSON_ALONE],
)
def set_offering(response: Response, desk: EditingLive, expected: IfMatch, session: str, said: OfferingIn) -> Json:
    """Open, limit or close registration, at once and without a release."""

    def act(db: DbSession) -> tuple[str | None, Offering]:
        connection = db.connection()
        # Nobody else changes an offering of this event until the tag that was checked is replaced.
        connection.execute(select(_events.c.uid).where(_events.c.uid == desk.event_uid).with_for_update(key_share=True))
        uid = _session_uid(connection, desk, session)
        before = _present(connection, desk.event_uid, uid)
        expected.check(_tag(desk, uid, before))
        wanted = Offering(uid, said.mode, said.capacity, said.opens_at, said.closes_at)
        after = offering.set_offering(db, desk.event_uid, wanted)
        desk.note(db, "set_offering", f"offering:{uid or ''}", *differing(_shown(before), _shown(after)))
        return uid, after

    uid, made = desk.write(act)
    desk.show()
    return _answer(response, desk, uid, made)


def _session_uid(connection: Connection, desk: Desk, name: str) -> str | None:
    if name == _OF_EVENT:
        return None
    return editing.get_session(connection, desk.event_uid, checked_name(name))[0].uid


def _present(connection: Connection, event_uid: str, session_uid: str | None) -> Offering:
    """The offering as it is; of version 0 where there never was one."""
    return queries.find_offering(connection, event_uid, session_uid) or Offering(session_uid, version=0)


def _shown(one: Offering) -> Json:
    return {
        "mode": one.mode,
        "capacity": one.capacity,
        "opens_at": one.opens_at.isoformat() if one.opens_at else None,
        "closes_at": one.closes_at.isoformat() if one.closes_at else None,
    }


def _tag(desk: Desk, session_uid: str | None, one: Offering) -> str:
    return etag(session_uid or desk.event_uid, one.version)


def _answer(response: Response, desk: Desk, session_uid: str | None, one: Offering) -> Json:
    tag = _tag(desk, session_uid, one)
    response.headers["ETag"] = tag
    return _shown(one) | {"etag": tag}
