"""Answers that are made once for everybody who asks at the same time."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.published import Published
from events_service.programme.reading.negotiation import IDENTITY
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.preparation import Preparation
from events_service.programme.reading.questions import ask
from events_service.programme.reading.renderers import Addresses, Renderer, Scope
from events_service.programme.reading.rendering import Rendering
from events_service.programme.reading.representations import Representation
from tests.factories.programme import make_programme
from tests.factories.published import MemorySource

PAGE = Renderer(pattern="/{lang}/{event}/", kind=Kind.PAGE, scope=Scope.EVENT, render=lambda *_: "water " * 1_000)


@contextmanager
def seconds(limit: int) -> Iterator[None]:
    """Fail where a loop never gives way, which no timeout of its own can notice."""

    def late(*_: Any) -> None:
        raise TimeoutError

    former = signal.signal(signal.SIGALRM, late)
    signal.alarm(limit)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


def test_who_asks_in_another_coding_as_a_rendering_ends_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    published = Published(MemorySource(make_programme(4, slug="forum-7")))
    published.refresh()
    addresses = Addresses((PAGE,), INTERFACE_LANGUAGES)
    rendering = Rendering(published, default_language="en", secure=False)
    preparation = Preparation(published, addresses, rendering, 1_000_000)
    matched = addresses.find("/en/forum-7/")
    assert matched is not None
    question = ask("/en/forum-7/", b"", matched)
    make: Callable[..., Any] = preparation._make

    async def both() -> tuple[Any, Any]:
        made_it, ends = asyncio.Event(), asyncio.Event()

        async def made_until_then(*asked: Any) -> Any:
            made = await make(*asked)
            made_it.set()
            await ends.wait()
            return made

        monkeypatch.setattr(preparation, "_make", made_until_then)
        first = asyncio.create_task(preparation.answer(question, IDENTITY))
        await made_it.wait()
        ends.set()
        other = asyncio.create_task(preparation.answer(question, "br"))
        return await first, await other

    with seconds(10):
        plain, coded = asyncio.run(both())
    preparation.close()

    assert isinstance(plain, Representation)
    assert isinstance(coded, Representation)
