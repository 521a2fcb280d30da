"""The news web as a pytest fixture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.client import NewsWeb


@pytest.fixture(scope="session")
def news_web_process() -> Iterator[NewsWeb]:
    """One process for all tests that ask for `news_web`."""
    with NewsWeb() as web:
        yield web


@pytest.fixture
def news_web(news_web_process: NewsWeb) -> Iterator[NewsWeb]:
    """A news web without sites, without a log; what a test puts up is gone after it."""
    news_web_process.reset()
    yield news_web_process
    news_web_process.reset()
