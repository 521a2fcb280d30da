"""Usage rights: recorded in every run, obeyed with --purpose training, asked for no more than needed."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from tests.crawl.harness import Bench
from tests.web import Fault, NewsWeb, Page, WebSite

WELL_KNOWN = "/.well-known/tdmrep.json"
OPEN = "User-agent: *\nDisallow: /intern/\n"
RSL = (
    '<rsl xmlns="https://rslstandard.org/rsl"><content url="{}"><license><prohibits type="usage">ai-train</prohibits>'
    "</license></content></rsl>"
)


def as_json(value: Any) -> Page:
    return Page(json.dumps(value), "application/json")


def as_rsl(url: str) -> Page:
    return Page(RSL.format(url), "application/rsl+xml")


@dataclass
class Case:
    """A site with a kind of signal."""

    site: WebSite
    unasked: set[int]
    """Numbers of the stories that a run for training may not ask for."""
    left_out: set[int]
    """Of those that it asks for and leaves out."""


def build_cases(web: NewsWeb) -> list[Case]:
    headers = web.site(
        "header.test",
        articles=4,
        robots=OPEN,
        headers={
            "*-0": {"X-Robots-Tag": "noindex, newscrawl: noai"},
            "*-1": {"TDM-Reservation": "1", "TDM-Policy": "http://header.test/policy"},
            "*-2": {"Content-Usage": "train-ai=n"},
            "*-3": {"X-Robots-Tag": "googlebot: noai, newscrawl: noarchive"},
        },
    )
    metas = web.site(
        "meta.test",
        articles=4,
        robots=OPEN,
        heads={
            "*-0": '<meta name="robots" content="noai, noimageai">',
            "*-1": '<meta name="tdm-reservation" content="1">',
            "*-2": f'<script type="application/rsl+xml">{RSL.format("")}</script>',
            "*-3": '<meta name="robots" content="noindex, noarchive, nosnippet, noimageai">',
        },
    )
    usage = web.site("usage.test", articles=4, robots=f"{OPEN}Content-Usage: /*-1$ train-ai=n\n")
    tdm = web.site(
        "tdm.test",
        articles=4,
        robots=OPEN,
        pages={
            WELL_KNOWN: as_json([{"location": "/*-2$", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}])
        },
    )
    rsl = web.site(
        "rsl.test",
        articles=4,
        robots=f"{OPEN}License: http://rsl.test/license.xml\n",
        pages={"/license.xml": as_rsl("/*-3$"), "/page.xml": as_rsl("")},
        headers={"*-0": {"Link": '</page.xml>; rel="license"; type="application/rsl+xml"'}},
    )
    return [
        Case(headers, set(), {0, 1, 2}),
        Case(metas, set(), {0, 1, 2}),
        Case(usage, {1}, set()),
        Case(tdm, {2}, set()),
        Case(rsl, {3}, {0}),
    ]


def numbers(case: Case, paths: set[str]) -> set[int]:
    return {story.number for story in case.site.stories if story.path in paths}


def asked(case: Case) -> set[int]:
    return numbers(case, {request.path for request in case.site.log()})


def written(bench: Bench, case: Case) -> set[int]:
    paths = {
        row["url"].removeprefix(case.site.url.rstrip("/")) for row in bench.records() if row["source"] == case.site.host
    }
    return numbers(case, paths)


def test_training_leaves_out_what_is_reserved_and_asks_for_nothing_it_need_not(bench: Bench) -> None:
    cases = build_cases(bench.web)
    outcome = bench.crawl([case.site for case in cases], "--purpose", "training")
    assert outcome.exit_code == 0, outcome.stderr
    everything = {0, 1, 2, 3}
    for case in cases:
        assert asked(case) == everything - case.unasked, case.site.host
        assert written(bench, case) == everything - case.unasked - case.left_out, case.site.host
        assert len(case.site.log(WELL_KNOWN)) == 1
        assert case.site.log()[0].path == "/robots.txt"
    assert bench.reasons() == {"reserved": sum(len(case.unasked | case.left_out) for case in cases)}
    assert {row["rights"]["verdict"] for row in bench.records()} == {"allowed", "unknown"}
    evidence = {row["evidence"]["where"]: row["evidence"] for row in bench.records("rejected")}
    assert set(evidence) == {
        "header",
        "meta",
        "license in the page",
        "robots.txt line 3",
        "tdmrep.json",
        "license http://rsl.test/license.xml",
        "license http://rsl.test/page.xml",
    }
    assert all(found["training"] == "reserved" and found["at"] for found in evidence.values())
    bench.web.clear_log()
    again = bench.crawl([case.site for case in cases], "--purpose", "training")
    assert again.figures["written"] == 0
    assert not any(asked(case) or case.site.log(WELL_KNOWN) or case.site.log("/license.xml") for case in cases)


def test_research_records_and_writes_all(bench: Bench) -> None:
    cases = build_cases(bench.web)
    outcome = bench.crawl([case.site for case in cases], "--purpose", "research")
    assert (outcome.exit_code, outcome.figures["written"]) == (0, 20), outcome.stderr
    for case in cases:
        assert written(bench, case) == {0, 1, 2, 3}
        assert len(case.site.log(WELL_KNOWN)) == 1
    reserved = Counter(row["source"] for row in bench.records() if row["rights"]["training"] == "reserved")
    assert reserved == {case.site.host: len(case.unasked | case.left_out) for case in cases}
    for row in bench.records():
        assert row["rights"]["purpose"] == "research"
        assert row["rights"]["verdict"] in ("allowed", "unknown")
        assert row["rights"]["looked_at"] == ["robots.txt", "header", "meta", "tdmrep.json", "license"]
        assert all(signal["at"] for signal in row["rights"]["signals"])
    by_path = {row["url"].rpartition("-")[2]: row["rights"] for row in bench.records() if row["source"] == "meta.test"}
    (silent,) = by_path["3"]["signals"]
    assert (silent["name"], silent["value"]) == ("robots", "noindex, noarchive, nosnippet, noimageai")
    assert silent["training"] is None


def test_without_a_purpose_no_file_is_asked_for_and_all_else_is_recorded(bench: Bench) -> None:
    cases = build_cases(bench.web)
    outcome = bench.crawl([case.site for case in cases])
    assert (outcome.exit_code, outcome.figures["written"]) == (0, 20), outcome.stderr
    files = {request.path for case in cases for request in case.site.log()} & {WELL_KNOWN, "/license.xml", "/page.xml"}
    assert not files
    found = {row["source"]: row["rights"] for row in bench.records() if row["url"].endswith("-1")}
    assert {host: rights["verdict"] for host, rights in found.items()} == {
        "header.test": "reserved",
        "meta.test": "reserved",
        "usage.test": "reserved",
        "tdm.test": "unknown",
        "rsl.test": "unknown",
    }
    assert found["header.test"]["looked_at"] == ["robots.txt", "header", "meta"]
    assert found["rsl.test"]["signals"][0]["value"] == "http://rsl.test/license.xml"


@pytest.mark.parametrize(
    ("robots", "pages", "files"),
    [
        ("User-agent: *\nContent-Signal: search=yes, ai-train=no\n", {}, {"/robots.txt"}),
        (
            OPEN,
            {WELL_KNOWN: as_json([{"location": "/", "tdm-reservation": 1}])},
            {"/robots.txt", WELL_KNOWN},
        ),
        (
            f"{OPEN}License: /license.xml\n",
            {"/license.xml": as_rsl("/")},
            {"/robots.txt", WELL_KNOWN, "/license.xml"},
        ),
    ],
)
def test_a_site_that_is_reserved_as_a_whole_is_let_be(
    bench: Bench, robots: str, pages: dict[str, Page], files: set[str]
) -> None:
    site = bench.web.site("all.test", robots=robots, pages=pages)
    outcome = bench.crawl([site], "--purpose", "training")
    assert (outcome.exit_code, outcome.figures["written"]) == (0, 0), outcome.stderr
    assert {request.path for request in site.log()} == files
    figures = outcome.site("all.test")
    assert figures["state"] == "done"
    assert "reserved as a whole for training" in figures["problems"][0]
    research = bench.crawl([site], "--purpose", "research")
    assert research.figures["written"] == 3


def test_what_was_reserved_is_taken_up_for_another_purpose_and_when_the_rules_change(bench: Bench) -> None:
    closed = {WELL_KNOWN: as_json([{"location": "/*-1$", "tdm-reservation": 1}])}
    one = bench.web.site("one.test", robots=OPEN, pages=closed)
    two = bench.web.site("two.test", robots=f"{OPEN}Content-Usage: /*-1$ train-ai=n\n")
    assert bench.crawl([one, two], "--purpose", "training").figures["written"] == 4
    assert bench.crawl([one], "--purpose", "research").figures["written"] == 1
    two = bench.web.site("two.test", robots=OPEN)
    outcome = bench.crawl([two], "--purpose", "training", "-s", "NEWSCRAWL_STATE=" + expired(bench))
    assert outcome.figures["written"] == 1, outcome.stderr


def expired(bench: Bench) -> str:
    """The store's address, with all that it keeps of origins two days old."""
    import sqlite3

    path = bench.output / "state.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE origin_files SET fetched_at = fetched_at - 172800")
    return f"sqlite:///{path}"


def test_files_that_cannot_be_had_say_nothing_but_a_license_that_cannot_reserves(bench: Bench) -> None:
    broken = bench.web.site("broken.test", robots=OPEN, faults={WELL_KNOWN: Fault.status(503)})
    html = bench.web.site("html.test", robots=OPEN, pages={WELL_KNOWN: "<title>Not found</title>"})
    forbidden = bench.web.site("forbidden.test", robots="User-agent: *\nDisallow: /.well-known/\n")
    missing = bench.web.site("missing.test", robots=f"{OPEN}License: /license.xml\n")
    outcome = bench.crawl([broken, html, forbidden, missing], "--purpose", "training")
    assert outcome.exit_code == 0, outcome.stderr
    assert Counter(row["source"] for row in bench.records()) == {"broken.test": 3, "html.test": 3, "forbidden.test": 3}
    assert not forbidden.log(WELL_KNOWN)
    assert "could not be read" in outcome.site("missing.test")["problems"][0]
    assert {request.path for request in missing.log()} == {"/robots.txt", WELL_KNOWN, "/license.xml"}


def test_a_page_that_names_ever_other_licenses_makes_few_requests(bench: Bench) -> None:
    heads = {f"*-{n}": f'<link rel="license" type="application/rsl+xml" href="/l/{n}.xml">' for n in range(30)}
    site = bench.web.site("many.test", robots=OPEN, articles=30, heads=heads)
    bench.crawl([site], "--purpose", "training")
    assert bench.reasons() == {"reserved": 30}
    assert len([request for request in site.log() if request.path.startswith("/l/")]) == 20


def test_a_file_that_fails_leaves_its_last_copy_in_force(bench: Bench) -> None:
    pages = {WELL_KNOWN: as_json([{"location": "/*-1$", "tdm-reservation": 1}])}
    site = bench.web.site("a.test", robots=OPEN, pages=pages)
    assert bench.crawl([site], "--purpose", "training").figures["written"] == 2
    state = expired(bench)
    site.set_faults({WELL_KNOWN: Fault.status(503)})
    outcome = bench.crawl([site], "--purpose", "training", "--all", "--state", state)
    assert (outcome.exit_code, outcome.figures["written"]) == (0, 0), outcome.stderr
    assert not site.log(next(story.path for story in site.stories if story.path.endswith("-1")))
    assert 503 in {request.status for request in site.log(WELL_KNOWN)}


def test_a_license_can_not_lead_to_a_private_address(bench: Bench) -> None:
    inside = bench.web.site("127.0.0.1", pages={"/license.xml": as_rsl("/nothing")})
    site = bench.web.site("a.test", robots=f"{OPEN}License: http://127.0.0.1/license.xml\n")
    outcome = bench.crawl([site], "--purpose", "training")
    assert outcome.figures["written"] == 0
    assert not inside.log()
