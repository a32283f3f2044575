"""Finished answers: a body in one coding with every header it is sent with, as raw ASGI messages."""

import gzip
from datetime import datetime
from email.utils import formatdate
from hashlib import sha256
from typing import Any

import brotli
from msgspec import Struct

from events_service.programme.reading.negotiation import IDENTITY

Fields = tuple[tuple[bytes, bytes], ...]
"""Header fields as ASGI wants them: lower-case names, raw values."""

BROTLI_QUALITY = 5
GZIP_LEVEL = 6
_WORTH_COMPRESSING = 600
_OVERHEAD = 1_600
"""Bytes of memory one representation takes beside its body: messages, fields, its key."""


class Tally:
    """How often answers of one kind were sent. Plain integers: counting costs next to nothing."""

    __slots__ = ("not_modified", "rendered", "seconds", "sent")

    def __init__(self) -> None:
        self.sent = 0
        self.not_modified = 0
        self.rendered = 0
        self.seconds = 0.0


class About(Struct, frozen=True, kw_only=True):
    """All that is known of a representation besides its bytes."""

    owner: str
    """Whose change makes it untrue: an event's uid, or the Catalogue."""
    modified: datetime
    tally: Tally
    description: Fields
    """Fields about the content: its type, its language, its name as a file. Not repeated in a 304."""
    protection: Fields
    """Fields that go with content, and are kept with it: not repeated in a 304 either."""
    sharing: Fields
    """Fields a script of another origin must see in every answer."""
    cache_control: bytes


class Representation:
    """One body in one coding, ready to send. Its messages are shared by all requests: nobody changes them."""

    __slots__ = (
        "_about",
        "_coding",
        "body",
        "etag",
        "last_modified",
        "modified",
        "not_modified",
        "ok",
        "owner",
        "size",
        "tally",
    )

    def __init__(self, content: bytes, about: "About", coding: str = IDENTITY) -> None:
        self._about = about
        self._coding = coding
        self.owner, self.tally = about.owner, about.tally
        self.modified = int(about.modified.timestamp())
        self.last_modified = formatdate(self.modified, usegmt=True).encode()
        self.etag = b'"%s"' % sha256(content).hexdigest().encode()
        self.size = len(content) + _OVERHEAD

        same = (
            (b"etag", self.etag),
            (b"last-modified", self.last_modified),
            (b"cache-control", about.cache_control),
            (b"vary", b"accept-encoding"),
        )
        own: Fields = ((b"content-length", str(len(content)).encode()),)
        if coding != IDENTITY:
            own += ((b"content-encoding", coding.encode()),)
        self.ok = _start(200, (*own, *about.description, *same, *about.protection))
        self.not_modified = _start(304, (*same, *about.sharing))
        self.body: dict[str, Any] = {"type": "http.response.body", "body": content}

    def in_coding(self, coding: str) -> "Representation":
        """The same content in another coding; this one where that would not make it smaller."""
        content = self.body["body"]
        smaller = None if coding == self._coding else compress(content, coding)
        return self if smaller is None else Representation(smaller, self._about, coding)


def _start(status: int, fields: Fields) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": list(fields)}


def compress(content: bytes, coding: str) -> bytes | None:
    """The content in another coding; None where that would not make it smaller."""
    if coding == IDENTITY or len(content) < _WORTH_COMPRESSING:
        return None
    if coding == "br":
        smaller: bytes = brotli.compress(content, quality=BROTLI_QUALITY)
    else:
        # Without a time in its head, so that equal content has equal bytes and an equal entity tag.
        smaller = gzip.compress(content, GZIP_LEVEL, mtime=0)
    return smaller if len(smaller) < len(content) else None
