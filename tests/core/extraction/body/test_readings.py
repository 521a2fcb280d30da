from __future__ import annotations

import logging

import pytest
from lxml import etree

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.outline import read_outline
from newscrawl.core.extraction.body.readings import by_resiliparse, by_trafilatura, lines_of, taken_of
from newscrawl.core.extraction.page import Page, read_page
from tests.theme.page import Shape, write_page
from tests.theme.stories import STORIES, Story

STORY = STORIES[0]


def page_of(story: Story = STORY) -> Page:
    return read_page(write_page(Shape(story)), "https://news.example/a")


def test_a_run_is_taken_as_a_line() -> None:
    found = taken_of(["A line  of it", "", " short "], ["Alineofit", "Aline", "short", "Short"])
    assert found.dtype == bool
    assert found.tolist() == [True, False, True, False]


def test_a_run_is_taken_as_a_part_of_a_line() -> None:
    line = "The first sentence of it. And then the second one."
    assert taken_of([line], ["Thefirstsentenceofit.", "Andthenthesecondone."]).tolist() == [True, True]


def test_a_short_run_is_not_taken_as_a_part_of_a_line() -> None:
    assert taken_of(["The whole of the first sentence"], ["Thewholeofthefi", "Thewholeofthefir"]).tolist() == [
        False,
        True,
    ]


def test_a_run_is_taken_where_a_part_of_it_was_left_out() -> None:
    kept = "The beginning of the paragraph is here,"
    names = [f"{kept}andsodoesthelink".replace(" ", ""), "Whatbeginsotherwiseandistaken" + kept.replace(" ", "")]
    assert taken_of([kept], names).tolist() == [True, False]
    assert taken_of([f"Before it stands this. {kept}"], names).tolist() == [False, False]


def test_no_run_is_taken_across_lines() -> None:
    assert taken_of(["The end of a line", "and the start of one"], ["ofalineandthestartof"]).tolist() == [False]


@pytest.mark.parametrize("lines", [[], [""], ["  ", "\u200b"]])
def test_no_lines_take_nothing(lines: list[str]) -> None:
    assert taken_of(lines, ["", "a", "a name of many characters"]).tolist() == [False] * 3
    assert taken_of(lines, []).shape == (0,)


def test_lines_of_blocks() -> None:
    found = [Block("a\nb"), Block("d | e"), Block("f | g\nh | i", "row", 1), Block("j | k", "row", 1)]
    assert lines_of(found) == ["a", "b", "d | e", "f", "g", "h", "i", "j", "k"]
    assert lines_of([]) == []


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_both_readings_take_the_article_and_no_comment_form(story: Story) -> None:
    page = page_of(story)
    names = read_outline(page.slim_tree).names
    wanted = taken_of([line for text in story.paragraphs for line in text.split("\n")], names)
    for lines in (lines_of(by_trafilatura(page.slim_tree)), by_resiliparse(page.html)):
        taken = taken_of(lines, names)
        assert (taken & wanted).sum() >= 0.7 * wanted.sum()
        assert not taken_of([story.note], names)[taken].any()


@pytest.mark.parametrize("focus", ["balanced", "precision", "recall"])
@pytest.mark.parametrize("fast", [True, False])
def test_trafilatura_reads_in_every_way_and_changes_nothing(fast: bool, focus: str) -> None:
    page = page_of()
    before = etree.tostring(page.slim_tree)
    found = [block.text for block in by_trafilatura(page.slim_tree, fast=fast, focus=focus)]
    assert set(STORY.paragraphs[:3]) <= set(found)
    assert etree.tostring(page.slim_tree) == before


def test_the_same_page_is_read_the_same_twice() -> None:
    tree = page_of().slim_tree
    first = by_trafilatura(tree)
    assert all(by_trafilatura(tree) == first for _ in range(4))


def test_readings_of_nothing_are_empty(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for html in ("", "<p></p>", "<script>var text = 'none'</script>"):
            page = read_page(html, "https://news.example/a")
            assert by_trafilatura(page.slim_tree) == []
            assert "".join(by_resiliparse(page.html)) == ""
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
