"""Several who do something in the same moment."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Start all in the same moment, each in a thread; gives what each returned, or raised."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def slow(function: Callable[..., Any], seconds: float = 0.2) -> Callable[..., Any]:
    """The same, and time passes before what it found is used."""

    def slowed(*args: Any, **named: Any) -> Any:
        found = function(*args, **named)
        time.sleep(seconds)
        return found

    return slowed
