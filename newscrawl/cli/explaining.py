"""An explanation as text for people: a head a step, a line a signal."""

from __future__ import annotations

import textwrap
from typing import Any

from newscrawl.cli.errors import one_line
from newscrawl.cli.printing import short

_HEADS = {
    "address": "What the address says",
    "robots": "What robots.txt says",
    "rights": "What the publisher says of use",
    "source": "Where it was found",
    "store": "What earlier runs noted",
    "history": "Its history",
    "known_as": "Other addresses of it",
    "site": "What is known of its site",
    "shape": "What was learned of addresses of its shape",
    "page": "How the page came",
    "canonical": "Its canonical address",
    "metadata": "What the page says of itself, and where",
    "signals": "Signals of the text",
    "verdict": "Verdict",
    "typical": "What is typical of its site",
}
_LONGEST = 100
_WIDTH = 100
_BRIEF = ("robots", "rights", "store", "page", "verdict")
"""Steps whose text leaves out what is not there; JSON has it."""
_LABEL_MAX = 24
"""Columns that a label may take where values stand below one another."""


def as_text(found: dict[str, dict[str, Any]]) -> str:
    """The explanation, a paragraph a step."""
    parts = []
    for step, said in found.items():
        head = _HEADS.get(step, step)
        lines = [f"{head}: {_verdict(said)}" if step == "verdict" else head]
        if step in _BRIEF:
            said = {name: value for name, value in said.items() if value not in (None, [], {})}
        if step == "verdict":
            said.pop("in_words", None)  # it stands in the head
        parts.append("\n".join([*lines, *_block(said, "  ")]))
    return "\n\n".join(parts)


def _verdict(signals: dict[str, Any]) -> str:
    if signals.get("article") and signals.get("left_out"):
        return f"an article, but left out of the dataset, {signals['left_out']}: {signals.get('in_words')}"
    if signals.get("article"):
        return "an article"
    if signals.get("article") is None:
        return str(signals.get("in_words"))
    return f"left out, {signals.get('reason')}: {signals.get('in_words')}"


def _block(signals: dict[str, Any], indent: str) -> list[str]:
    """Signals below one another, their values in one column."""
    names = [str(name) for name, value in signals.items() if not _is_long(value)]
    width = min(max(map(len, names), default=0), _LABEL_MAX) + 1
    return [line for name, value in signals.items() for line in _lines(str(name), value, indent, width)]


def _is_long(value: Any) -> bool:
    """Whether a value gets lines of its own."""
    if isinstance(value, dict):
        return bool(value) and set(value) != {"value", "found"}
    if not isinstance(value, list | tuple) or not value:
        return False
    if all(isinstance(part, str) and " " not in part for part in value) and sum(map(len, value)) < _WIDTH // 2:
        return False
    return len(value) > 1 or isinstance(value[0], dict)


def _lines(name: str, value: Any, indent: str, width: int) -> list[str]:
    """One signal: on a line where it fits, else one line a part below its name."""
    label = name if "/" in name else name.replace("_", " ")
    if _is_long(value):
        if isinstance(value, dict):
            return [f"{indent}{label}", *_block(value, indent + "  ")]
        return [f"{indent}{label}", *(f"{indent}  - {_part(part)}" for part in value)]
    if isinstance(value, dict) and value:
        place = f"  [{value['found']}]" if value["found"] else ""
        return _wrapped(f"{indent}{label + ':':<{width}} ", short(value["value"], _LONGEST) + place)
    if isinstance(value, str) and value:
        return _wrapped(f"{indent}{label + ':':<{width}} ", one_line(value)[:1000])
    return [f"{indent}{label + ':':<{width}} {short(value)}"]


def _wrapped(label: str, text: str) -> list[str]:
    """A text that is too long for a line goes on below its beginning; addresses stay whole."""
    return textwrap.wrap(
        text,
        width=max(_WIDTH, len(label) + 40),
        initial_indent=label,
        subsequent_indent=" " * len(label),
        break_long_words=False,
        break_on_hyphens=False,
    ) or [label.rstrip()]


def _part(value: Any) -> str:
    """One part of a list: what a filter dropped reads as FILTER: LINE, a signal as NAME: VALUE [PLACE]."""
    if isinstance(value, dict) and set(value) == {"filter", "line"}:
        return f"{value['filter']}: {short(value['line'], _LONGEST)}"
    if isinstance(value, dict) and {"name", "value", "where"} <= set(value):
        return f"{value['name']}: {short(value['value'], _LONGEST)}  [{value['where']}]"
    return short(value, 2 * _LONGEST)
