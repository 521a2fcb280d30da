"""What attributes mark up in the body of a page: microdata (itemprop) and RDFa (property)."""

from __future__ import annotations

from collections.abc import Callable

from lxml.etree import XPath
from lxml.html import HtmlElement

from newscrawl.core.extraction.metadata.element_text import text_of

# By way of the attributes: faster than asking every element for them.
_ITEMS = XPath("//@itemprop/..")
_SCOPES = XPath("//@itemtype/parent::*[@itemscope]")
_PROPERTIES = XPath("//@property/parent::*[not(self::meta)]")
_TYPED = XPath("//@typeof/..")
_WANTED = frozenset({
    "datepublished", "datecreated", "datemodified", "headline", "author", "creator", "articlesection", "keywords",
    "description", "image", "publisher", "isaccessibleforfree",
})  # fmt: skip
# Dublin Core's terms (DCMI) by the names that schema.org has for them.
_MEANT = {
    "dc:title": "headline", "dc:creator": "author", "dc:date": "datecreated", "dc:created": "datecreated",
    "dc:issued": "datepublished", "dc:modified": "datemodified", "dc:subject": "keywords",
    "dc:description": "description", "dc:publisher": "publisher",
}  # fmt: skip
_VOCABULARIES = {
    "http://schema.org/": "schema:", "https://schema.org/": "schema:", "http://purl.org/dc/terms/": "dc:",
    "http://purl.org/dc/elements/1.1/": "dc:", "http://iptc.org/std/rnews/2011-10-07#": "rnews:",
}  # fmt: skip
_ADDRESS_IN = {"a": "href", "link": "href", "area": "href", "img": "src", "source": "src", "iframe": "src"}
_DOCUMENTS = frozenset({"Item", "Document", "WebPage", "CreativeWork", "Post"})
_MAX_TYPES = 50

Add = Callable[[str, str | None], None]


def read_microdata(tree: HtmlElement, types: list[str], add: Add) -> None:
    """HTML Living Standard, 5 Microdata: an itemprop belongs to the nearest item above it.

    In: a page's root; a list that takes the itemtypes of items that stand in no other; what takes a name and its value,
    for the properties of the first item that is an article, or of those outside of any item where there is none.
    """
    marked = _ITEMS(tree)
    if not marked:
        return
    main = None
    for scope in _SCOPES(tree):
        kinds = _kinds(scope.get("itemtype"))
        if scope.get("itemprop") is None and len(types) < _MAX_TYPES:
            types.extend(kinds)
        if main is None and _is_article(kinds):
            main = scope
    for element in marked:
        names = [name for name in element.get("itemprop").lower().split() if name in _WANTED]
        if names and _owner(element, "itemscope") is main:
            value = _value(element, "itemprop", "itemscope")
            for name in names:
                add(name, value)


def read_rdfa(tree: HtmlElement, add: Add) -> None:
    """RDFa Core 1.1 (W3C), as far as news pages use it: a property belongs to the nearest typeof above it.

    In: a page's root; what takes a name of schema.org in lower case and its value, for the properties of the first
    article, else of the first document, else outside of any typeof; a page without typeof has none.
    """
    typed = [(element, _kinds(element.get("typeof"))) for element in _TYPED(tree)]
    if not typed:
        return
    articles = [element for element, kinds in typed if _is_article(kinds)]
    main = next(iter([*articles, *(element for element, kinds in typed if _DOCUMENTS & set(kinds))]), None)
    for element in _PROPERTIES(tree):
        names = {name for token in element.get("property").split() if (name := _meant(token))}
        if names and _owner(element, "typeof") is main:
            value = _value(element, "property", "typeof")
            for name in sorted(names):
                add(name, value)


def _kinds(types: str) -> list[str]:
    return [kind.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in types.split()]


def _is_article(kinds: list[str]) -> bool:
    return any(kind.endswith(("Article", "BlogPosting")) for kind in kinds)


def _meant(token: str) -> str | None:
    for vocabulary, prefix in _VOCABULARIES.items():
        token = token.replace(vocabulary, prefix)
    token = token.lower().replace("dcterms:", "dc:").replace("dct:", "dc:")
    name = _MEANT.get(token) or token.removeprefix("schema:").removeprefix("rnews:")
    return name if name in _WANTED else None


def _owner(element: HtmlElement, scope: str) -> HtmlElement | None:
    return next((above for above in element.iterancestors() if above.get(scope) is not None), None)


def _value(element: HtmlElement, name: str, scope: str) -> str | None:
    if element.get(scope) is not None:
        for inner in element.iter():
            if any(token.endswith("name") for token in (inner.get(name) or "").lower().split()[:1]):
                return inner.get("content") or text_of(inner)
        return element.get("content") or text_of(element)
    if content := element.get("content"):
        return str(content)
    if element.tag == "time" and element.get("datetime"):
        return str(element.get("datetime"))
    if (attribute := _ADDRESS_IN.get(str(element.tag))) and not (element.tag == "a" and text_of(element)):
        return element.get(attribute)
    return text_of(element)
