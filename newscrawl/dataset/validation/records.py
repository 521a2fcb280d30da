"""What is wrong with one line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from newscrawl.core.urls import article_id

HALF = "half a line: the file ends without a newline; a run that goes on here cuts it off"


class RecordCheck:
    """Checks lines of articles; `record` is the last one that was read."""

    def __init__(self) -> None:
        self._schema_error = _schema_check()
        self.record: dict[str, Any] = {}

    def __call__(self, line: bytes) -> str | None:
        """What is wrong; None where all is right."""
        self.record, what = parsed(line)
        return what or self._schema_error(self.record) or self._beyond_schema(self.record)

    def _beyond_schema(self, record: dict[str, Any]) -> str | None:
        if record["id"] != article_id(record["url"]):
            return f"id: {record['id']} is not that of {shortened(record['url'])}"
        title = record["title"]
        if title and record["text"] != title and not record["text"].startswith(f"{title}\n\n"):
            return "text: does not start with the title and an empty line"
        return None


def rejected_error(line: bytes) -> str | None:
    """What is wrong with a line of what was left out; None where all is right."""
    record, what = parsed(line)
    if what:
        return what
    missing = [name for name in ("url", "reason") if not record.get(name) or not isinstance(record[name], str)]
    return f"{missing[0]}: is missing, or no text" if missing else None


def parsed(line: bytes) -> tuple[dict[str, Any], str | None]:
    """The object in a line, and what is wrong where there is none."""
    if not line.endswith(b"\n"):
        return {}, HALF
    try:
        record = json.loads(line, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        return {}, f"no JSON in UTF-8: {' '.join(str(error).split())}"
    if not isinstance(record, dict):
        return {}, f"{shortened(repr(record))} is not of type 'object'"
    return record, None


def _refused(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")


def _schema_check() -> Callable[[Any], str | None]:
    """A compiled check of one record against the schema: what is wrong first, or None."""
    from jsonschema import Draft202012Validator

    from newscrawl.core.schema import json_schema

    validator = Draft202012Validator(json_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)

    def check(record: Any) -> str | None:
        error = next(validator.iter_errors(record), None)
        if error is None:
            return None
        place = ".".join(str(step) for step in error.absolute_path)
        return (f"{place}: " if place else "") + shortened(error.message)

    return check


def shortened(text: str, limit: int = 160) -> str:
    """jsonschema quotes the whole value first and says what is wrong last: keep both ends."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit // 2]} … {line[-limit // 2 :]}"
