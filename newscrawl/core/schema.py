"""The record's JSON Schema, made from the record."""

from __future__ import annotations

import types
from dataclasses import fields
from typing import Any, Union, get_args, get_origin, get_type_hints

from newscrawl.core.article import Article
from newscrawl.core.candidate import SourceKind
from newscrawl.core.rights.record import rights_schema

__all__ = ["json_schema"]

_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?"
_OFFSET = r"(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_DATE = {"pattern": f"^{_DAY}(?:{_TIME}{_OFFSET}?)?$"}
_SHARE = {"minimum": 0, "maximum": 1}
# What a type alone cannot say. A field that may be null keeps the constraint for its other values.
_CONSTRAINTS: dict[str, dict[str, Any]] = {
    "id": {"pattern": "^[0-9a-f]{32}$"},
    "text": {"minLength": 1},
    "image": {"pattern": "^https?://"},
    "language": {"pattern": "^[a-z]{2,3}$"},
    "language_score": _SHARE,
    "kind_score": _SHARE,
    "quality": _SHARE,
    "date_published": _DATE,
    "date_modified": _DATE,
    "date_source": {"enum": ["json-ld", "meta", "microdata", "time", "feed", "sitemap", "url", "text"]},
    "content_hash": {"pattern": "^[0-9a-f]{64}$"},
    "fetched_at": {"pattern": f"^{_DAY}{_TIME}{_OFFSET}$"},
    "discovered_by": {"enum": [str(kind) for kind in SourceKind]},
    "version": {"minimum": 1},
    "http_status": {"minimum": 100, "maximum": 599},
    "duplicate_of": {"pattern": "^[0-9a-f]{32}$"},
    "rights": rights_schema(),
    "authors": {"items": {"type": "string", "minLength": 1}},
    "tags": {"items": {"type": "string", "minLength": 1}},
}
_NAMES = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    dict: "object",
    list: "array",
    type(None): "null",
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one record: every field of Article, all required, and no other.

    Out: a new dict, JSON-able. A date is ISO 8601: a day, or a day with a time and the offset that the page gave.
    """
    kinds = get_type_hints(Article)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "newscrawl article",
        "type": "object",
        "properties": {item.name: _property(item.name, kinds[item.name]) for item in fields(Article)},
        "required": [item.name for item in fields(Article)],
        "additionalProperties": False,
    }


def _property(name: str, kind: Any) -> dict[str, Any]:
    names = _type_names(kind)
    rule = {**_CONSTRAINTS.get(name, {})}
    if "array" in names and "items" not in rule:
        rule["items"] = {"type": _type_names(get_args(kind)[0])[0]}
    if "enum" in rule and "null" in names:
        rule["enum"] = [*rule["enum"], None]
    return {"type": names[0] if len(names) == 1 else names, **rule}


def _type_names(kind: Any) -> list[str]:
    parts = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    return [_NAMES[get_origin(part) or part] for part in parts]
