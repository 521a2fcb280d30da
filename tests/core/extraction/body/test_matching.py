from __future__ import annotations

import pytest

from newscrawl.core.extraction.body.blocks import Block, join
from newscrawl.core.extraction.body.matching import blocks_of, places_of
from newscrawl.core.extraction.body.outline import Outline, read_outline
from newscrawl.core.extraction.page import read_page


def outline(html: str) -> Outline:
    return read_outline(read_page(html, "https://news.example/a").slim_tree)


def blocks(html: str) -> list[tuple[str, str]]:
    found = outline(html)
    return [(block.kind, block.text) for block in blocks_of(found, range(len(found.runs)))]


def test_blocks_are_found_without_regard_to_white_space() -> None:
    names = ["Oneandone", "two"]
    assert places_of([Block("One and  one"), Block("not there"), Block("two")], names) == [[0], [], [1]]


def test_of_equal_runs_the_first_behind_the_block_before_is_meant() -> None:
    names = ["more", "a", "more", "b", "more"]
    found = [Block("a"), Block("more"), Block("b"), Block("more")]
    assert places_of(found, names) == [[1], [2], [3], [4]]


def test_where_none_is_left_behind_the_first_is_meant() -> None:
    assert places_of([Block("b"), Block("a"), Block("b")], ["a", "b"]) == [[1], [0], [1]]


def test_the_lines_of_a_block_are_runs_of_their_own() -> None:
    assert places_of([Block("one\ntwo\nthree"), Block("four")], ["one", "three", "four"]) == [[0, 1], [2]]


def test_the_cells_of_a_row_are_runs_of_their_own() -> None:
    names = ["Year", "Cranes", "1911", "2"]
    assert places_of([Block("Year | Cranes", "row", 1), Block("1911 | 2", "row", 1)], names) == [[0, 1], [2, 3]]


def test_a_bar_in_a_paragraph_parts_nothing() -> None:
    assert places_of([Block("Tom | Jerry")], ["Tom", "Jerry", "Tom|Jerry"]) == [[2]]


def test_nothing_has_no_places() -> None:
    assert places_of([], ["a"]) == []
    assert places_of([Block("a")], []) == [[]]


def test_single_breaks_are_lines_of_one_block_and_double_ones_part_blocks() -> None:
    assert blocks("<p>one<br>two<br><br>three</p>") == [("p", "one\ntwo"), ("p", "three")]


def test_a_line_whose_line_before_was_left_out_begins_a_block() -> None:
    found = outline("<p>one<br>two<br>three</p>")
    assert [block.text for block in blocks_of(found, [0, 2])] == ["one", "three"]
    assert [block.text for block in blocks_of(found, [1, 2])] == ["two\nthree"]


def test_items_of_one_list_are_one_paragraph() -> None:
    found = outline("<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol><p>d</p>")
    text = blocks_of(found, range(4))
    assert [block.kind for block in text] == ["item", "item", "item", "p"]
    assert join(text) == "a\nb\n\nc\n\nd"


def test_cells_of_one_row_are_one_line_and_rows_of_one_table_one_paragraph() -> None:
    table = "<table><tr><th>Year</th><th>Cranes</th></tr><tr><td>1911</td><td>2</td></tr></table>"
    found = outline(f"<p>a</p>{table}{table}<p>b</p>")
    text = blocks_of(found, range(len(found.runs)))
    assert [block.kind for block in text] == ["p", "row", "row", "row", "row", "p"]
    assert join(text) == "a\n\nYear | Cranes\n1911 | 2\n\nYear | Cranes\n1911 | 2\n\nb"


def test_two_runs_of_one_cell_are_no_two_cells() -> None:
    assert [text for _, text in blocks("<table><tr><td>a<br><br>b</td><td>c</td></tr></table>")] == ["a", "b | c"]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<h2>a</h2>", "head"),
        ("<h3><a href='/x'>a</a></h3>", "head"),
        ("<ul><li><h4>a</h4></li></ul>", "head"),
        ("<blockquote>a</blockquote>", "quote"),
        ("<blockquote><p>a</p></blockquote>", "quote"),
        ("<div>a</div>", "p"),
        ("<ul><li>a</li></ul>", "item"),
        ("<table><tr><td>a</td></tr></table>", "row"),
        ("a", "p"),
    ],
)
def test_kinds(html: str, kind: str) -> None:
    assert blocks(html) == [(kind, "a")]


def test_texts_are_folded() -> None:
    assert blocks("<p>a\u00a0\u00a0b\u200b<br>c\u00add</p>") == [("p", "a b\ncd")]


def test_blocks_and_places_are_each_others_way_back() -> None:
    found = outline(
        "<h2>a</h2><p>b<br>c</p><ul><li>d</li><li>a</li></ul><table><tr><td>e</td><td>b</td></tr></table><p>c</p>"
    )
    every = list(range(len(found.runs)))
    places = places_of(blocks_of(found, every), found.names)
    assert [place for own in places for place in own] == every
