"""benchmarks/replay.py on a corpus of invented pages: that it measures, not how fast they are."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

from benchmarks.crawl_speed import read_corpus
from benchmarks.warcs import copies_of
from tests.benchmarks.test_extraction import write
from tests.crawl.harness import ROOT
from tests.web.documents import story_page
from tests.web.stories import make_story


def corpus(folder: Path, number: int) -> Path:
    told = [make_story("a.test", index) for index in range(number)]
    return write(folder, [({"id": str(story.number), "url": story.url}, story_page(story)) for story in told])


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.replay", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280)


def test_no_copy_is_a_double_and_all_have_the_same_size(tmp_path: Path) -> None:
    pages = list(read_corpus(corpus(tmp_path, 3)))
    found = list(itertools.islice(copies_of(pages), 9))
    assert [body for _, body in found[:3]] == [body for _, body in pages]
    assert len({url for url, _ in found}) == len({body for _, body in found}) == 9
    assert [len(body) for _, body in found] == [len(body) for _, body in pages] * 3


def test_both_measures(tmp_path: Path) -> None:
    folder = corpus(tmp_path, 40)
    speed = run(folder, "--copies", "2", "--rounds", "1", "--processes", "1")
    assert speed.returncode in (0, 1), speed.stderr  # 1: of so few pages the start is most
    assert "ratio by CPU time" in speed.stdout
    memory = run(folder, "--memory", "--bytes", "3e5", "--processes", "1")
    assert memory.returncode in (0, 1), memory.stderr
    assert " articles written" in memory.stdout
    assert "growth from the second tenth to the last" in memory.stdout or "too small to tell" in memory.stdout


def test_without_a_corpus(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stdout[:9]) == (2, "no corpus")
