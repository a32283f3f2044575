"""Templates of pages: compiled once, escaping everything, strict about what is missing."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from events_service.web import assets, times
from events_service.web.reader import Reader


@cache
def environment() -> Environment:
    found = Environment(
        loader=PackageLoader("events_service.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        enable_async=False,
    )
    found.globals |= {"asset": assets.asset_name, "times": times}
    return found


def render(template: str, reader: Reader, **values: Any) -> str:
    """A whole page, or a part of one, for this reader."""
    return (
        environment()
        .get_template(template)
        .render(reader=reader, say=reader.say, say_many=reader.say_many, site=reader.site, **values)
    )
