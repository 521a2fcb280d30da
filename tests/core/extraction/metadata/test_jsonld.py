"""Broken JSON-LD, mended."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.extraction.jsonld import parse_json_ld


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ('{"headline": "Minister calls it "nonsense"", "a": "b"}', 'Minister calls it "nonsense"'),
        ('{"headline": ""Nonsense", says the minister", "a": ["b", "c"]}', '"Nonsense", says the minister'),
        ('{"headline": "<img width="300" src="/a.jpg">", "a": {"b": 1}}', '<img width="300" src="/a.jpg">'),
        ("{'headline': 'The bridge\\'s end', 'a': 'b'}", "The bridge\\'s end"),
        ('{"headline": \'The "bridge" is closed\',\n"a": true}', 'The "bridge" is closed'),
        ('{"headline": "The bridge\'s end "now"", "a": null,}', 'The bridge\'s end "now"'),
    ],
)
def test_quotation_marks_that_nobody_escaped(text: str, headline: str) -> None:
    found = parse_json_ld(text)
    assert len(found) == 1
    assert found[0]["headline"] == headline
    assert set(found[0]) == {"headline", "a"}


@pytest.mark.parametrize("text", ["{", '{"a": b}', "no json at all", '"', "'''", '{"a" "b"}'])
def test_what_nobody_can_mend_gives_nothing(text: str) -> None:
    assert parse_json_ld(text) == []


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text()), min_size=1))
def test_sound_json_stays_as_it_is(node: dict[str, object]) -> None:
    node.pop("@graph", None)
    assert parse_json_ld(json.dumps(node)) == [node]


@given(st.text(alphabet="{}[]:,\"'\\ ab1\n", max_size=80))
def test_never_raises(text: str) -> None:
    assert isinstance(parse_json_ld(text), list)
