"""All that a page gives as its headline, weighed, and the one to take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from newscrawl.core.candidate import Candidate
from newscrawl.core.extraction.folding import key
from newscrawl.core.extraction.metadata.element_text import stands_aside, text_of
from newscrawl.core.extraction.metadata.headings import Heading
from newscrawl.core.extraction.metadata.nodes import Node, first_text
from newscrawl.core.extraction.metadata.sources import Sources
from newscrawl.core.extraction.metadata.titles import Headline, SiteNames, choose, cut_site, pieces_of
from newscrawl.core.extraction.page import Page

# What a source counts. A page's head repeats itself: what <title> and twitter:title copy from og:title is said once.
_JSON_LD, _OPEN_GRAPH, _SHOWN = 1.25, 1.0, 1.5
_TITLE, _COPIED, _OTHER = 0.5, 0.25, 0.25
_MICRODATA = 0.5
_SHOWN_ALONE, _ONE_WORD = 0.9, 0.25
_MIN_PIECE = 15
_PLACES = ("div", "td", "span", "strong", "b", "p", "font", "h3", "h4", "h5")
_WORD = re.compile(r"[^\W\d_]{4,}")
# Scripts in which words are written without spaces: Thai, Lao, Burmese, Khmer, kana, Han, Hangul in titles.
_WIDE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")


def read_title(
    page: Page,
    sources: Sources,
    article: Node | None,
    site: SiteNames,
    section: str | None,
    candidate: Candidate | None,
) -> Headline | None:
    """The headline as the page shows it, without the site's name; None where the page has none.

    In: the page and what was read of it; its section, which may stand before the site's name; the candidate that led
    here, whose title fills a gap. The headline that most of the sources say is taken (see titles.choose).
    """
    beside = [section] if section else []
    declared = [
        replace(given, text=cut_site(given.text, site, beside=beside, near=not given.shown))
        for given in _declared(sources, article)
    ]
    declared = list(_weighed(declared, sources))
    said: dict[str, float] = {}
    for given in declared:
        if given.weight:
            said[key(given.text)] = said.get(key(given.text), 0) + given.weight
    headings = list(_heading(sources, site, declared, said))
    known = [*headings, *declared, *_subheadings(sources, site, said)]
    if not headings and len(known) == len(declared) and len(said) <= 1:
        known += _piece_on_page(page, sources)
    if candidate and candidate.title:
        known.append(Headline(cut_site(candidate.title, site, beside=beside), "candidate", 0.1))
    return choose(known)


def _declared(sources: Sources, article: Node | None) -> Iterator[Headline]:
    given = [
        ("json-ld", first_text(article.get("headline")) if article else None, _JSON_LD),
        ("og:title", sources.first("og:title"), _OPEN_GRAPH),
        (*next(iter(sources.marked("headline")), ("microdata", None)), _MICRODATA),
        ("title", sources.title, _TITLE),
        ("twitter:title", sources.first("twitter:title"), _OTHER),
        ("meta", sources.first(*_TITLES), _OTHER),
        ("json-ld", first_text(article.get("name")) if article else None, _OTHER),
    ]
    for source, text, weight in given:
        if text:
            yield Headline(text, source, weight, shown=source == "json-ld")


_TITLES = (
    "title", "dc.title", "dcterms.title", "sailthru.title", "parsely-title", "cxenseparse:title", "rnews:headline",
    "schema:headline", "citation_title",
)  # fmt: skip


def _weighed(declared: list[Headline], sources: Sources) -> Iterator[Headline]:
    """What repeats og:title counts less; a microdata headline that is the <h1> itself says nothing new."""
    open_graph = next((key(given.text) for given in declared if given.source == "og:title"), None)
    shown = {heading.text for heading in sources.headings}
    for given in declared:
        copied = key(given.text) == open_graph
        if given.source == "title" and copied:
            yield replace(given, weight=_COPIED)
        elif (given.source == "twitter:title" and copied) or (
            given.source in ("microdata", "rdfa") and given.text in shown
        ):
            yield replace(given, weight=0.0)
        else:
            yield given


def _heading(sources: Sources, site: SiteNames, declared: list[Headline], said: dict[str, float]) -> Iterator[Headline]:
    """The <h1> that the head of the page speaks of, else the first."""
    own = [heading for heading in sources.headings if not site.match(heading.text)]
    head = key(" ".join(filter(None, (sources.title, sources.first("og:title")))))
    best = next((heading for heading in own if key(heading.text) in head), own[0] if own else None)
    if best is None:
        return
    text = _spoken_of(best, said)
    weight = _SHOWN
    if key(text) not in said:
        words = [_words(given.text) for given in declared]
        if _is_one_word(text):
            weight = _ONE_WORD
        elif words and not any(_words(text) & other for other in words):
            weight = _SHOWN_ALONE
    # `Kicker: Headline` rather than `Kicker Headline`.
    if best.parts and text == best.text:
        text = next((given.text for given in declared if key(given.text) == key(text)), text)
    yield Headline(text, "h1", weight, shown=True)


def _spoken_of(heading: Heading, said: dict[str, float]) -> str:
    """What of a heading is the headline: what the head of the page says, else all but its kicker."""
    ways = [heading.text, *([heading.core] if heading.core else []), *heading.parts]
    best = max(ways, key=lambda text: said.get(key(text), 0.0))
    return best if key(best) in said else heading.core or heading.text


def _is_one_word(text: str) -> bool:
    return len(re.split(r"[\s-]+", text.strip())) == 1 and len(key(text)) < (5 if _WIDE.search(text) else 20)


def _words(text: str) -> set[str]:
    folded = text.casefold()
    return {word[:6] for word in _WORD.findall(folded)} | set(_WIDE.findall(folded))


def _subheadings(sources: Sources, site: SiteNames, said: dict[str, float]) -> Iterator[Headline]:
    """The <h2>: one that says what the head of the page says counts like an <h1> of a word or two.

    The others weigh nothing, but a declared title may turn out to be one of them with something added.
    """
    known = set(said)
    for heading in sources.subheadings:
        if not site.match(heading.text):
            text = _spoken_of(heading, said)
            yield Headline(text, "h2", 1.0 if key(text) in known else 0.0, shown=True)
            known.discard(key(text))


def _piece_on_page(page: Page, sources: Sources) -> Iterator[Headline]:
    """Where no heading is marked as one: the longest part of <title> that an element of the page says on its own."""
    pieces = {key(piece): piece for piece in pieces_of(sources.title or "") if len(key(piece)) >= _MIN_PIECE}
    pieces.pop(key(sources.title or ""), None)
    shown = {
        folded
        for element in (page.tree.iter(*_PLACES) if pieces else ())
        if len(element) <= 1 and (folded := key(text_of(element))) in pieces and not stands_aside(element)
    }
    if shown:
        yield Headline(pieces[max(shown, key=len)], "title", _OPEN_GRAPH, shown=True)
