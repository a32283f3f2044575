"""What somebody typed into a form and did not save: offered where they typed it, never saved by itself.

A form of the console is one if it has the field `base`: what its record was when it was opened, or nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar

import msgspec
from fastapi import Request
from starlette.datastructures import FormData

from events_service.accounts import forgery, kept_text
from events_service.accounts.access import Actor
from events_service.accounts.kept_text import Kept
from events_service.database import DbSession
from events_service.errors import InvalidInput
from events_service.web.console.editor import BASE, Filled, typed_of
from events_service.web.console.fields import BUTTONS

T = TypeVar("T")
Fields = tuple[tuple[str, str], ...]
_OF_THE_PAGE = frozenset((forgery.FIELD, *BUTTONS))
_OF_RECORD = frozenset((BASE, "tag", "version"))
"""Which state of its record a form was opened with."""
_decoder = msgspec.json.Decoder(Fields)


class Unsaved(NamedTuple):
    """Above a form: something was typed into it, then."""

    kept: Kept
    address: str


def find_unsaved(request: Request, actor: Actor, form: Filled | Mapping[str, str]) -> Unsaved | None:
    """What to offer above a form that is opened; nothing where the form says the same already."""
    if request.method != "GET":
        return None
    with request.app.state.database.read() as db:
        kept = kept_text.find_kept(db, actor.id, request.url.path)
    return None if kept is None or _says(form, kept) else Unsaved(kept, request.url.path)


def saved(db: DbSession, request: Request, actor: Actor) -> None:
    """In the same transaction in which a form was written: what was kept of it is forgotten."""
    kept_text.forget(db, actor.id, request.url.path)


def with_form(act: Callable[[DbSession], T], request: Request, actor: Actor) -> Callable[[DbSession], T]:
    """The act, and with it what was kept of the form that asks for it is forgotten."""

    def done(db: DbSession) -> T:
        made = act(db)
        saved(db, request, actor)
        return made

    return done


def typed_in_one(said: str) -> Fields | None:
    """A form's fields that travelled in a single one, as `in_one` made it; None for anything else."""
    try:
        return without_page(_decoder.decode(said))
    except msgspec.DecodeError:
        return None


def in_one(fields: Fields) -> str:
    return msgspec.json.encode(fields).decode()


def without_page(fields: Iterable[tuple[str, str]]) -> Fields:
    """What was typed, without what belongs to the page it was typed on."""
    return tuple((name, value) for name, value in fields if name not in _OF_THE_PAGE)


def _says(form: Filled | Mapping[str, str], kept: Kept) -> bool:
    if not isinstance(form, Filled):
        return _filled_in(form.items()) == _filled_in(kept.fields)
    filled = form
    try:
        return typed_of(filled.form, FormData(list(kept.fields))).values == filled.values
    except InvalidInput:
        return False


def _filled_in(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What stands in the fields that people fill in."""
    found = ((name, "\n".join(said.splitlines())) for name, said in fields if name not in _OF_RECORD)
    return {name: said for name, said in found if said}
