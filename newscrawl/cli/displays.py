"""Which display a run gets, and how much is logged beside it."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.report.display import Display


def warn_of_settings(names: list[str]) -> None:
    """A line on stderr for each name that looks like one of Scrapy's settings misspelt; it is taken all the same."""
    from difflib import get_close_matches

    from scrapy.settings import default_settings

    known = [name for name in dir(default_settings) if name.isupper()]
    for name in names:
        near = get_close_matches(name, known, n=1, cutoff=0.85)
        if near and name not in known:
            line = f"newscrawl crawl: -s: {name} is none of Scrapy's settings; did you mean {near[0]}?"
            print(line, file=sys.stderr)


_CHATTY = ("addons", "core.engine", "crawler", "middleware", "statscollectors", "utils.log", "extensions.memusage")
"""Scrapy's modules that say at INFO how they are set up, and nothing of the crawl."""


def quiet_scrapy(level: str) -> None:
    """At INFO, leave what Scrapy says of itself out of the log; at DEBUG it stays.

    By filters, for Scrapy sets the levels of its loggers anew when it starts.
    """
    for name in _CHATTY:
        logger = logging.getLogger(f"scrapy.{name}")
        if level == "DEBUG":
            logger.removeFilter(_matters)
        else:
            logger.addFilter(_matters)


def _matters(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def log_level(args: argparse.Namespace, *, live: bool) -> str:
    """Everything with -v, errors only with -q; beside a live display warnings, unless the log has its own file."""
    if args.verbose:
        return "DEBUG"
    if args.log_file:
        return "INFO"
    return "ERROR" if args.quiet else "WARNING" if live else "INFO"


def is_live(args: argparse.Namespace) -> bool:
    """Whether stderr is a terminal that can be drawn on, and the call does not ask for lines."""
    dumb = os.environ.get("TERM", "").lower() in ("", "dumb", "unknown")
    return sys.stderr.isatty() and not (dumb or args.verbose or args.quiet)


def choose_display(args: argparse.Namespace) -> Display | None:
    """The live display on a terminal, log lines elsewhere, nothing with --quiet."""
    if args.quiet:
        return None
    if is_live(args):
        from newscrawl.report.live import LiveDisplay

        display = LiveDisplay()
        display.announce("starting …")
        return display
    from newscrawl.report.plain import PlainDisplay

    return PlainDisplay()
