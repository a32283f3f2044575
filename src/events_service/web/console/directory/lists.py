"""Organizations, people and series in a list, found by what they are called, by event, archived or not."""

from typing import Annotated, NamedTuple

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import Response

from events_service.accounts.access import Act
from events_service.catalogue.finding import Wanted, find_lines
from events_service.columns import is_uid
from events_service.directory import editing
from events_service.directory.directory import Organization, Person
from events_service.languages import folded
from events_service.programme.outlines import list_outlines
from events_service.programme.programme import Series
from events_service.web.console.directory import forms
from events_service.web.console.directory.desk import ShelfDesk, at_shelf
from events_service.web.console.directory.pages import at_each, router
from events_service.web.console.naming import Names, organization_names
from events_service.web.public.participants import KINDS
from events_service.web.reader import Reader

__all__ = ["router"]

ON_A_PAGE = 100
_MOST_TEXT = 200


class Row(NamedTuple):
    href: str
    name: Markup
    about: Markup
    published: bool


@at_each("GET", "")
def list_records(desk: Annotated[ShelfDesk, at_shelf(Act.READ_DRAFT)]) -> Response:
    reader, connection, asked = desk.reader(), desk.db.connection(), desk.request.query_params
    outlines = list_outlines(connection, desk.actor.events_for(Act.READ_DRAFT), archived=False)
    event = asked.get("event", "")
    known = is_uid(event) and event in {outline.uid for outline in outlines}
    wanted = Wanted(asked.get("q", "")[:_MOST_TEXT], event if known else "", bool(asked.get("archived")))
    said = asked.get("page", "")
    page = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    lines = find_lines(connection, desk.actor, desk.shelf, wanted)
    found = sorted(lines, key=lambda line: folded(reader.plain(line.short_name) or reader.plain(line.name)))
    page = min(page, max(0, (len(found) - 1) // ON_A_PAGE))
    shown = found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    words = forms.WORDS[desk.shelf.name]
    return desk.page(
        "console/directory_list.html",
        words.many,
        section=desk.shelf.name,
        reader=reader,
        words=words,
        rows=_rows(desk, connection, [line.uid for line in shown], reader),
        number=len(found),
        wanted=wanted,
        query=_query(wanted),
        pages=-(-len(found) // ON_A_PAGE),
        page=page,
        events=[(outline.uid, reader.plain(outline.title)) for outline in outlines],
    )


def _query(wanted: Wanted) -> dict[str, str]:
    """What is looked for as a query."""
    said = {"q": wanted.text, "event": wanted.event_uid, "archived": "1" if wanted.archived else ""}
    return {name: value for name, value in said.items() if value}


def _rows(desk: ShelfDesk, connection: Connection, uids: list[str], reader: Reader) -> list[Row]:
    kept = {one.value.uid: one.value for one in editing.read_kept(connection, desk.shelf, uids)}
    bodies = organization_names(connection, reader, None) if desk.shelf is editing.PERSONS else None
    return [
        Row(desk.path(uid), _name(kept[uid], reader), _about(kept[uid], bodies, reader), kept[uid].published)
        for uid in uids
    ]


def _name(record: Organization | Person | Series, reader: Reader) -> Markup:
    name = reader.text(record.name)
    if isinstance(record, Organization) and record.short_name:
        return reader.dotted((reader.text(record.short_name), name))
    return name


def _about(record: Organization | Person | Series, bodies: Names | None, reader: Reader) -> Markup:
    if isinstance(record, Organization):
        country = [reader.country(record.country)] if record.country else []
        return reader.dotted([reader.say(KINDS[record.kind]), *country])
    if isinstance(record, Person):
        body = bodies.name(record.organization_uid) if bodies else ""
        return reader.dotted(part for part in (reader.text(record.title), body) if part)
    return reader.text(record.periodicity)
