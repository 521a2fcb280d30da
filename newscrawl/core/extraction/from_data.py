"""The article of a page that shows none until its scripts run: its text out of the page's own data.

Such a text is put into a copy of the page, where the scripts would put it, and that copy is read as any page is: the
same filters, the same guard, the same verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement
from lxml.html import tostring as to_html

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.data_texts import prose_of, texts_in
from newscrawl.core.extraction.body.kinship import kinship
from newscrawl.core.extraction.body.outline import Outline
from newscrawl.core.extraction.body.page_data import page_values
from newscrawl.core.extraction.metadata.reader import Metadata
from newscrawl.core.extraction.page import Page
from newscrawl.core.extraction.text import fold, key, tight
from newscrawl.core.verdict import Reason, Rejection

__all__ = ["is_shown", "lacks_text", "pages_with_text"]

_NO_TEXT = frozenset(
    (
        Reason.NEEDS_BROWSER,
        Reason.NO_TEXT,
        Reason.CONSENT_TEXT,
        Reason.COMMENT_TEXT,
        Reason.NEWSLETTER_TEXT,
        Reason.TEASER_TEXT,
        Reason.OTHER_TEXT,
    )
)
_LITTLE_TEXT = frozenset((Reason.NOT_AN_ARTICLE, Reason.VIDEO_WITHOUT_TEXT, Reason.GALLERY_WITHOUT_TEXT))
_LITTLE = 250
"""Width of a text from which on a page is not rejected for want of one."""
_AKIN = 0.4
"""The share of the title's and the standfirst's words that a text has to hold."""
_NEARLY = 0.15
"""How much less akin a longer text may be than the one that is most so."""
_START = 60
_TELLING = 12
"""Characters of a title from which on it tells texts apart."""


def lacks_text(rejection: Rejection) -> bool:
    """Whether a page was rejected because its HTML holds no text of an article."""
    reason, width = rejection.reason, rejection.evidence.get("width", _LITTLE)
    return reason in _NO_TEXT or (reason in _LITTLE_TEXT and width < _LITTLE)


def is_shown(page: Page, outline: Outline, blocks: list[Block]) -> bool:
    """Whether a text stands in the page's HTML; trafilatura's last resort is JSON-LD's articleBody, run together."""
    if not page.declared_text or any(tight(block.text) in outline.by_key for block in blocks):
        return True
    shown, declared = "".join(outline.names), tight(page.declared_text)
    starts = [tight(block.text)[:_START] for block in blocks]
    return not starts or any(start in shown or start not in declared for start in starts)


def pages_with_text(page: Page, data: Metadata) -> Iterator[tuple[Page, str]]:
    """The page with each text that its data have for it, best first, and how it was come by: data or declared.

    In: the page and what its metadata say; neither is changed. Nothing where they say that it is not free to read, or
    say so little that a text can't be told from others. `declared` is JSON-LD's articleBody, where it is not cut short.
    """
    hint = f"{data.title or ''} {data.description or ''}"
    if data.paywalled or len(key(hint)) < _TELLING:
        return
    if blocks := _best((text for value in page_values(page) for text in texts_in(value)), hint):
        yield _with(page, data.title, blocks), "data"
    declared = page.declared_text.strip()
    if not declared.rstrip(" ])").endswith(("…", "...")) and (blocks := _best(texts_in(declared), hint)):
        yield _with(page, data.title, blocks), "declared"


def _best(texts: Iterator[list[Block]], hint: str) -> list[Block]:
    """Of the texts that speak of what the page speaks of, the one with most prose; of equal ones the first."""
    found = [(akin, blocks) for blocks in texts if (akin := kinship(blocks, hint)) >= _AKIN]
    nearest = max((akin for akin, _ in found), default=0.0)
    near = [blocks for akin, blocks in found if akin >= nearest - _NEARLY]
    return max(near, key=prose_of, default=[])


def _with(page: Page, title: str | None, blocks: list[Block]) -> Page:
    """A copy of the page that begins with the title and a text."""
    tree = deepcopy(page.tree)
    body = tree.find("body")
    if body is None:
        body = etree.SubElement(tree, "body")
    main = tree.makeelement("main", {})
    body.insert(0, main)
    article = etree.SubElement(main, "article")
    if title:
        etree.SubElement(article, "h1").text = fold(title)
    group, around = 0, article
    for block in (block for block in blocks if key(block.text) != key(title or "")):
        if block.group != group:
            group, around = block.group, etree.SubElement(article, "ul") if block.group else article
        _add(around, block)
    return Page(page.url, to_html(_shown(tree), encoding="unicode"), tree, page.encoding)


_TAGS = {"head": "h2", "item": "li", "quote": "blockquote", "row": "li"}


def _add(around: HtmlElement, block: Block) -> None:
    element = etree.SubElement(around, _TAGS.get(block.kind, "p"))
    first, *others = block.text.split("\n")
    element.text = first
    for line in others:
        etree.SubElement(element, "br").tail = line


def _shown(tree: HtmlElement) -> HtmlElement:
    """A copy without scripts: they are most of such a page."""
    tree = deepcopy(tree)
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return tree
