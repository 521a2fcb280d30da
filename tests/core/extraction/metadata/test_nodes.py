from __future__ import annotations

from newscrawl.core.extraction.metadata.nodes import Graph, addresses, first_text, is_article, texts, types_of

URL = "https://news.example/politics/bridge"


def test_types_lose_their_vocabulary() -> None:
    assert types_of({"@type": ["http://schema.org/NewsArticle", "schema:Article", "Thing"]}) == [
        "NewsArticle",
        "Article",
        "Thing",
    ]
    assert is_article({"@type": "ReportageNewsArticle"})
    assert not is_article({"@type": "ItemList"})
    assert not is_article({})


def test_texts_of_any_shape() -> None:
    value = ["a &amp;amp; b", {"@value": "c"}, {"name": [{"name": "d"}]}, None, 3, 1.5, True, {"x": "y"}]
    assert list(texts(value)) == ["a & b", "c", "d", "3", "true"]
    assert first_text({"headline": " <b>Bridge</b>  closed "}) == "Bridge closed"
    assert first_text(None) is None


def test_values_nested_without_end_are_left() -> None:
    deep: object = "far down"
    for _ in range(50):
        deep = [deep]
    assert first_text(deep) is None
    assert list(addresses(deep)) == []


def test_addresses_of_any_shape() -> None:
    assert list(addresses(["/a", {"url": "/b", "@id": "/c"}, {"contentUrl": ["/d"]}, 5])) == ["/a", "/b", "/c", "/d"]


def test_the_article_is_the_one_that_names_this_page() -> None:
    teaser = {"@type": "NewsArticle", "headline": "Rain ahead", "url": "https://news.example/weather/rain"}
    own = {
        "@type": "NewsArticle",
        "headline": "Something else",
        "mainEntityOfPage": {"@id": "http://www.news.example/politics/bridge/"},
    }
    assert Graph([teaser, own]).article(URL, [], []) is own


def test_the_article_is_the_one_that_says_the_headline() -> None:
    teaser = {"@type": "NewsArticle", "headline": "Rain ahead", "url": "/weather/rain"}
    own = {"@type": "NewsArticle", "headline": "Bridge closed"}
    assert Graph([teaser, own]).article(URL, [], ["Bridge closed - News"]) is own


def test_a_description_of_this_page_beats_a_teaser() -> None:
    teaser = {"@type": "NewsArticle", "headline": "Rain ahead", "url": "https://news.example/weather/rain"}
    page = {"@type": "WebPage", "url": URL, "name": "Bridge closed"}
    assert Graph([teaser, page]).article(URL, [], ["Bridge closed"]) is page


def test_an_article_beats_a_description_of_its_page() -> None:
    page = {"@type": "WebPage", "url": URL, "name": "Bridge closed"}
    own = {"@type": "NewsArticle", "headline": "Why the bridge is closed"}
    assert Graph([page, own]).article(URL, [], ["Bridge closed"]) is own


def test_an_article_inside_its_page() -> None:
    own = {"@type": "NewsArticle", "headline": "Bridge closed"}
    assert Graph([{"@type": "WebPage", "mainEntity": own}]).article(URL, [], []) is own


def test_no_article() -> None:
    assert Graph([{"@type": "Organization", "name": "News"}, {}]).article(URL, [], []) is None


def test_a_reference_means_the_object_of_that_name() -> None:
    person = {"@type": "Person", "@id": "#jane", "name": "Jane Doe"}
    graph = Graph([person, {"@id": "#empty"}])
    assert graph.resolve({"@id": "#jane"})["name"] == "Jane Doe"
    assert graph.resolve({"@id": "#unknown"}) == {"@id": "#unknown"}
    assert graph.resolve("Jane") == "Jane"
    assert graph.named([{"@id": "#unknown"}, {"@id": "#jane"}]) == "Jane Doe"
    assert graph.named(None) is None
