"""What tells one answer of a source from another."""

from __future__ import annotations

import gzip

from newscrawl.spiders.sources import content_digest


def test_a_file_packed_anew_is_the_same_file() -> None:
    first, second = (gzip.compress(b"<urlset/>", mtime=time) for time in (1, 2))
    assert first != second
    assert content_digest(first) == content_digest(second)
    assert content_digest(first) != content_digest(gzip.compress(b"<urlset />", mtime=1))


def test_what_is_not_packed_counts_whole() -> None:
    assert content_digest(b"<urlset>1") != content_digest(b"<urlset>2")
