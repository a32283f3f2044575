"""What the wiring registers: an address pattern and the function that makes its content."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import Struct

from events_service.programme.filters import Filters
from events_service.programme.reading.patterns import Patterns
from events_service.programme.reading.policies import Kind

LANGUAGE = "/{lang}/"


class Redirect(NamedTuple):
    """Elsewhere, for good: a path from the root of this site, without the sub-path of BASE_URL."""

    path: str
    status: int = 308


class File(NamedTuple):
    """Content whose type only its renderer knows. `for_ever` where its address changes with it."""

    content: bytes
    content_type: str
    for_ever: bool = False


Content = bytes | str | File | Redirect | None
"""What a renderer gives; None is "there is no such record"."""

Render = Callable[[Any, Mapping[str, str], str, Filters], Content]
"""From a state of what is published, the address's parameters, a language and filters."""


class Scope(StrEnum):
    """What an answer is made from, and so when it is made anew."""

    EVENT = "event"
    """One event: its release and live version. The pattern has `{event}`, and perhaps `{release}`."""
    CATALOGUE = "catalogue"
    """The Catalogue and any event."""


class Renderer(Struct, frozen=True, kw_only=True):
    """One kind of address. Rendering is pure: the same arguments give the same bytes until the state changes.

    A pattern that begins with `/{lang}/` is also answered without: a page by a redirect to the reader's
    language, everything else by itself in the default language.
    """

    pattern: str
    kind: Kind
    scope: Scope
    render: Render
    content_type: str = "text/html; charset=utf-8"
    filters: bool = False
    seconds: int | None = None
    """How long its bytes stay true where the clock alone changes them; None is until the next state."""
    filename: Callable[[Mapping[str, str]], str] | None = None
    """For what is saved as a file: its name, in ASCII."""
    attachment: bool = False

    @property
    def names_language(self) -> bool:
        return "{lang}" in self.pattern

    @property
    def routed(self) -> bool:
        """May the application do more at such an address than read it?"""
        return self.pattern.startswith("/api/")


class Matched(NamedTuple):
    """An address that is ours. `language` is None where the address names none."""

    renderer: Renderer
    parameters: dict[str, str]
    language: str | None


class Addresses:
    """All renderers by address."""

    def __init__(self, renderers: tuple[Renderer, ...], languages: tuple[str, ...]) -> None:
        self._languages = frozenset(languages)
        self._with: Patterns[Renderer] = Patterns()
        self._without: Patterns[Renderer] = Patterns()
        for renderer in renderers:
            if renderer.pattern.startswith(LANGUAGE):
                self._with.add(renderer.pattern.removeprefix("/{lang}"), renderer)
            else:
                self._without.add(renderer.pattern, renderer)

    def find(self, path: str) -> Matched | None:
        """The renderer of a path, which begins with a slash; None where no pattern fits."""
        first = path[1:].partition("/")[0]
        if first in self._languages:
            found = self._with.match(path[1 + len(first) :])
            return Matched(*found, first) if found else None
        found = self._without.match(path)
        if found is None:
            found = self._with.match(path)
            return Matched(*found, None) if found else None
        language = found[1].pop("lang", None)
        if language is None or language in self._languages:
            return Matched(*found, language)
        return None
