from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.core.extraction.metadata.images import ImageInfo
from newscrawl.core.extraction.metadata.reader import read_metadata
from newscrawl.core.extraction.page import read_page

URL = "https://img.example/2024/bridge-closed.jpg"


def image(html: str) -> ImageInfo | None:
    data = read_metadata(read_page(html, "https://herald.example/a"))
    assert data.image == (data.image_info["url"] if data.image_info else None)
    assert ("image" in data.found) == (data.image_info is not None)
    return data.image_info


def info(width: int | None = None, height: int | None = None, caption: str | None = None, url: str = URL) -> ImageInfo:
    return ImageInfo(url=url, width=width, height=height, caption=caption)


def with_json_ld(*nodes: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(list(nodes))}</script>'


def test_size_and_caption_in_json_ld() -> None:
    described = {"@type": "ImageObject", "url": URL, "width": "1200px", "height": 800, "caption": "The bridge &amp; me"}
    assert image(with_json_ld({"@type": "NewsArticle", "image": described})) == info(1200, 800, "The bridge & me")
    by_name = [{"@type": "NewsArticle", "image": {"@id": "#i"}}, {**described, "@id": "#i"}]
    assert image(with_json_ld(*by_name)) == info(1200, 800, "The bridge & me")


@pytest.mark.parametrize(
    ("width", "read"), [(1200, 1200), (1200.0, 1200), ({"value": "640"}, 640), ("auto", None), (1, None), (None, None)]
)
def test_sizes_of_any_shape(width: object, read: int | None) -> None:
    found = image(with_json_ld({"@type": "NewsArticle", "image": [{"url": URL, "width": width}]}))
    assert found == info(read)


def test_size_in_open_graph() -> None:
    head = f'<meta property="og:image" content="{URL}"><meta property="og:image:width" content="1200">'
    assert image(head + '<meta property="og:image:height" content="630">') == info(1200, 630)


def test_the_size_of_another_picture_says_nothing() -> None:
    other = {"url": "https://img.example/other-picture.jpg", "width": 100, "height": 50, "caption": "Another"}
    html = f'<meta property="og:image" content="{URL}">' + with_json_ld({"@type": "NewsArticle", "image": other})
    assert image(html) == info()


def test_the_caption_of_the_same_picture_in_another_size() -> None:
    other = {"url": "https://img.example/small/bridge-closed.jpg", "width": 100, "height": 50, "caption": "The bridge"}
    html = f'<meta property="og:image" content="{URL}">' + with_json_ld({"@type": "NewsArticle", "image": other})
    assert image(html) == info(caption="The bridge")


def test_the_caption_of_the_figure_that_shows_it() -> None:
    figures = """<figure><img src="/other-picture.jpg"><figcaption>Another</figcaption></figure>
    <figure><picture><source srcset="https://img.example/640/bridge-closed.jpg 640w"></picture>
    <figcaption>The <b>bridge</b></figcaption></figure>"""
    assert image(f'<meta property="og:image" content="{URL}">{figures}') == info(caption="The bridge")


def test_images_of_other_places() -> None:
    assert image(f'<meta name="twitter:image" content="{URL}">') == info()
    assert image(f'<link rel="image_src" href="{URL}">') == info()
    item = '<div itemscope itemtype="https://schema.org/Article"><img itemprop="image" src="{}"></div>'
    assert image(item.format(URL)) == info()


def test_addresses_that_are_none() -> None:
    assert image('<meta property="og:image" content="data:x">') is None
    assert image(f'<meta property="og:image" content="http://[x"><meta name="twitter:image" content="{URL}">') == info()
    assert image("<img src='/x.jpg'>") is None
