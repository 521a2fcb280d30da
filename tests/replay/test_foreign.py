"""Archives of others: as CC-NEWS and wget write them, packed or not, with bodies as they came or unpacked."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import zlib
from pathlib import Path

import brotli
import pytest

from tests.replay.warcs import (
    FETCHED,
    HTML,
    Answer,
    called,
    environment,
    here,
    lines,
    no_article,
    reasons,
    stories,
    texts,
    told,
    wanted,
    write,
)
from tests.web import NewsWeb
from tests.web.documents import story_page
from tests.web.stories import make_story

STORIES = stories("news.example.org", 8)


def chunks(body: bytes) -> bytes:
    """The body in two chunks."""
    half = len(body) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:], b""))


def test_as_cc_news_is_written(tmp_path: Path) -> None:
    """WARC 1.0, no requests, bodies unpacked and their headers renamed, a warcinfo record of other software."""
    renamed = [("X-Crawler-Transfer-Encoding", "chunked"), ("X-Crawler-Content-Encoding", "gzip")]
    kinds = {"WARC-Identified-Payload-Type": "text/html"}
    first, gone, moved, *_ = STORIES
    answers = [
        told(first, *renamed, warc=kinds),
        told(gone, status="404 Not Found", warc=kinds),
        Answer(moved.url, b"", (("Location", "/elsewhere"),), "301 Moved Permanently"),
        Answer("http://news.example.org/robots.txt", b"User-agent: *\nDisallow:\n", (("Content-Type", "text/plain"),)),
        Answer("http://news.example.org/a.png", b"\x89PNG", warc={"WARC-Identified-Payload-Type": "image/png"}),
        Answer("http://news.example.org/feed", b"<rss/>", (("Content-Type", "application/rss+xml"),)),
        told(first, type="revisit", warc={"WARC-Refers-To-Target-URI": first.url, "WARC-Refers-To-Date": FETCHED}),
        no_article("news.example.org"),
        Answer("dns:news.example.org", b"192.0.2.1", (("Content-Type", "text/dns"),)),
    ]
    path = tmp_path / "CC-NEWS-20261120100000-00001.warc.gz"
    write(path, answers, version="WARC/1.0", info=True)
    outcome = called(path, "--output", tmp_path / "out")
    assert outcome.exit_code == 0, outcome.stderr
    assert texts(tmp_path / "out") == wanted(first)
    assert outcome.figures["skipped"] == {
        "http-404": 1,
        "http-301": 1,
        "robots.txt": 1,
        "not-html": 2,
        "revisit": 1,
        "not-http": 1,
    }
    assert reasons(tmp_path / "out") == outcome.figures["rejected"]
    (row,) = lines(tmp_path / "out")
    assert (row["source"], row["discovered_by"], row["fetched_at"]) == (
        "example.org",
        "given",
        "2026-11-20T10:00:00+00:00",
    )
    assert row["archive"]["file"] == str(path.resolve())


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_however_a_body_was_sent_and_kept(name: str, tmp_path: Path) -> None:
    pages = [story_page(story).encode() for story in STORIES]
    chunked, packed = ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")
    answers = [
        told(STORIES[0], chunked),  # the header stayed, the chunks are gone
        Answer(STORIES[1].url, chunks(pages[1]), (HTML, chunked)),
        told(STORIES[2], packed),  # unpacked, the header stayed
        Answer(STORIES[3].url, gzip.compress(pages[3]), (HTML, packed)),
        Answer(STORIES[4].url, brotli.compress(pages[4]), (HTML, ("Content-Encoding", "br"))),
        Answer(STORIES[5].url, zlib.compress(pages[5]), (HTML, ("Content-Encoding", "deflate"))),
        Answer(STORIES[6].url, chunks(gzip.compress(pages[6])), (HTML, packed, chunked)),
        told(STORIES[7], packed, chunked),  # as it is after both were undone
    ]
    write(tmp_path / name, answers)
    figures = here(tmp_path / "out", tmp_path / name)
    assert figures.skipped == {}
    assert texts(tmp_path / "out") == wanted(*STORIES)


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
@pytest.mark.parametrize("words", [(), ("--no-warc-compression",)])
def test_as_wget_writes_it(news_web: NewsWeb, tmp_path: Path, words: tuple[str, ...]) -> None:
    site = news_web.site("w.test", articles=3)
    proxy = {name: value for name, value in news_web.environment.items() if "proxy" in name.lower()}
    call = ["wget", "-q", "-O", str(tmp_path / "body"), "--warc-file", str(tmp_path / "saved"), *words]
    done = subprocess.run([*call, *(story.url for story in site.stories)], env=environment() | proxy, timeout=60)
    assert done.returncode == 0
    path = tmp_path / f"saved.warc{'' if words else '.gz'}"
    figures = here(tmp_path / "out", path)
    assert figures.run.exit_code == 0
    assert texts(tmp_path / "out") == wanted(*site.stories)


def test_an_arc_file(tmp_path: Path) -> None:
    path, body = tmp_path / "a.arc", told(STORIES[0]).block
    info = b"1 0 other\nURL IP-address Archive-date Content-type Archive-length\n"
    head = b"filedesc://a.arc 0.0.0.0 20261120100000 text/plain %d\n%s\n" % (len(info), info)
    path.write_bytes(head + f"{STORIES[0].url} 192.0.2.1 20261120100000 text/html {len(body)}\n".encode() + body)
    figures = here(tmp_path / "out", path)
    assert (figures.run.exit_code, figures.damages) == (0, [])
    assert texts(tmp_path / "out") == wanted(STORIES[0])


def test_a_later_answer_is_the_next_version_however_close_it_stands(tmp_path: Path) -> None:
    first, later = told(STORIES[0]), make_story("news.example.org", 0, 2)
    again = Answer(later.url, story_page(later).encode(), warc={"WARC-Date": "2026-11-21T10:00:00Z"})
    write(tmp_path / "a.warc.gz", [first, told(STORIES[1]), again, again])
    figures = here(tmp_path / "out", tmp_path / "a.warc.gz")
    rows = lines(tmp_path / "out")
    assert sorted((row["url"], row["version"]) for row in rows) == sorted(
        [(STORIES[0].url, 1), (STORIES[0].url, 2), (STORIES[1].url, 1)]
    )
    assert reasons(tmp_path / "out") == {}
    assert sum(site.unchanged for site in figures.run.sites.values()) == 1
