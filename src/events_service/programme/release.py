"""Publishing: a plan is computed from one snapshot, then applied if the public release is still the same."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec import structs
from sqlalchemy import Connection, insert, select, update

from events_service import zones
from events_service.database import DbSession
from events_service.errors import Conflict, NotFound
from events_service.jobs.queue import enqueue
from events_service.languages import INTERFACE_LANGUAGES, LocalizedText, comma
from events_service.programme import draft, jobs, stored
from events_service.programme.changes import Change, all_new, compare
from events_service.programme.choice import choose
from events_service.programme.freeze import freeze, shown
from events_service.programme.live import redacted
from events_service.programme.models import EventRow, ReleaseRow
from events_service.programme.offering import last_modified, offer_new_sessions, wake_live
from events_service.programme.programme import EventStatus, Programme, Session
from events_service.programme.queries import (
    get_directory,
    get_redactions,
    get_release,
    published_elsewhere,
    released_sessions,
)
from events_service.programme.returning import by_invitation, restored
from events_service.programme.session_names import FEW, code_and_title
from events_service.programme.settling import settle
from events_service.programme.write_back import fix_slugs, remember_sessions, set_ready
from events_service.zones import rules_version

_events = EventRow.__table__  # type: ignore[attr-defined]
_releases = ReleaseRow.__table__  # type: ignore[attr-defined]


class AlreadyReleased(Conflict):
    """Somebody else has published since the plan was made."""

    slug = "already-released"
    msgid = "Version {number} has been published meanwhile. Look at the changes again."


class NotReleased(Conflict):
    slug = "not-released"
    msgid = "This event has not been published yet."


class NothingToRelease(Conflict):
    slug = "nothing-to-release"
    msgid = "Nothing is ready that is not published already."


class Plan(NamedTuple):
    """A release that can be applied: all that was slow is done."""

    event_uid: str
    number: int
    programme: Programme
    changes: tuple[Change, ...]
    note: LocalizedText
    at: datetime
    payload: bytes
    digest: str
    chosen: tuple[str, ...] = ()
    """Uids of sessions published by choice, which makes them ready."""
    withdrawn: tuple[str, ...] = ()
    """Uids of sessions taken back, which makes them not ready."""
    held_back: tuple[Session, ...] = ()
    """Sessions of the draft that a release of all leaves as they were, because they are not ready."""
    status: EventStatus | None = None
    """What a postponing, cancelling, restoring or moving online decided; the draft learns of it."""

    @property
    def news(self) -> int:
        """How many things differ from the release before; in the first one every session does."""
        return len(self.changes) if self.number > 1 else len(self.programme.sessions)


class Pending(NamedTuple):
    """What is not public yet."""

    number: int
    """Of the version that is public; 0 before the first."""
    sessions: int
    """How many would be public."""
    changes: tuple[Change, ...]
    """As the public would see them; in the first version every session is added."""


def plan(
    connection: Connection,
    event_uid: str,
    now: datetime,
    *,
    note: LocalizedText | None = None,
    only: Iterable[str] | None = None,
    withdrawn: Iterable[str] = (),
    whole: bool = False,
) -> Plan:
    """What publishing the draft now would make. NothingToRelease where it would change nothing.

    `only` names what is published: see `choice.choose`. Sessions whose uids are `withdrawn` go wholly. `whole` is as
    if every session were ready: for previews, not to be applied.
    """
    working = draft.load(connection, event_uid).programme
    if whole:
        working = _as_if_ready(working)
    number, previous = _public(connection, event_uid)
    choice = None if only is None else choose(working, previous, only)
    gone = frozenset(withdrawn)
    released = released_sessions(connection, event_uid)
    former = published_elsewhere(connection, event_uid)
    programme = freeze(working, previous, released, now, choice=choice, withdrawn=gone, elsewhere=former)
    held_back = () if choice else tuple(s for s in working.sessions if not s.ready and s.uid not in gone)
    planned = _planned(connection, event_uid, number, previous, programme, now, note, held_back)
    ready = tuple(sorted(choice.sessions - gone)) if choice else ()
    return planned._replace(chosen=ready, withdrawn=tuple(sorted(gone)))


def pending(connection: Connection, event_uid: str) -> Pending:
    """What publishing the draft now would change if every session were ready, in a fraction of the time of a plan."""
    working = _as_if_ready(draft.load(connection, event_uid).programme)
    number, previous = _public(connection, event_uid)
    programme = shown(working, previous)
    changes = all_new(programme) if previous is None else _compared(connection, previous, programme)
    return Pending(number, len(programme.sessions), changes)


def _as_if_ready(working: Programme) -> Programme:
    return structs.replace(
        working, sessions=tuple(s if s.ready else structs.replace(s, ready=True) for s in working.sessions)
    )


def plan_status(
    connection: Connection,
    event_uid: str,
    status: EventStatus,
    now: datetime,
    *,
    note: LocalizedText | None = None,
) -> Plan:
    """Postponing, cancelling, restoring or moving online: the public programme with that one difference."""
    number, previous = _public(connection, event_uid)
    if previous is None:
        raise NotReleased
    if previous.event.status is status:
        raise NothingToRelease("That is what the event’s status is already.")
    candidate = structs.replace(previous, event=structs.replace(previous.event, status=status))
    programme = settle(candidate, previous, released_sessions(connection, event_uid), now)
    return _planned(connection, event_uid, number, previous, programme, now, note)._replace(status=status)


def plan_return(
    connection: Connection, event_uid: str, earlier: int, now: datetime, *, note: LocalizedText | None = None
) -> Plan:
    """Going back to an earlier release, as a new one. What has been hidden or withdrawn since stays so.

    The draft stays as it is; the next full release publishes it again.
    """
    number, previous = _public(connection, event_uid)
    if previous is None:
        raise NotReleased
    working = draft.load(connection, event_uid).programme
    released = released_sessions(connection, event_uid)
    former = get_release(connection, event_uid, earlier).programme
    candidate = restored(former, previous, working, get_directory(connection, former, previous))
    programme = settle(candidate, previous, released, now, withdrawn=by_invitation(working))
    return _planned(connection, event_uid, number, previous, programme, now, note)


def plan_time_rules(connection: Connection, event_uid: str, now: datetime) -> Plan | None:
    """The public programme with instants by the rules in use; None where none of them moved."""
    number, previous = _public(connection, event_uid)
    if previous is None:
        return None
    programme = settle(previous, previous, released_sessions(connection, event_uid), now)
    if [(s.start_at, s.end_at) for s in programme.sessions] == [(s.start_at, s.end_at) for s in previous.sessions]:
        return None
    rules = rules_version()
    note = {"en": f"Time rules {rules}", "fr": f"Règles horaires {rules}", "ar": f"قواعد التوقيت {rules}"}
    return _planned(connection, event_uid, number, previous, programme, now, note)


def _public(connection: Connection, event_uid: str) -> tuple[int, Programme | None]:
    number = connection.execute(select(_events.c.release_number).where(_events.c.uid == event_uid)).scalar()
    if number is None:
        raise NotFound("There is no such event.")
    return number, get_release(connection, event_uid, number).programme if number else None


def _planned(
    connection: Connection,
    event_uid: str,
    number: int,
    previous: Programme | None,
    programme: Programme,
    now: datetime,
    note: LocalizedText | None = None,
    held_back: tuple[Session, ...] = (),
) -> Plan:
    if previous is not None and structs.replace(programme, time_rules=previous.time_rules) == previous:
        raise nothing_to_release(held_back)
    payload, digest = stored.encode(programme)
    changes = _compared(connection, previous, programme)
    return Plan(event_uid, number + 1, programme, changes, note or {}, now, payload, digest, held_back=held_back)


def _compared(connection: Connection, previous: Programme | None, programme: Programme) -> tuple[Change, ...]:
    """What readers would see change: what was withdrawn they see neither before nor after."""
    if previous is None:
        return ()
    withdrawn = get_redactions(connection)
    return compare(redacted(previous, withdrawn), redacted(programme, withdrawn))


def nothing_to_release(held_back: Sequence[Session]) -> NothingToRelease:
    """The refusal, with what is held back as not ready."""
    if not held_back:
        return NothingToRelease()
    return NothingToRelease(
        "Nothing is ready that is not published already. Held back as not ready: {sessions}.",
        sessions={tag: _listed(held_back, tag) for tag in INTERFACE_LANGUAGES},
    )


def _listed(sessions: Sequence[Session], language: str) -> str:
    names = comma(language).join(code_and_title(s.code, s.title, language) for s in sessions[:FEW])
    return f"{names} … (+{len(sessions) - FEW:,})" if len(sessions) > FEW else names


def release(db: DbSession, planned: Plan, by: str = "", *, at: datetime | None = None) -> int:
    """Make the plan public. AlreadyReleased where another release came first; asking twice is refused likewise.

    `at` is the moment of this act, for the clock to be set: something else may have changed since the plan was made.
    """
    connection = db.connection()
    _claim(connection, planned, at or zones.now())
    connection.execute(insert(_releases).values(_release_row(planned, by)))
    remember_sessions(connection, planned.programme)
    fix_slugs(connection, planned.programme)
    set_ready(connection, chosen=planned.chosen, withdrawn=planned.withdrawn)
    offer_new_sessions(connection, planned.programme)
    _queue(db, planned)
    return planned.number


def _claim(connection: Connection, planned: Plan, at: datetime) -> None:
    """Be the next release of the event. The draft counts as changed: slugs and readiness are written into it."""
    status = {} if planned.status is None else {"status": planned.status}
    moved = connection.execute(
        update(_events)
        .where(_events.c.uid == planned.event_uid, _events.c.release_number == planned.number - 1)
        .values(
            release_number=planned.number,
            live_version=_events.c.live_version + 1,
            draft_version=_events.c.draft_version + 1,
            modified_at=last_modified(at),
            time_rules=planned.programme.time_rules,
            **status,
        )
    )
    if moved.rowcount != 1:
        raise AlreadyReleased(number=planned.number)


def _queue(db: DbSession, planned: Plan) -> None:
    """What others do about a release."""
    uid, number, at = planned.event_uid, planned.number, planned.at
    promote = {"event_uid": uid, "session_uid": ""}
    enqueue(db, jobs.CATALOGUE, {}, at, dedupe_key=f"{jobs.CATALOGUE}:{uid}:{number}")
    enqueue(db, jobs.PROMOTE, promote, at, dedupe_key=f"{jobs.PROMOTE}:{uid}", again=True)
    wake_live(db, uid, at)


def _release_row(planned: Plan, by: str) -> dict[str, object]:
    return {
        "event_uid": planned.event_uid,
        "number": planned.number,
        "format": planned.programme.format,
        "digest": planned.digest,
        "payload": planned.payload,
        "changes": stored.encode_changes(planned.changes),
        "time_rules": planned.programme.time_rules,
        "note": planned.note,
        "released_at": planned.at,
        "released_by": by,
    }
