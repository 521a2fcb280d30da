"""Labels of runs, from whole answers and from parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.quality.corpus import Page, SegmentPage
from newscrawl.core.extraction.text import tight
from training.labels import Labels, from_answer, from_parts

FIRST = "The harbour master closed the northern basin on Friday because the old crane had begun to lean."
SECOND = "Engineers will take it down in three pieces, and the largest of them weighs more than forty tons."
THIRD = "Fishing boats can use the southern basin until the work is done, he said to the council."
OTHER = "Quite another story about a lake far away and the swans that live on it all winter long."


def answer(*texts: str, body: tuple[str, ...] = (FIRST, SECOND), standfirst: str | None = None,
           items: tuple[int, ...] = ()) -> Labels:  # fmt: skip
    page = Page(id="1", url="https://a.example/", path=Path("1.html"), body="\n\n".join(body), standfirst=standfirst)
    flags = np.isin(np.arange(len(texts)), items)
    return from_answer(page, list(texts), [tight(text) for text in texts], flags)


def parts(names: list[str], wanted: list[str], unwanted: list[str], *votes: list[int]) -> Labels:
    page = SegmentPage(id="1", url="https://a.example/", path=Path("1.html"), wanted=wanted, unwanted=unwanted)
    flags = [np.array(vote, np.bool_) for vote in votes or ([0] * len(names),)]
    return from_parts(page, [tight(name) for name in names], flags)


def shown(labels: Labels) -> list[tuple[float, float]]:
    return list(zip(labels.wanted.tolist(), labels.weight.tolist(), strict=True))


def test_the_lines_of_the_answer_are_the_article() -> None:
    assert shown(answer("Home", FIRST, OTHER, SECOND)) == [(0, 0.5), (1, 1), (0, 1), (1, 1)]


def test_white_space_makes_no_difference() -> None:
    assert shown(answer(FIRST.replace(" ", "  "), body=(FIRST.replace("harbour ", "harbour\u00a0"),))) == [(1, 1)]


def test_lines_of_a_paragraph_count_one_by_one() -> None:
    assert shown(answer("A line.", FIRST, "Other", body=(f"A line.\n{FIRST}",))) == [(1, 1), (1, 1), (0, 0.5)]


def test_a_part_of_the_answer_is_the_article_and_a_run_with_little_of_it_is_not() -> None:
    half = " ".join(FIRST.split()[:8])
    assert shown(answer(half, f"{OTHER} {half[:30]}")) == [(1, 1), (0, pytest.approx(1))]


def test_a_run_that_is_half_the_article_is_hardly_believed() -> None:
    mixed = f"{FIRST} And then somewhat more that is not in it."
    assert shown(answer(mixed, f"{FIRST} {OTHER} {OTHER}")) == [(1, 0.3), (0, 0.3)]


def test_short_runs_are_believed_half_and_very_short_ones_only_as_lines() -> None:
    assert shown(answer("basin on Friday", "basin", "of them", body=(FIRST, SECOND))) == [(1, 0.5), (0, 0.5), (0, 0.5)]


def test_of_equal_runs_the_one_within_the_text_is_meant() -> None:
    found = shown(answer(THIRD, FIRST, THIRD, SECOND, THIRD, body=(FIRST, THIRD, SECOND)))
    assert found == [(1, 0), (1, 1), (1, 1), (1, 1), (1, 0)]


def test_where_all_runs_are_double_all_are_meant() -> None:
    assert shown(answer(FIRST, FIRST, body=(FIRST,))) == [(1, 1), (1, 1)]


def test_a_standfirst_is_no_error_taken_or_left() -> None:
    found = answer("A word", THIRD, FIRST, SECOND, body=(THIRD, FIRST, SECOND), standfirst=THIRD)
    assert shown(found) == [(0, 0.5), (1, 0), (1, 1), (1, 1)]
    assert shown(answer(THIRD, FIRST, body=(THIRD, FIRST))) == [(1, 1), (1, 1)]


def test_a_short_run_within_the_standfirst_is_known_all_the_same() -> None:
    assert answer("boats", FIRST, body=(THIRD, FIRST), standfirst=THIRD).weight.tolist() == [0.5, 1]


def test_lists_within_a_text_with_a_standfirst_are_forgiven() -> None:
    texts = (OTHER, FIRST, OTHER, "an item of it all", SECOND, OTHER)
    body = (THIRD, FIRST, SECOND)
    found = answer(*texts, body=body, standfirst=THIRD, items=(0, 2, 3, 5))
    assert found.weight.tolist() == [1, 1, 0, 0, 1, 1]
    assert answer(*texts, body=body, items=(0, 2, 3, 5)).weight.tolist() == [1] * 6


def test_a_page_that_is_no_article_has_none() -> None:
    assert shown(answer("Home", FIRST, body=("",))) == [(0, 0.5), (0, 1)]
    assert shown(answer()) == []


def test_parts_that_are_known_are_labelled() -> None:
    found = parts([FIRST, SECOND, "Share this page", "Home"], [FIRST[10:60]], ["Share this page"])
    assert shown(found) == [(1, 1), (0, 0.5), (0, 1), (0, 0.5)]


def test_a_run_that_is_a_part_of_a_known_part_is_labelled_too() -> None:
    assert shown(parts([FIRST, SECOND, "basin"], [f"{FIRST} {SECOND}"], []))[:2] == [(1, 1), (1, 1)]
    assert shown(parts([OTHER[:40], "lake"], [], [OTHER])) == [(0, 1), (0, 0.5)]


def test_a_long_run_is_not_unwanted_for_a_few_words_of_it() -> None:
    long = f"{FIRST} {SECOND} {THIRD}"
    assert shown(parts([long, FIRST[:30]], [], [FIRST[:20]], [1, 1])) == [(1, 0.5), (0, 1)]
    assert shown(parts([long], [FIRST[:20]], [], [0])) == [(1, 1)]


def test_a_short_part_is_believed_half_but_where_it_is_the_whole_run() -> None:
    assert shown(parts(["Photo: AFP", "AFP", OTHER], [], ["AFP"], [1, 1, 1])) == [(0, 0.5), (0, 1), (1, 0.5)]


def test_the_rest_is_believed_half_where_all_readings_agree() -> None:
    found = parts(["a", "b", "c", "d"], [], [], [1, 1, 0, 0], [1, 1, 0, 1], [1, 0, 0, 0])
    assert shown(found) == [(1, 0.5), (1, 0), (0, 0.5), (0, 0)]


def test_empty_parts_label_nothing() -> None:
    assert shown(parts(["a", FIRST], ["", "  "], ["\u200b"])) == [(0, 0.5), (0, 0.5)]
