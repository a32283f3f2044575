from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browser import Guard, OpenPage
from tests.support.live_server import live_server

PAGES = {
    "/": "<title>Home</title><h1>Programme</h1>",
    "/foreign": "<title>Foreign</title><img src='http://example.invalid/pixel.png' alt=''>",
    "/broken": "<title>Broken</title><script>throw new Error('no such thing')</script>",
    "/inline": "<title>Inline</title><p style='color: red'>Text</p>",
}


async def site(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    policy = b"default-src 'self'" if scope["path"] == "/inline" else b"default-src * 'unsafe-inline'"
    headers = [(b"content-type", b"text/html"), (b"content-security-policy", policy)]
    status = 200 if scope["path"] in PAGES else 404
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": PAGES.get(scope["path"], "").encode()})


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with live_server(site, lifespan="off") as url:
        yield url


def test_page_shows_what_the_server_sends(open_page: OpenPage, base_url: str) -> None:
    page = open_page(base_url, viewport={"width": 360, "height": 740})

    assert (page.title(), page.locator("h1").inner_text()) == ("Home", "Programme")


def test_guard_lets_a_second_site_of_this_machine_pass(open_page: OpenPage, base_url: str) -> None:
    page = open_page(base_url.replace("127.0.0.1", "partner.localhost"))

    assert page.title() == "Home"


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/foreign", "request to another host: http://example.invalid/pixel.png"),
        ("/broken", "script error: no such thing"),
        ("/inline", "policy broken: "),
    ],
)
def test_guard_sees_faults(open_page: OpenPage, guard: Guard, base_url: str, path: str, fault: str) -> None:
    open_page(base_url + path).wait_for_load_state("networkidle")

    with pytest.raises(AssertionError):
        guard.check()
    # Nothing but this fault: the fixture checks what is left.
    guard.faults[:] = [found for found in guard.faults if not found.startswith(fault)]
