"""What holds for every test."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from tests.web.fixtures import news_web, news_web_process

__all__ = ["news_web", "news_web_process"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is set, a test that is skipped for want of something fails: CI has all that the tests need."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and with CI set nothing may be missing: {report.longrepr}"
    return report
