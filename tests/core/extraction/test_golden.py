"""Whole pages, written for the project, and what must come of each: the page gzipped, the expected record beside it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from newscrawl.core.extraction import extract_page
from newscrawl.core.schema import json_schema

FOLDER = Path(__file__).parent / "golden"
PAGES = sorted(path.name.removesuffix(".html.gz") for path in FOLDER.glob("*.html.gz"))
RECORDS = sorted(path.stem for path in FOLDER.glob("*.json"))


def test_every_page_has_a_record_and_every_record_a_page() -> None:
    assert PAGES == RECORDS
    assert len(PAGES) >= 8


@pytest.mark.parametrize("name", PAGES)
def test_a_record_says_what_comes_out(name: str) -> None:
    record = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert ("article" in record) != ("rejection" in record)
    assert record["url"].startswith("http")
    if "article" in record:
        assert {"title", "text", "language"} <= set(record["article"])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_gives_its_record(name: str) -> None:
    record = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    body = gzip.decompress((FOLDER / f"{name}.html.gz").read_bytes())
    result = extract_page(body, record["url"], content_type=record["content_type"])
    if "rejection" in record:
        assert result.rejection is not None
        assert result.rejection.reason == record["rejection"]
        return
    assert result.rejection is None
    assert result.article is not None
    line: dict[str, Any] = result.article.to_dict()
    assert {field: line[field] for field in record["article"]} == record["article"]
    Draft202012Validator(json_schema()).validate(line)
