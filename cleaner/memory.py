"""Memory that is let go of goes back to the system, in a process that is this package's own.

Allocators keep what they may want again, one heap for each thread. What a run takes is printed by
`python -m benchmarks.batches CORPUS --only scale`.
"""

from __future__ import annotations

import os

_KEPT = "131072"  # bytes; what is as large goes back at once, whatever was seen before
# What a process is started with, and the number by which glibc's `mallopt` knows it (malloc.h).
ALLOCATION = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": _KEPT,
    "MALLOC_TRIM_THRESHOLD_": _KEPT,
}
_OPTIONS = {"MALLOC_ARENA_MAX": -8, "MALLOC_MMAP_THRESHOLD_": -3, "MALLOC_TRIM_THRESHOLD_": -1}


def give_back() -> None:
    """Have this process give memory back, before pyarrow is imported.

    What the environment says already holds. Where the C library is another, only Arrow's part is done.
    """
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None
    for name, value in ALLOCATION.items():
        if name in os.environ:
            continue
        if name not in _OPTIONS:
            os.environ[name] = value
        elif mallopt:
            mallopt(_OPTIONS[name], int(value))
