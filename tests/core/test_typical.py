"""What is typical of a site: counting its different articles."""

from __future__ import annotations

import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.typical import WINDOW, Counted, Prints, SitePages, least_count, pack, unpack

BOX = 2**64 - 1


def words(number: int, count: int) -> list[int]:
    dice = random.Random(f"{number}")
    return [dice.getrandbits(64) for _ in range(count)]


def name(number: int) -> str:
    return f"{number:016x}" * 2


def prints(number: int, *lines: int, title: str | None = None) -> Prints:
    """An article with ten long lines of its own, and these lines besides."""
    own = words(number, 10)
    return Prints(f"{number:016x}" if title is None else title, pack(own), pack([*own, *lines]))


def site_of(*articles: Prints) -> SitePages:
    pages = SitePages()
    for number, article in enumerate(articles):
        pages.count(name(number), article)
    return pages


@pytest.mark.parametrize(
    ("articles", "count"), [(3, 3), (4, 3), (5, 4), (6, 4), (10, 6), (20, 9), (30, 12), (48, 16), (2, 3), (0, 3)]
)
def test_how_many_articles_make_a_line_typical(articles: int, count: int) -> None:
    assert least_count(articles) == count


def test_a_line_of_two_articles_and_the_one_being_read_is_typical() -> None:
    assert site_of(prints(0, BOX)).typical.share(BOX) == 0
    typical = site_of(prints(0, BOX), prints(1, BOX)).typical
    assert typical.share(BOX) == 1
    assert set(typical.counts) == {BOX}
    assert typical.articles == 2


def test_what_three_of_many_articles_quote_is_not_typical() -> None:
    quoting = [prints(n, BOX) for n in range(3)]
    others = [prints(n) for n in range(3, 8)]
    assert site_of(*quoting, *others).typical.share(BOX) == 0
    assert site_of(*others, *quoting).typical.share(BOX) == 0


def test_an_article_does_not_make_its_own_text_typical() -> None:
    pages = site_of(prints(0, BOX), prints(1, BOX))
    assert pages.typical.apart_from(name(1)).share(BOX) == 0
    assert pages.typical.apart_from(name(7)).share(BOX) == 1
    more = site_of(prints(0, BOX), prints(1, BOX), prints(2, BOX))
    assert more.typical.apart_from(name(2)).share(BOX) == 1
    assert more.typical.apart_from(name(2)).articles == 2


def test_an_article_that_is_counted_again_takes_its_own_place() -> None:
    pages = site_of(prints(0, BOX), prints(1))
    for _ in range(5):
        counted = pages.count(name(0), prints(0, BOX))
        assert counted is not None
        assert counted.number == 0
    assert len(pages) == 2
    assert pages.typical.share(BOX) == 0


def test_near_duplicates_are_left_out_of_the_count() -> None:
    pages = site_of(prints(0, BOX), prints(1))
    text = list(unpack(prints(0).text))
    assert pages.count("a", prints(0, BOX, title="another title")) is None
    assert pages.count("b", Prints("t", pack([*text[:6], 1, 2, 3, 4]), pack(text))) is None, "most of its text"
    assert pages.count("c", Prints("t", pack(text[:3]), pack(text))) is None, "a short form of it"
    assert pages.count("d", Prints(prints(0).title, pack([*text[:2], *range(8)]), pack(text))) is None, "the same title"
    assert len(pages) == 2
    assert pages.count("e", Prints("t", pack([*text[:2], *range(8)]), pack(text))) is not None, "it quotes it"
    assert pages.count("f", prints(9, title="")) is not None
    assert pages.count("g", prints(10, title="")) is not None, "no title is not the same title"


def test_what_many_articles_share_does_not_make_them_alike() -> None:
    """Short articles, each with the same long box in its text, which was there before it was known."""
    pages = SitePages()
    boxes = list(range(1, 4))
    for number in range(8):
        own = words(number, 4)
        assert pages.count(str(number), Prints(str(number), pack([*own, *boxes]), pack([*own, *boxes])))
    short = Prints("short", pack([77, *boxes]), pack([77, *boxes]))
    assert pages.count("short", short) is not None, "three of its four lines are everybody's"


def test_what_a_site_has_given_up_is_forgotten() -> None:
    pages = site_of(*(prints(n, BOX) for n in range(WINDOW)))
    assert pages.typical.share(BOX) == 1
    for number in range(WINDOW, 2 * WINDOW):
        pages.count(name(number), prints(number))
    assert len(pages) == WINDOW
    assert pages.typical.share(BOX) == 0


def test_what_is_new_becomes_typical_on_an_old_site() -> None:
    pages = site_of(*(prints(n) for n in range(200)))
    for number in range(200, 224):
        pages.count(name(number), prints(number, BOX))
    assert pages.typical.share(BOX) > 0


def test_it_is_small_and_pickles() -> None:
    lines = words(-1, 1000)
    typical = site_of(*(prints(n, *lines) for n in range(WINDOW))).typical
    assert len(typical.counts) == 300
    assert len(pickle.dumps(typical)) < 6_000
    assert pickle.loads(pickle.dumps(typical)) == typical


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_hashes_survive_packing(hashes: list[int]) -> None:
    assert unpack(pack(hashes)) == tuple(dict.fromkeys(hashes))
    assert unpack(pack(hashes) + b"half") == tuple(dict.fromkeys(hashes)), "what a broken disk adds is left"


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=130), st.randoms())
def test_what_is_kept_gives_the_same_again(articles: list[tuple[int, bool]], dice: random.Random) -> None:
    """Whatever comes in whatever order: a ring of rows, read back in any order, is the window."""
    pages, rows = SitePages(), dict[int, Counted]()
    for number, boxed in articles:
        counted = pages.count(name(number), prints(number, *([BOX] if boxed else [])))
        if counted is not None:
            rows[counted.slot] = counted
    assert len(rows) == len(pages) <= WINDOW
    kept = list(rows.values())
    dice.shuffle(kept)
    again = SitePages(kept)
    assert again.typical.ids == {page.article_id[:16] for page in rows.values()}
    assert again.count("new", prints(-1)) == pages.count("new", prints(-1))
    assert SitePages(kept).typical.counts == SitePages(rows.values()).typical.counts
