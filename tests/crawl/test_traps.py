"""Sites without end: every article is found, no trap takes more than its budget, and each is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from newscrawl.core.shapes import Count
from newscrawl.store import Store
from tests.crawl.harness import Bench, Outcome, expected
from tests.web import WebSite

BUDGET = 10
QUICK = ("-s", f"NEWSCRAWL_TRAP_BUDGET={BUDGET}")


def asked(site: WebSite, pattern: str) -> list[str]:
    """Addresses that were asked for, by a regular expression on path and query."""
    return sorted({request.path for request in site.log() if re.search(pattern, request.path)})


def trap(outcome: Outcome, host: str) -> dict[str, Any]:
    (found,) = outcome.site(host)["traps"]
    return dict(found)


def learned(output: Path, site: str) -> dict[str, Count]:
    store = Store.open(f"sqlite:///{output / 'state.db'}")
    try:
        return store.shapes.of_site(site).counts
    finally:
        store.close()


def test_a_calendar(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=6, discovery="links", mazes=["calendar"])
    outcome = bench.crawl([site], *QUICK)
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)
    assert len(asked(site, "^/events/")) <= BUDGET
    found = trap(outcome, "a.test")
    assert (found["shape"], found["kind"], found["articles"]) == ("a.test/events/<date>/<w1>", "calendar", 0)
    assert found["asked"] == BUDGET
    assert found["left_out"] >= 20
    assert 0 < bench.reasons()["trap"] <= found["left_out"]
    assert learned(bench.output, "a.test")["a.test/events/<date>/<w1>"] == Count(0, BUDGET)


def test_visitor_numbers(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=6, discovery="links", mazes=["sessions"])
    outcome = bench.crawl([site], *QUICK)
    assert bench.texts() == expected(site)
    assert len(asked(site, "^/briefs/view")) <= BUDGET
    found = trap(outcome, "a.test")
    assert (found["shape"], found["kind"]) == ("a.test/briefs/view?visit_id=<d>", "session ids")


def test_a_faceted_search(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=6, discovery="links", mazes=["facets"])
    outcome = bench.crawl([site], *QUICK, "-s", "NEWSCRAWL_MAX_DEPTH=4")
    assert bench.texts() == expected(site)
    assert len(asked(site, "^/finder")) <= 5 * BUDGET
    assert {found["kind"] for found in outcome.site("a.test")["traps"]} == {"faceted queries"}


def test_a_path_without_end(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=6, discovery="links", mazes=["endless"])
    outcome = bench.crawl([site], *QUICK, "-s", "NEWSCRAWL_MAX_DEPTH=9")
    assert bench.texts() == expected(site)
    assert len(asked(site, "^/corner")) <= 5 * BUDGET
    assert "endless path" in {found["kind"] for found in outcome.site("a.test")["traps"]}


def test_a_site_that_answers_whatever_is_asked_for(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=6, discovery="links", mazes=["soft-404"])
    outcome = bench.crawl([site], *QUICK)
    assert bench.texts() == expected(site)
    assert len(asked(site, "^/old/")) <= BUDGET
    assert bench.reasons()["soft-404"] >= BUDGET - 2
    assert outcome.site("a.test")["rejected"]["soft-404"] == bench.reasons()["soft-404"]
    assert trap(outcome, "a.test")["asked"] == BUDGET
