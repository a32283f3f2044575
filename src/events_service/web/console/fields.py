"""Fields of the console's forms: what a form asks for, and what somebody typed, as the JSON API would be sent it.

A field's value is plain data: text, a number as typed, a map from language to text, a list of rows. Checking it
is the input models' affair (`inputs.py` of a slice), the same for pages and programs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct
from starlette.datastructures import FormData, UploadFile

from events_service.languages import cleaned, in_a_row

Values = dict[str, Any]
_ROW = re.compile(r"[0-9]{1,4}").fullmatch
_MOST_ROWS = 500
_HELD: Mapping[str, Any] = {
    "texts": dict[str, str],
    "proses": dict[str, str],
    "texts_list": list[dict[str, str]],
    "rows": list[dict[str, Any]],
    "parts": dict[str, Any],
    "choices": list[str],
    "flag": bool,
}
"""What is read from what was typed, by widget; text from all others."""


class Option(NamedTuple):
    """One of a list to choose from."""

    value: str
    name: str


class Kind(Struct, frozen=True):
    """How a value is typed. `widget` names the macro of `_fields.html` that draws it."""

    widget: str
    read: Callable[[FormData, str], Any]
    columns: "tuple[Field, ...]" = ()
    """Of each row, for a list of rows."""
    options: str = ""
    """The name of the list to choose from, which the page gives."""
    typed_as: str = "text"
    """The `type` of an input."""

    def holds(self, value: Any) -> bool:
        """Whether it is such a value as is read from what was typed; anything can be sent in its place."""
        try:
            msgspec.convert(value, _HELD.get(self.widget, str) | None)
        except msgspec.ValidationError:
            return False
        return True


class Field(Struct, frozen=True):
    name: str
    label: str
    """A msgid, as is `help`."""
    kind: Kind
    help: str = ""
    required: bool = False


class Group(Struct, frozen=True):
    """Fields that belong together, under a heading of their own (a msgid)."""

    name: str
    title: str
    fields: tuple[Field, ...]


Form = tuple[Group, ...]


def fields_of(form: Form) -> tuple[Field, ...]:
    return tuple(field for group in form for field in group.fields)


def plain_data(value: Mapping[str, Any]) -> Values:
    """The value as JSON has it: lists for sequences, text for days and moments."""
    made: Values = msgspec.json.decode(msgspec.json.encode(value))
    return made


def typed_in(form: Form, sent: FormData) -> Values:
    """What was typed into every field of the form."""
    return {field.name: field.kind.read(sent, field.name) for field in fields_of(form)}


def untouched(form: Form, values: Values) -> Values:
    """The values as they come back from a form in which nobody typed."""
    pairs: list[tuple[str, str | UploadFile]] = [*pairs_of(values)]
    return typed_in(form, FormData(pairs))


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name, "")
    return value if isinstance(value, str) else ""


def _line(sent: FormData, name: str) -> str:
    return in_a_row(_text(sent, name))


def _line_or_none(sent: FormData, name: str) -> str | None:
    return _line(sent, name) or None


def _prose(sent: FormData, name: str) -> str:
    return cleaned(_text(sent, name))


def _flag(sent: FormData, name: str) -> bool:
    return bool(_text(sent, name))


def _several(sent: FormData, name: str) -> list[str]:
    return [in_a_row(value) for value in sent.getlist(name) if isinstance(value, str) and value.strip()]


def _by_language(read: Callable[[FormData, str], str]) -> Callable[[FormData, str], dict[str, str]]:
    def texts(sent: FormData, name: str) -> dict[str, str]:
        before = f"{name}."
        tags = [key.removeprefix(before) for key in dict.fromkeys(sent) if key.startswith(before)]
        found = {tag: read(sent, before + tag) for tag in tags if "." not in tag}
        return {tag: said for tag, said in found.items() if said}

    return texts


LINE = Kind("line", _line)
LINE_OR_NONE = Kind("line", _line_or_none)
PROSE = Kind("prose", _prose)
TEXTS = Kind("texts", _by_language(_line))
PROSES = Kind("proses", _by_language(_prose))
NUMBER = Kind("line", _line_or_none, typed_as="number")
DAY = Kind("line", _line_or_none, typed_as="date")
WALL_TIME = Kind("line", _line_or_none, typed_as="datetime-local")
HOUR = Kind("line", _line_or_none, typed_as="time")
WEB_LINK = Kind("line", _line_or_none, typed_as="url")
FILE_OR_LINK = Kind("line", _line_or_none)
"""An address elsewhere, or the path of a file kept here."""
COLOUR = Kind("colour", _line_or_none)
FLAG = Kind("flag", _flag)


def choice(options: str) -> Kind:
    """One of a list; nothing chosen is None."""
    return Kind("choice", _line_or_none, options=options)


def choices(options: str) -> Kind:
    """Any number of a short list."""
    return Kind("choices", _several, options=options)


def named(options: str) -> Kind:
    """One of a long list, by its name as it is typed; the list is offered while typing."""
    return Kind("named", _line_or_none, options=options)


def parts(*columns: Field) -> Kind:
    """Fields of one value that belong to it alone."""

    def read(sent: FormData, name: str) -> Values:
        return {column.name: column.kind.read(sent, f"{name}.{column.name}") for column in columns}

    return Kind("parts", read, columns=columns)


def rows(*columns: Field) -> Kind:
    """A list in an order, each row of the same fields. Rows that are wholly empty are left out."""

    def read(sent: FormData, name: str) -> list[Values]:
        found = [
            {column.name: column.kind.read(sent, f"{name}.{row}.{column.name}") for column in columns}
            for row in _rows_of(sent, name)
        ]
        return [row for row in found if not is_blank(row, columns)]

    return Kind("rows", read, columns=columns)


def texts_list(kind: Kind = PROSES) -> Kind:
    """A list of texts by language, in an order."""

    def read(sent: FormData, name: str) -> list[dict[str, str]]:
        found = [kind.read(sent, f"{name}.{row}") for row in _rows_of(sent, name)]
        return [text for text in found if text]

    return Kind("texts_list", read, columns=(Field("", "", kind),))


def is_blank(row: Mapping[str, Any], columns: Iterable[Field]) -> bool:
    """Nothing was typed into the row: what a list offers first, and says for itself, is no typing."""
    return not any(row[column.name] for column in columns if column.kind.widget not in ("choice", "flag"))


def _rows_of(sent: FormData, name: str) -> Sequence[int]:
    before = f"{name}."
    numbers = {key.removeprefix(before).partition(".")[0] for key in sent if key.startswith(before)}
    return sorted(int(number) for number in numbers if _ROW(number))[:_MOST_ROWS]


TAKE_UP = "take_up"
"""The button above a form that fills it with what was typed before and not saved."""
BUTTONS = ("more", "up", "gone", TAKE_UP)


def pairs_of(values: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """The values as fields of a form have them: `people.2.title.fr`."""
    if isinstance(values, dict):
        for name, value in values.items():
            yield from pairs_of(value, f"{before}.{name}" if before else name)
    elif isinstance(values, list):
        for number, value in enumerate(values):
            yield from pairs_of(value, before if isinstance(value, str) else f"{before}.{number}")
    elif values is True:
        yield before, "1"
    elif values not in (None, False):
        yield before, str(values)


class Rearranging(NamedTuple):
    """A button with which nothing is to be saved yet: beside the rows of a list, what is to be done with which."""

    act: str
    """One of BUTTONS."""
    field: str
    row: int


def rearranging_of(sent: FormData) -> Rearranging | None:
    """The button that was pressed, if it was one of those."""
    if _text(sent, TAKE_UP):
        return Rearranging(TAKE_UP, "", 0)
    for act in ("more", "up", "gone"):
        said = _text(sent, act)
        if said:
            field, _, row = said.rpartition(".") if act != "more" else (said, "", "0")
            if _ROW(row):
                return Rearranging(act, field, int(row))
    return None


def rearranged(values: Values, wanted: Rearranging) -> Values:
    """The values with rows of one list in another order, or one row less. `more` is drawn, and changes nothing."""
    rows_now = values.get(wanted.field)
    if not isinstance(rows_now, list) or wanted.row >= len(rows_now):
        return values
    made = list(rows_now)
    if wanted.act == "gone":
        del made[wanted.row]
    elif wanted.act == "up" and wanted.row:
        made.insert(wanted.row - 1, made.pop(wanted.row))
    return values | {wanted.field: made}
