"""A form that was sent, while others may have changed the same: written, or put together, and nothing typed is lost."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from events_service.database import DbSession
from events_service.errors import DomainError, NotFound, PreconditionFailed
from events_service.translations import mark
from events_service.web.console.editor import BASE, CHOSEN, THEIRS, Clashing, Typed
from events_service.web.console.fields import Form, fields_of
from events_service.web.reader import Reader

T = TypeVar("T")


class Choice(NamedTuple):
    """One field that both changed."""

    name: str
    label: Markup
    tag: str
    """The language of the text; empty where it has none."""
    was: str
    mine: str
    theirs: str


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
) -> Response:
    """What follows a form: where it leads, or the form again with what is wrong, or the page of merging."""
    if typed.rearranging:
        return show(None)
    try:
        written = _written(desk, act)
    except Clashing as clash:
        return _merging_page(desk, form, typed, clash, section)
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


def _merging_page(desk: Desk, form: Form, typed: Typed, clash: Clashing, section: str) -> Response:
    """Both texts beside each other, and what each was before. The form carries everything that was typed."""
    reader = desk.reader()
    merged = clash.merged.values
    return desk.page(
        "console/merging.html",
        mark("Two people have edited at once"),
        section=section,
        status=clash.status,
        reader=reader,
        choices=list(_choices(form, typed, clash, reader)),
        carried=list(_pairs(merged)),
        base_field=BASE,
        base_text=msgspec.json.encode(clash.theirs).decode(),
        chosen_field=CHOSEN,
        theirs=THEIRS,
        action=desk.request.url.path,
    )


def _choices(form: Form, typed: Typed, clash: Clashing, reader: Reader) -> Iterator[Choice]:
    labels = {field.name: field.label for field in fields_of(form)}
    for name in clash.merged.clashes:
        field, _, tag = name.partition(".")
        was, mine, theirs = (_said(values.get(field), tag) for values in (typed.base, typed.values, clash.theirs))
        yield Choice(name, reader.say(labels[field]), tag, was, mine, theirs)


def _said(value: Any, tag: str) -> str:
    """A value as text: a list of rows as its lines."""
    if tag:
        return str((value or {}).get(tag, ""))
    if isinstance(value, list):
        return "\n".join(_said(row, "") for row in value)
    if isinstance(value, dict):
        return " · ".join(_said(part, "") for part in value.values() if part)
    return "" if value is None else str(value)


def _pairs(values: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """The values as fields of a form have them: `people.2.title.fr`."""
    if isinstance(values, dict):
        for name, value in values.items():
            yield from _pairs(value, f"{before}.{name}" if before else name)
    elif isinstance(values, list):
        for number, value in enumerate(values):
            yield from _pairs(value, before if isinstance(value, str) else f"{before}.{number}")
    elif values is True:
        yield before, "1"
    elif values not in (None, False):
        yield before, str(values)
