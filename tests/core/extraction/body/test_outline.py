from __future__ import annotations

import pytest
from lxml import etree

from newscrawl.core.extraction.body.outline import Outline, Place, Run, read_outline
from newscrawl.core.extraction.page import read_page
from newscrawl.core.extraction.text import tight


def outline(html: str) -> Outline:
    return read_outline(read_page(html, "https://news.example/a").slim_tree)


def lines(html: str) -> list[tuple[str, bool]]:
    return [(run.text, run.line) for run in outline(html).runs]


def test_elements_know_their_parents_and_their_runs() -> None:
    found = outline("<div><p>one</p><ul><li>two</li><li>three<br>four</li></ul></div><p>five</p>")
    nodes = found.nodes
    assert nodes.tag == ["html", "body", "div", "p", "ul", "li", "li", "p"]
    assert nodes.parent == [0, 0, 1, 2, 2, 4, 4, 1]
    assert list(zip(nodes.first, nodes.last, strict=True)) == [
        (0, 5), (0, 5), (0, 4), (0, 1), (1, 4), (1, 2), (2, 4), (4, 5),
    ]  # fmt: skip
    assert [nodes.tag[run.node] for run in found.runs] == ["p", "li", "li", "li", "p"]


def test_text_around_inner_blocks_belongs_to_the_outer_one() -> None:
    found = outline("<div>before<p>in</p>after</div>")
    assert [(run.text, found.nodes.tag[run.node]) for run in found.runs] == [
        ("before", "div"), ("in", "p"), ("after", "div"),
    ]  # fmt: skip
    div = found.nodes.tag.index("div")
    assert (found.nodes.first[div], found.nodes.last[div]) == (0, 3)


def test_elements_of_one_name_and_class_look_alike() -> None:
    nodes = outline("<p class='a'>1</p><p class='a' id='x'>2</p><p class='b'>3</p><p>4</p><div class='a'>5</div>").nodes
    first, second, third, fourth, fifth = nodes.look[2:]
    assert first == second
    assert len({first, third, fourth, fifth}) == 4


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<br>b<br>c</p>", [("a", False), ("b", True), ("c", True)]),
        ("<p>a<br><br>b</p>", [("a", False), ("b", False)]),
        ("<p>a<br> <br>b<br>c</p>", [("a", False), ("b", False), ("c", True)]),
        ("<p><br>a</p>", [("a", False)]),
        ("<p>a<br></p><p>b</p>", [("a", False), ("b", False)]),
        ("<div>a<br><p>b</p><br>c</div>", [("a", False), ("b", False), ("c", False)]),
        ("<p>a <b>b<br>c</b> d</p>", [("a b", False), ("c d", True)]),
        ("<p>a</p><br><p>b</p>", [("a", False), ("b", False)]),
    ],
)
def test_one_break_parts_lines_of_a_paragraph(html: str, expected: list[tuple[str, bool]]) -> None:
    assert lines(html) == expected


def test_bold_and_italic_characters_are_counted() -> None:
    html = "<p>one <b>two <i>three</i></b> four</p><p><strong>all of it</strong></p><em><p>five</p></em><p>none</p>"
    assert [run.marked for run in outline(html).runs] == [8, 7, 4, 0]


def test_linked_characters_are_counted_without_white_space() -> None:
    html = "<p>to <a href='/x'>the  other <b>page</b></a> and <a href='#x'>down</a> and <a>no where</a></p>"
    run = outline(html).runs[0]
    assert run.linked == len("theotherpage")
    assert run.link_share == pytest.approx(12 / len(tight(run.text)))


def test_what_is_not_shown_is_no_run() -> None:
    hidden = "".join(f"<{tag}>no</{tag}>" for tag in ("script", "style", "noscript", "button", "textarea", "select"))
    found = read_outline(read_page(f"<p>a</p>{hidden}<p>b {hidden} c</p>", "https://news.example/a").tree)
    assert [run.text for run in found.runs] == ["a", "b c"]


def test_names_are_without_white_space_and_lead_back_to_runs() -> None:
    found = outline("<p>Cafe\u0301 \u00a0 am\u00adSee</p><p>x</p>")
    assert found.names == ["CaféamSee", "x"]
    assert found.by_key["CaféamSee"] is found.runs[0]


def test_of_equal_runs_the_one_in_an_article_is_meant() -> None:
    first, second, third = Run("a b", 0, 0), Run("ab", 0, Place.ARTICLE), Run("a b", 0, Place.ARTICLE)
    found = Outline([first, second, third])
    assert found.names == ["ab"] * 3
    assert found.by_key == {"ab": second}


def test_nested_articles_count_as_the_outermost() -> None:
    html = "<article>a<article>b</article>c</article>d<article>e</article>"
    assert [(run.text, run.article) for run in outline(html).runs] == [("a", 1), ("b", 1), ("c", 1), ("d", 0), ("e", 2)]


def test_a_deep_page_is_read_and_left_as_it_is() -> None:
    tree = read_page("<div>" * 1500 + "deep", "https://news.example/a").tree
    before = etree.tostring(tree)
    assert [run.text for run in read_outline(tree).runs] == ["deep"]
    assert etree.tostring(tree) == before


@pytest.mark.parametrize("html", ["", "<p></p>", "<br><br>", "<table><tr><td></td></tr></table>"])
def test_an_empty_page_has_elements_and_no_runs(html: str) -> None:
    found = outline(html)
    assert found.runs == []
    assert found.names == []
    assert found.nodes.tag[:2] == ["html", "body"]
    assert set(found.nodes.last) == {0}
