"""A participant's own calendar behind its secret address (T-FEEDTOK-1)."""

from datetime import datetime
from email.utils import formatdate
from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from events_service.programme.reading.negotiation import joined, matches, unchanged_since
from events_service.programme.states import EventState
from events_service.registration.links import FEED
from events_service.registration.own import Own, find_own
from events_service.registration.personal_feed import personal_feed
from events_service.registration.public_event import public_event_of

router = APIRouter(include_in_schema=False)


@router.api_route("/feeds/{token}/calendar.ics", methods=["GET", "HEAD"])
async def read_feed(request: Request, token: str) -> Response:
    """In the language of the registration. The address opens this and nothing else."""
    own = await run_in_threadpool(_find, request, token)
    state = await public_event_of(request.app.state.published, own.row.event_uid)
    body = await run_in_threadpool(personal_feed, own, state.timetable, request.app.state.site, own.row.locale)
    return _answer(request, body, _modified(own, state), f"{state.timetable.event.slug}.ics")


def _find(request: Request, token: str) -> Own:
    with request.app.state.database.read() as db:
        return find_own(db, request.app.state.settings.secret_keys, FEED, token)


def _modified(own: Own, state: EventState) -> datetime:
    """Of the newest of what it shows: the programme, and the seats, those given back included (IC-10)."""
    return max([state.modified_at, *(seat.changed_at for seat in own.seats)])


def _answer(request: Request, body: bytes, modified: datetime, filename: str) -> Response:
    """The calendar, or that it is the same: If-None-Match decides where there is one (IC-11)."""
    etag, seconds = f'"{sha256(body).hexdigest()}"', int(modified.timestamp())
    same = {
        "ETag": etag,
        "Last-Modified": formatdate(seconds, usegmt=True),
        "Cache-Control": "private, no-cache",
    }
    tags, since = request.headers.getlist("if-none-match"), request.headers.get("if-modified-since")
    if tags:
        unchanged = matches(joined(tags), etag.encode())
    else:
        unchanged = since is not None and unchanged_since(since.encode("latin-1"), seconds)
    if unchanged:
        return Response(status_code=304, headers=same)
    described = {"Content-Type": "text/calendar; charset=utf-8", "Content-Disposition": f"inline; filename={filename}"}
    return Response(body, headers=same | described)
