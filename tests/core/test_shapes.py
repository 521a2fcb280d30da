"""core.shapes: what an address's shape is, and what is learned of it."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.shapes import (
    TOLD_MAX,
    Shapes,
    family,
    is_article,
    is_endless,
    is_numbered,
    is_probe,
    judged,
    kind_of,
    shape_of,
)
from newscrawl.core.verdict import Reason

SHAPES = {
    "https://www.e.org/politik/2026/11/24/mayor-opens-the-new-bridge.html": "e.org/politik/<date>/<w4+>.html",
    "https://e.org/2026/nov/mayor-opens": "e.org/<date>/<w2>",
    "https://e.org/events/2026/11": "e.org/events/<date>",
    "https://e.org/calendar/2026-11-24/": "e.org/calendar/<date>",
    "https://e.org/news/123": "e.org/news/<d>",
    "https://e.org/news/12345678.htm": "e.org/news/<id>.htm",
    "https://e.org/news/a1b2c3d4": "e.org/news/<id>",
    "https://e.org/tag/red-shoes-are-nice-12345": "e.org/tag/<w4+-n>",
    "https://e.org/sport": "e.org/<w1>",
    "https://e.org/us-news/x": "e.org/us-news/<w1>",
    "https://e.org/a-very-long-folder/x": "e.org/<w3>/<w1>",
    "https://e.org/": "e.org",
    "https://e.org/?123456": "e.org?<id>",
    "https://e.org/view.php?id=12345&mod=view": "e.org/view.php?id=<d>&mod",
    "https://e.org/shop?e=1&d=2&c=3&b=4&a=5": "e.org/shop?…",
    "https://e.org/story;jsessionid=12AB?PHPSESSID=77&utm_source=x": "e.org/<w1>",
    "https://e.org/a/b/a/b/a/b/story": "e.org/(a/b)+/<w1>",
    "https://e.org/x/x/x/x": "e.org/(x)+",
    "https://e.org/10/10/10/x": "e.org/<d>/<d>/<d>/<w1>",
    "https://e.org/a/b/c/d/e/f/g/h": "e.org/a/b/c/d/e/f/…",
    "https://e.org/新闻/新闻在北京今天发生": "e.org/新闻/<w4+>",
}


@pytest.mark.parametrize(("url", "shape"), SHAPES.items())
def test_shapes(url: str, shape: str) -> None:
    assert shape_of(url) == shape


@given(st.text(max_size=60))
def test_anything_has_a_shape(text: str) -> None:
    for url in (text, f"https://e.org/{text}"):
        shape = shape_of(url)
        assert family(family(shape)) == family(shape)
        assert kind_of(shape)
        is_endless(url)


@pytest.mark.parametrize(
    "url",
    ["https://e.org/a/b/a/b/", "https://e.org/news/a/news/b/news/c", "https://e.org/" + "abcdefghijk".replace("", "/")],
)
def test_paths_without_end(url: str) -> None:
    assert is_endless(url)


@pytest.mark.parametrize(
    "url", ["https://e.org/news/news/x", "https://e.org/2010/10/10/10/x", "https://e.org/de/politik/de/x", "x", ""]
)
def test_paths_that_end(url: str) -> None:
    assert not is_endless(url)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://e.org/events/2026/11", "calendar"),
        ("https://e.org/events?month=2026-11", "calendar"),
        ("https://e.org/story?sid=ab12cd", "session ids"),
        ("https://e.org/shop?color=red&size=3", "faceted queries"),
        ("https://e.org/a/b/a/b", "endless path"),
        ("https://e.org/item/12345", "numbers without end"),
        ("https://e.org/item/green", "pages without end"),
    ],
)
def test_what_a_trap_is_called(url: str, kind: str) -> None:
    assert kind_of(shape_of(url)) == kind
    assert is_numbered(shape_of(url)) == (kind != "pages without end")


def test_what_was_learned_outweighs_the_address() -> None:
    assert judged(0.3, 20, 0) > 0.8, "twenty articles, whatever the address looks like"
    assert judged(0.95, 0, 30) < 0.5, "thirty lists and no article"
    assert judged(0.6, 0, 2) == pytest.approx(0.6), "two say nothing"
    assert judged(0.6, 3, 7) == pytest.approx(0.6), "a shape of which some are articles is not given up"
    assert judged(0.7, 0, 0) == 0.7


@given(st.floats(0, 1), st.integers(0, 999), st.integers(0, 999))
def test_more_articles_make_likelier_and_others_less(prior: float, articles: int, others: int) -> None:
    here = judged(prior, articles, others)
    assert 0 <= here <= 1
    if articles + others:
        assert judged(prior, articles + 1, others) >= here - 0.2
        assert judged(prior, articles, others + 50) <= here + 1e-9


def test_the_links_of_a_site_are_judged_by_what_it_brought() -> None:
    shapes = Shapes()
    assert shapes.likelihood("https://e.org/marker/red", 0.3) == 0.3
    for _ in range(20):
        shapes.count("e.org/marker/<w1>", article=True)
    assert not shapes.has_fruitless()
    for _ in range(40):
        shapes.count("e.org/gallery/<w4+>", article=False)
    assert shapes.has_fruitless()
    assert shapes.likelihood("https://e.org/marker/red", 0.3) > 0.8
    assert shapes.likelihood("https://e.org/other/red", 0.3) == 0.3
    urls = [f"https://e.org/gallery/pictures-of-a-fine-{word}" for word in map(chr, range(0x4E00, 0x4E00 + 400))]
    still = [url for url in urls if shapes.likelihood(url, 0.9) >= 0.5]
    assert 0 < len(still) < 50, "now and then one is tried"
    assert all(map(is_probe, still))
    assert shapes.likelihood(still[0], 0.3) < 0.5


def test_it_is_told_to_workers_in_small() -> None:
    shapes = Shapes()
    for number in range(TOLD_MAX + 50):
        for _ in range(1 + (number < 3)):
            shapes.count(f"e.org/{number}/<d>", article=number % 2 == 0)
    told = pickle.loads(pickle.dumps(shapes.told()))
    assert len(told) == TOLD_MAX
    assert told.of("e.org/0/<d>").articles == 2
    assert len(shapes) == TOLD_MAX + 50


def test_it_can_be_explained() -> None:
    shapes = Shapes()
    shapes.count("e.org/news/<d>", article=True)
    assert shapes.explain("http://www.e.org/news/7", 0.6) == {
        "shape": "e.org/news/<d>",
        "articles": 1,
        "others": 0,
        "likeness_alone": 0.6,
        "likeness_learned": 0.654,
        "asked_for_all_the_same": is_probe("http://e.org/news/7"),
        "endless_path": False,
    }


def test_which_rejections_say_something_of_the_address() -> None:
    assert is_article(None) is True
    assert is_article(Reason.OUTSIDE_DATES) is True
    assert is_article(Reason.INDEX_PAGE) is False
    assert is_article(Reason.DUPLICATE_ADDRESS) is False
    assert is_article(Reason.DISALLOWED) is None
    assert is_article(Reason.TRAP) is None


@pytest.mark.parametrize("segment", ["1/", "1/2/", "a/b/c/d/"])
def test_a_path_of_any_length_is_read_in_time(segment: str) -> None:
    url = "https://e.org/" + segment * 100_000
    assert is_endless(url)
    assert len(shape_of(url)) < 200
