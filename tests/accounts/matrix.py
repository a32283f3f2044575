"""The table of who is answered how at which address, `permissions.txt`, and the routes it has to have rows for.

A row is a method, an address, what differs from usual in asking (`session=foreign`, `body=registration`), and the
answer that each actor gets: a status, or `LOG` where the browser is sent to log in.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from events_service.app import Application
from events_service.operations import probes, public

FILE = Path(__file__).parent / "permissions.txt"

ACTORS = {
    "nob": "nobody: no login, no token, and the link of nobody's registration",
    "A": "a participant with the link of their own registration",
    "B": "a participant who puts their own proof to A's link",
    "oth": "an organizer of another event, which is not public yet",
    "vie": "a viewer of the event",
    "par": "an editor of one organization's sessions",
    "edi": "an editor of the event",
    "org": "an organizer of the event",
    "own": "an owner",
    "t:r": "a token of scope read",
    "t:s": "a token of scope sessions:write",
    "t:e": "a token of scope events:write",
    "t:p": "a token of scope releases:write",
    "t:g": "a token of scope registrations:read",
    "t:w": "a token of scope registrations:write",
    "t:o": "a token of every scope for another event",
}
TO_LOG_IN = "LOG"

_PARAMETER = re.compile(r"\{([^}:]+)[^}]*\}")


class Row(NamedTuple):
    method: str
    path: str
    asked: tuple[tuple[str, str], ...]
    """What differs from usual in asking."""
    answers: tuple[str, ...]
    """In the order of ACTORS."""

    @property
    def key(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        return self.method, self.path, self.asked

    def of(self, actor: str) -> str:
        return self.answers[list(ACTORS).index(actor)]

    def __str__(self) -> str:
        named = " ".join([f"{self.method:6} {self.path}", *("=".join(pair) for pair in self.asked)])
        return f"{named:78} {' '.join(f'{answer:>3}' for answer in self.answers)}"


def read() -> list[Row]:
    """The rows of the table, in its order."""
    return [_row(line) for line in FILE.read_text().splitlines() if line and not line.startswith("#")]


def _row(line: str) -> Row:
    words = line.split()
    method, path, *asked = words[: -len(ACTORS)]
    return Row(method, path, tuple(_pair(word) for word in asked), tuple(words[-len(ACTORS) :]))


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name, value


def routes(app: Application) -> list[tuple[str, str]]:
    """Every method and address that the application answers, HEAD left out where there is GET."""
    found = dict.fromkeys(_routed(app.api.routes))
    known = {(method, shape_of(path)) for method, path in found}
    patterns = [renderer.pattern for renderer in public.renderers(app.site, app.published)]
    for path in [*patterns, *sorted(probes.PATHS)]:
        if ("GET", shape_of(path)) not in known:
            found["GET", path] = None
    return list(found)


def _routed(those: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for route in those:
        if hasattr(route, "effective_route_contexts"):
            yield from _routed(route.effective_route_contexts())
            continue
        for method in sorted(route.methods):
            if method != "HEAD" or "GET" not in route.methods:
                yield method, route.path


def shape_of(path: str) -> str:
    """The address without the names of its parameters."""
    return _PARAMETER.sub("{}", path)


def parameters(path: str) -> Iterator[tuple[str, str]]:
    """Each parameter of an address as it stands there, and the noun for it: in `/rooms/{slug}/` a room."""
    segments = path.split("/")
    for before, segment in zip(segments, segments[1:], strict=False):
        for match in _PARAMETER.finditer(segment):
            name = match[1]
            yield match[0], _noun(before) if name in ("slug", "uid", "id") else name


def _noun(before: str) -> str:
    """What is called by its slug or uid after this segment; after `{part}` a `part_uid`."""
    return f"{before[1:-1]}_uid" if before.startswith("{") else _SINGULAR.get(before, before.removesuffix("s"))


_SINGULAR = {"people": "person", "series": "series"}
