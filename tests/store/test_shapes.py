"""What is learned of the shapes of addresses, in a real database."""

from __future__ import annotations

import pytest

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.shapes import Count
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.store import LeftOut, Store, Written

SITE = "paper.example"


@pytest.fixture
def store(store: Store) -> Store:
    found = [Candidate(url(n), SourceKind.SECTION) for n in range(700)]
    store.addresses.add(SITE, [(identity(c.url), c) for c in found], "r1")
    return store


def url(number: int) -> str:
    return f"https://{SITE}/news/{number}"


def written(number: int) -> Written:
    canonical = f"https://{SITE}/{number}/a-canonical-address"
    keys = (identity(canonical), identity(url(number)))
    return Written(f"id{number}", canonical, SITE, f"c{number}", 1, keys, asked=url(number))


def left_out(number: int, reason: Reason) -> LeftOut:
    return LeftOut(url(number), SITE, reason, (identity(url(number)),), asked=url(number))


def test_the_shape_asked_for_is_counted_once(store: Store) -> None:
    assert len(store.shapes.of_site(SITE)) == 0
    items: list[Written | LeftOut] = [written(1), written(2), left_out(3, Reason.INDEX_PAGE)]
    items.append(left_out(4, Reason.DISALLOWED))
    for _ in range(2):
        store.articles.confirm(items, "r1")
    store.articles.confirm([left_out(1, Reason.DUPLICATE_ADDRESS)], "r2")
    store.articles.confirm([left_out(5, Reason.OUTSIDE_DATES), left_out(6, Reason.TAG_PAGE)], "r2")
    assert store.shapes.of_site(SITE).counts == {"paper.example/news/<d>": Count(3, 2)}
    assert store.shapes.of_site("other.example").counts == {}


def test_what_was_never_found_or_is_not_said_is_not_counted(store: Store) -> None:
    store.articles.confirm([left_out(5000, Reason.INDEX_PAGE)], "r1")
    store.articles.confirm([LeftOut(url(1), SITE, Reason.INDEX_PAGE, (identity(url(1)),))], "r1")
    assert len(store.shapes.of_site(SITE)) == 0


def test_many_at_once(store: Store) -> None:
    store.articles.confirm([written(n) for n in range(700)], "r1")
    assert store.shapes.of_site(SITE).of("paper.example/news/<d>") == Count(700, 0)


def test_a_bounded_number_is_remembered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.store.shapes.SHAPES_MAX", 3)
    names = [f"author-{letter}" for letter in "abcde"]
    for name in names:
        page = Candidate(f"https://{SITE}/{name}/1", SourceKind.SECTION)
        store.addresses.add(SITE, [(identity(page.url), page)], "r1")
        store.articles.confirm(
            [LeftOut(page.url, SITE, Reason.INDEX_PAGE, (identity(page.url),), asked=page.url)], "r1"
        )
    assert store.shapes.forget_oldest("elsewhere.test") == 0
    assert store.shapes.forget_oldest(SITE) == 2
    assert {shape.split("/")[1] for shape in store.shapes.of_site(SITE).counts} == set(names[2:])
