"""The YAML front matter of a dataset card (https://huggingface.co/docs/hub/datasets-cards)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from newscrawl.core.exports.shapes import Keys, Plain, Shape

_SIZES = (
    (10**3, "n<1K"),
    (10**4, "1K<n<10K"),
    (10**5, "10K<n<100K"),
    (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
    (10**8, "10M<n<100M"),
    (10**9, "100M<n<1B"),
)
_DTYPES = {str: "string", int: "int64", float: "float64", bool: "bool"}
_KEY = re.compile(r"[A-Za-z_][\w]*")


def size_category(records: int) -> str:
    """The Hub's name for a number of records."""
    return next((name for below, name in _SIZES if records < below), "1B<n<10B")


def features(shape: dict[str, Shape]) -> list[dict[str, Any]]:
    """`dataset_info.features`: the columns of JSON Lines as datasets' Features are written in YAML.

    A date is `json` there: of what is a string, datasets' JSON loader makes a time without offset first.
    """
    return [{"name": name, **_feature(part)} for name, part in shape.items()]


def _feature(shape: Shape) -> dict[str, Any]:
    if isinstance(shape, Plain):
        return {"dtype": "json" if shape.dated else _DTYPES[shape.kind]}
    if isinstance(shape, Keys):
        return {"struct": features(shape.parts)}
    inner = _feature(shape.part)
    return {"list": inner.get("struct", inner.get("dtype"))}


def yaml(value: dict[str, Any]) -> str:
    """Dicts, lists and JSON's scalars as block YAML; every text is quoted as in JSON, which YAML takes."""
    return "".join(f"{line}\n" for line in _lines(value, ""))


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            name = key if _KEY.fullmatch(key) else json.dumps(key)
            if isinstance(part, dict | list) and part:
                yield f"{indent}{name}:"
                yield from _lines(part, indent + "  " if isinstance(part, dict) else indent)
            else:
                yield f"{indent}{name}: {json.dumps(part, ensure_ascii=True)}"
        return
    for part in value:
        if isinstance(part, dict | list) and part:
            first, *rest = _lines(part, indent + "  ")
            yield f"{indent}- {first.removeprefix(indent + '  ')}"
            yield from rest
        else:
            yield f"{indent}- {json.dumps(part, ensure_ascii=True)}"
