"""The lifespan of an ASGI application, as one context manager."""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_logger = logging.getLogger(__name__)


async def live(context: AbstractAsyncContextManager[None], receive: Receive, send: Send) -> None:
    """Enter the context when the server starts, leave it when it stops, and tell it how either went."""
    stage = "startup"
    await receive()
    try:
        async with context:
            await send({"type": "lifespan.startup.complete"})
            await receive()
            stage = "shutdown"
    except Exception as error:
        _logger.exception("The application failed", extra={"stage": stage})
        await send({"type": f"lifespan.{stage}.failed", "message": str(error)})
    else:
        await send({"type": "lifespan.shutdown.complete"})
