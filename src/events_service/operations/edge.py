"""Around the application, for every request that is not answered from prepared bytes: who asks, what the answer
must carry to be safe, one line in the log, and a count."""

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from events_service.errors import PayloadTooLarge
from events_service.logs import hide, request_id
from events_service.media.limits import LARGEST_UPLOAD
from events_service.operations.clients import Network, client_of, shortened
from events_service.programme.reading.policies import Kind, protection
from events_service.programme.reading.representations import Fields

Connection = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Connection, Receive, Send], Awaitable[None]]
Failure = Callable[[Connection, Exception], App]

BUCKETS = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds of the times that are counted, in seconds."""

LARGEST_BODY = 1_000_000
"""Bytes of a request's body."""

_UPLOADING = re.compile(r"/console/(?:[^/]+/)*(?:photo|document|upload|paste(?:/schedule|/take)?)$")
"""Where a form may carry a file."""

_logger = logging.getLogger("events_service.access")
_QUIET = frozenset(("/livez", "/readyz", "/metrics"))
_LANGUAGE = r"(?:/(?:en|fr|ar))?"
_SECRET = re.compile(rf"{_LANGUAGE}/(?:registrations|feeds|preview)/")
_SECRET_WITH_FORM = re.compile(r"/console/(?:login/link|reset|invitation)/")
_SHARED = re.compile(r"/api/v1/(?!docs(?:/|$))|/oembed$|/embed/")
"""What scripts of any origin may read; the refusal of an address of the API that there is not, too."""
_REGISTERING = re.compile(r"/api/v1/events/[^/]+/registrations$")

_NO_STORE: Fields = ((b"cache-control", b"no-store"),)
_PRIVATE: Fields = ((b"cache-control", b"private, no-store"), (b"x-robots-tag", b"noindex"))
_SHARING: Fields = ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", b"ETag, Link"))
_PREFLIGHT: Fields = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (b"access-control-allow-headers", b"Content-Type, Idempotency-Key, If-None-Match"),
    (b"access-control-max-age", b"86400"),
)


class Timing:
    """How many answers of one kind there were, and how long they took together."""

    __slots__ = ("buckets", "count", "seconds")

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self.buckets = [0] * len(BUCKETS)

    def add(self, seconds: float) -> None:
        self.count += 1
        self.seconds += seconds
        for place, bound in enumerate(BUCKETS):
            if seconds <= bound:
                self.buckets[place] += 1
                break


class Edge:
    """One per process. `timings` is by method, route and status; a route is its pattern, never an address."""

    def __init__(
        self,
        app: App,
        failure: Failure,
        *,
        root: str = "",
        secure: bool = False,
        trusted_proxies: Sequence[Network] = (),
    ) -> None:
        self.timings: dict[tuple[str, str, int], Timing] = {}
        self._app = app
        self._failure = failure
        self._root = root
        self._trusted = trusted_proxies
        self._protection = {kind: protection(kind, secure=secure) for kind in (Kind.PAGE, Kind.EMBED)}

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(self._identify(scope), self._fields_for(scope), send)
        mark = request_id.set(exchange.id)
        began = time.perf_counter()
        try:
            await self._answer(scope, receive, exchange)
        finally:
            self._note(scope, exchange, time.perf_counter() - began)
            request_id.reset(mark)

    async def _answer(self, scope: Connection, receive: Receive, exchange: "_Exchange") -> None:
        path = scope["path"].removeprefix(self._root)
        if scope["method"] == "OPTIONS" and _SHARED.match(path):
            await exchange.send({"type": "http.response.start", "status": 204, "headers": list(_PREFLIGHT)})
            await exchange.send({"type": "http.response.body", "body": b""})
            return
        try:
            if _announced(scope) > (LARGEST_UPLOAD if _UPLOADING.match(path) else LARGEST_BODY):
                # Said here as every refusal is; where nobody says how much comes, the framework counts.
                raise PayloadTooLarge
            await self._app(scope, receive, exchange.send)
        except Exception as error:
            if exchange.status:
                # The framework has answered already, or half an answer is on its way: the log says which.
                _logger.exception("A request failed", extra={"path": hide(scope["path"])})
                return
            await self._failure(scope, error)(scope, receive, exchange.send)

    def _identify(self, scope: Connection) -> str:
        """Put the real client where every handler looks for it; gives the request's id."""
        peer, port = scope.get("client") or (None, 0)
        if self._trusted:
            fields = dict(scope["headers"])
            forwarded = fields.get(b"x-forwarded-for", b"").decode("latin-1")
            client = client_of(peer, forwarded, self._trusted)
            if client is not None and client != peer:
                scope["client"] = (client, 0)
        return secrets.token_hex(8)

    def _fields_for(self, scope: Connection) -> Fields:
        """What the answer carries unless its handler said otherwise."""
        path = scope["path"].removeprefix(self._root)
        if _SECRET.match(path):
            # A link out of such a page must not carry its address (T-FEEDTOK-1).
            return (*_PRIVATE, (b"referrer-policy", b"no-referrer"), *self._protection[Kind.PAGE])
        if _SECRET_WITH_FORM.match(path):
            # The same, but its form says where it comes from: without a referrer a browser sends `Origin: null`.
            return (*_PRIVATE, (b"referrer-policy", b"same-origin"), *self._protection[Kind.PAGE])
        if path.startswith("/console/"):
            return (*_PRIVATE, *self._protection[Kind.PAGE])
        if path.startswith("/embed/"):
            return (*_NO_STORE, *self._protection[Kind.EMBED])
        if _SHARED.match(path) and (scope["method"] in ("GET", "HEAD") or _REGISTERING.match(path)):
            return (*_SHARING, *_NO_STORE, *self._protection[Kind.PAGE])
        return (*_NO_STORE, *self._protection[Kind.PAGE])

    def _note(self, scope: Connection, exchange: "_Exchange", seconds: float) -> None:
        path = scope["path"]
        pattern = path if path in _QUIET else getattr(scope.get("route"), "path", "")
        key = (scope["method"], pattern, exchange.status)
        self.timings.setdefault(key, Timing()).add(seconds)
        client = scope.get("client") or ("", 0)
        _logger.log(
            logging.DEBUG if path in _QUIET else logging.INFO,
            "request",
            extra={
                "method": scope["method"],
                "path": hide(path),
                "status": exchange.status,
                "ms": round(seconds * 1000, 1),
                "client": shortened(client[0]),
            },
        )


def _announced(scope: Connection) -> int:
    """How many bytes the request says its body has; 0 where it does not say."""
    said = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(said) if said.isdigit() else 0


class _Exchange:
    """One request's answer on its way out: it gets the fields that nobody set."""

    __slots__ = ("_fields", "_send", "id", "status")

    def __init__(self, identifier: str, fields: Fields, send: Send) -> None:
        self.id = identifier
        self.status = 0
        self._fields = fields
        self._send = send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            set_already = {name.lower() for name, _ in headers}
            for name, value in self._fields:
                if name not in set_already:
                    headers.append((name, value))
                    set_already.add(name)
            headers.append((b"x-request-id", self.id.encode()))
            message = {**message, "headers": headers}
        await self._send(message)
