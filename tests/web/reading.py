"""Pages as a reader finds them: parsed, with questions put in words."""

import re
from collections.abc import Mapping
from typing import Any

from lxml import html as parser

from events_service.programme.filters import read_filters
from events_service.programme.reading.renderers import Content, Scope
from events_service.web.pages import PAGES, Page
from events_service.web.views import CatalogueView, EventView

_BY_PATTERN: Mapping[str, Page] = {page.pattern: page for page in PAGES}
_STEP = re.compile(r"([a-z0-9]*)((?:\.[\w-]+|#[\w-]+|\[[\w-]+(?:=[^\]]+)?\])*)")
_MARK = re.compile(r"\.([\w-]+)|#([\w-]+)|\[([\w-]+)(?:=([^\]]+))?\]")


def render(
    pattern: str,
    view: EventView | CatalogueView,
    language: str = "en",
    query: Mapping[str, str] | None = None,
    **parts: str,
) -> Content:
    """What the page of this pattern gives."""
    page = _BY_PATTERN[pattern]
    assert (page.scope is Scope.EVENT) == isinstance(view, EventView)
    return page.render(view, parts, language, read_filters(query or {}))


def read(
    pattern: str,
    view: EventView | CatalogueView,
    language: str = "en",
    query: Mapping[str, str] | None = None,
    **parts: str,
) -> "Read":
    return Read(render(pattern, view, language, query, **parts))


class Read:
    """A page, parsed. Selectors are the simplest of CSS: `ul.cells li[lang=fr] a`."""

    def __init__(self, text: Content) -> None:
        assert isinstance(text, str), f"no page: {text!r}"
        self.text = text
        self.tree = parser.document_fromstring(text)

    def elements(self, selector: str) -> list[Any]:
        return list(self.tree.xpath(_path(selector)))

    def all(self, selector: str) -> list[str]:
        """The texts of all elements a selector finds, white space as single blanks."""
        return [_words(element) for element in self.elements(selector)]

    def one(self, selector: str) -> str:
        found = self.all(selector)
        assert len(found) == 1, f"{selector}: {found}"
        return found[0]

    def attributes(self, selector: str, name: str) -> list[str]:
        return [str(element.get(name)) for element in self.elements(selector)]

    def says(self, words: str) -> bool:
        """Does the page show these words?"""
        return words in _words(self.tree.body)

    def links(self) -> dict[str, str]:
        """Where each link leads, by its words."""
        return {_words(link): str(link.get("href")) for link in self.elements("a[href]")}


def _words(element: Any) -> str:
    return " ".join(str(element.text_content()).split())


def _path(selector: str) -> str:
    """XPath for a selector."""
    path = ""
    for step in selector.split():
        matched = _STEP.fullmatch(step)
        assert matched, f"not a selector: {step}"
        tests = []
        for name, uid, attribute, value in _MARK.findall(matched[2]):
            if name:
                tests.append(f"contains(concat(' ',normalize-space(@class),' '),' {name} ')")
            elif uid:
                tests.append(f"@id='{uid}'")
            else:
                tests.append(f"@{attribute}='{value}'" if value else f"@{attribute}")
        path += f"//{matched[1] or '*'}" + "".join(f"[{test}]" for test in tests)
    return path
