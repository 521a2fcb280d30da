"""A record as a document of the Dolma toolkit (https://github.com/allenai/dolma, docs/data-format.md)."""

from __future__ import annotations

from typing import Any

from newscrawl.core.exports.shapes import RECORD, TEXT, TIME, Keys, Row, Shape

_OWN = ("id", "text", "source", "version")

SHAPE: dict[str, Shape] = {
    "id": TEXT,
    "text": TEXT,
    "source": TEXT,
    "version": TEXT,
    "added": TIME,
    "created": TIME,
    "metadata": Keys({name: shape for name, shape in RECORD.items() if name not in _OWN}),
}


def document(row: Row) -> dict[str, Any]:
    """The document: `added` is when it was fetched, `created` when it was published, `metadata` all other fields.

    `version` is a text, as the toolkit wants it. What is beside the record's fields is in `metadata` too.
    """
    record = row.record
    metadata = {name: record[name] for name in RECORD if name not in _OWN}
    if row.extra:
        metadata["extra"] = row.extra
    return {
        "id": record["id"],
        "text": record["text"],
        "source": record["source"],
        "version": str(record["version"]),
        "added": record["fetched_at"],
        "created": record["date_published"],
        "metadata": metadata,
    }
