"""What tests need from the machine, and the sentence where it is not there."""

import ctypes.util
import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED_DATA = Path(os.environ.get("EVENTS_TEST_DATA") or CHECKOUT.parent / "shared" / "data").resolve()


def skip_without(what: str) -> NoReturn:
    """Skip the test, or fail it where EVENTS_TEST_STRICT says that everything has to be there."""
    sentence = f"{what} is not on this machine: `make test` brings it where it may"
    if os.environ.get("EVENTS_TEST_STRICT"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def shared_data(name: str) -> Path:
    """A file or folder of real data. It is not part of the repository, so tests of it skip where it is missing."""
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip(f"real data missing: no {name} in {SHARED_DATA} (set EVENTS_TEST_DATA to the folder that has it)")
    return path


def seeds(pattern: str = "*.txt") -> list[Path]:
    """The texts the product started from, beside the real data; skips where there are none."""
    found = sorted((SHARED_DATA.parent / "seeds").glob(pattern))
    if not found:
        pytest.skip(f"real data missing: no seeds beside {SHARED_DATA} (set EVENTS_TEST_DATA to the folder of data)")
    return found


def icaljs() -> tuple[str, Path]:
    """The program `node`, and a folder from which it can `import ICAL from "ical.js"`."""
    node = shutil.which("node")
    folder = CHECKOUT / "tests" / "support" / "node"
    if node is None or not (folder / "node_modules" / "ical.js").is_dir():
        skip_without("ical.js (npm package, with Node)")
    return node, folder


def libical() -> str:
    """The name under which ctypes loads libical."""
    name = ctypes.util.find_library("ical")
    if name is None:
        skip_without("libical (Debian package libical3)")
    return name
