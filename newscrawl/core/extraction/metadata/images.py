"""The main image of an article, its size and its caption."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypedDict
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.core.extraction.folding import absolute, fold
from newscrawl.core.extraction.metadata.element_text import text_of
from newscrawl.core.extraction.metadata.nodes import Graph, Node, addresses, first_text
from newscrawl.core.extraction.metadata.sources import Sources
from newscrawl.core.extraction.page import Page

_META = (
    "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "sailthru.image.full",
    "parsely-image-url", "st:image", "schema:image", "thumbnail",
)  # fmt: skip
_SIZE = re.compile(r"\d{2,5}(?=(?:\.0*)?\s*(?:px)?$)")
_ADDRESS_IN = ("src", "data-src", "srcset", "data-srcset", "data-original", "data-lazy-src")
_MAX_IMAGES = 5
_MAX_FIGURES = 10
_MAX_CAPTION = 1000


class ImageInfo(TypedDict):
    """An image; None for what the page does not say."""

    url: str
    """Absolute address."""

    width: int | None
    """Pixels."""

    height: int | None
    caption: str | None


def read_image(page: Page, sources: Sources, graph: Graph, article: Node | None) -> tuple[ImageInfo, str] | None:
    """The main image and where it was found; None where the page names none.

    In: the page and what was read of it. Size and caption are taken from what says them of the same picture: JSON-LD,
    og:image:width and og:image:height, the <figure> that shows it.
    """
    described = list(_described(page, graph, article))
    declared = [
        (value, "og:image" if name.startswith("og:") else "meta")
        for name in _META
        if name in sources.meta
        for value in sources.meta[name]
    ]
    declared += [(info["url"], "json-ld") for info in described]
    declared += [(value, source) for source, value in sources.marked("image")]
    declared += [(value, "link") for value in sources.links.get("image_src", [])]
    for address, source in declared:
        if url := absolute(page.base_url, fold(address)):
            return _completed(url, source, page, sources, described), source
    return None


def _completed(url: str, source: str, page: Page, sources: Sources, described: list[ImageInfo]) -> ImageInfo:
    info = ImageInfo(url=url, width=None, height=None, caption=None)
    for other in described:
        if other["url"] == url or (info["caption"] is None and _picture(other["url"]) == _picture(url)):
            if other["url"] == url:
                info["width"], info["height"] = other["width"], other["height"]
            info["caption"] = info["caption"] or other["caption"]
    if info["width"] is None and source == "og:image":
        info["width"] = _size(sources.first("og:image:width"))
        info["height"] = _size(sources.first("og:image:height"))
    info["caption"] = info["caption"] or _caption_on_page(page, url)
    return info


def _described(page: Page, graph: Graph, article: Node | None) -> Iterator[ImageInfo]:
    """The images of the article's JSON-LD, references to other objects followed."""
    images = article.get("image") if article is not None else None
    for image in images[:_MAX_IMAGES] if isinstance(images, list) else [images]:
        node = graph.resolve(image)
        url = next((url for each in addresses(node) if (url := absolute(page.base_url, fold(each)))), None)
        if url and isinstance(node, dict):
            yield ImageInfo(
                url=url,
                width=_size(node.get("width")),
                height=_size(node.get("height")),
                caption=_short(first_text(node.get("caption"))),
            )
        elif url:
            yield ImageInfo(url=url, width=None, height=None, caption=None)


def _size(value: Any) -> int | None:
    """Pixels of `1200`, `"1200"`, `"1200px"`, `{"value": 1200}`."""
    if isinstance(value, dict):
        value = value.get("value")
    found = _SIZE.match(str(value).strip()) if isinstance(value, (int, float, str)) else None
    return int(found[0]) if found else None


def _short(text: str | None) -> str | None:
    return text if text and len(text) <= _MAX_CAPTION else None


def _picture(address: str) -> str:
    """The file's name, which the sizes of one picture often share."""
    try:
        name = urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1]
    except ValueError:
        return address
    return name if len(name) >= 8 else address


def _caption_on_page(page: Page, url: str) -> str | None:
    name = _picture(url)
    for figure in page.elements["figure"][:_MAX_FIGURES]:
        caption = next(figure.iter("figcaption"), None)
        if caption is not None and _shows(figure, name):
            return _short(text_of(caption)) or None
    return None


def _shows(figure: HtmlElement, name: str) -> bool:
    return any(
        name in (image.get(attribute) or "") for image in figure.iter("img", "source") for attribute in _ADDRESS_IN
    )
