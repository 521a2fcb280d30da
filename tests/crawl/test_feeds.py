"""Feeds: their pages, and the texts that come with them."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence

from newscrawl.store import Store
from tests.crawl.harness import Bench, expected
from tests.web import Fault, Page, Story, WebSite
from tests.web.faults import AnyFault

SHELL = '<html><head><title>App</title></head><body><div id="root"></div><script src="/app.js"></script></body></html>'


def asked(site: WebSite) -> Counter[str]:
    """How often each path was asked for."""
    return Counter(request.path for request in site.log())


def feed(stories: Sequence[Story], following: str = "", *, whole: bool = False) -> Page:
    """An Atom feed."""
    rows = "".join(
        f"<entry><title>{html.escape(s.title)}</title><link href='{s.url}'/><published>{s.published}</published>"
        f"{_content(s) if whole else ''}</entry>"
        for s in stories
    )
    link = f'<link rel="next" href="{following}"/>' if following else ""
    return Page(f'<feed xmlns="http://www.w3.org/2005/Atom">{link}{rows}</feed>', "application/atom+xml")


def _content(story: Story) -> str:
    return f"<content type='html'>{html.escape(''.join(f'<p>{p}</p>' for p in story.paragraphs))}</content>"


FRONT = Page('<link rel="alternate" type="application/atom+xml" href="/atom?n=0">')


def paged(bench: Bench, articles: int, pages: int) -> WebSite:
    """A site whose feed has two stories a page."""
    stories = bench.web.site("a.test", articles=articles).stories
    feeds = {f"/atom?n={n}": feed(stories[2 * n : 2 * n + 2], f"/atom?n={n + 1}") for n in range(pages)}
    return bench.web.site("a.test", articles=articles, discovery=[], pages={"/": FRONT, **feeds})


def test_a_feed_is_followed_while_its_pages_bring_something_new(bench: Bench) -> None:
    site = paged(bench, articles=6, pages=3)
    outcome = bench.crawl([site])
    assert bench.texts() == expected(site)
    assert [asked(site)[f"/atom?n={n}"] for n in range(5)] == [1, 1, 1, 1, 0]
    assert outcome.site("a.test")["problems"] == []  # the last page is none: that is the end
    bench.crawl([site], "--all")
    assert [asked(site)[f"/atom?n={n}"] for n in range(4)] == [2, 1, 1, 1]


def test_a_feed_that_was_cut_off_is_followed_by_the_next_run(bench: Bench) -> None:
    site = paged(bench, articles=6, pages=3)
    site.set_faults({"/atom?n=1": Fault.unavailable})
    outcome = bench.crawl([site])
    assert len(bench.texts()) == 2
    assert "/atom?n=1: HTTP status 503" in outcome.site("a.test")["problems"][0]
    site.set_faults({})
    bench.crawl([site])
    assert bench.texts() == expected(site)


def test_the_text_of_the_feed_stands_in_for_a_page_without_one(bench: Bench) -> None:
    stories = bench.web.site("a.test", articles=3).stories
    hidden = {story.path: SHELL for story in stories[:2]}
    site = bench.web.site(
        "a.test", articles=3, discovery=[], pages={"/": FRONT, "/atom": feed(stories, whole=True), **hidden}
    )
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)
    ways = {row["url"]: row["extractor"].rpartition(" ")[2] for row in bench.records()}
    assert [ways[story.url] == "feed" for story in stories] == [True, True, False]
    store = Store.open(f"sqlite:///{bench.output}/state.db")
    rows = [store.lookup(story.url) for story in stories]
    store.close()
    assert [row and "content" in row["candidate"] for row in rows] == [False, False, False]


USUAL = [
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds",
]


def tried(site: WebSite) -> list[str]:
    """The usual addresses in the order in which they were asked for."""
    return [request.path for request in site.log() if request.path in USUAL]


def test_the_usual_addresses_are_tried_where_nothing_is_announced(bench: Bench) -> None:
    stories = bench.web.site("a.test", articles=3).stories
    site = bench.web.site("a.test", articles=3, discovery=[], pages={"/rss": feed(stories)})
    outcome = bench.crawl([site])
    assert bench.texts() == expected(site)
    assert tried(site) == USUAL[:4]  # one at a time, until one answers
    assert not any("/sitemap" in problem or "/feed" in problem for problem in outcome.site("a.test")["problems"])
    bench.web.clear_log()
    bench.crawl([site])
    assert tried(site) == ["/rss"]


def test_usual_addresses_without_a_feed_are_no_problem_and_not_tried_again(bench: Bench) -> None:
    """Whatever they answer: a page, an error, a redirect, nothing."""
    faults: dict[str | int, AnyFault] = {
        "/feed": Fault.html_instead,
        "/rss": Fault.unavailable,
        "/rss.xml": Fault.redirect("/"),
        "/feeds": Fault.reset,
    }
    site = bench.web.site("a.test", articles=3, discovery="links", faults=faults)
    outcome = bench.crawl([site])
    assert bench.texts() == expected(site)
    assert set(tried(site)) == set(USUAL)
    assert (outcome.exit_code, outcome.site("a.test")["problems"], outcome.figures["errors"]) == (0, [], {})
    bench.web.clear_log()
    bench.crawl([site])
    assert tried(site) == []


def test_usual_addresses_are_left_alone_where_a_list_answers(bench: Bench) -> None:
    sites = [bench.web.site(f"{way}.test", articles=2, discovery=way) for way in ("rss", "sitemap")]
    bench.crawl(sites)
    assert [tried(site) for site in sites] == [["/sitemap.xml", "/rss.xml"], ["/sitemap.xml"]]
