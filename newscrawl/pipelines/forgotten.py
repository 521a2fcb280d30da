"""What was forgotten does not come back, by whatever address it comes."""

from __future__ import annotations

from newscrawl.core.forgetting import mark_of, text_mark
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.crawl.items import site_key
from newscrawl.crawl.visits import Page
from newscrawl.pipelines.base import RunPipeline
from newscrawl.pipelines.drops import Rejected


class ForgottenPipeline(RunPipeline):
    """Rejects pages that are, lead to, call canonical, or repeat on their site what `newscrawl forget` took out."""

    async def process_item(self, page: Page) -> Page:
        """Raises Rejected."""
        if page.rejection is not None and page.rejection.reason is Reason.FORGOTTEN:
            raise Rejected(page.rejection)
        gone = await self._run.call(self._run.store.tombstones.among, marks_of(page))
        if gone:
            raise Rejected.because(Reason.FORGOTTEN, mark=min(gone))
        return page


def marks_of(page: Page) -> set[str]:
    """The marks of all addresses of a page, of its article and of its text."""
    urls = {page.url, page.visit.candidate.url}
    extraction = page.extraction
    article = extraction.article if extraction else None
    links = extraction.part_links if extraction else None
    if links is not None and links.first is not None:
        urls.add(links.first)
    marks = {mark_of(key) for key in page.visit.keys | page.keys}
    if article is not None:
        urls.add(article.url)
        if article.content_hash:
            marks.add(text_mark(site_key(page.visit.site), article.content_hash))
    return marks | {mark_of(identity(url)) for url in urls if url}
