"""No page is fetched twice because another address leads to it; the server's log is the witness."""

from __future__ import annotations

import pytest

from tests.crawl.harness import Bench, expected
from tests.web import Fault, WebSite
from tests.web.faults import AnyFault

SHORT = "/short-way-to-the-story-of-the-day-12345"
HOP = "/hop-on-the-way-to-the-story-of-the-day-67890"


def links(*paths: str) -> str:
    return "".join(f'<h2><a href="{path}">A headline of five words or more</a></h2>' for path in paths)


def times(site: WebSite, path: str) -> int:
    return len(site.log(path))


def relist(bench: Bench, host: str, *paths: str, **others: str | Fault) -> WebSite:
    """The site with one story in a sitemap and these links on its front page."""
    faults: dict[str | int, AnyFault] = {path: fault for path, fault in others.items() if isinstance(fault, Fault)}
    pages = {path: page for path, page in others.items() if isinstance(page, str)}
    return bench.web.site(host, articles=1, pages={"/": links(*paths), **pages}, faults=faults)


def test_a_redirect_to_an_article_that_has_its_line_is_not_followed(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1)
    (story,) = site.stories
    bench.crawl([site])
    site = relist(bench, "a.test", SHORT, **{SHORT: Fault.redirect(story.path)})
    for _ in range(2):
        bench.crawl([site])
    assert bench.texts() == expected(site)
    assert (times(site, story.path), times(site, SHORT)) == (1, 1)
    assert bench.reasons() == {"duplicate-address": 1}


def test_a_refresh_to_an_article_that_has_its_line_is_not_followed(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1)
    (story,) = site.stories
    bench.crawl([site])
    page = f'<html><head><meta http-equiv="refresh" content="0; url={story.path}"></head><body></body></html>'
    site = relist(bench, "a.test", SHORT, **{SHORT: page})
    for _ in range(2):
        bench.crawl([site])
    assert (times(site, story.path), times(site, SHORT)) == (1, 1)


def test_every_hop_of_a_redirect_is_remembered(bench: Bench) -> None:
    story = bench.web.site("a.test", articles=1).stories[0]
    hops: dict[str | int, AnyFault] = {SHORT: Fault.redirect(HOP), HOP: Fault.redirect(story.path)}
    site = bench.web.site("a.test", articles=1, discovery=[], pages={"/": links(SHORT)}, faults=hops)
    bench.crawl([site])
    assert bench.texts() == expected(site)
    site = bench.web.site("a.test", articles=1, pages={"/": links(SHORT, HOP, story.path)}, faults=hops)
    bench.crawl([site])
    assert [times(site, path) for path in (SHORT, HOP, story.path)] == [1, 1, 1]


@pytest.mark.parametrize("order", [1, -1])
def test_an_article_and_what_leads_to_it_in_one_run_are_one_request(bench: Bench, order: int) -> None:
    story = bench.web.site("a.test", articles=1).stories[0]
    paths = [SHORT, story.path][::order]
    site = bench.web.site(
        "a.test", articles=1, discovery=[], pages={"/": links(*paths)}, faults={SHORT: Fault.redirect(story.path)}
    )
    for _ in range(3):
        assert bench.crawl([site]).figures["pending"] <= 1
    assert bench.texts() == expected(site)
    assert times(site, story.path) == 1
    assert times(site, SHORT) <= 2


def test_articles_that_lead_to_the_front_page_are_gone_and_it_is_not_fetched_for_them(bench: Bench) -> None:
    site = relist(bench, "a.test", SHORT, HOP, **{SHORT: Fault.redirect("/"), HOP: Fault.redirect("/", 302)})
    bench.crawl([site])
    assert times(site, "/") == 1
    assert bench.reasons() == {"gone": 2}


def test_a_target_that_fails_is_tried_again_with_what_leads_to_it(bench: Bench) -> None:
    story = bench.web.site("a.test", articles=1).stories[0]
    faults: dict[str | int, AnyFault] = {SHORT: Fault.redirect(story.path), story.path: Fault.status(503).times(3)}
    site = bench.web.site("a.test", articles=1, discovery=[], pages={"/": links(SHORT)}, faults=faults)
    bench.crawl([site], "-s", "RETRY_TIMES=2")
    assert bench.texts() == {}
    bench.crawl([site])
    assert bench.texts() == expected(site)
    assert bench.crawl([site]).figures["pending"] == 0


def test_a_target_whose_host_asks_to_wait_is_fetched_in_the_same_run(bench: Bench) -> None:
    story = bench.web.site("a.test", articles=1).stories[0]
    faults: dict[str | int, AnyFault] = {SHORT: Fault.redirect(story.path), story.path: Fault.too_many(2).once()}
    site = bench.web.site("a.test", articles=1, discovery=[], pages={"/": links(SHORT)}, faults=faults)
    assert bench.crawl([site]).figures["pending"] == 0
    assert bench.texts() == expected(site)
    assert times(site, story.path) == 2
