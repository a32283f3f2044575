"""`python -m bench`: measure, print, and keep the figures in docs/figures.md.

Names of groups limit it to those: `python -m bench prepared registration`.
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
    "feeds": "Calendars",
    "mail": "Mail",
    "importing": "Import",
    "starting": "Start and memory",
    "growth": "Cost as work grows",
}


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - set(GROUPS)
    if unknown:
        sys.exit(f"There is no group {', '.join(sorted(unknown))}. Groups: {', '.join(GROUPS)}.")
    measured: dict[str, list[Figure]] = {}
    for group, title in GROUPS.items():
        if chosen and group not in chosen:
            continue
        print(f"\n{title}")
        measured[group] = []
        for figure in importlib.import_module(f"bench.{group}").figures():
            measured[group].append(figure)
            print("  " + "  ".join(cells(figure)), flush=True)
    if not chosen:
        write(measured)
    figures = [figure for group in measured.values() for figure in group]
    missed = sum(not figure.good for figure in figures)
    print(f"\n{len(figures) - missed} of {len(figures)} figures reached.")
    return 1 if missed else 0


def write(measured: dict[str, list[Figure]]) -> None:
    parts = [
        "# Figures\n",
        "Made by `make bench`. Ours and the reference run in turn in the same run on the same machine, the load too:",
        "compare ratios; the rates themselves say more about the machine than about us. Servers keep to one core and",
        "the load of `wrk` to another; of its rounds the best counts, for both alike.\n",
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
