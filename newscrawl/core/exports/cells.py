"""A record as the cells of a CSV row: nothing that a spreadsheet would run, and all of it can be had back."""

from __future__ import annotations

import json
from typing import Any

from newscrawl.core.exports.shapes import RECORD, TEXTS, Row

COLUMNS = (*RECORD, "extra")

GUARD = "'"
_RISKY = frozenset("=+-@\t\r\n" + "＝＋－＠" + GUARD)
"""What begins a formula (https://owasp.org/www-community/attacks/CSV_Injection), and the guard itself."""


def cells(row: Row) -> list[str]:
    """The values of COLUMNS: nothing for null, true and false, texts guarded, lists joined, objects as JSON."""
    values = [_cell(row.record[name], is_list=shape is TEXTS) for name, shape in RECORD.items()]
    return [*values, _json(row.extra) if row.extra else ""]


def guarded(text: str) -> str:
    """The text with an apostrophe before it where it begins like a formula, or with an apostrophe."""
    return GUARD + text if text[:1] in _RISKY and text else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell.removeprefix(GUARD)


def joined(values: list[str]) -> str:
    """`A; B`; a JSON array where the list could not be had back from that. Pure; see `parted`."""
    if any(";" in value or value != value.strip() or not value or value[0] == "[" for value in values):
        return _json(values)
    return "; ".join(values)


def parted(cell: str) -> list[str]:
    """The list that `joined` was given."""
    if cell.startswith("["):
        return [str(value) for value in json.loads(cell)]
    return cell.split("; ") if cell else []


def _cell(value: Any, *, is_list: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return guarded(value)
    return guarded(joined(value)) if is_list else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
