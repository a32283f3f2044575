"""What commands show at the terminal, or give to programs."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[None]:
    """A sign of life on a terminal while something takes long."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def print_lines(lines: Iterator[str]) -> None:
    for line in lines:
        typer.echo(line)
