from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from newscrawl.core.article import Article
from newscrawl.core.schema import json_schema

ID = "0123456789abcdef" * 2


def record(**changes: Any) -> dict[str, Any]:
    return {**Article(id=ID, text="Title\n\nText.").to_dict(), **changes}


def errors(line: dict[str, Any]) -> list[str]:
    return ["/".join(map(str, error.path)) for error in Draft202012Validator(json_schema()).iter_errors(line)]


def test_the_schema_is_a_schema_and_json() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert json.loads(json.dumps(json_schema())) == json_schema()


def test_it_has_every_field_in_order() -> None:
    names = [item.name for item in fields(Article)]
    assert list(json_schema()["properties"]) == names
    assert json_schema()["required"] == names


def test_a_bare_article_is_valid() -> None:
    assert errors(record()) == []


@pytest.mark.parametrize(
    "date", ["2026-11-24", "2026-11-24T08:15:00+01:00", "2026-11-24T08:15:00Z", "2026-11-24T08:15+05:30", None]
)
def test_dates_that_are_valid(date: str | None) -> None:
    assert errors(record(date_published=date, date_modified=date)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date_published", "24.11.2026"),
        ("date_published", "2026-13-01"),
        ("date_published", "2026-11-24 08:15"),
        ("fetched_at", "2026-11-24"),
        ("id", "x"),
        ("text", ""),
        ("language", "German"),
        ("language_score", 1.5),
        ("authors", [""]),
        ("authors", None),
        ("tags", [1]),
        ("discovered_by", "chance"),
        ("date_source", "guess"),
        ("version", 0),
        ("http_status", 12),
        ("paywalled", "no"),
        ("rights", []),
        ("rendered", None),
    ],
)
def test_what_is_wrong_is_named(name: str, value: Any) -> None:
    assert [path.partition("/")[0] for path in errors(record(**{name: value}))] == [name]


def test_a_field_more_or_less_is_wrong() -> None:
    assert errors(record(extra=1)) == [""]
    line = record()
    del line["url"]
    assert errors(line) == [""]
