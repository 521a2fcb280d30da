"""Section, tags, access and language of an article, as a page declares them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from lxml.etree import XPath

from newscrawl.core.extraction.folding import absolute, looks_like_address
from newscrawl.core.extraction.metadata.authors import unique
from newscrawl.core.extraction.metadata.element_text import stands_aside, text_of
from newscrawl.core.extraction.metadata.nodes import Graph, Node, first_text, texts
from newscrawl.core.extraction.metadata.sources import Sources
from newscrawl.core.extraction.metadata.titles import SiteNames
from newscrawl.core.extraction.page import Page

_KEYWORD_END = re.compile(r"\s*[,;|，、؛،]\s*")
_LABEL = re.compile(r"^[A-Z][\w ]{0,30}: \S")
"""`Page Type: Article`: what a CMS notes for itself, when several of a page's tags have that form."""
_INTERNAL = re.compile(r"^_|^\S*\w_\w\S*$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
"""`_prio_3`, `autoplay_video`, a UUID."""
_LANGUAGE = re.compile(r"^([a-zA-Z]{2,3})(?:[-_].*)?$")
_MAX_TAGS = 50
_MAX_TAG = 80
_MAX_LINKED = 25
_MAX_SECTION = 60
_MAX_STEPS = 8
_BREADCRUMBS = XPath(
    "//@*[contains(., 'readcrumb') and (name() = 'class' or name() = 'id' or name() = 'aria-label'"
    " or name() = 'itemtype')]/.."
)
_TAG_LINKS = XPath("//a/@href[contains(., '/tag/') or contains(., '/tags/')]/..")
_SECTIONS = (
    "article:section", "og:article:section", "parsely-section", "sailthru.section", "cxenseparse:articlesection",
    "section",
)  # fmt: skip
_KEYWORDS = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")


def read_section(page: Page, sources: Sources, graph: Graph, article: Node | None, site: SiteNames) -> str | None:
    """The department of the paper: JSON-LD, meta, microdata, rel=category, else the last category of the breadcrumb."""
    declared = [
        *(texts(article.get("articleSection")) if article else ()),
        *(value for name in _SECTIONS for value in sources.meta.get(name, [])),
        *sources.items.get("articlesection", []),
        *sources.anchors.get("category", [])[:1],
    ]
    for text in declared:
        section = _first_of(text)
        if section and not looks_like_address(section) and len(section) <= _MAX_SECTION:
            return section
    trail = _declared_trail(graph) or _shown_trail(page)
    inner = [name for name in trail if len(name) <= _MAX_SECTION and not site.match(name)]
    return inner[-1] if inner else None


def _first_of(text: str) -> str:
    """The first of several sections in one text; a comma may stand in a section's name too (`Arts, Culture`)."""
    parts = [part.strip() for part in text.split(",")]
    several = len(parts) > 2 or re.search(r",(?=\S)", text)
    return parts[0] if several else text


def _declared_trail(graph: Graph) -> list[str]:
    """schema.org/BreadcrumbList, between the front page and the article."""
    for trail in graph.of_type("BreadcrumbList"):
        steps = trail.get("itemListElement")
        names = [
            first_text(step.get("name")) or first_text(step.get("item"))
            for step in (steps[:20] if isinstance(steps, list) else [])
            if isinstance(step, dict)
        ]
        if inner := [name for name in names[1:-1] if name]:
            return inner
    return []


def _shown_trail(page: Page) -> list[str]:
    """The links of the first element that calls itself a breadcrumb, without those to the front page and to itself."""
    for element in _BREADCRUMBS(page.tree)[:1]:
        anchors = [(text_of(anchor), absolute(page.base_url, anchor.get("href") or "")) for anchor in element.iter("a")]
        if len(anchors) <= _MAX_STEPS:
            inner = ((text, url) for text, url in anchors if url and url != page.url)
            return [text for text, url in inner if text and urlsplit(url or "").path not in ("", "/")]
    return []


def read_tags(page: Page, sources: Sources, article: Node | None) -> list[str]:
    """The subjects: JSON-LD keywords, article:tag, rel=tag, links to /tag/, else keyword lists; doubles folded."""
    found: list[str] = []
    if article:
        values = list(texts(article.get("keywords")))
        found += _split(values) if len(values) == 1 else values
    tagged = sources.meta.get("article:tag", [])
    found += _split(tagged) if len(tagged) == 1 else tagged
    if not found:
        # A cloud of tags is the site's, not the article's.
        linked = sources.anchors.get("tag") or [text_of(a) for a in _TAG_LINKS(page.tree) if not stands_aside(a)]
        found += linked if len(linked) <= _MAX_LINKED else []
    if not found:
        found += _split(sources.items.get("keywords", []))
    for name in _KEYWORDS:
        if not found:
            found += _split(sources.meta.get(name, []))
    tags = [tag for tag in (text.strip(" #,;") for text in found) if tag and len(tag) <= _MAX_TAG]
    labels = {tag for tag in tags if _LABEL.match(tag)}
    machine = labels if len(labels) > 2 else set()
    return unique(t for t in tags if t not in machine and not _INTERNAL.search(t) and not looks_like_address(t))[
        :_MAX_TAGS
    ]


def _split(values: Iterable[str]) -> list[str]:
    # Entities first: the semicolon of one that was escaped twice parts nothing.
    return [part for value in values for part in _KEYWORD_END.split(html.unescape(value)) if part]


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
