"""Memory of a process that runs for months: given back when it is no longer needed, and not searched in vain."""

import ctypes
import gc
import sys

# From malloc.h of the GNU C library.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_LARGE = 256 * 1024

_NEW_OBJECTS = 50_000
"""Between two collections. A page of 2,000 sessions makes ten times as many objects, and no garbage among them:
with Python's 700 half of its time went into looking for some."""


def give_back() -> None:
    """Keep few heaps, and return every large block to the system as soon as it is free.

    Rendering threads use and free megabytes at a time. Left to itself the GNU allocator keeps them, in one
    heap per thread: a tenth to a sixth of the process once every page was rendered. Elsewhere this does nothing.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for parameter, value in ((_M_ARENA_MAX, 2), (_M_MMAP_THRESHOLD, _LARGE), (_M_TRIM_THRESHOLD, _LARGE)):
            mallopt(parameter, value)


def begin_counting() -> None:
    """Collect garbage from here on: what was loaded until now stays, and is never looked through again."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    gc.enable()
