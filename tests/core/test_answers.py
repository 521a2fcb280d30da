"""What an answer says before its body is read."""

from __future__ import annotations

import pytest

from newscrawl.core.answers import is_passing, without_text
from newscrawl.core.urls import identity

STORY = "https://a.example/2026/11/24/a-story"


@pytest.mark.parametrize(
    ("status", "url", "content_type", "reason"),
    [
        (200, STORY, "text/html; charset=utf-8", None),
        (200, STORY, None, None),
        (200, STORY, "Application/XHTML+XML", None),
        (200, "https://a.example/another", "text/html", None),
        (200, "http://a.example/", "text/html", "gone"),
        (200, STORY, "application/pdf", "not-html"),
        (404, STORY, "text/html", "gone"),
        (410, STORY, "text/html", "gone"),
        (400, STORY, "text/html", "http-error"),
        (204, STORY, None, "http-error"),
    ],
)
def test_an_answer_seen_from_outside(status: int, url: str, content_type: str | None, reason: str | None) -> None:
    found = without_text(status, url, identity(STORY), identity("https://a.example/"), content_type)
    assert (found and str(found.reason)) == reason


def test_the_front_page_asked_for_is_not_gone() -> None:
    front = identity("https://a.example/")
    assert without_text(200, "https://a.example/", front, front, "text/html") is None


def test_what_passes() -> None:
    assert [status for status in (200, 403, 404, 410, 429, 451, 500, 503) if is_passing(status)] == [
        403,
        429,
        451,
        500,
        503,
    ]
