"""Whether a file is what an export left: a form shows in the first bytes, but for a text, which has no mark."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Collection
from pathlib import Path

from newscrawl.core.exports import dolma, schemaorg, zyte
from newscrawl.core.exports.cells import COLUMNS
from newscrawl.dataset.exports.forms import Form
from newscrawl.dataset.reading import DamagedFile, read_lines

_ALWAYS = 3
"""So many columns at the beginning are the same in all versions."""


def left_by_export(path: Path, form: Form) -> bool:
    """Whether an export to the form may have made the file. An empty one is of no record. Raises OSError."""
    return path.stat().st_size == 0 or _CHECKS[form.name](path)


def _is_csv(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.readline(10_000).decode("utf-8-sig", "replace")
    return _are_ours(head.rstrip("\r\n").split(","), COLUMNS)


def _is_parquet(path: Path) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from newscrawl.schema import parquet_schema

    try:
        return _are_ours(pq.read_schema(path).names, parquet_schema().names)
    except pa.ArrowInvalid:
        return False


def _are_ours(names: list[str], ours: Collection[str]) -> bool:
    """The names of columns, of this version or one with fewer."""
    return names[:_ALWAYS] == list(ours)[:_ALWAYS] and set(names) <= set(ours)


def _is_jsonl(known: Collection[str], *needed: str) -> Callable[[Path], bool]:
    def check(path: Path) -> bool:
        try:
            first = next(read_lines(path), None)
            line = json.loads(first) if first is not None else None
        except (ValueError, RecursionError, DamagedFile):
            return False
        return first is None or (isinstance(line, dict) and line.keys() <= set(known) and line.keys() >= set(needed))

    return check


def _is_sqlite(path: Path) -> bool:
    with contextlib.closing(sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)) as db:
        try:
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        except sqlite3.Error:
            return False
    return {"articles", "articles_fts", "article_authors"} <= tables


_CHECKS: dict[str, Callable[[Path], bool]] = {
    "csv": _is_csv,
    "parquet": _is_parquet,
    "txt": lambda path: True,
    "dolma": _is_jsonl(dolma.SHAPE, "id", "added", "metadata"),
    "zyte": _is_jsonl(zyte.SHAPE, "articleBody", "url", "metadata"),
    "schemaorg": _is_jsonl(schemaorg.SHAPE, "@context", "@type", "articleBody"),
    "sqlite": _is_sqlite,
}
