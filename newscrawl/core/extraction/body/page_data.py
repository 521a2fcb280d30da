"""The data that a page carries for its scripts: JSON in script elements, of whatever framework.

Read are whole scripts of a JSON type (Next.js, Nuxt 3, Gatsby, Fusion's props); values that a script assigns or hands
to a function (`window.__INITIAL_STATE__ = {...}`, `Fusion.globalContent={...}`, `x.push({...})`); JSON in a string
(`JSON.parse("...")`); React's streamed rows (`self.__next_f.push([1,"..."])`: the format of React's Flight protocol);
and, where a script holds an object that is no JSON (Nuxt 2), its long strings. Bounded by characters and by tries.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from newscrawl.core.extraction.page import Page

__all__ = ["page_values", "parsed"]

MAX_CHARACTERS = 6_000_000
"""Of all scripts of a page together."""
MAX_TRIES = 400
"""Places in one script where a value may begin."""
_LEAST = 300
"""Characters of a script, and of a string, that may hold an article."""

_JSON_TYPE = re.compile(r"(?:application|text)/(?:[\w.-]*\+)?json\b", re.IGNORECASE)
_STREAM = re.compile(r"\b__next_f\.push\(\s*(?=\[)")
_START = re.compile(r"[=(]\s*(?=[{\[])")
# Never fails where it begins, so each character is read once.
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|\\?\Z)', re.DOTALL)
_ROW = re.compile(r"([0-9a-f]*):(T([0-9a-f]+),)?")
_UNDEFINED = re.compile(r"(?<=[:,\[])\s*(?:undefined|NaN|void 0)(?=\s*[,}\]])")
_DECODER = json.JSONDecoder(strict=False)
_BEGINNINGS = frozenset('{["-0123456789tfnNI')


def page_values(page: Page) -> Iterator[Any]:
    """The values of a page's scripts, in order, as json gives them; JSON-LD is not among them. Never raises.

    In: the page, which is not changed.
    """
    left = MAX_CHARACTERS
    streamed: list[str] = []
    for script in page.elements["script"]:
        text, kind = script.text or "", (script.get("type") or "").strip().lower()
        if "ld+json" in kind or len(text) < 2 or len(text) > left:
            continue
        left -= len(text)
        if _STREAM.search(text):
            streamed.extend(_chunks(text))
        elif len(text) >= _LEAST:
            yield from _of_document(text, script.get("id")) if _JSON_TYPE.match(kind) else _of_script(text)
    if streamed:
        yield from _of_rows("".join(streamed))


def parsed(text: str) -> Any:
    """The JSON value that a string holds, plain, escaped for HTML or for addresses; None where it holds none."""
    text = text.strip()
    if text.startswith(("{&quot;", "[{&quot;")):
        text = html.unescape(text)
    elif text.startswith(("%7B", "%5B")):
        text = unquote(text)
    return _value_at(text, 0)[0] if text.startswith(("{", "[")) else None


def _value_at(text: str, place: int) -> tuple[Any, int]:
    """The value that begins there and where it ends; None where there is no JSON."""
    if text[place : place + 1] not in _BEGINNINGS:
        return None, place  # json would count the lines before it to tell where it failed
    try:
        value, end = _DECODER.raw_decode(text, place)
    except (ValueError, RecursionError):
        return None, place
    return value, end


def _of_document(text: str, name: str | None) -> Iterator[Any]:
    value = parsed(text)
    if name == "__NUXT_DATA__" and isinstance(value, list):
        yield _unflattened(value)
    elif value is not None:
        yield value
    else:
        yield from _of_script(text)


def _of_script(text: str) -> Iterator[Any]:
    """What a script assigns or hands over, else its long strings."""
    text = _UNDEFINED.sub("null", text)
    found, place = 0, 0
    for _ in range(MAX_TRIES):
        start = _START.search(text, place)
        if start is None:
            break
        value, place = _value_at(text, start.end())
        place = max(place, start.end())
        if place - start.end() >= _LEAST:
            found += place - start.end()
            yield value
    if 2 * found < len(text):
        yield from _strings(text)


def _strings(text: str) -> Iterator[str]:
    for literal in _STRING.finditer(text):
        if len(literal[1]) >= _LEAST:
            value, _ = _value_at(f'"{literal[1]}"', 0)
            if isinstance(value, str):
                yield value


# React's rows.


def _chunks(text: str) -> Iterator[str]:
    failed = 0
    for start in _STREAM.finditer(text):
        value, _ = _value_at(text, start.end())
        failed += value is None
        if failed > MAX_TRIES:
            return
        if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
            yield value[1]


def _of_rows(stream: str) -> Iterator[Any]:
    """The rows of a stream: `ID:JSON`, or `ID:Tn,` and n bytes of text; references (`$ID`) are filled in, once."""
    rows: dict[str, Any] = {}
    place = failed = 0
    while place < len(stream) and len(rows) < _MAX_ROWS and failed <= MAX_TRIES:
        head = _ROW.match(stream, place)
        if head is None:
            place = _line_end(stream, place)
            continue
        if head[3]:
            end = _end_of_bytes(stream, head.end(), int(head[3], 16))
            rows[head[1]] = stream[head.end() : end]
            place = end
            continue
        value, end = _value_at(stream, head.end())
        if value is not None:
            rows[head[1]] = value
        elif stream.startswith(("{", "["), head.end()):
            failed += 1
        place = _line_end(stream, end)
    for value in rows.values():
        if isinstance(value, str):
            yield value
        else:
            yield _filled(value, rows, _DEEPEST)


_MAX_ROWS = 5000
_DEEPEST = 60


def _line_end(stream: str, place: int) -> int:
    end = stream.find("\n", place)
    return len(stream) if end < 0 else end + 1


def _end_of_bytes(stream: str, start: int, size: int) -> int:
    """Where so many bytes of UTF-8 end."""
    part = stream[start : start + size].encode("utf-8", "surrogatepass")[:size]
    return start + len(part.decode("utf-8", "ignore"))


def _filled(value: Any, rows: dict[str, Any], depth: int) -> Any:
    """A value with the text rows that it names in their places; other rows stand for themselves."""
    if depth <= 0:
        return None
    if isinstance(value, str) and value.startswith("$"):
        row = rows.get(value[1:].lstrip("L@"))
        return row if isinstance(row, str) else value
    if isinstance(value, list):
        return [_filled(item, rows, depth - 1) for item in value]
    if isinstance(value, dict):
        return {name: _filled(item, rows, depth - 1) for name, item in value.items()}
    return value


# Nuxt 3's flat form (the package devalue): a list of values, in which others are named by their places.


def _unflattened(flat: list[Any]) -> Any:
    left = [_MAX_VALUES]

    def value_at(place: Any, depth: int) -> Any:
        if depth <= 0 or left[0] <= 0 or not isinstance(place, int) or not 0 <= place < len(flat):
            return None
        value = flat[place]
        left[0] -= len(value) + 1 if isinstance(value, list | dict) else 1
        if left[0] <= 0:
            return None
        if isinstance(value, dict):
            return {name: value_at(item, depth - 1) for name, item in value.items()}
        if isinstance(value, list):
            if len(value) == 2 and isinstance(value[0], str):
                return value_at(value[1], depth - 1)  # a wrapper: ["Reactive", 3]
            return [value_at(item, depth - 1) for item in value]
        return value

    return value_at(0, _DEEPEST)


_MAX_VALUES = 200_000
