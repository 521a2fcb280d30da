"""Why a page is left out: the named reasons, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """The reasons why a page is not in the dataset. Their names stand in output/rejected and in reports."""

    # What the page is (core.quality)
    INDEX_PAGE = "index-page"
    TAG_PAGE = "tag-page"
    AUTHOR_PAGE = "author-page"
    SEARCH_PAGE = "search-page"
    LOGIN_PAGE = "login-page"
    STATIC_PAGE = "static-page"
    ERROR_PAGE = "error-page"
    VIDEO_WITHOUT_TEXT = "video-without-text"
    GALLERY_WITHOUT_TEXT = "gallery-without-text"
    NEEDS_BROWSER = "needs-browser"
    NO_TEXT = "no-text"
    NOT_AN_ARTICLE = "not-an-article"
    # What its text is instead of an article (core.quality)
    CONSENT_TEXT = "consent-text"
    COMMENT_TEXT = "comment-text"
    NEWSLETTER_TEXT = "newsletter-text"
    PAYWALL_TEXT = "paywall-text"
    TEASER_TEXT = "teaser-text"
    """Heads and first lines of other articles."""
    OTHER_TEXT = "other-text"
    """Another article's."""
    # What came instead of a page
    DISALLOWED = "disallowed"
    """robots.txt; it was not fetched."""
    NOT_HTML = "not-html"
    TOO_LARGE = "too-large"
    EXTRACTION_FAILED = "extraction-failed"
    HTTP_ERROR = "http-error"
    GONE = "gone"
    REDIRECTED_AWAY = "redirected-away"
    SOFT_404 = "soft-404"
    """An address that a site answers with one and the same page whatever is asked for."""
    TRAP = "trap"
    """One of endlessly many addresses of one shape that bring no article; it was not fetched."""
    PRIVATE_ADDRESS = "private-address"
    """It leads to a private, loopback or link-local address; it was not fetched."""
    RESERVED = "reserved"
    """The publisher reserves the use that --purpose names."""
    FORGOTTEN = "forgotten"
    """It was taken out of the dataset by `newscrawl forget`, and stays out. No line is written of it."""
    # What the run was not asked for
    OTHER_LANGUAGE = "other-language"
    OUTSIDE_DATES = "outside-dates"
    DROPPED_BY_PIPELINE = "dropped-by-pipeline"
    """An item pipeline of the user's raised DropItem."""
    # Doubles
    DUPLICATE_ADDRESS = "duplicate-address"
    DUPLICATE_CONTENT = "duplicate-content"
    DUPLICATE_NEAR = "duplicate-near"
    """Most of its text is another article's; left out where the run is asked to drop doubles."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A page that is left out."""

    reason: Reason
    evidence: dict[str, Any] = field(default_factory=dict)
    """JSON-able facts that the reason rests on: few, short, readable."""
