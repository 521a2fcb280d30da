"""Which JSON-LD object is this page's article, and what its values say in whatever shape they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from newscrawl.core.extraction.folding import fold, key

Node = dict[str, Any]

_MAX_DEPTH = 6
_MAX_ITEMS = 200
# schema.org: Article and its more specific types, and what else carries a news text.
_MORE_ARTICLES = frozenset(
    {"Report", "Review", "ClaimReview", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "NewsItem"}
)
_PAGES = frozenset({"WebPage", "ItemPage", "CreativeWork", "WebContent", "VideoObject", "PodcastEpisode"})
_INWARD = ("mainEntity", "mainEntityOfPage", "article", "mainContentOfPage")


def types_of(node: Node) -> list[str]:
    """The names of an object's types, without the vocabulary's address or prefix."""
    return [
        text.rstrip("/").replace("#", "/").rsplit("/", 1)[-1].rsplit(":", 1)[-1] for text in texts(node.get("@type"))
    ]


def is_article(node: Node) -> bool:
    """Whether an object calls itself an article of any kind (schema.org/Article and below)."""
    return any(kind.endswith("Article") or kind in _MORE_ARTICLES for kind in types_of(node))


def texts(value: Any, depth: int = 0) -> Iterator[str]:
    """The texts in a value: itself, those in a list, or `@value`, `name`, `headline` of an object; numbers as text."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, str):
        if folded := fold(value):
            yield folded
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, list):
        for item in value[:_MAX_ITEMS]:
            yield from texts(item, depth + 1)
    elif isinstance(value, dict):
        for name in ("@value", "name", "headline"):
            if name in value:
                yield from texts(value[name], depth + 1)
                return


def first_text(value: Any) -> str | None:
    """The first of `texts`."""
    return next(texts(value), None)


def addresses(value: Any, depth: int = 0) -> Iterator[str]:
    """The addresses in a value: itself, those in a list, or `url`, `@id`, `contentUrl` of an object."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, str):
        if stripped := value.strip():
            yield stripped
    elif isinstance(value, list):
        for item in value[:_MAX_ITEMS]:
            yield from addresses(item, depth + 1)
    elif isinstance(value, dict):
        for name in ("url", "contentUrl", "@id"):
            yield from addresses(value.get(name), depth + 1)


class Graph:
    """The JSON-LD of a page: its objects, and those that are meant where only an @id stands."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self._by_id: dict[str, Node] = {}
        for node in nodes:
            name = node.get("@id")
            if isinstance(name, str) and len(node) > 1:
                self._by_id.setdefault(name, node)

    def resolve(self, value: Any) -> Any:
        """The object that a mere reference (`{"@id": ...}`) means; any other value as it is (JSON-LD 1.1, 3.3)."""
        if isinstance(value, dict) and isinstance(value.get("@id"), str):
            known = self._by_id.get(value["@id"])
            return {**known, **value} if known is not None else value
        return value

    def named(self, value: Any) -> str | None:
        """The name of an object, of a reference to one, or the text itself."""
        values = value if isinstance(value, list) else [value]
        return next((text for item in values[:_MAX_ITEMS] if (text := first_text(self.resolve(item)))), None)

    def of_type(self, *kinds: str) -> Iterator[Node]:
        """The objects of one of these types."""
        return (node for node in self.nodes if set(types_of(node)) & set(kinds))

    def article(self, url: str, others: Iterable[str], headlines: Iterable[str]) -> Node | None:
        """The object that describes this page's article.

        In: the page's address, other addresses it gives itself, headlines it shows. Out: the article that names one
        of those addresses or headlines, else the first one; a description of the page where no article is there; None.
        """
        places = {_place(address) for address in (url, *others)}
        keys = [key(headline) for headline in headlines]
        best, most = None, 0.0
        for node in self._candidates():
            weight = self._weight(node, places, keys)
            if weight > most:
                best, most = node, weight
        return best

    def _candidates(self) -> Iterator[Node]:
        for node in self.nodes[:_MAX_ITEMS]:
            yield node
            for name in _INWARD:
                inner = node.get(name)
                for item in inner[:3] if isinstance(inner, list) else [inner]:
                    if isinstance(item, dict) and "@type" in item:
                        yield item

    def _weight(self, node: Node, places: set[str], keys: list[str]) -> float:
        if is_article(node):
            weight = 9.0
        elif _PAGES & set(types_of(node)):
            weight = 1.0
        else:
            return 0.0
        named = {
            _place(address) for address in addresses([node.get(name) for name in ("url", "mainEntityOfPage", "@id")])
        }
        headline = key(first_text(node.get("headline")) or first_text(node.get("name")) or "")
        says_so = bool(headline) and any(headline in other or other in headline for other in keys if other)
        if named & places:
            weight += 4
        elif named and not says_so and weight > 8:
            # Another page's article: a teaser.
            weight -= 8
        return weight + 3 * says_so + 0.5 * ("datePublished" in node) + 0.5 * ("author" in node)


def _place(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    # The front page names everything, so it tells nothing.
    path = unquote(parts.path).rstrip("/")
    return f"{parts.netloc.lower().removeprefix('www.')}{path}?{parts.query}" if path or parts.query else address
