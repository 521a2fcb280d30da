"""Records for the tests of exports: in several languages, with all that is awkward, and folders of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import zstandard

from newscrawl.core.article import Article
from newscrawl.core.exports.shapes import Row, row
from newscrawl.core.urls import article_id
from newscrawl.dataset.manifest import Manifest, Tally

RIGHTS = {
    "verdict": "reserved",
    "purpose": None,
    "training": "reserved",
    "signals": [
        {
            "name": "robots",
            "value": "noai",
            "where": "meta",
            "training": "reserved",
            "at": "2026-11-24T08:00:00+00:00",
        }
    ],
    "looked_at": ["meta"],
}
FULL: dict[str, Any] = {
    "language": "de",
    "language_score": 0.98,
    "date_published": "2026-11-18T07:30+02:00",
    "date_modified": "2026-11-19",
    "date_source": "json-ld",
    "authors": ["Maja Lind", "Öz; Gür"],
    "publisher": "Der Bote",
    "section": "Hafen",
    "tags": ["Fähre", "Hafen"],
    "description": "Was\nwar.",
    "image": "https://a.example/x.jpg",
    "image_info": {"url": "https://a.example/x.jpg", "width": 10, "height": None, "caption": "Ein Bild"},
    "paywalled": False,
    "rights": RIGHTS,
    "content_hash": "0" * 64,
    "cluster_id": "c1",
    "duplicate_of": "f" * 32,
    "fetched_at": "2026-11-24T08:15:00+00:00",
    "discovered_by": "feed",
    "http_status": 200,
    "archive": {"file": "archive/x.warc.gz", "offset": 7, "length": 5, "digest": "sha1:X"},
    "kind_score": 0.5,
    "quality": 1.0,
    "extractor": "newscrawl/0 fast",
    "run_id": "r1",
}


def record(number: int, **changes: Any) -> dict[str, Any]:
    """One record, nearly all of its fields null but for what is changed."""
    url = f"https://www.a.example/2026/11/story-{number}"
    title = f"Story {number}"
    whole = Article(
        id=article_id(url),
        text=f'{title}\n\nFirst of {number}.\n\nSecond, "quoted",\nafter a break.',
        source="a.example",
        url=url,
        requested_url=url,
        title=title,
        fetched_at="2026-11-24T08:00:00+00:00",
    ).to_dict()
    return {**whole, **changes}


def full(number: int, **changes: Any) -> dict[str, Any]:
    """One record with every field."""
    return record(number, **{**FULL, **changes})


def row_of(value: dict[str, Any]) -> Row:
    return row(json.loads(json.dumps(value)))


def write(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    """A file of records, packed as its name says."""
    data = b"".join(json.dumps(value, ensure_ascii=False).encode() + b"\n" for value in records)
    pack = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}.get(path.suffix, bytes)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack(data))
    return path


def output(
    folder: Path, *shards: Sequence[dict[str, Any]], unfinished: Sequence[dict[str, Any]] = (), ending: str = ".jsonl"
) -> Path:
    """An output folder with finished shards, and one that no manifest lists."""
    day = folder / "articles" / "2026-11-24"
    folder.mkdir(parents=True)
    for number, records in enumerate(shards, 1):
        tally = Tally()
        for value in records:
            tally.count(value)
        path = write(day / f"r-{number:05d}{ending}", records)
        tally.take_file(path)
        Manifest(folder).add(path, "r", tally)
    write(folder / "rejected" / "2026-11-24" / "r-00001.jsonl", [{"reason": "no-text"}])
    if unfinished:
        write(day / f"s-00001{ending}", unfinished)
    return folder


def null_shards(folder: Path, ending: str = ".jsonl") -> Path:
    """Two shards: what is null in all lines of the first is there in the second, and the other way round."""
    first = [record(number, language="en", language_score=0.9, date_published="2026-11-18") for number in range(3)]
    second = [full(10 + number, source="b.example") for number in range(3)]
    return output(folder, first, second, ending=ending)
