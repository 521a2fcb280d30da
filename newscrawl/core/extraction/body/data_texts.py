"""Texts in a page's data: strings of HTML, long plain strings, and lists of block objects.

Editors write block objects in many makes (ProseMirror, Slate, Lexical, Portable Text, Draft.js, Editor.js, Gutenberg,
Contentful's rich text, Arc's content elements, hast, React elements). They have in common that an object has a kind,
and its text under one of a few names, itself or by way of the objects in it. The names here are those of these formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.data_strings import has_blocks, of_string, paragraphs_of, plain
from newscrawl.core.extraction.body.lines import ends_a_sentence
from newscrawl.core.extraction.body.page_data import parsed
from newscrawl.core.extraction.text import fold
from newscrawl.core.likeness import headline_width

__all__ = ["prose_of", "texts_in"]

MAX_VALUES = 300_000
"""Values of a page that are looked at."""
_DEEPEST = 80
_LEAST = 250
"""Width of the prose of a text: less is no article's."""
_PARAGRAPH = 40


_TEXTS = ("html", "innerHTML", "__html", "text", "value", "content", "body", "markup", "paragraph", "copy")
_HOLDERS = ("children", "content", "blocks", "nodes", "items", "elements", "model", "data", "root", "props", "value",
            "document", "body", "fields", "dangerouslySetInnerHTML", "json")  # fmt: skip
_KINDS = ("type", "_type", "__typename", "nodeType", "blockName", "tagName", "tag", "kind", "style", "name")
_HEADING = re.compile(r"h[1-6]|.*(?:heading|header|subhead|crosshead|subtitle)s?[-_\w]*")
_QUOTE = re.compile(r".*quote.*")
_ITEM = re.compile(r"li|.*list-?_?item.*")
_LIST = re.compile(r"ul|ol|dl|.*list")
_INLINE = re.compile(
    r"#?text|textnode|span|link|hyperlink|autolink|a|b|i|u|em|strong|code|mark|inline[-_\w]*|fragment|linebreak|hardbreak|br"
)
_NO_BLOCK = re.compile(
    r".*(?:image|photo|picture|figure|video|audio|embed|social|tweet|instagram|advert|related|teaser|promo|gallery"
    r"|newsletter|caption|credit|byline|widget|iframe|interstitial|recirc|navigation|button|comment|script|stylesheet"
    r"|podcast|slideshow|poll|quiz|divider|paywall).*|ads?|ad[-_].*|img|form|input|nav|footer|aside|style|title|meta|head"
)
# Places in the data of what goes with an article and is none of it.
_ELSEWHERE = re.compile(
    r".*(?:comment|replies|related|recommend|teaser|promo|mostread|most_read|popular|trending|latest|footer|legal|terms"
    r"|privacy|cookie|consent|newsletter|navigation|menu|subscri|paywall|advert|translation|i18n|locale|messages"
    r"|biograph|transcript).*",
    re.IGNORECASE,
)
_NAMED = ("title", "headline", "headlines", "heading", "name")
_OF_ITS_OWN = frozenset(
    "url link href slug path canonical_url canonicalUrl permalink websites author authors byline date published"
    " publishedAt published_at publishDate publish_date datePublished createdAt created_at pubDate display_date".split()
)


def texts_in(value: Any) -> Iterator[list[Block]]:
    """All that may be an article's text in one value of a page's data, longest prose not first but as it comes.

    In: what json gives. Out: each text as blocks, 250 characters' width of prose and more; lists in lists may bring the
    same text several times. Never raises; at most MAX_VALUES values are looked at.
    """
    left, reader = MAX_VALUES, _Blocks()
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting and left > 0:
        left -= 1
        value, depth = waiting.pop()
        if isinstance(value, str):
            inner = parsed(value) if len(value) >= _LEAST and value.lstrip()[:1] in ("{", "[", "%") else None
            if inner is not None:
                waiting.append((inner, depth + 1))
            elif len(value) >= _LEAST // 3 and (blocks := of_string(value)) and prose_of(blocks) >= _LEAST:
                yield blocks
        elif isinstance(value, list):
            element = _element(value)
            inside = list(element.values()) if element else value
            waiting.extend((item, depth + 1) for item in _members(inside) if depth < _DEEPEST)
            if element is None and len(value) > 1 and (blocks := reader.of_list(value)):
                yield blocks
        elif isinstance(value, dict):
            own = [item for name, item in value.items() if not _ELSEWHERE.fullmatch(str(name))]
            waiting.extend((item, depth + 1) for item in _members(own) if depth < _DEEPEST)


def prose_of(blocks: list[Block]) -> float:
    """The width of the paragraphs that end as sentences do; a CJK character counts as two and a half."""
    widths = (headline_width(block.text) for block in blocks if ends_a_sentence(block.text[-8:]))
    return sum(width for width in widths if width >= _PARAGRAPH)


def _members(items: list[Any]) -> list[Any]:
    return [item for item in items if isinstance(item, (dict, list, str))]


def _element(value: list[Any]) -> dict[str, Any] | None:
    """A React element (`["$", tag, key, props]`) as an object."""
    if len(value) >= 4 and value[0] == "$" and isinstance(value[1], str) and isinstance(value[3], dict):
        return {**value[3], "type": value[1].lower()}
    return None


# Lists of block objects.


class _Blocks:
    """Reads lists; looks at no more than MAX_VALUES objects in all."""

    def __init__(self) -> None:
        self._left = MAX_VALUES
        self._groups = 0

    def of_list(self, items: list[Any]) -> list[Block]:
        """The blocks of a list of block objects; [] where it is another list, or holds little prose."""
        objects = [item for item in items if isinstance(item, (dict, list))]
        if not objects or sum(1 for item in objects if _is_other_article(item)) * 3 > len(objects):
            return []
        found = [block for item in objects for block in self._of_item(item, "p", 0, 0)]
        return found if len(found) > 1 and prose_of(found) >= _LEAST else []

    def _of_item(self, item: Any, kind: str, group: int, depth: int) -> list[Block]:
        """The blocks of one object, list or string."""
        self._left -= 1
        if self._left <= 0 or depth > 12:
            return []
        if isinstance(item, str):
            own = "p" if kind == "list" else kind
            return [Block(block.text, own, group) if own != "p" else block for block in paragraphs_of(item)]
        if isinstance(item, list):
            element = _element(item)
            return self._of_item(element, kind, group, depth) if element else self._of_items(item, kind, group, depth)
        if not isinstance(item, dict) or _is_other_article(item):
            return []
        names = _kinds_of(item)
        if any(_NO_BLOCK.fullmatch(name) for name in names):
            return []
        kind = _kind(names, kind)
        return self._inside(item, kind, group, depth)

    def _inside(self, item: dict[str, Any], kind: str, group: int, depth: int) -> list[Block]:
        """What an object holds: its own text, else that of the first of its holders that has one."""
        for name in _TEXTS:
            text = item.get(name)
            if isinstance(text, str) and text.strip():
                return self._of_item(text, kind, group, depth + 1)
        for name in _HOLDERS:
            inner = item.get(name)
            if isinstance(inner, (list, dict, str)) and (found := self._of_item(inner, kind, group, depth + 1)):
                return found
        return []

    def _of_items(self, items: list[Any], kind: str, group: int, depth: int) -> list[Block]:
        """The pieces of one paragraph in one block, else block by block; items of one list in one group."""
        if kind == "list":
            group = group or self._new_group()
            return [block for item in items for block in self._of_item(item, "item", group, depth + 1)]
        if all(_is_inline(item) for item in items):
            text = fold("".join(self._inline(item, depth + 1) for item in items))
            return [Block(text, kind, group)] if text else []
        return [block for item in items for block in self._of_item(item, kind, group, depth + 1)]

    def _inline(self, item: Any, depth: int) -> str:
        self._left -= 1
        if self._left <= 0 or depth > 20:
            return ""
        if isinstance(item, str):
            return plain(item)
        if isinstance(item, list):
            element = _element(item)
            return self._inline(element, depth) if element else "".join(self._inline(each, depth + 1) for each in item)
        if not isinstance(item, dict):
            return ""
        names = _kinds_of(item)
        if any(name in ("br", "linebreak", "hardbreak") for name in names):
            return " "
        found = (item.get(name) for name in (*_TEXTS, *_HOLDERS))
        return next((self._inline(inner, depth + 1) for inner in found if isinstance(inner, (str, list)) and inner), "")

    def _new_group(self) -> int:
        self._groups += 1
        return self._groups


def _kinds_of(item: dict[str, Any]) -> list[str]:
    return [kind.lower() for name in _KINDS if isinstance(kind := item.get(name), str) and len(kind) <= 40]


def _kind(names: list[str], around: str) -> str:
    for pattern, kind in ((_LIST, "list"), (_ITEM, "item"), (_HEADING, "head"), (_QUOTE, "quote")):
        if any(pattern.fullmatch(name) for name in names):
            return kind
    return around


def _is_inline(item: Any) -> bool:
    """Whether an object is a piece of a paragraph: a text with its marks, a link."""
    if isinstance(item, list):
        element = _element(item)
        return _is_inline(element) if element else False
    if isinstance(item, str):
        return not has_blocks(item)
    if not isinstance(item, dict):
        return item is None or isinstance(item, (int, float))
    names = _kinds_of(item)
    # Slate and Draft.js: a text without a kind.
    return any(_INLINE.fullmatch(name) for name in names) or (not names and isinstance(item.get("text"), str))


def _is_other_article(item: Any) -> bool:
    """Whether an object has a name, and an address, a date or an author too: an article, a teaser, a tag."""
    if not isinstance(item, dict):
        return False
    named = any(isinstance(item.get(name), (str, dict)) and item.get(name) for name in _NAMED)
    return named and any(value for name, value in item.items() if name in _OF_ITS_OWN)
