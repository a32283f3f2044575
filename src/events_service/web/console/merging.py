"""A form that was sent, while others may have changed the same: written, or put together, and nothing typed is lost."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from events_service.database import DbSession
from events_service.errors import DomainError, NotFound, PreconditionFailed
from events_service.translations import mark
from events_service.web.console.editor import BASE, BOTH, CHOSEN, THEIRS, WAYS, Clashing, Typed
from events_service.web.console.fields import Field, Form, Kind, Option, fields_of, pairs_of
from events_service.web.console.merge import merge_parts
from events_service.web.console.merge_rows import MergedRows, merge_rows
from events_service.web.reader import Reader

T = TypeVar("T")
Options = Mapping[str, Sequence[Option]]


class Choice(NamedTuple):
    """One field that both changed."""

    name: str
    label: Markup
    tag: str
    """The language of the text; empty where it has none."""
    was: str
    mine: str
    theirs: str
    both: str | None
    """Of a list to which both added: all of it."""


class Desk(Protocol):
    """Where the form is: what writes for it and makes its pages, and for whom."""

    @property
    def request(self) -> Request: ...

    def reader(self) -> Reader: ...

    def write(self, act: Callable[[DbSession], T]) -> T: ...

    def page(
        self, template: str, title: str, *, section: str, status: int = 200, reader: Reader | None = None, **values: Any
    ) -> Response: ...


def write_form(
    desk: Desk,
    form: Form,
    typed: Typed,
    act: Callable[[DbSession], T],
    *,
    show: Callable[[DomainError | None], Response],
    go: Callable[[T], Response],
    section: str,
    options: Callable[[], Options],
) -> Response:
    """What follows a form: where it leads, or the form again with what is wrong, or the page of merging."""
    if typed.rearranging:
        return show(None)
    try:
        written = _written(desk, act)
    except Clashing as clash:
        return _merging_page(desk, form, typed, clash, section, options())
    except DomainError as refusal:
        if isinstance(refusal, NotFound) or refusal.status >= 500:
            raise
        return show(refusal)
    return go(written)


def _written(desk: Desk, act: Callable[[DbSession], T]) -> T:
    """Again where somebody else was first between reading and writing: it merges with what they wrote."""
    try:
        return desk.write(act)
    except PreconditionFailed:
        return desk.write(act)


def _merging_page(desk: Desk, form: Form, typed: Typed, clash: Clashing, section: str, options: Options) -> Response:
    """Both texts beside each other, and what each was before. The form carries everything that was typed."""
    reader = desk.reader()
    lists = _lists(typed, clash)
    values = clash.merged.values | {name: merged.mine for name, merged in lists.items()}
    ways = {
        way: {name: rows for name, merged in lists.items() if (rows := getattr(merged, way)) is not None}
        for way in (THEIRS, BOTH)
    }
    return desk.page(
        "console/merging.html",
        mark("Two people have edited at once"),
        section=section,
        status=clash.status,
        reader=reader,
        choices=list(_choices(form, typed, clash, lists, _Words(reader, options))),
        carried=[*pairs_of(values), *pairs_of({WAYS: ways})],
        base_field=BASE,
        base_text=msgspec.json.encode(clash.theirs).decode(),
        chosen_field=CHOSEN,
        theirs=THEIRS,
        both=BOTH,
        action=desk.request.url.path,
    )


def _lists(typed: Typed, clash: Clashing) -> dict[str, MergedRows]:
    """The lists that clash, in each of the ways they can be brought together."""
    return {
        name: merge_rows(typed.base.get(name) or [], typed.values[name], clash.theirs.get(name) or [], merge_parts)
        for name in clash.merged.clashes
        if isinstance(typed.values.get(name), list)
    }


def _choices(
    form: Form, typed: Typed, clash: Clashing, lists: Mapping[str, MergedRows], words: "_Words"
) -> Iterator[Choice]:
    known = {field.name: field for field in fields_of(form)}
    for name in clash.merged.clashes:
        field, _, part = name.partition(".")
        column = next((one for one in known[field].kind.columns if one.name == part), None) if part else None
        kind = (column or known[field]).kind
        said = words.reader.say((column or known[field]).label)
        if name in lists:
            merged = lists[name]
            was, mine, theirs = (words.of(kind, one) for one in (typed.base.get(name), merged.mine, merged.theirs))
            both = None if merged.both is None else words.of(kind, merged.both)
            yield Choice(name, said, "", was, mine, theirs, both)
        else:
            found = (values.get(field) for values in (typed.base, typed.values, clash.theirs))
            was, mine, theirs = (words.of(kind, (one or {}).get(part) if part else one) for one in found)
            yield Choice(name, said, "" if column else part, was, mine, theirs, None)


class _Words(NamedTuple):
    """Values of fields as somebody reads them."""

    reader: Reader
    options: Options

    def of(self, kind: Kind, value: Any) -> str:
        """A value as text: a list of rows as its lines."""
        if isinstance(value, list):
            return "\n".join(self._row(kind.columns, row) for row in value)
        if kind.widget == "flag":
            return self.reader.gettext(mark("Yes")) if value else self.reader.gettext(mark("No"))
        if kind.widget == "choice":
            return next((one.name for one in self.options.get(kind.options, ()) if one.value == value), value or "")
        if isinstance(value, dict):
            return " / ".join(filter(None, value.values()))
        said = "" if value is None else str(value)
        return said.replace("T", " ") if kind.typed_as == "datetime-local" else said

    def _row(self, columns: Sequence[Field], row: Any) -> str:
        if not isinstance(row, dict):
            return str(row)
        if not columns or not columns[0].name:
            return " / ".join(filter(None, row.values()))
        cells = (self._cell(column, row.get(column.name)) for column in columns)
        return " · ".join(self._apart(cell) for cell in cells if cell)

    def _apart(self, said: str) -> str:
        """From right to left a telephone or a name would turn what stands beside it around."""
        return f"\u2068{said}\u2069" if self.reader.direction == "rtl" else said

    def _cell(self, column: Field, value: Any) -> str:
        if column.kind.widget == "flag":
            return self.reader.gettext(column.label) if value else ""
        return self.of(column.kind, value)
