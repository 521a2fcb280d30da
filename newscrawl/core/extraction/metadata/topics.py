"""Section, tags and language of an article, as a page declares them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from newscrawl.core.extraction.body.places import Place, named_by
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
_MAX_BOX = 300
_MAX_SECTION = 60
_MAX_STEPS = 8
_MAX_TRAILS = 3
_BREADCRUMB, _BREADCRUMB_TYPE = "readcrumb", "BreadcrumbList"
_BREADCRUMBS = XPath(f"//@id[contains(., '{_BREADCRUMB}')]/.. | //@aria-label[contains(., '{_BREADCRUMB}')]/..")
_TYPED_BREADCRUMBS = XPath(f"//@itemtype[contains(., '{_BREADCRUMB_TYPE}')]/..")
_PARAGRAPHS_BEFORE = XPath("count(preceding::p[not(.//a)][string-length(.) > 40])")
_PARAGRAPHS_BEHIND = XPath("count(following::p[not(.//a)][string-length(.) > 40])")
_BOXES = frozenset({"div", "p", "ul", "ol", "li", "span", "section", "footer", "dl"})
_LABEL_END = re.compile(r".*[:：]", re.DOTALL)
_SECTIONS = (
    "article:section", "og:article:section", "parsely-section", "sailthru.section", "cxenseparse:articlesection",
    "section", "st:section", "schema:articlesection", "rnews:articlesection", "dc.subject.section",
)  # fmt: skip
_KEYWORDS = (
    "news_keywords", "keywords", "parsely-tags", "sailthru.tags", "dc.subject", "dcterms.subject", "st:tags",
    "cxenseparse:keywords", "schema:keywords",
)  # fmt: skip


def read_section(
    page: Page, sources: Sources, graph: Graph, article: Node | None, site: SiteNames
) -> tuple[str, str] | None:
    """The department of the paper, and where it was found; None where the page names none.

    In order: JSON-LD, meta, microdata, rel=category, else the last category of the breadcrumb. Never from a menu.
    """
    declared = [
        *(("json-ld", text) for text in (texts(article.get("articleSection")) if article else ())),
        *(("meta", value) for name in _SECTIONS for value in sources.meta.get(name, [])),
        *sources.marked("articlesection"),
        *(("rel", text) for text in sources.anchors.get("category", [])[:1]),
    ]
    for source, text in declared:
        section = _first_of(text)
        if section and not looks_like_address(section) and len(section) <= _MAX_SECTION:
            return section, source
    for source, trail in (("json-ld", _declared_trail(graph)), ("breadcrumb", _shown_trail(page))):
        inner = [name for name in trail if len(name) <= _MAX_SECTION and not site.match(name)]
        if inner:
            return inner[-1], source
    return None


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
    for elements in _breadcrumbs(page):
        for element in elements[:_MAX_TRAILS]:
            if any(above.tag == "footer" for above in element.iterancestors()):
                continue
            anchors = [(text_of(a), absolute(page.base_url, a.get("href") or "")) for a in element.iter("a")]
            inner = ((text, url) for text, url in anchors[: _MAX_STEPS + 1] if url and url != page.url)
            trail = [text for text, url in inner if text and urlsplit(url or "").path not in ("", "/")]
            if trail and len(anchors) <= _MAX_STEPS:
                return trail
    return []


def _breadcrumbs(page: Page) -> Iterator[list[HtmlElement]]:
    yield page.classed(lambda name: _BREADCRUMB in name)
    # To look through the source first is a tenth of the work.
    if _BREADCRUMB in page.html:
        yield _BREADCRUMBS(page.tree)
    if _BREADCRUMB_TYPE in page.html:
        yield _TYPED_BREADCRUMBS(page.tree)


def read_tags(page: Page, sources: Sources, article: Node | None) -> tuple[list[str], str] | None:
    """The subjects, doubles folded, and where they were found; None where the page names none.

    JSON-LD keywords and article:tag, else rel=tag or links to /tag/ outside of menus, else what stands behind the text
    in an element that calls itself tags, else lists of keywords.
    """
    for source, found in _subjects(page, sources, article):
        tags = [tag for tag in (text.strip(" #,;") for text in found) if tag and len(tag) <= _MAX_TAG]
        labels = {tag for tag in tags if _LABEL.match(tag)}
        machine = labels if len(labels) > 2 else set()
        own = [t for t in tags if t not in machine and not _INTERNAL.search(t) and not looks_like_address(t)]
        if own:
            return unique(own)[:_MAX_TAGS], source
    return None


def _subjects(page: Page, sources: Sources, article: Node | None) -> Iterator[tuple[str, list[str]]]:
    declared = _apart(list(texts(article.get("keywords")))) if article else []
    tagged = _apart(sources.meta.get("article:tag", []))
    yield "json-ld" if declared else "meta", declared + tagged
    # A cloud of tags is the site's, not the article's.
    linked = sources.anchors.get("tag") or [text_of(a) for a in _tag_links(page) if not stands_aside(a)]
    yield "rel", linked if len(linked) <= _MAX_LINKED else []
    marked = sources.marked("keywords")
    yield marked[0][0] if marked else "microdata", _split(value for _, value in marked)
    yield "structure", _unlinked(page)
    for name in _KEYWORDS:
        yield "meta", _split(sources.meta.get(name, []))


def _tag_links(page: Page) -> Iterator[HtmlElement]:
    for anchor in page.elements["a"]:
        address = anchor.get("href") or ""
        if "/tag/" in address or "/tags/" in address:
            yield anchor


def _unlinked(page: Page) -> list[str]:
    """The words of the only element that calls itself tags, where it has no links and stands behind the text."""
    boxes: list[HtmlElement] = []
    for element in page.classed(_calls_itself_tags):
        inside = bool(boxes) and any(above is boxes[-1] for above in element.iterancestors())
        if not inside and _is_tag_box(element):
            boxes.append(element)
    if len(boxes) != 1:
        return []
    box = boxes[0]
    before = _PARAGRAPHS_BEFORE(box)
    if before < 1 or before < _PARAGRAPHS_BEHIND(box):
        return []
    pieces = [_LABEL_END.sub("", piece) for piece in box.itertext()]
    tags = [tag for piece in _split(pieces) if (tag := " ".join(piece.split()))]
    return tags if len(tags) <= _MAX_LINKED else []


def _calls_itself_tags(name: str) -> bool:
    likely = "tag" in name or "topic" in name or "keyword" in name
    return likely and bool(named_by(name, None) & Place.TAGS)


def _is_tag_box(element: HtmlElement) -> bool:
    if element.tag not in _BOXES:
        return False
    linked = next(element.iter("a", "button"), None) is not None or next(element.iterancestors("a"), None) is not None
    return not linked and not stands_aside(element) and 0 < len(text_of(element)) <= _MAX_BOX


def _apart(values: list[str]) -> list[str]:
    """One value alone may be a list in one text."""
    return _split(values) if len(values) == 1 else values


def _split(values: Iterable[str]) -> list[str]:
    # Entities first: the semicolon of one that was escaped twice parts nothing.
    return [part for value in values for part in _KEYWORD_END.split(html.unescape(value)) if part]


def read_language(sources: Sources, article: Node | None) -> tuple[str, str] | None:
    """BCP 47 primary code that the page declares, and where: <html lang>, meta, JSON-LD, og:locale."""
    declared = [
        ("html", sources.language),
        ("meta", sources.first("content-language", "language", "dc.language", "dcterms.language")),
        ("json-ld", first_text(article.get("inLanguage")) if article else None),
        ("og:locale", sources.first("og:locale")),
    ]
    for source, value in declared:
        if value and (found := _LANGUAGE.match(value.split(",")[0].strip())):
            return found[1].lower(), source
    return None
