"""Debian's Chromium for the tests, kept to this machine.

Playwright's synchronous interface occupies the event loop of its thread, and tests that call `asyncio.run`
share that thread: so the browser lives as long as one module of tests, not as long as the run.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.support.needs import skip_without

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing but this machine has an address, so that not even a look-up leaves it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
]
# A second site, for what partners embed: these names are this machine by definition (RFC 6761 section 6.3).
_HERE = re.compile(r"127\.0\.0\.1|localhost|[a-z0-9-]+\.localhost")
_LOCAL_SCHEMES = {"data", "blob", "about"}

OpenPage = Callable[..., Page]


def find_chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Chromium with a new empty profile, until the block ends."""
    program = find_chromium()
    if program is None:
        skip_without("Chromium (Debian package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Guard:
    """Writes down what a page must never do: ask another host, raise in a script, break its own policy."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("console", self._console)

    def check(self) -> None:
        assert self.faults == []

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in _LOCAL_SCHEMES and not _HERE.fullmatch(url.hostname or ""):
            self.faults.append(f"request to another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.faults.append(f"policy broken: {message.text}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture
def guard() -> Iterator[Guard]:
    """What the pages of this test did wrong; the test fails at its end if that is anything."""
    guard = Guard()
    yield guard
    guard.check()


@pytest.fixture
def open_page(browser: Browser, guard: Guard) -> Iterator[OpenPage]:
    """`open_page(url, **options)` opens a page in a context of its own; options are those of a new context.

    For instance `viewport={"width": 360, "height": 740}`, `color_scheme="dark"`, `java_script_enabled=False`,
    `locale="ar-MA"`, `bypass_csp=True` (axe needs it).
    """
    contexts: list[BrowserContext] = []

    def open_(url: str | None = None, **options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        guard.watch(context)
        contexts.append(context)
        page = context.new_page()
        if url is not None:
            page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """An empty page at 1440 × 900."""
    return open_page(viewport={"width": 1440, "height": 900})
