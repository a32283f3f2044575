"""How long `serve` takes to its first answer, and what the process weighs when everything was asked for."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import fosdem
from bench.figures import Figure
from events_service.languages import INTERFACE_LANGUAGES
from tests.support.live_server import bound_socket

ROUNDS = 5
MEMORY = 200e6


def figures() -> Iterator[Figure]:
    with fosdem.filled() as (database, url):
        database.close()
        pairs = [(_first_answer(url), _imports()) for _ in range(ROUNDS)]
        ours, reference = (sorted(times)[ROUNDS // 2] for times in zip(*pairs, strict=True))
        yield Figure("start of serve to the first 200", ours, reference, "s", 2, at_least=False)
        weight, pages = _weight(url)
        yield Figure(
            f"memory after {pages:,} FOSDEM pages in three languages",
            weight / 1e6,
            MEMORY / 1e6,
            "MB",
            1,
            at_least=False,
        )


def _imports() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import fastapi, sqlmodel"], check=True)
    return time.perf_counter() - begun


def _first_answer(url: str) -> float:
    begun = time.perf_counter()
    with serving(url) as (_, address):
        while True:
            try:
                with urllib.request.urlopen(f"{address}/en/{fosdem.SLUG}/", timeout=5) as answer:
                    assert answer.status == 200
                    return time.perf_counter() - begun
            except OSError:
                time.sleep(0.005)


def _weight(url: str) -> tuple[int, int]:
    with serving(url) as (process, address):
        wait_for(address)
        with urllib.request.urlopen(f"{address}/sitemap.xml", timeout=30) as answer:
            pages = re.findall(r"<loc>([^<]+)</loc>", answer.read().decode())
        assert len(pages) > len(INTERFACE_LANGUAGES) * 1105
        for page in pages:
            with urllib.request.urlopen(page, timeout=30) as answer:
                answer.read()
        return resident(process), len(pages)


def resident(process: subprocess.Popen[bytes]) -> int:
    """Bytes of memory that a process has to itself or shares."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def wait_for(address: str, path: str = "/livez") -> None:
    """Until it answers, 20 seconds at most."""
    for _ in range(400):
        try:
            with urllib.request.urlopen(f"{address}{path}", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(address)


def free_port() -> int:
    with bound_socket() as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def serving(url: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`events-service serve` on this database: the process and its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "EVENTS_BASE_URL": address,
        "EVENTS_SECRET_KEY": secrets.token_urlsafe(48),
        "EVENTS_DATABASE_URL": url,
        "EVENTS_DATA_DIR": str(Path(url.removeprefix("sqlite:///")).parent),
        "EVENTS_LOG_LEVEL": "error",
    }
    command = [str(Path(sys.executable).with_name("events-service")), "serve", "--port", str(port), "--no-worker"]
    process = subprocess.Popen(command, env=environment)
    try:
        yield process, address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
