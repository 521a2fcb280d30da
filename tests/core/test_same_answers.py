"""core.same_answers: one page for whatever is asked for."""

from __future__ import annotations

import pytest

from newscrawl.core.same_answers import BYTES_MAX, ENOUGH, PAGES_MAX, SameAnswers, page_print

PAGE = "<html><h1>Welcome</h1><p>You asked for {url} at {time}.</p><a href='/news'>News</a><i id={token}></i></html>"


def page(path: str, time: str = "12:00:01", token: str = "a81f0c2277") -> bytes:
    return PAGE.format(url=path, time=time, token=token).encode()


def test_what_differs_at_every_call_makes_no_difference() -> None:
    one, other = "/old/the-story-of-a-bridge-17", "/old/another-tale?x=1"
    first = page_print(page(one), [f"https://e.org{one}"])
    assert page_print(page(other, "9:15:59", "ffee0011223344"), [f"https://e.org{other}"]) == first
    assert page_print(page(one).replace(b"Welcome", b"A story"), [f"https://e.org{one}"]) != first
    assert page_print(b"", ["https://[bad"]) == page_print(b"", [])


def test_the_third_address_with_a_page_is_none() -> None:
    same = SameAnswers()
    urls = [f"https://e.org/old/a-story-{n}" for n in range(5)]
    told = [same.note(page_print(page(f"/old/a-story-{n}"), [url]), url, url) for n, url in enumerate(urls)]
    assert told == [None] * (ENOUGH - 1) + [urls[0]] * 3
    assert same.note(page_print(b"<h1>Another</h1>", urls), urls[0], urls[0]) is None


def test_the_same_address_again_is_one() -> None:
    same = SameAnswers()
    assert [same.note("x", "u", "u") for _ in range(5)] == [None] * 5


def test_it_remembers_a_bounded_number() -> None:
    same = SameAnswers()
    for number in range(PAGES_MAX):
        same.note(f"x{number}", "u", "u")
    assert [same.note("new", "u", str(n)) for n in range(5)] == [None] * 5


@pytest.mark.parametrize("body", [b"g" * BYTES_MAX, b"-" * BYTES_MAX, b"g_" * (BYTES_MAX // 2)])
def test_one_long_word_takes_no_longer_than_others(body: bytes) -> None:
    assert len({page_print(body[cut:], ["https://e.org/"]) for cut in range(20)}) == 20
