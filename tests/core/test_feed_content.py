"""core.feed_content: what is packed comes back, and nothing else does harm."""

from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.feed_content import PACKED_MAX, pack, unpack

PARAGRAPH = "<p>The river rose again in the night, and the lower town was cut off.</p>"


def test_a_whole_text_comes_back_and_is_small() -> None:
    packed = pack(PARAGRAPH * 100)
    assert packed is not None
    assert len(packed) < 400
    assert unpack(packed) == PARAGRAPH * 100


def test_a_text_in_wide_letters_needs_fewer_of_them() -> None:
    assert pack("<p>" + "川の水が夜のうちにまた増えた。" * 24 + "</p>") is not None
    assert pack("<p>" + "The river rises. " * 20 + "</p>") is None


@pytest.mark.parametrize("packed", [None, "", "not packed", "é", base64.b85encode(b"no zlib").decode()])
def test_what_is_not_packed_is_none(packed: str | None) -> None:
    assert unpack(packed) is None


def test_a_bomb_is_cut() -> None:
    bomb = base64.b85encode(zlib.compress(b" " * 30_000_000, 9)).decode()
    assert len(bomb) < PACKED_MAX
    assert len(unpack(bomb) or "") == 2**21


@given(st.text())
def test_any_text_is_packed_or_is_not(content: str) -> None:
    packed = pack(content * 50)
    assert packed is None or unpack(packed) == (content * 50).encode("utf-8", "replace").decode()


@pytest.mark.parametrize(
    ("content", "is_text"),
    [
        ("<" * 2_000_000, True),
        ("<script " * 400_000, False),
        ("<style>" * 400_000, False),
        ("<script></style>" * 200_000, False),
        ("<br" + " " * 2_000_000, False),
    ],
    ids=["tags", "scripts", "styles", "mixed", "breaks"],
)
def test_unclosed_markup_takes_no_longer_than_it_is(content: str, is_text: bool) -> None:
    assert unpack(pack(content)) == (content if is_text else None)


def test_what_scripts_and_styles_hold_is_no_text() -> None:
    assert pack("<script>" + PARAGRAPH * 100 + "</SCRIPT ><style>" + PARAGRAPH * 100 + "</style>") is None
    assert pack("<script>x</script>" + PARAGRAPH * 100 + "<style>y") is not None
