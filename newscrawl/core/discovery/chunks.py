"""What scripts carry a list on with (infinite scroll): JSON with markup or with entries -> a page of links."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

__all__ = ["as_page", "is_json"]

DEEPEST = 12
_ADDRESS = ("url", "link", "href", "permalink", "path", "canonical_url", "web_url", "webUrl", "shareUrl", "uri")
_TITLE = ("title", "headline", "name", "heading", "titel", "label")
_NEXT = (
    "next",
    "next_url",
    "nextUrl",
    "nextPage",
    "next_page",
    "next_page_url",
    "nextLink",
    "next_link",
    "more",
    "moreUrl",
)


def is_json(text: str) -> bool:
    """Whether a text begins like JSON, and not like markup."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def as_page(text: str) -> str | None:
    """JSON as HTML that says the same: markup as it is, entries with address and title as teasers, the next address.

    None where it is no JSON.
    """
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return f"<html><body>{''.join(_parts(data, 0))}</body></html>"


def _parts(value: Any, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _parts(item, depth + 1)
    elif isinstance(value, dict):
        yield from _entry(value)
        for item in value.values():
            yield from _parts(item, depth + 1)
    elif isinstance(value, str) and "<a " in value:
        yield value


def _entry(entry: dict[str, Any]) -> Iterator[str]:
    address = next((_text(entry[key]) for key in _ADDRESS if _text(entry.get(key))), "")
    title = next((_text(entry[key]) for key in _TITLE if _text(entry.get(key))), "")
    if address and title:
        yield f'<article><h2><a href="{html.escape(address)}">{html.escape(title)}</a></h2></article>'
    for key in _NEXT:
        following = _text(entry.get(key))
        if following.startswith(("/", "http://", "https://", "?")):
            yield f'<a rel="next" href="{html.escape(following)}"></a>'


def _text(value: Any) -> str:
    if isinstance(value, dict):  # as WordPress has it: {"rendered": "..."}
        value = value.get("rendered")
    return value.strip() if isinstance(value, str) else ""
