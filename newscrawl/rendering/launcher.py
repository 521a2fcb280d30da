"""Becomes the browser: `python launcher.py PIDFILE PROGRAM ARGUMENT...`. Says its process, and ends with its parent.

The parent is Playwright's driver, which ends when newscrawl's pipe to it does, however that comes about. Where the
browser hangs then, the kernel ends it (prctl(2), PR_SET_PDEATHSIG; kept over execve). Imports nothing of newscrawl's:
it is run without it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Note the process and be the program. Raises OSError where there is no such program."""
    place, program, *rest = arguments
    parent = os.getppid()
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return  # it has left before
    Path(place).write_text(str(os.getpid()), encoding="ascii")
    os.execv(program, [program, *rest])  # noqa: S606 (its path is what newscrawl has found)


if __name__ == "__main__":
    main(sys.argv[1:])
