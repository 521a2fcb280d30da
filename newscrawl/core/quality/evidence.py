"""What says that a page is an article, and what it looks like: the facts behind a verdict, weighed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from newscrawl.core.candidate import SourceKind
from newscrawl.core.likeness import article_likeness, headline_width
from newscrawl.core.quality.guard import Said, Standing
from newscrawl.core.verdict import Reason

__all__ = ["Facts", "is_typed", "other_type", "signals", "vouching"]


_NOWHERE, _SILENT = Standing(), Said()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a verdict rests on. Lengths are widths: characters, a CJK one counting two and a half."""

    url: str
    title: str = ""
    """The article's title as read, else the page's first heading or its <title>."""

    paragraphs: tuple[str, ...] = ()
    """The main text, without the title."""

    types: frozenset[str] = frozenset()
    """schema.org types that the page declares, and `og:` with its OpenGraph type."""

    date_source: str | None = None
    """Where its publishing date was found."""

    authors: int = 0
    found_by: SourceKind | None = None
    visible: int = 0
    """Characters that the page shows, in all."""

    linked_share: float = 0.0
    """Of the main text, the share in links."""

    teaser_share: float = 0.0
    """Of the main text, the share that stands right under a heading which is a link, or breaks off."""

    linked_headings: int = 0
    """Headings outside of navigation that are nothing but links."""

    in_article: bool = False
    """Most of the text stands in an <article>, and the page has few of them."""

    software: str | None = None
    """What the site's software says of the page in the classes of its <body>: article, or the name of a Reason."""

    password: bool = False
    players: int = 0
    """<video>, <audio> and frames of known kinds of players."""

    images: int = 0
    scripts: int = 0
    needs_script: bool = False
    """An empty mount point with scripts around it, or a <noscript> that asks for JavaScript."""

    status: int = 200
    standing: Standing = _NOWHERE
    """Where the main text stands."""

    said: Said = _SILENT
    """What the page says of its article beside the text."""

    shape: Mapping[str, float] | None = None
    """What the page is built of, as core.extraction.shape.measure gives it; None where nobody measured it."""

    score: float | None = None
    """The trained verdict: how likely the page is an article, 0 to 1; None where its shape was not measured."""

    extra: dict[str, Any] = field(default_factory=dict)
    """More for the record of a rejection."""


_ARTICLE_TYPES = frozenset({"Report", "Review", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "NewsItem"})
_OTHER_TYPES = {
    "CollectionPage": Reason.INDEX_PAGE,
    "SearchResultsPage": Reason.SEARCH_PAGE,
    "ProfilePage": Reason.AUTHOR_PAGE,
    "og:profile": Reason.AUTHOR_PAGE,
    "AboutPage": Reason.STATIC_PAGE,
    "ContactPage": Reason.STATIC_PAGE,
    "FAQPage": Reason.STATIC_PAGE,
}
DATE_WEIGHT = {"json-ld": 2.0, "meta": 2.0, "microdata": 2.0, "time": 1.0, "url": 1.0, "text": 0.5}
_SOURCE_WEIGHT = {SourceKind.FEED: 2.0, SourceKind.NEWS_SITEMAP: 2.0}
_SENTENCE = re.compile(r"[^.!?…。！？؟।۔]+[.!?…。！？؟।۔]?")


def vouching(facts: Facts) -> float:
    """How much says that this page is an article: about 2 for each of types, date and source, 1 for an author."""
    weight = DATE_WEIGHT.get(facts.date_source or "", 0.0)
    if is_typed(facts):
        weight += 2.0
    elif "og:article" in facts.types:
        # Many themes call every page one; what they call one and date is one.
        weight += 1.0 if facts.date_source else 0.3
    weight += 0.4 if facts.in_article else 0.0
    if facts.software:
        weight += 1.0 if facts.software == "article" else -1.5
    weight += 1.0 if facts.authors else 0.0
    weight += _SOURCE_WEIGHT.get(facts.found_by, 0.0) if facts.found_by else 0.0
    address = _address_weight(facts.url)
    weight += address if address is not None else 0.0
    weight -= 2.0 if other_type(facts) and not is_typed(facts) else 0.0
    return round(weight, 2)


def signals(facts: Facts) -> dict[str, Any]:
    """The readable facts behind a verdict: JSON-able, short."""
    text = " ".join(facts.paragraphs)
    return {
        "title": facts.title[:120],
        "vouching": vouching(facts),
        "kind_score": facts.score,
        "types": sorted(facts.types)[:8],
        "date": facts.date_source,
        "authors": facts.authors,
        "found_by": str(facts.found_by) if facts.found_by else None,
        "address": _address_weight(facts.url),
        "width": round(headline_width(text)),
        "paragraphs": len(facts.paragraphs),
        "software": facts.software,
        "repeated": round(repeated(facts.paragraphs), 2),
        "linked": round(facts.linked_share, 2),
        "teasers": round(facts.teaser_share, 2),
        "linked_headings": facts.linked_headings,
    }


def is_typed(facts: Facts) -> bool:
    """Whether the page declares an article of schema.org's."""
    return any(kind.endswith("Article") or kind in _ARTICLE_TYPES for kind in facts.types)


def other_type(facts: Facts) -> Reason | None:
    """The reason that a declared type of another kind is, None where there is none."""
    return next((reason for kind, reason in _OTHER_TYPES.items() if kind in facts.types), None)


@lru_cache(maxsize=1)
def repeated(paragraphs: tuple[str, ...]) -> float:
    """The share of sentences (of 20 letters and more) that stood there before. The score and the verdict ask for it."""
    found = (part.strip() for paragraph in paragraphs for part in _SENTENCE.findall(paragraph))
    sentences = [sentence for sentence in found if len(sentence) >= 20]
    return 1 - len(set(sentences)) / len(sentences) if len(sentences) >= 4 else 0.0


def _address_weight(url: str) -> float | None:
    """-1 for an address that no article has, 1 for one that only articles have; None for a file's name or none."""
    return round(2.0 * article_likeness(url) - 1.0, 2) if url.startswith(("http://", "https://")) else None
