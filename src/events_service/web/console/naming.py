"""People and organizations by their names, as somebody types them into a form of the console."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, Table, or_, select

from events_service.columns import is_uid
from events_service.countries import countries
from events_service.directory.records import ORGANIZATIONS, PEOPLE
from events_service.languages import folded
from events_service.programme.draft import SERIES
from events_service.web.reader import Reader

MOST_OFFERED = 3000
"""Names that a page offers while somebody types; any other is found as well."""


class Names(NamedTuple):
    """The records of one kind by uid, each with a name nobody else has."""

    shown: dict[str, str]
    uids: dict[str, str]
    """By each name they have, folded, where no other has it."""
    archived: frozenset[str] = frozenset()
    """Those that are named where they are named already, and offered no more."""

    def name(self, uid: str | None) -> str:
        return self.shown.get(uid or "", "")

    def uid(self, name: str) -> str | None:
        """Whose name this is; None where nobody's is, or several."""
        return self.uids.get(folded(name)) or (name if name in self.shown else None)

    @property
    def offered(self) -> list[str]:
        names = (name for uid, name in self.shown.items() if uid not in self.archived)
        return sorted(names, key=folded)[:MOST_OFFERED]


def organization_names(connection: Connection, reader: Reader, kept: Iterable[str] | None) -> Names:
    """All organizations; where `kept` is given, only those of them that are published, and these."""
    table = ORGANIZATIONS.table
    asked = select(
        table.c.uid, table.c.slug, table.c.name, table.c.short_name, table.c.other_names, table.c.archived_at
    )
    rows = connection.execute(_published(asked, table, kept)).all()
    return _names(
        (
            (
                row.uid,
                row.slug,
                reader.plain(row.short_name) or reader.plain(row.name),
                *row.short_name.values(),
                *row.name.values(),
                *row.other_names,
            )
            for row in rows
        ),
        _archived(rows),
    )


def person_names(connection: Connection, reader: Reader, kept: Iterable[str] | None) -> Names:
    """All people; where `kept` is given, only those of them that are published, and these."""
    table = PEOPLE.table
    asked = select(table.c.uid, table.c.slug, table.c.name, table.c.badge_name, table.c.archived_at)
    rows = connection.execute(_published(asked, table, kept)).all()
    return _names(
        (
            (row.uid, row.slug, reader.plain(row.name) or row.badge_name, *row.name.values(), row.badge_name)
            for row in rows
        ),
        _archived(rows),
    )


def series_names(connection: Connection, reader: Reader, kept: str | None) -> list[tuple[str, str]]:
    """Series to choose from, by name: none that is archived, but for the one that is chosen already."""
    table = SERIES.table
    offered = or_(table.c.archived_at.is_(None), table.c.uid == (kept if kept and is_uid(kept) else None))
    asked = select(table.c.uid, table.c.name).where(offered).order_by(table.c.folded)
    return [(row.uid, reader.plain(row.name)) for row in connection.execute(asked)]


@cache
def country_names(language: str) -> Names:
    """Countries by their codes, as they are called in a language of the interface."""
    return _names((code, code.lower(), name) for code, name in countries(language))


def _names(rows: Iterable[tuple[str, ...]], archived: frozenset[str] = frozenset()) -> Names:
    """Each row is a uid, a slug, the name to show and all others. Two that are shown alike get their slugs beside,
    and so does one that is archived where one that is not is called the same."""
    found = sorted(rows, key=lambda row: row[0] in archived)
    alike: dict[str, list[str]] = {}
    for uid, _, name, *_others in found:
        alike.setdefault(folded(name), []).append(uid)
    shown = {}
    for uid, slug, name, *_others in found:
        used = [one for one in alike[folded(name)] if one not in archived]
        shown[uid] = name if alike[folded(name)] == [uid] or used == [uid] else f"{name} ({slug})"
    owners: dict[str, set[str]] = {}
    for uid, slug, name, *others in found:
        for said in (shown[uid], slug, name, *others):
            if said:
                owners.setdefault(folded(said), set()).add(uid)
    uids = {name: uids - archived or uids for name, uids in owners.items()}
    return Names(shown, {name: next(iter(some)) for name, some in uids.items() if len(some) == 1}, archived)


def _archived(rows: Iterable[Row[Any]]) -> frozenset[str]:
    return frozenset(row.uid for row in rows if row.archived_at)


def _published(asked: Select[Any], table: Table, kept: Iterable[str] | None) -> Select[Any]:
    if kept is None:
        return asked
    return asked.where(table.c.published.is_(True) | table.c.uid.in_(list(kept)))
