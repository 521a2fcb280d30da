"""What is typical of a site, learned in one run and used in it and in the next."""

from __future__ import annotations

import html
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable

from tests.crawl.harness import Bench, expected
from tests.web import Page, Story, WebSite
from tests.web.documents import story_page

FOREIGN = (
    "Those who live on the islands have been writing to this paper for a hundred years. Their letters are read by "
    "three people, who answer every one of them by hand and keep a copy in the cellar."
)
IN_TURN = (
    "DOWNLOAD_DELAY=1",
    "RANDOMIZE_DOWNLOAD_DELAY=0",
    "AUTOTHROTTLE_ENABLED=0",
    "NEWSCRAWL_EXTRACTION_PROCESSES=1",
)


def site_with(
    bench: Bench, articles: int, body: Callable[[Story], str], *, host: str = "a.test", gzip: bool = False
) -> WebSite:
    """A site whose stories have other pages than usual."""
    stories = bench.web.site(host, articles=articles).stories
    pages = {story.path: Page(body(story)) for story in stories}
    return bench.web.site(host, articles=articles, pages=pages, gzip=gzip)


def with_foreign_paragraph(story: Story) -> str:
    """The paragraph stands in the article, between its own ones."""
    last = f"<p>{html.escape(story.paragraphs[-1], quote=False)}</p>"
    page = story_page(story)
    assert last in page
    return page.replace(last, f"<p>{FOREIGN}</p>\n{last}")


def counted(bench: Bench) -> int:
    with sqlite3.connect(bench.output / "state.db") as connection:
        return int(connection.execute("SELECT count(*) FROM site_pages").fetchone()[0])


def explain(bench: Bench, url: str, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "newscrawl", "explain", url, *arguments],
        env=bench.environment,
        cwd=bench.folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_a_paragraph_that_all_articles_carry_falls_in_this_run_and_the_next(bench: Bench) -> None:
    site = site_with(bench, 6, with_foreign_paragraph)
    assert bench.crawl([site], quick=IN_TURN).exit_code == 0
    first = [row["text"] for row in bench.records()]
    assert [FOREIGN in text for text in first[:2]] == [True, True], "nobody can know it yet"
    assert not any(FOREIGN in text for text in first[3:]), "from the third or fourth article on"
    assert counted(bench) == len(first) == 6
    before = set(bench.texts())
    site = site_with(bench, 9, with_foreign_paragraph)
    assert bench.crawl([site]).figures["written"] == 3
    new = {url: text for url, text in bench.texts().items() if url not in before}
    assert new == {url: text for url, text in expected(site).items() if url not in before}
    assert counted(bench) == 9

    # The first article's line was written before it was known; read now, it would be without it.
    known = json.loads(explain(bench, bench.records()[0]["url"], "--output", str(bench.output), "--json"))
    assert known["typical"]["site"] == "a.test"
    assert known["typical"]["articles"] == 9
    assert known["typical"]["typical_lines"] >= 1
    assert known["typical"]["fallen"] == [FOREIGN]
    assert {"filter": "typical", "line": FOREIGN} in known["signals"]["dropped"]
    assert known["store"]["state"] == "done"
    address = bench.records()[0]["url"]
    bench.output.rename(bench.folder / "output")
    text = explain(bench, address)  # without an option: what a crawl without options has left here
    assert f"typical: {FOREIGN[:40]}" in text
    assert "articles: 9" in " ".join(text.partition("What is typical of its site")[2].split())


def test_near_duplicates_do_not_make_their_own_text_typical(bench: Bench) -> None:
    """A report a day out of one mould, and one article that stands at two addresses."""

    def report(story: Story) -> str:
        number = story.number + 2
        lines = [
            f"At station {place} the water stood {number} centimetres above the mark, said the warden, who reads it "
            f"{number + 1} times a day and has done so for {number + 30} years."
            for place in ("Ebb", "Flood", "Quay", "Lock")
        ]
        lines.append("Boats may leave the harbour as always, and nobody need be afraid of the tide or of the moon.")
        page = story_page(story)
        start, end = page.index("<p>", page.index("byline") + 1), page.index("</article>")
        return page[:start] + "".join(f"<p>{line}</p>" for line in lines) + page[end:]

    site = site_with(bench, 6, report)
    assert bench.crawl([site], quick=IN_TURN).exit_code == 0
    records = bench.records()
    assert len(records) == 6
    assert all(row["text"].count("\n\n") == 5 for row in records)
    assert counted(bench) == 1
