"""What a release writes beside its Programme: what is fixed for ever, and what the draft learns of it."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, insert, select, update

from events_service.programme import draft
from events_service.programme.models import ReleasedSessionRow, SessionRow
from events_service.programme.programme import AliasKind, Programme
from events_service.programme.public_slugs import Released
from events_service.programme.queries import released_sessions
from events_service.records import run

_released = ReleasedSessionRow.__table__  # type: ignore[attr-defined]
_sessions = SessionRow.__table__  # type: ignore[attr-defined]


def remember_sessions(connection: Connection, programme: Programme) -> None:
    """Slug and highest revision of each session; what was withdrawn before stays remembered."""
    event_uid = programme.event.uid
    known = released_sessions(connection, event_uid)
    every = {s.uid: Released(s.slug, s.revision) for s in (*programme.tombstones, *programme.sessions)}
    added = [
        {"uid": uid, "event_uid": event_uid, "slug": said.slug, "revision": said.revision}
        for uid, said in every.items()
        if uid not in known
    ]
    changed = [
        {"_uid": uid, "_slug": said.slug, "_revision": said.revision}
        for uid, said in every.items()
        if known.get(uid, said) != said
    ]
    if added:
        connection.execute(insert(_released), added)
    if changed:
        statement = update(_released).where(_released.c.uid == bindparam("_uid"))
        connection.execute(statement.values(slug=bindparam("_slug"), revision=bindparam("_revision")), changed)


def fix_slugs(connection: Connection, programme: Programme) -> None:
    """Give the draft the slugs that are fixed now, and the aliases that former ones have become.

    A slug that somebody chose in the draft since, or for a session that is not ready yet, stays.
    """
    event_uid = programme.event.uid
    for name, records in draft.OF_EVENT.items():
        table = records.table
        public = {record.uid: record.slug for record in getattr(programme, name)}
        taken = set(public.values())
        rows = connection.execute(select(table.c.uid, table.c.slug).where(table.c.event_uid == event_uid)).all()
        fixed = [
            {"_uid": row.uid, "_slug": public[row.uid]}
            for row in rows
            if row.uid in public and row.slug != public[row.uid] and (not row.slug or row.slug in taken)
        ]
        if fixed:
            statement = update(table).where(table.c.uid == bindparam("_uid"))
            connection.execute(statement.values(slug=bindparam("_slug")), fixed)
    _save_aliases(connection, programme)


def _save_aliases(connection: Connection, programme: Programme) -> None:
    """Add those the draft does not have, and take out what has become a slug again."""
    had = draft.load_aliases(connection, programme.event.uid)
    slugs = {kind: {record.slug for record in getattr(programme, kind)} for kind in AliasKind}
    known = dict.fromkeys((*had, *programme.aliases))
    wanted = [alias for alias in known if alias.slug not in slugs[alias.kind]]
    run(connection, draft.alias_writes(connection.dialect, had, wanted, programme.event.uid))


def set_ready(connection: Connection, *, chosen: Iterable[str], withdrawn: Iterable[str]) -> None:
    """What was chosen is ready; what was withdrawn is not, so that it does not come back by itself."""
    for uids, ready in ((chosen, True), (withdrawn, False)):
        changed = [{"_uid": uid} for uid in uids]
        if changed:
            connection.execute(
                update(_sessions).where(_sessions.c.uid == bindparam("_uid")).values(ready=ready), changed
            )
