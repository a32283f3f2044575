"""The read path: a thin ASGI layer that answers public addresses with finished bytes.

A hit costs a few look-ups in the event loop's thread: no routing, middleware, thread or database. What is not
ours goes on to the application, with its Host checked.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import quote

from events_service.addresses import RESERVED
from events_service.errors import Busy
from events_service.languages import beginning_with, best_language
from events_service.programme.published import Published
from events_service.programme.reading.hosts import Misdirected, check, merged
from events_service.programme.reading.negotiation import IDENTITY, choose_coding, matches, unchanged_since
from events_service.programme.reading.policies import OPEN, PREFLIGHT, Kind, sharing
from events_service.programme.reading.preparation import Preparation
from events_service.programme.reading.questions import ask, without_blanks
from events_service.programme.reading.renderers import Addresses, Matched, Redirect, Scope
from events_service.programme.reading.representations import Fields, Representation

Connection = MutableMapping[str, Any]
"""An ASGI connection scope."""
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Connection, Receive, Send], Awaitable[None]]
Failure = Callable[[Connection, Exception], App]
"""The answer for a reader whose page could not be made."""

PREPARED = "events_service.prepared"
"""Set in the scope of a request that goes on although its address is answered here: by another method."""

_READING = frozenset(("GET", "HEAD"))
_MOST_CODINGS = 500
_NO_BODY: dict[str, Any] = {"type": "http.response.body", "body": b""}
_LASTING: Fields = ((b"cache-control", b"public, max-age=60"),)
_NO_STORE: Fields = ((b"cache-control", b"no-store"),)
_IN_A_QUERY = "=&%+,;:@/?!$'()*~"


class ReadPath:
    """Stands around the whole application. One per process; belongs to the event loop's thread."""

    def __init__(
        self,
        app: App,
        published: Published,
        addresses: Addresses,
        preparation: Preparation,
        failure: Failure,
        *,
        hosts: Iterable[str],
        root: str = "",
    ) -> None:
        self.misdirected = 0
        self._app = app
        self._published = published
        self._addresses = addresses
        self.preparation = preparation
        self._failure = failure
        self._hosts = frozenset(host.encode() for host in hosts)
        self._root = root
        self._below = f"{root}/"
        self._entries = preparation.prepared.entries
        self._recent = preparation.prepared.recent
        self._codings: dict[bytes, str] = {}

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        fields = scope["headers"]
        headers = dict(fields)
        if len(headers) == len(fields) and headers.get(b"host") in self._hosts:
            path = scope["path"]
            if self._root and path.startswith(self._below):
                path = path[len(self._root) :]
            accepted = headers.get(b"accept-encoding")
            coding = IDENTITY if accepted is None else self._codings.get(accepted) or self._coding(accepted)
            key = (path, scope["query_string"], coding)
            found = self._entries.get(key)
            if found is not None and scope["method"] in _READING:
                self._recent(key)
                await _answer(found, headers, scope["method"], send)
                return
        await self._look(scope, receive, send)

    async def _look(self, scope: Connection, receive: Receive, send: Send) -> None:
        """All but hits: the whole check, and what there is to find or to make."""
        path: str = scope["path"]
        if self._root and (path == self._root or path.startswith(self._below)):
            path = path[len(self._root) :]
        try:
            headers = merged(scope["headers"])
            check(headers.get(b"host"), self._hosts, path)
        except Misdirected as reason:
            self.misdirected += 1
            await _send_text(send, reason.status, str(reason))
            return
        try:
            done = await self._find(path, headers, scope, send)
        except Exception as error:
            await self._failure(scope, error)(scope, receive, send)
            return
        if not done:
            scope["root_path"] = self._root
            await self._app(scope, receive, send)

    async def _find(self, path: str, headers: dict[bytes, bytes], scope: Connection, send: Send) -> bool:
        """Answer where the address is ours; False leaves the request to the application."""
        method, query = scope["method"], scope["query_string"]
        matched = self._ours(path)
        if matched is None:
            if method not in _READING or path.endswith("/") or self._ours(f"{path}/") is None:
                return False
            await self._redirect(send, Redirect(f"{path}/"), query, _LASTING)
            return True
        renderer = matched.renderer
        if method == "OPTIONS" and renderer.kind in OPEN and not renderer.routed:
            await _send_fields(send, 204, PREFLIGHT)
            return True
        if method not in _READING:
            open_to_all = renderer.kind in OPEN and not renderer.routed
            scope[PREPARED] = "GET, HEAD, OPTIONS" if open_to_all else "GET, HEAD"
            return False
        if matched.language is None and renderer.names_language and renderer.kind is Kind.PAGE:
            await self._to_language(matched, path, headers, query, send)
            return True
        if renderer.filters and renderer.kind is Kind.PAGE and (shorter := without_blanks(query)) != query:
            await self._redirect(send, Redirect(path), shorter, _LASTING)
            return True
        answer = await self.preparation.answer(
            ask(path, query, matched), choose_coding(headers.get(b"accept-encoding"))
        )
        if isinstance(answer, Representation):
            await _answer(answer, headers, method, send)
        elif answer is not None:
            await self._redirect(send, answer, query, (*_LASTING, *sharing(renderer.kind)))
        return answer is not None

    def _ours(self, path: str) -> Matched | None:
        """What is registered for this address and exists as far as can be told without waiting."""
        matched = self._addresses.find(path)
        if matched is None or matched.renderer.scope is not Scope.EVENT:
            return matched
        slug = matched.parameters["event"]
        if self._published.find(slug) is not None:
            return matched
        if self._published.known or slug in RESERVED:
            return None
        raise Busy  # the database has not answered since the start: not knowing an event is not its absence

    async def _to_language(
        self, matched: Matched, path: str, headers: dict[bytes, bytes], query: bytes, send: Send
    ) -> None:
        """On to the page in the language the reader prefers."""
        preparation = self.preparation
        own = await preparation.in_thread(lambda: preparation.rendering.language_of(matched))
        language = best_language(headers.get(b"accept-language", b"").decode("latin-1"), beginning_with(own))
        fields: Fields = ((b"vary", b"accept-language"), *_NO_STORE)
        await self._redirect(send, Redirect(f"/{language}{path}", 302), query, fields)

    async def _redirect(self, send: Send, to: Redirect, query: bytes, fields: Fields) -> None:
        location = self._root + quote(to.path)
        if query:
            location += "?" + quote(query.decode("latin-1"), safe=_IN_A_QUERY, encoding="latin-1")
        await _send_fields(send, to.status, ((b"location", location.encode()), *fields))

    def _coding(self, accepted: bytes) -> str:
        """The coding for a field value, remembered: browsers send few different ones."""
        if len(self._codings) >= _MOST_CODINGS:
            self._codings.clear()
        coding = self._codings[accepted] = choose_coding(accepted)
        return coding


async def _answer(found: Representation, headers: dict[bytes, bytes], method: str, send: Send) -> None:
    """Send a representation, or only that it is the same: If-None-Match decides where there is one (IC-11)."""
    tags = headers.get(b"if-none-match")
    if tags is not None:
        unchanged = matches(tags, found.etag)
    else:
        since = headers.get(b"if-modified-since")
        unchanged = since is not None and (since == found.last_modified or unchanged_since(since, found.modified))
    if unchanged:
        found.tally.not_modified += 1
        await send(found.not_modified)
        await send(_NO_BODY)
        return
    found.tally.sent += 1
    await send(found.ok)
    await send(found.body if method == "GET" else _NO_BODY)


async def _send_fields(send: Send, status: int, fields: Fields) -> None:
    """An answer that is all in its header fields."""
    length: Fields = () if status == 204 else ((b"content-length", b"0"),)
    await send({"type": "http.response.start", "status": status, "headers": [*length, *fields]})
    await send(_NO_BODY)


async def _send_text(send: Send, status: int, sentence: str) -> None:
    body = sentence.encode() + b"\n"
    fields: Fields = (
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
        *_NO_STORE,
    )
    await send({"type": "http.response.start", "status": status, "headers": list(fields)})
    await send({"type": "http.response.body", "body": body})
