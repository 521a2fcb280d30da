from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.features import FEATURES, Hints, Seen
from newscrawl.core.extraction.body.judgement import HARDLY, LIKELY, UNLIKELY, Judgement, judge, spare_lists
from newscrawl.core.extraction.body.outline import read_outline
from newscrawl.core.extraction.body.readings import by_resiliparse, by_trafilatura, lines_of, taken_of
from newscrawl.core.extraction.page import read_page
from newscrawl.core.extraction.text import tight
from newscrawl.core.models.forest import forest_from
from tests.theme.page import Shape, write_page
from tests.theme.stories import STORIES, Story

FIRST = "The harbour master closed the northern basin on Friday because the old crane had begun to lean over the water."
SECOND = "Engineers will take it down in three pieces, and the largest of them weighs more than forty tons, they say."
THIRD = "Fishing boats can use the southern basin until the work is done, which should be before the end of October."
LAST = "The crane was built in 1911 and lifted its last load in 1987; a museum has asked for the cabin and the hook."
FOUR = (FIRST, SECOND, THIRD, LAST)


def seen(html: str, taken: list[bool] | None = None) -> Seen:
    """A page of which both readings took the same runs; all of them where nothing is said."""
    outline = read_outline(read_page(html, "https://news.example/a").slim_tree)
    flags = np.array(taken if taken is not None else [True] * len(outline.runs), np.bool_)
    return Seen(outline, [flags, flags], Hints())


def judged(html: str, chances: list[float], taken: list[bool] | None = None) -> Judgement:
    found = seen(html, taken)
    assert len(chances) == found.count
    return Judgement(found, np.array(chances))


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def corrected(judgement: Judgement, *blocks: str | Block) -> tuple[list[str], list[str]]:
    kept, gone = judgement.corrected([Block(block) if isinstance(block, str) else block for block in blocks])
    return [block.text for block in kept], [block.text for block in gone]


def test_worth_is_the_expected_f1_in_characters() -> None:
    found = judged(paragraphs("a" * 10, "b" * 20, "c" * 30), [0.9, 0.5, 0.1])
    # Of 30 characters 19 are expected to be right, and 22 on the whole page.
    assert found.worth([0, 1]) == pytest.approx(2 * 19 / (30 + 22))
    assert found.worth([2]) == pytest.approx(2 * 3 / (30 + 22))
    assert found.worth([0, 1, 2]) == pytest.approx(2 * 22 / (60 + 22))


def test_doubt_is_the_share_of_characters_that_may_be_wrong() -> None:
    found = judged(paragraphs("a" * 10, "b" * 20, "c" * 30), [0.9, 0.5, 0.1])
    assert found.doubt([0, 1]) == pytest.approx((1 + 10) / 30)
    assert found.doubt([2]) == pytest.approx(0.9)


def test_a_run_counts_once_however_often_it_is_named() -> None:
    found = judged(paragraphs("a" * 10, "b" * 20), [0.9, 0.3])
    assert found.worth([0, 0, 1, 0]) == found.worth([0, 1])
    assert found.doubt([1, 0, 1]) == found.doubt([0, 1])


def test_no_runs_are_worth_nothing_and_leave_no_doubt() -> None:
    found = judged(paragraphs("a" * 10), [0.9])
    assert (found.worth([]), found.doubt([])) == (0, 0)
    empty = judged("", [])
    assert (empty.worth([]), empty.doubt([]), empty.likely()) == (0, 0, [])


def test_white_space_is_not_counted() -> None:
    found = judged(paragraphs("a b c", "ddd"), [0.8, 0.2])
    assert found.doubt([0, 1]) == pytest.approx(0.5)


def test_likely_runs_are_those_that_are_so_rather_than_not() -> None:
    assert judged(paragraphs(*"abcd"), [0.5, 0.49, 1.0, 0.0]).likely() == [0, 2]


def test_unlikely_lines_go() -> None:
    found = judged(paragraphs(FIRST, "Share it", SECOND), [0.9, UNLIKELY - 0.01, 0.9])
    assert corrected(found, FIRST, "Share it", SECOND) == ([FIRST, SECOND], ["Share it"])
    found = judged(paragraphs(FIRST, "Share it", SECOND), [0.9, UNLIKELY, 0.9])
    assert corrected(found, FIRST, "Share it", SECOND) == ([FIRST, "Share it", SECOND], [])


@pytest.mark.parametrize(
    ("chance", "taken", "goes"),
    [
        (HARDLY + 0.01, True, False),
        (HARDLY - 0.01, True, True),
        (HARDLY + 0.01, False, True),
        (UNLIKELY + 0.01, False, False),
    ],
)
def test_prose_that_both_readings_took_goes_less_easily(chance: float, taken: bool, goes: bool) -> None:
    found = judged(paragraphs(FIRST, SECOND, THIRD), [0.9, chance, 0.9], [True, taken, True])
    assert corrected(found, FIRST, SECOND, THIRD) == (
        ([FIRST, THIRD], [SECOND]) if goes else ([FIRST, SECOND, THIRD], [])
    )


def test_never_all_lines_go() -> None:
    found = judged(paragraphs(FIRST, SECOND), [0.01, 0.02])
    assert corrected(found, FIRST, SECOND) == ([FIRST, SECOND], [])


def test_a_line_that_is_none_of_the_page_stays() -> None:
    found = judged(paragraphs(FIRST, SECOND), [0.01, 0.9])
    assert corrected(found, FIRST, "From nowhere", SECOND) == (["From nowhere", SECOND], [FIRST])


def test_an_empty_text_stays_empty() -> None:
    assert corrected(judged(paragraphs(FIRST), [0.99])) == ([], [])
    assert corrected(judged("", [])) == ([], [])


def test_a_block_is_judged_by_all_of_its_lines_by_their_length() -> None:
    html = f"<p>{FIRST}<br>short</p><p>{SECOND}</p>"
    assert corrected(judged(html, [0.9, 0.0, 0.9]), f"{FIRST}\nshort", SECOND)[1] == []
    assert corrected(judged(html, [0.0, 0.9, 0.9]), f"{FIRST}\nshort", SECOND)[1] == [f"{FIRST}\nshort"]


def test_what_was_lost_comes_back_to_its_place() -> None:
    found = judged(paragraphs(*FOUR), [0.9, LIKELY + 0.01, LIKELY, 0.9])
    assert corrected(found, FIRST, LAST) == ([FIRST, SECOND, LAST], [])
    found = judged(paragraphs(*FOUR), [0.99, 0.99, 0.99, 0.99])
    assert corrected(found, SECOND) == ([FIRST, SECOND, THIRD, LAST], [])


def test_what_comes_back_keeps_its_kind() -> None:
    html = f"<ul><li>{FIRST}</li><li>{SECOND}</li></ul>"
    kept, _ = judged(html, [0.9, 0.99]).corrected([Block(FIRST, "item", 7)])
    assert [(block.kind, block.text) for block in kept] == [("item", FIRST), ("item", SECOND)]


def test_one_line_goes_and_another_comes_back() -> None:
    found = judged(paragraphs("Share it", FIRST, SECOND), [0.01, 0.9, 0.99])
    assert corrected(found, "Share it", FIRST) == ([FIRST, SECOND], ["Share it"])


def test_a_line_that_went_does_not_come_back() -> None:
    found = judged(paragraphs(FIRST, SECOND, SECOND), [0.9, 0.01, 0.99])
    assert corrected(found, FIRST, SECOND) == ([FIRST], [SECOND])


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{FIRST}</p><p class='other'>{SECOND}</p>",
        f"<p>{FIRST}</p><h2>{SECOND}</h2>",
        f"<div><p>{FIRST}</p></div><section><p>{SECOND}</p></section>",
    ],
)
def test_a_lost_line_that_looks_otherwise_stays_out(html: str) -> None:
    assert corrected(judged(html, [0.9, 0.99]), FIRST) == ([FIRST], [])


def test_a_lost_line_that_looks_like_a_small_part_of_the_text_stays_out() -> None:
    html = f"<p>{FIRST}</p><p>{SECOND}</p><h2>Small</h2><h2>{THIRD}</h2>"
    found = judged(html, [0.9, 0.9, 0.9, 0.99])
    assert corrected(found, FIRST, SECOND, "Small") == ([FIRST, SECOND, "Small"], [])


def test_a_short_line_stays_lost() -> None:
    found = judged(paragraphs(FIRST, "And that was that, he said."), [0.9, 0.99])
    assert corrected(found, FIRST) == ([FIRST], [])


def test_a_line_that_stands_in_the_text_already_does_not_come_back() -> None:
    found = judged(paragraphs(FIRST, SECOND, f"{FIRST} {SECOND}"), [0.99, 0.99, 0.9])
    assert corrected(found, f"{FIRST} {SECOND}") == ([f"{FIRST} {SECOND}"], [])


def test_without_any_line_of_the_page_nothing_comes_back() -> None:
    found = judged(paragraphs(FIRST, SECOND), [0.99, 0.99])
    assert corrected(found, "From nowhere") == (["From nowhere"], [])


def test_the_blocks_that_were_given_are_not_changed() -> None:
    found = judged(paragraphs("Share it", *FOUR), [0.01, 0.99, 0.99, 0.99, 0.99])
    given = [Block("Share it"), Block(FIRST), Block(LAST)]
    found.corrected(given)
    assert given == [Block("Share it"), Block(FIRST), Block(LAST)]


def small(name: str, threshold: float, low: float, high: float) -> dict[str, Any]:
    """A forest of one tree that looks at one column."""
    return {"features": FEATURES, "bias": 0.0, "trees": [[[FEATURES.index(name), threshold, 1], [low], [high]]]}


def test_a_forest_gives_each_run_its_chance() -> None:
    html = f"<p>{FIRST}</p><p><a href='/x'>Another story</a></p>"
    found = judge(seen(html), forest_from(small("links", 0.5, 3.0, -3.0)))
    sure, unsure = 1 / (1 + math.exp(-3)), 1 / (1 + math.exp(3))
    assert found.chances == pytest.approx([sure, unsure])
    assert found.likely() == [0]
    one, two = (float(size) for size in found.seen.size)
    expected = one * sure + two * unsure
    assert found.worth([0]) == pytest.approx(2 * one * sure / (one + expected))
    assert found.doubt([0, 1]) == pytest.approx((one * (1 - sure) + two * (1 - unsure)) / (one + two))
    assert corrected(found, FIRST, "Another story") == ([FIRST], ["Another story"])


def test_a_page_without_runs_is_judged_too() -> None:
    assert judge(seen("")).chances.shape == (0,)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_the_model_that_ships_knows_a_text_from_what_is_around_it(story: Story) -> None:
    page = read_page(write_page(Shape(story)), "https://news.example/a")
    outline = read_outline(page.slim_tree)
    readings = [lines_of(by_trafilatura(page.slim_tree)), by_resiliparse(page.html)]
    found = judge(Seen(outline, [taken_of(lines, outline.names) for lines in readings], Hints(story.title)))
    chances = dict(zip(outline.names, found.chances, strict=True))
    assert all(chances[tight(line)] >= 0.5 for text in story.paragraphs for line in text.split("\n"))
    assert all(chances[tight(line)] < 0.5 for line in (story.note, *story.teasers))
    assert found.worth(found.likely()) > 0.85


@pytest.mark.parametrize(
    ("kinds", "unlikely", "expected"),
    [
        ("p i i p", [False, True, True, False], [False, False, False, False]),
        ("p i i", [False, True, True], [False, True, True]),
        ("i p", [True, False], [True, False]),
        ("p i p", [False, True, True], [False, True, True]),
        ("p p p", [False, True, False], [False, True, False]),
        ("i i", [True, False], [True, False]),
    ],
)
def test_lists_within_the_text_stay(kinds: str, unlikely: list[bool], expected: list[bool]) -> None:
    blocks = [Block("line", "item" if kind == "i" else "p", 1 if kind == "i" else 0) for kind in kinds.split()]
    spare_lists(blocks, unlikely)
    assert unlikely == expected
