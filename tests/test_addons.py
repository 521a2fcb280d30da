"""What the add-on makes of a project's settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from newscrawl.addons import Newscrawl
from newscrawl.middlewares.rights import RightsMiddleware
from newscrawl.middlewares.robots import RobotsMiddleware
from newscrawl.pipelines.duplicates import DuplicatesPipeline
from newscrawl.pipelines.rights import RightsPipeline
from newscrawl.pipelines.verdict import VerdictPipeline
from newscrawl.pipelines.wanted import MaxArticlesPipeline, WantedPipeline
from newscrawl.pipelines.writer import WriterPipeline
from tests.crawl.harness import read
from tests.web import Fault, NewsWeb


class OwnPipeline:
    """A user's."""


@pytest.mark.parametrize(
    ("before", "component", "priority"),
    [
        ({}, RobotsTxtMiddleware, None),
        ({}, RobotsMiddleware, 100),
        ({"DOWNLOADER_MIDDLEWARES": {RobotsMiddleware: 150}}, RobotsMiddleware, 150),
        ({"DOWNLOADER_MIDDLEWARES": {"newscrawl.middlewares.robots.RobotsMiddleware": None}}, RobotsMiddleware, None),
    ],
)
def test_components_are_added_and_a_projects_own_wish_wins(
    before: dict[str, Any], component: type, priority: int | None
) -> None:
    settings = Settings(before)
    Newscrawl().update_settings(settings)
    found = settings.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES")
    values = {load_object(key): value for key, value in found.items()}
    assert values.get(component) == priority


def test_a_users_pipeline_stands_among_ours() -> None:
    settings = Settings({"ITEM_PIPELINES": {OwnPipeline: 500}})
    Newscrawl().update_settings(settings)
    pipelines = settings.getdict("ITEM_PIPELINES")
    assert pipelines[VerdictPipeline] < pipelines[OwnPipeline] < pipelines[WriterPipeline]


SETTINGS = """\
SPIDER_MODULES = ["spiders", "newscrawl.spiders.news"]
ADDONS = {"newscrawl.addons.Newscrawl": 300}
ROBOTSTXT_OBEY = True
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = AUTOTHROTTLE_MAX_DELAY = DOWNLOAD_DELAY = 0
"""
SPIDER = '''\
"""Of a project that knows nothing of newscrawl."""

import scrapy
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.extensions.logstats import LogStats
from scrapy.extensions.throttle import AutoThrottle


class Titles(scrapy.Spider):
    name = "titles"

    def __init__(self, urls, **more):
        super().__init__(**more)
        self.start_urls = urls.split(",")

    def parse(self, response):
        crawler = self.crawler
        yield {
            "url": response.url,
            "AutoThrottle": type(crawler.get_extension(AutoThrottle)) is AutoThrottle,
            "LogStats": type(crawler.get_extension(LogStats)) is LogStats,
            "HttpCompressionMiddleware": bool(crawler.get_downloader_middleware(HttpCompressionMiddleware)),
        }
'''


def crawl_in_project(web: NewsWeb, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`scrapy crawl` in another project, which has newscrawl by the one line of its ADDONS."""
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = project_settings\n")
    (folder / "project_settings.py").write_text(SETTINGS)
    (folder / "spiders.py").write_text(SPIDER)
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", *arguments],
        env={**os.environ, **web.environment, "PYTHONPATH": str(Path(__file__).parent.parent)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_projects_other_spiders_are_left_alone(news_web: NewsWeb, tmp_path: Path) -> None:
    site = news_web.site("a.test", articles=2, robots="User-agent: *\nDisallow: /private/\n")
    private = f"{site.url}private/page"
    done = crawl_in_project(
        news_web, tmp_path, "titles", "-a", f"urls={private},{site.stories[0].url}", "-O", "items.jsonl"
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Crawled 0 pages (at 0 pages/min)" in done.stderr, "Scrapy's own log line"
    (item,) = read(tmp_path / "items.jsonl")
    assert item.pop("url") == site.stories[0].url
    assert item == {"AutoThrottle": True, "LogStats": True, "HttpCompressionMiddleware": True}
    assert [request.path for request in site.log()] == ["/robots.txt", site.stories[0].path]
    assert not (tmp_path / "output").exists()


def test_newscrawls_spider_crawls_in_another_project(news_web: NewsWeb, tmp_path: Path) -> None:
    """With what it needs of newscrawl's settings, though the project sets none of them."""
    site = news_web.site("a.test", articles=3, faults={1: Fault.status(404)})
    done = crawl_in_project(news_web, tmp_path, "news", "-a", f"sites={site.url}", "-a", "purpose=research")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    lines = [line for path in tmp_path.glob("output/articles/*/*.jsonl") for line in read(path)]
    (left_out,) = [line for path in tmp_path.glob("output/rejected/*/*.jsonl") for line in read(path)]
    assert left_out["reason"] == "gone"
    texts = {story.url: story.text for story in site.stories}
    assert {line["url"]: line["text"] for line in lines} | {left_out["url"]: texts[left_out["url"]]} == texts
    assert all(request.user_agent.startswith("newscrawl/") for request in site.log())


def test_the_purpose_of_a_spider_argument_is_obeyed(news_web: NewsWeb, tmp_path: Path) -> None:
    site = news_web.site("a.test", articles=2, robots="User-agent: *\nContent-Usage: /*-1$ train-ai=n\n")
    done = crawl_in_project(news_web, tmp_path, "news", "-a", f"sites={site.url}", "-a", "purpose=training")
    assert done.returncode == 0, done.stderr
    (line,) = [line for path in tmp_path.glob("output/articles/*/*.jsonl") for line in read(path)]
    (left_out,) = [line for path in tmp_path.glob("output/rejected/*/*.jsonl") for line in read(path)]
    assert line["url"].endswith("-0")
    assert (left_out["reason"], left_out["evidence"]["value"]) == ("reserved", "train-ai=n")


def test_the_add_on_is_off_without_its_spider() -> None:
    with pytest.raises(NotConfigured):
        Newscrawl.from_crawler(Crawler(Spider))


@pytest.mark.parametrize(
    "pipeline",
    [VerdictPipeline, RightsPipeline, WantedPipeline, DuplicatesPipeline, MaxArticlesPipeline, WriterPipeline],
)
def test_a_pipeline_named_by_itself_is_off_for_another_spider(pipeline: Any) -> None:
    crawler = Crawler(Spider)
    crawler.spider = Spider("other")
    with pytest.raises(NotConfigured):
        pipeline.from_crawler(crawler)


def test_the_middleware_of_rights_is_off_for_another_spider() -> None:
    crawler = Crawler(Spider)
    crawler.spider = Spider("other")
    with pytest.raises(NotConfigured):
        RightsMiddleware.from_crawler(crawler)
