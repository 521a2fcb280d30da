"""`newscrawl forget` on what real crawls wrote: it goes from everywhere, and no crawl brings it back."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from newscrawl.core.urls import identity
from newscrawl.dataset.archive.heads import sites_named
from newscrawl.dataset.archive.reader import read_pages
from newscrawl.store import Store
from tests.crawl.harness import Bench
from tests.crawl.test_explain import explain
from tests.crawl.test_known_redirects import links
from tests.crawl.test_replay import in_archive_of, lines, replay, without_run
from tests.web import Fault, Page
from tests.web.documents import story_page
from tests.web.stories import Story

SHORT = "/2026/10/02/another-way-to-the-very-same-story"
OTHER = "/2026/10/03/a-copy-that-calls-the-story-its-canonical"
TWIN = "/2026/10/04/the-same-text-under-a-new-address-of-its-own"


def command(bench: Bench, name: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "newscrawl", name, *words],
        env=bench.environment,
        cwd=bench.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def forget(bench: Bench, *words: str, output: Path | None = None) -> dict[str, Any]:
    done = command(bench, "forget", *words, "--output", str(output or bench.output), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def assert_valid(bench: Bench, *words: str, output: Path | None = None) -> None:
    done = command(bench, "validate", str(output or bench.output), "-q", *words)
    assert done.returncode == 0, done.stdout


def holding(folder: Path, *texts: str) -> list[str]:
    """The files, unpacked, and tables in which one of the texts stands."""
    from newscrawl.dataset.reading import read_lines

    found = []
    for path in filter(Path.is_file, folder.rglob("*")):
        if ".jsonl" in path.name:
            data = b"".join(read_lines(path))
        else:
            data = path.read_bytes()
        found += [path.name for text in texts if text.encode() in data]
    return found


def vacuum(bench: Bench) -> None:
    """SQLite leaves what was deleted in free pages until they are used."""
    import sqlite3

    connection = sqlite3.connect(bench.output / "state.db")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def lines_of(bench: Bench, kind: str) -> set[bytes]:
    from newscrawl.dataset.reading import read_lines

    found: set[bytes] = set()
    for path in bench.output.glob(f"{kind}/*/*"):
        found.update(read_lines(path))
    return found


def test_an_article_goes_from_everywhere_and_does_not_come_back(bench: Bench) -> None:
    stories = bench.web.site("a.test", articles=5).stories
    story = stories[1]
    pages: dict[str, Page | str] = {"/": links(SHORT)}
    site = bench.web.site(
        "a.test", articles=5, discovery=["sitemap", "rss"], pages=pages, faults={SHORT: Fault.redirect(story.path)}
    )
    packed = ("-s", "NEWSCRAWL_COMPRESSION=zst", "-s", "NEWSCRAWL_SHARD_LINES=2")
    for _ in range(2):  # where the short way is asked for just before the story, the next run knows what it came to
        bench.crawl([site], "--all", *packed)
    before, rejected = lines_of(bench, "articles"), lines_of(bench, "rejected")
    assert len(before) == 5
    # The short way is a double, or what the story was asked for by: whichever comes first.
    assert {json.loads(line)["reason"] for line in rejected} <= {"duplicate-address"}
    files = {path: path.read_bytes() for path in bench.output.glob("*/*/*")}

    planned = forget(bench, story.url.replace("http://", "https://www.") + "?utm_source=x", "--dry-run")
    assert (planned["lines"], planned["versions"], planned["rows"]) == (1 + len(rejected), 1, 3)
    assert {path: path.read_bytes() for path in files} == files
    assert_valid(bench)
    asked = command(bench, "forget", story.url, "--output", str(bench.output))
    assert asked.returncode == 2
    assert "say --yes" in asked.stderr

    assert forget(bench, story.url, "--yes") == {**planned, "dry_run": False}
    assert_valid(bench)
    assert lines_of(bench, "rejected") == set()
    kept = {line for line in before if json.loads(line)["url"] != story.url}
    assert lines_of(bench, "articles") == kept
    vacuum(bench)
    assert holding(bench.output, story.path, story.title, SHORT) == []
    entries = [json.loads(line) for line in (bench.output / "manifest.jsonl").read_text().splitlines()]
    assert sum(entry["lines"] for entry in entries) == 4
    assert sum("rewritten_at" in entry for entry in entries) == 1
    assert forget(bench, story.url, "--yes")["lines"] == 0

    copy = f'<html><head><link rel="canonical" href="{story.url}"></head><body><article><h1>{story.title}</h1>'
    text = "".join(f"<p>{part}</p>" for part in story.text.split("\n\n")[1:])
    pages = {
        "/": links(SHORT, OTHER, TWIN, story.path),
        OTHER: f"{copy}{text}</article></body></html>",
        TWIN: f"<html><body><article><h1>{story.title}</h1>{text}</article></body></html>",
    }
    site = bench.web.site(
        "a.test", articles=5, discovery=["sitemap", "rss"], pages=pages, faults={SHORT: Fault.redirect(story.path)}
    )
    bench.web.clear_log()
    outcome = bench.crawl([site], "--all")
    assert outcome.exit_code == 0
    assert [request.path for request in site.log() if request.path in (story.path, SHORT)] == []
    assert outcome.site("a.test")["rejected"] == {"forgotten": 2}, "the copy, and the same text elsewhere"
    assert (lines_of(bench, "articles"), lines_of(bench, "rejected")) == (kept, set())
    bench.web.clear_log()
    assert bench.crawl([site], "--all").site("a.test")["rejected"] == {}
    assert [request.path for request in site.log() if request.path in (OTHER, TWIN)] == []
    vacuum(bench)
    assert holding(bench.output, story.path, story.title, SHORT, OTHER, TWIN) == []

    told = explain(bench, story.url)
    assert set(told) == {"store", "verdict"}
    assert (told["store"]["state"], told["verdict"]["reason"]) == ("forgotten", "forgotten")

    assert json.loads(command(bench, "forget", "--readmit", story.url, "--output", "out", "--json").stdout) == {
        "readmitted": 1
    }
    del pages[TWIN]  # else the one of both that is read first is the article, and the other one its double
    pages["/"] = links(SHORT, OTHER, story.path)
    site = bench.web.site(
        "a.test", articles=5, discovery=["sitemap", "rss"], pages=pages, faults={SHORT: Fault.redirect(story.path)}
    )
    bench.crawl([site], "--all")
    assert story.url in bench.texts()
    assert_valid(bench)


def test_what_was_forgotten_comes_out_of_no_archive(bench: Bench, tmp_path: Path) -> None:
    """Out of the dataset's own, it is not there; out of a copy of before, its tombstone stops it."""
    story = bench.web.site("a.test", articles=5).stories[1]
    moved = f"{story.path}/moved"
    site = bench.web.site(
        "a.test",
        articles=5,
        faults={
            1: Fault.redirect(moved),
            moved: Fault.body(story_page(story)),
            3: Fault.body("%PDF-1.7", "application/pdf"),
        },
    )
    bench.crawl([site], "--archive", "-s", "NEWSCRAWL_COMPRESSION=zst")
    kept = [row for row in bench.records() if row["title"] != story.title]
    assert (len(kept), len(bench.records()), bench.reasons()) == (3, 4, {"not-html": 1})
    copy = shutil.copytree(bench.output / "archive", tmp_path / "copy")
    assert forget(bench, story.url, "--yes")["archived_pages"] == 1
    assert_valid(bench, "--archive-digests")
    (archive,) = bench.output.glob("archive/*/*")
    with gzip.open(archive) as file:
        data = file.read()
    assert [text for text in (story.path, story.title, moved) if text.encode() in data] == []
    assert site.stories[0].title.encode() in data
    assert bench.records() == kept

    again = tmp_path / "again"
    outcome = replay(tmp_path, bench.output / "archive", "--output", again)
    assert outcome.exit_code == 0, outcome.stderr
    assert without_run(in_archive_of(bench.output, lines(again))) == without_run(kept)
    left_out = in_archive_of(bench.output, lines(again, "rejected"))
    assert without_run(left_out) == without_run(bench.records("rejected"))
    outcome = replay(tmp_path, copy, "--output", bench.output)
    assert (outcome.exit_code, outcome.figures["written"]) == (0, 0), outcome.stderr
    assert bench.records() == kept
    assert_valid(bench, "--archive-digests")


def test_a_redirect_that_is_new_leads_to_nothing(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    story = site.stories[0]
    bench.crawl([site], "--output", "news.jsonl.gz")
    output = bench.folder / "news.jsonl.gz"
    assert forget(bench, story.url, "--yes", output=output)["lines"] == 1
    site = bench.web.site("a.test", articles=2, pages={"/": links(SHORT)}, faults={SHORT: Fault.redirect(story.path)})
    outcome = bench.crawl([site], "--all", "--output", "news.jsonl.gz")
    assert outcome.site("a.test")["rejected"] == {"forgotten": 1}
    assert [request.path for request in site.log()].count(story.path) == 1, "of the first run"
    assert_valid(bench, output=output)
    assert [row["url"] for row in read_lines(output)] == [site.stories[1].url]
    assert not (bench.folder / "news.rejected.jsonl").read_bytes()


class Copy(BaseHTTPRequestHandler):
    """A site with one page, which calls another one canonical; `when_asked` is called before the first answer."""

    when_asked: Callable[[], object]
    story: Story
    canonical: str

    def do_GET(self) -> None:
        """The page under TWIN, a link to it on the front page, and no robots.txt."""
        if self.path == "/robots.txt":
            type(self).when_asked()
        text = "".join(f"<p>{part}</p>" for part in self.story.text.split("\n\n")[1:])
        head = f'<link rel="canonical" href="{self.canonical}">'
        page = f"<html><head>{head}</head><body><article><h1>{self.story.title}</h1>{text}</article></body></html>"
        body = {TWIN: page, "/": links(TWIN)}.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_what_is_forgotten_beside_a_crawl_stays_out_of_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the first that the store forgets, after the crawl has begun."""
    environment = {**bench.environment, "no_proxy": "127.0.0.1"}
    monkeypatch.setattr(Bench, "environment", property(lambda _: environment))
    handler: type[Copy] = type("Handler", (Copy,), {"story": bench.web.site("a.test", articles=1).stories[0]})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    home = f"http://127.0.0.1:{server.server_address[1]}"
    handler.canonical = f"{home}/2026/10/05/the-story-that-nobody-is-to-read-again"
    handler.when_asked = lambda: forget(bench, handler.canonical, "--yes")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        outcome = bench.crawl([home])
    finally:
        server.shutdown()
        server.server_close()
    (site,) = outcome.figures["sites"]
    assert (site["rejected"], site["written"]) == ({"forgotten": 1}, 0), outcome.stderr


def read_lines(path: Path) -> list[dict[str, Any]]:
    from tests.crawl.harness import read

    return read(path)


def test_a_whole_site_goes_and_is_not_crawled(bench: Bench) -> None:
    one, two = bench.web.site("a.test", articles=3), bench.web.site("b.test", articles=2)
    bench.crawl([one, two], "--archive")
    (archive,) = bench.output.glob("archive/*/*")
    assert set(sites_named(archive)) == {one.url, two.url}
    kept = {story.url: story.text for story in two.stories}
    store = Store.open(f"sqlite:///{bench.output / 'state.db'}")
    store.runs.begin("one-that-goes-on", [identity(one.url)])
    busy = command(bench, "forget", "--site", "a.test", "--yes", "--output", str(bench.output))
    assert (busy.returncode, busy.stdout.splitlines()[-1][:3]) == (5, "in ")
    assert busy.stderr.startswith("newscrawl forget: run one-that-goes-on is crawling a.test")
    assert len(busy.stderr.splitlines()) == 1
    assert len(bench.texts()) == 5
    store.runs.end("one-that-goes-on")
    store.close()
    assert forget(bench, "--site", "a.test", "--yes")["versions"] == 3
    assert bench.texts() == kept
    assert_valid(bench, "--archive-digests")
    assert sites_named(archive) == [two.url]
    assert {page.answer.url for page in read_pages(archive) if page.answer} >= set(kept)
    vacuum(bench)
    assert holding(bench.output, *(text for story in one.stories for text in (story.path, story.title))) == []
    bench.web.clear_log()
    outcome = bench.crawl([one, two], "--all")
    assert outcome.exit_code == 4
    assert "was forgotten" in outcome.site("a.test")["problems"][0]
    assert one.log() == []
    assert bench.texts() == kept
    assert explain(bench, one.stories[0].url)["store"]["state"] == "forgotten"
    assert json.loads(command(bench, "forget", "--readmit", "--site", "a.test", "--output", "out", "--json").stdout)
    bench.crawl([one], "--all")
    assert len(bench.texts()) == 5


@pytest.mark.parametrize(
    "words", [["--site", "nowhere.test"], ["a.test"], ["abcdef"], ["what"], [], ["x", "--site", "y"]]
)
def test_a_wrong_call_is_told_in_one_line(bench: Bench, words: list[str]) -> None:
    bench.output.mkdir()
    done = command(bench, "forget", *words, "--yes", "--output", str(bench.output))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
