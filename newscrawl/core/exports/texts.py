"""The text of a record with and without its title."""

from __future__ import annotations

from typing import Any


def body(record: dict[str, Any]) -> str:
    """The text without the title that it begins with; empty where the title is all of it."""
    title, text = record["title"], str(record["text"])
    if not title or not text.startswith(title):
        return text
    if text == title:
        return ""
    return text[len(title) + 2 :] if text.startswith(f"{title}\n\n") else text
