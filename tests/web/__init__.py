"""A local news web with faults, for tests that crawl.

    def test_a_reset_is_tried_again(news_web: NewsWeb) -> None:
        site = news_web.site("a.test", articles=5, discovery="rss", faults={2: Fault.reset().once()})
        ...  # crawl site.url through news_web.proxy_url
        assert records == {story.url: story.text for story in site.stories}
        assert len(site.log(site.stories[2].path)) == 2

It runs in a process of its own, on a free port of 127.0.0.1, and ends when the process that started it ends.
"""

from __future__ import annotations

from tests.web.client import NewsWeb, WebSite
from tests.web.faults import Fault
from tests.web.spec import DISALLOW_ALL, Discovery, Page, Request
from tests.web.stories import Story

__all__ = ["DISALLOW_ALL", "Discovery", "Fault", "NewsWeb", "Page", "Request", "Story", "WebSite"]
