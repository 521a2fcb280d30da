"""The standfirst of an article: what it says of itself in a sentence or two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newscrawl.core.extraction.folding import key
from newscrawl.core.extraction.metadata.element_text import stands_aside, text_of
from newscrawl.core.extraction.metadata.nodes import Node, first_text
from newscrawl.core.extraction.metadata.sources import Sources
from newscrawl.core.extraction.page import Page

_META = (
    "description", "twitter:description", "dc.description", "dcterms.description", "dcterms.abstract", "dc.abstract",
    "sailthru.description", "parsely-description", "cxenseparse:description", "st:description", "schema:description",
    "rnews:description", "abstract",
)  # fmt: skip
_CUT = re.compile(r"\s*(?:\[?(?:…|\.{3})\]?|\[&hellip;\])[\s\])>»]*$")
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|lead|lede|deck|dek|sub-?title|excerpt|intro|intro-?text|summary|chapo|chapeau|ingress|"
    r"vorspann|einleitung|bajada|entradilla|sumario|sottotitolo|preamble)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MIN_LENGTH = 30
_LONGEST = 700
"""No standfirst is longer; such a text is the article."""


def read_description(page: Page, sources: Sources, article: Node | None, title: str | None) -> tuple[str, str] | None:
    """The standfirst and where it was found; None where the page gives none.

    In: the page, what was read of it, its headline. Out: the text that most sources give, JSON-LD and og:description
    before the others; whole where a source or the page itself has the whole of a text that breaks off; never the
    headline again, nor a text as long as an article.
    """
    said = [(text, source) for text, source in _declared(sources, article) if key(text) != key(title or "")]
    short = [(text, source) for text, source in said if len(text) <= _LONGEST]
    best = _most_said(short)
    if best is None:
        shown = _on_page(page) if not said else None
        return (shown, "text") if shown else None
    stem = _stem(best[0])
    if stem is None:
        return best
    whole = next((given for given in short if given[0].startswith(stem) and _stem(given[0]) is None), None)
    if whole is None and (shown := _whole_on_page(page, stem)):
        whole = (shown, "text")
    return whole or best


def _declared(sources: Sources, article: Node | None) -> Iterator[tuple[str, str]]:
    if article is not None and (text := first_text(article.get("description"))):
        yield text, "json-ld"
    for name in ("og:description", *_META):
        if text := sources.first(name):
            yield text, "og:description" if name.startswith("og:") else "meta"
    yield from ((text, source) for source, text in sources.marked("description")[:1])


def _most_said(given: list[tuple[str, str]]) -> tuple[str, str] | None:
    counts: dict[str, int] = {}
    for text, _ in given:
        counts[key(text)] = counts.get(key(text), 0) + 1
    return max(given, key=lambda said: counts[key(said[0])], default=None)


def _stem(text: str) -> str | None:
    """What stands before the dots where a text breaks off; None where it does not."""
    found = _CUT.search(text)
    stem = text[: found.start()].rstrip() if found else ""
    return stem if len(stem) >= _MIN_LENGTH else None


def _whole_on_page(page: Page, stem: str) -> str | None:
    start = stem[:_MIN_LENGTH]
    for element in page.tree.iter("p", "h2", "h3", "div", "span", "li"):
        if start[:10] in (element.text or "") and (text := text_of(element)).startswith(stem):
            return text if len(text) <= _LONGEST else None
    return None


def _is_standfirst(name: str) -> bool:
    return _STANDFIRST.search(name) is not None


def _on_page(page: Page) -> str | None:
    """The first text that its class calls a standfirst, after the headline."""
    for element in page.classed(_is_standfirst) if page.elements["h1"] else ():
        if not stands_aside(element):
            text = text_of(element)
            if _MIN_LENGTH <= len(text) <= _LONGEST and element.find(".//h1") is None:
                return text
    return None
