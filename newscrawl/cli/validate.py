"""`newscrawl validate`: every line of a dataset against the record's schema, and against what no schema can say."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from newscrawl.cli.errors import FAILED, OK, CallError, one_line
from newscrawl.cli.parser import Parser, Subparsers
from newscrawl.cli.values import is_shard

_MOST = 20
_EPILOG = """\
examples:
  newscrawl validate output
  newscrawl validate news.jsonl.zst
  newscrawl validate output/articles/2026-11-24/*.jsonl

A folder stands for all the shards below its articles/. Beside the record's schema these are checked: the id is that of
the address, the text starts with the title, no id stands there twice in the same version, the last line is whole.

exit codes: 0 every line is right; 1 some are not, the first are printed as FILE:LINE: what; 2 a file is missing
"""


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "validate",
        help="check every line of a dataset",
        description="Check every line of .jsonl, .jsonl.gz and .jsonl.zst files, or of a run's output folder.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run, rest="file")
    parser.add_argument("file", nargs="+", metavar="FILE|DIR", help="a file of records, or an output folder")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the traceback of an unexpected error")
    return parser


def run(args: argparse.Namespace) -> int:
    """Validate; returns the exit code."""
    files = [file for word in args.file for file in shards(Path(word))]
    checker = Checker()
    bad = 0
    for file in files:
        for line, what in checker.file(file):
            bad += 1
            if bad <= _MOST:
                print(f"{file}:{line}: {what}")
    if bad > _MOST:
        print(f"… and {bad - _MOST:,} more")
    verdict = f"{bad:,} problems" if bad else "all right"
    print(f"{checker.lines:,} lines in {len(files):,} {'file' if len(files) == 1 else 'files'} checked: {verdict}")
    return FAILED if bad else OK


def shards(path: Path) -> list[Path]:
    """The file itself, or the shards of a folder in order of their names. Raises CallError where there is none."""
    if path.is_dir():
        root = path / "articles" if (path / "articles").is_dir() else path
        found = sorted(file for file in root.rglob("*") if file.is_file() and is_shard(file))
        if not found:
            raise CallError(f"{path}: no .jsonl, .jsonl.gz or .jsonl.zst file below {root}; name an output folder")
        return found
    if not path.exists():
        raise CallError(f"{path}: no such file; name a file of records, or an output folder")
    if not is_shard(path):
        raise CallError(f"{path}: not a file of records; their names end in .jsonl, .jsonl.gz or .jsonl.zst")
    return [path]


class Checker:
    """Checks lines one by one; keeps 16 bytes a line, to see doubles over all files."""

    def __init__(self) -> None:
        self.lines = 0
        self._seen: set[bytes] = set()
        self._schema_error = _schema_check()

    def file(self, path: Path) -> Iterator[tuple[int, str]]:
        """The problems of a file as line number and what is wrong; reads as it goes."""
        from newscrawl.dataset.reading import DamagedFile, read_lines

        number = 0
        try:
            for line in read_lines(path):
                number += 1
                self.lines += 1
                if what := self.line(line):
                    yield number, what
        except DamagedFile as error:
            yield number + 1, str(error)
        except OSError as error:
            raise CallError(f"{path}: cannot be read ({error.strerror})") from error

    def line(self, line: bytes) -> str | None:
        """What is wrong with one line; None where all is right."""
        if not line.endswith(b"\n"):
            return "half a line: the file ends without a newline; a run that goes on here cuts it off"
        try:
            record = json.loads(line)
        except ValueError as error:
            return f"no JSON in UTF-8: {one_line(error)}"
        return self._schema_error(record) or self._beyond_schema(record)

    def _beyond_schema(self, record: dict[str, Any]) -> str | None:
        from newscrawl.core.urls import article_id

        if record["id"] != article_id(record["url"]):
            return f"id: {record['id']} is not that of {record['url']}"
        title = record["title"]
        if title and record["text"] != title and not record["text"].startswith(f"{title}\n\n"):
            return "text: does not start with the title and an empty line"
        key = blake2b(f"{record['id']} {record['version']}".encode(), digest_size=16).digest()
        if key in self._seen:
            return f"id: {record['id']} in version {record['version']} stands there twice"
        self._seen.add(key)
        return None


def _schema_check() -> Callable[[Any], str | None]:
    """A compiled check of one record against the schema: what is wrong first, or None."""
    from jsonschema import Draft202012Validator

    from newscrawl.core.schema import json_schema

    validator = Draft202012Validator(json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)

    def check(record: Any) -> str | None:
        error = next(validator.iter_errors(record), None)
        if error is None:
            return None
        place = ".".join(str(step) for step in error.absolute_path)
        return (f"{place}: " if place else "") + _shortened(error.message)

    return check


def _shortened(text: str, limit: int = 160) -> str:
    """jsonschema quotes the whole value first and says what is wrong last: keep both ends."""
    line = one_line(text)
    return line if len(line) <= limit else f"{line[: limit // 2]} … {line[-limit // 2 :]}"
