"""What this run was asked for: dates, languages, how many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.core.article import Article
from newscrawl.core.verdict import Reason
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page
from newscrawl.pipelines.base import RunPipeline
from newscrawl.pipelines.drops import Postponed, Rejected
from newscrawl.spiders.news import NewsSpider


class WantedPipeline(RunPipeline):
    """Rejects articles that are outside --since, --until and --language."""

    def process_item(self, page: Page) -> Page:
        """Raises Rejected."""
        self._check_dates(page.article)
        languages = page.visit.queue.window.languages
        if languages and page.article.language and page.article.language not in languages:
            raise Rejected.because(Reason.OTHER_LANGUAGE, language=page.article.language, wanted=list(languages))
        return page

    def _check_dates(self, article: Article) -> None:
        since, until = self._run.config.since, self._run.config.until
        published = moment(article.date_published)
        if published is None:
            return  # nothing says that it is outside
        if (since and published < since) or (until and published > until):
            raise Rejected.because(Reason.OUTSIDE_DATES, date_published=article.date_published)


class MaxArticlesPipeline:
    """Lets --max-articles through and leaves the rest for the next run."""

    def __init__(self, run: Run, stop: Callable[[str], object]) -> None:
        """`stop` ends the run for a reason."""
        self._run, self._stop = run, stop
        self._passed = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Takes the run from newscrawl's spider. Raises NotConfigured for any other."""
        if not isinstance(crawler.spider, NewsSpider):
            raise NotConfigured
        return cls(crawler.spider.run, crawler.spider.stop)

    def process_item(self, page: Page) -> Page:
        """Raises Postponed."""
        most = self._run.config.max_articles
        if most is None:
            return page
        if self._passed >= most:
            raise Postponed("max-articles")
        self._passed += 1
        if self._passed == most:
            self._stop("max-articles")
        return page


def moment(value: str | None) -> datetime | None:
    """A record's date as a moment; one without an offset is read as UTC, a day alone as its end."""
    if not value:
        return None
    try:
        parsed = datetime.fromisoformat(value if len(value) > 10 else f"{value}T23:59:59")
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
