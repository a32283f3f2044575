"""A form of the console from its first look to what is written: typed, checked, merged with what others wrote."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from events_service.errors import Conflict, DomainError, InvalidInput
from events_service.faults import field_name, sentence_of
from events_service.web.console import merge
from events_service.web.console.fields import (
    Field,
    Form,
    Option,
    Rearranging,
    Values,
    fields_of,
    plain_data,
    rearranged,
    rearranging_of,
    typed_in,
    untouched,
)
from events_service.web.console.merge import Merged
from events_service.web.reader import Reader

M = TypeVar("M", bound=BaseModel)

BASE = "base"
"""The hidden field with what the record was when the form was opened."""
CHOSEN = "chosen"
"""Begins the fields of the page of merging that say whose text stays: `chosen.title.fr`."""
THEIRS, BOTH = "theirs", "both"
WAYS = "ways"
"""Begins the fields of the page of merging that carry a list where it is not mine: `ways.both.people.0.role`."""
_SPARE_ROWS = 1


class Clashing(Conflict):
    """Somebody else has changed the same field since this form was opened; the page of merging shows both."""

    slug = "clashing-edits"
    title = "Two people have edited at once"
    msgid = "Somebody else has changed the same text meanwhile. Choose what is to stay."

    def __init__(self, merged: Merged, theirs: Values) -> None:
        super().__init__()
        self.merged = merged
        self.theirs = theirs


class Typed(NamedTuple):
    """What came with a form."""

    values: Values
    base: Values
    """What the record was when the form was opened; empty for a new one."""
    rearranging: Rearranging | None = None
    """A button beside a list's rows: nothing is to be saved yet."""

    @property
    def more(self) -> str:
        """The list that was asked for another row; empty for none."""
        return self.rearranging.field if self.rearranging and self.rearranging.act == "more" else ""

    def changed(self, present: Values) -> Values:
        """The fields to be written over what is there now: those that were changed here. Clashing where both did."""
        merged = merge.merge(self.base, self.values, present)
        if merged.clashes:
            raise Clashing(merged, present)
        return {name: said for name, said in merged.values.items() if said != present.get(name, _blank(said))}


def typed_of(form: Form, sent: FormData) -> Typed:
    """What was typed; with the other's text where that was chosen, and rows as they were rearranged."""
    base = _base_of(sent, form)
    values = _in_former_order(form, typed_in(form, sent), base)
    shown = untouched(form, base)
    values |= {name: _as_it_was(values[name], shown[name], was) for name, was in base.items() if name in shown}
    taken = _taken(sent, values, base)
    if taken:
        values = merge.chosen(tuple(taken), values, base, taken)
    values |= _ways_chosen(form, sent)
    wanted = rearranging_of(sent)
    return Typed(rearranged(values, wanted) if wanted else values, base, wanted)


def checked(model: type[M], said: Mapping[str, Any]) -> M:
    """The input as its model has it; InvalidInput with each fault at its field."""
    try:
        return model.model_validate(dict(said))
    except ValidationError as error:
        faults = {field_name(*map(str, fault["loc"])): sentence_of(fault) for fault in reversed(error.errors())}
        raise InvalidInput(fields=faults) from None


def plain(value: Any, form: Form) -> Values:
    """A record's fields that the form has, as plain data."""
    found = {field.name: getattr(value, field.name) for field in fields_of(form) if hasattr(value, field.name)}
    return {name: _as_typed(said) for name, said in plain_data(found).items()}


def _as_typed(said: Any) -> Any:
    """Numbers as they are typed."""
    return str(said) if isinstance(said, int | float) and not isinstance(said, bool) else said


class Filled(NamedTuple):
    """A form as it is drawn: what stands in each field, and what is wrong there."""

    form: Form
    reader: Reader
    languages: tuple[str, ...]
    """Columns of localized fields."""
    values: Values
    base: Values
    options: Mapping[str, Sequence[Option]] = {}
    offered: Mapping[str, Sequence[str]] = {}
    """Names that are offered while somebody types, by the list they are of."""
    refusal: DomainError | None = None
    more: str = ""
    """The list that was asked for another row."""

    @property
    def base_text(self) -> str:
        return msgspec.json.encode(self.base).decode()

    @property
    def faults(self) -> dict[str, str]:
        refusal = self.refusal
        if refusal is None:
            return {}
        said = dict(refusal.fields) if isinstance(refusal, InvalidInput) else {}
        about = refusal.sentence.params.get("about")
        if not said and isinstance(about, str):
            said = {about: refusal.sentence}
        ticked = {field.name for field in fields_of(self.form) if field.kind.widget == "choices"}
        return {
            (field if (field := name.partition(".")[0]) in ticked else name): sentence.said_in(
                self.reader.language, self.reader.gettext
            )
            for name, sentence in said.items()
        }

    @property
    def sentence(self) -> str:
        """What is wrong as a whole; empty where it is said at the fields."""
        unplaced = [said for name, said in self.faults.items() if not self.has_place(name)]
        if self.refusal is None or self.faults:
            return " ".join(unplaced)
        return self.refusal.sentence.said_in(self.reader.language, self.reader.gettext)

    def has_place(self, name: str) -> bool:
        """Whether the form has a field to say this fault at."""
        return name.partition(".")[0] in {field.name for field in fields_of(self.form)}

    def tags(self, text: Mapping[str, str]) -> tuple[str, ...]:
        """The languages a text is asked for in, and those it has besides."""
        return (*self.languages, *(tag for tag in text if tag not in self.languages))

    def rows(self, field: Field) -> list[Any]:
        """The rows of a list, and room for another."""
        found = list(self.values.get(field.name) or ())
        blank: Any = {} if field.kind.widget == "texts_list" else {column.name: None for column in field.kind.columns}
        spare = _SPARE_ROWS if not found or self.more == field.name else 0
        return [*found, *([blank] * spare)]


def _in_former_order(form: Form, values: Values, base: Values) -> Values:
    """What is ticked has no order in a form: those that were ticked before keep theirs, and new ones follow."""
    ticked = [field.name for field in fields_of(form) if field.kind.widget == "choices"]
    before = {name: [one for one in base.get(name) or () if one in values[name]] for name in ticked}
    return values | {name: [*kept, *(one for one in values[name] if one not in kept)] for name, kept in before.items()}


def _as_it_was(said: Any, shown: Any, was: Any) -> Any:
    """What was typed; where the form was left as it was shown, what was there, with blanks that no form shows."""
    if said == shown:
        return was
    if isinstance(said, dict) and isinstance(shown, dict) and isinstance(was, dict):
        return {name: _as_it_was(one, shown.get(name), was.get(name)) for name, one in said.items()}
    if isinstance(said, list) and isinstance(was, list) and len(shown) == len(was):
        return [was[shown.index(one)] if one in shown else one for one in said]
    return said


def _taken(sent: FormData, values: Values, base: Values) -> frozenset[str]:
    """The fields, or `field.language`, in which the other's text was chosen."""
    before = f"{CHOSEN}."
    names = (name.removeprefix(before) for name, said in sent.items() if name.startswith(before) and said == THEIRS)
    parts = {name: name.partition(".") for name in names}
    return frozenset(
        name
        for name, (field, _, tag) in parts.items()
        if field in values and (not tag or (isinstance(values[field], dict) and isinstance(base.get(field), dict)))
    )


def _ways_chosen(form: Form, sent: FormData) -> Values:
    """The lists that were chosen as they are with the other's rows, alone or besides mine."""
    lists = {field.name: field.kind for field in fields_of(form) if field.kind.widget in ("rows", "texts_list")}
    chosen = {name: sent.get(f"{CHOSEN}.{name}") for name in lists}
    return {
        name: lists[name].read(sent, f"{WAYS}.{way}.{name}") for name, way in chosen.items() if way in (THEIRS, BOTH)
    }


def _blank(said: Any) -> Any:
    """What a field of this kind is before anybody typed."""
    return type(said)() if isinstance(said, str | bool | list | dict) else None


def _base_of(sent: FormData, form: Form) -> Values:
    said = sent.get(BASE, "")
    try:
        base = msgspec.json.decode(said if isinstance(said, str) else "", type=dict[str, Any]) if said else {}
    except (msgspec.DecodeError, RecursionError):
        raise InvalidInput() from None
    known = {field.name: field.kind for field in fields_of(form)}
    found = {name: value for name, value in base.items() if name in known}
    if not all(known[name].holds(value) for name, value in found.items()):
        raise InvalidInput()
    return found


def options_of(choices: Iterable[tuple[str, object]]) -> list[Option]:
    return [Option(value, str(name)) for value, name in choices]
