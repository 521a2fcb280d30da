"""An S3 server for the tests that upload."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dataset.s3 import S3


@pytest.fixture(scope="module")
def s3_server() -> Iterator[S3]:
    server = S3()
    yield server
    server.stop()


@pytest.fixture
def s3(s3_server: S3) -> S3:
    """With an empty bucket."""
    s3_server.refusals = 0
    s3_server.clear()
    return s3_server
