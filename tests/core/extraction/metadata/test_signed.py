from __future__ import annotations

import pytest

from newscrawl.core.extraction.metadata.signed import linked_beside, signed_names
from newscrawl.core.extraction.page import read_page

PROSE = "<p>" + "The bridge over the river is closed, and nobody knows for how long it will be. " * 4 + "</p>"
TEXT = PROSE * 3


def signed(html: str, language: str | None = "en") -> list[str]:
    return signed_names(read_page(html, "https://herald.example/a"), language)


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="byline">By Jane Doe</p>',
        '<div class="post-meta-author">Jane Doe</div>',
        '<span class="authorname">Jane Doe</span>',
        '<li class="article__authors">Text: Jane Doe</li>',
        '<div class="by-line"><a href="/team/jane-doe">Jane Doe</a>, 3 May 2024, <a href="/l">All Articles</a></div>',
        '<span class="auteurs">par Jane Doe, 3 mai 2024</span>',
        '<p>By Jane Doe</p>',
        '<div><span>By <a href="/x">Jane Doe</a></span></div>',
        '<em>Von Jane Doe</em>',
    ],
)  # fmt: skip
def test_a_byline_of_any_make(byline: str) -> None:
    assert signed(f"<article><h1>Bridge closed</h1>{byline}{TEXT}</article>") == ["Jane Doe"]


@pytest.mark.parametrize(
    "html",
    [
        '<div class="comments"><p class="byline">By Jane Doe</p></div>',
        '<aside><p class="byline">By Jane Doe</p></aside>',
        '<figure><figcaption class="author">Jane Doe</figcaption></figure>',
        '<p class="photo-author">Jane Doe</p>',
        '<footer><p class="author">Jane Doe</p></footer>',
        '<div class="author-bio-text">Jane Doe writes</div>',
        "<p>By mistake</p>",
        "<p>By Jane Doe and everyone who was there</p>",
        "<p>Photo: Jane Doe</p>",
    ],
)
def test_what_is_no_byline(html: str) -> None:
    assert signed(f"<article><h1>Bridge closed</h1></article>{html}{TEXT}") == []


def test_a_wrapper_around_the_headline_is_no_sidebar() -> None:
    html = f'<div class="sidebar-right"><h1>Bridge closed</h1><p class="byline">Jane Doe</p>{TEXT}</div>'
    assert signed(html) == ["Jane Doe"]


def test_a_by_far_below_is_another_articles() -> None:
    assert signed(f"<h1>Bridge closed</h1>{TEXT * 3}<div><span>By Jane Doe</span></div>") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p><strong>Jane Doe/John Roe</strong></p>", ""),
        ("", '<p style="text-align: right"><b>Jane Doe, John Roe</b></p>'),
        ("", "<p><i>By Jane Doe and John Roe</i></p>"),
    ],
)
def test_names_alone_at_an_end_of_the_text(before: str, after: str) -> None:
    assert signed(f"<div>{before}{TEXT}{after}</div>") == ["Jane Doe", "John Roe"]


@pytest.mark.parametrize("crosshead", ["What now?", "No end in sight", "Jane Doe: a portrait", "2024"])
def test_a_crosshead_is_nobody(crosshead: str) -> None:
    assert signed(f"<div><p><b>{crosshead}</b></p>{TEXT}</div>") == []


def test_where_all_nouns_have_capitals_bold_words_are_no_names() -> None:
    html = f"<div><p><b>Mehr Brücken</b></p>{TEXT}</div>"
    assert signed(html, "de") == []
    assert signed(f'<div>{TEXT}<p align="right">Jane Doe</p></div>', "de") == ["Jane Doe"]


def test_one_word_is_a_name_on_a_card_alone() -> None:
    assert signed('<h1>Bridge</h1><span class="author vcard"><a class="fn" href="/a">Ulrike</a></span>') == ["Ulrike"]
    assert signed('<h1>Bridge</h1><span class="author">Roads</span>') == []
    assert signed('<h1>Bridge</h1><span class="author vcard">Roads, Rivers, Rain</span>') == []


def test_a_page_without_text_has_nobody() -> None:
    assert signed("") == []


def test_links_that_stand_in_one_byline() -> None:
    html = """<div class="byline"><address><a rel="author" href="/d">Jane Doe</a></address>
    <address><a rel="author" href="/r">John Roe</a></address></div><div><p>{}</p>
    <a rel="author" href="/p">Ann Poe</a></div>""".format("word " * 80)
    page = read_page(html, "https://herald.example/a")
    assert linked_beside(page, {"janedoe"}) == ["Jane Doe", "John Roe"]
    assert linked_beside(page, {"annpoe"}) == []
    assert linked_beside(page, {"nobody"}) == []
