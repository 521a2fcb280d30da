"""`newscrawl replay`: arguments to ReplayOptions, then the progress, the summary and the exit code."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.cli import values
from newscrawl.cli.checks import check_where
from newscrawl.cli.errors import FAILED, BusyError, CallError, CommandError
from newscrawl.cli.options import add_filters, add_how, add_where
from newscrawl.cli.parser import Parser, Subparsers

if TYPE_CHECKING:
    from newscrawl.report.replaying import ReplayDisplay, ReplayFigures

_EPILOG = """\
examples:
  newscrawl replay output/archive --output again
  newscrawl replay CC-NEWS-*.warc.gz --site example.org,example.net --language de
  newscrawl replay output/archive --output s3://bucket/again
  newscrawl replay saved.warc --since 2026-11-01 --json > run.json

Nothing is asked of any server. Run the same command again after it was stopped: it goes on from there.

exit codes:
  0         all was read; nothing new is fine
  1         newscrawl itself failed, or the output can't be written; one line says why
  2         the call is wrong, or a file is not there; nothing was read
  3         nothing could be read: none of the files is an archive
  4         read, but some files are damaged; a line each says where
  5         another replay writes to the same output
  130, 143  stopped by a signal, after writing down what it had
"""


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "replay",
        help="extract again from archives (WARC), without a request",
        description="Read archives (newscrawl's own, CC-NEWS, wget's) and write their articles as a crawl does.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run, rest="file")
    parser.add_argument(
        "file", nargs="+", metavar="FILE|DIR", help="a WARC or ARC file, packed or not, or a folder of such files"
    )
    what = parser.add_argument_group("what to take")
    what.add_argument(
        "--site", type=_sites, action="extend", default=[], metavar="HOST", help="only these sites' pages"
    )
    add_filters(what)
    what.add_argument("--all", action="store_true", help="read again what earlier calls have read")
    what.add_argument(
        "--duplicates",
        type=values.one_of("mark", "drop"),
        metavar="mark|drop",
        help="what becomes of near doubles: marked (default), or left out",
    )
    what.add_argument(
        "--purpose",
        type=values.one_of("research", "training"),
        metavar="research|training",
        help="what the texts are for (default: as the crawl was asked that made the archive)",
    )
    add_where(parser.add_argument_group("where to write"))
    add_how(parser.add_argument_group("how to run"), "a setting of newscrawl's, NEWSCRAWL_...; may be repeated")
    return parser


def _sites(text: str) -> list[Any]:
    from newscrawl.core.site import SitesError, site_from_argument

    try:
        return [site_from_argument(word.strip()) for word in text.split(",") if word.strip()]
    except SitesError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run(args: argparse.Namespace) -> int:
    """Replay; returns the exit code."""
    import logging

    _check(args)
    level = "DEBUG" if args.verbose else "ERROR" if args.quiet else "WARNING"
    logging.basicConfig(level=level, format="%(levelname)s: %(message)s")
    figures = _replay(args)
    for line in figures.damages:
        print(f"newscrawl replay: {line}", file=sys.stderr)
    with contextlib.suppress(BrokenPipeError):
        _say(args, figures)
        sys.stdout.flush()
    return FAILED if figures.run.exit_code is None else figures.run.exit_code


def _check(args: argparse.Namespace) -> None:
    if args.since and args.until and args.since >= args.until:
        raise CallError(f"--since: {args.since:%Y-%m-%d %H:%M} is not before --until; give an earlier time")
    for name, _ in args.settings:
        if not name.startswith("NEWSCRAWL_"):
            raise CallError(f"-s: {name} means nothing here: nothing is fetched; write NEWSCRAWL_...=VALUE")
    for word in args.file:
        if not Path(word).exists():
            raise CallError(f"{word}: no such file; name a WARC file or a folder of them")
    check_where(args)


def _replay(args: argparse.Namespace) -> ReplayFigures:
    try:
        from newscrawl.replaying import NothingToRead, ReplayBusy, ReplayFailed, ReplayOptions, UsageError, replay
    except ModuleNotFoundError as error:
        if error.name != "warcio":
            raise
        raise CallError("reading archives needs warcio: pip install 'newscrawl[archive]'") from error
    options = ReplayOptions(
        files=tuple(map(Path, args.file)), sites=tuple(args.site), settings=_settings(args), read_all=args.all
    )
    display = _display(args)
    try:
        return replay(options, display)
    except (UsageError, NothingToRead) as error:
        raise CallError(str(error)) from error
    except ReplayBusy as error:
        raise BusyError(str(error)) from error
    except ReplayFailed as error:
        raise CommandError(str(error)) from error


def _settings(args: argparse.Namespace) -> dict[str, object]:
    """What is asked for, as a crawl's settings."""
    return {
        "NEWSCRAWL_OUTPUT": args.output,
        "NEWSCRAWL_STAGING": args.staging,
        "NEWSCRAWL_STATE": args.state,
        "NEWSCRAWL_SINCE": args.since,
        "NEWSCRAWL_UNTIL": args.until,
        "NEWSCRAWL_LANGUAGES": args.language,
        "NEWSCRAWL_MAX_ARTICLES": args.max_articles,
        "NEWSCRAWL_PURPOSE": args.purpose,
        "NEWSCRAWL_DUPLICATES": args.duplicates,
        **dict(args.settings),
    }


def _display(args: argparse.Namespace) -> ReplayDisplay:
    from newscrawl.cli.displays import is_live
    from newscrawl.report.replaying import BarDisplay, LineDisplay, ReplayDisplay

    if args.quiet:
        return ReplayDisplay()
    return BarDisplay() if is_live(args) else LineDisplay()


def _say(args: argparse.Namespace, figures: ReplayFigures) -> None:
    if args.json:
        from newscrawl.cli.printing import print_json

        print_json(figures.to_dict(), pretty=False)
    elif not args.quiet:
        from newscrawl.report.replaying import print_replay

        print_replay(figures, sys.stdout)
