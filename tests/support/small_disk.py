"""A disk that can be filled: a file system in memory of a given size. Only root may mount one.

A run that is killed leaves it mounted. Its folder has the number of the process that made it in its name, and whoever
makes the next one takes those of ended processes away.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PREFIX = "events-small-disk-"


class SmallDisk:
    """Its folder, and what else lies on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._something_else = folder / "something else"

    def fill(self) -> None:
        """Until not one byte more has room."""
        with self._something_else.open("ab", buffering=0) as file:
            for piece in (b"x" * 65_536, b"x"):
                try:
                    while True:
                        file.write(piece)
                except OSError:
                    continue

    @property
    def room(self) -> int:
        """Bytes nobody has taken."""
        return shutil.disk_usage(self.folder).free

    def free(self) -> None:
        self._something_else.unlink()


@contextmanager
def small_disk(size: str) -> Iterator[SmallDisk]:
    """A disk of so many bytes (`2m`), in a folder that any user may enter."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount the small disk of this test")
    _take_away_what_was_left()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
        if mounted.returncode:
            pytest.skip(f"this machine mounts nothing: {mounted.stderr.decode().strip()}")
        try:
            yield SmallDisk(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    finally:
        folder.rmdir()


def _take_away_what_was_left() -> None:
    """Several runs may do so at once: what one finds gone, another has taken away."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        maker = folder.name.removeprefix(PREFIX).partition("-")[0]
        if maker.isdigit() and not Path("/proc", maker).exists():
            subprocess.run(["umount", "--lazy", folder], capture_output=True)
            with suppress(OSError):
                folder.rmdir()
