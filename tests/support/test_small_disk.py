"""A small disk outlives a run that is killed, and no longer than until the next one."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.small_disk import small_disk

OTHER_RUN = """
import sys
from tests.support.small_disk import small_disk
with small_disk("1m") as disk:
    (disk.folder / "something").touch()
    print(disk.folder, flush=True)
    sys.stdin.read()
"""


@contextmanager
def other_run() -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """Another process with a small disk of its own. It may be killed inside the block."""
    words, pipe = [sys.executable, "-c", OTHER_RUN], subprocess.PIPE
    with subprocess.Popen(words, text=True, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())


def test_disk_that_a_killed_run_left_is_gone_with_the_next_one() -> None:
    with small_disk("1m"), other_run() as (killed, left), other_run() as (_, used):
        killed.kill()
        killed.wait()
        remained = left.is_mount()

        with small_disk("1m") as disk:
            assert (remained, left.exists()) == (True, False)
            assert (used / "something").exists()
            assert disk.folder.is_mount()
