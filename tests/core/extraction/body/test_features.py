from __future__ import annotations

import math
import time

import numpy as np
import pytest

from newscrawl.core.extraction.body import readings
from newscrawl.core.extraction.body.features import FEATURES, Hints, Seen
from newscrawl.core.extraction.body.outline import Outline, Place, read_outline
from newscrawl.core.extraction.page import read_page
from newscrawl.core.extraction.text import tight
from tests.theme.page import Shape, write_page
from tests.theme.stories import STORIES, Story

PROSE = "The harbour master closed the northern basin on Friday because the old crane had begun to lean over the water."
OTHER = "Engineers will take it down in three pieces, and the largest of them weighs more than forty tons, they say."
WIDE = "港湾局は金曜日、古いクレーンが傾き始めたため、北の埠頭を閉鎖した。撤去は三つに分けて行われる。"


def seen(html: str, hints: Hints | None = None, took: str | None = None, other: str | None = None) -> Seen:
    """A page as two readings take it: the lines of `took` and those of `other`, where they are not really read."""
    page = read_page(html, "https://news.example/a")
    outline = read_outline(page.slim_tree)
    if took is None:
        lines = [readings.lines_of(readings.by_trafilatura(page.slim_tree)), readings.by_resiliparse(page.html)]
    else:
        lines = [took.split("\n"), (took if other is None else other).split("\n")]
    return Seen(outline, [readings.taken_of(found, outline.names) for found in lines], hints or Hints())


def column(name: str, html: str, hints: Hints | None = None, took: str = "", other: str | None = None) -> list[float]:
    matrix = seen(html, hints, took, other).matrix()
    assert matrix.shape[1] == len(FEATURES)
    return [round(float(value), 4) for value in matrix[:, FEATURES.index(name)]]


def test_names_are_all_different() -> None:
    assert len(set(FEATURES)) == len(FEATURES)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_a_real_page_has_a_finite_row_a_run(story: Story) -> None:
    found = seen(write_page(Shape(story)))
    matrix = found.matrix()
    assert matrix.shape == (found.count, len(FEATURES))
    assert matrix.dtype == np.float32
    assert np.isfinite(matrix).all()


@pytest.mark.parametrize("html", ["", "<p></p>", "<script>x</script>", "<table><tr><td>"])
def test_an_empty_page_has_no_rows(html: str) -> None:
    assert seen(html).matrix().shape == (0, len(FEATURES))


def test_not_even_elements_are_needed() -> None:
    nothing = np.zeros(0, np.bool_)
    assert Seen(Outline(), [nothing, nothing], Hints("t", "d", "b" * 300, ("Ada",))).matrix().shape == (
        0,
        len(FEATURES),
    )


@pytest.mark.parametrize("took", ["", "word"])
def test_a_page_of_one_run(took: str) -> None:
    matrix = seen("word", took=took).matrix()
    assert matrix.shape == (1, len(FEATURES))
    assert np.isfinite(matrix).all()


def test_a_huge_page_takes_time_in_proportion() -> None:
    def spent(count: int) -> float:
        html = "".join(f"<div class='c{n % 7}'><p>{PROSE} {n} <a href='/x'>more</a></p></div>" for n in range(count))
        made = seen(html, Hints("The northern basin"), took="\n".join(f"{PROSE} {n} more" for n in range(count // 2)))
        start = time.process_time()
        matrix = made.matrix()
        assert matrix.shape == (count, len(FEATURES))
        assert np.isfinite(matrix).all()
        return time.process_time() - start

    spent(100)
    assert spent(5000) < 30 * max(0.02, spent(500))


def test_a_deep_page_has_finite_rows() -> None:
    matrix = seen("<div>" * 300 + PROSE + "</div>" * 300 + f"<p>{OTHER}</p>", took=PROSE).matrix()
    assert matrix.shape[0] == 2
    assert np.isfinite(matrix).all()


def test_form() -> None:
    html = "<h2>TOP 10!</h2><p>lower <b>bold</b> <a href='/x'>link</a></p><li>A | B</li><blockquote>Quite?</blockquote>"
    assert column("level", html) == [2, 0, 0, 0]
    assert column("capitals", html) == [1, 0, 1, 0]
    assert column("lower", html) == [0, 1, 0, 0]
    assert column("digits", html) == [round(2 / 6, 4), 0, 0, 0]
    assert column("marked", html) == [0, round(4 / 13, 4), 0, 0]
    assert column("links", html) == [0, round(4 / 13, 4), 0, 0]
    assert column("bars", html) == [0, 0, round(1 / 3, 4), 0]
    assert column("sentence", html) == [1, 0, 0, 1]
    assert column("size", html)[1] == round(math.log1p(13), 4)
    assert [column(tag, html) for tag in ("p", "li", "quote")] == [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]


def test_places_are_a_column_a_bit() -> None:
    html = "<nav>a</nav><form><p>b</p></form><article><h1>c</h1></article>"
    for bit, expected in ((Place.NAVIGATION, [1, 0, 0]), (Place.FORM, [0, 1, 0]), (Place.ARTICLE, [0, 0, 1])):
        assert column(f"in{Place.ALL.index(bit)}", html) == expected


def test_what_is_known_of_the_article() -> None:
    html = f"<h1>The old Crane!</h1><p>By Ada Example</p><p>{PROSE}</p><p>{OTHER}</p><p>Old bones</p><p>{OTHER}</p>"
    hints = Hints("The old crane", PROSE[:80], tight(PROSE * 3), ("Ada Example",))
    assert column("is_title", html, hints) == [1, 0, 0, 0, 0, 0]
    assert column("title_share", html, hints)[0] == 1
    assert column("title_share", html, hints)[4] == 0.5
    assert column("in_description", html, hints) == [0, 0, 1, 0, 0, 0]
    assert column("in_data", html, hints) == [-1, -1, 1, -1, -1, -1]
    assert column("author", html, hints) == [0, 1, 0, 0, 0, 0]
    assert column("repeated", html, hints) == [1, 1, 1, 2, 1, 2]
    assert column("page_data", html, hints) == [1] * 6


@pytest.mark.parametrize(
    "name", ["is_title", "title_share", "in_description", "in_data", "author", "after_title", "page_data"]
)
def test_without_hints_nothing_is_said(name: str) -> None:
    assert column(name, f"<h1>The old crane</h1><p>By Ada</p><p>{PROSE}</p>") == [0, 0, 0]


def test_a_short_text_in_the_data_says_nothing() -> None:
    assert column("in_data", f"<p>{PROSE}</p>", Hints(body=PROSE)) == [0]


def test_what_stands_behind_the_title() -> None:
    html = f"<p>Harbour news</p><h1>The crane</h1><p>{PROSE}</p>"
    before, title, after = column("after_title", html, Hints("The crane"))
    assert before < title == 0 < after


def test_what_a_reading_took() -> None:
    html = f"<p>one</p><p>{PROSE}</p><p>gap</p><p>{OTHER}</p><p>last</p>"
    took = f"{PROSE}\n{OTHER}"
    assert column("t_taken", html, took=took, other="one") == [0, 1, 0, 1, 0]
    assert column("r_taken", html, took=took, other="one") == [1, 0, 0, 0, 0]
    assert column("t_before", html, took=took) == [0, 0, 1, 0, 1]
    assert column("t_after", html, took=took) == [1, 0, 1, 0, 0]
    assert column("t_near", html, took=took) == [0.5, round(1 / 3, 4), 0.5, round(1 / 3, 4), 0.5]
    since, until = column("t_since", html, took=took), column("t_until", html, took=took)
    assert [math.copysign(1, value) if value else 0 for value in since] == [-1, 0, 1, 1, 1]
    assert [math.copysign(1, value) if value else 0 for value in until] == [1, 1, 1, 0, -1]
    assert column("page_agree", html, took=took, other=took) == [1] * 5
    assert column("page_agree", html, took=took, other="one") == [0] * 5


def test_shares_of_the_elements_around() -> None:
    html = f"<div><p>{PROSE}</p><p>short</p></div><div><p>{OTHER}</p></div>"
    share, mass = column("t_share1", html, took=PROSE), column("t_mass1", html, took=PROSE)
    size = len(tight(PROSE))
    assert share == [round(size / (size + 5), 4)] * 2 + [0]
    assert mass == [1, 1, 0]
    assert column("t_share0", html, took=PROSE) == [1, 0, 0]
    assert column("c_runs1", html) == [round(math.log1p(2), 4)] * 2 + [round(math.log1p(1), 4)]


def test_steps_to_the_element_with_most_of_the_text() -> None:
    html = f"<div><div><p>{PROSE}</p><p>{OTHER}</p></div></div><div><section><p>away</p></section></div><p>near</p>"
    took = f"{PROSE}\n{OTHER}"
    assert column("t_up", html, took=took) == [1, 1, 3, 1]
    assert column("t_down", html, took=took) == [0, 0, 2, 2]
    assert column("p_up", html, took=took) == [1, 1, 3, 1]


def test_words_shared_with_the_text() -> None:
    zebras = "Zebras gallop elsewhere, they say so"
    html = f"<p>{PROSE}</p><p>The northern harbour basin again: the crane.</p><p>{zebras}</p><p>-</p>"
    same, kin, nothing, mark = column("cohesion", html, took=PROSE)
    assert kin == 0.8  # northern, harbour, basin, crane; not again
    assert nothing == 0
    assert mark == -1
    assert same < 1  # its words stand in no other part of it
    assert column("words", html, took=PROSE)[2] == 3


def test_words_shared_where_the_readings_agree_on_nothing() -> None:
    html = f"<p>{PROSE}</p><p>{OTHER}</p><p>northern engineers on the basin are</p>"
    assert column("cohesion", html, took=PROSE, other=OTHER)[2] == 1


def test_scripts_without_spaces_count_for_more() -> None:
    html = f"<p>{WIDE}</p><p>{WIDE[:20]}</p>"
    assert column("size", html)[0] == round(math.log1p(2.5 * len(tight(WIDE))), 4)
    assert column("cohesion", html, took=WIDE)[1] == 1
    assert column("kin", html, Hints(title=WIDE[:20]))[1] == 1
    mixed = f"<p>{PROSE * 5}</p><p>{WIDE[:20]}</p>"
    assert column("size", mixed)[1] == round(math.log1p(20), 4)


def test_groups_of_elements_that_look_the_same() -> None:
    html = f"<div><p class='a'>{PROSE}</p><p class='a'>two</p><p class='b'>three</p></div>"
    found = seen(html, took=PROSE)
    assert found.alike[0] == found.alike[1] != found.alike[2]
    size = len(tight(PROSE))
    assert column("t_alike", html, took=PROSE) == [round(size / (size + 3), 4)] * 2 + [0]
    assert column("g_count", html) == [round(math.log1p(2), 4)] * 2 + [round(math.log1p(1), 4)]
