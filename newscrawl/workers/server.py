"""The first import in the fork server of the worker processes: it and its children say nothing when the run is over.

A run may end while its workers still start. Those find the other end of their pipes and semaphores gone, of which the
standard library prints a traceback on the user's terminal, after the summary.
"""

from __future__ import annotations

import signal
import sys
from types import TracebackType


def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print what a starting worker failed of, but for what a parent that has left makes it fail of."""
    if not issubclass(kind, EOFError | OSError):
        sys.__excepthook__(kind, error, trace)


# The server itself ignores Ctrl-C, but only from when all is imported.
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.excepthook = told
