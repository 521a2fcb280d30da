"""A web that misbehaves: each fault costs at most its own page, and the run goes on."""

from __future__ import annotations

import itertools

import pytest

from tests.crawl.harness import Bench, expected
from tests.web import Fault, Page
from tests.web.faults import AnyFault

PASSING: dict[str | int, AnyFault] = {
    0: Fault.unavailable().once(),
    1: Fault.too_many(1).once(),
    2: Fault.too_many(1, as_date=True).once(),
    3: Fault.reset().once(),
    4: Fault.reset_in_body().once(),
    5: Fault.slow_headers(1.5),
    6: Fault.slow_body(1.5),
    7: Fault.length_too_long().once(),
    8: Fault.gzip_truncated().once(),
    9: Fault.gzip_missing().once(),
}


def test_what_passes_is_got_in_the_same_run(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=12, faults=PASSING)
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)


def test_retry_after_is_waited_for_by_that_host_alone(bench: Bench) -> None:
    slow = bench.web.site("slow.test", articles=2, faults={0: Fault.too_many(4).once()})
    other = bench.web.site("other.test", articles=2)
    bench.crawl([slow, other])
    first, second = slow.log(slow.stories[0].path)
    assert first.end is not None
    assert second.time - first.end >= 4
    assert all(request.time < second.time for request in other.log())
    assert bench.texts() == expected(slow, other)


def test_a_pause_longer_than_a_run_waits_is_left_for_the_next(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3, faults={"/*-0": Fault.too_many(9000)})
    outcome = bench.crawl([site])
    assert "asked for a pause of 9000 s" in outcome.site("a.test")["problems"][-1]
    assert outcome.exit_code == 4
    site.set_faults({})
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site)


def test_what_lasts_is_left_pending_and_got_by_the_next_run(bench: Bench) -> None:
    lasting: dict[str | int, AnyFault] = {
        0: Fault.unavailable,
        1: Fault.reset,
        2: Fault.redirect_loop,
        3: Fault.status(403),
        4: Fault.silent,
    }
    site = bench.web.site("a.test", articles=6, faults=lasting)
    outcome = bench.crawl([site], "-s", "DOWNLOAD_TIMEOUT=3")
    assert outcome.exit_code == 0
    errors = outcome.site("a.test")["errors"]
    assert errors["http-503"] == 1
    assert errors["http-403"] == 1
    assert errors["timeout"] == 1
    assert outcome.figures["pending"] == 4
    assert bench.reasons() == {"http-error": 1}, "redirects in a circle"
    assert len(bench.records()) == 1
    site.set_faults({})
    bench.crawl([site])
    assert bench.texts() == {url: text for url, text in expected(site).items() if url != site.stories[2].url}


def test_what_is_no_article_is_rejected_with_its_reason(bench: Bench) -> None:
    pages = {
        "/2026/11/01/a-report-as-a-pdf-file-12345": Page("%PDF-1.7", content_type="application/pdf"),
        "/2026/11/01/a-teapot-is-no-article-12346": Page("teapot", status=418),
    }
    front = "".join(f'<h2><a href="{path}">A headline of five words here</a></h2>' for path in pages)
    front += '<h2><a href="/2026/11/02/moved-to-the-front-page-12347">Another headline of five words</a></h2>'
    site = bench.web.site(
        "a.test",
        articles=5,
        discovery=["sitemap", "links"],
        pages={**pages, "/": front},
        faults={
            0: Fault.not_found,
            1: Fault.gone,
            2: Fault.soft_404,
            3: Fault.huge(40_000_000),
            "/2026/11/02/moved-to-the-front-page-12347": Fault.redirect("/"),
        },
    )
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == {site.stories[4].url: site.stories[4].text}
    by_address = {row["requested_url"]: row["reason"] for row in bench.records("rejected")}
    wanted = ("gone", "gone", "error-page", "too-large")
    assert tuple(by_address[site.stories[n].url] for n in range(4)) == wanted
    assert by_address["http://a.test/2026/11/01/a-report-as-a-pdf-file-12345"] == "not-html"
    assert by_address["http://a.test/2026/11/01/a-teapot-is-no-article-12346"] == "http-error"
    assert by_address["http://a.test/2026/11/02/moved-to-the-front-page-12347"] == "gone"
    bench.web.clear_log()
    bench.crawl([site])
    assert not [r for r in site.log() if r.path.startswith("/2026")], "rejected pages are not asked for again"


@pytest.mark.parametrize("size", [100_000_000])
def test_a_packed_giant_is_rejected_in_bounded_memory(bench: Bench, size: int) -> None:
    site = bench.web.site("a.test", articles=2, faults={0: Fault.huge(size, packed=True)})
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0
    assert bench.reasons() == {"too-large": 1}
    assert len(bench.records()) == 1


def test_an_endless_body_ends(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2, faults={0: Fault.endless_body()})
    outcome = bench.crawl([site], "-s", "DOWNLOAD_TIMEOUT=4", "-s", "RETRY_TIMES=0")
    assert outcome.exit_code == 0
    assert len(bench.records()) == 1
    assert outcome.figures["pending"] == 1


def test_broken_sources_are_reported_and_read_as_far_as_they_go(bench: Bench) -> None:
    broken = bench.web.site("broken.test", articles=4, faults={"/sitemap.xml": Fault.broken_xml})
    empty = bench.web.site("empty.test", articles=4, discovery="rss", faults={"/rss.xml": Fault.empty_feed})
    html = bench.web.site("html.test", articles=4, discovery="atom", faults={"/atom.xml": Fault.html_instead})
    missing = bench.web.site("missing.test", articles=4, faults={"/sitemap.xml": Fault.not_found})
    outcome = bench.crawl([broken, empty, html, missing])
    for name in ("broken.test", "empty.test", "html.test", "missing.test"):
        assert outcome.site(name)["problems"], name
    assert set(bench.texts()) & set(expected(broken))


def test_an_empty_feed_is_reported_by_every_run_though_it_does_not_change(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2, discovery="rss", faults={"/rss.xml": Fault.empty_feed})
    said = [problem for _ in range(3) for problem in bench.crawl([site]).site("a.test")["problems"]]
    assert said == ["http://a.test/rss.xml: a feed without entries"] * 3
    site.set_faults({})
    assert bench.crawl([site]).site("a.test")["problems"] == []
    assert bench.texts() == expected(site)


def test_wrong_charsets_are_read_right(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3, faults={0: Fault.charset("iso-8859-1"), 1: Fault.charset("nonsense")})
    bench.crawl([site])
    assert bench.texts() == expected(site)


def test_a_host_that_is_gone_is_a_failed_site_and_comes_back(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3)
    site.vanish()
    outcome = bench.crawl([site])
    assert outcome.exit_code == 3
    assert outcome.site("a.test")["problems"]
    site.come_back()
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site)


def test_crawl_delay_and_the_sites_file_slow_a_host_down(bench: Bench) -> None:
    asked = bench.web.site("asked.test", articles=3, robots="User-agent: *\nCrawl-delay: 1.5\n")
    told = bench.web.site("told.test", articles=3)
    (bench.folder / "sites.toml").write_text(
        f'[[site]]\nurl = "{told.url}"\ndelay = 1.5\n[[site]]\nurl = "{asked.url}"\n'
    )
    bench.crawl([], "--sites", "sites.toml", quick=("NEWSCRAWL_EXTRACTION_PROCESSES=1", "DOWNLOAD_DELAY=0"))
    for site in (asked, told):
        times = [request.time for request in site.log() if request.path != "/robots.txt"]
        gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
        assert min(gaps) >= 1.5
    assert bench.texts() == expected(asked, told)


def test_the_default_is_one_request_a_second(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    bench.crawl([site], quick=("NEWSCRAWL_EXTRACTION_PROCESSES=1",))
    times = [request.time for request in site.log()]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) >= 1.0, gaps


ODD_EVIDENCE = """
from newscrawl.core.verdict import Reason
from newscrawl.pipelines.drops import Rejected


class OddEvidence:
    def process_item(self, item):
        raise Rejected.because(Reason.DROPPED_BY_PIPELINE, share=float("nan"), who=self.__class__, kinds={2, 1})
"""


def test_evidence_that_json_cannot_hold_does_not_keep_a_page_from_being_settled(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    (bench.folder / "odd.py").write_text(ODD_EVIDENCE, encoding="utf-8")
    outcome = bench.crawl([site], "-s", 'ITEM_PIPELINES={"odd.OddEvidence": 150}')
    assert (outcome.exit_code, outcome.figures["pending"]) == (0, 0), outcome.stderr
    rejected = bench.records("rejected")
    assert [row["evidence"]["share"] for row in rejected] == ["nan", "nan"]
    assert rejected[0]["evidence"] == {"share": "nan", "who": "<class 'odd.OddEvidence'>", "kinds": [1, 2]}
