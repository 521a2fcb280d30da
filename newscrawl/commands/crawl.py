"""`scrapy crawl news -a sites=...`: one line and an exit code that says what is wrong, instead of a traceback."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from types import FrameType

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError as ScrapyUsageError

from newscrawl.core.site import SitesError
from newscrawl.crawl.arguments import apply_arguments, sites_from_arguments
from newscrawl.crawling import (
    SIGNALS,
    CrawlFailed,
    SitesBusy,
    UsageError,
    check_settings,
    close_run,
    exit_code,
    open_run,
)
from newscrawl.spiders.news import NewsSpider

SITES_BUSY = 5


class Command(ScrapyCrawl):
    """Scrapy's own for all other spiders."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Raises Scrapy's UsageError for settings that Scrapy could not start with."""
        super().process_options(args, opts)
        if args == [NewsSpider.name]:
            assert self.settings is not None
            try:
                check_settings(self.settings)
            except UsageError as error:
                raise ScrapyUsageError(str(error)) from error

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Raises Scrapy's UsageError, which it prints as one line before it exits with 2."""
        if args != [NewsSpider.name]:
            super().run(args, opts)
            return
        try:
            assert self.settings is not None
            apply_arguments(opts.spargs, self.settings)
            sites = sites_from_arguments(opts.spargs)
            run = open_run(self.settings, sites)
        except (UsageError, SitesError, ValueError) as error:
            raise ScrapyUsageError(str(error)) from error
        except SitesBusy as error:
            self._end(str(error), SITES_BUSY)
        except CrawlFailed as error:
            self._end(str(error), 1)
        else:
            opts.spargs = {"run": run}
            heard = _Heard()
            asyncio.get_event_loop().call_soon(heard.listen)
            try:
                super().run(args, opts)
            finally:
                close_run(run)
            if run.fatal is not None:
                self._end(run.fatal, 1)
            elif self.exitcode == 0:
                self.exitcode = heard.exit_code or exit_code(run.figures)

    def _end(self, message: str, code: int) -> None:
        sys.stderr.write(f"newscrawl: {message}\n")
        self.exitcode = code


class _Heard:
    """Notes which signal it was that Scrapy's own handlers end the crawl for."""

    def __init__(self) -> None:
        self.exit_code: int | None = None

    def listen(self) -> None:
        """Stand before Scrapy's handlers; when the event loop runs, they are installed."""
        for number in SIGNALS:
            self._stand_before(number)

    def _stand_before(self, number: signal.Signals) -> None:
        handler = signal.getsignal(number)

        def note(received: int, frame: FrameType | None) -> None:
            self.exit_code = self.exit_code or SIGNALS[number]
            if callable(handler):
                handler(received, frame)

        if callable(handler):
            signal.signal(number, note)
