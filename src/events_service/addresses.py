"""Where things are: every public address is made here, and reserved words follow from it."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

_LANGUAGE_CODES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv
    ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne
    ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss
    st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    ber shi tzm und zgh
"""
"""ISO 639-1, and codes of three letters that are likely here: any of them may become a language of the pages."""

_SEGMENTS = """
    agreements api assets availability calendar calendar.ics calendar.jcal changes changes.atom bundle.json
    console docs embed events favicon.ico feeds fragment.html invitation link livez login logout mail media
    metrics now oembed openapi.json organizations people preview programme.pdf readyz register registrations
    releases reset robots.txt rooms schedule.json schedule.xml schedule2.json screen series sessions sitemap.xml
    start static tracks v1 v1.js webhooks well-known
"""
"""Every literal segment of an address, first or later."""

RESERVED = frozenset(_LANGUAGE_CODES.split()) | frozenset(_SEGMENTS.split())
"""Refused as slugs of events."""


class Site:
    """Where this installation is reached: an origin and perhaps a sub-path, from `BASE_URL`."""

    __slots__ = ("base_url", "demo", "local", "name", "origin", "preview", "root")

    def __init__(
        self, base_url: str, name: str = "Events", *, demo: bool = False, local: bool = False, preview: bool = False
    ) -> None:
        parts = urlsplit(base_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.root = parts.path.rstrip("/")
        self.base_url = self.origin + self.root
        self.name = name
        self.demo = demo
        """A demonstration, which says how to begin for real."""
        self.preview = preview
        """Shows what is not published yet, which its pages say."""
        self.local = local
        """Reached from this machine alone, so that it may name its folders."""

    def path(self, *segments: str, query: Mapping[str, str] | None = None) -> str:
        """A page's path from the root of the host: `/en/africities-8/`, under the sub-path where there is one."""
        return _with_query("/".join((self.root, *map(quoted, segments), "")), query)

    def file(self, *segments: str, query: Mapping[str, str] | None = None) -> str:
        """The path of something that is not a page: no slash at its end."""
        return _with_query("/".join((self.root, *map(quoted, segments))), query)

    def url(self, path: str) -> str:
        """The absolute address of a path made by `path` or `file`."""
        return self.origin + path

    def webcal(self, path: str) -> str:
        """The same address as a subscription: what calendar programs register for (`webcal://`)."""
        return "webcal:" + self.url(path).partition(":")[2]


@lru_cache(4096)
def quoted(segment: str) -> str:
    """One segment of a path."""
    return quote(segment, safe="")


def _with_query(path: str, query: Mapping[str, str] | None) -> str:
    return f"{path}?{urlencode(query)}" if query else path
