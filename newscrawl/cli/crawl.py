"""`newscrawl crawl`: arguments to CrawlOptions, then the display, the summary and the exit code."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.cli import values
from newscrawl.cli.checks import check_call, read_sites
from newscrawl.cli.errors import FAILED, BusyError, CallError, CommandError
from newscrawl.cli.options import add_filters, add_how, add_where
from newscrawl.cli.parser import Parser, Subparsers

if TYPE_CHECKING:
    from newscrawl.core.site import Site
    from newscrawl.report.display import Display
    from newscrawl.report.figures import RunFigures

STOPPED = (130, 143)

_EPILOG = """\
examples:
  newscrawl crawl www.example.org
  newscrawl crawl www.example.org https://news.example.net/ --since 7d --language de,en
  newscrawl crawl --sites sites.toml --output news --max-time 1h30m
  newscrawl crawl www.example.org --output news.jsonl.zst --json > run.json
  newscrawl crawl www.example.org --output s3://bucket/news
  newscrawl crawl www.example.org -s DOWNLOAD_DELAY=3

Run the same command again: only what is new is fetched, and what an interrupted run left is taken up.

exit codes:
  0         the run did what it was asked; nothing new is fine
  1         newscrawl itself failed; the log says where
  2         the call or a sites file is wrong; one line says what and where, nothing was fetched
  3         finished, but no site could be crawled at all
  4         finished, but some of the sites could not be crawled
  5         another run holds these sites
  130, 143  stopped by a signal, after writing down what it had
"""


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "crawl",
        help="crawl sites and write their articles as JSON lines",
        description="Crawl news sites and write one JSON object an article, run after run, each article once.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run, rest="site")
    parser.add_argument(
        "site",
        nargs="*",
        metavar="SITE",
        help="an address or a bare domain (https first, then http); all of its host is crawled, whatever the path",
    )
    parser.add_argument("--sites", type=Path, metavar="FILE.toml", help="many sites, with what differs among them")
    _what(parser.add_argument_group("what to take"))
    _where(parser.add_argument_group("where to write"))
    _how(parser.add_argument_group("how to run"))
    return parser


def _what(group: Any) -> None:
    add_filters(group)
    group.add_argument("--max-time", type=values.duration, metavar="TIME", help="stop after 90s, 10m, 1h30m")
    group.add_argument("--all", action="store_true", help="visit every source now, whether it is due or not")
    group.add_argument(
        "--purpose",
        type=values.one_of("research", "training"),
        metavar="research|training",
        help="what the texts are for; training leaves out what publishers reserve",
    )
    group.add_argument(
        "--duplicates",
        type=values.one_of("mark", "drop"),
        metavar="mark|drop",
        help="near doubles of other articles: their lines say so (default), or they are left out",
    )


def _where(group: Any) -> None:
    add_where(group)
    group.add_argument("--archive", action="store_true", help="keep what came over the wire, too, as WARC files")
    group.add_argument("--log-file", type=Path, metavar="FILE", help="write the log there, not to stderr")


def _how(group: Any) -> None:
    group.add_argument(
        "--render",
        type=values.one_of("auto", "never", "always"),
        metavar="auto|never|always",
        help="whether a browser renders pages: those that need it (auto, the default); without one they are left out",
    )
    add_how(group, "any Scrapy setting; may be repeated")


def run(args: argparse.Namespace) -> int:
    """Crawl; returns the exit code."""
    from newscrawl.cli.displays import choose_display, is_live, warn_of_settings

    sites = read_sites(args.site, args.sites)
    check_call(args)
    if args.settings:
        warn_of_settings([name for name, _value in args.settings])
    live = is_live(args)
    figures = crawl(crawl_options(args, sites, live=live), choose_display(args))
    with contextlib.suppress(BrokenPipeError):
        # Whether anyone reads the summary changes nothing in how the run ended.
        _say(args, figures)
        sys.stdout.flush()
    if figures.exit_code in STOPPED:
        # All is on disk; threads that still wait for a dead host or name server must not hold the process.
        sys.stderr.flush()
        os._exit(figures.exit_code)
    return FAILED if figures.exit_code is None else figures.exit_code


def crawl(options: dict[str, Any], display: Display | None) -> RunFigures:
    """Crawl, with the fields of a CrawlOptions; errors come as a command's, and the display goes whatever happens."""
    from newscrawl.cli.displays import quiet_scrapy

    quiet_scrapy(options["log_level"])
    try:
        return _crawl(options, display)
    finally:
        if display is not None:
            display.stop()


def _crawl(options: dict[str, Any], display: Display | None) -> RunFigures:
    from newscrawl.crawling import CrawlFailed, CrawlOptions, SitesBusy, UsageError
    from newscrawl.crawling import crawl as start

    try:
        return start(CrawlOptions(**options), display)
    except UsageError as error:
        raise CallError(str(error)) from error
    except SitesBusy as error:
        raise BusyError(str(error)) from error
    except CrawlFailed as error:
        raise CommandError(str(error)) from error


def crawl_options(args: argparse.Namespace, sites: tuple[Site, ...], *, live: bool) -> dict[str, Any]:
    """The call as the fields of a CrawlOptions, which is made where Scrapy is imported."""
    from newscrawl.cli.displays import log_level

    return {
        "sites": sites,
        "output": args.output,
        "staging": args.staging,
        "state": args.state,
        "since": args.since,
        "until": args.until,
        "languages": args.language,
        "max_articles": args.max_articles,
        "max_time": args.max_time,
        "visit_all": args.all,
        "purpose": args.purpose,
        "duplicates": args.duplicates,
        "archive": args.archive,
        "render": args.render,
        "settings": dict(args.settings),
        "log_level": log_level(args, live=live),
        "log_file": args.log_file,
    }


def _say(args: argparse.Namespace, figures: RunFigures) -> None:
    if args.json:
        from newscrawl.cli.printing import print_json

        print_json(figures.to_dict(), pretty=False)
    elif not args.quiet:
        from newscrawl.report.summary import print_summary

        print_summary(figures, sys.stdout)
