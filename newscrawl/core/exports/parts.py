"""What an export is split by."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from newscrawl.core.exports.names import safe_name, slug
from newscrawl.core.exports.times import month

KEYS = ("site", "language", "month")

Part = tuple[str, ...]
"""The values of the keys that a record is sorted by; empty where nothing is split."""


def part_of(record: dict[str, Any], keys: tuple[str, ...]) -> Part:
    """The part that a record belongs to. `und` is no language (ISO 639-2), `undated` no month, `unnamed` no site."""
    return tuple(_value(record, key) for key in keys)


def _value(record: dict[str, Any], key: str) -> str:
    if key == "site":
        return record["source"] or "unnamed"
    if key == "language":
        return record["language"] or "und"
    return month(record) or "undated"


def plain_path(part: Part) -> str:
    """The part as a path without ending: `SITE/MONTH`, every name of it safe."""
    return "/".join(safe_name(value) for value in part)


def hive_path(part: Part, keys: tuple[str, ...]) -> str:
    """The part as folders of Hive's form, values percent-encoded as its readers decode them: `site=SITE/month=MONTH`.

    The language's key is `lang`: no key has the name of a column, which readers would take for the same.
    """
    return "/".join(
        f"{'lang' if key == 'language' else key}={_encoded(value)}" for key, value in zip(keys, part, strict=True)
    )


def _encoded(value: str) -> str:
    encoded = quote(value, safe="", errors="replace")
    if len(encoded) > 200:
        encoded = quote(f"{slug(value, 40)}-{safe_name(value)[-8:]}", safe="")
    return encoded if encoded.strip(".") else encoded.replace(".", "%2E")
