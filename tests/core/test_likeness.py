"""core.likeness: how much addresses and links look like articles. All addresses here are made up."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.likeness import article_likeness, is_headline, is_listing, is_section, link_likeness

ARTICLES = """
https://e.org/2024/05/31/mayor-opens-new-bridge/
https://e.org/news/mayor-opens-new-bridge-over-river-12345678
https://e.org/story/mayor-opens-new-bridge
https://e.org/politik/buergermeister-eroeffnet-neue-bruecke-a-1234567.html
https://e.org/politik/article242348272/Buergermeister-eroeffnet-Bruecke.html
https://e.org/article/1011185
https://e.org/articles/20250114/k00/00m/030/335000c
https://e.org/News/Read/A2025051516330004328
https://e.org/news_view.html?idx=8576&page=1
https://e.org/news/articleView.html?idxno=123456
https://e.org/?p=5031
https://e.org/spip.php?article8532
https://e.org/index.php?id=30&tx_news[news]=477
https://e.org/esteri/25_gennaio_05/il-sindaco-apre-il-ponte-nuovo-3c53a5b8.shtml
https://e.org/internacional/2024-10-15/el-alcalde-abre-el-puente.html
https://e.org/nyheter/a/Ard8wM/borgmesteren-apner-ny-bro
https://e.org/cnt/dmf20250202_96887132
https://e.org/stories/3376705/
https://e.org/polityka/art41756471-burmistrz-otwiera-nowy-most
https://e.org/doc.example.B2LA2G3-burgemeester-opent-brug
https://e.org/de/autor/anna-muster/der-buergermeister-eroeffnet-die-bruecke
https://e.org/category/news/the-mayor-opens-a-new-bridge-today/
https://e.org/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D8%A7%D9%84%D8%B9%D9%85%D8%AF%D8%A9-%D9%8A%D9%81%D8%AA%D8%AA%D8%AD-%D8%A7%D9%84%D8%AC%D8%B3%D8%B1-%D8%A7%D9%84%D8%AC%D8%AF%D9%8A%D8%AF
https://e.org/новости/мэр-открыл-новый-мост-через-реку
https://e.org/新闻/市长今天为新的大桥揭幕仪式
https://e.org/mayor-opens-new-bridge.html
https://e.org/mo-cau-moi-qua-song-4954454.html
https://e.org/news/world/the-mayor-opens-the-bridge/ar-BBWXwNX
https://e.org/haber/belediye-baskani-yeni-kopruyu-acti-1695518
https://e.org/news/2024/bridge-opening-1.7287711
""".split()

OTHERS = """
https://e.org/
https://e.org/de/
https://e.org/index.html
https://e.org/news
https://e.org/news/
https://e.org/news/world/
https://e.org/en/politics
https://e.org/category/news
https://e.org/category/local-news/page/3/
https://e.org/tag/politics
https://e.org/tags/new-bridge-over-river
https://e.org/thema/ukraine-krieg
https://e.org/topics/climate-change
https://e.org/author/jane-doe
https://e.org/autoren/anna-muster/
https://e.org/search?q=bridge
https://e.org/?s=bridge
https://e.org/suche/bruecke
https://e.org/login?next=/
https://e.org/wp-login.php
https://e.org/account/register
https://e.org/about
https://e.org/about-us/
https://e.org/impressum.html
https://e.org/privacy-policy
https://e.org/datenschutz
https://e.org/terms-and-conditions
https://e.org/contact
https://e.org/abo/angebote
https://e.org/shop/cart
https://e.org/newsletter
https://e.org/feed/
https://e.org/rss.xml
https://e.org/news/feed/
https://e.org/wp-json/wp/v2/posts/12345
https://e.org/images/mayor-opens-new-bridge-12345678.jpg
https://e.org/report-of-the-year-2024.pdf
https://e.org/2024/
https://e.org/2024/05/
https://e.org/2024/05/31/
https://e.org/archive/2024/05
https://e.org/page/2
https://e.org/news?page=4
https://e.org/wetter/
https://e.org/рубрика/политика
https://e.org/тег/мост
https://e.org/%D9%88%D8%B3%D9%85/%D8%AC%D8%B3%D8%B1
https://e.org/タグ/橋
https://e.org/태그/다리
https://e.org/sport/fussball
https://e.org/podcasts
https://e.org/video
""".split()

HEADLINE = "Mayor opens the new bridge over the river"


@pytest.mark.parametrize("url", ARTICLES)
def test_articles_are_known_by_their_address(url: str) -> None:
    assert article_likeness(url) >= 0.5
    assert article_likeness(url, HEADLINE) >= article_likeness(url)


@pytest.mark.parametrize("url", OTHERS)
def test_other_pages_are_known_by_their_address(url: str) -> None:
    assert article_likeness(url) < 0.35
    assert article_likeness(url, "More") < 0.35


SERVICES = [
    url for url in OTHERS if any(w in url for w in ("login", "about", "tag/", "author", "search", "privacy", "feed"))
]


@pytest.mark.parametrize("url", SERVICES)
def test_no_anchor_makes_a_service_an_article(url: str) -> None:
    assert article_likeness(url, HEADLINE) < 0.5


@pytest.mark.parametrize(
    "url", ["https://e.org/marker/54885", "https://e.org/quem-se-ama", "https://e.org/q7", "https://e.org/x/y"]
)
def test_a_headline_carries_a_plain_address(url: str) -> None:
    assert article_likeness(url, HEADLINE) >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        HEADLINE,
        "Mayor opens new bridge",
        "Bürgermeisterinnenwahlergebnisse",
        "市長が新しい橋を開通",
        "시장이 새 다리를 열었다 오늘",
        "мэр открыл новый мост",
    ],
)
def test_headlines(text: str) -> None:
    assert is_headline(text)


@pytest.mark.parametrize(
    "text", ["", "Politics", "Read more", "About us", "政治", "国際ニュース", "정치", "12 34 56 78"]
)
def test_no_headlines(text: str) -> None:
    assert not is_headline(text)


@pytest.mark.parametrize(
    ("url", "anchor"),
    [
        ("https://e.org/politik/", "Politik"),
        ("https://e.org/category/news", "News"),
        ("https://e.org/thema/wahlen", "Wahlen"),
        ("https://e.org/sport/f1", "Formel 1"),
        ("https://e.org/uk/", "UK"),
        ("https://e.org/list.php?section=politics", "Politics"),
        ("https://e.org/рубрика/политика", "Политика"),
        ("https://e.org/政治/", "政治"),
    ],
)
def test_sections(url: str, anchor: str) -> None:
    assert is_section(url, anchor)


@pytest.mark.parametrize(
    ("url", "anchor"),
    [
        ("https://e.org/", "Home"),
        ("https://e.org/login", "Log in"),
        ("https://e.org/about", "About us"),
        ("https://e.org/shop/books", "Books"),
        ("https://e.org/tag/politics", "Politics"),
        ("https://e.org/author/jane-doe", "Jane Doe"),
        ("https://e.org/news?q=x", "Search"),
        ("https://e.org/news?page=2", "2"),
        ("https://e.org/page/2/", "2"),
        ("https://e.org/a/b/c/d", "Deep"),
        ("https://e.org/logo.png", "Logo"),
        ("https://e.org/intern/abc1def2", "Intern"),
        ("https://e.org/politik", ""),
        ("https://e.org/politik", HEADLINE),
        ("https://e.org/tag", "Tags"),
    ],
)
def test_no_sections(url: str, anchor: str) -> None:
    assert not is_section(url, anchor)


@pytest.mark.parametrize("path", ["/", "/politics", "/tag/x", "/author/jane-doe", "/login", "/privacy-policy"])
def test_listings(path: str) -> None:
    assert is_listing(path)


@pytest.mark.parametrize("path", ["/a-long-title-of-words", "/story/12345", "/2024/05/31/bridge"])
def test_no_listings(path: str) -> None:
    assert not is_listing(path)


def test_a_place_moves_the_score() -> None:
    plain = link_likeness("https://e.org/a/b", "Short", 0.0)
    assert math.isclose(plain, article_likeness("https://e.org/a/b", "Short"))
    assert link_likeness("https://e.org/a/b", "Short", -1.5) < plain < link_likeness("https://e.org/a/b", "Short", 1.0)


@given(st.one_of(st.text(), st.text().map(lambda t: "https://e.org/" + t)), st.one_of(st.none(), st.text()))
def test_any_text_has_a_score(url: str, anchor: str | None) -> None:
    assert 0.0 < article_likeness(url, anchor) < 1.0
    assert isinstance(is_listing(url), bool)
    assert isinstance(is_section(url, anchor or ""), bool)
