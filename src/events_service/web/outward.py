"""Addresses that lead away from the site: only such as a browser may be sent to."""

import re
from urllib.parse import urlsplit

_LEADING = re.compile(r"(?i)^https?://")
_BARE = re.compile(r"(?i)^www\.[a-z0-9-]+\.[a-z]")
_UNWANTED = re.compile(r"[\x00-\x20<>\"'`\\{}|^\x7f]")


def outward(address: str) -> str | None:
    """The address as a link of http or https; None for anything else, such as `javascript:`."""
    said = address.strip()
    if _BARE.match(said):
        said = f"https://{said}"
    if not _LEADING.match(said) or _UNWANTED.search(said):
        return None
    try:
        parts = urlsplit(said)
    except ValueError:
        return None
    return said if parts.scheme in ("http", "https") and parts.hostname else None


def shortened(address: str) -> str:
    """How an address is shown: without its scheme and a slash at its end."""
    return re.sub(r"(?i)^https?://(www\.)?", "", address.strip()).rstrip("/")
