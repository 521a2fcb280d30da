"""Content-Signal, Cloudflare's Content Signals Policy of September 2025 (contentsignals.org).

A robots.txt line `Content-Signal: search=yes, ai-train=no`, within a group of User-agent; Cloudflare sends it as a
header as well. Signals are `search`, `ai-input` and `ai-train`, each `yes`, `no`, or absent: then the operator "neither
grants nor restricts". Others, such as `use` (2026), say nothing here.
"""

from __future__ import annotations

MOST = 50
"""Signals of one line that are looked at."""


def parse_content_signal(value: str) -> dict[str, bool]:
    """The signals of one line: whether each is allowed. What is neither yes nor no is left out; of two, no wins."""
    found: dict[str, bool] = {}
    for part in value.split(",", MOST)[:MOST]:
        name, equals, answer = (piece.strip().lower() for piece in part.partition("="))
        if equals and name and answer in ("yes", "no"):
            found[name] = answer == "yes" and found.get(name, True)
    return found


def signal_of_training(value: str) -> bool | None:
    """Whether one line allows the training of AI; None where it does not say."""
    return parse_content_signal(value).get("ai-train")
