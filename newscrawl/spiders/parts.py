"""Articles over several pages: the spider asks for the other parts before the article goes on, and it becomes one."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from scrapy import Request
from scrapy.http import Response

from newscrawl.core.candidate import Candidate
from newscrawl.core.doubles import sketch_of
from newscrawl.core.parts import PartLinks, body_of, is_same_article, join_article, joined, split_part
from newscrawl.core.rights.signals import Signal
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import META_KEY, Page, PageVisit, said_by
from newscrawl.middlewares.refusals import Disallowed, OffSite, PrivateAddress, Reserved, TooLarge
from newscrawl.spiders.failures import failure_kind
from newscrawl.spiders.pages import GONE, PASSING, PageReader
from newscrawl.workers import work

logger = logging.getLogger(__name__)

TRIES = 3
"""Runs that ask for a part which fails; then the article is written without it."""
PATIENCE_SECONDS = 60.0
KEPT = 500
"""Later parts that came before their first one, in memory."""
KEPT_BYTES = 2**18
"""With --archive, most bytes of the answer of one of them; a longer one is asked for again."""


class _Failed(Exception):
    """A part that could not be had this time."""


@dataclass(slots=True)
class Found:
    """The parts of an article so far."""

    texts: list[str]
    pages: list[Page] = field(default_factory=list)
    """Whose texts they are, but for the first part."""
    whole: bool = False
    """Whether the text is that of one page that has all parts."""
    keys: set[str] = field(default_factory=set)
    """Of the parts: they are settled with the article."""
    said: list[Signal] = field(default_factory=list)
    """What the parts say of use: what one of them reserves is reserved for all of the text."""


class PartsReader:
    """Completes an article by its other parts."""

    def __init__(
        self, run: Run, frontier: Frontier, pages: PageReader, download: Callable[[Request], Awaitable[Response]]
    ) -> None:
        self._run, self._frontier, self._pages, self._download = run, frontier, pages, download
        self._waiting: OrderedDict[str, Page] = OrderedDict()

    async def complete(self, page: Page) -> Page | None:
        """The page with the text of all parts; rejected where it is a later part of another page's article.

        None where a part could not be had and the article is to be tried again in a later run. Raises PoolFailure.
        """
        links = page.extraction.part_links if page.extraction is not None and page.rejection is None else None
        if links is None or self._run.config.parts_max <= 1:
            return page
        if links.first is not None:
            await self._belongs(page, links.first)
            return page
        if links.number > 1 or links.next is None:
            return page
        found = Found([body_of(page.article)])
        try:
            if not await self._take_whole(page, links, found):
                await self._take_parts(page, links.next, found)
        except _Failed as failure:
            if await self._left_for_later(page, str(failure)):
                return None
            logger.info("%s: a part is missing (%s); written without it", page.url, failure)
        if found.keys:
            found.keys.update(identity(url) for url in links.others)
            await put_together(page, found, self._run)
        return page

    async def _left_for_later(self, page: Page, kind: str) -> bool:
        """Whether a later run is to try again; what is no fault of the address's does not count as a try."""
        if self._frontier.stopping or kind in ("stopping", "host-paused", "host-stopped", "robots-unreachable"):
            return True
        pending = page.visit.task.pending
        tries = min(TRIES, self._run.config.attempts_max)
        if pending is None or (pending.look is None and pending.attempts + 1 >= tries):
            return False  # never at a second look: an article must not lose a part that its line has
        logger.info("%s: a part is missing (%s); tried again in a later run", page.url, kind)
        await self._pages.try_later(page.visit, f"part-{kind}")
        return True

    async def _belongs(self, page: Page, first: str) -> None:
        """A later part that was found by itself: its article's first part takes it in."""
        queue, candidate = page.visit.queue, page.visit.candidate
        if sum(len(capture.body) for capture in page.captures) <= KEPT_BYTES:
            self._waiting[identity(page.url)] = replace(page)
        while len(self._waiting) > KEPT:
            self._waiting.popitem(last=False)
        if queue.site.covers(first) and queue.site.wants(first):
            begin = Candidate(first, candidate.found_by, found_on=page.url)
            await self._frontier.add_candidates(queue, work.pack([(identity(first), begin)]))
        page.rejection = Rejection(Reason.DUPLICATE_ADDRESS, {"part_of": first})

    async def _take_whole(self, page: Page, links: PartLinks, found: Found) -> bool:
        """Whether one page has all parts: its text holds the first part's and more."""
        if links.whole is None:
            return False
        try:
            whole = await self._read(page, links.whole)
        except _Failed:
            return False
        if whole is None or whole.extraction is None or whole.extraction.rejection is not None:
            return False
        text = body_of(whole.article)
        if len(text) < 1.2 * len(found.texts[0]) or not _holds(text, found.texts[0]):
            return False
        found.texts, found.pages, found.whole = [text], [whole], True
        found.said += said_by(whole)
        found.keys |= {identity(links.whole), identity(whole.url)}
        return True

    async def _take_parts(self, page: Page, url: str | None, found: Found) -> None:
        start = split_part(url) if url else None
        seen = {identity(page.url)}
        while url is not None and len(found.texts) < self._run.config.parts_max:
            key, part = identity(url), split_part(url)
            if key in seen or part is None or start is None or (part.stem, part.form) != (start.stem, start.form):
                return
            seen.add(key)
            read = await self._read(page, url)
            if read is None or read.extraction is None or not _is_part(page, read):
                return
            text = joined(page.article.title, page.article.description, [*found.texts, body_of(read.article)])
            if len(text) <= sum(map(len, found.texts)) + 2 * len(found.texts):
                return  # the same page again
            found.texts.append(body_of(read.article))
            found.pages.append(read)
            found.said += said_by(read)
            found.keys |= {key, identity(read.url)}
            following = read.extraction.part_links
            url = following.next if following else None

    async def _read(self, page: Page, url: str) -> Page | None:
        """The page at an address, read; None where there is none, for good. Raises _Failed, PoolFailure."""
        queue, key = page.visit.queue, identity(url)
        if key != page.visit.key:
            # While it is being read as a candidate of its own it is not asked for twice.
            await self._frontier.candidates.until_done(queue, key, PATIENCE_SECONDS)
        if (waiting := self._waiting.pop(key, None)) is not None:
            return waiting
        # A candidate that waits for its turn is taken out of it.
        claimed = await self._frontier.candidates.claim(queue, key) if key != page.visit.key else None
        try:
            candidate = replace(page.visit.candidate, url=url, title=None, content=None)
            visit = PageVisit(page.visit.task, candidate, key)
            try:
                response = await self._download(Request(url, meta={META_KEY: visit}, dont_filter=True))
            except (Disallowed, OffSite, PrivateAddress, Reserved, TooLarge) as error:
                logger.info("%s: a part is left out: %s", page.url, error)
                return None
            except Exception as error:
                raise _Failed(failure_kind(error)) from error
            if response.status in GONE:
                return None
            if response.status in PASSING or response.status >= 500:
                raise _Failed(f"http-{response.status}")
            if identity(response.url) == identity(page.url) != key:
                return None
            return await self._pages.read(response, visit)
        finally:
            if claimed is not None:
                self._frontier.candidates.done(queue, key)


async def put_together(page: Page, found: Found, run: Run) -> None:
    """Make one article of a page and the parts that were found of it. Raises PoolFailure."""
    page.keys |= found.keys
    page.parts, page.whole = found.pages, found.whole
    own = said_by(page)
    page.rights += tuple(signal for signal in dict.fromkeys(found.said) if signal not in own)
    join_article(page.article, found.texts)
    if page.extraction is not None:
        page.extraction.page_hash = None  # of the first part alone
        if page.extraction.sketch is not None:
            page.extraction.sketch = await run.pool.run(sketch_of, body_of(page.article))


def _is_part(page: Page, read: Page) -> bool:
    """Whether a page is another part of the article: it has a text, and the same name or the same first part."""
    extraction = read.extraction
    if extraction is None or extraction.article is None or read.rejection is not None:
        return False
    rejection = extraction.rejection
    if rejection is not None and rejection.reason != Reason.NOT_AN_ARTICLE:
        return False
    links = extraction.part_links
    home = links is not None and links.first is not None and identity(links.first) == identity(page.url)
    return home or is_same_article(page.article.title, extraction.article.title)


def _holds(text: str, first: str) -> bool:
    paragraphs = [paragraph for paragraph in first.split("\n\n") if len(paragraph) >= 40]
    return 3 * sum(paragraph in text for paragraph in paragraphs) >= 2 * len(paragraphs) > 0
