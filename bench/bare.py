"""The reference: an ASGI application that knows a few answers by heart and does nothing else.

`python -m bench.bare PORT FILE`: FILE is JSON, path to [status, headers, body in base64].
"""

import base64
import json
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import uvicorn

from events_service.operations.server import server_config

Message = MutableMapping[str, Any]


class Bare:
    """Answers with the same bytes and header fields as ours; 304 after one comparison."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self._answers = {
            path: (
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": [(name.encode(), value.encode()) for name, value in headers],
                },
                {"type": "http.response.body", "body": base64.b64decode(body)},
                dict(headers)["etag"].encode(),
                {
                    "type": "http.response.start",
                    "status": 304,
                    "headers": [(n.encode(), v.encode()) for n, v in headers if n in _KEPT],
                },
            )
            for path, (headers, body) in answers.items()
        }

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            return
        start, body, etag, unchanged = self._answers[scope["path"]]
        for name, value in scope["headers"]:
            if name == b"if-none-match" and value == etag:
                await send(unchanged)
                await send(_EMPTY)
                return
        await send(start)
        await send(body)


_KEPT = frozenset(("etag", "cache-control", "last-modified", "vary", "date"))
_EMPTY: Message = {"type": "http.response.body", "body": b""}


if __name__ == "__main__":
    port, file = int(sys.argv[1]), Path(sys.argv[2])
    config = server_config(Bare(json.loads(file.read_bytes())), shutdown_seconds=5, port=port, lifespan="off")
    uvicorn.Server(config).run()
