"""X-Robots-Tag headers and <meta name="robots">, by Google's "Robots meta tag, data-nosnippet, and X-Robots-Tag
specifications" (2025), with DeviantArt's noai and noimageai of November 2022.

`noai` reserves the training of AI. `noimageai` speaks of images only. What is said to search engines (noindex, none,
nofollow, noarchive, nosnippet, notranslate, unavailable_after and the like) says nothing of training.
"""

from __future__ import annotations

import re

LONGEST = 2000
VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
"""Rules that have a value behind a colon; another word before a colon is a crawler's name."""

RESERVING = frozenset({"noai"})
_AGENT = re.compile(r"[\w*.-]{1,80}")


def parse_robots_tag(value: str, agent: str) -> tuple[str, ...]:
    """The rules of one X-Robots-Tag header that are for a crawler: for its product token, or for all.

    A name holds for the rules behind it, up to the next name. Rules come in lower case, as `max-snippet: 20` where they
    have a value.
    """
    return _rules(value, agent)


def _rules(value: str, agent: str | None) -> tuple[str, ...]:
    """Without an agent a word before a colon is no name, but a rule of whoever, such as revisit-after."""
    found: list[str] = []
    ours, dated = True, False
    for part in value[:LONGEST].split(","):
        head, colon, rest = (piece.strip() for piece in part.partition(":"))
        if dated and head[:1].isdigit():  # a date such as "Wed, 03 Dec 2025 13:09:53 GMT" has a comma
            if ours:
                found[-1] += f", {part.strip().lower()}"
            continue
        if agent is not None and colon and head.lower() not in VALUED and _AGENT.fullmatch(head):
            ours = head.lower() in ("*", agent)
            head, colon, rest = (piece.strip() for piece in rest.partition(":"))
        dated = head.lower() == "unavailable_after"
        if ours and head:
            found.append((f"{head}: {rest}" if colon else head).lower())
    return tuple(found)


def parse_robots_meta(content: str) -> tuple[str, ...]:
    """The rules of a <meta name="robots"> in lower case."""
    return _rules(content, None)


def rules_of_training(rules: tuple[str, ...]) -> bool | None:
    """False where rules reserve the training of AI, else None: none of them allows it."""
    return False if RESERVING.intersection(rules) else None
