import pytest

from events_service.programme.reading.policies import Kind
from events_service.programme.reading.renderers import Addresses, Renderer, Scope

PATTERNS = (
    "/{lang}/",
    "/{lang}/{event}/",
    "/{lang}/{event}/calendar.ics",
    "/{event}/schedule.xml",
    "/embed/{lang}/{event}/",
    "/sitemap.xml",
)


def addresses() -> Addresses:
    renderers = tuple(
        Renderer(pattern=pattern, kind=Kind.PAGE, scope=Scope.CATALOGUE, render=lambda *_: "") for pattern in PATTERNS
    )
    return Addresses(renderers, ("en", "fr", "ar"))


@pytest.mark.parametrize(
    ("path", "pattern", "parameters", "language"),
    [
        ("/", "/{lang}/", {}, None),
        ("/ar/", "/{lang}/", {}, "ar"),
        ("/fr/forum-7/", "/{lang}/{event}/", {"event": "forum-7"}, "fr"),
        ("/forum-7/", "/{lang}/{event}/", {"event": "forum-7"}, None),
        ("/forum-7/calendar.ics", "/{lang}/{event}/calendar.ics", {"event": "forum-7"}, None),
        ("/forum-7/schedule.xml", "/{event}/schedule.xml", {"event": "forum-7"}, None),
        ("/embed/fr/forum-7/", "/embed/{lang}/{event}/", {"event": "forum-7"}, "fr"),
        ("/sitemap.xml", "/sitemap.xml", {}, None),
    ],
)
def test_find(path: str, pattern: str, parameters: dict[str, str], language: str | None) -> None:
    matched = addresses().find(path)

    assert matched is not None
    assert (matched.renderer.pattern, matched.parameters, matched.language) == (pattern, parameters, language)


@pytest.mark.parametrize(
    "path", ["", "/fr", "/fr/forum-7/schedule.xml", "/embed/de/forum-7/", "/EN/forum-7/nothing/", "//", "en/"]
)
def test_find_nothing(path: str) -> None:
    assert addresses().find(path) is None
