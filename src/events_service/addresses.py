"""Where things are: every public address is made here, and reserved words follow from it."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode, urlsplit

from events_service.languages import INTERFACE_LANGUAGES

RESERVED = (
    frozenset(
        (
            *INTERFACE_LANGUAGES,
            "api",
            "assets",
            "calendar.ics",
            "console",
            "embed",
            "favicon.ico",
            "feeds",
            "livez",
        )
    )
    | frozenset(
        (
            "media",
            "metrics",
            "oembed",
            "preview",
            "readyz",
            "registrations",
            "robots.txt",
            "sitemap.xml",
            "webhooks",
        )
    )
    | frozenset(
        (
            "organizations",
            "people",
            "series",
            "agreements",
            "events",
            "sessions",
            "rooms",
            "tracks",
            "now",
            "changes",
        )
    )
    | frozenset(("register", "releases", "login", "logout", "static", "calendar", "well-known", "und"))
)
"""First segments and literal segments of our addresses, and language codes: refused as slugs of events."""


class Site:
    """Where this installation is reached: an origin and perhaps a sub-path, from `BASE_URL`."""

    __slots__ = ("base_url", "host", "name", "origin", "root")

    def __init__(self, base_url: str, name: str = "Events") -> None:
        parts = urlsplit(base_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.host = parts.hostname or "localhost"
        self.root = parts.path.rstrip("/")
        self.base_url = self.origin + self.root
        self.name = name

    def path(self, *segments: str, query: Mapping[str, str] | None = None) -> str:
        """A page's path from the root of the host: `/en/africities-8/`, under the sub-path where there is one."""
        path = "/".join((self.root, *(quote(segment, safe="") for segment in segments), ""))
        return f"{path}?{urlencode(query)}" if query else path

    def file(self, *segments: str, query: Mapping[str, str] | None = None) -> str:
        """The path of something that is not a page: no slash at its end."""
        path = "/".join((self.root, *(quote(segment, safe="") for segment in segments)))
        return f"{path}?{urlencode(query)}" if query else path

    def url(self, path: str) -> str:
        """The absolute address of a path made by `path` or `file`."""
        return self.origin + path

    def webcal(self, path: str) -> str:
        """The same address as a subscription: what calendar programs register for (`webcal://`)."""
        return "webcal" + self.url(path)[self.url(path).index(":") :]


def query_of(filters: Mapping[str, str]) -> dict[str, str]:
    """The filters that are set, in one fixed order, so that equal filters make equal addresses."""
    return {name: filters[name] for name in sorted(filters) if filters[name]}
