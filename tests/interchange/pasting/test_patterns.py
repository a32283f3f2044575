"""Every pattern the reader of texts looks with takes its time by the length of the text alone (T-REDOS-1)."""

import importlib
import inspect
import pkgutil
import re
import time
from typing import Any

import pytest

from events_service.interchange import pasting

LENGTH, MOST_SECONDS = 50_000, 0.05
_PIECES = (
    *("a", "A", "1", " ", "-", "_", ".", ",", "(", ")", ":", "|", "\t", "\n", "\u00a0", "«", "م", "،"),
    *("a ", "Aa ", "A-", "1 ", "1-", "1:", "1. ", "+1 (2", "a@", "a.", "( ", " -", ", ", "*_", "••", "/ ", "0 0"),
    *("9:30 ", "12:30-", "from 9 ", "21 nov ", "tue-", "ven1 ", "2018-", "room ", "salle a ", "sou 84 ", "tel: 1 "),
    *("www.a", "http://a", "on the ", "mayor of ", "prof. dr. ", "و ", "القاعه ", "من 9 الي "),
)


def _patterns() -> dict[str, tuple[re.Pattern[Any], bool]]:
    """Each by its name, and whether it is looked for anywhere in a text; else it is tried at one place alone."""
    found = {}
    for module in pkgutil.iter_modules(pasting.__path__):
        loaded = importlib.import_module(f"{pasting.__name__}.{module.name}")
        source = inspect.getsource(loaded)
        for name, value in vars(loaded).items():
            if isinstance(value, re.Pattern):
                uses = set(re.findall(rf"\b{name}\b(?:\.(\w+))?", source)) - {""}
                found[f"{module.name}.{name}"] = value, not uses <= {"match", "fullmatch"} or not uses
    return found


_ALL = _patterns()


@pytest.mark.parametrize("name", _ALL)
def test_t_redos_1_a_pattern_takes_no_longer_than_its_text(name: str) -> None:
    pattern, anywhere = _ALL[name]
    slow = {}
    for piece in _PIECES:
        text = (piece * LENGTH)[:LENGTH]
        slow[piece] = min(_seconds(pattern, text, anywhere) for _ in range(2))

    assert {piece: seconds for piece, seconds in slow.items() if seconds > MOST_SECONDS} == {}


def _seconds(pattern: re.Pattern[Any], said: str, anywhere: bool) -> float:
    text = said.encode() if isinstance(pattern.pattern, bytes) else said
    began = time.process_time()
    if anywhere:
        for _ in pattern.finditer(text):
            pass
    else:
        pattern.match(text)
        pattern.fullmatch(text)
    return time.process_time() - began
