"""The demonstration behind the read path, asked in process: every public address as it is served."""

from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from events_service.addresses import Site
from events_service.languages import INTERFACE_LANGUAGES
from events_service.operations.public import renderers
from events_service.programme.published import Published
from events_service.programme.reading.negotiation import IDENTITY
from events_service.programme.reading.questions import ask
from events_service.programme.reading.renderers import Addresses
from events_service.programme.reading.rendering import Rendered, Rendering
from tests.factories.published import MemorySource
from tests.factories.views import SITE, demo_source
from tests.web.reading import Read


class Answer(NamedTuple):
    body: bytes
    content_type: str


class PublicSite:
    """What is public of a source, by address."""

    def __init__(self, source: MemorySource, site: Site = SITE) -> None:
        self.published = Published(source)
        self.published.refresh()
        self.addresses = Addresses(renderers(site, self.published), INTERFACE_LANGUAGES)
        self.rendering = Rendering(self.published, default_language="en", secure=True)

    def get(self, address: str) -> Answer | None:
        """None where nothing is at this address."""
        parts = urlsplit(address)
        matched = self.addresses.find(parts.path)
        if matched is None:
            return None
        rendered = self.rendering.render(ask(parts.path, parts.query.encode(), matched), IDENTITY)
        if not isinstance(rendered, Rendered):
            return None
        fields = dict(rendered.plain.ok["headers"])
        return Answer(rendered.plain.body["body"], fields[b"content-type"].decode())

    def read(self, address: str) -> Read:
        answer = self.get(address)
        assert answer is not None, f"nothing at {address}"
        return Read(answer.body.decode())

    def crawl(self, *starts: str, within: tuple[str, ...] = ("/",)) -> dict[str, Read]:
        """Every page that links lead to from these, by address, in the order found; `within` limits where to."""
        found: dict[str, Read] = {}
        waiting = list(starts)
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            found[address] = page = self.read(address)
            links = (link for link in internal_links(page) if link.startswith(within) and self.is_page(link))
            waiting += [link for link in links if link not in found]
        return found

    def is_page(self, address: str) -> bool:
        return urlsplit(address).path.endswith("/") and "/register/" not in address


def internal_links(page: Read) -> list[str]:
    """Addresses of ours that a page leads to or loads, without what stands after `#`."""
    found = [*page.attributes("a[href]", "href"), *page.attributes("link[href]", "href")]
    found += page.attributes("script[src]", "src")
    ours = (address.removeprefix(SITE.base_url).partition("#")[0] for address in found)
    return [address for address in dict.fromkeys(ours) if address.startswith("/")]


@cache
def demo_site() -> PublicSite:
    return PublicSite(demo_source())


@cache
def demo_pages() -> dict[str, Read]:
    """Every page of the demonstration in every language."""
    return demo_site().crawl("/en/", "/embed/en/demo-forum/", "/embed/ar/demo-forum/", "/embed/fr/africities-8/")
