"""What a page in the browser may load."""

from __future__ import annotations

import pytest

from newscrawl.core.browser_requests import is_needless

PAGE = "https://www.example.co.uk/news/1"


@pytest.mark.parametrize(
    ("kind", "url", "needless"),
    [
        ("document", PAGE, False),
        ("script", "https://www.example.co.uk/app.js", False),
        ("script", "https://cdn.example.net/app.js", False),
        ("fetch", "https://api.example.co.uk/story/1", False),
        ("xhr", "http://10.0.0.1/story", False),  # the address guard's business
        ("stylesheet", "https://cdn.example.net/app.css", False),
        ("image", "https://www.example.co.uk/a.png", True),
        ("media", "https://www.example.co.uk/a.mp4", True),
        ("font", "https://www.example.co.uk/a.woff2", True),
        ("websocket", "wss://www.example.co.uk/live", True),
        ("script", "https://www.google-analytics.com/analytics.js", True),
        ("script", "https://securepubads.g.doubleclick.net/tag/js/gpt.js", True),
        ("script", "https://bat.bing.com/bat.js", True),
        ("script", "https://www.bing.com/a.js", False),
        ("fetch", "https://mc.yandex.ru/watch/1", True),
        ("document", "https://embed.example.co.uk/story/1", False),
        ("document", "https://frames.example.net/story/1", True),
        ("script", "http://[/", False),
    ],
)
def test_what_is_needless(kind: str, url: str, needless: bool) -> None:
    assert is_needless(kind, url, PAGE) is needless


def test_a_trackers_own_pages_are_its_own() -> None:
    assert not is_needless("script", "https://static.criteo.com/app.js", "https://www.criteo.com/news/")
