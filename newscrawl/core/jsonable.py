"""Any value as JSON can hold it: what a pipeline or project adds must not cost the line that it is added to."""

from __future__ import annotations

import json
import math
from typing import Any

DEEPEST = 6
LONGEST = 200
"""Characters of what is no JSON and so is told as text."""


def jsonable(value: Any) -> Any:
    """The value itself where JSON (RFC 8259) can hold it; else its parts that can, and text for all others.

    NaN and infinities become text, sets lists, keys text; what lies deeper than DEEPEST is cut off as text. Never
    raises.
    """
    try:
        json.dumps(value, allow_nan=False)
    except Exception:  # an object's own methods may raise anything
        return _plain(value, DEEPEST)
    return value


def _plain(value: Any, levels: int) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    try:
        if levels and isinstance(value, dict):
            return {_text(key): _plain(part, levels - 1) for key, part in value.items()}
        if levels and isinstance(value, list | tuple | set | frozenset):
            parts = sorted(value, key=_text) if isinstance(value, set | frozenset) else value
            return [_plain(part, levels - 1) for part in parts]
    except Exception:  # as above
        return _text(value)
    return _text(value)


def _text(value: Any) -> str:
    try:
        return str(value)[:LONGEST]
    except Exception:  # as above
        return f"<{type(value).__name__}>"
