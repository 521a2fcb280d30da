"""`scrapy crawl news -a sites=...`: one line and an exit code that says what is wrong, instead of a traceback."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError as ScrapyUsageError

from newscrawl.core.site import SitesError
from newscrawl.crawl.arguments import apply_arguments, sites_from_arguments
from newscrawl.crawling import CrawlFailed, SitesBusy, UsageError, exit_code, open_run
from newscrawl.spiders.news import NewsSpider

SITES_BUSY = 5


class Command(ScrapyCrawl):
    """Scrapy's own for all other spiders."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Raises Scrapy's UsageError, which it prints as one line before it exits with 2."""
        if args != [NewsSpider.name]:
            super().run(args, opts)
            return
        try:
            sites = sites_from_arguments(opts.spargs)
            assert self.settings is not None
            apply_arguments(opts.spargs, self.settings)
            run = open_run(self.settings, sites)
        except (UsageError, SitesError, ValueError) as error:
            raise ScrapyUsageError(str(error)) from error
        except SitesBusy as error:
            self._end(str(error), SITES_BUSY)
        except CrawlFailed as error:
            self._end(str(error), 1)
        else:
            opts.spargs = {"run": run}
            super().run(args, opts)
            if run.fatal is not None:
                self._end(run.fatal, 1)
            elif self.exitcode == 0:
                self.exitcode = exit_code(run.figures)

    def _end(self, message: str, code: int) -> None:
        sys.stderr.write(f"newscrawl: {message}\n")
        self.exitcode = code
