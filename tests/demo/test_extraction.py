"""The extraction over the bundled pages: every article as expected.json has it, and nothing else as an article."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from newscrawl.core.extraction import Extraction, extract_page
from newscrawl.core.verdict import Reason
from newscrawl.demo import load_expected
from newscrawl.demo.pages import Resource, load_sites

SITES = {site.host: site for site in load_sites()}
FIELDS = ("title", "text", "language", "date_published", "date_modified", "tags", "description", "section", "paywalled")


def extracted(row: dict[str, Any], published: bool) -> Extraction:
    parts = urlsplit(row["url"])
    page = SITES[row["host"]].find(parts.path, parts.query, published)
    assert isinstance(page, Resource)
    return extract_page(page.body, row["url"], content_type=page.content_type)


def rows(*, articles: bool) -> list[Any]:
    return [
        pytest.param(row, id=row["url"])
        for row in load_expected()
        if (row["kind"] == "article") == articles and row["kind"] not in ("disallowed", Reason.DUPLICATE_ADDRESS)
    ]


@pytest.mark.parametrize("row", rows(articles=True))
def test_an_article_comes_out_as_expected(row: dict[str, Any]) -> None:
    versions = [(row, bool(row.get("later")))] + ([({**row, **row["updated"]}, True)] if "updated" in row else [])
    for expected, published in versions:
        found = extracted(row, published)
        assert found.rejection is None
        assert found.article is not None
        assert {name: getattr(found.article, name) for name in FIELDS} == {name: expected.get(name) for name in FIELDS}


@pytest.mark.parametrize("row", rows(articles=False))
def test_another_page_is_no_article(row: dict[str, Any]) -> None:
    assert extracted(row, published=False).rejection is not None
