"""Notices: a few words on an event's public pages, or on one session's. What is done here is public at once."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from msgspec import structs
from sqlalchemy import Connection, Row, delete, insert, select, update

from events_service import zones
from events_service.accounts import audit
from events_service.accounts.access import Actor
from events_service.columns import is_uid
from events_service.database import DbSession, new_id
from events_service.errors import Conflict, InvalidInput, NotFound, PreconditionFailed, Sentence
from events_service.languages import cleaned
from events_service.programme.live import Notice
from events_service.programme.models import EventRow, NoticeRow
from events_service.programme.offering import check_session_known, raise_live_version, wake_live

LONGEST = 600
"""Characters in one language: a notice stands above everything else, on screens as well as on phones."""
MOST = 50
"""Notices of one event, past ones included."""

_notices = NoticeRow.__table__  # type: ignore[attr-defined]
_events = EventRow.__table__  # type: ignore[attr-defined]


class NotShownYet(Conflict):
    slug = "notice-not-shown-yet"
    msgid = "This notice is not shown yet: take it away instead."


class TooManyNotices(Conflict):
    slug = "too-many-notices"
    msgid = "There are {most} notices already: take away old ones first."


class Posted(NamedTuple):
    """A notice as it is kept."""

    uid: str
    notice: Notice
    created_at: datetime

    @property
    def tag(self) -> str:
        """Its strong entity tag: another as soon as anything of it is another."""
        return f'"{self.uid}-{sha256(msgspec.json.encode(self.notice, order="sorted")).hexdigest()[:16]}"'


def list_notices(connection: Connection, event_uid: str) -> list[Posted]:
    """All of an event, the newest first: those that are over and those to come as well."""
    query = select(_notices).where(_notices.c.event_uid == event_uid)
    rows = connection.execute(query.order_by(_notices.c.created_at.desc(), _notices.c.uid.desc()))
    return [_posted(row) for row in rows]


def get_notice(connection: Connection, event_uid: str, uid: str) -> Posted:
    """One notice of the event; NotFound."""
    where = (_notices.c.event_uid == event_uid, _notices.c.uid == uid)
    row = (
        connection.execute(select(_notices).where(*where)).one_or_none() if is_uid(uid) and is_uid(event_uid) else None
    )
    if row is None:
        raise NotFound("There is no such notice.")
    return _posted(row)


def add_notice(db: DbSession, actor: Actor, event_uid: str, notice: Notice) -> Posted:
    """Show a notice on the event's pages, or one session's. InvalidInput where it says nothing or ends too early."""
    connection, at = db.connection(), zones.now()
    raise_live_version(connection, event_uid)
    kept = _checked(connection, event_uid, notice)
    if len(list_notices(connection, event_uid)) >= MOST:
        raise TooManyNotices(most=MOST)
    posted = Posted(new_id(), kept, at)
    connection.execute(insert(_notices).values(uid=posted.uid, event_uid=event_uid, created_at=at, **_columns(kept)))
    _note(db, actor, "add_notice", event_uid, posted.uid, at, after=kept)
    wake_live(db, event_uid, at)
    return posted


def edit_notice(
    db: DbSession,
    actor: Actor,
    event_uid: str,
    uid: str,
    change: Callable[[Notice], Notice],
    tag: str | None = None,
) -> Posted:
    """Change a notice. PreconditionFailed where `tag` is not its tag any more."""
    connection, at = db.connection(), zones.now()
    before = _locked(connection, event_uid, uid)
    if tag is not None and tag != before.tag:
        raise PreconditionFailed
    after = before._replace(notice=_checked(connection, event_uid, change(before.notice)))
    if after.notice == before.notice:
        return before
    raise_live_version(connection, event_uid)
    connection.execute(update(_notices).where(_notices.c.uid == uid).values(**_columns(after.notice)))
    _note(db, actor, "edit_notice", event_uid, uid, at, before=before.notice, after=after.notice)
    wake_live(db, event_uid, at)
    return after


def end_notice(db: DbSession, actor: Actor, event_uid: str, uid: str) -> Posted:
    """Take a notice off all pages now and keep it to look at. One that is over stays as it is; NotShownYet."""
    at = zones.now()

    def ended(notice: Notice) -> Notice:
        if notice.ends_at is not None and notice.ends_at <= at:
            return notice
        if not notice.shows(at):
            raise NotShownYet
        return structs.replace(notice, ends_at=at)

    return edit_notice(db, actor, event_uid, uid, ended)


def remove_notice(db: DbSession, actor: Actor, event_uid: str, uid: str, tag: str | None = None) -> None:
    """Take a notice away for good; NotFound where it is not there."""
    connection = db.connection()
    before = _locked(connection, event_uid, uid)
    if tag is not None and tag != before.tag:
        raise PreconditionFailed
    raise_live_version(connection, event_uid)
    connection.execute(delete(_notices).where(_notices.c.uid == uid))
    _note(db, actor, "remove_notice", event_uid, uid, zones.now(), before=before.notice)


def _locked(connection: Connection, event_uid: str, uid: str) -> Posted:
    """The notice, which nobody else changes until this act has ended."""
    if is_uid(event_uid):
        connection.execute(select(_events.c.uid).where(_events.c.uid == event_uid).with_for_update(key_share=True))
    return get_notice(connection, event_uid, uid)


def _checked(connection: Connection, event_uid: str, notice: Notice) -> Notice:
    """The notice as it can be shown, or InvalidInput with what is wrong by field."""
    said = {tag: words for tag, text in notice.text.items() if (words := cleaned(text).strip())}
    faults = {}
    if not said:
        faults["text"] = Sentence("A notice needs words in at least one language.")
    if any(len(words) > LONGEST for words in said.values()):
        faults["text"] = Sentence("A notice has at most {most} characters.", {"most": LONGEST})
    if notice.starts_at and notice.ends_at and notice.ends_at < notice.starts_at:
        faults["ends_at"] = Sentence("The notice would end before it begins.")
    if faults:
        raise InvalidInput(fields=faults)
    if notice.session_uid is not None:
        check_session_known(connection, event_uid, notice.session_uid)
    return structs.replace(notice, text=said)


def shown(notice: Notice) -> dict[str, Any]:
    """The notice as audit entries and the API write it."""
    instants = {name: at.isoformat() if (at := getattr(notice, name)) else None for name in ("starts_at", "ends_at")}
    return {"text": notice.text, "session": notice.session_uid, **instants}


def _note(
    db: DbSession,
    actor: Actor,
    act: str,
    event_uid: str,
    uid: str,
    at: datetime,
    *,
    before: Notice | None = None,
    after: Notice | None = None,
) -> None:
    audit.note(
        db,
        actor,
        act,
        f"notice:{uid}",
        at,
        event_uid=event_uid,
        before=shown(before) if before else None,
        after=shown(after) if after else None,
    )


def _columns(notice: Notice) -> dict[str, Any]:
    return structs.asdict(notice)


def _posted(row: Row[Any]) -> Posted:
    return Posted(row.uid, Notice(row.text, row.session_uid, row.starts_at, row.ends_at), row.created_at)
