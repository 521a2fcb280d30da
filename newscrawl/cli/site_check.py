"""Tries one site as a crawl would begin with it: robots.txt, front page, sitemaps, feeds, one article."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from newscrawl.cli.fetch import Disallowed, Fetched, Fetcher, FetchError
from newscrawl.cli.pace import Pace
from newscrawl.cli.site_example import read_example
from newscrawl.cli.site_findings import SiteFindings, SourceFinding, State, newest
from newscrawl.core.block_page import block_sign
from newscrawl.core.candidate import Candidate, Source, SourceKind
from newscrawl.core.discovery.pruning import latest_moment
from newscrawl.core.discovery.usual import usual_sources
from newscrawl.core.rights.origin import OriginRights
from newscrawl.core.rights.page import header_signals
from newscrawl.core.rights.record import signal_record
from newscrawl.core.rights.signals import Signal, verdict_for
from newscrawl.core.robots import PRODUCT_TOKEN, Robots
from newscrawl.core.site import Site
from newscrawl.workers import work

SITEMAPS_MAX = 6
FEEDS_MAX = 6
CHILDREN_MAX = 2
"""Children of one sitemap index that are read: the newest."""
EXAMPLES_MAX = 3
"""Addresses that are tried for an example article."""
SOURCE_BYTES = 64 * 2**20
GUESSED = "/sitemap.xml"

PAGES = (SourceKind.FRONT_PAGE, SourceKind.SECTION)


class SiteCheck:
    """One site; `run` once."""

    def __init__(self, site: Site, pace: Pace, *, agent: str, delay: float, delay_max: float) -> None:
        """`delay`: seconds between two requests where nothing asks for more; `delay_max`: the longest Crawl-delay."""
        self._site, self._pace, self._delay_max = site, pace, delay_max
        self._fetcher = Fetcher(agent, max_bytes=SOURCE_BYTES, verify=False)  # as a crawl by Scrapy's default
        self._fetcher.before = self._before
        self.found = SiteFindings(site.name, site.url, delay=max(delay, site.delay or 0.0))
        self._candidates: dict[str, Candidate] = {}
        self._declared_failed = False
        self._signals: tuple[Signal, ...] = ()
        self.step: Callable[[str], None] = lambda what: None
        """Hears of each document before it is asked for."""

    def _before(self, url: str) -> None:
        self.step(url)
        self.found.requests += 1
        self._pace.wait(url, self.found.delay)

    def run(self) -> SiteFindings:
        """All that is found; never raises for what a site does."""
        began = time.monotonic()
        robots = self._robots()
        if robots is not None:
            announced = self._front_page()
            self._sitemaps(robots)
            self._feeds(announced)
            self._usual()
            self._example()
            self._rights()
            self.found.state = self._state()
        self.found.seconds = time.monotonic() - began
        return self.found

    def _state(self) -> State:
        sources = [*self.found.sitemaps, *self.found.feeds]
        if self.found.front_page.get("status") != 200 and not any(s.status == 200 for s in sources):
            return State.FAILED
        return State.FINE if self.found.article is not None and not self._declared_failed else State.SHORT

    def _robots(self) -> Robots | None:
        """A bare domain that does not speak https is tried by http, as in a crawl."""
        answer = self._fetcher.robots_of(self._site.url)
        if answer.problem and not answer.status and self._site.bare and self._site.url.startswith("https:"):
            self._site = replace(self._site, url="http:" + self._site.url.removeprefix("https:"))
            answer = self._fetcher.robots_of(self._site.url)
        self.found.url = self._site.url
        self.found.robots = answer.about(self._site.url, PRODUCT_TOKEN)
        if answer.problem is not None:
            self.found.problems.append(f"robots.txt {answer.problem}; without an answer nothing is crawled (RFC 9309)")
            return None
        robots = answer.rules()
        asked = robots.crawl_delay(PRODUCT_TOKEN) or 0.0
        self.found.delay = max(self.found.delay, min(asked, self._delay_max))
        if asked > self._delay_max:
            said = f"robots.txt asks for a Crawl-delay of {asked:g} s; {self._delay_max:g} s are kept"
            self.found.problems.append(said)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._signals = OriginRights(PRODUCT_TOKEN, robots.usage, at).signals(self._site.url)
        return robots

    def _get(self, url: str) -> Fetched:
        """Raises FetchError, also for a page that is there to keep robots out."""
        answer = self._fetcher.fetch(url, self._site.url)
        if (sign := block_sign(answer.body, answer.content_type)) is not None:
            raise FetchError(f"{url}: a page that keeps robots out: {sign.why}")
        return answer

    def _front_page(self) -> tuple[Source, ...]:
        """Reads it; returns the feeds that it announces."""
        try:
            answer = self._get(self._site.url)
        except FetchError as error:
            self.found.front_page = {"status": None, "disallowed": isinstance(error, Disallowed)}
            self.found.problems.append(str(error))
            return ()
        self.found.front_page = {"status": answer.status, "redirected_to": answer.url if answer.hops else None}
        if answer.status != 200:
            self.found.problems.append(f"{self._site.url}: HTTP status {answer.status}")
            return ()
        if not self._site.covers(answer.url):
            self.found.problems.append(f"{self._site.url}: leads to {answer.url}, which is not the site's")
            return ()
        self._signals += header_signals(answer.headers.items(), answer.url, PRODUCT_TOKEN)
        found = self._discover(answer, Source(self._site.url, SourceKind.FRONT_PAGE))
        candidates = self._take(found)
        feeds = tuple(s for s in found.sources if s.kind is SourceKind.FEED)
        sections = [s for s in found.sources if s.kind is SourceKind.SECTION]
        self.found.front_page |= {
            "links": len(candidates),
            "likely_articles": sum(c.score >= 0.5 for c in candidates),
            "sections": len(sections),
            "feeds": len(feeds),
        }
        if found.problem:
            self.found.problems.append(f"{self._site.url}: {found.problem}")
        return feeds

    def _sitemaps(self, robots: Robots) -> None:
        named = [(Source(url, SourceKind.SITEMAP), "sites file") for url in self._site.sitemaps]
        named += [(Source(url, SourceKind.SITEMAP), "robots.txt") for url in robots.sitemaps]
        if not named:
            named = [(Source(urljoin(self._site.url, GUESSED), SourceKind.SITEMAP), "nothing")]
        queue = list({source.url: (source, by) for source, by in reversed(named)}.values())[::-1]
        for source, by in queue[:SITEMAPS_MAX]:
            self._sitemap(source, by)
        if len(queue) > SITEMAPS_MAX:
            left = len(queue) - SITEMAPS_MAX
            self.found.problems.append(f"{left} more sitemaps were not tried here; a crawl reads all")

    def _sitemap(self, source: Source, by: str) -> None:
        """A sitemap, and of an index the newest children."""
        children = self._source(source, by, self.found.sitemaps)
        ranked = sorted(children, key=lambda child: latest_moment(child.modified) or 0.0, reverse=True)
        for child in ranked[:CHILDREN_MAX]:
            self._source(child, "sitemap index", self.found.sitemaps)

    def _feeds(self, announced: tuple[Source, ...]) -> None:
        named = [(Source(url, SourceKind.FEED), "sites file") for url in self._site.feeds]
        named += [(source, "front page") for source in announced]
        for source, by in list({source.url: (source, by) for source, by in reversed(named)}.values())[::-1][:FEEDS_MAX]:
            self._source(source, by, self.found.feeds)

    def _usual(self) -> None:
        """Where nothing announces a sitemap or feed that answers: the usual addresses, up to the first that does."""
        for source in usual_sources(self._site.url):
            if any(known.entries for known in (*self.found.sitemaps, *self.found.feeds)):
                return
            if source.kind is SourceKind.FEED:
                self._source(source, "nothing", self.found.feeds)
            else:
                self._sitemap(source, "nothing")

    def _source(self, source: Source, by: str, into: list[SourceFinding]) -> list[Source]:
        """Reads a sitemap or feed; returns the sitemaps that it names."""
        finding = SourceFinding(source.url, str(source.kind), by)
        try:
            answer = self._get(source.url)
        except FetchError as error:
            finding.problem = str(error)
        else:
            finding.status = answer.status
            if answer.status == 200:
                return self._read(answer, source, finding, into)
            finding.problem = f"{source.url}: HTTP status {answer.status}"
        self._add(finding, into)
        return []

    def _add(self, finding: SourceFinding, into: list[SourceFinding]) -> None:
        """Note a source, with its problem; one that nothing names is only noted where it is there."""
        if finding.named_by == "nothing" and not finding.entries:
            return
        into.append(finding)
        if finding.problem:
            self.found.problems.append(finding.problem)
        if finding.named_by == "sites file" and not (finding.status == 200 and finding.entries):
            self._declared_failed = True

    def _read(self, answer: Fetched, source: Source, finding: SourceFinding, into: list[SourceFinding]) -> list[Source]:
        found = self._discover(answer, source)
        candidates = self._take(found)
        children = [s for s in found.sources if s.kind in work.SITEMAPS]
        finding.entries = len(candidates) or len(children)
        said = [candidate.published or candidate.modified for candidate in candidates]
        finding.newest = newest(said or [child.modified for child in children])
        if children and not candidates:
            finding.kind = "sitemap-index"
        elif candidates and candidates[0].found_by in work.SITEMAPS:
            finding.kind = str(candidates[0].found_by)
        problem = found.problem or (None if finding.entries else "names no address of the site")
        finding.problem = problem and f"{source.url}: {problem}"
        self._add(finding, into)
        return children

    def _discover(self, answer: Fetched, source: Source) -> work.Found:
        try:
            return work.discover(answer.body, answer.url, answer.content_type, source, self._site)
        except Exception as error:  # of newscrawl's own: one document must not end the check of all sites
            return work.Found((), (), f"could not be read: {type(error).__name__}")

    def _take(self, found: work.Found) -> list[Candidate]:
        keyed = [pair for part in found.slices for pair in work.unpack(part)]
        for key, candidate in keyed:
            known = self._candidates.setdefault(key, candidate)
            if not (known.published or known.modified):  # of the sources that name it the one that dates it
                self._candidates[key] = candidate
        return [candidate for _, candidate in keyed]

    def _example(self) -> None:
        """The newest of the likely articles that is one."""
        now = time.time()

        def rank(candidate: Candidate) -> tuple[bool, float, float]:
            moment = latest_moment(candidate.published or candidate.modified) or 0.0
            return candidate.score >= 0.5, min(moment, now), candidate.score

        said = []
        for candidate in sorted(self._candidates.values(), key=rank, reverse=True)[:EXAMPLES_MAX]:
            why = self._is_example(candidate)
            if why is None:
                return
            said.append(f"{candidate.url}: {why}")
        self.found.problems += said or ["no address of an article was found"]

    def _is_example(self, candidate: Candidate) -> str | None:
        """None for an article, which is noted; else why it is none."""
        try:
            answer = self._get(candidate.url)
        except FetchError as error:
            return str(error).removeprefix(f"{candidate.url}: ")
        article, why = read_example(answer, candidate)
        if article is not None:
            own = header_signals(answer.headers.items(), answer.url, PRODUCT_TOKEN)
            self._signals += (*own, *article.signals)
            self.found.article = article.shown
        return why

    def _rights(self) -> None:
        signals = tuple(dict.fromkeys(self._signals))
        verdicts: dict[str, Any] = {p: str(verdict_for(p, signals)) for p in ("training", "research")}
        self.found.rights = {**verdicts, "signals": [signal_record(signal) for signal in signals]}
