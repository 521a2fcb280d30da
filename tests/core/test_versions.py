"""What counts as a change."""

from __future__ import annotations

import pytest

from newscrawl.core.versions import Signature, title_hash

OLD = Signature("text", title_hash("Rain in Alderby"))


@pytest.mark.parametrize(
    ("new", "same"),
    [
        (OLD, True),
        (Signature("other", OLD.title), False),
        (Signature("text", title_hash("Snow in Alderby")), False),
        (Signature("text", title_hash("RAIN in “Alderby”")), True),
        (Signature("text", None), True),  # a line of an older newscrawl
        (Signature("shorter", OLD.title, page="text"), True),  # what fell since stood there before
        (Signature("other", OLD.title, page="longer"), False),
        (Signature(None, OLD.title), False),
    ],
)
def test_text_and_title_make_the_version(new: Signature, same: bool) -> None:
    assert OLD.is_same(new) is new.is_same(OLD) is same


def test_of_two_texts_without_their_typical_lines_either_may_be_equal() -> None:
    before, after = Signature("t", "", page="t and a box"), Signature("t", "", page="t and another box")
    assert before.is_same(after)
    assert not before.is_same(Signature("u", "", page="u and a box"))
    assert title_hash(None) == title_hash("…") == ""
