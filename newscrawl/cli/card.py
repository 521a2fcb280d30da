"""`newscrawl card`: a dataset card and figures for shards as they lie."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.cli.errors import OK, CallError
from newscrawl.cli.parser import Parser, Subparsers

if TYPE_CHECKING:
    from newscrawl.dataset.exports.sources import Source

_EPILOG = """\
examples:
  newscrawl card --out output
  newscrawl card news/articles/2026-11-24 --out about

The card (README.md) has the form of the Hugging Face Hub: languages, sites, months, counts, rights, how it was made.
In a folder that holds the shards it also tells datasets.load_dataset(FOLDER) which files to load, and their types.

exit codes: 0 written; 1 a line holds no record (named as FILE:LINE), or the disk failed; 2 the call is wrong
"""


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "card",
        help="write a dataset card with figures",
        description="Count what a dataset holds, and write README.md (a dataset card) and figures.json.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run, rest="source")
    parser.add_argument(
        "source", nargs="*", type=Path, metavar="SOURCE", help="output folders, shards, files (default: output/)"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the two files go")
    parser.add_argument("--overwrite", action="store_true", help="replace a README.md that is no card of newscrawl's")
    parser.add_argument("--unfinished", action="store_true", help="count shards too that a run still writes")
    parser.add_argument("--skip-bad", action="store_true", help="leave out lines that hold no record, and count them")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on stdout")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the traceback of an unexpected error")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary")
    return parser


def run(args: argparse.Namespace) -> int:
    """Count and write; returns the exit code."""
    from newscrawl.cli.export import find_source
    from newscrawl.cli.exporting import one_line_errors, progress
    from newscrawl.cli.printing import counted, print_json
    from newscrawl.core.exports.figures import Figures
    from newscrawl.dataset.exports.cards import dataset_facts, write_card
    from newscrawl.dataset.exports.records import Records
    from newscrawl.dataset.exports.sources import lines_in
    from newscrawl.dataset.exports.target import SHARDS

    source = find_source(args)
    _check(args.out, overwrite=args.overwrite)
    figures = Figures()
    left = () if args.unfinished else source.unfinished
    with one_line_errors(f"{args.out}: can't be written"), progress(args, source.size) as told:
        records = Records(source.files, frozenset(source.unfinished), args.skip_bad, told)
        for row, _ in records:
            figures.count(row)
        args.out.mkdir(parents=True, exist_ok=True)
        unfinished = {"unfinished_shards": len(left), "unfinished_lines": lines_in(left)}
        beside: dict[str, Any] = {"form": SHARDS, "bad_lines": records.bad_count, **unfinished}
        write_card(args.out, figures, dataset_facts(_patterns(args.out, source)), beside)
    if args.json:
        print_json({**beside, **figures.as_dict()})
    elif not args.quiet:
        print(f"{figures.records:,} records counted; {args.out / 'README.md'} and figures.json written")
        if left:
            lines = counted(unfinished["unfinished_lines"], "line")
            print(f"left out: {lines} in {counted(len(left), 'shard')} not finished yet")
    return OK


def _check(out: Path, *, overwrite: bool) -> None:
    from newscrawl.dataset.exports.cards import is_crawls_own
    from newscrawl.dataset.exports.target import CARD, made_by_export

    card = out / CARD
    if out.exists() and not out.is_dir():
        raise CallError(f"--out: {out} is a file; name a folder")
    if card.exists() and not (overwrite or made_by_export(out) or is_crawls_own(card)):
        raise CallError(f"--out: {card} is no card of newscrawl's; name another folder, or use --overwrite")


def _patterns(out: Path, source: Source) -> dict[str, Any] | None:
    """The files as data_files of a card in `out` names them; None where some lie elsewhere.

    One pattern stands for all shards of an output folder, those to come too, but for a time in which some are open.
    """
    from newscrawl.dataset.exports.cards import config
    from newscrawl.dataset.reading import ENDINGS

    found: dict[str, None] = {}
    for file in source.files:
        place = Path(os.path.relpath(file.resolve(), out.resolve()))
        if place.parts[0] == "..":
            return None
        if place.parts[0] == "articles" and len(place.parts) == 3 and not source.unfinished:
            found[f"articles/*/*{next(ending for ending in ENDINGS if file.name.endswith(ending))}"] = None
        else:
            found[place.as_posix()] = None
    return config(*found) if found else None
