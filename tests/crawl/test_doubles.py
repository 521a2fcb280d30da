"""Near doubles in real crawls: marked or dropped, over sites and runs, whatever ends a run."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import Any

from tests.crawl.harness import Bench
from tests.crawl.test_explain import explain
from tests.crawl.test_looks import make_due, sql
from tests.web import WebSite
from tests.web.documents import frame, story_page
from tests.web.stories import Story, make_story

WIRE = make_story("wire.test", 1)
LONG = replace(WIRE, paragraphs=tuple(p for n in range(1, 9) for p in make_story("wire.test", n).paragraphs))


def paper(bench: Bench, host: str, *stories: Story) -> WebSite:
    """A site of its own front page, with these stories under its own addresses."""
    links = "".join(f'<h2><a href="{story.path}">{story.title}</a></h2>' for story in stories)
    pages = {"/": frame(host, host, links), **{story.path: story_page(story) for story in stories}}
    return bench.web.site(host, articles=0, discovery="links", pages=pages)


def told(host: str, number: int = 1, cut: int = 0, title: str | None = None) -> Story:
    """The long story as another paper prints it."""
    own = make_story(host, number)
    paragraphs = LONG.paragraphs[: len(LONG.paragraphs) - cut]
    return replace(own, title=title or own.title, paragraphs=paragraphs)


def by_host(bench: Bench) -> dict[str, dict[str, Any]]:
    return {row["source"]: row for row in bench.records()}


def test_doubles_are_marked_over_sites_and_runs(bench: Bench) -> None:
    first = paper(bench, "a.test", told("a.test"))
    assert bench.crawl([first]).figures["doubles"] == 0
    twice = told("b.test", 2, title="Another headline for the very same text")
    same_text, cut = paper(bench, "b.test", told("b.test"), twice), paper(bench, "c.test", told("c.test", cut=3))
    other = paper(bench, "d.test", make_story("d.test", 5))
    figures = bench.crawl([same_text, cut, other]).figures
    assert (figures["written"], figures["doubles"]) == (3, 2)
    assert figures["rejected"] == {"duplicate-content": 1}, "one text at two addresses of a site is one article"
    rows = by_host(bench)
    leader = rows["a.test"]
    assert (leader["cluster_id"], leader["duplicate_of"]) == (None, None)
    assert rows["d.test"]["cluster_id"] is None
    for host in ("b.test", "c.test"):
        assert rows[host]["cluster_id"] == leader["id"]
    assert rows["b.test"]["duplicate_of"] == leader["id"]
    assert rows["c.test"]["duplicate_of"] in (leader["id"], rows["b.test"]["id"])
    assert leader["url"] in explain(bench, rows["b.test"]["url"], "--offline")["history"]["repeats"]
    assert rows["b.test"]["url"] in explain(bench, leader["url"], "--offline")["history"]["repeated_by"]
    story = replace(
        told("c.test", cut=3), paragraphs=(*LONG.paragraphs[:-3], "One more thing came out on Sunday night.")
    )
    cut = paper(bench, "c.test", story)
    make_due(bench)
    sql(bench, "UPDATE addresses SET etag = NULL, last_modified = NULL")
    assert bench.crawl([cut]).figures["updated"] == 1
    versions = [row for row in bench.records() if row["source"] == "c.test"]
    assert [row["version"] for row in versions] == [1, 2]
    assert len({(row["cluster_id"], row["duplicate_of"]) for row in versions}) == 1, "it keeps its cluster"


def test_doubles_are_dropped_where_that_is_asked_for(bench: Bench) -> None:
    """All three come at once: one of them is first, whichever that is."""
    sites = [
        paper(bench, f"{name}.test", told(f"{name}.test", cut=cut)) for name, cut in (("a", 0), ("b", 0), ("c", 3))
    ]
    figures = bench.crawl(sites, "--duplicates", "drop").figures
    assert (figures["written"], figures["doubles"]) == (1, 0)
    (kept,) = bench.records()
    assert kept["duplicate_of"] is None
    rejected = bench.records("rejected")
    assert {row["evidence"]["id"] for row in rejected} == {kept["id"]}
    expected = {"duplicate-content", "duplicate-near"} if kept["source"] != "c.test" else {"duplicate-near"}
    assert {row["reason"] for row in rejected} == expected
    near = next(row for row in rejected if row["reason"] == "duplicate-near")
    assert 0.65 < near["evidence"]["similarity"] < 1
    assert explain(bench, near["url"], "--offline")["store"]["same_as"] == kept["url"]


def test_a_line_that_was_read_back_is_found_by_its_doubles(bench: Bench) -> None:
    """The line is on disk; the store is as it was before the run."""
    bench.crawl([paper(bench, "z.test", make_story("z.test", 5))])
    state, manifest = bench.output / "state.db", bench.output / "manifest.jsonl"
    for path in (state, manifest):
        shutil.copy(path, bench.folder / path.name)
    bench.crawl([paper(bench, "a.test", told("a.test"))])
    for path in (state, manifest):
        shutil.copy(bench.folder / path.name, path)
    bench.crawl([paper(bench, "b.test", told("b.test", cut=2))])
    rows = by_host(bench)
    assert rows["b.test"]["duplicate_of"] == rows["a.test"]["id"]
    assert sql(bench, "SELECT count(*) FROM sketches") == [(3,)]
    ids = {row[0] for row in sql(bench, "SELECT article_id FROM sketches")}
    assert ids == {row["id"] for row in bench.records()}


def test_without_a_window_only_equal_texts_are_doubles(bench: Bench) -> None:
    sites = [
        paper(bench, f"{name}.test", told(f"{name}.test", cut=cut)) for name, cut in (("a", 0), ("b", 0), ("c", 3))
    ]
    figures = bench.crawl(sites, "-s", "NEWSCRAWL_DUPLICATES_DAYS=0").figures
    assert (figures["written"], figures["doubles"]) == (3, 1)
    assert sql(bench, "SELECT count(*) FROM sketches") == [(0,)]


def test_what_comes_to_nothing_leaves_its_place_to_its_double(bench: Bench) -> None:
    """Two addresses of one text, or of one article, of which a pipeline stops the first after it had its place."""
    twice = [told("twins.test", 1), told("twins.test", 2, title="The same text again")]
    story, other = told("same.test", 1), told("error.test", 1)
    sites = [paper(bench, "twins.test", *twice)]
    for one in (story, other):
        links = "".join(f'<h2><a href="{path}">{one.title}</a></h2>' for path in (one.path, f"{one.path}-again"))
        pages = {"/": frame(one.host, one.host, links), one.path: story_page(one), f"{one.path}-again": story_page(one)}
        sites.append(bench.web.site(one.host, articles=0, discovery="links", pages=pages))
    pipeline = 'ITEM_PIPELINES={"tests.crawl.dropping.Copies": 350, "tests.crawl.dropping.DropsTheFirst": 700}'
    outcome = bench.crawl(sites, "-s", pipeline)
    figures = outcome.figures
    assert sorted(by_host(bench)) == ["error.test", "same.test", "twins.test"], outcome.stderr
    assert figures["rejected"] == {"dropped-by-pipeline": 2}
    assert figures["written"] == 3
