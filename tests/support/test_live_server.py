from typing import Any

import httpx
import pytest

from tests.support.live_server import address, bound_socket, live_server


async def hello(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


async def broken(_scope: dict[str, Any], _receive: Any, _send: Any) -> None:
    raise RuntimeError("no start")


def test_live_server_answers_and_stops() -> None:
    sock = bound_socket()
    expected = address(sock)

    with live_server(hello, sock, lifespan="off") as base_url:
        assert base_url == expected
        assert httpx.get(f"{base_url}/fr/").text == "/fr/"

    with pytest.raises(httpx.ConnectError):
        httpx.get(base_url)


def test_live_server_without_start_raises() -> None:
    with pytest.raises(RuntimeError, match="ended before it started"), live_server(broken, lifespan="on"):
        pass
