"""Parts of articles: their addresses, and one text out of theirs."""

from __future__ import annotations

import pytest

from newscrawl.core.parts import is_same_article, joined, split_part

HOST = "https://www.news.example"
CRANE = "The harbour master closed the northern basin on Friday because of the crane."
BOATS = "Fishing boats can use the southern basin until the work is done."
HOOK = "A museum has asked for the cabin and the hook."


@pytest.mark.parametrize(
    ("path", "stem", "number", "form"),
    [
        ("/a/story/2", "/a/story", 2, "/"),
        ("/a/story/2/", "/a/story", 2, "/"),
        ("/a/story-2.html", "/a/story.html", 2, "-"),
        ("/a/story,3.html", "/a/story.html", 3, ","),
        ("/a/story/page/12/", "/a/story", 12, "/page/"),
        ("/a/story/Seite-2.html", "/a/story", 2, "/seite-"),
        ("/a/story-p2.html", "/a/story.html", 2, "-p"),
        ("/a/story?page=2", "/a/story", 2, "?page="),
        ("/a/story?id=5&pageNo=2", "/a/story?id=5", 2, "?pageno="),
        ("/a/story?currentPage=0", "/a/story", 0, "?currentpage="),
    ],
)
def test_an_address_of_a_part(path: str, stem: str, number: int, form: str) -> None:
    found = split_part(HOST + path)
    assert found is not None
    assert (found.stem, found.number, found.form) == (f"news.example{stem}", number, form)


@pytest.mark.parametrize("path", ["/a/story", "/a/story-2026", "/a/story?id=2", "/", "/2", "/?p=2", "/a/12345", "[/:"])
def test_an_address_without_a_part(path: str) -> None:
    assert split_part(HOST + path) is None
    assert split_part("http://[broken/2") is None


def test_parts_become_one_text() -> None:
    texts = [f"{CRANE}\n\n{BOATS}", f"{HOOK}\n\nOne line.\nAnother."]
    assert joined("Crane", None, texts) == f"{CRANE}\n\n{BOATS}\n\n{HOOK}\n\nOne line.\nAnother."
    assert joined(None, None, []) == ""
    assert joined(None, None, [CRANE]) == CRANE


def test_what_a_later_part_repeats_is_dropped() -> None:
    first = f"Report\n\n{CRANE}\n\n{BOATS}"
    second = f"The Old Crane\n\n{CRANE}\n\nReport\n\n{BOATS}\n\n{HOOK}\n\nReport"
    assert joined("The old crane", CRANE, [first, second]) == f"{first}\n\n{HOOK}\n\nReport"
    assert joined("The old crane", None, [first, first]) == first


@pytest.mark.parametrize(
    ("first", "other", "same"),
    [
        ("The old crane", "The old crane - page 2", True),
        ("The old crane comes down", "Page 2: The old crane comes down!", True),
        ("The old crane comes down", "The old crane falls", True),
        ("The old crane comes down", "Choirs sing in town", False),
        (None, "Choirs", True),
        ("The old crane", "", True),
    ],
)
def test_whether_titles_are_those_of_one_article(first: str | None, other: str | None, same: bool) -> None:
    assert is_same_article(first, other) is same
