"""Crawls whose output is an S3 address, with a server that comes and goes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zstandard

from tests.crawl.harness import Bench, expected
from tests.dataset.s3 import QUICK, S3
from tests.warm import Warm
from tests.web import NewsWeb

URL = "s3://bucket/news"


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    server = S3()
    yield server
    server.stop()


@dataclass
class CloudBench(Bench):
    """Asks the S3 server itself, not the web's proxy."""

    s3: S3 = field(kw_only=True)

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, **self.s3.environment, "no_proxy": "127.0.0.1"}


@pytest.fixture
def bench(news_web: NewsWeb, tmp_path: Path, warm: Warm, s3: S3) -> CloudBench:
    return CloudBench(news_web, tmp_path, warm=warm, s3=s3)


def texts(s3: S3) -> dict[str, str]:
    """Text by address, of all shards that are stored; fails on a double."""
    rows = []
    for name in s3.files.find("bucket/news/articles"):
        with zstandard.open(io.BytesIO(s3.files.cat_file(name)), "rb") as stream:
            rows += [json.loads(line) for line in stream.read().splitlines()]
    found = {row["url"]: row["text"] for row in rows}
    assert len(found) == len(rows)
    return found


def test_a_crawl_to_s3_whatever_becomes_of_the_server(bench: Bench, s3: S3) -> None:
    staging = bench.folder / "staging"
    words = ["--output", URL, "--staging", str(staging), "-s", "NEWSCRAWL_COMPRESSION=zst"]
    words += ["-s", "NEWSCRAWL_SHARD_LINES=4", "-s", "NEWSCRAWL_UPLOAD_TRIES=1"]
    words += ["-s", "NEWSCRAWL_STORAGE_OPTIONS=" + json.dumps({"config_kwargs": QUICK})]
    site, other = bench.web.site("a.test", articles=6), bench.web.site("b.test", articles=24, latency=0.2)
    outcome = bench.crawl([site], *words)
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.figures["output"] == URL
    assert texts(s3) == expected(site)
    assert sorted(path.name for path in staging.rglob("*") if path.is_file()) == ["manifest.jsonl", "state.db"]
    check = [sys.executable, "-m", "newscrawl", "validate", URL]
    done = subprocess.run(check, env=bench.environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "6 lines in 2 files checked: all right\n"), done.stderr

    process = bench.start([other], *words, "-q")
    end = time.monotonic() + 60
    while not any(path.stat().st_size for path in staging.glob("articles/*/*")):
        assert time.monotonic() < end
        time.sleep(0.05)
    s3.stop()
    try:
        outcome = bench.finish(process)
    finally:
        s3.start()
    assert outcome.exit_code == 1
    assert URL in outcome.stderr.splitlines()[-1]
    assert f"stayed in {staging}, the next run uploads" in outcome.stderr.splitlines()[-1]
    assert "Traceback" not in outcome.stderr
    outcome = bench.crawl([other], *words)
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.figures["written"] == 0, "all had been written"
    assert texts(s3) == expected(site, other)
    done = subprocess.run(check, env=bench.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_cannot_be_begun_is_one_line(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1)
    staging = ["--staging", str(bench.folder / "staging")]
    for words in (
        ["--output", "s3://no-such-bucket/x", *staging],
        ["--output", "s3://bucket/x.jsonl", *staging],
        ["--output", str(bench.folder / "out"), *staging],
        ["--output", URL, *staging, "-s", "NEWSCRAWL_STORAGE_OPTIONS=[1]"],
    ):
        outcome = bench.crawl([site], *words)
        assert (outcome.exit_code, outcome.stderr.count("\n")) == (2, 1), outcome.stderr
    assert site.log() == []
