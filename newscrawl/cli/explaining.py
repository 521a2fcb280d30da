"""An explanation as text for people: a head a step, a line a signal."""

from __future__ import annotations

from typing import Any

from newscrawl.cli.errors import one_line
from newscrawl.cli.printing import short

_HEADS = {
    "address": "What the address says",
    "page": "How the page came",
    "canonical": "Its canonical address",
    "metadata": "What the page says of itself, and where",
    "signals": "Signals of the text",
    "verdict": "Verdict",
    "typical": "What is typical of its site",
    "store": "What earlier runs noted",
}
_LONGEST = 100


def as_text(found: dict[str, dict[str, Any]]) -> str:
    """The explanation, a paragraph a step."""
    parts = []
    for step, signals in found.items():
        lines = [_HEADS.get(step, step)]
        if step == "verdict":
            lines[0] = f"{lines[0]}: {_verdict(signals)}"
        for name, value in signals.items():
            lines += _lines(name, value, "  ")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _verdict(signals: dict[str, Any]) -> str:
    if signals.get("article"):
        return "an article"
    return f"left out, {signals.get('reason')}: {signals.get('in_words')}"


def _lines(name: str, value: Any, indent: str) -> list[str]:
    """One signal: on a line where it fits, else one line a part below its name."""
    label = f"{indent}{name.replace('_', ' ')}"
    if isinstance(value, dict) and set(value) == {"value", "found"}:
        place = f"  [{value['found']}]" if value["found"] else ""
        return [f"{label}: {short(value['value'], _LONGEST)}{place}"]
    if isinstance(value, dict) and value:
        return [label, *(line for key, part in value.items() for line in _lines(str(key), part, indent + "  "))]
    if isinstance(value, list | tuple) and value and (len(value) > 1 or isinstance(value[0], dict)):
        return [label, *(f"{indent}  - {_part(part)}" for part in value)]
    if isinstance(value, str) and value:
        return [f"{label}: {one_line(value)[:1000]}"]
    return [f"{label}: {short(value)}"]


def _part(value: Any) -> str:
    """One part of a list: what a filter dropped reads as FILTER: LINE."""
    if isinstance(value, dict) and set(value) == {"filter", "line"}:
        return f"{value['filter']}: {short(value['line'], _LONGEST)}"
    return short(value, _LONGEST)
