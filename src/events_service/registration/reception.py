"""Where requests to register arrive, from programs and from the form: not too often, and once for each key."""

from collections.abc import Sequence
from datetime import timedelta

from fastapi import Request

from events_service.accounts import limits
from events_service.accounts.access import Actor
from events_service.accounts.limits import Limit, Try
from events_service.database import DbSession
from events_service.programme.programme import Event
from events_service.programme.timetable import Timetable
from events_service.registration.application import Application
from events_service.registration.idempotency import find_answer, once
from events_service.registration.mail_limits import limits_of
from events_service.registration.outcome import Outcome
from events_service.registration.places import Places
from events_service.registration.signup import register
from events_service.zones import now

PUBLIC = "public"
"""The actor of everybody without a token."""

BY_NETWORK = Limit(600, timedelta(hours=1))
"""A whole congress may sit behind one address."""


async def take(
    request: Request,
    timetable: Timetable,
    application: Application,
    *,
    key: str,
    digest: str,
    actor: Actor | None = None,
    asker: str = PUBLIC,
) -> Outcome:
    """Register, once for each key of an actor, or of who asks without one. RateLimited where that is too often.

    Asking again with the same key is never too often: who has a bad line is told what became of it.
    """
    state, moment = request.app.state, now()
    event_uid = timetable.event.uid
    if actor is None and state.settings.rate_limits:
        known = await find_answer(state.database, event_uid, asker, key, digest) if key else None
        if known is not None:
            return known
        await limits.allow(state.database, _tries(request, application, timetable.event), moment)

    def act(db: DbSession) -> Outcome:
        return register(db, timetable, application, moment, hold=state.settings.hold, trusted=actor is not None)

    asker = actor.key if actor else asker
    outcome = await once(state.database, event_uid, asker, key, digest, moment, act)
    places_of(request).changed(event_uid)
    return outcome


def _tries(request: Request, application: Application, event: Event) -> Sequence[Try]:
    """By where it comes from, and by whom it would send mail to."""
    network = limits.network_of(request.client.host if request.client else "")
    return Try(f"register:{network}", BY_NETWORK), *limits_of(application.email, confirmed=event.confirm_addresses)


def places_of(request: Request) -> Places:
    """The places of this process; whoever takes or gives back one tells them."""
    places: Places = request.app.state.places
    return places
