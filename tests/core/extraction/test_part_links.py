"""Which links lead to another part of the same article, and which never do."""

from __future__ import annotations

import pytest

from newscrawl.core.extraction.page import read_page
from newscrawl.core.extraction.part_links import read_part_links
from newscrawl.core.parts import PartLinks

SITE = "https://news.example"
STORY = f"{SITE}/world/the-old-crane"


def part_links(url: str, body: str, head: str = "") -> PartLinks | None:
    html = f'<html><head>{head}</head><body><a href="/">Home</a><article><p>Text.</p></article>{body}</body></html>'
    return read_part_links(read_page(html, url))


def pager(*links: tuple[str, str], name: str = "x") -> str:
    return f'<div class="{name}">{"".join(f"<a href={href!r}>{text}</a>" for href, text in links)}</div>'


FOLLOWING = [
    # The address of the page; what is added to it for the second part, as the link has it; the form of the link.
    (STORY, f"{STORY}/2", pager((f"{STORY}/2", "2"))),
    (f"{STORY}/", f"{STORY}/2/", pager((f"{STORY}/2/", "2"))),
    (f"{STORY}/", f"{STORY}/2/", pager(("2/", "2"))),
    (STORY, f"{STORY}/page/2/", pager((f"{STORY}/page/2/", "2"))),
    (STORY, f"{STORY}/seite-2", pager(("/world/the-old-crane/seite-2", "Next"), name="article-pagination")),
    (STORY, f"{STORY}?page=2", pager(("?page=2", "2"))),
    (STORY, f"{STORY}?p=2", pager(("?p=2", "Seite 2"))),
    (STORY, f"{STORY}?page=1", pager(("?page=1", "2"), ("?page=2", "3"), ("?page=1", "next"), ("?page=2", "last"))),
    (f"{STORY}?page=1", f"{STORY}?page=2", pager((STORY, "1"), ("?page=2", "2"))),
    (f"{STORY}.html", f"{STORY}-2.html", pager((f"{STORY}-2.html", "2"))),
    (f"{STORY}.html", f"{STORY},seite-2.html", pager((f"{STORY},seite-2.html", "2"))),
    (f"{STORY}.html", f"{STORY}_2.html", pager((f"{STORY}_2.html", "Next"), name="pager")),
    (f"{STORY}-page-1.html", f"{STORY}-page-2.html", pager((f"{STORY}-page-2.html", "2"))),
    (f"{STORY}/seite-2", f"{STORY}/seite-3", pager((STORY, "1"), (f"{STORY}/seite-3", "3"))),
    (f"{STORY}/2/", f"{STORY}/3/", pager((STORY, "1"), (f"{STORY}/3/", "3"))),
    (f"{SITE}/article.php?id=77", f"{SITE}/article.php?id=77&page=2", pager(("/article.php?id=77&page=2", "2"))),
    (f"{STORY}/страница/1", f"{STORY}/страница/2", pager((f"{STORY}/страница/2", "2"))),
]  # fmt: skip


@pytest.mark.parametrize(("url", "wanted", "body"), FOLLOWING)
def test_the_next_part(url: str, wanted: str, body: str) -> None:
    found = part_links(url, body)
    assert found is not None
    assert found.next == wanted


@pytest.mark.parametrize("wanted", [f"{STORY}?page=2", f"{STORY}/page/2", f"{STORY}/2"])
def test_the_next_part_by_the_head(wanted: str) -> None:
    found = part_links(STORY, "", f'<link rel="next" href="{wanted}">')
    assert found is not None
    assert found.next == wanted


OTHERS = [
    (STORY, pager((f"{SITE}/world/the-new-crane", "Next"), name="pagination")),
    (STORY, pager((f"{STORY}-2", "The old crane, a year later"))),
    (STORY, pager((f"{STORY}?page=2", "An offer that has nothing to do with it"))),
    (STORY, pager((f"{SITE}/world/page/2", "2"), (f"{SITE}/world?page=2", "3"), name="pagination")),
    (STORY, f'<div class="comments">{pager(("?page=2", "2"))}</div>'),
    (STORY, pager((f"{STORY}/comment-page-2/#comments", "2"), ("?cpage=2", "2"))),
    (STORY, pager((f"{STORY}/photo/2", "2"), (f"{STORY}?image=2", "2"), name="gallery")),
    (f"{STORY}-part-1", pager((f"{STORY}-part-2", "Part 2"))),
    (f"{SITE}/news/11", pager((f"{SITE}/news/12", "12"), name="pager")),
    (f"{SITE}/news/12345", pager((f"{SITE}/news/12346", "Next"), name="pager")),
    (f"{SITE}/?p=11", pager((f"{SITE}/?p=12", "Next"), name="pagination")),
    (STORY, pager((f"https://share.example/?u={STORY}/2", "2"), (STORY.replace("news.", "other.") + "/2", "2"))),
    (STORY, pager((f"{STORY}?utm_source=x", "2"), (f"{STORY}#2", "2"), ("javascript:go(2)", "2"), ("http://[", "2"))),
    (STORY, ""),
]  # fmt: skip


@pytest.mark.parametrize(("url", "body"), OTHERS)
def test_links_that_lead_to_no_part(url: str, body: str) -> None:
    assert part_links(url, body) is None


def test_the_next_article_is_no_part_whatever_rel_says() -> None:
    assert part_links(STORY, "", f'<link rel="next" href="{SITE}/world/the-new-crane">') is None
    assert part_links(STORY, "", f'<link rel="next" href="{STORY}-2">') is None, "another article of the same name"


def test_a_later_part_names_the_first() -> None:
    body = pager((STORY, "1"), (f"{STORY}/3/", "3"))
    found = part_links(f"{STORY}/2/", body)
    assert found == PartLinks(f"{STORY}/3/", None, STORY, 2, (f"{STORY}/3/",))
    by_rel = part_links(f"{STORY}?page=2", "", f'<link rel="prev" href="{STORY}">')
    assert by_rel == PartLinks(None, None, STORY, 2)
    counted = part_links(f"{STORY}?page=1", pager(("?page=2", "3")), f'<link rel="prev" href="{STORY}">')
    assert counted is not None
    assert (counted.first, counted.next) == (STORY, f"{STORY}?page=2")
    canonical = part_links(f"{STORY}/seite-2", "", f'<link rel="canonical" href="{STORY}">')
    assert canonical == PartLinks(None, None, STORY, 2)


def test_a_number_of_the_articles_own_is_no_part() -> None:
    assert part_links(f"{STORY}-2", f'<a href="{STORY}">The old crane</a>') is None
    lonely = part_links(f"{STORY}?page=7", pager(("?page=8", "8")))
    assert lonely is not None
    assert (lonely.first, lonely.number) == (None, 7)


def test_all_parts_that_are_named() -> None:
    found = part_links(STORY, pager(*((f"{STORY}/{n}", str(n)) for n in range(2, 6)), (f"{STORY}/2", "Next")))
    assert found is not None
    assert found.others == tuple(f"{STORY}/{n}" for n in range(2, 6))


WHOLE = [
    (f"{STORY}/komplettansicht", pager((f"{STORY}/seite-2", "2"), (f"{STORY}/komplettansicht", "On one page")), ""),
    (f"{STORY}?page=all", pager((f"{STORY}?page=2", "2"), (f"{STORY}?page=all", "All")), ""),
    (f"{STORY}?page=all", pager((f"{STORY}?page=2", "2")), f'<link rel="canonical" href="{STORY}?page=all">'),
    (f"{STORY}?print=1", pager((f"{STORY}?page=2", "2")) + f'<p><a href="{STORY}?print=1">Print</a></p>', ""),
    (f"{STORY}/print", pager((f"{STORY}/2", "2")) + f'<p><a href="{STORY}/print">Print</a></p>', ""),
    (None, pager((f"{STORY}/2", "2")) + f'<p><a href="{STORY}/comments">7 comments</a></p>', ""),
    (None, pager((f"{STORY}/2", "2")) + f'<a href="{STORY}?utm_source=all">All</a>', ""),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "body", "head"), WHOLE)
def test_a_page_with_all_parts(wanted: str | None, body: str, head: str) -> None:
    found = part_links(STORY, body, head)
    assert found is not None
    assert found.next is not None
    assert found.whole == wanted


def test_a_print_version_of_an_article_of_one_page_is_of_no_use() -> None:
    assert part_links(STORY, f'<a href="{STORY}?print=1">Print</a><a href="{STORY}/print">Print</a>') is None


@pytest.mark.parametrize(
    ("url", "body", "following"),
    [
        ("https://e.org/a", "a" * 1_500_000, None),
        ("https://e.org/a-tale", '<a href="/a-tale?page=2">2</a>' * 10_000, "https://e.org/a-tale?page=2"),
    ],
    ids=["an address of a letter", "many links"],
)
def test_hostile_pages_are_read_in_time(url: str, body: str, following: str | None) -> None:
    found = read_part_links(read_page(f"<p>{body}</p>", url))
    assert (found and found.next) == following
