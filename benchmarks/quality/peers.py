"""Other extractors, called as their documentation says, for the article's text without comments.

Each function takes a page's bytes and its address and gives what a Reading holds. None asks anything of the network.
"""

from __future__ import annotations

import functools
from typing import Any

__all__ = ["by_newspaper", "by_readability", "by_resiliparse", "by_trafilatura"]

_BLOCKS = (
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table td th tr ul"
).split()


def by_trafilatura(body: bytes, url: str) -> dict[str, Any]:
    """trafilatura with comments off and metadata on."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return {}
    authors = [name.strip() for name in (found.author or "").split(";") if name.strip()]
    return {"text": found.text or "", "title": found.title, "date": found.date, "authors": authors}


def by_newspaper(body: bytes, url: str) -> dict[str, Any]:
    """newspaper4k, without the images that it would fetch."""
    article = _newspaper().article(url, input_html=body, fetch_images=False)
    return {
        "text": article.text,
        "title": article.title,
        "date": article.publish_date.isoformat() if article.publish_date else None,
        "authors": article.authors,
        "language": article.meta_lang,
    }


@functools.cache
def _newspaper() -> Any:
    """The package, with the list of public suffixes that tldextract ships instead of one fetched."""
    import newspaper
    import tldextract
    from tldextract import tldextract as module

    module.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    return newspaper


def by_resiliparse(body: bytes, url: str) -> dict[str, Any]:
    """resiliparse's main content; it reads no metadata."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse_from_bytes(body, detect_encoding(body, from_html_meta=True) or "utf-8")
    text = extract_plain_text(tree, main_content=True, list_bullets=False, alt_texts=False, comments=False)
    return {"text": text}


def by_readability(body: bytes, url: str) -> dict[str, Any]:
    """readability-lxml: the text of its summary, an empty line between blocks."""
    from lxml import html
    from readability import Document

    document = Document(body, url=url)
    summary = html.fromstring(document.summary(html_partial=True))
    for element in summary.iter(*_BLOCKS):
        element.text = f"\n\n{element.text or ''}"
        element.tail = f"\n\n{element.tail or ''}"
    return {"text": summary.text_content().strip(), "title": document.short_title()}
