"""Parquet with one schema for all files, zstd, and row groups of bounded size."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from newscrawl.core.exports.shapes import Row
from newscrawl.core.exports.tables import parquet_row
from newscrawl.schema import parquet_schema

GROUP_BYTES = 32 * 2**20
"""Characters of text in a row group, about; what is kept in memory grows with it."""
GROUP_ROWS = 50_000


class ParquetFile:
    """One file."""

    def __init__(self, path: Path, *, again: bool = False) -> None:
        if again:
            raise FileExistsError(f"{path}: a Parquet file can't be gone on with")
        self._schema = parquet_schema()
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd", write_page_checksum=True)
        self._rows: list[dict[str, Any]] = []
        self._size = 0

    def add(self, row: Row) -> None:
        """Take a record. Raises OSError."""
        self._rows.append(parquet_row(row))
        self._size += len(row.record["text"]) + 2000  # the other fields
        if self._size >= GROUP_BYTES or len(self._rows) >= GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        """Write the last row group and the footer. Raises OSError."""
        try:
            self._flush()
        finally:
            self._writer.close()

    def leave(self) -> None:
        """Close what is open, whatever becomes of it."""
        with contextlib.suppress(OSError):
            self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows, self._size = [], 0
