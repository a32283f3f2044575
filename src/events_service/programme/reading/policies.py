"""The header fields that protect readers, by kind of answer. Complete before the first request comes."""

from enum import StrEnum

from events_service.programme.reading.representations import Fields

PAGE_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
EMBED_POLICY = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
PUBLIC_CACHE = b"public, max-age=60, stale-while-revalidate=120"
"""For what is the same for everybody: prepared pages, calendars and data."""

FOR_EVER = b"public, max-age=31536000, immutable"


class Kind(StrEnum):
    """What an answer is, which decides who may show, read and list it."""

    PAGE = "page"
    """Shown by us alone, in a window of its own."""
    EMBED = "embed"
    """Shown in anybody's frame, read from any origin."""
    CALENDAR = "calendar"
    """Read from any origin, and not listed by search engines (IC-25)."""
    DATA = "data"
    """JSON and XML, read from any origin."""
    ASSET = "asset"
    """Style sheets, scripts and pictures that pages load, ours and partners'."""


OPEN = frozenset((Kind.EMBED, Kind.CALENDAR, Kind.DATA, Kind.ASSET))
"""Kinds that scripts of any origin may read. Always without credentials: never the asker's own origin."""

_SHARED: Fields = ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", b"ETag, Link"))
_ANY_ORIGIN: Fields = (*_SHARED, (b"cross-origin-resource-policy", b"cross-origin"))
_OWN_ORIGIN: Fields = ((b"cross-origin-opener-policy", b"same-origin"), (b"x-frame-options", b"DENY"))

PREFLIGHT: Fields = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, OPTIONS"),
)
"""What a script of another origin is told before it asks with validators of its own."""


def protection(kind: Kind, *, secure: bool) -> Fields:
    """The fields every answer of a kind carries; `secure` where BASE_URL is https."""
    policy = {Kind.PAGE: PAGE_POLICY, Kind.EMBED: EMBED_POLICY}.get(kind, DATA_POLICY)
    fields: Fields = (
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
        *(_ANY_ORIGIN if kind in OPEN else _OWN_ORIGIN),
    )
    if kind is Kind.CALENDAR:
        fields += ((b"x-robots-tag", b"noindex"),)
    return (*fields, (b"strict-transport-security", b"max-age=31536000")) if secure else fields


def sharing(kind: Kind) -> Fields:
    """What even an answer without content says to scripts of other origins: a 304 or a redirect."""
    return _SHARED if kind in OPEN else ()
