from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.extraction.body.spelling import is_wide, spelled, words_of

MARK = re.compile(r"[.,;:!?…。、，！？؟،।۔]")
BAR = re.compile(r"[|•·»›©→▶#@/]")


@pytest.mark.parametrize(
    ("text", "words", "marks", "digits", "bars"),
    [
        ("The Old crane: leaning!", ["the", "old", "crane", "leaning"], 2, 0, 0),
        ("by_line | 12:30 » AFP/dpa", ["by", "line", "12", "30", "afp", "dpa"], 1, 4, 3),
        ("Straße 7a, don't", ["strasse", "7a", "don", "t"], 1, 1, 0),
        ("港は閉鎖。二〇二六年、٣ أبريل؟", ["港は閉鎖", "二〇二六年", "٣", "أبريل"], 3, 1, 0),
        ("𝟕 🏗 x²", ["𝟕", "x²"], 0, 1, 0),
        ("…", [], 1, 0, 0),
        ("", [], 0, 0, 0),
    ],
)
def test_a_run_beside_others(text: str, words: list[str], marks: int, digits: int, bars: int) -> None:
    found = spelled(["Before, 1", text, "after | 22"])
    assert found.words == [["before", "1"], words, ["after", "22"]]
    assert found.marks.tolist() == [1, marks, 0]
    assert found.digits.tolist() == [1, digits, 2]
    assert found.bars.tolist() == [0, bars, 1]


def test_no_runs() -> None:
    found = spelled([])
    assert found.words == []
    assert len(found.marks) == len(found.digits) == len(found.bars) == 0


@given(st.lists(st.text(st.characters(exclude_characters="\n"))))
def test_it_says_what_regular_expressions_say(texts: list[str]) -> None:
    found = spelled(texts)
    assert found.words == [words_of(text) for text in texts]
    assert found.marks.tolist() == [len(MARK.findall(text)) for text in texts]
    assert found.digits.tolist() == [len(re.findall(r"\d", text)) for text in texts]
    assert found.bars.tolist() == [len(BAR.findall(text)) for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", False), ("Latin", False), ("港湾局は", True), ("항구", True), ("harbour港", False), ("abc港港", True)],
)
def test_wide_scripts(text: str, expected: bool) -> None:
    assert is_wide(text) is expected
