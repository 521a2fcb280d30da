"""Files of origins, kept in a real database."""

from __future__ import annotations

from dataclasses import replace

from newscrawl.store import OriginFile, Store

ROBOTS = OriginFile("https://paper.example/robots.txt", "https://paper.example/robots.txt", 200, b"\0\xff", 1000.5)


def test_a_file_comes_back_as_it_was(store: Store) -> None:
    store.origin_files.put(ROBOTS)
    again = Store.open(store.url)
    assert again.origin_files.get(ROBOTS.url) == ROBOTS
    again.close()


def test_what_was_never_asked_for_is_not_known(store: Store) -> None:
    assert store.origin_files.get(ROBOTS.url) is None


def test_the_last_answer_takes_the_place_of_the_one_before(store: Store) -> None:
    files = store.origin_files
    gone = replace(ROBOTS, status=404, body=b"", answered="https://www.paper.example/robots.txt", fetched_at=2000.0)
    files.put(ROBOTS)
    files.put(gone)
    assert files.get(ROBOTS.url) == gone


def test_a_file_is_fresh_for_so_long() -> None:
    assert ROBOTS.is_fresh(ROBOTS.fetched_at, 10)
    assert ROBOTS.is_fresh(ROBOTS.fetched_at + 9.9, 10)
    assert not ROBOTS.is_fresh(ROBOTS.fetched_at + 10, 10)
    assert not ROBOTS.is_fresh(ROBOTS.fetched_at - 1, 10)
