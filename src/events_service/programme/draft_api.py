"""Preparing events over the JSON API, with a token: nothing of it is public before a release."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection, select

from events_service.accounts import audit
from events_service.accounts.access import Act, Actor, require
from events_service.accounts.requests import acting
from events_service.columns import is_uid
from events_service.database import DbSession, new_id
from events_service.errors import InvalidInput, NotFound, Sentence
from events_service.programme import draft, draft_json, editing, event_editing, restoring
from events_service.programme.answers import (
    ADDING,
    CHANGING,
    JSON_ALONE,
    READING,
    IfMatch,
    created,
    differing_fields,
    etag,
    refusals,
    with_etag,
)
from events_service.programme.desk import (
    Desk,
    Editing,
    EditingEvent,
    EditingSome,
    Reading,
    ReadingSome,
    checked_name,
)
from events_service.programme.event_changes import changed_event
from events_service.programme.event_inputs import EventChange, NewEvent
from events_service.programme.own_sessions import may_session, permitted, shown_to, uids_of
from events_service.programme.programme import Event, Session
from events_service.programme.schemas import (
    DraftEventOut,
    DraftSessionOut,
    DraftSessionsOut,
)
from events_service.programme.session_changes import changed
from events_service.programme.session_inputs import NewSession, SessionChange
from events_service.zones import now

router = APIRouter()
Json = dict[str, Any]

_events = APIRouter(prefix="/events", tags=["draft"])
_sessions = APIRouter(prefix="/events/{slug}/draft/sessions", tags=["draft"])


@_events.post(
    "",
    status_code=201,
    response_model=DraftEventOut,
    responses=created("The draft of the event") | refusals(401, 403, 409, 413, 415, 422),
    dependencies=[JSON_ALONE],
)
def add_event(
    request: Request, response: Response, actor: Annotated[Actor, acting(Act.ADD_EVENT)], new: NewEvent
) -> Json:
    """Make a draft of a new event; with a token for all events."""
    require(actor, Act.ADD_EVENT)
    state = request.app.state
    blank = Event(new_id(), new.slug, new.title, new.timezone, new.start_on, new.end_on)

    def act(db: DbSession) -> Event:
        event = event_editing.add_event(db, changed_event(db.connection(), blank, new.said))
        audit.note(db, actor, "add_event", f"event:{event.uid}", now(), event_uid=event.uid, after={"slug": event.slug})

        return event

    event = state.database.write_now(act)
    with state.database.read() as db:
        shown = draft_json.event_json(event, 1, 0, draft_json.event_names(db.connection(), event))
    return _answer(response, shown, state.site.file("api", "v1", "events", event.slug, "draft"))


@_events.get("/{slug}/draft", response_model=DraftEventOut, responses=with_etag("The draft") | READING)
def show_event(response: Response, desk: Reading) -> Json:
    """The event as it is being prepared."""
    connection = desk.db.connection()
    event = editing.get_event(connection, desk.event_uid)
    names = draft_json.event_names(connection, event)
    return _answer(response, draft_json.event_json(event, *event_editing.versions(connection, desk.event_uid), names))


@_events.patch(
    "/{slug}/draft",
    response_model=DraftEventOut,
    responses=with_etag("The draft as it is now") | CHANGING,
    dependencies=[JSON_ALONE],
)
def edit_event(response: Response, desk: EditingEvent, expected: IfMatch, change: EventChange) -> Json:
    """Change what is said of the event. Its ETag changes with every change of its draft.

    A `status` is published with all the rest of it; to postpone, cancel or restore at once, publish the `status` alone.
    """

    def act(db: DbSession) -> Json:
        connection = db.connection()
        before = editing.get_event(connection, desk.event_uid)
        version, release = event_editing.versions(connection, desk.event_uid)
        expected.check(etag(desk.event_uid, version))
        event, version = event_editing.edit_event(
            db, desk.event_uid, lambda old: changed_event(connection, old, change.said), version
        )
        _note_change(desk, db, "edit_event", "event", before, event)
        return draft_json.event_json(event, version, release, draft_json.event_names(connection, event))

    return _answer(response, desk.write(act))


@_sessions.get(
    "",
    response_model=DraftSessionsOut,
    responses={
        200: {
            "description": "A page of sessions, by uid",
            "headers": {
                "Link": {"description": "The next page, `rel=next`, where there is one", "schema": {"type": "string"}}
            },
        },
        **READING,
    },
)
def list_sessions(
    response: Response,
    desk: ReadingSome,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(max_length=36, description="The uid the page before ended with")] = None,
) -> Json:
    """Sessions of the draft, a page at a time; follow `Link`. Who is there for an organization sees its sessions."""
    if after is not None and not is_uid(after):
        raise InvalidInput(fields={"after": Sentence("Follow the Link of the page before.")})
    connection, table = desk.db.connection(), draft.SESSIONS.table
    where = [table.c.event_uid == desk.event_uid, *([table.c.uid > after] if after else [])]
    bodies = desk.actor.organizations_for(Act.READ_DRAFT, desk.event_uid)
    if bodies is not None:
        where.append(table.c.uid.in_(uids_of(desk.event_uid, bodies)))
    rows = connection.execute(
        select(table.c.uid, table.c.version).where(*where).order_by(table.c.uid).limit(limit + 1)
    ).all()
    versions = {row.uid: row.version for row in rows[:limit]}
    found = draft.with_links(connection, desk.event_uid, draft.SESSIONS.read_uids(connection, versions))
    if len(rows) > limit:
        following = desk.site.file(
            *("api", "v1", "events", desk.slug, "draft", "sessions"),
            query={"limit": str(limit), "after": rows[limit - 1].uid},
        )
        response.headers["Link"] = f'<{desk.site.url(following)}>; rel="next"'
    names = draft_json.session_names(connection, desk.event_uid, found)
    return {
        "items": [
            draft_json.session_json(shown_to(desk.actor, desk.event_uid, session), versions[session.uid], names)
            for session in found
        ]
    }


@_sessions.post(
    "",
    status_code=201,
    response_model=DraftSessionOut,
    responses=created("The session") | ADDING,
    dependencies=[JSON_ALONE],
)
def add_session(response: Response, desk: Editing, new: NewSession) -> Json:
    """Take a session into the draft."""

    def act(db: DbSession) -> Json:
        connection = db.connection()
        session = _session_with(desk, connection, Session(new_id(), {}), new)
        editing.add_session(db, desk.event_uid, session)
        desk.note(db, "add_session", f"session:{session.uid}", after={"title": session.title})
        return _session_json(desk, connection, session, 1)

    made = desk.write(act)
    return _answer(response, made, desk.path("draft", "sessions", made["slug"] or made["uid"]))


@_sessions.get("/{session}", response_model=DraftSessionOut, responses=with_etag("The session") | READING)
def show_session(response: Response, desk: ReadingSome, session: str) -> Json:
    """One session of the draft, by slug or uid."""
    connection = desk.db.connection()
    found, version = _session(desk, connection, Act.READ_DRAFT, session)
    return _answer(response, _session_json(desk, connection, found, version))


@_sessions.patch(
    "/{session}",
    response_model=DraftSessionOut,
    responses=with_etag("The session as it is now") | CHANGING,
    dependencies=[JSON_ALONE],
)
def edit_session(response: Response, desk: EditingSome, expected: IfMatch, session: str, change: SessionChange) -> Json:
    """Change a session of the draft: its room, its time, its texts; or say, with `ready` alone, that it is ready."""

    def act(db: DbSession) -> Json:
        connection = db.connection()
        before, version = _session(desk, connection, Act.EDIT_DRAFT, session)
        expected.check(etag(before.uid, version))
        after, version = editing.edit_session(
            db, desk.event_uid, before.uid, lambda old: _session_with(desk, connection, old, change), version
        )
        _note_change(desk, db, "edit_session", "session", before, after)
        return _session_json(desk, connection, after, version)

    return _answer(response, desk.write(act))


@_sessions.delete("/{session}", status_code=204, responses=refusals(401, 403, 404, 412, 422, 428))
def delete_session(desk: Editing, expected: IfMatch, session: str) -> None:
    """Take a session out of the draft. The next full release cancels it for the public."""
    name = checked_name(session)

    def act(db: DbSession) -> None:
        before, version = editing.get_session(db.connection(), desk.event_uid, name)
        expected.check(etag(before.uid, version))
        editing.delete_session(db, desk.event_uid, name, version)
        desk.note(db, "delete_session", f"session:{before.uid}", before=restoring.kept(before))

    desk.write(act)


def _session(desk: Desk, connection: Connection, act: Act, name: str) -> tuple[Session, int]:
    """A session to which the actor may do this, with its version; NotFound."""
    found, version = editing.get_session(connection, desk.event_uid, checked_name(name))
    if not may_session(desk.actor, act, desk.event_uid, found):
        raise NotFound("The working version has nothing called {name}.", name=name)
    return found, version


def _session_with(desk: Desk, connection: Connection, session: Session, change: SessionChange) -> Session:
    said = change.said
    after = changed(connection, desk.event_uid, session, said, only_published=not desk.actor.may(Act.EDIT_DRAFT))
    return permitted(desk.actor, desk.event_uid, session, after, says_ready=bool(said.get("ready")))


def _session_json(desk: Desk, connection: Connection, session: Session, version: int) -> Json:
    names = draft_json.session_names(connection, desk.event_uid, (session,))
    return draft_json.session_json(shown_to(desk.actor, desk.event_uid, session), version, names)


def _note_change(
    desk: Desk, db: DbSession, act: str, kind: str, before: Event | Session, after: Event | Session
) -> None:
    if before != after:
        was, became = differing_fields(before, after)
        desk.note(db, act, f"{kind}:{after.uid}", was, became)


def _answer(response: Response, shown: Json, location: str = "") -> Json:
    response.headers["ETag"] = shown["etag"]
    if location:
        response.headers["Location"] = location
    return shown


for part in (_events, _sessions):
    router.include_router(part)
