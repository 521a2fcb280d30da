"""A bench a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawl.harness import Bench
from tests.web import NewsWeb


@pytest.fixture
def bench(news_web: NewsWeb, tmp_path: Path) -> Bench:
    """An empty folder to crawl into."""
    return Bench(news_web, tmp_path)
