"""`newscrawl export`: a dataset in the form that another program reads."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.cli import values
from newscrawl.cli.errors import CallError
from newscrawl.cli.parser import Parser, Subparsers

if TYPE_CHECKING:
    from newscrawl.dataset.exports.export import Job, Outcome
    from newscrawl.dataset.exports.forms import Form
    from newscrawl.dataset.exports.sources import Source

FORMS = ("parquet", "csv", "txt", "dolma", "zyte", "schemaorg", "sqlite")

_EPILOG = """\
examples:
  newscrawl export --to parquet
  newscrawl export --to csv --out november.csv --since 2026-11-01 --until 2026-11-30 --language de,en
  newscrawl export news --to parquet --split site,month --latest --no-duplicates --out shared/news
  newscrawl export --to sqlite --out news.db

An export's folder holds the files, README.md (a dataset card) and figures.json; a --out that is a file holds records
alone. Nothing stands at its place before it is whole. Finished shards are read, and what is named; a shard that a run
still writes is left out, and counted.

exit codes: 0 exported, even if no record is left; 1 a line holds no record (named as FILE:LINE), or the disk failed:
nothing was written; 2 the call is wrong
"""


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "export",
        help="write a dataset as Parquet, CSV, text, SQLite and more",
        description="Write a dataset, or what is wanted of it, in the form that another program reads.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run, rest="source")
    parser.add_argument(
        "source", nargs="*", type=Path, metavar="SOURCE", help="output folders, shards, files (default: output/)"
    )
    _where(parser.add_argument_group("what comes out"))
    _what(parser.add_argument_group("which records"))
    _how(parser.add_argument_group("how"))
    return parser


def _where(group: Any) -> None:
    group.add_argument(
        "--to",
        required=True,
        type=values.one_of(*FORMS),
        metavar="FORM",
        help=f"{', '.join(FORMS[:-1])} or {FORMS[-1]}",
    )
    group.add_argument(
        "--out",
        type=Path,
        metavar="DIR|FILE",
        help="a folder, or a file that ends as the form does (default: export/FORM)",
    )
    group.add_argument(
        "--split", type=_split, default=(), metavar="site,month", help="a file or folder for each site, language, month"
    )
    group.add_argument("--overwrite", action="store_true", help="replace what an earlier export has left there")
    group.add_argument("--bom", action="store_true", help="of csv: begin with a byte order mark, for Excel")


def _what(group: Any) -> None:
    group.add_argument(
        "--site", type=_words, default=(), metavar="NAMES", help="only these sites, by name or host: a,b"
    )
    group.add_argument("--language", type=values.languages, default=(), metavar="de,en", help="only these languages")
    group.add_argument("--since", type=values.moment, metavar="WHEN", help="published since: 36h, 7d, 2w, 2026-11-01")
    group.add_argument("--until", type=values.last_moment, metavar="WHEN", help="published until; a day is taken in")
    group.add_argument("--kind", type=_words, default=(), metavar="KINDS", help="only these kinds: article,live-blog")
    group.add_argument("--min-quality", type=_share, metavar="N", help="only of this quality or more, 0 to 1")
    group.add_argument("--latest", action="store_true", help="only the newest version of each article")
    group.add_argument("--no-duplicates", action="store_true", help="without what repeats another article")
    group.add_argument(
        "--rights",
        type=values.one_of("allowed", "not-reserved"),
        metavar="allowed|not-reserved",
        help="only what publishers allow, or do not reserve",
    )
    group.add_argument(
        "--purpose",
        type=values.one_of("research", "training"),
        metavar="research|training",
        help="what --rights is judged for (default: the purpose of the run that fetched a record)",
    )


def _how(group: Any) -> None:
    group.add_argument(
        "--unfinished", action="store_true", help="read shards too that a run still writes, or left open"
    )
    group.add_argument("--skip-bad", action="store_true", help="leave out lines that hold no record, and count them")
    group.add_argument("--json", action="store_true", help="the summary as one JSON object on stdout")
    group.add_argument("-v", "--verbose", action="store_true", help="show the traceback of an unexpected error")
    group.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary")


def run(args: argparse.Namespace) -> int:
    """Export; returns the exit code."""
    from newscrawl.cli.exporting import carry_out

    form = _form(args)
    source = find_source(args)
    return carry_out(args, _job(args, form, source))


def find_source(args: argparse.Namespace) -> Source:
    """The files that the call names. Raises CallError."""
    from newscrawl.dataset.exports.sources import SourceError, find_sources

    paths = [Path(path) for path in args.source] or [Path("output")]
    try:
        return find_sources(paths, unfinished=args.unfinished)
    except SourceError as error:
        raise CallError(str(error)) from error


def _form(args: argparse.Namespace) -> Form:
    from newscrawl.dataset.exports.forms import FORMS as KNOWN

    if args.since and args.until and args.since >= args.until:
        raise CallError(f"--since: {args.since:%Y-%m-%d %H:%M} is not before --until; give an earlier time")
    if args.purpose and not args.rights:
        raise CallError("--purpose: says what --rights is judged for; add --rights allowed, or --rights not-reserved")
    if args.bom and args.to != "csv":
        raise CallError(f"--bom: is for --to csv; {args.to} has no byte order mark")
    return KNOWN[args.to]


def _job(args: argparse.Namespace, form: Form, source: Source) -> Job:
    from newscrawl.core.exports.wanted import Wanted
    from newscrawl.dataset.exports.export import Job

    out: Path = args.out or Path("export") / form.name
    is_file = _is_file(out, form, args)
    wanted = Wanted(
        sites=frozenset(word.lower() for word in args.site),
        languages=frozenset(args.language),
        since=args.since,
        until=args.until,
        no_duplicates=args.no_duplicates,
        rights=args.rights,
        purpose=args.purpose,
        min_quality=args.min_quality,
        kinds=frozenset(args.kind),
    )
    return Job(
        source,
        out,
        form,
        is_file=is_file,
        keys=args.split,
        wanted=wanted,
        latest=args.latest,
        skip_bad=args.skip_bad,
        overwrite=args.overwrite,
        options={"bom": True} if args.bom else {},
        filters=_filters(args),
    )


def _is_file(out: Path, form: Form, args: argparse.Namespace) -> bool:
    """Whether --out names a file. Raises CallError where its ending is that of another form."""
    if out.name.endswith(form.endings):
        if args.split:
            raise CallError(f"--split: makes several files, and --out {out} is one; name a folder")
        return True
    from newscrawl.dataset.reading import ENDINGS

    others = (*_ENDINGS, *ENDINGS, ".json")
    if out.name.endswith(others) and not out.is_dir():
        raise CallError(f"--out: {out} does not end as {form.name} does; name a folder, or a file in {form.endings[0]}")
    return False


_ENDINGS = (".parquet", ".csv", ".txt", ".db", ".sqlite", ".sqlite3")


def _filters(args: argparse.Namespace) -> tuple[str, ...]:
    """The options that narrow the export, as words of a command line."""
    found: list[str] = []
    for name in ("site", "language", "kind"):
        if getattr(args, name):
            found += [f"--{name}", ",".join(getattr(args, name))]
    for name in ("since", "until"):
        if getattr(args, name):
            found += [f"--{name}", f"{getattr(args, name):%Y-%m-%dT%H:%M:%S%z}"]
    for name in ("min_quality", "rights", "purpose"):
        if getattr(args, name) is not None:
            found += [f"--{name.replace('_', '-')}", str(getattr(args, name))]
    return (*found, *(f"--{name.replace('_', '-')}" for name in ("latest", "no_duplicates") if getattr(args, name)))


def _words(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} names nothing; write words with commas between")
    return found


def _split(text: str) -> tuple[str, ...]:
    one = values.one_of("site", "language", "month")
    return tuple(one(word) for word in _words(text))


def _share(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share; write a number from 0 to 1, as in 0.8")
    return found


def summary_of(job: Job, outcome: Outcome, unfinished_lines: int) -> dict[str, Any]:
    """The summary as --json prints it."""
    return {
        "out": str(job.target),
        "form": job.form.name,
        "source_files": len(job.source.files),
        "lines": outcome.lines,
        "written": outcome.written,
        "left_out": dict(outcome.left_out),
        "bad_lines": outcome.bad,
        "unfinished_shards": len(job.source.unfinished),
        "unfinished_lines": unfinished_lines,
        "missing_shards": job.source.missing,
        "files": outcome.files,
        "bytes": outcome.size,
    }
