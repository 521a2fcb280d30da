"""Steps between which a run may end, or others may be at work: nothing is lost by what stands between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from newscrawl.core.candidate import Candidate, Source, SourceKind
from newscrawl.core.site import site_from_argument
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.crawl.config import Config
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.queues import SiteQueue, Task
from newscrawl.crawl.run import Run
from newscrawl.crawl.traps import Traps
from newscrawl.crawl.visits import PageVisit, SourceVisit
from newscrawl.middlewares.refusals import Trapped
from newscrawl.spiders.opening import SiteOpener
from newscrawl.spiders.pages import PageReader
from newscrawl.spiders.sources import SourceReader
from newscrawl.store import Window
from newscrawl.workers import work
from tests.crawl.harness import Bench, expected
from tests.web import Fault

SITE = "a.test"
FEED = Source(f"https://{SITE}/feed", SourceKind.FEED)
NEXT = Source(f"https://{SITE}/feed?paged=2", SourceKind.FEED, depth=1)


@pytest.fixture
async def run(tmp_path: Path) -> AsyncIterator[Run]:
    run = Run(Config(output=tmp_path / "out", processes=1), [site_from_argument(SITE)])
    yield run
    await run.close()


async def test_a_card_that_can_not_be_kept_harms_no_run(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    shard = run.config.output / "articles" / "2026-11-24" / "r-00001.jsonl"
    shard.parent.mkdir(parents=True)
    shard.write_text("{}\n")
    (run.config.output / "README.md").mkdir()
    await run.close()
    assert run.fatal is None
    assert f"{run.config.output}: its README.md can't be written: Is a directory" in caplog.text


def queue_of(run: Run) -> SiteQueue:
    return SiteQueue(run.sites[0], SITE, run.figures.site(SITE, SITE), Window())


async def open_nothing(_: SiteQueue) -> None:
    """For a frontier without sites to open."""


async def test_what_a_change_asks_for_is_done_before_it_is_remembered(run: Run) -> None:
    opener = SiteOpener(run, None, None, obey=True)  # type: ignore[arg-type]
    run.store.remember("robots of a", "old")

    def stop(_: str) -> None:
        raise KeyError("the run ends here")

    with pytest.raises(KeyError):
        await opener._on_change("robots of a", "new", SITE, stop)
    assert run.store.recall("robots of a") == "old"
    done: list[str] = []
    for _ in range(2):
        await opener._on_change("robots of a", "new", SITE, done.append)
        await opener._on_change("robots of b", "first", SITE, done.append)
    assert done == [SITE]
    assert run.store.recall("robots of b") == "first"


async def test_the_next_page_of_a_feed_is_known_before_what_this_one_names(run: Run) -> None:
    frontier, queue = Frontier(run, 4, open_nothing), queue_of(run)
    reader = SourceReader(run, frontier, None, lambda _: None)  # type: ignore[arg-type]
    (known,) = run.store.sources.add(SITE, [FEED])
    visit = SourceVisit(Task(queue, source=known), FEED)
    candidate = Candidate(f"https://{SITE}/1", SourceKind.FEED)
    found = work.Found(work.pack([(identity(candidate.url), candidate)]), (), None, following=NEXT)
    frontier.stopping = True
    assert await reader._take_in(found, visit, FEED.url) is None
    assert NEXT.url in {k.source.url for k in run.store.sources.of_site(SITE)}, "as after a stop half way"
    frontier.stopping = False
    assert await reader._take_in(found, visit, FEED.url) == 1
    assert [k.source for k in queue.sources] == [NEXT]
    run.store.sources.forget(SITE, NEXT.url)
    queue.known_sources.clear()
    assert await reader._take_in(found, visit, FEED.url) == 0, "nothing new, so nothing more is read"
    assert {k.source.url for k in run.store.sources.of_site(SITE)} == {FEED.url}


async def test_what_a_sitemap_names_meanwhile_is_no_trap(run: Run) -> None:
    frontier, queue = Frontier(run, 4, open_nothing), queue_of(run)
    queue.traps = Traps(1)
    url = f"https://{SITE}/events/2026-01-02"
    linked, key = Candidate(url, SourceKind.FRONT_PAGE), identity(url)
    run.store.addresses.add(SITE, [(key, linked)], "r")
    (pending,) = run.store.addresses.take(SITE, 5, Window())
    visit = PageVisit(Task(queue, pending=pending), pending.candidate, key)
    queue.traps.settled("other", f"https://{SITE}/events/2026-01-01", Reason.INDEX_PAGE)
    trap = queue.traps.admit(linked, key)
    assert trap is not None
    error, pages = Trapped(url, trap), PageReader(run, frontier)
    page = await pages.failed(visit, "trap", error)
    assert page is not None
    assert page.rejection is not None
    run.store.addresses.add(SITE, [(key, Candidate(url, SourceKind.SITEMAP))], "r")
    assert await pages.failed(visit, "trap", error) is None


def test_a_redirect_to_a_page_whose_host_asks_to_wait_is_followed_afterwards(bench: Bench) -> None:
    short = "/short-way-to-the-story-of-the-day-12345"
    story = bench.web.site(SITE, articles=1).stories[0]
    site = bench.web.site(
        SITE,
        articles=1,
        discovery=[],
        pages={"/": f'<h2><a href="{short}">A headline of five words or more</a></h2>'},
        faults={short: Fault.redirect(story.path), story.path: Fault.too_many(1).once()},
    )
    assert bench.crawl([site]).figures["written"] == 1
    assert bench.texts() == expected(site)
