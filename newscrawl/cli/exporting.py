"""How an export shows itself: the progress, the summary, and errors as one line."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from newscrawl.cli.displays import is_live
from newscrawl.cli.errors import OK, CallError, CommandError, one_line
from newscrawl.cli.export import summary_of
from newscrawl.cli.printing import counted, print_json

if TYPE_CHECKING:
    from newscrawl.dataset.exports.export import Job, Outcome


def carry_out(args: argparse.Namespace, job: Job) -> int:
    """Export and say what came of it; returns the exit code. Raises CommandError."""
    from newscrawl.dataset.exports.export import export
    from newscrawl.dataset.exports.sources import lines_in

    left = () if args.unfinished else job.source.unfinished
    with one_line_errors(f"{job.target}: can't be written"), progress(args, job.source.size * (1 + job.latest)) as told:
        outcome = export(job, told)
    unfinished = lines_in(left)
    if args.json:
        print_json(summary_of(job, outcome, unfinished))
    elif not args.quiet:
        _say(job, outcome, unfinished, len(left))
    return OK


_REJECTED = (
    "such lines say what a crawl left out and why; read them as JSON (address, reason, evidence), "
    "or ask `newscrawl explain URL`; articles are in the output folder and its articles/"
)


@contextlib.contextmanager
def one_line_errors(what: str) -> Iterator[None]:
    """What can go wrong with files, as errors of the command."""
    from newscrawl.dataset.appending import DatasetError
    from newscrawl.dataset.exports.records import BadLine
    from newscrawl.dataset.exports.target import TargetError

    try:
        yield
    except TargetError as error:
        raise CallError(str(error)) from error
    except BadLine as error:
        hint = _REJECTED if error.is_rejection else "--skip-bad leaves such lines out"
        raise CommandError(f"{error}; nothing was written: {hint}") from error
    except DatasetError as error:
        raise CommandError(one_line(error)) from error
    except ImportError as error:
        raise CommandError(f"{error.name} is not installed; it comes with: pip install 'newscrawl[export]'") from error
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise CommandError(f"{what}: {one_line(error.strerror or error)}{place}") from error


@contextlib.contextmanager
def progress(args: argparse.Namespace, size: int) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal, by the bytes that are read; nothing elsewhere."""
    if (args.json and not sys.stderr.isatty()) or not is_live(args) or size < _WORTH_A_BAR:
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("reading", total=size)
        yield lambda count: shown.advance(task, count)


_WORTH_A_BAR = 4 * 2**20


def _say(job: Job, outcome: Outcome, unfinished_lines: int, unfinished: int) -> None:
    for line in outcome.first_bad:
        print(line)
    if outcome.bad > len(outcome.first_bad):
        print(f"… and {outcome.bad - len(outcome.first_bad):,} more")
    files = f"{counted(outcome.files, 'file')}, {_size(outcome.size)}"
    print(f"{outcome.written:,} of {outcome.lines:,} records written to {job.target} as {job.form.name} ({files})")
    if outcome.left_out:
        reasons = ", ".join(f"{number:,} by --{name}" for name, number in outcome.left_out.most_common())
        print(f"left out: {reasons}")
    if outcome.bad:
        print(f"{outcome.bad:,} lines that hold no record were skipped")
    if unfinished:
        print(
            f"{unfinished_lines:,} lines in {counted(unfinished, 'shard')} not finished yet were left out; "
            "--unfinished takes them in"
        )
    if job.source.missing:
        print(f"{counted(job.source.missing, 'shard')} of the manifest not there; `newscrawl validate` names them")
    if not outcome.written:
        none = "no finished shard is there" if unfinished else "the source holds none"
        print("no record is left: " + (none if not outcome.lines else "see the filters above"))


def _size(count: int) -> str:
    return f"{count / 2**20:,.1f} MiB" if count >= 2**20 else f"{count / 2**10:,.1f} KiB"
