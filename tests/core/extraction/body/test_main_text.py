from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import chain, repeat

import pytest
from lxml import etree

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.features import FEATURES, Hints
from newscrawl.core.extraction.body.main_text import MainText, read_text
from newscrawl.core.extraction.body.outline import read_outline
from newscrawl.core.extraction.body.refine import Known
from newscrawl.core.extraction.body.sureness import SIGNS, sureness
from newscrawl.core.extraction.page import read_page
from newscrawl.core.models.forest import Forest, forest_from
from tests.theme.page import Shape, write_page
from tests.theme.stories import STORIES, Story

STORY, OTHER = STORIES[:2]
CLEAR = write_page(Shape(STORY))
PARTNER = (
    "A word from our partner: the new catalogue of garden chairs has arrived, and who orders one before Sunday gets a "
    "cushion. The catalogue lies in every shop of the chain, and the chairs can be tried there, too.",
    "Orders by telephone are taken until six. Delivery is free within the city, and the old chair is taken along.",
)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


# The element that trafilatura looks into first holds something else, and the story stands behind it.
HIDDEN = f"<body><article>{paragraphs(*PARTNER)}</article><div>{paragraphs(*STORY.paragraphs)}</div></body>"


class Guard:
    """Refuses the first candidates, and keeps what it was asked about."""

    def __init__(self, refused: int = 0) -> None:
        self.asked: list[list[str]] = []
        self._answers: Iterator[str | None] = chain(repeat("no", refused), repeat(None))

    def __call__(self, blocks: list[Block]) -> str | None:
        self.asked.append([block.text for block in blocks])
        return next(self._answers)


def read(html: str, guard: Callable[[list[Block]], object], title: str = "", forest: Forest | None = None) -> MainText:
    page = read_page(html, "https://news.example/a")
    return read_text(page, read_outline(page.slim_tree), Hints(title), Known(title), guard, forest)


def told(text: MainText) -> list[str]:
    return [block.text for block in text.blocks]


def forest_over(name: str, threshold: float, low: float, high: float) -> Forest:
    tree = [[FEATURES.index(name), threshold, 1], [low], [high]]
    return forest_from({"features": FEATURES, "bias": 0.0, "trees": [tree]})


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_a_clear_page_is_read_fast_and_the_guard_asked_once(story: Story) -> None:
    guard = Guard()
    found = read(write_page(Shape(story)), guard, story.title)
    assert found.method == "fast"
    assert told(found) == [text.replace("\u3000", " ") for text in story.paragraphs]
    assert guard.asked == [told(found)]


def test_what_was_dropped_is_named() -> None:
    assert read(CLEAR, Guard(), STORY.title).dropped == [("title", STORY.title)]


@pytest.mark.parametrize(("refused", "method"), [(0, "fast"), (1, "judged"), (2, "thorough"), (3, "fast"), (9, "fast")])
def test_the_next_best_candidate_is_taken_and_the_first_where_all_fail(refused: int, method: str) -> None:
    guard = Guard(refused)
    found = read(CLEAR, guard, STORY.title)
    assert found.method == method
    assert len(guard.asked) == min(3, refused + 1)
    assert told(found) == guard.asked[refused if refused < 3 else 0]


def test_where_little_was_taken_the_thorough_reading_is_asked_for() -> None:
    found = read(HIDDEN, Guard(), STORY.title)
    assert found.method == "thorough"
    assert set(STORY.paragraphs[:3]) <= set(told(found))


def test_the_thorough_reading_must_speak_of_the_article_more_than_the_fast_one() -> None:
    found = read(HIDDEN, Guard(), "Garden chairs and the new catalogue of our partner")
    assert found.method == "fast"
    assert set(told(found)) <= set(PARTNER)


@pytest.mark.parametrize(("refused", "method"), [(1, "judged"), (2, "thorough")])
def test_after_the_thorough_reading_there_is_one_more(refused: int, method: str) -> None:
    guard = Guard(refused)
    assert read(HIDDEN, guard, STORY.title).method == method
    assert len(guard.asked) == 2


TWO = f"<body><article>{paragraphs(*STORY.paragraphs)}</article><div>{paragraphs(*OTHER.paragraphs)}</div></body>"


def test_where_the_judge_is_far_surer_of_other_runs_these_are_the_text() -> None:
    against = forest_over("t_taken", 0.5, 4.0, -4.0)
    guard = Guard()
    found = read(TWO, guard, forest=against)
    assert found.method == "judged"
    assert told(found) == [text.replace("\n", " ") for text in OTHER.paragraphs]
    assert [name for name, _ in found.dropped] == ["set-aside"] * 4
    assert guard.asked == [told(found)]


def test_after_the_judged_text_the_thorough_reading_is_left() -> None:
    against, guard = forest_over("t_taken", 0.5, 4.0, -4.0), Guard(1)
    assert read(TWO, guard, forest=against).method == "thorough"
    assert len(guard.asked) == 2
    assert read(TWO, Guard(2), forest=against).method == "judged"


def test_a_line_that_stays_is_not_named_as_dropped() -> None:
    found = read(TWO, Guard(1), forest=forest_over("size", 0.0, -4.0, 4.0))
    assert found.method == "judged"
    assert set(STORY.paragraphs[:3]) <= set(told(found))
    assert not {line for _, line in found.dropped} & set(told(found))


def test_a_judge_who_is_surer_but_not_in_doubt_of_the_reading_leaves_it() -> None:
    found = read(TWO, Guard(), forest=forest_over("t_taken", 0.5, 4.0, 0.3))
    assert found.method == "fast"
    assert told(found)[0] == STORY.paragraphs[0]


def test_an_unlikely_line_goes_and_is_named() -> None:
    line = "Here stands a sentence of the page, long and whole, with a telephone number in it: 0123 456789 0123456."
    html = f"<article>{paragraphs(*STORY.paragraphs[:2], line, *STORY.paragraphs[2:])}</article>"
    found = read(html, Guard(), forest=forest_over("digits", 0.1, 3.0, -3.0))
    assert found.method == "fast"
    assert line not in told(found)
    assert ("unlikely", line) in found.dropped
    assert line in told(read(html, Guard(), forest=forest_over("digits", 0.9, 3.0, -3.0)))


def test_signs_tell_a_clear_text_from_a_doubtful_one() -> None:
    clear = read(CLEAR, Guard(), STORY.title)
    doubtful = read("<div><p>Home and garden</p><p>Sign in</p><ul><li>More</li><li>All</li></ul></div>", Guard())
    for found in (clear, doubtful):
        assert set(found.signs) == set(SIGNS)
        assert all(math.isfinite(value) for value in found.signs.values())
        assert all(0 <= found.signs[name] <= 1 for name in ("expected", "agreement", "kinship"))
    assert clear.signs["expected"] > doubtful.signs["expected"]
    assert (sureness(clear.signs) or 0) > (sureness(doubtful.signs) or 0)


def test_signs_say_how_far_a_text_speaks_of_what_its_title_does() -> None:
    assert read(CLEAR, Guard(), STORY.title).signs["kinship"] > read(CLEAR, Guard(), OTHER.title).signs["kinship"]
    assert read(CLEAR, Guard()).signs["kinship"] == 0


def test_signs_say_how_far_the_readings_agree_with_the_text() -> None:
    html = f"<article>{paragraphs(*STORY.paragraphs)}</article>"
    assert read(html, Guard()).signs["agreement"] == 1
    against = read(TWO, Guard(), forest=forest_over("t_taken", 0.5, 4.0, -4.0))
    assert against.signs["agreement"] == 0


@pytest.mark.parametrize("refused", [0, 1])
@pytest.mark.parametrize("html", ["", "<p></p>", "<script>text</script>", "<img src='a.png'>"])
def test_a_page_without_text_has_no_blocks(html: str, refused: int) -> None:
    found = read(html, Guard(refused), "Title")
    assert found.blocks == []
    assert found.dropped == []
    assert dict.fromkeys(SIGNS, 0.0) == found.signs


def test_the_guard_is_not_asked_about_empty_candidates() -> None:
    guard = Guard(3)
    read("<p></p>", guard)
    assert all(not texts for texts in guard.asked)
    assert len(guard.asked) == 1


def test_nothing_that_was_given_is_changed() -> None:
    page = read_page(HIDDEN, "https://news.example/a")
    outline = read_outline(page.slim_tree)
    before = etree.tostring(page.tree), etree.tostring(page.slim_tree), repr(outline)
    read_text(page, outline, Hints(STORY.title), Known(), Guard(9))
    assert (etree.tostring(page.tree), etree.tostring(page.slim_tree), repr(outline)) == before


@pytest.mark.parametrize("refused", [0, 1, 2])
def test_the_same_page_is_read_the_same_twice(refused: int) -> None:
    assert read(HIDDEN, Guard(refused), STORY.title) == read(HIDDEN, Guard(refused), STORY.title)
