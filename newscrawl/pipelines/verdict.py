"""The verdict that extraction came to: articles go on, all else is rejected."""

from __future__ import annotations

from newscrawl.crawl.visits import Page
from newscrawl.pipelines.base import RunPipeline
from newscrawl.pipelines.drops import Rejected, Unchanged
from newscrawl.report.figures import moment


class VerdictPipeline(RunPipeline):
    """Fills in what only the run knows of an article."""

    def process_item(self, page: Page) -> Page:
        """Raises Rejected, Unchanged."""
        if page.unmodified:
            raise Unchanged
        extraction = page.extraction
        rejection = page.rejection or (extraction.rejection if extraction else None)
        if rejection is not None:
            raise Rejected(rejection)
        article = page.article
        article.source = page.visit.site.name
        article.requested_url = page.visit.candidate.url
        article.fetched_at = moment(page.answered_at)
        article.discovered_by = str(page.visit.candidate.found_by)
        article.http_status = page.status
        article.rendered = page.rendered
        article.archive = page.place
        article.run_id = self._run.run_id
        return page
