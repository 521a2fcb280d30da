"""How Scrapy's own log lines read in a newscrawl run."""

from __future__ import annotations

import logging
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
