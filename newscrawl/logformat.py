"""How Scrapy's own log lines read in a newscrawl run."""

from __future__ import annotations

import logging
import sys
from typing import Any

from scrapy import Spider
from scrapy.logformatter import LogFormatter, LogFormatterResult

from newscrawl.dataset.appending import DatasetError


class RunLogFormatter(LogFormatter):
    """An output that can't be written is one line of extensions.settlement's, not a traceback a page."""

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Spider) -> LogFormatterResult:
        """Scrapy's line, at DEBUG where it is the output that failed."""
        result = super().item_error(item, exception, response, spider)
        if isinstance(exception, DatasetError):
            result["level"] = logging.DEBUG
        return result


def guard_logs(*, verbose: bool) -> None:
    """Have an output or log file that can't be written told in one line, and not as a traceback a page.

    The output's line is what the run ends with; a log file's is told on stderr, and the run goes on. Comes when Scrapy
    has made its handlers. With `verbose`, tracebacks stay.
    """
    for handler in logging.root.handlers:
        if not verbose:
            handler.addFilter(_is_no_trace_of_the_output)
        if isinstance(handler, logging.FileHandler):
            handler.handleError = _Once(handler.baseFilename)  # type: ignore[method-assign]


def _is_no_trace_of_the_output(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    return not isinstance(error, DatasetError)


class _Once:
    """Says what keeps a file from being written, when it is called within that error for the first time."""

    def __init__(self, name: str) -> None:
        self._name: str | None = name

    def __call__(self, record: logging.LogRecord) -> None:
        name, self._name = self._name, None
        if name is not None:
            error = sys.exc_info()[1]
            what = getattr(error, "strerror", None) or error
            sys.stderr.write(f"newscrawl: {name}: can't be written: {what}; the run goes on without its log\n")
