from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.exports.names import NAME_BYTES, article_name, safe_name, slug
from tests.dataset.exports.articles import record

RESERVED = ("con", "PRN", "aux.txt", "nul", "com1", "lpt9.tar.gz", "conin$")
HOSTILE = (
    "../../etc/passwd",
    "C:\\Windows\\x",
    "a\x00b\r\nc\x1b[31m",
    "safe\u202egpj.exe",
    "\u2066x\u2069",
    "trailing. ",
    'a<b>:"|?*',
    "…" * 400,
    "港" * 400,
    "",
)


def is_safe(name: str) -> bool:
    stem = name.partition(".")[0].lower()
    return (
        0 < len(name.encode()) <= 255
        and not any(unicodedata.category(char).startswith("C") for char in name)
        and not set(name) & set('/\\:*?"<>|')
        and name[-1] not in " ."
        and name[0] not in ".-"
        and stem not in {"con", "prn", "aux", "nul", "com1", "lpt9", "conin$"}
        and unicodedata.is_normalized("NFC", name)
    )


@pytest.mark.parametrize("text", [*RESERVED, *HOSTILE])
def test_hostile_texts_make_safe_names(text: str) -> None:
    assert is_safe(safe_name(text))
    name = article_name(record(1, title=text, source=text, id=text or "x", date_published=text), ".txt")
    assert is_safe(name)
    assert len(name.encode()) <= NAME_BYTES + 55


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_makes_a_safe_name_of_its_own(one: str, two: str) -> None:
    names = [safe_name(text) for text in (one, two)]
    assert all(is_safe(name) for name in names)
    if one != two:
        assert names[0].casefold() != names[1].casefold()


@given(st.text(max_size=500), st.text(max_size=100))
def test_any_article_has_a_safe_name(title: str, source: str) -> None:
    assert is_safe(article_name(record(1, title=title, source=source), ".txt"))


def test_a_name_reads_well() -> None:
    value = record(7, title="Die Fähre fährt – wieder!", date_published="2026-11-18T07:30+02:00")
    assert article_name(value, ".txt") == f"2026-11-18_a.example_die-fähre-fährt-wieder_{value['id'][:16]}.txt"
    assert article_name({**value, "version": 3, "title": None, "date_published": None}, ".txt") == (
        f"2026-11-24_a.example_{value['id'][:16]}-v3.txt"
    )


def test_long_titles_end_at_a_word() -> None:
    assert slug("one two three", 9) == "one-two"
    assert slug("onetwothree", 5) == "onetw"
    assert slug("港の朝市", 7) == "港の"
    assert slug("हिन्दी में ख़बर") == "हिन्दी-में-ख़बर"
