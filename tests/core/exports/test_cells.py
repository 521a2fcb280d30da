from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.exports.cells import COLUMNS, cells, guarded, joined, parted, unguarded
from tests.dataset.exports.articles import FULL, RIGHTS, full, record, row_of


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "'"])
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text


@given(st.text())
def test_every_text_can_be_had_back(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell[:1] not in tuple("=+-@\t\r\n")


@given(st.lists(st.text()))
def test_every_list_can_be_had_back(values: list[str]) -> None:
    assert parted(unguarded(guarded(joined(values)))) == values


def test_lists_are_joined_where_that_can_be_undone() -> None:
    assert joined(["Maja Lind", "Jo Öz"]) == "Maja Lind; Jo Öz"
    assert joined(["a;b", "c"]) == '["a;b","c"]'


def test_a_row() -> None:
    found = dict(zip(COLUMNS, cells(row_of(full(1, title="=cmd()", mood=1))), strict=True))
    assert found["title"] == "'=cmd()"
    assert found["authors"] == '["Maja Lind","Öz; Gür"]'
    assert found["tags"] == "Fähre; Hafen"
    assert json.loads(found["rights"]) == RIGHTS
    assert json.loads(found["image_info"]) == FULL["image_info"]
    assert (found["paywalled"], found["rendered"], found["version"], found["quality"]) == ("false", "false", "1", "1.0")
    assert found["extra"] == '{"mood":1}'
    empty = dict(zip(COLUMNS, cells(row_of(record(1))), strict=True))
    assert {empty[name] for name in ("language", "authors", "rights", "quality", "extra")} == {""}
