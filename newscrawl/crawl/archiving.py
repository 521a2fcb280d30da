"""What of a crawl goes into its archive: the pages that the pipelines are through with, with what they rest on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import newscrawl
from newscrawl.core.article import Article
from newscrawl.core.page_context import ARTICLE, PART, REJECTED, UNCHANGED, PageContext
from newscrawl.core.site import Site
from newscrawl.core.typical import Typical
from newscrawl.core.verdict import Reason
from newscrawl.crawl.agent import user_agent
from newscrawl.crawl.config import Config
from newscrawl.crawl.visits import Page
from newscrawl.dataset.archive.records import Bundle, Earlier, KeptPage, bundle, new_id
from newscrawl.dataset.archive.writer import ArchiveFiles
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.writer import Writer
from newscrawl.store.archived import Archived

__all__ = ["Archiving", "NoArchive", "archive_files", "archive_says"]

SITES_MAX = 50
"""Sites that a warcinfo record names."""
OF_OTHERS = ("version", "cluster_id", "duplicate_of")
"""Fields of a record that are decided by other records."""


class NoArchive:
    """Of a run without --archive."""

    async def of_article(self, page: Page) -> Bundle | None:
        """Nothing."""

    async def of_rejected(self, page: Page, record: dict[str, Any]) -> Bundle | None:
        """Nothing."""

    async def keep_unchanged(self, page: Page, reason: Reason | None = None) -> None:
        """Nothing."""


class Archiving(NoArchive):
    """Makes bundles, off the event loop."""

    def __init__(
        self, writer: Writer, run_id: str, purpose: str | None, earlier: Callable[[str], Awaitable[Archived | None]]
    ) -> None:
        """`earlier` gives what of a key is archived (store.archived)."""
        self._writer, self._run_id, self._purpose, self._earlier = writer, run_id, purpose, earlier

    async def of_article(self, page: Page) -> Bundle | None:
        """For the page of an article whose line is about to be written; None where nothing was fetched."""
        article = page.article
        return await self._bundle(page, ARTICLE, article.fetched_at, article=article)

    async def of_rejected(self, page: Page, record: dict[str, Any]) -> Bundle | None:
        """For a page that is left out. In: its line."""
        return await self._bundle(
            page, REJECTED, record["fetched_at"], reason=record["reason"], evidence=record["evidence"]
        )

    async def keep_unchanged(self, page: Page, reason: Reason | None = None) -> None:
        """Archive a second look that brought no line; `reason`: why there is no article now. Raises DatasetError."""
        known = await self._earlier(page.visit.key)
        earlier = Earlier(known.url, known.date, known.digest) if known is not None else None
        made = await self._bundle(page, UNCHANGED, None, earlier=earlier, reason=str(reason) if reason else None)
        if made is not None:
            await self._writer.keep(made)

    async def _bundle(
        self,
        page: Page,
        outcome: str,
        fetched_at: str | None,
        *,
        earlier: Earlier | None = None,
        article: Article | None = None,
        reason: str | None = None,
        evidence: Mapping[str, Any] | None = None,
    ) -> Bundle | None:
        if not page.captures:
            return None
        ids = [new_id() for _ in page.parts]
        main_id = new_id()
        fields = {name: value for name in OF_OTHERS if (value := getattr(article, name, None)) is not None}
        if page.rendered:
            fields["rendered"] = True
        context = self._context(
            page,
            outcome=outcome,
            fetched_at=fetched_at,
            parts=tuple(ids),
            whole=page.whole,
            fields=fields,
            reason=reason,
            evidence=evidence or {},
        )
        kept = [
            KeptPage(
                part.captures, self._context(part, outcome=PART, part_of=main_id), part.as_rendered, record_id=record_id
            )
            for part, record_id in zip(page.parts, ids, strict=True)
        ]
        kept.append(KeptPage(page.captures, context, page.as_rendered, earlier=earlier, record_id=main_id))
        return await asyncio.to_thread(bundle, kept, page.visit.key)

    def _context(self, page: Page, **said: Any) -> PageContext:
        extraction = page.extraction
        return PageContext(
            site=page.visit.site.name,
            site_url=page.visit.site.url,
            candidate=page.visit.candidate,
            typical=(extraction.typical if extraction else None) or Typical(),
            rights=page.origin,
            purpose=self._purpose,
            run_id=self._run_id,
            **said,
        )


def archive_files(
    config: Config, run_id: str, said: Sequence[tuple[str, str]], manifest: Manifest | None
) -> ArchiveFiles:
    """Where a run's pages are archived; nothing is made on disk before the first one."""
    place = config.beside("archive")
    return ArchiveFiles(place.parent, run_id, said, name=place.name, bytes_max=config.archive_bytes, manifest=manifest)


def archive_says(run_id: str, config: Config, sites: Sequence[Site]) -> list[tuple[str, str]]:
    """What the warcinfo records say of a run: name and value, as WARC's own fields have them where there is one."""
    said = [
        ("software", f"newscrawl/{newscrawl.__version__}"),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        ("isPartOf", run_id),
        ("http-header-user-agent", user_agent()),
        ("sites", ", ".join(site.url for site in sites[:SITES_MAX])),
    ]
    return said + ([("purpose", config.purpose)] if config.purpose else [])
