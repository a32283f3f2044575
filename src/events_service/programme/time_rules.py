"""New rules of a time zone: every public event is checked against them once, and released anew where it moved."""

import logging
from contextlib import suppress

from sqlalchemy import select, update

from events_service.database import Database, DbSession
from events_service.programme.models import EventRow
from events_service.programme.release import AlreadyReleased, plan_time_rules, release
from events_service.zones import now, rules_version

_logger = logging.getLogger(__name__)
_events = EventRow.__table__  # type: ignore[attr-defined]


def follow_time_rules(database: Database) -> list[str]:
    """Release every event whose instants the rules in use have moved; their slugs.

    Draft and wall times stay as they are. An event that did not move is remembered as checked; one that cannot be
    checked is tried again next time, and keeps nobody else waiting.
    """
    rules = rules_version()
    with database.read() as db:
        stale = db.connection().execute(
            select(_events.c.uid, _events.c.slug)
            .where(_events.c.release_number > 0, _events.c.time_rules != rules)
            .order_by(_events.c.slug)
        )
        unchecked = [(row.uid, row.slug) for row in stale]
    moved = []
    for uid, slug in unchecked:
        try:
            if _follow(database, uid, rules):
                moved.append(slug)
        except Exception:
            _logger.exception("An event could not be checked against new time rules", extra={"event_uid": uid})
    return moved


def _follow(database: Database, event_uid: str, rules: str) -> bool:
    """Release one event by the rules in use; False where they did not move it."""
    with database.read() as db:
        planned = plan_time_rules(db.connection(), event_uid, now())
    if planned is None:
        database.write_now(_remember, event_uid, rules)
        return False
    # Whoever has published meanwhile did so by the rules in use.
    with suppress(AlreadyReleased):
        database.write_now(release, planned)
        return True
    return False


def _remember(db: DbSession, event_uid: str, rules: str) -> None:
    db.connection().execute(update(_events).where(_events.c.uid == event_uid).values(time_rules=rules))
