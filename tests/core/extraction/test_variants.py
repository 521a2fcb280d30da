"""Which other forms of an article a page names."""

from __future__ import annotations

import pytest

from newscrawl.core.extraction.page import read_page
from newscrawl.core.extraction.variants import read_variants

STORY = "https://www.example.org/world/the-old-crane-comes-down"


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ('<link rel="amphtml" href="/accelerated/77001">', ("example.org/accelerated/77001",)),
        ('<link rel="AMPHTML" href="https://amp.example.org/world/the-old-crane-comes-down">', ()),
        (
            '<link rel="alternate" media="only screen and (max-width: 640px)" href="https://small.example.org/77001">',
            ("small.example.org/77001",),
        ),
        ('<link rel="alternate" media="handheld" href="/h/77001">', ("example.org/h/77001",)),
        ('<link rel="alternate" hreflang="de" href="/de/77001">', ()),
        ('<link rel="amphtml" href="https://amp.other.example/77001">', ()),
        ('<link rel="amphtml" href="/"><link rel="amphtml" href="/world/"><link rel="amphtml">', ()),
        ('<link rel="amphtml" href="http://[x"><link href="/a">', ()),
    ],
)
def test_the_forms_that_a_page_names(head: str, found: tuple[str, ...]) -> None:
    assert read_variants(read_page(f"<html><head>{head}</head><body></body></html>", STORY)) == found
