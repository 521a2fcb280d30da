"""What waits to be read and written down: it is bounded, and holds no more than it must."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.core.scraper import Slot
from scrapy.crawler import Crawler
from scrapy.http import Request, Response, TextResponse

from newscrawl.crawl.backlog import Backlog, drop_body
from newscrawl.fetching.downloader import ANSWERS_WAITING
from newscrawl.spiders.news import NewsSpider
from tests.crawl.harness import Bench, expected
from tests.crawl.test_sitemaps import index, urlset


def test_a_body_that_is_dropped_is_not_counted_any_more() -> None:
    for kind in (Response, TextResponse):
        for size in (0, 10, Slot.MIN_RESPONSE_SIZE, 50_000):
            slot, request = Slot(), Request("http://a.test/")
            response = kind("http://a.test/", body=b"x" * size)
            slot.add_response_request(response, request)
            slot.next_response_request_deferred()
            drop_body(response, slot)
            drop_body(response, slot)
            assert (slot.active_size, response.body) == (Slot.MIN_RESPONSE_SIZE, b"")
            slot.finish_response(response, request)
            assert slot.active_size == 0


def test_a_body_is_dropped_when_scrapy_counts_nothing() -> None:
    response = Response("http://a.test/", body=b"x")
    drop_body(response, None)
    assert response.body == b""


def test_an_error_leaves_nothing_in_the_backlog() -> None:
    backlog = Backlog()
    try:
        with backlog:
            assert backlog.count == 1
            raise KeyError
    except KeyError:
        assert backlog.count == 0


class Watch:
    """A Scrapy extension that fills the backlog for a moment, and notes what the crawl leaves behind."""

    def __init__(self, crawler: Crawler, path: Path) -> None:
        self._crawler, self._path = crawler, path
        self._seen: dict[str, object] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        watch = cls(crawler, Path(crawler.settings["WATCH_FILE"]))
        crawler.signals.connect(watch.opened, signals.spider_opened)
        crawler.signals.connect(watch.closed, signals.spider_closed)
        return watch

    def opened(self, spider: NewsSpider) -> None:
        backlog, downloader = spider.run.backlog, self._crawler.engine.downloader
        told = []
        for count in (0, ANSWERS_WAITING * downloader.total_concurrency, 0):
            backlog.count = count
            told.append(downloader.needs_backout())
        self._seen["waits"] = told

    def closed(self, spider: NewsSpider) -> None:
        slot = self._crawler.engine.scraper.slot
        self._seen |= {"backlog": spider.run.backlog.count, "held": slot.active_size if slot else 0}
        self._path.write_text(json.dumps(self._seen))


def test_a_crawl_ends_with_nothing_held(bench: Bench) -> None:
    stories = bench.web.site("a.test", articles=6).stories
    maps = {f"/map{n}.xml": urlset([(story.url, None)] * 200) for n, story in enumerate(stories)}
    listed = index([(f"http://a.test{path}", None) for path in maps])
    robots = "Sitemap: http://a.test/index.xml\n"
    site = bench.web.site("a.test", articles=6, discovery=[], robots=robots, pages={"/index.xml": listed} | maps)
    path = bench.folder / "watch.json"
    settings = (f"WATCH_FILE={path}", 'EXTENSIONS={"tests.crawl.test_backlog.Watch": 0}', "CONCURRENT_REQUESTS=1")
    outcome = bench.crawl([site], quick=(*bench.quick, *settings))
    assert bench.texts() == expected(site), outcome.stderr
    seen = json.loads(path.read_text())
    assert seen["waits"] == [False, True, False]
    assert (seen["backlog"], seen["held"]) == (0, 0)
