"""Setting a booklet: Typst, an extra, turns its contents into a PDF with letters joined and pages numbered."""

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from events_service.addresses import Site
from events_service.errors import Busy, DomainError
from events_service.programme.states import EventState
from events_service.web.booklet.contents import Contents

FILE = "programme.pdf"
"""What a booklet is called, below its event."""
LATIN = "Libertinus Serif"
"""Comes with Typst."""
ARABIC = ("Noto Naskh Arabic", "Amiri", "Scheherazade New", "Noto Sans Arabic", "Noto Kufi Arabic", "DejaVu Sans")
"""Fonts with Arabic letters that a machine may have, the best first; none is part of this package."""

_SOURCE = Path(__file__).parent / "booklet.typ"
_PATIENCE = 3.0
"""Seconds somebody waits for a booklet; one that takes longer is made meanwhile, for when they ask again."""
_KEPT = 8

_logger = logging.getLogger(__name__)


class NoTypesetter(DomainError):
    status = 501
    slug = "no-booklets"
    title = "No booklets here"
    msgid = "This installation sets no booklets: install events-service with its extra “booklet”."


class NoArabicFont(DomainError):
    status = 501
    slug = "no-arabic-font"
    title = "No booklets here"
    msgid = "This machine has no font with Arabic letters, so no Arabic booklet: install Noto Naskh Arabic or Amiri."


class BookletBeingMade(Busy):
    slug = "booklet-being-made"
    title = "The booklet is being made"
    msgid = "The booklet is being made. Ask for it again in a few seconds."


@cache
def has_typesetter() -> bool:
    return find_spec("typst") is not None


@cache
def _fonts() -> Any:
    """Every font of the machine, looked for once."""
    import typst  # noqa: PLC0415  an extra

    return typst.Fonts()


@cache
def arabic_font() -> str:
    """The best font with Arabic letters on this machine; empty where there is none."""
    families = set(_fonts().families()) if has_typesetter() else set()
    return next((family for family in ARABIC if family in families), "")


def can_set(language: str) -> bool:
    """Can this installation set a booklet in the language?"""
    return has_typesetter() and (language != "ar" or bool(arabic_font()))


def set_booklet(document: dict[str, Any], at: datetime) -> bytes:
    """The PDF, dated `at`: the same contents give the same bytes.

    What is said goes in as one string of JSON, so that nothing in it can be a command.
    """
    import typst  # noqa: PLC0415  an extra

    # The folder of the source is all that can be read, and it holds nothing else of use.
    compiler = typst.Compiler(
        _SOURCE, root=_SOURCE.parent, font_paths=_fonts(), sys_inputs={"data": json.dumps(document, ensure_ascii=False)}
    )
    made = compiler.compile(format="pdf", timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)
    return made


def fonts_for(language: str) -> tuple[str, ...]:
    """NoTypesetter or NoArabicFont where a booklet in the language cannot be set."""
    if not has_typesetter():
        raise NoTypesetter
    family = arabic_font()
    if language == "ar" and not family:
        raise NoArabicFont
    return (LATIN, family) if family else (LATIN,)


class Booklets:
    """Booklets of what is public: each is set once per release, in a thread of its own, however many ask."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="booklet")
        self._made: OrderedDict[Hashable, Future[bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, state: EventState, language: str) -> bytes:
        """The PDF. BookletBeingMade where that takes long; NoTypesetter or NoArabicFont where it cannot be."""
        fonts = fonts_for(language)
        # What is withdrawn is left out of an old release too; nothing else beside a release stands in a booklet.
        key = (state.event_uid, state.release.number, state.live.redactions, language)
        with self._lock:
            future = self._made.get(key)
            if future is None or (future.done() and future.exception()):
                future = self._made[key] = self._thread.submit(self._set, state, language, fonts)
            self._made.move_to_end(key)
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        try:
            return future.result(_PATIENCE)
        except TimeoutError:
            raise BookletBeingMade(retry_after=5) from None

    def _set(self, state: EventState, language: str, fonts: tuple[str, ...]) -> bytes:
        try:
            contents = Contents(state.timetable, state.release, self._site, language)
            return set_booklet(contents.document(fonts), state.release.released_at)
        except Exception:
            _logger.exception("A booklet could not be set", extra={"owner": state.event_uid})
            raise
