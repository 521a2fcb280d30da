from __future__ import annotations

import pytest

from newscrawl.core.extraction.body.blocks import Block, join
from newscrawl.core.extraction.body.completion import completed, parted
from newscrawl.core.extraction.body.outline import Outline, read_outline
from newscrawl.core.extraction.page import read_page

FIRST = "The harbour master closed the northern basin on Friday because the old crane had begun to lean over the water."
SECOND = "Engineers will take it down in three pieces, and the largest of them weighs more than forty tons, they say."
THIRD = "Fishing boats can use the southern basin until the work is done, which should be before the end of October."
LAST = "The crane was built in 1911 and lifted its last load in 1987; a museum has asked for the cabin and the hook."


def outline(html: str) -> Outline:
    return read_outline(read_page(html, "https://news.example/a").slim_tree)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def told(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks]


def put_right(html: str, *texts: str | Block) -> list[str]:
    return told(completed([Block(text) if isinstance(text, str) else text for text in texts], outline(html)))


def test_paragraphs_that_were_run_together_are_parted() -> None:
    page = outline(f"<nav>Home</nav><h2>A heading</h2>{paragraphs(FIRST, SECOND)}<p>{THIRD}</p>")
    found = parted([Block(f"A heading {FIRST}{SECOND}"), Block(THIRD)], page)
    assert [(block.kind, block.text) for block in found] == [
        ("head", "A heading"),
        ("p", FIRST),
        ("p", SECOND),
        ("p", THIRD),
    ]


@pytest.mark.parametrize(
    "text",
    [
        FIRST,  # a paragraph of the page
        f"{FIRST} {SECOND} and more",
        f"{FIRST} {THIRD} {SECOND}",  # in another order
        f"{FIRST}\n{SECOND}",  # its own lines
        "From nowhere",
        "",
    ],
)
def test_other_blocks_stay_in_one_piece(text: str) -> None:
    block = Block(text)
    assert parted([block], outline(paragraphs(FIRST, SECOND, THIRD))) == [block]


def test_runs_in_between_may_be_left_out() -> None:
    page = outline(f"<p>{FIRST}</p><p>Advertisement</p><p>{SECOND}</p>")
    assert told(parted([Block(f"{FIRST} {SECOND}")], page)) == [FIRST, SECOND]


def test_the_other_pieces_of_the_article_are_added_in_the_pages_order() -> None:
    pieces = "".join(f"<div>{paragraphs(*texts)}</div>" for texts in ((FIRST,), (SECOND, THIRD), (LAST,)))
    assert put_right(f"<article>{pieces}</article>", SECOND, THIRD) == [FIRST, SECOND, THIRD, LAST]


@pytest.mark.parametrize(
    "rest",
    [
        f"</article><article>{paragraphs(THIRD, LAST)}",  # another article's
        f"<aside>{paragraphs(THIRD, LAST)}</aside>",
        f"<div class='related-posts'>{paragraphs(THIRD, LAST)}</div>",
        f"<p><a href='/x'>{THIRD}</a></p><p><a href='/y'>{LAST}</a></p>",
        f"<p>{THIRD[:-1]}</p><p>{LAST[:-1]}</p>",  # no sentences
        "<p>A short caption.</p>" * 12,
        paragraphs(THIRD[:70] + "."),  # hardly anything
    ],
)
def test_what_is_none_of_the_article_is_not_added(rest: str) -> None:
    assert put_right(f"<article>{paragraphs(FIRST, SECOND)}{rest}</article>", FIRST, SECOND) == [FIRST, SECOND]


def test_lines_much_shorter_than_the_text_are_not_added() -> None:
    long = (f"{FIRST} {SECOND}", f"{THIRD} {LAST}")
    captions = paragraphs(*(f"{number}: {THIRD[:58]}." for number in range(8)))
    assert put_right(f"<article>{paragraphs(*long)}{captions}</article>", *long) == list(long)


def test_nothing_is_added_where_the_text_stands_in_no_article() -> None:
    assert put_right(f"<div>{paragraphs(FIRST, SECOND, THIRD, LAST)}</div>", FIRST, SECOND) == [FIRST, SECOND]


def test_nothing_is_added_where_most_of_the_text_is_not_of_the_page() -> None:
    html = f"<article>{paragraphs(FIRST, SECOND, THIRD)}</article>"
    assert put_right(html, FIRST, f"{LAST} {LAST}") == [FIRST, f"{LAST} {LAST}"]


def test_a_list_between_two_paragraphs_is_added_as_one() -> None:
    html = f"{paragraphs(FIRST)}<ul><li>the cabin;</li><li>the hook.</li></ul>{paragraphs(SECOND)}"
    found = completed([Block(FIRST), Block(SECOND)], outline(html))
    assert [block.kind for block in found] == ["p", "item", "item", "p"]
    assert join(found) == f"{FIRST}\n\nthe cabin;\nthe hook.\n\n{SECOND}"


def test_two_lists_are_two_paragraphs() -> None:
    html = f"{paragraphs(FIRST)}<ul><li>a</li></ul>{paragraphs(SECOND)}<ul><li>b</li><li>c</li></ul>{paragraphs(THIRD)}"
    found = completed([Block(FIRST), Block(SECOND), Block(THIRD)], outline(html))
    assert join(found) == f"{FIRST}\n\na\n\n{SECOND}\n\nb\nc\n\n{THIRD}"


@pytest.mark.parametrize(
    "between",
    [
        "<ul><li><a href='/1'>Another story</a></li></ul>",
        "<ul class='tags'><li>Harbour</li></ul>",
        "<ul>" + "<li>one of many</li>" * 21 + "</ul>",
        "<p>Advertisement</p><ul><li>the hook</li></ul>",
    ],
)
def test_what_is_no_list_of_the_text_is_not_added(between: str) -> None:
    html = f"{paragraphs(FIRST)}{between}{paragraphs(SECOND)}"
    assert put_right(html, FIRST, SECOND) == [FIRST, SECOND]


def test_lists_at_the_ends_and_lists_where_one_was_taken_are_not_added() -> None:
    ends = f"<ul><li>before</li></ul>{paragraphs(FIRST, SECOND)}<ul><li>behind</li></ul>"
    assert put_right(ends, FIRST, SECOND) == [FIRST, SECOND]
    html = f"{paragraphs(FIRST)}<ul><li>a</li></ul>{paragraphs(SECOND)}<ul><li>b</li></ul>{paragraphs(THIRD)}"
    assert put_right(html, FIRST, SECOND, Block("b", "item", 1), THIRD) == [FIRST, SECOND, "b", THIRD]


def test_an_empty_text_stays_empty() -> None:
    assert completed([], outline(paragraphs(FIRST))) == []
    assert parted([], outline("")) == []
