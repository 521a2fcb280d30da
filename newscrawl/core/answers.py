"""What an HTTP answer to a candidate says before its body is read: an article may be in it, or why none is."""

from __future__ import annotations

from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason, Rejection

__all__ = ["GONE", "PASSING", "is_passing", "without_text"]

GONE = frozenset({404, 410})
PASSING = frozenset({401, 403, 407, 408, 421, 423, 425, 429, 451})
"""Refusals that another run may not meet; so are all of 5xx."""
HTML_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "application/xml",
    "text/xml",
    "text/plain",
    "application/octet-stream",
)


def is_passing(status: int) -> bool:
    """Whether a status says nothing of the page, only of now."""
    return status in PASSING or status >= 500


def without_text(status: int, url: str, key: str, front: str | None, content_type: str | None) -> Rejection | None:
    """Why there is nothing to extract from an answer; None where there may be.

    In: its status and address (after redirects), the identity of the address that was asked for, that of the site's
    front page where it is known, and the Content-Type header.
    """
    if status in GONE:
        return Rejection(Reason.GONE, {"status": status})
    if status != 200:
        return Rejection(Reason.HTTP_ERROR, {"status": status})
    if identity(url) != key and identity(url) == front:
        return Rejection(Reason.GONE, {"redirected_to": url})
    declared = (content_type or "").partition(";")[0].strip().lower()
    if declared and declared not in HTML_TYPES:
        return Rejection(Reason.NOT_HTML, {"content_type": declared[:80]})
    return None
