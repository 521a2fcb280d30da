"""Runs whose worker processes can't start: they say so, and nothing of what they should have read is settled."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.crawl.harness import ROOT, Bench, expected
from tests.replay.warcs import called, here, lines, stories, texts, told, wanted, write
from tests.web import NewsWeb

WHY = "the worker processes that read the pages can't start"

NO_SERVER = """
import os, sys

if any("multiprocessing.forkserver" in word for word in sys.orig_argv):
    os._exit(1)
"""
"""Python reads it when it starts: the fork server ends at once, as where memory does not suffice."""

BROKEN = """
import newscrawl.core.extraction as extraction

def extract_page(*_):
    raise ValueError("as it should")

extraction.extract_page = extract_page
import newscrawl.core.preload
"""


@dataclass
class _Without(Bench):
    """Its processes find such a module."""

    @property
    def environment(self) -> dict[str, str]:
        """With the folder of it."""
        return {**super().environment, "PYTHONPATH": f"{ROOT}{os.pathsep}{self.folder}"}


def test_a_crawl(news_web: NewsWeb, tmp_path: Path) -> None:
    site = news_web.site("nostart.test", articles=3, discovery="rss")
    (tmp_path / "sitecustomize.py").write_text(NO_SERVER, encoding="utf-8")
    failed = _Without(news_web, tmp_path).crawl([site])
    assert failed.exit_code == 1
    assert WHY in failed.stderr.splitlines()[-1]
    (tmp_path / "sitecustomize.py").unlink()
    bench = Bench(news_web, tmp_path)
    assert (bench.records(), bench.records("rejected")) == ([], [])
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site)


def test_a_replay(tmp_path: Path) -> None:
    told_stories, archive, output = stories("a.test", 3), tmp_path / "a.warc.gz", tmp_path / "out"
    write(archive, map(told, told_stories))
    (tmp_path / "sitecustomize.py").write_text(NO_SERVER, encoding="utf-8")
    failed = called(archive, "--output", output, PYTHONPATH=f"{ROOT}{os.pathsep}{tmp_path}")
    assert failed.exit_code == 1
    assert WHY in failed.stderr.splitlines()[-1]
    assert lines(output, "rejected") == []
    assert here(output, archive).run.exit_code == 0
    assert texts(output) == wanted(*told_stories)


def test_an_error_on_the_page_that_warms_workers_up_keeps_none_from_starting() -> None:
    run = subprocess.run(
        [sys.executable, "-c", BROKEN], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert (run.returncode, run.stderr) == (0, "")
