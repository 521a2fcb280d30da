"""Who wrote the article of a page, from all places that name somebody."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import XPath

from newscrawl.core.extraction.authors import is_person, split_names, unique
from newscrawl.core.extraction.folding import key, looks_like_address
from newscrawl.core.extraction.nodes import Graph, Node, first_text, types_of
from newscrawl.core.extraction.page import Page
from newscrawl.core.extraction.sources import Sources, text_of
from newscrawl.core.extraction.titles import SiteNames

_META = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "cxenseparse:author", "citation_author", "twitter:creator:name",
)  # fmt: skip
_BYLINE = XPath(
    "//body//*[not(self::a[contains(@class,'comment')])][contains(concat(' ',normalize-space(@class),' '),' byline ')"
    " or contains(concat(' ',normalize-space(@class),' '),' author ')"
    " or contains(@class,'byline') or contains(@class,'author-name') or contains(@class,'author__name')"
    " or contains(@class,'authorName') or contains(@class,'article-author') or contains(@class,'article__author')]"
    "[not(ancestor::aside or ancestor::footer or ancestor::nav)]"
    "[not(ancestor::*[contains(@class,'comment') or contains(@class,'related') or contains(@class,'teaser')])]"
)
_MAX_AUTHORS = 30


def read_authors(page: Page, sources: Sources, graph: Graph, article: Node | None, site: SiteNames) -> tuple[list[str], str | None]:
    """The persons who wrote the article, and where they were found: the first place that names one counts."""
    for source, bylines in _places(page, sources, graph, article):
        names = unique(name for byline in bylines for name in split_names(byline))
        persons = [name for name in names if is_person(name) and not site.match(name)]
        if persons:
            return persons[:_MAX_AUTHORS], source
    return [], None


def _places(page: Page, sources: Sources, graph: Graph, article: Node | None) -> Iterator[tuple[str, list[str]]]:
    if article is not None:
        yield "json-ld", list(_json_ld(graph, article))
    yield "microdata", sources.items.get("author", [])[:1]
    for name in _META:
        if values := [value for value in sources.meta.get(name, []) if not looks_like_address(value)]:
            yield f"meta {name}", values
    yield "rel", _few(sources.anchors.get("author", []))
    yield "byline", [text_of(element) for element in _BYLINE(page.tree)[:1]]


def _json_ld(graph: Graph, article: Node) -> Iterator[str]:
    """The names of `author`, else `creator`, that are not declared to be an organisation's."""
    for field in ("author", "creator"):
        found = list(_names(graph, article.get(field), 0))
        if found:
            yield from found
            return


def _names(graph: Graph, value: object, depth: int) -> Iterator[str]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:_MAX_AUTHORS]:
            yield from _names(graph, item, depth + 1)
        return
    node = graph.resolve(value)
    if not isinstance(node, dict):
        if (text := first_text(node)) and not looks_like_address(text):
            yield text
        return
    if any(kind.endswith("Organization") for kind in types_of(node)):
        return
    if isinstance(node.get("name"), (dict, list)):
        yield from _names(graph, node["name"], depth + 1)
    elif text := first_text(node.get("name")) or _given_and_family(node):
        yield text


def _given_and_family(node: Node) -> str | None:
    parts = [first_text(node.get("givenName")), first_text(node.get("familyName"))]
    return " ".join(part for part in parts if part) or None


def _few(names: list[str]) -> list[str]:
    """A page that links many authors lists other articles too; its own author stands first."""
    return names if len({key(name) for name in names}) <= 4 else names[:1]
