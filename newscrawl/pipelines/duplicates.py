"""Doubles and new versions: one line a version of an article, whatever addresses lead to it."""

from __future__ import annotations

from newscrawl.core.verdict import Reason
from newscrawl.core.versions import Signature, title_hash
from newscrawl.crawl.items import site_key
from newscrawl.crawl.visits import Page
from newscrawl.pipelines.base import RunPipeline
from newscrawl.pipelines.drops import Postponed, Rejected, Unchanged
from newscrawl.store import Line, Near


class DuplicatesPipeline(RunPipeline):
    """Drops an article whose address, or whose text on the same site, has a line already or is about to get one.

    What repeats another article otherwise is marked, or dropped where the run is asked for that. A second look at an
    article brings its next version, or nothing.
    """

    async def process_item(self, page: Page) -> Page:
        """Raises Rejected, Unchanged, Postponed."""
        article, look, site = page.article, page.visit.look, site_key(page.visit.site)
        await self._claim(page)
        ask = self._run.store.articles.line_and_twin
        line, twin = await self._run.call(ask, article.id, article.content_hash, site)
        same_site = twin.id if twin is not None and twin.site == site else None
        if look is not None and line is not None and look.article_id == article.id:
            self._next_version(page, line, same_site)
            return page
        self._drop_if(line.id if line else same_site, page)
        self._repeats(page, await self._nearest(page, twin), exactly=twin is not None)
        return page

    async def _claim(self, page: Page) -> None:
        """Return when all that came first, and that the page may repeat, has its line or is given up.

        It may come to nothing, and then this page is what its article has. Each waits for earlier ones only.
        """
        article = page.article
        sketch = page.extraction.sketch if page.extraction else None
        while True:
            # In memory, without a pause in between: two spellings may be on their way at the same time.
            claimed = self._run.claims.claim(page.visit, article.id, article.content_hash, sketch)
            if claimed.same is None:
                break
            if page.visit.look is not None:
                raise Postponed("under way")  # under another of its spellings
            await claimed.same.wait()
        for settled in claimed.doubles:
            await settled.wait()

    @staticmethod
    def _next_version(page: Page, line: Line, same_site: str | None) -> None:
        """Make the page the next version of the article that was looked at, in its cluster."""
        article = page.article
        page_hash = page.extraction.page_hash if page.extraction else None
        if line.said.is_same(Signature(article.content_hash, title_hash(article.title), page_hash)):
            raise Unchanged
        DuplicatesPipeline._drop_if(same_site, page)
        article.version = line.version + 1
        article.cluster_id, article.duplicate_of = line.cluster_id, line.duplicate_of

    async def _nearest(self, page: Page, twin: Line | None) -> Near | None:
        if twin is not None:
            return Near(twin.id, 1.0, twin.cluster_id or twin.id)
        sketch = page.extraction.sketch if page.extraction else None
        return await self._run.doubles.nearest(page.article.id, sketch) if sketch else None

    def _repeats(self, page: Page, near: Near | None, *, exactly: bool) -> None:
        if near is None:
            return
        if self._run.config.duplicates == "drop":
            reason = Reason.DUPLICATE_CONTENT if exactly else Reason.DUPLICATE_NEAR
            raise Rejected.because(reason, id=near.id, similarity=near.similarity)
        page.article.cluster_id, page.article.duplicate_of = near.cluster_id, near.id

    @staticmethod
    def _drop_if(other: str | None, page: Page) -> None:
        if other is None:
            return
        same_address = other == page.article.id
        reason = Reason.DUPLICATE_ADDRESS if same_address else Reason.DUPLICATE_CONTENT
        raise Rejected.because(reason, id=other)
