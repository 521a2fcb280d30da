"""Pages in the form of a widespread WordPress theme, in many shapes: the record is the article and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newscrawl.core.extraction import extract_page
from tests.theme.page import COUNTERS, TAGS, URL, Shape, expected_text, write_page
from tests.theme.stories import LONE, SHORT, STORIES, Story

NAMED = {
    "usual": Shape(),
    "div": Shape(wrapper="div"),
    "section": Shape(wrapper="section"),
    "unwrapped": Shape(wrapper="none"),
    "divs": Shape(semantic=False),
}
BARE = {
    "stripped": Shape(names=False),
    "stripped-div": Shape(names=False, wrapper="div"),
    "stripped-section": Shape(names=False, wrapper="section"),
    "stripped-unwrapped": Shape(names=False, wrapper="none"),
    "stripped-divs": Shape(names=False, semantic=False),
    "title-alone": Shape(names=False, wrapper="div", head="title"),
}
BASES = {**NAMED, **BARE}
CHANGES: dict[str, dict[str, object]] = {
    **{f"counter-{name}": {"counter": name} for name in COUNTERS},
    **{f"tag-{name}": {"tag": name} for name in TAGS},
    **{f"aside-{name}": {"aside": name} for name in ("before", "none")},
    **{f"related-{name}": {"related": name} for name in ("above", "inside", "teasers", "none")},
    **{f"notice-{name}": {"notice": name} for name in ("start", "inside", "none")},
    **{f"comments-{name}": {"comments": name} for name in ("closed", "thread", "none")},
    **{f"break-{number}": {"lines": lines} for number, lines in enumerate(("<br>", "<br/>", "\n<br>\n"))},
    **{f"head-{name}": {"head": name} for name in ("opengraph", "title")},
    "busy": {"aside": "before", "related": "above", "notice": "start", "comments": "thread", "counter": "large"},
}
BY_LANGUAGE = {story.language: story for story in STORIES}
UNLINKED = ("plain", "paragraph")


def check(shape: Shape) -> None:
    result = extract_page(write_page(shape).encode(), URL)
    assert result.rejection is None
    assert result.article is not None
    assert result.article.text == expected_text(shape.story)
    assert result.article.title == expected_text(shape.story).split("\n", 1)[0]
    assert result.article.language == shape.story.language
    if shape.names or shape.tag not in UNLINKED:
        assert result.article.tags == [shape.story.tag]


@pytest.mark.parametrize("story", [*STORIES, LONE], ids=[*BY_LANGUAGE, "lone"])
@pytest.mark.parametrize("base", [*NAMED, "stripped"])
def test_every_language(base: str, story: Story) -> None:
    check(replace(BASES[base], story=story))


@pytest.mark.parametrize("language", BY_LANGUAGE)
@pytest.mark.parametrize("base", BARE)
def test_languages_without_names(base: str, language: str) -> None:
    check(replace(BASES[base], story=BY_LANGUAGE[language]))


@pytest.mark.parametrize(
    ("base", "change", "language"),
    [
        (base, change, language)
        for language, bases in {"en": BASES, "de": ["usual", "stripped-div", "title-alone"]}.items()
        for base in bases
        for change in CHANGES
    ],
)
def test_every_change(base: str, change: str, language: str) -> None:
    check(replace(BASES[base], story=BY_LANGUAGE[language], **CHANGES[change]))  # type: ignore[arg-type]


@pytest.mark.parametrize("tag", UNLINKED)
@pytest.mark.parametrize("base", BARE)
def test_a_tag_without_link_and_name_under_one_long_paragraph(base: str, tag: str) -> None:
    check(replace(BASES[base], story=LONE, tag=tag))


@pytest.mark.parametrize("base", BARE)
def test_a_counter_in_words_over_one_long_paragraph(base: str) -> None:
    check(replace(BASES[base], story=LONE, counter="words"))


@pytest.mark.parametrize("tag", UNLINKED)
@pytest.mark.parametrize("story", [*STORIES, SHORT, LONE], ids=[*BY_LANGUAGE, "short", "lone"])
def test_a_tag_that_is_no_link(story: Story, tag: str) -> None:
    check(Shape(story=story, tag=tag))


@pytest.mark.parametrize("base", NAMED)
def test_very_short_paragraphs(base: str) -> None:
    check(replace(BASES[base], story=SHORT))


@pytest.mark.parametrize(
    "change",
    [{}, {"comments": "none"}, {"notice": "none"}, {"counter": "words"}, {"tag": "plain"}, {"tag": "paragraph"}],
    ids=["usual", "comments-none", "notice-none", "counter-words", "tag-plain", "tag-paragraph"],
)
@pytest.mark.parametrize("base", BASES)
def test_the_text_of_very_short_paragraphs(base: str, change: dict[str, object]) -> None:
    # Whether four such lines are an article is for the verdict to say; the text is the same.
    shape = replace(BASES[base], story=SHORT, **change)  # type: ignore[arg-type]
    result = extract_page(write_page(shape).encode(), URL)
    assert result.article is not None
    assert result.article.text == expected_text(SHORT)


@pytest.mark.parametrize("language", BY_LANGUAGE)
@pytest.mark.parametrize("base", BASES)
def test_an_empty_article_is_rejected(base: str, language: str) -> None:
    page = write_page(replace(BASES[base], story=BY_LANGUAGE[language], empty=True))
    assert extract_page(page.encode(), URL).rejection is not None


@pytest.mark.parametrize("change", CHANGES)
def test_an_empty_article_is_rejected_with_whatever_is_around(change: str) -> None:
    page = write_page(replace(Shape(empty=True), **CHANGES[change]))  # type: ignore[arg-type]
    assert extract_page(page.encode(), URL).rejection is not None
