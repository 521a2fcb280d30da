from __future__ import annotations

import json

import pytest

from newscrawl.core.extraction.article_text import read_article_text
from newscrawl.core.extraction.body.features import FEATURES, Hints
from newscrawl.core.extraction.body.hints import hints_of
from newscrawl.core.extraction.body.main_text import MainText
from newscrawl.core.extraction.body.outline import read_outline
from newscrawl.core.extraction.metadata.reader import read_metadata
from newscrawl.core.extraction.page import Page, read_page
from newscrawl.core.extraction.standing import reason_against, said_by
from newscrawl.core.models.forest import Forest, forest_from
from newscrawl.core.verdict import Reason
from tests.theme.page import URL, Shape, write_page
from tests.theme.stories import STORIES, Story

STORY, OTHER = STORIES[:2]


def read(html: str, forest: Forest | None = None) -> MainText:
    page = read_page(html, URL)
    return read_article_text(page, read_metadata(page), read_outline(page.slim_tree), forest)


def page_with(*data: object) -> Page:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(entry)}</script>' for entry in data)
    meta = '<meta property="og:title" content="A boat"><meta name="description" content="About a boat.">'
    return read_page(f"<html><head>{meta}{scripts}</head><body><p>text</p></body></html>", URL)


def test_hints_are_what_the_page_says_of_its_article() -> None:
    author = {"@type": "Person", "name": "Ada Example"}
    article = {"@type": "NewsArticle", "headline": "A boat", "articleBody": "Short.", "author": author}
    page = page_with(article, {"@type": "Article", "articleBody": "The longer text."}, {"articleBody": 5})
    assert hints_of(page, read_metadata(page)) == Hints("A boat", "About a boat.", "The longer text.", ("Ada Example",))


def test_a_page_that_says_nothing_gives_empty_hints() -> None:
    page = read_page("", URL)
    assert hints_of(page, read_metadata(page)) == Hints()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_the_article_comes_out_without_what_its_metadata_say(story: Story) -> None:
    found = read(write_page(Shape(story)))
    assert [block.text for block in found.blocks] == [text.replace("\u3000", " ") for text in story.paragraphs]
    assert ("title", story.title.replace("\u3000", " ")) in found.dropped


def test_a_heading_of_the_page_is_no_text_though_the_title_is_another() -> None:
    html = write_page(Shape(STORY, head="title")).replace(f"<title>{STORY.title}", "<title>Quite another")
    assert STORY.title not in [block.text for block in read(html).blocks]


def test_another_model_is_asked_where_one_is_given() -> None:
    never = forest_from({"features": FEATURES, "bias": -5.0, "trees": []})
    assert read(write_page(Shape()), never).signs["expected"] < 0.1
    assert read(write_page(Shape())).signs["expected"] > 0.9


def paragraphs(story: Story) -> str:
    return "".join(f"<p>{text}</p>" for text in story.paragraphs)


def two_stories(wrapper: str) -> str:
    """Another story in the element where a reading looks first, the page's own one beside it."""
    heading = f'<h2><a href="/next">{OTHER.title}</a></h2>'
    return (
        f"<title>{STORY.title}</title><body><h1>{STORY.title}</h1><div class='{wrapper}'>{heading}{paragraphs(OTHER)}"
        f"</div><div>{paragraphs(STORY)}</div></body>"
    )


def leaning(taken: float, left: float) -> Forest:
    """A judge who goes by trafilatura's reading alone: the sums for what it took and for what it left."""
    tree = [[FEATURES.index("t_taken"), 0.5, 1], [left], [taken]]
    return forest_from({"features": FEATURES, "bias": 0.0, "trees": [tree]})


def test_where_the_first_candidate_is_another_story_the_next_one_is_taken() -> None:
    found = read(two_stories("post-content"), leaning(-0.08, 0.4))
    assert found.method == "judged"
    assert [block.text for block in found.blocks][:3] == list(STORY.paragraphs[:3])
    assert not any(text in [block.text for block in found.blocks] for text in OTHER.paragraphs)


def test_where_all_candidates_are_another_story_the_first_one_is_kept() -> None:
    page = read_page(two_stories("post-content"), URL)
    data, outline = read_metadata(page), read_outline(page.slim_tree)
    found = read_article_text(page, data, outline, leaning(0.4, -0.4))
    assert found.method == "fast"
    assert reason_against(found.blocks, outline, said_by(page, data)) is Reason.OTHER_TEXT
