"""Lines that are typical of a site: which fall from a text, and which must not."""

from __future__ import annotations

import html
import pickle

import pytest

from newscrawl.core.extraction import Extraction, extract_page
from newscrawl.core.extraction.body.outline import read_outline
from newscrawl.core.extraction.page import read_page
from newscrawl.core.extraction.typical_lines import PageLines, line_hash
from newscrawl.core.typical import SitePages, Typical
from newscrawl.core.verdict import Reason
from tests.web.stories import make_story

HOST = "paper.test"
BOX = "The harvest of the small islands is told here by those who bring it in, week after week and in plain words."


def page(number: int, before: str = "", after: str = "", aside: str = "", *, text: str | None = None) -> str:
    """An article between what its template puts around the text."""
    story = make_story(HOST, number)
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in story.paragraphs) if text is None else text
    return (
        f"<html lang=en><head><title>{story.title}</title></head><body><main><article><h1>{story.title}</h1>"
        f"{before}{body}{after}</article></main>{aside}<footer><p>© 2026 {HOST}</p></footer></body></html>"
    )


def read(body: str, number: int, pages: SitePages, *, count: bool = True) -> Extraction:
    """Read a page as a crawl does."""
    result = extract_page(body, make_story(HOST, number).url, typical=pages.typical, explain=True)
    if count and result.prints is not None:
        assert result.article is not None
        pages.count(result.article.id, result.prints)
    return result


def fallen(result: Extraction) -> list[str]:
    return [row["line"] for row in result.signals["dropped"] if row["filter"] == "typical"]


def text_of(result: Extraction) -> str:
    assert result.article is not None
    return result.article.text


def test_the_same_paragraph_falls_from_the_third_article_on() -> None:
    pages = SitePages()
    results = [read(page(n, after=f"<p>{BOX}</p>"), n, pages) for n in range(6)]
    assert [BOX in text_of(result) for result in results] == [True, True, False, False, False, False]
    assert [fallen(result) for result in results[2:]] == [[BOX]] * 4
    assert text_of(results[5]) == make_story(HOST, 5).text


def test_it_falls_in_the_middle_of_a_text_and_from_the_page_read_again() -> None:
    pages = SitePages()
    for number in range(6):
        first, *rest = (f"<p>{paragraph}</p>" for paragraph in make_story(HOST, number).paragraphs)
        body = page(number, text=f"{first}<p>{BOX}</p>{''.join(rest)}")
        result = read(body, number, pages)
    assert text_of(result) == make_story(HOST, 5).text
    assert fallen(read(body, 5, pages)) == [BOX]
    assert len(pages) == 6


def test_without_what_is_known_of_the_site_nothing_is_counted() -> None:
    result = extract_page(page(1), make_story(HOST, 1).url, explain=True)
    assert result.prints is None
    assert text_of(result) == make_story(HOST, 1).text


def test_what_is_left_out_is_not_counted() -> None:
    assert extract_page("<h1>Only a headline</h1>", "https://paper.test/a", typical=Typical()).prints is None


@pytest.mark.parametrize("tag", ["h2", "h3", "p><b", "p><strong"])
def test_a_heading_over_each_articles_own_text_stays(tag: str) -> None:
    pages = SitePages()
    heading = f"<{tag}>What it is about</{tag.split('<')[-1]}>"
    for number in range(8):
        result = read(page(number, before=heading), number, pages)
        assert "What it is about" in text_of(result)


def test_a_heading_falls_with_what_stands_under_it() -> None:
    pages = SitePages()
    for number in range(5):
        result = read(page(number, after=f"<h2>From the islands</h2><p>{BOX}</p>"), number, pages)
    assert fallen(result) == ["From the islands", BOX]


def test_a_row_that_says_the_same_in_many_tables_stays() -> None:
    pages = SitePages()
    for number in range(6):
        rows = f"<ul><li>Goals: {number}, {number + 1} and {number + 2}, all by the guests from Town {number}x</li>"
        rows += "<li>Referee, as always: the sexton of Hallow</li>"
        rows += f"<li>Spectators of match {chr(97 + number)}: many</li></ul>"
        result = read(page(number, after=rows), number, pages)
        assert fallen(result) == []


def test_what_three_of_many_articles_quote_stays() -> None:
    pages = SitePages()
    for number in range(9):
        quote = f"<p>“{BOX}”</p>" if number in (1, 4, 7) else ""
        result = read(page(number, after=quote), number, pages)
        assert bool(quote) == (BOX in text_of(result))


def test_pages_that_differ_in_numbers_only_keep_their_text() -> None:
    """A report a day from one mould: none makes the next one's text typical."""
    pages = SitePages()
    for number in range(6):
        report = "".join(
            f"<p>At station {place} the water stood {number + 3} centimetres above the mark of {1900 + number}, "
            f"said the warden, who reads it {number + 2} times a day.</p>"
            for place in ("Ebb", "Flood", "Quay", "Lock")
        )
        body = page(1, text=report).replace(make_story(HOST, 1).title, f"Water on day {number} of the month in Quay")
        result = read(body, number, pages)
        assert fallen(result) == []
        assert text_of(result).count("centimetres above") == 4
    assert len(pages) == 1


def test_the_same_article_at_many_addresses_keeps_its_text() -> None:
    pages = SitePages()
    for number in range(6):
        result = read(page(1), number, pages)
        assert text_of(result) == make_story(HOST, 1).text
    assert len(pages) == 1


def test_a_standfirst_that_others_tease_is_the_articles_own() -> None:
    """Every page teases article 9; the teaser's text is the first paragraph of article 9."""
    story = make_story(HOST, 9)
    teaser = f'<div><div><a href="{story.path}">{story.title}</a></div><p>{story.paragraphs[0]}</p></div>'
    pages = SitePages()
    for number in range(6):
        read(page(number, aside=teaser), number, pages)
    result = read(page(9, aside=teaser), 9, pages)
    assert text_of(result) == story.text


def test_what_the_page_says_of_its_article_stays() -> None:
    story = make_story(HOST, 9)
    pages = SitePages()
    for number in range(6):
        read(page(number, after=f"<p>{story.paragraphs[0]}</p>"), number, pages)
    plain = page(9)
    assert fallen(read(plain, 9, pages, count=False)) == [story.paragraphs[0]]
    described = plain.replace(
        "</head>", f'<meta name="description" content="{html.escape(story.paragraphs[0])}"></head>'
    )
    assert text_of(read(described, 9, pages)) == story.text


def test_most_of_a_text_never_falls() -> None:
    pages = SitePages()
    for number in range(5):
        read(page(number, after=f"<p>{BOX}</p>"), number, pages)
    short = "<p>A short note of the day, and what it says is said in one line of words.</p>"
    result = read(page(7, text=short, after=f"<p>{BOX}</p>"), 7, pages)
    assert fallen(result) == []
    assert BOX in text_of(result)


def test_a_page_that_has_nothing_but_what_all_have_is_no_article() -> None:
    pages = SitePages()
    for number in range(5):
        read(page(number, after=f"<p>{BOX}</p>"), number, pages)
    empty = page(7, text="", after=f"<p>{BOX}</p>")
    assert text_of(extract_page(empty, make_story(HOST, 7).url)).endswith(BOX)
    result = read(empty, 7, pages)
    assert fallen(result) == [BOX]
    assert result.rejection is not None
    assert result.rejection.reason in (Reason.NO_TEXT, Reason.NOT_AN_ARTICLE)


def test_a_line_has_a_place() -> None:
    """The menu's word is not the heading's."""
    pages = SitePages()
    for number in range(5):
        read(page(number, aside="<nav><ul><li>On the harbour</li></ul></nav><p>On the harbour</p>"), number, pages)
    result = read(
        page(7, after="<p>On the harbour</p><p>It was quiet there all the day long, said the warden.</p>"), 7, pages
    )
    assert "On the harbour" in text_of(result)


def test_hashes_know_numbers_in_sentences_and_not_in_counters() -> None:
    assert line_hash("12 comments") == line_hash("3  comments")
    assert line_hash("12 comments") != line_hash("12 comments", 1)
    long = "The council has spent {} crowns on lanterns that nobody in all of the town had asked for."
    assert line_hash(long.format(12)) != line_hash(long.format(13))
    assert line_hash("\ud800 lone surrogate") >= 0


def test_shares_for_each_run() -> None:
    pages = SitePages()
    for number in range(4):
        read(page(number, after=f"<p>{BOX}</p>"), number, pages)
    outline = read_outline(read_page(page(7, after=f"<p>{BOX}</p>"), "https://paper.test/7").slim_tree)
    shares = PageLines(outline).shares(pages.typical)
    assert {run.text: share for run, share in zip(outline.runs, shares, strict=True) if share} == {
        BOX: 1.0, f"© 2026 {HOST}": 1.0,
    }  # fmt: skip
    assert PageLines(outline).shares(Typical()) == [0.0] * len(outline.runs)


def test_a_long_page_brings_few_kilobytes() -> None:
    text = "".join(
        f"<p>Line {chr(97 + n % 26)} {'x' * (n + 1)} of a list that has no end, it seems.</p>" for n in range(900)
    )
    prints = read(page(1, text=text), 1, SitePages()).prints
    assert prints is not None
    assert len(prints.lines) == 160 * 8
    assert len(prints.text) == 64 * 8
    assert len(pickle.dumps(prints)) < 2_000
