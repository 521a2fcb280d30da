"""Section, tags, access and language of an article, as a page declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from newscrawl.core.extraction.authors import unique
from newscrawl.core.extraction.folding import looks_like_address
from newscrawl.core.extraction.nodes import Graph, Node, first_text, texts
from newscrawl.core.extraction.sources import Sources
from newscrawl.core.extraction.titles import SiteNames

_KEYWORD_END = re.compile(r"\s*[,;|，、؛،]\s*")
_LANGUAGE = re.compile(r"^([a-zA-Z]{2,3})(?:[-_].*)?$")
_MAX_TAGS = 50
_MAX_TAG = 80
_SECTIONS = ("article:section", "og:article:section", "parsely-section", "sailthru.section", "cxenseparse:articlesection", "dc.subject", "section")
_KEYWORDS = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")


def read_section(sources: Sources, graph: Graph, article: Node | None, site: SiteNames) -> str | None:
    """The department of the paper: JSON-LD, meta, microdata, else the last category of the breadcrumb."""
    declared = [
        *(texts(article.get("articleSection")) if article else ()),
        *(value for name in _SECTIONS for value in sources.meta.get(name, [])),
        *sources.items.get("articlesection", []),
    ]
    for section in declared:
        if not looks_like_address(section) and len(section) <= _MAX_TAG:
            return section
    return _breadcrumb(graph, site)


def _breadcrumb(graph: Graph, site: SiteNames) -> str | None:
    """schema.org/BreadcrumbList: the front page first, the article last (some leave one or both out)."""
    for trail in graph.of_type("BreadcrumbList"):
        names: list[str] = []
        steps = trail.get("itemListElement")
        for step in steps[:20] if isinstance(steps, list) else []:
            if isinstance(step, dict) and (name := first_text(step.get("name")) or first_text(step.get("item"))):
                names.append(name)
        inner = [name for name in names[1:-1] if len(name) <= 60 and not site.match(name)]
        if inner:
            return inner[-1]
    return None


def read_tags(sources: Sources, article: Node | None) -> list[str]:
    """The subjects: JSON-LD keywords, article:tag, rel=tag, else the keyword lists of meta; doubles folded."""
    found: list[str] = []
    if article:
        values = list(texts(article.get("keywords")))
        found += _split(values) if len(values) == 1 else values
    found += sources.meta.get("article:tag", [])
    if not found:
        found += sources.anchors.get("tag", [])
    if not found:
        found += _split(sources.items.get("keywords", []))
    for name in _KEYWORDS:
        if not found:
            found += _split(sources.meta.get(name, []))
    tags = (tag.strip(" #,;") for tag in found)
    return unique(tag for tag in tags if tag and len(tag) <= _MAX_TAG and not looks_like_address(tag))[:_MAX_TAGS]


def _split(values: Iterable[str]) -> list[str]:
    return [part for value in values for part in _KEYWORD_END.split(value) if part]


def read_paywalled(sources: Sources, article: Node | None) -> bool | None:
    """schema.org/isAccessibleForFree, or its parts'; None where the page does not say."""
    if article:
        said = _truth(article.get("isAccessibleForFree"))
        if said is None:
            parts = article.get("hasPart")
            for part in parts[:20] if isinstance(parts, list) else [parts]:
                # A part that must be paid for (named by its cssSelector) makes the article one.
                if isinstance(part, dict) and _truth(part.get("isAccessibleForFree")) is False:
                    said = False
        if said is not None:
            return not said
    for value in [*sources.items.get("isaccessibleforfree", []), *sources.meta.get("isaccessibleforfree", [])]:
        if (said := _truth(value)) is not None:
            return not said
    tier = (sources.first("article:content_tier") or "").lower()
    return {"free": False, "locked": True, "metered": None}.get(tier)


def _truth(value: Any) -> bool | None:
    text = (first_text(value) or "").lower().rsplit("/", 1)[-1]
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text)


def read_language(sources: Sources, article: Node | None) -> str | None:
    """BCP 47 primary code that the page declares: <html lang>, content-language, JSON-LD, og:locale."""
    declared = [
        sources.language,
        sources.first("content-language", "language", "dc.language", "dcterms.language"),
        first_text(article.get("inLanguage")) if article else None,
        sources.first("og:locale"),
    ]
    for value in declared:
        if value and (found := _LANGUAGE.match(value.split(",")[0].strip())):
            return found[1].lower()
    return None
