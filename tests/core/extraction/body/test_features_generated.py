"""What the judge of lines sees of generated pages: always finite numbers, the same each time."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.core.extraction.body.features import FEATURES, Hints, Seen
from newscrawl.core.extraction.body.outline import read_outline
from newscrawl.core.extraction.page import read_page

LONG = (
    "The harbour master closed the northern basin on Friday because the old crane had begun to lean over the water.",
    "Engineers will take it down in three pieces, and the largest of them weighs more than forty tons, they say.",
    "港湾局は金曜日、古いクレーンが傾き始めたため、北の埠頭を閉鎖した。",
)
TAGS = (
    "p",
    "div",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "blockquote",
    "h2",
    "article",
    "nav",
    "a href='/x'",
    "b",
    "span",
    "pre",
)
WORDS = st.sampled_from(
    [
        "",
        " ",
        "word",
        "Two words.",
        *LONG,
        "שלום עולם",
        "\u200b",
        "&nbsp;",
        "<br>",
        "12:30",
        "|",
        "🦩",
        "&#0;",
    ]
)


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def wrap(tag: str, inner: list[str]) -> str:
        return f"<{tag}>{''.join(inner)}</{tag.split()[0]}>"

    return st.builds(wrap, st.sampled_from(TAGS), st.lists(children, max_size=4))


@settings(max_examples=80, deadline=None)
@given(
    html=st.lists(st.recursive(WORDS, element, max_leaves=20), max_size=6).map("".join),
    hints=st.builds(Hints, WORDS, WORDS, WORDS.map(lambda text: text * 40), st.lists(WORDS, max_size=2).map(tuple)),
    taken=st.integers(0, 2**16),
)
def test_every_page_has_finite_rows(html: str, hints: Hints, taken: int) -> None:
    page = read_page(html, "https://news.example/a")
    outline = read_outline(page.slim_tree)
    flags = [np.array([taken >> (place + by) & 1 for place in range(len(outline.runs))], np.bool_) for by in (0, 5)]
    first, second = (Seen(outline, flags, hints).matrix() for _ in range(2))
    assert first.shape == (len(outline.runs), len(FEATURES))
    assert np.isfinite(first).all()
    assert (first == second).all()
