"""What a process that serves does about its memory."""

import subprocess
import sys

COUNTED = """
import gc
from events_service.operations.memory import begin_counting

begin_counting()
collections = []
gc.callbacks.append(lambda phase, told: collections.append(phase))
kept = [[number] for number in range(500_000)]
print(collections.count("start"), gc.isenabled())
"""


def test_server_looks_for_garbage_seldom_while_it_reads_a_large_programme() -> None:
    printed = subprocess.run([sys.executable, "-c", COUNTED], capture_output=True, text=True, check=True).stdout
    collections, enabled = printed.split()

    assert 1 <= int(collections) <= 20
    assert enabled == "True"
