"""One Scrapy add-on a mode. A project gets newscrawl by `ADDONS = {"newscrawl.addons.Newscrawl": 300}`."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.extensions.logstats import LogStats
from scrapy.extensions.throttle import AutoThrottle
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.depth import DepthMiddleware
from scrapy.spidermiddlewares.httperror import HttpErrorMiddleware
from scrapy.spidermiddlewares.metacopy import MetaCopyDetectionMiddleware
from scrapy.spidermiddlewares.urllength import UrlLengthMiddleware

from newscrawl.extensions.lifecycle import Lifecycle
from newscrawl.extensions.progress import Progress
from newscrawl.extensions.settlement import Settlement
from newscrawl.extensions.throttle import Throttle
from newscrawl.middlewares.archive import ArchiveCapture
from newscrawl.middlewares.boundary import SiteBoundary
from newscrawl.middlewares.decompression import Decompression
from newscrawl.middlewares.host_stops import HostStops
from newscrawl.middlewares.known_redirects import KnownRedirects
from newscrawl.middlewares.meta_refresh import QuickMetaRefresh
from newscrawl.middlewares.private_addresses import PrivateAddresses
from newscrawl.middlewares.proxy import EnvironmentProxy
from newscrawl.middlewares.retry_after import RetryAfter
from newscrawl.middlewares.rights import RightsMiddleware
from newscrawl.middlewares.robots import RobotsMiddleware
from newscrawl.middlewares.traps import TrapGuard
from newscrawl.pipelines.duplicates import DuplicatesPipeline
from newscrawl.pipelines.forgotten import ForgottenPipeline
from newscrawl.pipelines.rights import RightsPipeline
from newscrawl.pipelines.verdict import VerdictPipeline
from newscrawl.pipelines.wanted import MaxArticlesPipeline, WantedPipeline
from newscrawl.pipelines.writer import WriterPipeline
from newscrawl.spiders.news import NewsSpider

SWITCHED = {
    "COOKIES_ENABLED": ("DOWNLOADER_MIDDLEWARES_BASE", "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"),
    "REMOTE_CONTROL_ENABLED": ("EXTENSIONS_BASE", "scrapy.extensions.remote_control.RemoteControl"),
    "TELNETCONSOLE_ENABLED": ("EXTENSIONS_BASE", "scrapy.extensions.telnet.TelnetConsole"),
}
"""Components of Scrapy's that take long to import (requests, aiohttp, conch), by the settings that switch them on."""


class Newscrawl:
    """The way of an article: what it must pass, in order. See docs/how-it-works.md."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured for a spider that is not newscrawl's: it keeps what Scrapy and its project give it."""
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured
        return cls()

    def update_settings(self, settings: BaseSettings) -> None:
        """Add newscrawl's settings and components; a project's own win."""
        settings.setmodule("newscrawl.settings", priority="addon")
        add = settings.setdefault_in_component_priority_dict
        add("DOWNLOADER_MIDDLEWARES", PrivateAddresses, 50)
        add("DOWNLOADER_MIDDLEWARES", SiteBoundary, 60)
        add("DOWNLOADER_MIDDLEWARES", TrapGuard, 150)  # after robots.txt: what is disallowed spends no budget
        add("DOWNLOADER_MIDDLEWARES", KnownRedirects, 70)
        add("DOWNLOADER_MIDDLEWARES", RobotsTxtMiddleware, None)
        add("DOWNLOADER_MIDDLEWARES", RobotsMiddleware, 100)
        add("DOWNLOADER_MIDDLEWARES", RightsMiddleware, 110)
        add("DOWNLOADER_MIDDLEWARES", MetaRefreshMiddleware, None)
        add("DOWNLOADER_MIDDLEWARES", QuickMetaRefresh, 580)
        add("DOWNLOADER_MIDDLEWARES", HttpCompressionMiddleware, None)
        add("DOWNLOADER_MIDDLEWARES", Decompression, 590)
        add("DOWNLOADER_MIDDLEWARES", HttpProxyMiddleware, None)
        add("DOWNLOADER_MIDDLEWARES", EnvironmentProxy, 750)
        add("DOWNLOADER_MIDDLEWARES", HostStops, 555)
        add("DOWNLOADER_MIDDLEWARES", RetryAfter, 560)  # before the retry middleware turns the answer into a request
        for needless in (HttpErrorMiddleware, UrlLengthMiddleware, DepthMiddleware, MetaCopyDetectionMiddleware):
            add("SPIDER_MIDDLEWARES", needless, None)  # the callbacks yield no requests, and take every status
        add("DOWNLOADER_MIDDLEWARES", ArchiveCapture, 990)  # the first to see an answer
        add("ITEM_PIPELINES", ForgottenPipeline, 50)
        add("ITEM_PIPELINES", VerdictPipeline, 100)
        add("ITEM_PIPELINES", RightsPipeline, 150)
        add("ITEM_PIPELINES", WantedPipeline, 200)
        add("ITEM_PIPELINES", DuplicatesPipeline, 300)
        add("ITEM_PIPELINES", MaxArticlesPipeline, 400)
        add("ITEM_PIPELINES", WriterPipeline, 800)
        add("EXTENSIONS", Settlement, 0)
        add("EXTENSIONS", Lifecycle, 900)  # last, so that it closes the run when all others are through
        for replaced, component in ((AutoThrottle, Throttle), (LogStats, Progress)):
            add("EXTENSIONS", replaced, None)
            add("EXTENSIONS", component, 0)
        for switch, (components, path) in SWITCHED.items():
            if not settings.getbool(switch):
                settings[components].pop(path, None)  # Scrapy imports also what is switched off
