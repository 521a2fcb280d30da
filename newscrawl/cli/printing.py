"""What several commands print in the same way."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

from newscrawl.cli.errors import one_line


def print_json(value: Any, stream: TextIO | None = None, *, pretty: bool | None = None) -> None:
    """One JSON value on stdout: indented on a terminal, one line elsewhere, in ASCII where the stream is not UTF-8."""
    out = stream or sys.stdout
    indent = 2 if (out.isatty() if pretty is None else pretty) else None
    ascii_only = not (out.encoding or "").lower().replace("-", "").startswith("utf")
    out.write(json.dumps(value, ensure_ascii=ascii_only, indent=indent, default=plain) + "\n")


def plain(value: Any) -> Any:
    """JSON's form of what the standard library's encoder refuses: sets sorted, anything else as its text."""
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)


def counted(count: int, word: str) -> str:
    """So many of what a word names, which takes an s."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def evidence_line(evidence: dict[str, Any]) -> str:
    """Evidence as `name value, name value` on one line."""
    return ", ".join(f"{name.replace('_', ' ')} {short(value)}" for name, value in evidence.items())


def short(value: Any, limit: int = 200) -> str:
    """A value as it reads best on a line, cut at `limit` characters."""
    if isinstance(value, float):
        text = f"{round(value, 3):.10g}"
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif value is None or value in ([], (), {}, ""):
        text = "-"
    elif isinstance(value, set | frozenset):
        text = ", ".join(sorted(map(str, value)))
    elif isinstance(value, list | tuple):
        text = ", ".join(short(part, limit) for part in value)
    elif isinstance(value, dict):
        text = evidence_line(value)
    else:
        text = one_line(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
