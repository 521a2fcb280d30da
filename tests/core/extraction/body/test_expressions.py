"""Expressions without XPath against XPath itself."""

from __future__ import annotations

import random

import pytest
from lxml.etree import XPath
from lxml.html import HtmlElement, fromstring
from trafilatura import xpaths

from newscrawl.core.extraction.body import expressions
from newscrawl.core.extraction.body.expressions import all_of, first_of

RE = {"re": "http://exslt.org/regular-expressions"}
BODY = list(xpaths.BODY_XPATH)
OTHERS = [*xpaths.OVERALL_DISCARD_XPATH, *xpaths.TEASER_DISCARD_XPATH, *xpaths.DISCARD_IMAGE_ELEMENTS]
TAGS = ("div", "article", "main", "section", "p", "span", "list", "item", "head", "ref")
VALUES = (
    "", "post", "entry", "a post-body", "articleBody", "article big", "an article big", "story", "story-content",
    "content", "contentBody", "Main-Content", "main", "mainframe", "PAGE-content", "Page-content", "FullText", "text",
    "primary-1", "cookie", "a shareholder", "share", "Nav", "navigation", "subnav", "a ad b", "an -ad-", "ad-1",
    "Teaser",
    "teaser-x", "caption", "Caption", "reply-1", "hidden", "a hidden", "display:none", "display: none", "hide-x",
    "noprint",
    "tags", "sidebar", "bread-crumb", "author", "true", "MostPopularStories", "plain", "äöü share-ß", "line\nshare",
)  # fmt: skip
NAMES = (
    "class",
    "id",
    "style",
    "role",
    "itemprop",
    "aria-hidden",
    "data-component",
    "data-lp-replacement-content",
    "x",
)


def trees(seed: int) -> HtmlElement:
    """A random page: every combination of names and values comes up in some of them, and plain elements too."""
    chance = random.Random(seed)
    root = fromstring("<html><body></body></html>")
    elements = [root[0]]
    for _ in range(120):
        parent = chance.choice(elements)
        child = parent.makeelement(chance.choice(TAGS))
        for name in chance.sample(NAMES, chance.choice((0, 0, 1, 1, 2, 3))):
            child.set(name, chance.choice(VALUES))
        parent.append(child)
        elements.append(child)
    return root


@pytest.mark.parametrize("expression", OTHERS, ids=range(len(OTHERS)))
def test_all_that_trafilatura_discards_is_found(expression: XPath) -> None:
    find = all_of(expression)
    found = 0
    for seed in range(60):
        tree = trees(seed)
        assert find(tree) == expression(tree)
        found += len(find(tree))
    assert found > 10


@pytest.mark.parametrize("expression", BODY, ids=range(len(BODY)))
def test_the_first_body_is_found(expression: XPath) -> None:
    find = first_of(expression)
    found = 0
    for seed in range(60):
        for tree in trees(seed).iter("html", "div"):
            assert find(tree) == expression(tree)[:1]
            found += len(find(tree))
    assert found > 10


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", NAMES)
def test_each_attribute_says_the_same_alone(name: str, value: str) -> None:
    tree = fromstring("<html><body><div></div><p></p><article></article></body></html>")
    for element in tree[0]:
        element.set(name, value)
    for expression in OTHERS:
        assert all_of(expression)(tree) == expression(tree)
    for expression in BODY:
        assert first_of(expression)(tree) == expression(tree)[:1]


@pytest.mark.parametrize("expression", [*BODY, *OTHERS], ids=range(len([*BODY, *OTHERS])))
def test_all_of_trafilaturas_are_known(expression: XPath) -> None:
    """Otherwise XPath evaluates them: right, but slow."""
    path = str(expression.path)
    assert expressions._steps_of(path, first=True)


@pytest.mark.parametrize(
    "path",
    [
        ".//div[2]",
        ".//div[last()]",
        ".//div[@id='a' and @class='b']",
        ".//div[@id > 1]",
        ".//div[contains(@id, @class)]",
        ".//div[re:test(@id, 'a', 'g')]",
        ".//div[string-length(@id) = 1]",
        ".//div[@id='a'][@class='b']",
        ".//div[@id='a'",
        "//div[@id='a']",
        ".//div/p",
        ".//div[",
    ],
)
def test_any_other_expression_stays_what_it_is(path: str) -> None:
    assert expressions._steps_of(path) == []


def test_what_is_not_known_is_found_by_xpath() -> None:
    tree = fromstring("<html><body><div id='a' class='b'><p id='c'></p></div><div id='a'></div></body></html>")
    expression = XPath(".//div[@id='a' and @class='b']", namespaces=RE)
    assert all_of(expression)(tree) == first_of(expression)(tree) == [tree[0][0]]


def test_of_two_attributes_the_one_that_stands_first_on_the_page_counts() -> None:
    tree = fromstring("<html><body><div id='a' class='cookie'></div><div class='cookie' id='a'></div></body></html>")
    expression = XPath(".//*[re:test(@id|@class, 'cookie')]", namespaces=RE)
    assert all_of(expression)(tree) == expression(tree) == [tree[0][1]]
