"""A site that is forgotten takes no other one with it: none that lies below it, none of an earlier call."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli import main
from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.forgetting import mark_of, site_mark
from newscrawl.core.page_context import PageContext
from newscrawl.core.urls import article_id, identity
from newscrawl.crawl.items import item_of
from newscrawl.dataset.archive.heads import sites_named
from newscrawl.dataset.archive.reader import read_pages
from newscrawl.dataset.archive.records import Capture, KeptPage, bundle
from newscrawl.dataset.archive.writer import ArchiveFiles
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.reading import read_lines
from newscrawl.dataset.shards import Line, Shards
from newscrawl.store import Store
from tests.dataset.test_validation import article

RUN = "20261124T100000Z-abc123"
WHOLE, BELOW, OTHER = "https://example.org/", "https://example.org/sport/", "https://other.example/"
URLS = {
    WHOLE: ["https://example.org/2026/one", "https://example.org/sport/also-of-the-whole"],
    BELOW: ["https://example.org/sport/two", "https://example.org/sport/three"],
    OTHER: ["https://other.example/2026/four", "https://other.example/2026/five"],
}


def make(folder: Path) -> Store:
    """Two articles of each site, with a rejected line and an archived page of each; two sites have one name."""
    manifest = Manifest(folder)
    archive = ArchiveFiles(folder, RUN, [("sites", ", ".join(URLS))], manifest=manifest)
    sinks = {kind: Shards(manifest, kind, RUN) for kind in ("articles", "rejected")}
    store = Store.open(f"sqlite:///{folder / 'state.db'}")
    for home, urls in URLS.items():
        site: dict[str, Any] = {"source": identity(home).partition("/")[0]}
        key = {"site_key": identity(home)}
        for number, url in enumerate(urls):
            context = PageContext(
                site=site["source"], site_url=home, candidate=Candidate(url, SourceKind.FEED), outcome="article"
            )
            head = b"HTTP/1.1 200 OK\r\n\r\n"
            made = bundle([KeptPage((Capture(url, 1800000000.0, b"GET", head, url.encode()),), context)])
            (place,) = archive.append([made])
            row = article(0, **site, url=url, requested_url=url, id=article_id(url), archive=place)
            row |= {"content_hash": f"{hash(url) % 2**64:064x}"}
            left_out = {**site, **key, "url": f"{url}-about", "reason": "static-page", "evidence": {"number": number}}
            for kind, line in (("articles", row), ("rejected", left_out)):
                sinks[kind].append([Line.of(line)])
                item = item_of(kind, {**line, **key})
                assert item is not None
                store.articles.confirm([item], RUN)
    archive.close()
    for sink in sinks.values():
        sink.close()
    return store


def left_of(folder: Path) -> tuple[set[str], set[str], set[str]]:
    """Addresses of articles, of what was left out, and of archived pages."""
    found: dict[str, set[str]] = {"articles": set(), "rejected": set()}
    for kind, urls in found.items():
        for path in folder.glob(f"{kind}/*/*"):
            urls.update(json.loads(line)["url"].removesuffix("-about") for line in read_lines(path))
    pages = [page for path in folder.glob("archive/*/*") for page in read_pages(path)]
    return found["articles"], found["rejected"], {page.answer.url for page in pages if page.answer}


def forget(folder: Path, *words: str) -> int:
    return main(["forget", *words, "--yes", "--output", str(folder)])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make(tmp_path)


@pytest.mark.parametrize("word", ["example.org", WHOLE])
def test_a_site_below_it_that_is_declared_by_itself_stays(tmp_path: Path, store: Store, word: str) -> None:
    assert forget(tmp_path, "--site", word) == 0
    kept = {*URLS[BELOW], *URLS[OTHER]}
    assert left_of(tmp_path) == (kept, kept, kept)
    assert [name for path in tmp_path.glob("archive/*/*") for name in sites_named(path)] == [BELOW, OTHER]
    assert main(["validate", str(tmp_path), "--archive-digests"]) == 0
    assert store.known.sites() == {"example.org/sport", "other.example"}
    assert store.tombstones.site("example.org") is not None
    assert store.tombstones.site("example.org/sport") is None
    assert forget(tmp_path, "--site", BELOW) == 0
    assert left_of(tmp_path) == (set(URLS[OTHER]),) * 3
    store.close()


def test_a_site_below_is_forgotten_alone(tmp_path: Path, store: Store) -> None:
    assert forget(tmp_path, "--site", BELOW) == 0
    kept = {*URLS[WHOLE], *URLS[OTHER]}
    assert left_of(tmp_path) == (kept, kept, kept)
    assert forget(tmp_path, "--site", BELOW) == 0
    assert left_of(tmp_path) == (kept, kept, kept)
    store.close()


def test_a_part_of_a_site_that_is_no_site_goes_by_its_address(tmp_path: Path, store: Store) -> None:
    assert forget(tmp_path, "--site", "https://other.example/2026/") == 0
    assert left_of(tmp_path)[0] == {*URLS[WHOLE], *URLS[BELOW]}
    store.close()


def test_what_an_earlier_call_left_is_finished_and_is_none_of_the_site(tmp_path: Path, store: Store) -> None:
    """It was killed when its tombstone stood, and nothing else was done."""
    gone = mark_of(URLS[OTHER][0])
    store.tombstones.begin({gone: gone})
    assert forget(tmp_path, "--site", "example.org") == 0
    kept = {*URLS[BELOW], URLS[OTHER][1]}
    assert left_of(tmp_path)[0] == kept
    assert store.tombstones.site("other.example") is None
    assert store.tombstones.unfinished() == {}
    assert main(["forget", "--readmit", "--site", "example.org", "--output", str(tmp_path)]) == 0
    assert store.tombstones.among([gone, site_mark("example.org"), *map(mark_of, URLS[WHOLE])]).keys() == {gone}
    store.close()


def test_a_site_that_an_earlier_call_left_is_filed_under_itself(tmp_path: Path, store: Store) -> None:
    store.tombstones.begin({site_mark("other.example"): site_mark("other.example")})
    assert forget(tmp_path, "--site", "example.org") == 0
    assert left_of(tmp_path)[0] == set(URLS[BELOW])
    assert main(["forget", "--readmit", "--site", "example.org", "--output", str(tmp_path)]) == 0
    every = [site_mark("other.example"), *map(mark_of, URLS[OTHER]), *map(mark_of, URLS[WHOLE])]
    assert store.tombstones.among(every).keys() == set(every[:3])
    store.close()
