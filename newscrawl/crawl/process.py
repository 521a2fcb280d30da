"""What a crawl asks of its own process: an event loop that is not held up, memory that goes back when it is free."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Callable

SWITCH_SECONDS = 0.001
"""How long the store's thread may go on while the event loop's waits for the interpreter. The loop gives it away at
every read and write of a socket; at Python's 5 ms, fifty of those beside a busy thread may be a quarter of a second."""

OWN_PAGES_FROM = 2**20
"""Bytes from which a block of memory gets pages of its own, which the system has back when it is freed."""

_M_MMAP_THRESHOLD = -3  # malloc.h


def settle_in() -> Callable[[], None]:
    """Set the process up for a crawl; returns what sets it back.

    What is there by now, modules for the most part, is left out when the garbage collector looks at everything: they
    alone take 90 ms, each time. glibc raises the size from which blocks get
    pages of their own with each large one that is freed (mallopt(3), "dynamic mmap threshold"), so that sitemaps would
    leave holes in the heap; here it is fixed, unless the environment has set it.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, SWITCH_SECONDS))
    gc.collect()
    gc.freeze()
    if "MALLOC_MMAP_THRESHOLD_" not in os.environ:
        _give_large_blocks_their_own_pages()

    def set_back() -> None:
        sys.setswitchinterval(before)
        gc.unfreeze()

    return set_back


def _give_large_blocks_their_own_pages() -> bool:
    """Whether the C library can be told; glibc's can."""
    try:
        told: int = ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, OWN_PAGES_FROM)
    except (AttributeError, OSError, TypeError):  # another C library
        return False
    return told == 1
