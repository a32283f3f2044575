"""Every page of the console and every form on them: found by the routes, so that a new one is in them by itself."""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple

from fastapi.routing import APIRoute
from lxml import html as parser
from starlette.routing import Match

from events_service.operations import setup_pages
from events_service.web.console import routes as console
from tests.web.console.everything import Scene

_PLACES = re.compile(r"\{([a-z_]+)\}")
_BEHIND = re.compile(r"([a-z]+)[/.]\{[a-z_]+\}")
_NUMBER = re.compile(r"(?<=\.)[0-9]+(?=\.|$)|(?<=^s)[0-9]+(?=\.)|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d")

_ASKED = {"/console/events/{slug}/publish/return": "?number=1"}
"""What pages are asked for that are of nothing without."""


def routes(method: str) -> dict[str, APIRoute]:
    """The console's routes of one method, by their path."""
    return {
        route.path: route for route in _routes([console.router, setup_pages.router]) if method in (route.methods or ())
    }


def _routes(parts: Iterable[Any]) -> Iterator[APIRoute]:
    for part in parts:
        if isinstance(part, APIRoute):
            yield part
        else:
            yield from _routes(getattr(part, "original_router", part).routes)


def addresses(path: str, scene: Scene) -> list[str]:
    """All addresses a route has in the scene. KeyError for a place nothing is known to stand at."""
    if "{part}" in path:
        return [
            address
            for part, uids in scene.parts.items()
            for uid in uids
            for address in addresses(path.replace("{part}", part).replace("{uid}", uid), scene)
        ]
    choices = [scene.behind[segment] for segment in _BEHIND.findall(path)]
    template = _PLACES.sub("{}", path) + _ASKED.get(path, "")
    return list(dict.fromkeys(template.format(*chosen) for chosen in product(*choices)))


def route_of(method: str, address: str) -> str:
    """The path of the route that answers an address."""
    scope = {"type": "http", "path": address, "method": method}
    return next((path for path, route in routes(method).items() if route.matches(scope)[0] is Match.FULL), "")


class Form(NamedTuple):
    """A form as a browser sends it when nobody has touched it."""

    page: str
    action: str
    multipart: bool
    fields: tuple[tuple[str, str], ...]
    """With the first of its buttons, if that has a name."""
    kinds: dict[str, str]
    """`text`, `number`, `hidden`, `select` … by name."""
    longest: dict[str, int]
    """What `maxlength` says of a field."""

    @property
    def route(self) -> str:
        return route_of("POST", self.action.partition("?")[0])

    @property
    def sort(self) -> tuple[str, frozenset[str]]:
        """The same for two forms that differ in what they are about alone."""
        return self.route, frozenset(field_sort(name) for name, _ in self.fields)


def field_sort(name: str) -> str:
    """The same for fields of two rows of one list."""
    return _NUMBER.sub("N", name)


def forms_of(page: str, text: str) -> list[Form]:
    """The forms of a page that write; one for each address that a button of it leads to."""
    return [form for found in parser.fromstring(text).forms if found.method == "POST" for form in _forms(page, found)]


def _forms(page: str, form: Any) -> Iterator[Form]:
    controls = [one for one in form.inputs if one.name]
    fields = [(str(name), str(value).removeprefix("\n")) for name, value in form.form_values()]
    fields += [(one.name, "") for one in controls if one.tag == "input" and one.get("value") is None and _is_typed(one)]
    named = form.get("id")
    buttons = form.xpath(".//button") + (form.xpath("//button[@form=$id]", id=named) if named else [])
    # The one without a name is what the form is for: the others rearrange it.
    buttons.sort(key=lambda button: button.get("name") is not None)
    shown = {button.get("formaction"): button for button in reversed(buttons)} or {None: None}
    for action, button in shown.items():
        pressed = [(button.get("name"), button.get("value", ""))] if button is not None and button.get("name") else []
        yield Form(
            page,
            action or form.get("action") or page,
            form.get("enctype") == "multipart/form-data",
            (*fields, *pressed),
            {one.name: one.get("type", "text") if one.tag == "input" else one.tag for one in controls},
            {one.name: int(one.get("maxlength")) for one in controls if one.get("maxlength")},
        )


def _is_typed(control: Any) -> bool:
    return control.get("type", "text") not in ("checkbox", "radio", "file", "submit", "button")
