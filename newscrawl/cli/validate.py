"""`newscrawl validate`: a dataset's files against the manifest, and every line against the record."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.cli import values
from newscrawl.cli.errors import FAILED, OK, CallError, CommandError
from newscrawl.cli.parser import Parser, Subparsers
from newscrawl.dataset.remote import is_remote

if TYPE_CHECKING:
    from newscrawl.dataset.validation.dataset import FileReport, Report
    from newscrawl.dataset.validation.folder import Plan

_MOST = 100
_EPILOG = """\
examples:
  newscrawl validate output
  newscrawl validate news.jsonl.zst
  newscrawl validate output --archive-digests
  newscrawl validate s3://bucket/news
  newscrawl validate output/articles/2026-11-24/*.jsonl

Of a folder, every file is held against manifest.jsonl: none may be missing, foreign or changed (bytes, sha256, lines).
Every line is held against the record's schema; the id is that of the address, the text starts with the title, no id
stands there twice in the same version, and what `archive` points to is there. A shard that is still being written, or
that a run which died left unfinished, is told as such and is no fault.

An address is checked by way of a copy of what its manifest lists, which needs room in the folder for temporary files.

exit codes: 0 all is right; 1 something is not, and the first of each file is printed as FILE:LINE: what, or there was
no room for temporary files (TMPDIR); 2 there is no such file
"""


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "validate",
        help="check every file and line of a dataset",
        description="Check .jsonl, .jsonl.gz and .jsonl.zst files, or a run's output folder with its manifest.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run, rest="file")
    parser.add_argument("file", nargs="+", metavar="FILE|DIR|URL", help="a file of records, or an output folder")
    parser.add_argument(
        "--archive-digests", action="store_true", help="read what `archive` points to, and check its digests too"
    )
    parser.add_argument("--each", type=values.count, default=1, metavar="N", help="problems to print of each file (1)")
    parser.add_argument(
        "--processes", type=values.count, metavar="N", help="how many files are read at once (default: one a core)"
    )
    parser.add_argument("--json", action="store_true", help="what was found as one JSON object on stdout")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress bar")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the traceback of an unexpected error")
    return parser


def run(args: argparse.Namespace) -> int:
    """Validate; returns the exit code."""
    from newscrawl.dataset.appending import DatasetError
    from newscrawl.dataset.validation.folder import NothingToCheck, plan

    with contextlib.ExitStack() as copies:
        urls: dict[Path, str] = {}
        paths = [_local(word, urls, copies) for word in args.file]
        try:
            planned = plan(paths)
        except (NothingToCheck, DatasetError) as error:
            raise CallError(str(error)) from error
        report = _checked(args, planned)
    for file in report.reports:
        file.path = _named(Path(file.path), urls)
    if args.json:
        from newscrawl.cli.printing import print_json

        print_json(report.to_dict(), pretty=False)
    else:
        _say(report)
    return FAILED if report.problems else OK


def _local(word: str, urls: dict[Path, str], copies: contextlib.ExitStack) -> Path:
    """A path; an address as a copy of what its manifest lists, for the time of the check."""
    if not is_remote(word):
        return Path(word)
    import tempfile

    from newscrawl.dataset.remote import Remote, RemoteUnusable, said
    from newscrawl.dataset.uploads import download

    folder = Path(copies.enter_context(tempfile.TemporaryDirectory(prefix="newscrawl-validate-")))
    try:
        download(Remote(word), folder)
    except RemoteUnusable as error:
        raise CallError(str(error)) from error
    except Exception as error:  # each store has its own
        raise CallError(f"{word}: cannot be read ({said(error)})") from error
    urls[folder] = word.rstrip("/")
    return folder


def _named(path: Path, urls: dict[Path, str]) -> Path | str:
    """A copy by the address of the original."""
    for folder, url in urls.items():
        if path.is_relative_to(folder):
            return f"{url}/{path.relative_to(folder).as_posix()}"
    return path


def _checked(args: argparse.Namespace, planned: Plan) -> Report:
    from newscrawl.dataset.appending import DatasetError
    from newscrawl.dataset.validation.dataset import validate
    from newscrawl.dataset.validation.uniqueness import NoRoom

    with _progress(planned, hidden=args.quiet) as progress:
        try:
            return validate(
                planned,
                digests=args.archive_digests,
                shown=args.each,
                processes=args.processes,
                progress=progress,
            )
        except (NoRoom, DatasetError) as error:
            raise CommandError(str(error)) from error


def _say(report: Report) -> None:
    bad = [file for file in report.reports if file.count]
    for file in bad[:_MOST]:
        _say_problems(file)
    if len(bad) > _MOST:
        print(f"… and {len(bad) - _MOST:,} more files")
    for file in report.reports:
        if file.note:
            print(f"note: {file.path}: {file.note}")
    verdict = _counted(report.problems, "problem") if report.problems else "all right"
    print(f"{_counted(report.lines, 'line')} in {_counted(report.files, 'file')} checked: {verdict}")


def _say_problems(file: FileReport) -> None:
    for number, problem in enumerate(file.problems, 1):
        place = f"{file.path}:{problem['line']}" if problem["line"] else str(file.path)
        more = file.count - number
        rest = f" (and {more:,} more in this file)" if more and number == len(file.problems) else ""
        print(f"{place}: {problem['what']}{rest}")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


@contextlib.contextmanager
def _progress(planned: Plan, *, hidden: bool) -> Iterator[Callable[[int], object]]:
    """A bar of bytes on a terminal."""
    if hidden or not sys.stderr.isatty():
        yield lambda size: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    total = sum(found.path.stat().st_size for found in planned.files if found.path.exists())
    bar = Progress(BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True)
    with bar:
        task = bar.add_task("", total=total)
        yield lambda size: bar.advance(task, size)
