"""`python -m bench`: measure, print, and keep the figures in docs/figures.md.

Names of groups limit it to those: `python -m bench prepared registration`. With `--long` there are also those
that take minutes.
"""

import importlib
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure, cells, table

ROOT = Path(__file__).parents[1]
GROUPS = {
    "prepared": "Prepared bytes: wrk on loopback, one process",
    "registration": "Registration over HTTP",
    "waitlist": "Waiting list",
    "feeds": "Calendars",
    "mail": "Mail",
    "planning": "Planning: 2,000 sessions in 60 rooms with 2,000 people; the reference is the time it may take",
    "importing": "Import",
    "starting": "Start and memory",
    "growth": "Cost as work grows",
    "console": "Pages of the console: an event of 2,000 sessions in 60 rooms with a record of 100,000 deeds",
    "grid": "The timetable of the console, in Chromium",
    "soak": "Minutes of registering",
}
LONG = frozenset(("soak",))


def main(words: list[str]) -> int:
    long = "--long" in words
    chosen = set(words) - {"--long"}
    unknown = chosen - set(GROUPS)
    if unknown:
        sys.exit(f"There is no group {', '.join(sorted(unknown))}. Groups: {', '.join(GROUPS)}.")
    if chosen & LONG and not long:
        sys.exit(f"{', '.join(sorted(chosen & LONG))} takes minutes, and is measured only with --long.")
    wanted = chosen or set(GROUPS) - (frozenset() if long else LONG)
    measured: dict[str, list[Figure]] = {}
    for group, title in GROUPS.items():
        if group not in wanted:
            continue
        print(f"\n{title}")
        measured[group] = []
        for figure in importlib.import_module(f"bench.{group}").figures():
            measured[group].append(figure)
            print("  " + "  ".join(cells(figure)), flush=True)
    if not chosen:
        write(measured, "make bench-long" if long else "make bench")
    figures = [figure for group in measured.values() for figure in group]
    missed = sum(not figure.good for figure in figures)
    print(f"\n{len(figures) - missed} of {len(figures)} figures reached.")
    return 1 if missed else 0


def write(measured: dict[str, list[Figure]], command: str) -> None:
    parts = [
        "# Figures\n",
        f"Made by `{command}`. Ours and the reference run in turn in the same run on the same machine, the load too:",
        "compare ratios; the rates themselves say more about the machine than about us. Servers keep to one core and",
        "the load of `wrk` to another; the best of a few rounds is its rate, for both alike.\n",
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, commit {_commit()}.\n",
    ]
    for group, figures in measured.items():
        parts += [f"## {GROUPS[group]}\n", table(figures)]
    (ROOT / "docs" / "figures.md").write_text("\n".join(parts), encoding="utf-8")


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
