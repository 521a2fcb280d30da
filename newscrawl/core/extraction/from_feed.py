"""The article of a page that shows none, out of the feed that names it."""

from __future__ import annotations

from html import escape

from newscrawl.core.candidate import Candidate
from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.page import Page, read_page
from newscrawl.core.feed_content import unpack
from newscrawl.core.likeness import headline_width
from newscrawl.core.verdict import Reason, Rejection

__all__ = ["hides_text", "is_enough", "page_of"]

_HIDDEN = frozenset(
    (
        Reason.NEEDS_BROWSER,
        Reason.NO_TEXT,
        Reason.PAYWALL_TEXT,
        Reason.CONSENT_TEXT,
        Reason.COMMENT_TEXT,
        Reason.NEWSLETTER_TEXT,
        Reason.TEASER_TEXT,
        Reason.OTHER_TEXT,
    )
)
_ENOUGH = 500
"""Width of a text that a feed may stand up for; it has no page's form that could vouch for it."""


def hides_text(rejection: Rejection) -> bool:
    """Whether a page was rejected for its text alone: one that is gone, or of another kind, stays so."""
    return rejection.reason in _HIDDEN


def page_of(page: Page, candidate: Candidate) -> Page | None:
    """A page at the same address with the title and content that the feed has; None where it has no content."""
    content = unpack(candidate.content)
    if content is None:
        return None
    title = escape(candidate.title or "")
    body = f"<h1>{title}</h1>{content}" if title else content
    return read_page(
        f"<html><head><title>{title}</title></head><body><article>{body}</article></body></html>", page.url
    )


def is_enough(blocks: list[Block], rejection: Rejection | None) -> bool:
    """Whether what was read of such a page is an article's text; it need not look like an article's page."""
    if rejection is not None and rejection.reason is not Reason.NOT_AN_ARTICLE:
        return False
    return headline_width(" ".join(block.text for block in blocks)) >= _ENOUGH
