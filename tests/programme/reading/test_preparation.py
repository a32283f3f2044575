"""Answers that are made once for everybody who asks at the same time."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import brotli
import pytest
from msgspec import structs

from events_service.errors import Busy
from events_service.languages import INTERFACE_LANGUAGES
from events_service.programme.filters import Filters
from events_service.programme.published import Published
from events_service.programme.reading.negotiation import IDENTITY
from events_service.programme.reading.policies import Kind
from events_service.programme.reading.preparation import Preparation
from events_service.programme.reading.questions import Question, ask
from events_service.programme.reading.renderers import Addresses, Renderer, Scope
from events_service.programme.reading.rendering import Rendering
from events_service.programme.reading.representations import Representation
from events_service.programme.timetable import Timetable
from tests.factories.programme import make_programme
from tests.factories.published import MemorySource

PAGE = Renderer(pattern="/{lang}/{event}/", kind=Kind.PAGE, scope=Scope.EVENT, render=lambda *_: "water " * 1_000)
FORUM = make_programme(4, slug="forum-7")
DAY = Timetable(FORUM).days[0].isoformat()


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


@contextmanager
def prepared(page: Renderer, source: MemorySource) -> Iterator[tuple[Preparation, Published]]:
    published = Published(source)
    published.refresh()
    rendering = Rendering(published, default_language="en", secure=False)
    preparation = Preparation(published, Addresses((page,), INTERFACE_LANGUAGES), rendering, 1_000_000)
    yield preparation, published
    preparation.close()


def asked(page: Renderer, query: str = "") -> Question:
    matched = Addresses((page,), INTERFACE_LANGUAGES).find("/en/forum-7/")
    assert matched is not None
    return ask("/en/forum-7/", query.encode(), matched)


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


def test_who_waited_in_another_coding_gets_what_was_made_though_a_release_came_between() -> None:
    rendered: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def render(*_: Any) -> str:
        rendered.append(1)
        begun.set()
        assert go_on.wait(10)
        return "water " * 1_000

    source = MemorySource(FORUM)
    page = structs.replace(PAGE, render=render)
    with prepared(page, source) as (preparation, published):

        async def both() -> list[Any]:
            waiting = [asyncio.create_task(preparation.answer(asked(page), coding)) for coding in (IDENTITY, "br")]
            assert await asyncio.to_thread(begun.wait, 10)
            source.release(FORUM)
            preparation.forget(published.refresh())
            go_on.set()
            return await asyncio.gather(*waiting)

        plain, coded = asyncio.run(both())

    assert rendered == [1]
    assert brotli.decompress(coded.body["body"]) == plain.body["body"]


def test_day_is_not_kept_waiting_by_searches() -> None:
    go_on = threading.Event()

    def render(_state: Any, _parameters: Any, _language: str, filters: Filters) -> str:
        assert not filters.q or go_on.wait(10)
        return filters.day

    page = structs.replace(PAGE, render=render, filters=True)
    with prepared(page, MemorySource(FORUM)) as (preparation, published):
        assert published.event("forum-7")

        async def many() -> str:
            searches = [asyncio.create_task(preparation.answer(asked(page, f"q={n}"), IDENTITY)) for n in range(100)]
            await asyncio.sleep(0)
            async with asyncio.timeout(5):
                found = await preparation.answer(asked(page, f"day={DAY}"), IDENTITY)
                with pytest.raises(Busy):
                    await preparation.answer(asked(page, "day=2001-01-01&room=none"), IDENTITY)
            go_on.set()
            await asyncio.gather(*searches, return_exceptions=True)
            assert isinstance(found, Representation)
            return str(found.body["body"], "utf-8")

        assert asyncio.run(many()) == DAY
