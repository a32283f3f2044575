"""Words that no line holds: an address as a title, a name without blanks. No page is wider than its window for them."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs
from playwright.sync_api import Page

from events_service.programme.programme import Programme
from tests.factories.programme import make_programme
from tests.factories.published import MemorySource
from tests.factories.views import demo_catalogue
from tests.support.browser import OpenPage
from tests.web.browsing import serving

WORD = "Wordwithoutend" * 22
_SAID = ("title", "subtitle", "name", "short_name", "abstract", "description", "theme", "city", "honorific", "note")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def lengthened(value: Any) -> Any:
    """The record with one word as each of its texts."""
    texts = {name: {"en": WORD} for name in _SAID if isinstance(getattr(value, name, None), dict)}
    return structs.replace(value, **texts)


def long_worded(sessions: int, slug: str) -> Programme:
    programme = make_programme(sessions, 1, slug=slug)
    kinds = ("sessions", "rooms", "tracks", "organizations", "people")
    replaced = {kind: tuple(map(lengthened, getattr(programme, kind))) for kind in kinds}
    return structs.replace(programme, event=lengthened(programme.event), **replaced)


@pytest.fixture(scope="module")
def long_words() -> Iterator[str]:
    source = MemorySource(long_worded(8, "few"), long_worded(60, "many"))
    catalogue = demo_catalogue()
    named = ("series", "organizations", "agreements")
    source.freeze(structs.replace(catalogue, **{n: tuple(map(lengthened, getattr(catalogue, n))) for n in named}))
    with serving(source) as url:
        yield url


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1440])
def test_long_word_is_broken_rather_than_wider_than_the_page(
    long_words: str, open_page: OpenPage, language: str, width: int
) -> None:
    page = open_page(viewport={"width": width, "height": 740})
    wide = {}
    for address in _addresses(page, f"{long_words}/{language}/"):
        page.goto(address)
        if over := page.evaluate(OVERFLOW):
            wide[address.removeprefix(long_words)] = over

    assert wide == {}


def _addresses(page: Page, home: str) -> list[str]:
    """The pages of each kind: the first that a link leads to."""
    base, _, language = home.removesuffix("/").rpartition("/")
    found = [home, f"{home}few/", f"{home}many/", f"{home}many/now/", f"{home}few/changes/", f"{home}?q=word"]
    found += [f"{home}few/?q={WORD}", f"{base}/embed/{language}/few/"]
    session = _links(page, f"{home}few/", "sessions")
    found += session + _links(page, home, "series", "agreements")
    found += _links(page, session[0], "people", "organizations", "rooms", "tracks")
    assert len(found) == 15
    return found


def _links(page: Page, address: str, *kinds: str) -> list[str]:
    page.goto(address)
    links: list[str] = page.evaluate("[...document.querySelectorAll('main a[href]')].map(a => a.href)")
    return [next(link for link in links if f"/{kind}/" in link) for kind in kinds]
