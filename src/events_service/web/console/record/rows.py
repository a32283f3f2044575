"""Entries of the record as pages and exports say them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from events_service.accounts.disclosure import disclosed, name_of
from events_service.accounts.models import AuditEntry
from events_service.database import DbSession
from events_service.programme.outlines import Outline
from events_service.translations import mark
from events_service.web.console.record.fields import Line, lines, names_of_fields
from events_service.web.console.record.names import Names, opened
from events_service.web.console.record.words import sentence
from events_service.web.reader import Reader

COMMAND_LINE = mark("Command line")

_NAMED = 6
"""Fields a sentence names; of more it says that there are more."""


class Teller:
    """Says entries to one reader. It has looked up all they mention."""

    def __init__(
        self, db: DbSession, entries: Iterable[AuditEntry], outlines: Mapping[str, Outline], reader: Reader,
        *, addresses: bool,
    ) -> None:  # fmt: skip
        self.names = Names(db, entries, reader, addresses=addresses)
        self.reader = reader
        self._outlines = outlines
        self._addresses = addresses

    def who(self, entry: AuditEntry) -> Markup:
        if entry.actor == "command":
            return self.reader.say(COMMAND_LINE)
        return Markup("<bdi>{}</bdi>").format(name_of(entry.actor_name, addresses=self._addresses))

    def what(self, entry: AuditEntry) -> Markup:
        if entry.subject.endswith(":") and entry.event_uid:
            return self.event(entry)
        return self.names.subject(entry.subject)

    def event(self, entry: AuditEntry) -> Markup:
        outline = self._outlines.get(entry.event_uid or "")
        return self.reader.text(outline.title) if outline else Markup("")

    def sentence(self, entry: AuditEntry, *, href: str = "") -> Markup:
        """`Alice changed the session SOU 84: Room, Start`, the subject as a link where there is one."""
        what = self.what(entry)
        linked = Markup('<a href="{}">{}</a>').format(href, what) if href and what else what
        said = sentence(entry.act, self.who(entry), linked, self.reader)
        if not (entry.act.startswith("edit_") and (entry.before or entry.after)):
            return said
        fields = names_of_fields(*self.change(entry), self.reader)
        if len(fields) > _NAMED:
            fields = [*fields[:_NAMED], Markup("…")]
        return self.reader.say("{sentence}: {fields}", sentence=said, fields=self.reader.commas(fields))

    def change(self, entry: AuditEntry) -> tuple[dict[str, Any], dict[str, Any]]:
        """What was and what became, without what the reader may not see."""
        before, after = (disclosed(opened(said), addresses=self._addresses) for said in (entry.before, entry.after))
        return before, after

    def lines(self, entry: AuditEntry) -> list[Line]:
        return list(lines(*self.change(entry), self.names, self.reader))

    def place(self, entry: AuditEntry, *, at: str = "") -> str:
        """The console's page of the subject; empty where it has none. `at` is the event whose record is read."""
        kind, _, uid = entry.subject.partition(":")
        outline, site = self._outlines.get(entry.event_uid or ""), self.reader.site
        if kind == "mail" and uid:
            return site.file("console", "mail", uid)
        if (kind == "event" or not uid) and outline:
            return site.path("console", "events", outline.slug)
        below = ("console", "events", at, "record") if at else ("console", "record")
        return site.file(*below, query={"subject": entry.subject})


class Row(NamedTuple):
    """One entry on a page."""

    id: str
    when: Markup
    sentence: Markup
    event: Markup
    event_href: str
    subject_href: str
    """All that was done to the same; empty where that is shown already."""
    lines: list[Line]


def plain(said: Markup) -> str:
    """What stands in a cell: words without markup, a line for each line."""
    return "\n".join(Markup(part).striptags() for part in str(said).split("<br>"))


def said_as_text(lines: Iterable[Line], which: str) -> str:
    """`Room: Dakhla`, a line each; `which` is before or after."""
    told = []
    for line in lines:
        value = plain(getattr(line, which))
        name = f"{line.name} ({line.language})" if line.language else str(line.name)
        told.append(f"{Markup(name).unescape()}: {value or '–'}")
    return "\n".join(told)
