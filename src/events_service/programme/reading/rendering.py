"""From a question to a representation: the part that runs in a thread, and may wait for the database."""

import re
import time
from typing import NamedTuple

from events_service.errors import NotFound
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.programme import AliasKind
from events_service.programme.published import CATALOGUE, Published
from events_service.programme.reading.patterns import fill
from events_service.programme.reading.policies import FOR_EVER, PUBLIC_CACHE, Kind, protection, sharing
from events_service.programme.reading.questions import Question
from events_service.programme.reading.renderers import Content, File, Matched, Redirect, Renderer, Scope
from events_service.programme.reading.representations import About, Fields, Representation, Tally
from events_service.programme.states import CatalogueState, EventState
from events_service.zones import now

State = EventState | CatalogueState

_NUMBER = re.compile("[1-9][0-9]{0,8}")
"""A release's number, in the one spelling that is an address of it."""


class Rendered(NamedTuple):
    """An answer, plain and in the coding that was asked for (the same one where that is no smaller)."""

    state: State
    plain: Representation
    coded: Representation
    everybodys: bool
    """Is it an address that many ask for, rather than one combination of filters out of very many?"""
    seconds: int | None
    """How long it stays true where the clock alone changes it."""


class Rendering:
    """Calls the renderers. May be used from several threads at once."""

    def __init__(self, published: Published, *, default_language: str, secure: bool) -> None:
        self.tallies = {kind: Tally() for kind in Kind}
        self._published = published
        self._default_language = default_language
        self._protection = {kind: protection(kind, secure=secure) for kind in Kind}

    def render(self, question: Question, coding: str) -> Rendered | Redirect | None:
        """The answer; None where what is asked for is not public."""
        renderer = question.matched.renderer
        state = self._state(question.matched)
        if state is None:
            return None
        language = question.matched.language or self.language(state)
        begun = time.perf_counter()
        content = _content(renderer, state, question, language)
        if content is None or isinstance(content, Redirect):
            return content
        file = content if isinstance(content, File) else File(_encoded(content), renderer.content_type)
        about = self._about(file, state, question.matched, language)
        plain = Representation(file.content, about)
        coded = plain.in_coding(coding)
        tally = about.tally
        tally.rendered += 1
        tally.seconds += time.perf_counter() - begun
        return Rendered(state, plain, coded, _is_everybodys(question, state), renderer.seconds)

    def is_everybodys(self, question: Question) -> bool:
        """Is it an address that many ask for, as far as can be told without waiting?

        Of an event that is not in memory each single filter may be; whoever asks for it reads the event in.
        """
        slug = question.matched.parameters.get("event", "")
        state = self._published.at_hand(slug)
        if state is None and self._published.find(slug):
            return len(question.filters.query()) <= 1 and not question.filters.q
        return _is_everybodys(question, state)

    def language_of(self, matched: Matched) -> str:
        """The language of an address that names none: the event's first, or the site's own."""
        return self.language(self._state(matched))

    def language(self, state: State | None) -> str:
        if isinstance(state, EventState):
            for language in state.programme.event.languages:
                if language in INTERFACE_LANGUAGES:
                    return language
        return self._default_language

    def _state(self, matched: Matched) -> State | None:
        if matched.renderer.scope is Scope.CATALOGUE:
            return self._published.catalogue()
        slug, number = matched.parameters["event"], matched.parameters.get("release")
        if number is None:
            return self._published.event(slug)
        return self._published.earlier(slug, int(number)) if _NUMBER.fullmatch(number) else None

    def _about(self, file: File, state: State, matched: Matched, language: str) -> About:
        renderer = matched.renderer
        description: Fields = ((b"content-type", file.content_type.encode()),)
        if renderer.names_language:
            description += ((b"content-language", language.encode()),)
        if renderer.filename:
            way = "attachment" if renderer.attachment else "inline"
            name = renderer.filename(matched.parameters)
            description += ((b"content-disposition", f"{way}; filename=\"{name}\"; filename*=UTF-8''{name}".encode()),)
        return About(
            owner=state.event_uid if isinstance(state, EventState) else CATALOGUE,
            modified=state.modified_at if renderer.seconds is None else now(),
            tally=self.tallies[renderer.kind],
            description=description,
            protection=self._protection[renderer.kind],
            sharing=sharing(renderer.kind),
            cache_control=_cache_control(file, renderer.seconds),
        )


def _cache_control(file: File, seconds: int | None) -> bytes:
    if file.for_ever:
        return FOR_EVER
    return PUBLIC_CACHE if seconds is None else b"public, max-age=%d" % seconds


def _encoded(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _content(renderer: Renderer, state: State, question: Question, language: str) -> Content:
    filters = question.filters
    if filters and isinstance(state, EventState):
        filters = filters.present(state.timetable)
    try:
        content = renderer.render(state, question.matched.parameters, language, filters)
    except NotFound:
        content = None
    if content is None and isinstance(state, EventState):
        return _elsewhere(state, question.matched)
    return content


def _elsewhere(state: EventState, matched: Matched) -> Redirect | None:
    """Where a record is now whose former slug was asked for."""
    segments = matched.renderer.pattern.split("/")
    slug = matched.parameters.get("slug")
    if slug is None:
        return None
    kind = next((kind for kind in AliasKind if kind == segments[segments.index("{slug}") - 1]), None)
    present = state.timetable.present_slug(kind, slug) if kind else None
    if present is None or present == slug:
        return None
    parameters = {**matched.parameters, "slug": present, "lang": matched.language or ""}
    path = fill(matched.renderer.pattern, parameters)
    return Redirect(path if matched.language else path.replace("//", "/", 1))


def _is_everybodys(question: Question, state: State | None) -> bool:
    said = question.filters.query()
    if not said:
        return True
    return len(said) == 1 and isinstance(state, EventState) and next(iter(said.items())) in state.filter_values
