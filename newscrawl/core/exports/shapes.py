"""The types of a record's fields, down into its objects; lines are held against them."""

from __future__ import annotations

import json
from dataclasses import MISSING, dataclass, fields
from math import isfinite
from typing import Any

from newscrawl.core.article import Article
from newscrawl.core.jsonable import jsonable


@dataclass(frozen=True, slots=True)
class Plain:
    """A value that is no list and no object."""

    name: str
    """What it is called in a message."""
    kind: type
    dated: bool = False
    """Whether it is a text that readers take for a time, and so lose its offset, or make up its midnight."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one shape."""

    part: Shape


@dataclass(frozen=True, slots=True)
class Keys:
    """An object with these keys, each of which may be null."""

    parts: dict[str, Shape]


Shape = Plain | ListOf | Keys

TEXT = Plain("text", str)
TIME = Plain("text", str, dated=True)
WHOLE = Plain("a whole number", int)
NUMBER = Plain("a number", float)
TRUTH = Plain("true or false", bool)
TEXTS = ListOf(TEXT)

_SIGNAL = Keys({**dict.fromkeys(("name", "value", "where", "training"), TEXT), "at": TIME})

RECORD: dict[str, Shape] = {
    "id": TEXT,
    "text": TEXT,
    "source": TEXT,
    "url": TEXT,
    "requested_url": TEXT,
    "title": TEXT,
    "language": TEXT,
    "language_score": NUMBER,
    "date_published": TIME,
    "date_modified": TIME,
    "date_source": TEXT,
    "authors": TEXTS,
    "publisher": TEXT,
    "section": TEXT,
    "tags": TEXTS,
    "description": TEXT,
    "image": TEXT,
    "image_info": Keys({"url": TEXT, "width": WHOLE, "height": WHOLE, "caption": TEXT}),
    "paywalled": TRUTH,
    "rights": Keys(
        {"verdict": TEXT, "purpose": TEXT, "training": TEXT, "signals": ListOf(_SIGNAL), "looked_at": TEXTS}
    ),
    "content_hash": TEXT,
    "cluster_id": TEXT,
    "duplicate_of": TEXT,
    "version": WHOLE,
    "fetched_at": TIME,
    "discovered_by": TEXT,
    "rendered": TRUTH,
    "http_status": WHOLE,
    "archive": Keys({"file": TEXT, "offset": WHOLE, "length": WHOLE, "digest": TEXT}),
    "kind": TEXT,
    "kind_score": NUMBER,
    "quality": NUMBER,
    "extractor": TEXT,
    "run_id": TEXT,
}
"""Every field of Article, in its order."""

_NEVER_NULL = frozenset(("source", "url", "requested_url", "authors", "tags", "version", "rendered"))
_WHOLE_64 = range(-(2**63), 2**63)


class BadRecord(ValueError):
    """The line holds no record; str() names the field and what is wrong with it."""


class NoArticle(BadRecord):
    """The line tells of a page that was left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record that is as RECORD says."""

    record: dict[str, Any]
    """Every field, in order; what the line did not have is as Article has it by default."""
    extra: dict[str, Any] | None
    """What the line has beside them: keys of a project's own, or of a newer version; None where it has none."""


def row(line: Any) -> Row:
    """The record in a parsed line, with no key that RECORD does not have. Raises BadRecord.

    A field that is not there has its default: lines of older versions lack what is new. A whole number stands where a
    number is wanted. No object is shared with what came in where it had to be changed.
    """
    if not isinstance(line, dict):
        raise BadRecord("no JSON object")
    if line.keys() >= {"reason", "evidence"} and not line.get("text"):
        raise NoArticle("a page that was left out, no article")
    for name in ("id", "text"):
        if not line.get(name):
            raise BadRecord(f"{name}: missing or empty; every record has one")
    extra: dict[str, Any] = {name: line[name] for name in line.keys() - RECORD.keys()}
    record = {}
    for name, shape in RECORD.items():
        value = line.get(name)
        if value is None and (name not in line or name in _NEVER_NULL):
            default = _DEFAULTS[name]
            record[name] = list(default) if isinstance(default, list) else default
        else:
            record[name] = _fitted(value, shape, name, extra)
    return Row(record, _all_encodable(jsonable(extra)) if extra else None)


def _fitted(value: Any, shape: Shape, place: str, extra: dict[str, Any]) -> Any:
    if value is None:
        return None
    if isinstance(shape, Plain):
        return _plain(value, shape, place)
    if isinstance(shape, ListOf):
        if not isinstance(value, list):
            raise BadRecord(f"{place}: a list wanted, not {_called(value)}")
        return [_fitted(part, shape.part, f"{place}.{number}", extra) for number, part in enumerate(value)]
    if not isinstance(value, dict):
        raise BadRecord(f"{place}: an object wanted, not {_called(value)}")
    for key in value.keys() - shape.parts.keys():
        extra[f"{place}.{key}"] = value[key]
    return {key: _fitted(value.get(key), part, f"{place}.{key}", extra) for key, part in shape.parts.items()}


def _plain(value: Any, shape: Plain, place: str) -> Any:
    kind = type(value)
    if kind is int and shape.kind is float:
        return float(value) if value in _WHOLE_64 else _refuse(value, shape, place)
    if kind is not shape.kind or (kind is int and value not in _WHOLE_64) or (kind is float and not isfinite(value)):
        return _refuse(value, shape, place)
    return _encodable(value) if kind is str else value


def _encodable(text: str) -> str:
    """Lone surrogates, which JSON can escape and UTF-8 can't hold, become U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return text


def _all_encodable(extra: dict[str, Any]) -> dict[str, Any]:
    """The same of all texts and keys in it."""
    text = json.dumps(extra, ensure_ascii=False)
    plain = _encodable(text)
    return extra if plain is text else dict(json.loads(plain))


def _refuse(value: Any, shape: Plain, place: str) -> Any:
    raise BadRecord(f"{place}: {shape.name} wanted, not {_called(value)}")


def _called(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _default(name: str) -> Any:
    field = next(field for field in fields(Article) if field.name == name)
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else None


_DEFAULTS = {name: _default(name) for name in RECORD}
