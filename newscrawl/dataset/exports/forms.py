"""The forms that a dataset can be exported to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from newscrawl.core.exports.shapes import Row


class Writer(Protocol):
    """Writes one file, or the files of one folder."""

    def add(self, row: Row) -> None:
        """Take a record. Raises OSError."""

    def close(self) -> None:
        """Write what is left, and close. Raises OSError."""

    def leave(self) -> None:
        """Let go of what is open; what was written so far is of no use to anybody. Raises nothing."""


Opener = Callable[..., Writer]
"""In: the file, and `again`, whether it is there already, and is gone on with. Options by keyword."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form; what writes it is imported when it is used."""

    name: str
    endings: tuple[str, ...]
    """Of files; the first is that of files in an export's folder."""
    opener: str
    """`module:function` below newscrawl.dataset.exports."""
    says: str
    """What the files are, as a card says it."""
    fields: str
    """What is in them."""
    folder: str = "data"
    """In an export's folder."""
    rolls: bool = False
    """Whether files end at ROLL_BYTES, and are numbered."""
    spills: bool = False
    """Whether a file can't be gone on with, so that the lines of each part are gathered first."""
    hive: bool = False
    """Whether parts are folders of Hive's form."""
    shape: str = ""
    """`module:NAME` of the columns, below newscrawl.core.exports; empty where datasets can't load the form."""
    loader: dict[str, Any] | None = None
    """What the card's config says beside data_files."""

    def open(self, path: Path, *, again: bool = False, **options: Any) -> Writer:
        """Start or go on with a file. Raises OSError, ImportError."""
        module, _, name = self.opener.partition(":")
        opener: Opener = getattr(import_module(f"newscrawl.dataset.exports.{module}"), name)
        return opener(path, again=again, **options)


_AS_RECORD = "Fields are those of newscrawl's record (docs/record.md)"

FORMS = {
    form.name: form
    for form in (
        Form(
            "parquet",
            (".parquet",),
            "parquet:ParquetFile",
            "Parquet files, packed with zstd.",
            f"{_AS_RECORD}, and columns `*_day` and `*_time` with its dates as dates and times in UTC.",
            rolls=True,
            spills=True,
            hive=True,
            shape="tables:PARQUET",
        ),
        Form(
            "csv",
            (".csv",),
            "csv_file:CsvFile",
            "CSV files (RFC 4180, UTF-8).",
            f"{_AS_RECORD}; lists are joined by `; `, objects are JSON, and a text that begins like a formula has an "
            "apostrophe before it.",
            shape="tables:CSV",
        ),
        Form(
            "txt",
            (".txt",),
            "texts:TextFile",
            "Text files (UTF-8).",
            "Title, empty line, paragraphs with an empty line between.",
            shape="tables:TXT",
            loader={"sample_by": "document"},
        ),
        Form(
            "dolma",
            (".jsonl.gz",),
            "json_lines:dolma",
            "JSON Lines in the form of the Dolma toolkit.",
            "`id`, `text`, `source`, `version`, `added`, `created`, and all other fields of newscrawl's record in "
            "`metadata`.",
            folder="documents",
            rolls=True,
            shape="dolma:SHAPE",
        ),
        Form(
            "zyte",
            (".jsonl", ".jsonl.gz", ".jsonl.zst"),
            "json_lines:zyte",
            "JSON Lines of Articles of Zyte's schema (zyte-common-items).",
            "Keys that are not known are left out.",
            shape="zyte:SHAPE",
        ),
        Form(
            "schemaorg",
            (".jsonl", ".jsonl.gz", ".jsonl.zst"),
            "json_lines:schemaorg",
            "JSON-LD, a NewsArticle of schema.org a line.",
            "Properties that are not known are left out.",
            shape="schemaorg:SHAPE",
        ),
        Form(
            "sqlite",
            (".db", ".sqlite", ".sqlite3"),
            "sqlite_file:SqliteFile",
            "SQLite databases with full-text search.",
            "Tables for articles, authors and tags; open one with Datasette or sqlite3.",
            folder="",
            spills=True,
        ),
    )
}

ROLL_BYTES = 2**30
"""Of lines as the dataset has them, in one file of a form that rolls."""
