"""The record's types for other programs: hand them to a reader that would guess types from the first lines it sees.

A field that is null in all lines of one shard and an object in those of another has no type that a reader could guess.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from newscrawl.core.exports.shapes import RECORD, Keys, Plain, Shape
from newscrawl.core.exports.tables import DAYS, PARQUET, TIMES
from newscrawl.core.schema import json_schema

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["arrow_schema", "duckdb_columns", "features", "json_schema", "parquet_schema"]


def arrow_schema() -> pa.Schema:
    """The Arrow schema of a line. Needs pyarrow (the extra `export`).

    For Polars: `pl.from_arrow(arrow_schema().empty_table()).schema`.
    """
    import pyarrow as pa

    return pa.schema([pa.field(name, _arrow(shape)) for name, shape in RECORD.items()])


def parquet_schema() -> pa.Schema:
    """The Arrow schema of `newscrawl export --to parquet`. Needs pyarrow (the extra `export`)."""
    import pyarrow as pa

    columns: list[tuple[str, pa.DataType]] = [(name, _arrow(shape)) for name, shape in PARQUET.items()]
    columns += [(name, pa.date32()) for name in DAYS]
    columns += [(name, pa.timestamp("us", tz="UTC")) for name in TIMES]
    return pa.schema([pa.field(name, kind) for name, kind in columns])


def features() -> Any:
    """The `datasets.Features` of a line, for `load_dataset("json", features=...)`. Needs datasets 5 or newer.

    Dates are `Json()`, which reads as the text that stands there: declared as strings, they come out of that loader as
    `2026-11-18 05:30:00`, without their offset, or with a midnight that the page did not give.
    """
    datasets = import_module("datasets")
    return datasets.Features({name: _feature(shape, datasets) for name, shape in RECORD.items()})


def duckdb_columns() -> dict[str, str]:
    """The types of a line as DuckDB's `read_json(..., columns=...)` takes them."""
    return {name: _sql(shape) for name, shape in RECORD.items()}


def _arrow(shape: Shape) -> pa.DataType:
    import pyarrow as pa

    if isinstance(shape, Plain):
        kinds: dict[type, Any] = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
        return kinds[shape.kind]
    if isinstance(shape, Keys):
        return pa.struct([pa.field(name, _arrow(part)) for name, part in shape.parts.items()])
    return pa.list_(_arrow(shape.part))


def _sql(shape: Shape) -> str:
    if isinstance(shape, Plain):
        return {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN"}[shape.kind]
    if isinstance(shape, Keys):
        return "STRUCT(" + ", ".join(f'"{name}" {_sql(part)}' for name, part in shape.parts.items()) + ")"
    return f"{_sql(shape.part)}[]"


def _feature(shape: Shape, datasets: Any) -> Any:
    if isinstance(shape, Plain):
        if shape.dated:
            return datasets.Json()
        return datasets.Value({str: "string", int: "int64", float: "float64", bool: "bool"}[shape.kind])
    if isinstance(shape, Keys):
        return {name: _feature(part, datasets) for name, part in shape.parts.items()}
    return datasets.List(_feature(shape.part, datasets))
