"""Runs one crawl in this process, from options to figures with their exit code."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newscrawl.core.site import Site
from newscrawl.crawl.config import Config, ConfigError
from newscrawl.crawl.run import DatasetError, Run, SitesBusy
from newscrawl.report.display import Display
from newscrawl.report.figures import RunFigures, SiteState
from newscrawl.spiders.news import NewsSpider
from newscrawl.store import StoreError

__all__ = ["CrawlFailed", "CrawlOptions", "Display", "SitesBusy", "UsageError", "crawl"]

SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143}
GRACE_SECONDS = 4.0
"""After a signal: how long answers under way may still come in."""


class UsageError(ValueError):
    """What was asked for can't be done as asked; one line."""


class CrawlFailed(RuntimeError):
    """The run could not begin; one line."""


@dataclass(frozen=True, kw_only=True)
class CrawlOptions:
    """What a crawl is asked for; see docs/quick-start.md and `newscrawl crawl --help`."""

    sites: tuple[Site, ...]
    output: Path = Path("output")
    state: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    languages: tuple[str, ...] = ()
    max_articles: int | None = None
    max_time: float | None = None
    visit_all: bool = False
    purpose: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    """Scrapy settings by name; they win over all else."""
    log_level: str = "INFO"
    log_file: Path | None = None


def crawl(options: CrawlOptions, display: Display | None = None) -> RunFigures:
    """Crawl, and return the figures when it is over; a process can do this once, as it runs Twisted's reactor.

    Raises UsageError, SitesBusy or CrawlFailed before anything is fetched. Ctrl-C and SIGTERM end the crawl within
    seconds, with all that it had written down; a second one ends the process at once.
    """
    settings = _settings(options)
    process = AsyncCrawlerProcess(settings)
    run = open_run(settings, options.sites)
    stopper = _Stopper(process, run)
    process.crawl(NewsSpider, run=run, display=display)
    asyncio.get_event_loop().call_soon(stopper.install)
    process.start(install_signal_handlers=False)
    if process.bootstrap_failed or run.figures.finish_reason == "start_error":
        run.fatal = run.fatal or "the crawl failed; the log says where"
    if run.fatal is not None:
        raise CrawlFailed(run.fatal)
    run.figures.exit_code = stopper.exit_code or exit_code(run.figures)
    return run.figures


def open_run(settings: Settings, sites: Sequence[Site]) -> Run:
    """The run that the settings ask for, over these sites. Raises UsageError, SitesBusy or CrawlFailed."""
    rendered = [site.name for site in sites if site.render == "always"]
    if rendered:
        raise UsageError(
            f"{rendered[0]}: render: always needs a browser, which this version cannot drive yet; use auto"
        )
    try:
        return Run(Config.from_settings(settings), sites)
    except (StoreError, ConfigError) as error:
        raise UsageError(str(error)) from error
    except DatasetError as error:
        raise CrawlFailed(str(error)) from error


def exit_code(figures: RunFigures) -> int:
    """0, 3, 4 or 130 as docs/output-and-state.md has them."""
    if figures.finish_reason == "shutdown":
        return SIGNALS[signal.SIGINT]
    states = [site.state for site in figures.sites.values()]
    if states and all(state is SiteState.FAILED for state in states):
        return 3
    return 4 if SiteState.FAILED in states else 0


def _settings(options: CrawlOptions) -> Settings:
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    asked = {
        "OUTPUT": options.output,
        "STATE": options.state,
        "SINCE": options.since,
        "UNTIL": options.until,
        "LANGUAGES": options.languages,
        "MAX_ARTICLES": options.max_articles,
        "MAX_TIME": options.max_time,
        "VISIT_ALL": options.visit_all,
        "PURPOSE": options.purpose,
    }
    for name, value in asked.items():
        settings.set(f"NEWSCRAWL_{name}", value, priority="cmdline")
    settings.set("LOG_LEVEL", options.log_level, priority="cmdline")
    settings.set("LOG_FILE", str(options.log_file) if options.log_file else None, priority="cmdline")
    for name, text in options.settings.items():
        settings.set(name, text, priority=settings.maxpriority() + 1)
    return settings


class _Stopper:
    """Ends a crawl on SIGINT and SIGTERM: softly, then firmly; at once when asked twice."""

    def __init__(self, process: AsyncCrawlerProcess, run: Run) -> None:
        self._process, self._run = process, run
        self.exit_code: int | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def install(self) -> None:
        """Take the signals; the event loop must be running."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._signalled, number)

    def _signalled(self, number: signal.Signals) -> None:
        if self.exit_code is not None:
            sys.stderr.write("\n")
            os._exit(SIGNALS[number])  # the next run goes on from what is on disk
        self.exit_code = SIGNALS[number]
        self._run.figures.finish_reason = "shutdown"
        logging.getLogger("newscrawl").warning("stopping; once more ends it at once")
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._process.stop()), loop.create_task(self._end_firmly())]

    async def _end_firmly(self) -> None:
        """Answers that are still under way after the grace are given up; their addresses stay pending."""
        from twisted.internet import reactor

        await asyncio.sleep(GRACE_SECONDS)
        await self._run.close()
        reactor.crash()  # type: ignore[misc]
