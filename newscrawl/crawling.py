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
from scrapy.settings import BaseSettings, Settings

from newscrawl.core.site import Site
from newscrawl.crawl.browsers import look_for_browser
from newscrawl.crawl.checks import check_classes, check_values
from newscrawl.crawl.config import Config, ConfigError
from newscrawl.crawl.run import DatasetError, Run, SitesBusy
from newscrawl.dataset.remote import RemoteUnusable
from newscrawl.report.display import Display
from newscrawl.report.figures import RunFigures, SiteState
from newscrawl.spiders.news import NewsSpider
from newscrawl.store import StoreError

__all__ = ["CrawlFailed", "CrawlOptions", "Display", "SitesBusy", "UsageError", "crawl"]

SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143}
FAILED = "the crawl failed; the log says where"
GRACE_SECONDS = 4.5
"""After a signal: when the reactor is ended, should the spider's own stop (NewsSpider.stop) not have come through."""

logger = logging.getLogger("newscrawl")


class UsageError(ValueError):
    """What was asked for can't be done as asked; one line."""


class CrawlFailed(RuntimeError):
    """The run could not begin; one line."""


@dataclass(frozen=True, kw_only=True)
class CrawlOptions:
    """What a crawl is asked for; see docs/quick-start.md and `newscrawl crawl --help`."""

    sites: tuple[Site, ...]
    output: Path | str = Path("output")
    """A path, or the address of a folder that fsspec can write: s3://, gs://, az://."""
    staging: Path | None = None
    """Where the files of an address are written first."""
    state: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    languages: tuple[str, ...] = ()
    max_articles: int | None = None
    max_time: float | None = None
    visit_all: bool = False
    purpose: str | None = None
    duplicates: str | None = None
    archive: bool = False
    render: str | None = None
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
    process = _process(settings, options)
    run = open_run(settings, options.sites)
    stopper = _Stopper(process, run)
    try:
        stopper.wait()
        crawling = process.crawl(NewsSpider, run=run, display=display)
        asyncio.get_event_loop().call_soon(stopper.install)
        process.start(install_signal_handlers=False)
    finally:
        stopper.go_deaf()
        close_run(run)
    _raise_if_failed(crawling, run, options)
    if process.bootstrap_failed or run.figures.finish_reason == "start_error":
        run.fatal = run.fatal or FAILED
    if run.fatal is not None:
        raise CrawlFailed(run.fatal)
    run.figures.exit_code = stopper.exit_code or exit_code(run.figures)
    return run.figures


def check_settings(settings: BaseSettings) -> None:
    """Whether Scrapy's settings hold what they should, before Scrapy reads them. Raises UsageError."""
    try:
        check_values(settings)
    except ConfigError as error:
        raise UsageError(str(error)) from error


def open_run(settings: BaseSettings, sites: Sequence[Site]) -> Run:
    """The run that the settings ask for, over these sites. Raises UsageError, SitesBusy or CrawlFailed.

    Comes when Scrapy's process is there, as the classes that settings name are imported.
    """
    try:
        check_values(settings)
        check_classes(settings)
        config = Config.from_settings(settings)
        _check_browser(config, sites)
        return Run(config, sites)
    except (StoreError, ConfigError, RemoteUnusable) as error:
        raise UsageError(str(error)) from error
    except DatasetError as error:
        raise CrawlFailed(str(error)) from error


def _check_browser(config: Config, sites: Sequence[Site]) -> None:
    """Whether there is a browser where all pages are to be rendered. Raises UsageError."""
    always = next((site.name for site in sites if (site.render or config.render) == "always"), None)
    if always is not None and (missing := look_for_browser(config.browser).missing):
        where = "--render always" if config.render == "always" else f"{always}: render: always"
        raise UsageError(f"{where} needs a browser: {missing}")


def close_run(run: Run) -> None:
    """Close a run that Scrapy did not come to close, as when it could not start; the event loop must stand still."""
    try:
        loop = asyncio.get_event_loop()
    except RuntimeError:  # Scrapy has closed it, as where it does without Twisted's reactor
        asyncio.run(run.close())
    else:
        loop.run_until_complete(run.close())


def exit_code(figures: RunFigures) -> int:
    """0, 3, 4 or 130 as docs/output-and-state.md has them."""
    if figures.finish_reason == "shutdown":
        return SIGNALS[signal.SIGINT]
    states = [site.state for site in figures.sites.values()]
    if states and all(state is SiteState.FAILED for state in states):
        return 3
    return 4 if SiteState.FAILED in states or SiteState.STOPPED in states else 0


def _settings(options: CrawlOptions) -> Settings:
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    asked = {
        "OUTPUT": options.output,
        "STAGING": options.staging,
        "STATE": options.state,
        "SINCE": options.since,
        "UNTIL": options.until,
        "LANGUAGES": options.languages,
        "MAX_ARTICLES": options.max_articles,
        "MAX_TIME": options.max_time,
        "VISIT_ALL": options.visit_all,
        "PURPOSE": options.purpose,
        "DUPLICATES": options.duplicates,
        "ARCHIVE": options.archive,
        "RENDER": options.render,
    }
    for name, value in asked.items():
        settings.set(f"NEWSCRAWL_{name}", value, priority="cmdline")
    settings.set("LOG_LEVEL", options.log_level, priority="cmdline")
    settings.set("LOG_FILE", str(options.log_file) if options.log_file else None, priority="cmdline")
    for name, text in options.settings.items():
        try:
            settings.set(name, text, priority=settings.maxpriority() + 1)
        except ValueError as error:  # Scrapy reads those that are tables at once
            raise UsageError(f"{name}: {text!r} is no JSON object: {error}") from error
    check_settings(settings)
    return settings


def _process(settings: Settings, options: CrawlOptions) -> AsyncCrawlerProcess:
    try:
        return AsyncCrawlerProcess(settings)
    except Exception as error:
        if not options.settings:
            raise
        raise _wrong_settings(options, error) from error


def _raise_if_failed(crawling: asyncio.Task[None], run: Run, options: CrawlOptions) -> None:
    """Raises UsageError where the crawl could not start with the settings that were asked for; else CrawlFailed."""
    error = crawling.exception() if crawling.done() and not crawling.cancelled() else None
    if error is None:
        return
    if options.settings and not run.figures.responses:
        logger.debug("the crawl can't start", exc_info=error)
        raise _wrong_settings(options, error) from error
    logger.error("the crawl failed", exc_info=error)
    raise CrawlFailed(run.fatal or FAILED) from error


def _wrong_settings(options: CrawlOptions, error: BaseException) -> UsageError:
    """What is wrong is in the error; of the settings, all that were given may be meant."""
    given = ", ".join(f"{name}={value}" for name, value in options.settings.items())
    return UsageError(" ".join(f"the crawl can't start with {given}: {type(error).__name__}: {error}".split()))


class _Stopper:
    """Ends a crawl on SIGINT and SIGTERM: softly, then firmly; at once when asked twice."""

    def __init__(self, process: AsyncCrawlerProcess, run: Run) -> None:
        self._process, self._run = process, run
        self.exit_code: int | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._early: list[int] = []

    def wait(self) -> None:
        """Only note the signals until `install`: they must not break into Scrapy while it is put together."""
        for number in SIGNALS:
            signal.signal(number, lambda came, _frame: self._early.append(came))

    def install(self) -> None:
        """Take the signals; the event loop must be running."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._signalled, number)
        for came in self._early:
            self._signalled(signal.Signals(came))

    def _signalled(self, number: signal.Signals) -> None:
        if self.exit_code is not None:
            sys.stderr.write("\n")
            os._exit(SIGNALS[number])  # the next run goes on from what is on disk
        self.exit_code = SIGNALS[number]
        self._run.figures.finish_reason = "shutdown"
        self._run.hurry()
        logging.getLogger("newscrawl").warning("stopping; once more ends it at once")
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._process.stop()), loop.create_task(self._end_firmly())]

    def go_deaf(self) -> None:
        """After a signalled stop the end is near: another signal must not break into it."""
        if self.exit_code is not None:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)

    async def _end_firmly(self) -> None:
        """Answers that are still under way after the grace are given up; their addresses stay pending."""
        from twisted.internet import reactor

        await asyncio.sleep(GRACE_SECONDS)
        await self._run.close()
        reactor.crash()  # type: ignore[misc]
