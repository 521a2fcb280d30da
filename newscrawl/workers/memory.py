"""What a worker process may take of memory: a page that wants more ends its worker, and not the machine."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

__all__ = ["EXHAUSTED", "limit", "within_limit"]

P = ParamSpec("P")
R = TypeVar("R")

EXHAUSTED = 101
"""The exit code of a worker that had no memory left; no signal's number, which is what a fork server may report."""

_STATM = Path("/proc/self/statm")
_DATA = 5
"""Which of its numbers counts the pages that are private and writable, as RLIMIT_DATA does since Linux 4.7."""


def limit(more: int) -> None:
    """Let this process take so many bytes more than it has now. Without effect elsewhere than on Linux.

    What asks for more gets a MemoryError, or in a library that knows none an end.
    """
    try:
        taken = int(_STATM.read_text("ascii").split()[_DATA]) * resource.getpagesize()
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = taken + more
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def within_limit(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The function's result. Where memory does not suffice the process ends, with EXHAUSTED.

    One that goes on would keep what it has in pieces, and have less for the pages after it.
    """
    try:
        return function(*args, **kwargs)
    except MemoryError:
        os._exit(EXHAUSTED)
