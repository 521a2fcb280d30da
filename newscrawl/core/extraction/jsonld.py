"""JSON-LD as pages really carry it: broken, nested, several in one script."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

_WRAPPING = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|(?://\s*)?<!\[CDATA\[)|(?:-->|/\*\s*\]\]>\s*\*/|(?://\s*)?\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_ESCAPE = re.compile(r'\\(u[0-9a-fA-F]{4}|["\\/bfnrt])?')
_QUOTE = re.compile(r"\\.|[\"']", re.DOTALL)
_BEFORE_STRING = re.compile(r"[:\[,{]\s*$")
_AFTER_STRING = re.compile(r"\s*(?:[}\]:]|$|,\s*(?:[\"'{\[}\]]|-?\d|true\b|false\b|null\b|$))")
_MAX_DEPTH = 8
_MAX_OBJECTS = 500


def parse_json_ld(text: str) -> list[dict[str, Any]]:
    """The objects of one JSON-LD script, in order: arrays and @graph opened, nothing else changed.

    In: the script's characters. Out: dicts as json gives them; [] where nothing can be read. Never raises. Mended
    are comment and CDATA wrappings, trailing commas and semicolons, line ends and bad escapes inside strings,
    escaped quotes, quotes inside strings that are not, strings in single quotes, and several documents one after the
    other.
    """
    values = _values(text)
    return list(_objects(values, 0))[:_MAX_OBJECTS]


def _values(text: str) -> list[Any]:
    text = text.strip()
    if not text:
        return []
    for mend in (_as_it_is, _unwrapped, _mended, _unescaped, _requoted):
        candidate = mend(text)
        try:
            return [json.loads(candidate, strict=False)]
        except (ValueError, RecursionError):
            continue
    return _one_after_the_other(_mended(text))


def _as_it_is(text: str) -> str:
    return text


def _unwrapped(text: str) -> str:
    return _WRAPPING.sub("", text).strip().rstrip(";").strip()


def _mended(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", _ESCAPE.sub(_escape, _unwrapped(text)))


def _escape(match: re.Match[str]) -> str:
    """An escape of JSON's as it is; any other backslash as a backslash."""
    return match.group() if match.group(1) else "\\\\"


def _unescaped(text: str) -> str:
    return html.unescape(_mended(text))


def _requoted(text: str) -> str:
    """A quotation mark ends a string only where what JSON has after one follows; any other is a part of the string."""
    text = _mended(text)
    parts: list[str] = []
    place, quote = 0, ""
    for found in _QUOTE.finditer(text):
        sign, start = found[0], found.start()
        if len(sign) == 2:
            continue
        new = sign
        if not quote:
            # An apostrophe between tokens is none.
            if sign == "'" and not _BEFORE_STRING.search(text, max(0, start - 20), start):
                continue
            quote, new = sign, '"'
        elif sign == quote and _AFTER_STRING.match(text, found.end()):
            quote, new = "", '"'
        elif sign == '"':
            new = '\\"'
        parts += [text[place:start], new]
        place = found.end()
    return "".join([*parts, text[place:]])


def _one_after_the_other(text: str) -> list[Any]:
    """As many whole documents as stand at the start of the text."""
    values: list[Any] = []
    decoder, place = json.JSONDecoder(strict=False), 0
    while place < len(text) and len(values) < _MAX_OBJECTS:
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        values.append(value)
        place = end
        while place < len(text) and text[place] in " \t\r\n,;":
            place += 1
    return values


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)
    elif isinstance(value, dict):
        graph = value.get("@graph")
        # A holder of nothing but a graph says nothing itself.
        if not isinstance(graph, (list, dict)) or "@type" in value:
            yield value
        if isinstance(graph, (list, dict)):
            yield from _objects(graph, depth + 1)
