from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from newscrawl.core.candidate import SourceKind
from newscrawl.core.extraction import extract_page
from newscrawl.core.models.forest import load_forest
from newscrawl.core.quality import Facts, signals, verdict
from newscrawl.core.quality.features import features
from newscrawl.core.quality.judge import LEAST, SURE
from newscrawl.core.quality.page_place import is_front_page, other_place
from newscrawl.core.verdict import Reason
from tests.core.quality.guard_pages import LANGUAGES, TEMPLATES, page

PARAGRAPHS = (
    "The council voted for the bridge on Monday evening, and the work is to begin in the spring of next year.",
    "Thirty-one members were for it and five against. The others stayed away from the vote, the mayor said.",
    "The old bridge was built in 1904. It has been closed to cars since a flood washed out one of its pillars.",
)
FILLER = ("Welcome to our site. Write to us or call us any time. The office is open on weekdays. " * 6,) * 2
ARTICLE = Facts(
    url="https://news.example/2026/03/02/council-votes-for-the-new-bridge",
    title="Council votes for the new bridge",
    paragraphs=PARAGRAPHS,
    types=frozenset({"NewsArticle", "og:article"}),
    date_source="json-ld",
    authors=1,
    visible=2000,
)
BARE = replace(ARTICLE, types=frozenset(), date_source=None, authors=0)
STRANGE = replace(ARTICLE, url="https://news.example/x/y")


def reason(facts: Facts, **changes: Any) -> Reason | None:
    found = verdict(replace(facts, **changes))
    return found.reason if found else None


@pytest.mark.parametrize(
    "facts",
    [
        ARTICLE,
        BARE,
        STRANGE,
        replace(ARTICLE, url="https://news.example/about"),
        replace(ARTICLE, url="https://news.example/tag/bridge"),
        replace(ARTICLE, url=""),
        replace(BARE, url="page.html"),
        replace(ARTICLE, paragraphs=PARAGRAPHS[:1], title="In brief"),
        replace(BARE, url="https://news.example/?p=4711"),
        replace(BARE, url="https://news.example/x/y", found_by=SourceKind.FEED),
        replace(BARE, url="https://news.example/x/y", found_by=SourceKind.NEWS_SITEMAP),
        replace(ARTICLE, teaser_share=0.9, linked_headings=20),
        replace(ARTICLE, players=3, images=30),
        replace(ARTICLE, title="Sorry is the hardest word, says the mayor of the town"),
        replace(ARTICLE, needs_script=True),
    ],
)
def test_articles_pass(facts: Facts) -> None:
    assert reason(facts) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/", Reason.INDEX_PAGE),
        ("https://news.example", Reason.INDEX_PAGE),
        ("https://news.example/de/", Reason.INDEX_PAGE),
        ("https://news.example/index.html", Reason.INDEX_PAGE),
        ("https://news.example/?lang=de", Reason.INDEX_PAGE),
        ("https://news.example/category/news", Reason.INDEX_PAGE),
        ("https://news.example/news/page/3/", Reason.INDEX_PAGE),
        ("https://news.example/tag/politics", Reason.TAG_PAGE),
        ("https://news.example/schlagwort/verkehr/", Reason.TAG_PAGE),
        ("https://news.example/author/jane-doe", Reason.AUTHOR_PAGE),
        ("https://news.example/autor/max-muster/", Reason.AUTHOR_PAGE),
        ("https://news.example/search?q=bridge", Reason.SEARCH_PAGE),
        ("https://news.example/suche/bruecke", Reason.SEARCH_PAGE),
        ("https://news.example/login?next=/", Reason.LOGIN_PAGE),
        ("https://news.example/about", Reason.STATIC_PAGE),
        ("https://news.example/en/about-us.html", Reason.STATIC_PAGE),
        ("https://news.example/impressum/", Reason.STATIC_PAGE),
        ("https://news.example/info/datenschutz", Reason.STATIC_PAGE),
    ],
)
def test_addresses_of_other_pages(url: str, expected: Reason) -> None:
    assert other_place(url) is expected
    assert reason(BARE, url=url) is expected


@pytest.mark.parametrize(
    "url",
    [
        ARTICLE.url,
        "https://news.example/tag/a-very-long-headline-of-an-article",
        "https://news.example/topics/20260302",
        "https://news.example/?p=123",
        "https://news.example/2026/03/02/",
        "file.html",
        "",
        "http://[broken",
    ],
)
def test_addresses_that_say_nothing(url: str) -> None:
    assert other_place(url) is None
    assert not is_front_page(url)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("About us", Reason.STATIC_PAGE),
        ("Über uns | Lindenauer Bote", Reason.STATIC_PAGE),
        ("Mentions légales", Reason.STATIC_PAGE),
        ("Политика конфиденциальности", Reason.STATIC_PAGE),
        ("会社概要", Reason.STATIC_PAGE),
        ("من نحن", Reason.STATIC_PAGE),
        ("Log in", Reason.LOGIN_PAGE),
        ("Anmelden", Reason.LOGIN_PAGE),
        ("Search results for bridge", Reason.SEARCH_PAGE),
        ("Suchergebnisse für Brücke", Reason.SEARCH_PAGE),
        ("404 Not Found", Reason.ERROR_PAGE),
        ("Page not found – The Gazette", Reason.ERROR_PAGE),
        ("Seite nicht gefunden", Reason.ERROR_PAGE),
        ("Página no encontrada", Reason.ERROR_PAGE),
        ("Страница не найдена", Reason.ERROR_PAGE),
        ("Just a moment...", Reason.ERROR_PAGE),
    ],
)
def test_pages_that_say_what_they_are(title: str, expected: Reason) -> None:
    assert reason(BARE, title=title) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"types": frozenset({"CollectionPage"})}, Reason.INDEX_PAGE),
        ({"types": frozenset({"ProfilePage"})}, Reason.AUTHOR_PAGE),
        ({"types": frozenset({"AboutPage"})}, Reason.STATIC_PAGE),
        ({"types": frozenset({"SearchResultsPage"})}, Reason.SEARCH_PAGE),
        ({"software": str(Reason.TAG_PAGE)}, Reason.TAG_PAGE),
        ({"software": str(Reason.STATIC_PAGE)}, Reason.STATIC_PAGE),
        ({"teaser_share": 0.8, "linked_headings": 6}, Reason.INDEX_PAGE),
        ({"linked_share": 0.8}, Reason.INDEX_PAGE),
        ({"paragraphs": FILLER}, Reason.NOT_AN_ARTICLE),
        ({"url": "https://news.example/intern/1f"}, Reason.NOT_AN_ARTICLE),
        ({"paragraphs": ("Too short to be anything at all, but a sentence it is.",) * 2}, Reason.NOT_AN_ARTICLE),
        ({"status": 404}, Reason.HTTP_ERROR),
    ],
)
def test_pages_that_look_like_something_else(changes: dict[str, Any], expected: Reason) -> None:
    assert reason(BARE, **changes) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Reason.NO_TEXT),
        ({"password": True}, Reason.LOGIN_PAGE),
        ({"needs_script": True}, Reason.NEEDS_BROWSER),
        ({"visible": 100}, Reason.NO_TEXT),
        ({"visible": 100, "scripts": 3}, Reason.NEEDS_BROWSER),
        ({"visible": 100, "scripts": 3, "players": 1}, Reason.VIDEO_WITHOUT_TEXT),
        ({"types": frozenset({"VideoObject"})}, Reason.VIDEO_WITHOUT_TEXT),
        ({"types": frozenset({"ImageGallery"})}, Reason.GALLERY_WITHOUT_TEXT),
        ({"images": 20}, Reason.GALLERY_WITHOUT_TEXT),
    ],
)
def test_pages_without_text(changes: dict[str, Any], expected: Reason) -> None:
    assert reason(ARTICLE, paragraphs=(), **changes) is expected


def test_a_video_with_a_line_is_without_text() -> None:
    line = ("Goats took over the high street on Friday.",)
    assert reason(ARTICLE, paragraphs=line, types=frozenset({"VideoObject"})) is Reason.VIDEO_WITHOUT_TEXT
    assert reason(ARTICLE, types=frozenset({"VideoObject", "NewsArticle"})) is None


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (
            ("We use cookies to improve your experience. You can change your cookie settings at any time.",),
            Reason.CONSENT_TEXT,
        ),
        (("Wir verwenden Cookies. Mit der Nutzung unserer Seite akzeptieren Sie alle Cookies.",), Reason.CONSENT_TEXT),
        (
            ("Leave a reply", "Your email address will not be published. Required fields are marked *"),
            Reason.COMMENT_TEXT,
        ),
        (
            ("Sign up for our newsletter", "Get the best stories delivered straight to your inbox."),
            Reason.NEWSLETTER_TEXT,
        ),
        (
            ("This article is only available for subscribers.", "Already a subscriber? Log in to continue."),
            Reason.PAYWALL_TEXT,
        ),
    ],
)
def test_a_text_that_is_a_block_of_the_page_never_passes(paragraphs: tuple[str, ...], expected: Reason) -> None:
    assert reason(ARTICLE, paragraphs=paragraphs) is expected


def test_an_article_about_cookies_passes() -> None:
    line = "The court ruled that sites which use cookies must ask first, and that a ticked box is no answer."
    assert reason(ARTICLE, paragraphs=(*PARAGRAPHS, line)) is None


def test_the_trained_verdict_has_a_vote_where_the_rules_find_nothing() -> None:
    assert reason(ARTICLE, score=LEAST) is None
    assert reason(ARTICLE, score=LEAST - 0.01) is Reason.NOT_AN_ARTICLE
    low = LEAST / 2
    assert reason(ARTICLE, score=low, players=1, paragraphs=PARAGRAPHS[:2]) is Reason.VIDEO_WITHOUT_TEXT
    assert reason(ARTICLE, score=low, linked_headings=5, teaser_share=0.4) is Reason.INDEX_PAGE
    assert reason(ARTICLE, score=low, url="https://news.example/tag/bridge") is Reason.TAG_PAGE
    assert reason(ARTICLE, score=low, types=frozenset({"NewsArticle", "ProfilePage"})) is Reason.AUTHOR_PAGE
    assert reason(ARTICLE, score=low, password=True, paragraphs=PARAGRAPHS[:1]) is Reason.LOGIN_PAGE


def test_where_it_is_sure_the_form_says_nothing_against_an_article() -> None:
    assert reason(BARE, url="https://news.example/intern/1f") is Reason.NOT_AN_ARTICLE
    assert reason(BARE, url="https://news.example/intern/1f", score=SURE) is None
    assert reason(BARE, url="https://news.example/tag/politics", score=SURE) is Reason.TAG_PAGE
    assert reason(BARE, paragraphs=(), score=SURE) is Reason.NO_TEXT
    assert reason(BARE, status=404, score=SURE) is Reason.HTTP_ERROR


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_score(language: str) -> None:
    url = "https://news.example/2026/03/02/the-story-of-a-page-in-a-test"
    article = extract_page(page(TEMPLATES[0], "story", language), url).article
    other = extract_page(page(TEMPLATES[0], "teasers", language), "https://news.example/region/")
    assert article is not None
    assert other.rejection is not None
    assert article.kind_score is not None
    assert 0.0 <= other.rejection.evidence["kind_score"] < article.kind_score <= 1.0
    assert article.kind_score >= LEAST
    assert round(article.kind_score, 3) == article.kind_score


def test_the_shipped_model_knows_the_features_that_pages_have() -> None:
    facts = extract_page(page(TEMPLATES[0], "story", "en"), ARTICLE.url, explain=True).facts
    assert facts is not None
    assert tuple(features(facts)) == load_forest("verdict").features


def test_evidence_is_small_json() -> None:
    found = verdict(replace(BARE, url="https://news.example/about"))
    assert found is not None
    assert json.loads(json.dumps(found.evidence)) == found.evidence
    assert len(json.dumps(found.evidence)) < 800
    assert found.evidence["vouching"] < signals(ARTICLE)["vouching"]
