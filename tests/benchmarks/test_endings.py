"""The programs that end crawls by force, on a few random moments; they have them all run by hand."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.endings import Broken, Trial
from benchmarks.full_disk import Limit, can_mount, full_disks
from benchmarks.kills import kills
from newscrawl.core.article import Article
from newscrawl.core.urls import article_id
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.shards import Line, Shards
from tests.crawl.harness import ROOT
from tests.web import NewsWeb


def test_kill_9_at_random_moments(news_web: NewsWeb, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    ended = kills(news_web, tmp_path, random.Random(seed), [], articles=60)
    assert len(list(itertools.islice(ended, 3))) == 3, f"seed {seed}"


def test_no_room_at_random_points(news_web: NewsWeb, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    times = full_disks(news_web, tmp_path, random.Random(seed), Limit, [])
    assert len(list(itertools.islice(times, 3))) == 3, f"seed {seed}"


def test_the_check_sees_what_is_lost_wrong_or_there_twice(news_web: NewsWeb, tmp_path: Path) -> None:
    trial = Trial(news_web, tmp_path, articles=3)
    rows = []
    for url, text in trial.expected.items():
        title, _, _ = text.partition("\n\n")
        made = Article(id=article_id(url), url=url, requested_url=url, text=text, title=title, source="a")
        rows.append({**made.to_dict(), "fetched_at": "2026-11-24T10:00:00+00:00"})

    def write(number: int, *lines: dict[str, object]) -> Path:
        shards = Shards(Manifest(trial.bench.output), "articles", f"20261124T10000{number}Z-abc123")
        shards.append([Line.of(line) for line in lines])
        shards.close()
        return next(trial.bench.output.glob(f"articles/*/20261124T10000{number}Z*"))

    write(0, rows[0])
    second = write(1, rows[1])
    assert trial.check() == 2
    second.unlink()
    with pytest.raises(Broken, match="is missing"):
        trial.check()
    (trial.bench.output / "manifest.jsonl").unlink()
    with pytest.raises(Broken, match="lost"):
        trial.check()
    trial.seen = {}
    write(2, rows[0])
    with pytest.raises(Broken, match="twice"):
        trial.check()
    write(3, {**rows[2], "text": f"{rows[2]['title']}\n\nAnother text"})
    with pytest.raises(Broken):
        trial.check()


def test_a_small_file_system_where_it_can_be_had() -> None:
    """Only root can mount one; for others the program takes the limit by itself."""
    command = [sys.executable, "-m", "benchmarks.full_disk", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("tmpfs" if can_mount() else "limit")
    assert "nothing lost, nothing twice, all valid" in done.stdout
