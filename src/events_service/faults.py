"""What pydantic finds wrong with input, in sentences of ours: it speaks English alone, to programmers."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from events_service.errors import InvalidInput, Sentence
from events_service.languages import cleaned
from events_service.translations import mark

_MOST_FIELDS, _LONGEST_NAME = 100, 200

NO_SUCH_FIELD = mark("There is no such field.")
_MISSING = mark("This is missing.")
_TEXT = mark("Send a text.")
_WHOLE = mark("Send a whole number.")
_NUMBER = mark("Send a number.")
_TRUTH = mark("Send true or false.")
_LIST = mark("Send a list.")
_OBJECT = mark("Send an object.")
_CHOICE = mark("Choose one of these: {choices}.")
_DAY = mark("Write the day as 2018-11-21.")
_HOUR = mark("Write the time of day as 09:30.")
_INSTANT = mark("Write day and time with their offset, as 2018-11-21T09:30:00+01:00.")
_LINK = mark("Enter a complete address, such as https://example.org.")

_SENTENCES: Mapping[str, str] = {
    "missing": _MISSING,
    "missing_argument": _MISSING,
    "extra_forbidden": NO_SUCH_FIELD,
    "none_required": mark("Leave this empty."),
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_long": mark("Number of characters: {most} at most."),
    "string_too_short": mark("Number of characters: {least} at least."),
    "string_pattern_mismatch": mark("This is not written as it has to be."),
    "too_long": mark("Number of entries: {most} at most."),
    "too_short": mark("Number of entries: {least} at least."),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "less_than_equal": mark("The largest value is {most}."),
    "greater_than_equal": mark("The smallest value is {least}."),
    "less_than": mark("The value must be below {bound}."),
    "greater_than": mark("The value must be above {bound}."),
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "time_type": _HOUR,
    "time_parsing": _HOUR,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_object_invalid": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "timezone_aware": _INSTANT,
    "url_type": _LINK,
    "url_parsing": _LINK,
    "url_scheme": _LINK,
    "url_too_long": _LINK,
    "uuid_type": mark("Send a UUID."),
    "uuid_parsing": mark("Send a UUID."),
}
"""By the type of the fault, as https://docs.pydantic.dev/latest/errors/validation_errors/ lists them."""

_TOO_SHORT = ("string_too_short", "too_short")
"""Of a text; the second where it was cleaned before."""

_PARAMS = {
    "max_length": "most",
    "le": "most",
    "min_length": "least",
    "ge": "least",
    "lt": "bound",
    "gt": "bound",
    "expected": "choices",
}


def invalid_input(faults: Sequence[Mapping[str, Any]]) -> InvalidInput:
    """The refusal of input that pydantic found faults in: each field by its name as it was sent, `sessions.2` for
    the third of a list, with the first thing found."""
    fields: dict[str, Sentence] = {}
    if faults and faults[0]["type"] == "json_invalid":
        return InvalidInput("What was sent is not JSON: look at character {at}.", at=int(faults[0]["loc"][-1]) + 1)
    for fault in faults[:_MOST_FIELDS]:
        where = [str(part) for part in fault["loc"]]
        fields.setdefault(field_name(*(where[1:] or where)), sentence_of(fault))
    return InvalidInput(fields=fields)


def unknown_fields(names: Iterable[str], *within: str) -> dict[str, Sentence]:
    """The faults of fields that nobody knows."""
    return {field_name(*within, name): Sentence(NO_SUCH_FIELD) for name in islice(names, _MOST_FIELDS)}


def field_name(*parts: str) -> str:
    """A field's name as it is told: those of unknown fields come from outside too."""
    return cleaned(".".join(parts))[:_LONGEST_NAME]


def sentence_of(fault: Mapping[str, Any]) -> Sentence:
    """What to do about one fault; pydantic's own words where it is of a type that is rare.

    A validator of ours raises `ValueError(Sentence(…))`.
    """
    context: Mapping[str, Any] = fault.get("ctx", {})
    own = getattr(context.get("error"), "args", ())
    if own and isinstance(own[0], Sentence):
        return own[0]
    if fault["type"] in _TOO_SHORT and context.get("min_length") == 1 and isinstance(fault.get("input", ""), str):
        return Sentence(_MISSING)
    msgid = _SENTENCES.get(fault["type"])
    if msgid is None:
        return Sentence("{reason}", {"reason": str(fault["msg"]).removeprefix("Value error, ")})
    return Sentence(msgid, {name: _said(context[key]) for key, name in _PARAMS.items() if key in context})


def _said(bound: Any) -> str:
    """A bound, or choices as pydantic lists them (`'a', 'b' or 'c'`) without its English word."""
    return ", ".join(str(bound).rsplit(" or ", 1))
