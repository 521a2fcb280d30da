"""The example article that a check of a site shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from newscrawl.cli.fetch import Fetched
from newscrawl.core.candidate import Candidate
from newscrawl.core.extraction import extract_page
from newscrawl.core.rights.signals import Signal
from newscrawl.report.words import in_words


@dataclass(frozen=True, slots=True)
class Example:
    """An article."""

    shown: dict[str, Any]
    """What shows a person that the site works, JSON-able."""
    signals: tuple[Signal, ...]
    """What its page says of use."""


def read_example(answer: Fetched, candidate: Candidate) -> tuple[Example | None, str | None]:
    """The article of an answer; or None, and why it is none. Never raises."""
    if answer.status != 200:
        return None, f"HTTP status {answer.status}"
    try:
        result = extract_page(
            answer.body, answer.url, content_type=answer.content_type, status=200, candidate=candidate
        )
    except Exception as error:  # of newscrawl's own: one page must not end the check of all sites
        return None, f"could not be read: {type(error).__name__}"
    article = result.article
    if result.rejection is not None or article is None:
        reason = str(result.rejection.reason) if result.rejection else "no-text"
        return None, f"{reason}: {in_words(reason)}"
    shown = {
        "url": article.url,
        "title": article.title,
        "date_published": article.date_published,
        "authors": article.authors,
        "language": article.language,
        "characters": len(article.text),
        "quality": article.quality,
        "found_by": str(candidate.found_by),
    }
    return Example(shown, tuple(result.rights)), None
