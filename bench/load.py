"""Load from `wrk`, on a core of its own: servers keep to the first of the machine's cores, the load to the last.

Where both may run anywhere, the kernel puts them now on one core and now on two, and a rate of megabytes changes
by half with the place. A database server beside them runs where it likes, and with one core there is no choice.
Whatever else the machine does only ever makes a rate worse, so the best of a few rounds counts, made in turn: ours
and the reference's alike.
"""

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

CONNECTIONS = 16
SECONDS = 1
ROUNDS = 6
_CORES = sorted(os.sched_getaffinity(0))
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def keep_to_core(process: subprocess.Popen[bytes]) -> None:
    """The first core, for all threads a server has so far; those it starts later inherit it."""
    for thread in Path(f"/proc/{process.pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), _CORES[:1])


def wrk(*arguments: str) -> str:
    """What `wrk` said."""
    return subprocess.run(
        ["wrk", "-t1", *arguments],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, _CORES[-1:]),
    ).stdout


def rates(addresses: Sequence[str], *options: str, rounds: int = ROUNDS) -> list[float]:
    """Answers a second of each address: the best of some rounds, each beginning with another one."""
    best = [0.0] * len(addresses)
    for number in range(rounds):
        for turn in range(len(addresses)):
            place = (number + turn) % len(addresses)
            best[place] = max(best[place], _rate(addresses[place], options))
    return best


def _rate(address: str, options: Sequence[str]) -> float:
    said = wrk(f"-c{CONNECTIONS}", f"-d{SECONDS}s", *options, address)
    found = _RATE.search(said)
    assert found is not None, said
    assert "Non-2xx" not in said, said
    return float(found[1])
