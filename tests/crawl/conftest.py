"""A bench a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.harness import Bench
from tests.warm import Warm
from tests.web import NewsWeb


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """One server for all tests of a process."""
    server = Warm()
    yield server
    server.close()


@pytest.fixture
def bench(news_web: NewsWeb, tmp_path: Path, warm: Warm) -> Bench:
    """An empty folder to crawl into."""
    return Bench(news_web, tmp_path, warm=warm)
