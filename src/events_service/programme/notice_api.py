"""Notices over the JSON API, with a token: public as soon as a request answers."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from msgspec import structs
from sqlalchemy import Connection, select

from events_service.database import DbSession
from events_service.programme import editing, notices
from events_service.programme.answers import (
    ADDING,
    CHANGING,
    JSON_ALONE,
    READING,
    IfMatch,
    created,
    refusals,
    with_etag,
)
from events_service.programme.desk import Desk, EditingLive, Reading, checked_name
from events_service.programme.live import Notice
from events_service.programme.models import SessionRow
from events_service.programme.notice_schemas import NewNotice, NoticeChange, NoticeOut, NoticesOut
from events_service.programme.notices import Posted
from events_service.zones import now

router = APIRouter(prefix="/events/{slug}/notices", tags=["notices"])
Json = dict[str, Any]

NoticeUid = Annotated[str, Path(description="The notice's uid")]
_sessions = SessionRow.__table__  # type: ignore[attr-defined]


@router.get("", response_model=NoticesOut, responses=READING)
def list_notices(desk: Reading) -> Json:
    """Every notice of the event, the newest first; those that are over and those to come as well."""
    connection = desk.db.connection()
    found = notices.list_notices(connection, desk.event_uid)
    slugs = _slugs(connection, desk.event_uid, found)
    return {"items": [_json(posted, slugs) for posted in found]}


@router.post(
    "",
    status_code=201,
    response_model=NoticeOut,
    responses=created("The notice") | ADDING,
    dependencies=[JSON_ALONE],
)
def add_notice(response: Response, desk: EditingLive, new: NewNotice) -> Json:
    """Show a notice on all pages of the event, or on those of one session."""

    def act(db: DbSession) -> Posted:
        notice = _with(desk, db.connection(), Notice({}), new)
        return notices.add_notice(db, desk.actor, desk.event_uid, notice)

    posted = desk.write(act)
    desk.show()
    response.headers["Location"] = desk.path("notices", posted.uid)
    return _answer(response, desk, posted)


@router.get("/{notice}", response_model=NoticeOut, responses=with_etag("The notice") | READING)
def show_notice(response: Response, desk: Reading, notice: NoticeUid) -> Json:
    """One notice."""
    return _answer(response, desk, notices.get_notice(desk.db.connection(), desk.event_uid, notice))


@router.patch(
    "/{notice}",
    response_model=NoticeOut,
    responses=with_etag("The notice as it is now") | CHANGING,
    dependencies=[JSON_ALONE],
)
def edit_notice(
    response: Response, desk: EditingLive, expected: IfMatch, notice: NoticeUid, change: NoticeChange
) -> Json:
    """Change a notice: its words, where it stands, how long. To end it now, send the present moment as `ends_at`."""

    def act(db: DbSession) -> Posted:
        connection = db.connection()
        before = notices.get_notice(connection, desk.event_uid, notice)
        expected.check(before.tag)
        return notices.edit_notice(
            db, desk.actor, desk.event_uid, notice, lambda old: _with(desk, connection, old, change), before.tag
        )

    posted = desk.write(act)
    desk.show()
    return _answer(response, desk, posted)


@router.delete("/{notice}", status_code=204, responses=refusals(401, 403, 404, 412, 422, 428))
def remove_notice(desk: EditingLive, expected: IfMatch, notice: NoticeUid) -> None:
    """Take a notice away for good."""

    def act(db: DbSession) -> None:
        before = notices.get_notice(db.connection(), desk.event_uid, notice)
        expected.check(before.tag)
        notices.remove_notice(db, desk.actor, desk.event_uid, notice, before.tag)

    desk.write(act)
    desk.show()


def _with(desk: Desk, connection: Connection, notice: Notice, change: NoticeChange) -> Notice:
    said = change.said
    if "session" in said:
        name = said.pop("session")
        found = editing.get_session(connection, desk.event_uid, checked_name(name))[0] if name else None
        said["session_uid"] = found.uid if found else None
    return structs.replace(notice, **said)


def _answer(response: Response, desk: Desk, posted: Posted) -> Json:
    response.headers["ETag"] = posted.tag
    with desk.database.read() as db:
        return _json(posted, _slugs(db.connection(), desk.event_uid, [posted]))


def _slugs(connection: Connection, event_uid: str, found: list[Posted]) -> dict[str, str]:
    """What the sessions that notices are about are called, as far as they have a slug."""
    uids = {posted.notice.session_uid for posted in found if posted.notice.session_uid}
    if not uids:
        return {}
    where = (_sessions.c.event_uid == event_uid, _sessions.c.uid.in_(uids))
    rows = connection.execute(select(_sessions.c.uid, _sessions.c.slug).where(*where))
    return {row.uid: row.slug for row in rows if row.slug}


def _json(posted: Posted, slugs: dict[str, str]) -> Json:
    notice = posted.notice
    session = slugs.get(notice.session_uid, notice.session_uid) if notice.session_uid else None
    return notices.shown(notice) | {
        "uid": posted.uid,
        "session": session,
        "state": notice.state(now()),
        "created_at": posted.created_at.isoformat(),
        "etag": posted.tag,
    }
