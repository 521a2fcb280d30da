from __future__ import annotations

import pytest

from newscrawl.core.extraction.body.features import Hints
from newscrawl.core.extraction.body.main_text import read_text
from newscrawl.core.extraction.body.outline import read_outline
from newscrawl.core.extraction.body.refine import Known
from newscrawl.core.extraction.body.sureness import SIGNS, sureness
from newscrawl.core.extraction.page import read_page
from tests.theme.page import Shape, write_page
from tests.theme.stories import STORIES, Story


def signs_of(html: str, title: str) -> dict[str, float]:
    page = read_page(html, "https://news.example/a")
    return read_text(page, read_outline(page.slim_tree), Hints(title), Known(title), lambda blocks: None).signs


CLEAR = signs_of(write_page(Shape()), STORIES[0].title)
MENU = "<h1>All of it</h1><div><p>Home and garden</p><p>Sign in</p><ul><li>More</li><li>All of it</li></ul></div>"


def test_without_signs_nothing_is_said() -> None:
    assert sureness({}) is None


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_a_clear_text_is_surer_than_a_doubtful_one(story: Story) -> None:
    clear = sureness(signs_of(write_page(Shape(story)), story.title))
    doubtful = sureness(signs_of(MENU, "All of it"))
    assert clear is not None
    assert doubtful is not None
    assert clear > 0.7
    assert doubtful < 0.6


def test_more_expected_is_surer() -> None:
    found = [value for step in range(21) if (value := sureness({**CLEAR, "expected": step / 20})) is not None]
    assert len(found) == 21
    assert all(0 <= value <= 1 for value in found)
    assert found == sorted(found)
    assert len(set(found)) > 5


@pytest.mark.parametrize("value", [0.0, 1.0, 50.0, -50.0, 1e6, -1e6])
def test_it_is_a_probability_in_hundredths_whatever_the_signs(value: float) -> None:
    found = sureness(dict.fromkeys(SIGNS, value))
    assert found is not None
    assert 0.0 <= found <= 1.0
    assert round(found, 2) == found


def test_more_signs_than_needed_do_not_matter() -> None:
    assert sureness({**CLEAR, "other": 1.0}) == sureness(CLEAR)


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_that_is_missing_is_an_error(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        sureness({sign: value for sign, value in CLEAR.items() if sign != name})
