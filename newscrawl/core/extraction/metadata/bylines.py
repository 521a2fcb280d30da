"""Who wrote the article of a page, from all places that name somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from newscrawl.core.extraction.folding import key, looks_like_address
from newscrawl.core.extraction.metadata.authors import is_login, is_person, is_placeholder, split_names, unique
from newscrawl.core.extraction.metadata.nodes import Graph, Node, first_text, types_of
from newscrawl.core.extraction.metadata.signed import linked_beside, signed_names
from newscrawl.core.extraction.metadata.sources import Sources
from newscrawl.core.extraction.metadata.titles import SiteNames
from newscrawl.core.extraction.page import Page

_META = (
    "author", "article:author", "og:article:author", "article:author_name", "article:byline", "parsely-author",
    "sailthru.author", "dc.creator", "dcterms.creator", "byl", "cxenseparse:author", "citation_author", "articleauthor",
    "authors", "st:author", "schema:author", "rnews:author", "twitter:author",
)  # fmt: skip
_MAX_AUTHORS = 30
_MAX_BYLINES = 100


@dataclass(slots=True)
class Authors:
    """Who signs an article."""

    persons: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    """Agencies, editorial offices and sites that sign in a person's place, as written."""

    source: str | None = None
    """Where the persons were found, else the organisations."""


def read_authors(
    page: Page, sources: Sources, graph: Graph, article: Node | None, site: SiteNames, language: str | None
) -> Authors:
    """Who signs the article: of the places that name somebody, the first with a person counts."""
    result = Authors()
    for source, persons, organisations in _places(page, sources, graph, article, language):
        names = unique(name for byline in persons[:_MAX_BYLINES] for name in _taken_apart(byline, site))
        own = [name for name in names if is_person(name) and not site.match(name, near=True)]
        if source not in ("rel", "byline") and not result.organisations:
            unsure = [name for name in names if name not in own and (site.match(name) or not is_login(name))]
            others = unique(name for name in [*organisations, *unsure] if not is_placeholder(name))
            result.organisations = others[:_MAX_AUTHORS]
            result.source = source if others else None
        if own:
            result.persons, result.source = _fuller(page, own[:_MAX_AUTHORS], sources), source
            break
    return result


def _fuller(page: Page, names: list[str], sources: Sources) -> list[str]:
    """The names that stand as links beside these, and these, where the page links more authors than it declares."""
    known, linked = {key(name) for name in names}, {key(text) for text in sources.anchors.get("author", [])}
    if not known < linked:
        return names
    more = [name for text in linked_beside(page, known) for name in split_names(text) if is_person(name)]
    return unique(more) if known < {key(name) for name in more} else names


def _taken_apart(byline: str, site: SiteNames) -> list[str]:
    """The names in a byline; a single word after an office or a site is its place (`example.de, Frankfurt`)."""
    names = split_names(byline)
    if names and (site.match(names[0], near=True) or not is_person(names[0])):
        return names[:1] + [name for name in names[1:] if " " in name or not name[:1].isupper()]
    return names


def _places(
    page: Page, sources: Sources, graph: Graph, article: Node | None, language: str | None
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Where, the bylines of persons there, and the names that are declared to be organisations'."""
    if article is not None:
        for name in ("author", "creator"):
            found = list(_names(graph, article.get(name), 0))
            yield "json-ld", [text for person, text in found if person], [text for person, text in found if not person]
    for source, marked in (("microdata", sources.items), ("rdfa", sources.rdfa)):
        for name in ("author", "creator"):
            yield source, _few(marked.get(name, [])), []
    for name in _META:
        yield f"meta {name}", [text for text in sources.meta.get(name, []) if not looks_like_address(text)], []
    yield "rel", _few(sources.anchors.get("author", [])), []
    yield "byline", signed_names(page, language), []


def _names(graph: Graph, value: object, depth: int) -> Iterator[tuple[bool, str]]:
    """Whether it may be a person, and the name, of all that a JSON-LD author names."""
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:_MAX_AUTHORS]:
            yield from _names(graph, item, depth + 1)
        return
    node = graph.resolve(value)
    if not isinstance(node, dict):
        if isinstance(node, str) and (text := first_text(node)) and not looks_like_address(text):
            yield True, text
    elif isinstance(node.get("name"), (dict, list)):
        yield from _names(graph, node["name"], depth + 1)
    elif text := first_text(node.get("name")) or _given_and_family(node):
        yield not any(kind.endswith("Organization") for kind in types_of(node)), text


def _given_and_family(node: Node) -> str | None:
    parts = [first_text(node.get("givenName")), first_text(node.get("familyName"))]
    return " ".join(part for part in parts if part) or None


def _few(names: list[str]) -> list[str]:
    """A page that links many authors lists other articles too; its own author stands first."""
    return names if len({key(name) for name in names}) <= 4 else names[:1]
