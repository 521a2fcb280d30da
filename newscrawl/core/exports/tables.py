"""The columns of an export's tables: what Parquet and CSV hold beside or instead of the record's own fields."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from newscrawl.core.exports.cells import COLUMNS
from newscrawl.core.exports.shapes import NUMBER, RECORD, TEXT, TRUTH, WHOLE, Row, Shape
from newscrawl.core.exports.times import day, moment
from newscrawl.core.jsonable import jsonable

DAYS = {"published_day": "date_published", "modified_day": "date_modified"}
"""Columns of days, and the fields that they are read from."""
TIMES = {"published_time": "date_published", "modified_time": "date_modified", "fetched_time": "fetched_at"}
"""Columns of moments in UTC, null for a day alone or a time without offset."""

PARQUET: dict[str, Shape] = {**RECORD, "extra": TEXT}
"""Columns of Parquet files before DAYS and TIMES; `extra` is JSON."""
CSV: dict[str, Shape] = {
    name: shape if (shape := RECORD.get(name, TEXT)) in (NUMBER, TRUTH, WHOLE) else TEXT for name in COLUMNS
}
TXT: dict[str, Shape] = {"text": TEXT}


def parquet_row(row: Row) -> dict[str, Any]:
    """The values of a row of a Parquet file."""
    record = row.record
    dated: dict[str, date | datetime | None] = {name: day(record[field]) for name, field in DAYS.items()}
    dated.update({name: moment(record[field]) for name, field in TIMES.items()})
    extra = json.dumps(jsonable(row.extra), ensure_ascii=False) if row.extra else None
    return {**record, "extra": extra, **dated}
