from __future__ import annotations

from typing import Any

import pytest

from newscrawl.core.exports.card import Facts, card, escaped
from newscrawl.core.exports.figures import Figures
from newscrawl.core.exports.front_matter import features, size_category, yaml
from newscrawl.core.exports.shapes import RECORD
from tests.dataset.exports.articles import full, record, row_of

FACTS = Facts(version="1", made_at="2026-11-24T08:00:00Z", form="Files.", fields="Fields.")


def figures(*records: dict[str, Any]) -> Figures:
    counted = Figures()
    for value in records:
        counted.count(row_of(value))
    return counted


def test_figures() -> None:
    found = figures(record(1, quality=0.25), full(2, version=2, source="b"), full(3, kind=None, quality=1.7)).as_dict()
    assert found["records"] == 3
    assert found["sites"] == {"a.example": 2, "b": 1}
    assert found["languages"] == {"de": 2, "und": 1}
    assert found["months"] == {"2026-11": 3}
    assert found["kinds"] == {"article": 2, "unknown": 1}
    assert found["rights"] == {"reserved": 2, "unknown": 1}
    assert found["signals"] == {"robots": 2}
    assert found["quality"] == {"0.2": 1, "0.9": 2}
    assert found["paywalled"] == {"no": 2, "unknown": 1}
    assert (found["duplicates"], found["updates"]) == (2, 1)
    assert found["published"] == ["2026-11-18", "2026-11-18"]
    assert found["fetched"] == ["2026-11-24", "2026-11-24"]


def test_a_card_of_nothing() -> None:
    text = card(Figures().as_dict(), Facts("1", "now", "F.", "F.", data_files={"data_files": []}))
    assert "0 articles of 0 news sites" in text
    assert "configs" not in text
    assert "language:" not in text


def test_what_publishers_write_shows_as_text() -> None:
    assert escaped("a|b <script>\n# x") == "a\\|b \\<script\\> \\# x"
    assert escaped("") == "(none)"
    text = card(figures(record(1, source="x | y\n---\n<img>")).as_dict(), FACTS)
    assert "x \\| y --- \\<img\\>" in text
    assert text.count("\n---\n") == 1


def test_long_tables_end() -> None:
    text = card(figures(*(record(1, source=f"s{number}") for number in range(60))).as_dict(), FACTS)
    assert "| 10 more, in figures.json | 10 | 16.7% |" in text


def test_filters_are_told() -> None:
    facts = Facts("1", "now", "F.", "F.", filters=("--language", "de"), left_out={"language": 3})
    text = card(figures(record(1)).as_dict(), facts)
    assert "narrowed by `--language de`" in text
    assert "Left out: language 3." in text


@pytest.mark.parametrize(
    ("records", "name"), [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**6, "1M<n<10M"), (10**9, "1B<n<10B")]
)
def test_sizes(records: int, name: str) -> None:
    assert size_category(records) == name


def test_yaml() -> None:
    value = {"a": ["x", 1, None], "b": [{"c": "d: e", "f": [{"g": True}]}], "@h": [], "i": {"j": "ü"}}
    assert yaml(value) == ('a:\n- "x"\n- 1\n- null\nb:\n- c: "d: e"\n  f:\n  - g: true\n"@h": []\ni:\n  j: "\\u00fc"\n')


def test_dates_are_not_declared_as_strings() -> None:
    found = {part["name"]: part for part in features(RECORD)}
    assert found["date_published"]["dtype"] == "json"
    assert found["text"] == {"name": "text", "dtype": "string"}
    assert found["authors"] == {"name": "authors", "list": "string"}
    assert found["rights"]["struct"][3]["list"][4] == {"name": "at", "dtype": "json"}
