"""The command: arguments in, tables on stdout, progress and complaints on stderr."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from benchmarks.quality.corpus import CorpusError, Page, SegmentPage, read_segments, read_truth
from benchmarks.quality.methods import METHODS, NEWSCRAWL, PEERS, TRAFILATURA, missing
from benchmarks.quality.report_html import write_report
from benchmarks.quality.results import Result, results
from benchmarks.quality.running import measure_cost, read_pages
from benchmarks.quality.segments import segments_table
from benchmarks.quality.tables import (
    Table,
    calibration_table,
    cost_table,
    group_table,
    suite_table,
    verdict_table,
)

__all__ = ["run"]


def run(description: str, argv: list[str] | None = None) -> int:
    """Measures and prints. Exit code: 0 measured, 1 an extractor or the disk failed, 2 no corpus or a broken one."""
    options = _parser(description).parse_args(argv)
    if options.corpus is None or not (options.corpus / "truth.jsonl").is_file():
        named = options.corpus or "no folder given"
        print(f"no corpus: {named} has no truth.jsonl; nothing was measured", file=sys.stderr)
        return 2
    try:
        pages = read_truth(options.corpus)[: options.limit]
        segments = read_segments(options.corpus)[: options.limit] if options.segments else []
        if not pages:
            raise CorpusError(f"{options.corpus / 'truth.jsonl'}: no pages")
        _measure(options, pages, segments)
    except CorpusError as error:
        print(f"broken corpus: {error}", file=sys.stderr)
        return 2
    except BrokenProcessPool:
        print("an extractor ended its process; leave extractors out with --peers to find which", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"cannot write: {error}", file=sys.stderr)
        return 1
    return 0


def _parser(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="extraction.py", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    switch = argparse.BooleanOptionalAction
    parser.add_argument("corpus", nargs="?", type=Path, metavar="CORPUS")
    parser.add_argument(
        "--peers",
        type=_peers,
        default=PEERS,
        metavar="none|A,B",
        help=f"which others to run beside newscrawl: of {', '.join(PEERS)} (all of them)",
    )
    parser.add_argument("--segments", action=switch, default=True, help="measure CORPUS/segments, too, if it is there")
    parser.add_argument("--speed", action=switch, default=True, help="measure CPU time and memory, too")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write newscrawl's records here, with `page_id`")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write the worst pages as HTML here")
    parser.add_argument("--worst", type=_positive, default=50, metavar="N", help="pages in the report (50)")
    parser.add_argument("--processes", type=_positive, default=2, metavar="N", help="for the quality figures (2)")
    parser.add_argument("--limit", type=_positive, metavar="N", help="the first N pages (and N of the segments) only")
    return parser


def _peers(text: str) -> tuple[str, ...]:
    names = () if text == "none" else tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no peer {unknown[0]!r}; there are {', '.join(PEERS)}, or none")
    return names


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 up")
    return int(text)


def _measure(options: argparse.Namespace, pages: list[Page], segments: list[SegmentPage]) -> None:
    names = [NEWSCRAWL, *_present(options.peers)]
    print(_heading(names, options.corpus, len(pages)))
    with _progress("reading the pages", len(pages)) as step:
        found = results(pages, read_pages(pages, names, options.processes, step))
    if options.output:
        _write_records(options.output, found)
    _show(_quality_tables(found, names))
    _show_verdicts(found)
    if segments:
        with _progress("reading the segments' pages", len(segments)) as step:
            readings = read_pages(segments, names, options.processes, step)
        _show([segments_table(segments, readings, names)])
    if options.speed:
        timed = list(dict.fromkeys([NEWSCRAWL, TRAFILATURA, *names]))
        with _progress("measuring time and memory", 2 * len(pages)) as step:
            cost = measure_cost(pages, timed, step)
        _show([cost_table(cost)])
    if options.report:
        print(f"\nworst pages: {write_report(options.report, found, options.worst)}")


def _present(names: Sequence[str]) -> list[str]:
    """The peers that can run; says of each other one how to get it."""
    present = []
    for name in names:
        why = missing(name)
        if why is None:
            present.append(name)
        else:
            print(f"left out: {name} ({why}); get it with: pip install 'newscrawl[bench]'", file=sys.stderr)
    return present


def _heading(names: Sequence[str], corpus: Path, pages: int) -> str:
    versions = ", ".join(f"{name} {METHODS[name].version}".strip() for name in names)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{pages} pages of {corpus.resolve().name}; {versions}; {python}"


def _quality_tables(found: list[Result], names: Sequence[str]) -> Iterator[Table]:
    for source in sorted({result.page.source for result in found if result.page.body}):
        yield suite_table(found, names, source)
    by_language = group_table("by language of the known body", found, names, lambda result: result.language)
    by_country = group_table("by country", found, names, lambda result: result.page.country)
    yield from filter(None, (by_language, by_country))
    yield calibration_table(found)
    yield verdict_table(found)


def _show(tables: Iterator[Table] | list[Table]) -> None:
    for table in tables:
        print(f"\n{table}", flush=True)


def _show_verdicts(found: Sequence[Result]) -> None:
    """A line a page on which the verdict is wrong."""
    for result in found:
        if result.page.body and not result.passed:
            print(f"  left out ({result.ours.error or result.ours.rejected}): {result.page.url}")
        elif not result.page.body and result.passed:
            print(f"  passes, but is no article: {result.page.url}")


def _write_records(path: Path, found: Sequence[Result]) -> None:
    """A line a page, in the corpus's order, also of pages that were rejected."""
    with path.open("w", encoding="utf-8") as file:
        for result in found:
            record = result.ours.record or {"text": "", "title": None}
            row = {**record, "rejected": result.ours.rejected, "page_id": result.page.id}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on stderr where that is a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)
