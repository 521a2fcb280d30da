"""Whose turn it is where a run's time does not suffice for all of its sites."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.core.candidate import Source, SourceKind
from newscrawl.core.schedule import Result
from newscrawl.core.site import site_from_argument
from newscrawl.crawl.config import Config
from newscrawl.crawl.frontier import Frontier
from newscrawl.crawl.items import site_key
from newscrawl.crawl.queues import SiteQueue
from newscrawl.crawl.run import Run
from newscrawl.store.sources import Visit

SITES = [site_from_argument(name) for name in ("lately.test", "longago.test", "never.test", "never-either.test")]


def visit(run: Run, name: str, at: float, monkeypatch: pytest.MonkeyPatch) -> None:
    key, url = site_key(site_from_argument(name)), f"https://{name}/"
    with monkeypatch.context() as patch:
        patch.setattr("time.time", lambda: at)
        run.store.sources.add(key, [Source(url, SourceKind.FRONT_PAGE)])
        run.store.sources.visited(Visit(key, url, 200, Result.NEWS))


@pytest.mark.timeout(50)  # a site that is done makes room at once, not after the minute that a quiet frontier waits
async def test_sites_that_were_not_visited_for_longest_are_opened_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(output=tmp_path / "out", processes=1, sites_at_once=1)
    run = Run(config, SITES)
    visit(run, "lately.test", 2e9, monkeypatch)
    visit(run, "longago.test", 1e9, monkeypatch)
    await run.close()

    run, opened = Run(config, SITES), []

    async def open_site(queue: SiteQueue) -> None:
        opened.append(queue.site.name)
        queue.exhausted = queue.looks_exhausted = True

    async for _ in Frontier(run, 1, open_site).tasks():
        raise AssertionError("there is nothing to ask for")
    await run.close()
    assert opened == ["never.test", "never-either.test", "longago.test", "lately.test"]
