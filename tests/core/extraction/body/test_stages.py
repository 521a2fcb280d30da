"""trafilatura's stages one by one against all of it: they must give the same, whatever the page."""

from __future__ import annotations

import pytest
from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

from newscrawl.core.extraction.body.stages import by_stages
from newscrawl.core.extraction.markup import trimmed
from newscrawl.core.extraction.page import read_page
from tests.theme.page import Shape, write_page
from tests.theme.stories import STORIES, Story

PARAGRAPHS = [
    f"This is sentence {number} of the report, which is long enough to be one. It goes on." for number in range(9)
]
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
REMARKS = "".join(f"<p>Reader number {number} does not agree with the report at all.</p>" for number in range(9))
LONG = "".join(f"<div>Word {number} of the page that no extractor takes. </div>" for number in range(400))


def options() -> Extractor:
    return Extractor(output_format="xml", comments=False, tables=True, formatting=False, fast=True)


def slim(html: str) -> HtmlElement:
    return read_page(html, "https://news.example/a").slim_tree


def whole(tree: HtmlElement) -> bytes:
    document = bare_extraction(trimmed(tree), options=options())
    assert isinstance(document, Document)
    return etree.tostring(document.body)


def page(inside: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{inside}</body></html>"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_a_page_is_read_as_by_the_whole(story: Story) -> None:
    tree = slim(write_page(Shape(story)))
    found = by_stages(tree, options())
    assert found is not None
    assert etree.tostring(found) == whole(tree)


@pytest.mark.parametrize(
    "inside",
    [
        f"<article>{TEXT}<div class='comment-list'>{REMARKS}</div></article>",
        f"<article>{TEXT}<ol id='comments'><li>{REMARKS}</li></ol></article>",
        f"<article>{TEXT}<section class='post-comments'>{REMARKS}</section></article>",
        f"<article>{TEXT}<div id='Comments'>{REMARKS}</div></article>",
        f"<article>{TEXT}<div id='disqus_thread'>{REMARKS}</div></article>",
        f"<article>{TEXT}<div id='dsq-comments'>{REMARKS}</div></article>",
        f"<article>{TEXT}<div id='comol'>{REMARKS}</div></article>",
        f"<article>{TEXT}<details class='commentbox'>{REMARKS}</details></article>",
        f"<article>{TEXT}<div class='infinite-scroll'>{REMARKS}</div></article>",
        f"<article>{TEXT}<div class='infinitescroll'>{REMARKS}</div></article>",
        f"<article>{TEXT}<div class='a mvp-post-add-box'>{REMARKS}</div></article>",
        f"<article>{TEXT}<aside class='elementor-share-buttons'>{REMARKS}</aside></article>",
        f"<article>{TEXT}<div class='elementor-share-buttons'>{REMARKS}</div></article>",
    ],
)
def test_what_is_pruned_is_pruned(inside: str) -> None:
    tree = slim(page(inside))
    found = by_stages(tree, options())
    assert found is not None
    assert b"does not agree" not in etree.tostring(found)
    assert etree.tostring(found) == whole(tree)


@pytest.mark.parametrize(
    "inside",
    [
        f"<article>{TEXT}</article>{LONG}",
        f"<article>{TEXT}</article><div class='teaser'>{LONG}</div>",
        f"<article>{TEXT}<div class='related'>{LONG}</div></article>",
        f"<article>{TEXT}</article><div class='tags'>{TEXT.replace('report', 'story') * 9}</div>",
        f"<article>{TEXT}</article>" + TEXT.replace("report", "story") * 9,
        f'<article>{TEXT}</article><script type=\'application/ld+json\'>{{"a": "{"word " * 9000}"}}</script>',
    ],
)
def test_a_short_part_of_a_page_is_read_once_more(inside: str) -> None:
    tree = slim(page(inside))
    found = by_stages(tree, options())
    assert found is not None
    assert etree.tostring(found) == whole(tree)


def test_what_leaves_out_less_is_taken_where_it_finds_much_more() -> None:
    teaser = TEXT.replace("report", "story") * 3
    tree = slim(page(f"<article>{TEXT}<div class='teaser'>{teaser}</div></article>{LONG}"))
    found = by_stages(tree, options())
    assert found is not None
    assert b"of the story" in etree.tostring(found)
    assert etree.tostring(found) == whole(tree)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p></p>",
        page("<article><p>Hardly a word.</p></article>"),
        page(TEXT, '<script type="application/ld+json">{"@type": "DiscussionForumPosting"}</script>'),
    ],
)
def test_where_further_stages_are_to_tell_there_is_no_answer(html: str) -> None:
    assert by_stages(slim(html), options()) is None


def test_the_tree_is_not_changed() -> None:
    tree = slim(page(f"<article>{TEXT}<div class='comment-list'>{REMARKS}</div></article>{LONG}"))
    before = etree.tostring(tree)
    by_stages(tree, options())
    assert etree.tostring(tree) == before
