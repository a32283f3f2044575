"""What is taken from outside, on pages and over the JSON API: nothing unknown, and clean texts of limited length."""

import re
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any

from babel import Locale
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from events_service.countries import is_country
from events_service.errors import Sentence
from events_service.languages import cleaned, in_a_row
from events_service.slugs import LONGEST
from events_service.zones import zone

SHORT, LONG = 500, 50_000
"""Characters of a title and of a description, in one language."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_WALL = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"
_TAG = r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$"


def _country(code: str) -> str:
    if not is_country(code):
        raise ValueError(Sentence("Enter the code ISO 3166-1 has for a country, such as MA."))
    return code


class In(BaseModel):
    """Something sent. A field nobody knows is refused, not ignored (T-MASS-1)."""

    model_config = ConfigDict(extra="forbid")


def without_empty(text: dict[str, str]) -> dict[str, str]:
    return {tag: said for tag, said in text.items() if said}


def _wall_time(said: Any) -> datetime | None:
    if said is None:
        return None
    if not isinstance(said, str) or not re.fullmatch(_WALL, said):
        raise ValueError(Sentence("Write a wall time as 2018-11-21T09:30, without an offset."))
    try:
        local = datetime.fromisoformat(said)
    except ValueError as error:
        raise ValueError(Sentence("There is no such day or hour.")) from error
    _near(local.date())
    return local


def _required_wall_time(said: Any) -> datetime:
    if said is None:
        raise ValueError(Sentence("Write a wall time as 2018-11-21T09:30, without an offset."))
    local = _wall_time(said)
    assert local is not None
    return local


def _near(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        years = {"first": _FIRST_YEAR, "last": _LAST_YEAR}
        raise ValueError(Sentence("The year lies between {first} and {last}.", years))
    return day


def _instant(at: datetime) -> datetime:
    _near(at.date())
    return at.astimezone(UTC)


def _known_zone(name: str) -> str:
    try:
        zone(name)
    except Exception as error:
        raise ValueError(Sentence("There is no such time zone. Use a name such as Africa/Casablanca.")) from error
    return name


@cache
def _languages() -> frozenset[str]:
    """Codes of the languages that have a name."""
    return frozenset(Locale("en").languages) - {"und", "mul", "mis", "zxx"}


def _spoken(tag: str) -> str:
    if tag.partition("-")[0] not in _languages():
        raise ValueError(Sentence("There is no such language. Enter its code, such as fr or zgh."))
    return tag


Tag = Annotated[str, StringConstraints(pattern=_TAG)]
Line = Annotated[str, StringConstraints(max_length=SHORT), AfterValidator(in_a_row)]
Prose = Annotated[str, StringConstraints(max_length=LONG), AfterValidator(cleaned)]
Texts = Annotated[dict[Tag, Line], Field(max_length=30), AfterValidator(without_empty)]
Proses = Annotated[dict[Tag, Prose], Field(max_length=30), AfterValidator(without_empty)]
"""Text by language tag. Long texts are Markdown without HTML."""
Language = Annotated[Tag, AfterValidator(_spoken)]
"""One that people speak or read: it has a name."""
Languages = Annotated[list[Language], Field(max_length=30)]
Slug = Annotated[str, StringConstraints(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST)]
Name = Slug
"""A slug or a uid, which are written alike."""
Uid = Annotated[str, StringConstraints(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
WebLink = Annotated[str, StringConstraints(pattern=r'^https?://[^\s<>"\\]+$', max_length=2000), AfterValidator(cleaned)]
WebLinkOrKeptFile = Annotated[
    str,
    StringConstraints(pattern=r'^(https?://[^\s<>"\\]+|/media/[0-9a-f]{64}\.[a-z]{3,5})$', max_length=2000),
    AfterValidator(cleaned),
]
"""Also the path of a file that is kept here."""
Day = Annotated[date, AfterValidator(_near)]
Instant = Annotated[AwareDatetime, AfterValidator(_instant)]
WallTime = Annotated[
    datetime | None,
    BeforeValidator(_wall_time),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": f"^{_WALL}$"}, {"type": "null"}],
            "description": "Wall time by the event's clocks; null is to be announced",
            "examples": ["2018-11-21T09:30"],
        }
    ),
]
RequiredWallTime = Annotated[
    datetime,
    BeforeValidator(_required_wall_time),
    WithJsonSchema({"type": "string", "pattern": f"^{_WALL}$", "examples": ["2018-11-21T09:30"]}),
]
Places = Annotated[int, Field(ge=0, le=1_000_000)]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$"), AfterValidator(_country)]
"""ISO 3166-1 alpha-2."""


def _without_defaults(schema: dict[str, Any]) -> None:
    """A field that is left out of a change stays as it is: it has no default."""
    for member in schema.get("properties", {}).values():
        member.pop("default", None)


class Change(In):
    """What is left out stays as it is; lists and texts by language are replaced whole."""

    model_config = ConfigDict(json_schema_extra=_without_defaults)

    @property
    def said(self) -> dict[str, Any]:
        """The fields that were sent, as checked."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}
