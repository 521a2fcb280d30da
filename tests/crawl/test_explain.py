"""`newscrawl explain` of addresses that real runs have come across."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.crawl.harness import Bench
from tests.web import Fault


def explain(bench: Bench, url: str, *arguments: str) -> dict[str, Any]:
    """What is said of an address, as JSON; exit code 0."""
    command = [sys.executable, "-m", "newscrawl", "explain", url, "--output", str(bench.output), "--json", *arguments]
    done = subprocess.run(
        command, env=bench.environment, cwd=bench.folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_all_is_told_of_an_article_with_its_line(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=3, discovery=["news-sitemap"])
    run_id = bench.crawl([site]).figures["run_id"]
    bench.web.clear_log()
    story = site.stories[1]
    told = explain(bench, story.url)
    assert [request.path for request in site.log()] == [story.path], "robots.txt is known from the run"
    assert told["robots"]["allowed"] is True
    assert told["robots"]["read"].startswith("20")
    source = told["source"]
    assert source["on"] == "http://a.test/news-sitemap.xml"
    assert (source["title"], source["published"][:10]) == (story.title, story.published[:10])
    assert "brought 3" in source["source"]
    assert (told["store"]["state"], told["store"]["run_id"]) == ("done", run_id)
    history = told["history"]
    assert (history["version"], history["written_by_run"]) == (1, run_id)
    file, _, number = history["line"].rpartition(":")
    with open(file, encoding="utf-8") as lines:  # noqa: PTH123 - a name as it is printed
        assert json.loads(lines.readlines()[int(number) - 1])["url"] == story.url
    assert told["site"]["addresses"].startswith("3 done")
    assert (told["shape"]["articles"], told["shape"]["others"]) == (3, 0)
    assert told["shape"]["shape"].startswith("a.test/<date>")
    assert told["verdict"]["article"] is True
    assert explain(bench, story.url, "--offline")["verdict"]["article"] is True


def test_a_page_that_was_left_out_says_why(bench: Bench) -> None:
    path = "/2026/09/01/all-the-rain-of-this-long-summer-in-one-place"
    pages = {
        "/": f'<html><body><a href="{path}">All the rain of this long summer in one place</a></body></html>',
        path: "<html><body><h1>Rain</h1>" + "<a href=/x>x</a>" * 30 + "</body></html>",
    }
    site = bench.web.site("a.test", articles=0, discovery="links", pages=pages)
    bench.crawl([site])
    told = explain(bench, f"http://a.test{path}", "--offline")
    assert (told["source"]["by"], told["source"]["on"]) == ("front-page", "http://a.test/")
    assert "the text of the link" in told["source"]["score_rests_on"]
    assert told["store"]["state"] == "rejected"
    assert told["verdict"]["article"] is False
    assert told["verdict"]["reason"] == told["store"]["reason"]
    assert told["verdict"]["evidence"], "from the line in output/rejected"
    assert told["history"]["line"].startswith(str(bench.output / "rejected"))


def test_a_trap_is_explained(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2, discovery="links", mazes=["calendar"])
    bench.crawl([site], "-s", "NEWSCRAWL_TRAP_BUDGET=5")
    trapped = [row["url"] for row in bench.records("rejected") if row["reason"] == "trap"]
    assert trapped
    told = explain(bench, trapped[0], "--offline")
    assert told["verdict"]["reason"] == "trap"
    assert told["verdict"]["evidence"]
    assert told["shape"]["trap"] == "calendar"
    assert told["shape"]["others"] >= 5


def test_a_double_names_its_twin(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1)
    story = site.stories[0]
    bench.crawl([site])
    old = "/2025/01/01/the-same-story-at-the-address-that-it-had-before"
    front = f'<html><body><a href="{old}">The same story at the address that it had before</a></body></html>'
    site = bench.web.site("a.test", articles=1, pages={"/": front}, faults={old: Fault.redirect(story.url)})
    bench.crawl([site], "--all")
    told = explain(bench, f"http://a.test{old}", "--offline")
    assert told["verdict"]["reason"] == "duplicate-address"
    assert told["store"]["same_as"] == story.url
    assert explain(bench, story.url, "--offline")["store"]["state"] == "done"


def test_a_page_that_is_an_article_says_why_the_runs_left_it_out(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1)
    bench.crawl([site], "--until", "2020-01-01")
    told = explain(bench, site.stories[0].url)
    assert told["verdict"]["article"] is True
    assert told["verdict"]["left_out"] == told["store"]["reason"] == "outside-dates"


def test_what_could_not_be_fetched_is_not_told_as_never_tried(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1, faults={0: Fault.unavailable})
    bench.crawl([site])
    told = explain(bench, site.stories[0].url, "--offline")
    assert told["store"]["attempts"] == 1
    assert told["store"]["in_words"] == "could not be fetched yet, and is tried again"
