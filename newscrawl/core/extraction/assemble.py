"""From the bytes of a page to its article and the verdict on it."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import newscrawl
from newscrawl.core import quality, urls
from newscrawl.core.article import Article
from newscrawl.core.candidate import Candidate
from newscrawl.core.doubles import Sketch
from newscrawl.core.extraction.article_text import read_article_text
from newscrawl.core.extraction.body.blocks import Block, join
from newscrawl.core.extraction.body.main_text import MainText
from newscrawl.core.extraction.body.outline import Outline, read_outline
from newscrawl.core.extraction.body.sureness import sureness
from newscrawl.core.extraction.facts import gather
from newscrawl.core.extraction.from_data import is_shown, lacks_text, pages_with_text
from newscrawl.core.extraction.from_feed import hides_text, is_enough, page_of
from newscrawl.core.extraction.language import detect_language
from newscrawl.core.extraction.live import is_live_blog
from newscrawl.core.extraction.metadata.reader import Metadata, read_metadata
from newscrawl.core.extraction.page import Page, read_page
from newscrawl.core.extraction.part_links import read_part_links
from newscrawl.core.extraction.text import fold
from newscrawl.core.extraction.typical_lines import PageLines
from newscrawl.core.extraction.usage import page_signals
from newscrawl.core.extraction.variants import read_variants
from newscrawl.core.fingerprints import content_hash
from newscrawl.core.parts import PartLinks
from newscrawl.core.quality.evidence import is_typed
from newscrawl.core.rendering import Sign, sign_of
from newscrawl.core.rights.signals import Signal
from newscrawl.core.typical import Prints, Typical
from newscrawl.core.verdict import Reason, Rejection

__all__ = ["Extraction", "extract_page"]

MAX_SIZE = 8_000_000
"""Bytes (or characters) of a body; no article is written in more, and time grows with it."""

MAX_ELEMENTS = 40_000
"""Elements of a page: four times as many as in the largest of a thousand news pages."""


MIN_LETTERS = 6
"""Different letters of a text."""

MIN_SHARE = 0.1
"""Of letters among its characters."""


@dataclass(slots=True)
class Extraction:
    """What one page gave. Picklable."""

    article: Article | None
    """Filled as far as it goes, also where the page is rejected; None where nothing could be read."""

    rejection: Rejection | None = None
    """Why the page is left out; None for an article."""

    signals: dict[str, Any] = field(default_factory=dict)
    """With `explain`: where each field was found, what each filter dropped, what the verdict rests on."""

    facts: quality.Facts | None = None
    """With `explain`: all that the verdict rests on, as it was measured."""

    prints: Prints | None = None
    """With `typical`, of an article: what its site counts of it (core.typical)."""

    rights: tuple[Signal, ...] = ()
    """What the page says of the use of its text (core.rights)."""

    page_hash: str | None = None
    """With `typical`: the content_hash of the text with the lines that fell as typical; None where none fell."""

    part_links: PartLinks | None = None
    """Of an article: its other parts; None where it has none, as nearly all."""

    variants: tuple[str, ...] = ()
    """Of an article: its other forms (AMP, mobile), by core.urls.identity."""

    typical: Typical | None = None
    """In a crawl: what of the given `typical` bears on this page; extraction with it comes to the same."""

    sketch: Sketch | None = None
    """Of an article, in a crawl: what its near doubles are found by; None for a text too short to be judged."""

    sign: Sign | None = None
    """Of a page rejected for want of a text: what it shows of being filled by scripts."""

    page_print: str | None = None
    """Of a page that is no article, in a crawl: what tells that it came for another address (core.same_answers)."""


def extract_page(
    body: bytes | str,
    url: str,
    *,
    content_type: str | None = None,
    status: int = 200,
    candidate: Candidate | None = None,
    typical: Typical | None = None,
    explain: bool = False,
) -> Extraction:
    """The article of one page, and the verdict on it.

    In: the body as it came (bytes, or characters already decoded); the address it was fetched from; the Content-Type
    header; the HTTP status; what its source said of it, which fills gaps; what is typical of its site, where that is
    counted; `explain` for the signals. Out: an Extraction. Never raises for what the body holds. Pure: no clock but
    for dates in the future, no network.
    """
    if len(body) > MAX_SIZE:
        return Extraction(None, Rejection(Reason.TOO_LARGE, {"size": len(body), "limit": MAX_SIZE}))
    if not _is_html(body, content_type):
        return Extraction(None, Rejection(Reason.NOT_HTML, {"content_type": content_type, "start": _start(body)}))
    try:
        return _extract(read_page(body, url, content_type), status, candidate, typical, explain)
    except RecursionError:
        return Extraction(None, Rejection(Reason.EXTRACTION_FAILED, {"error": "nested too deep"}))


def _extract(
    page: Page, status: int, candidate: Candidate | None, typical: Typical | None, explain: bool
) -> Extraction:
    elements = page.count()
    if elements > MAX_ELEMENTS:
        return Extraction(None, Rejection(Reason.TOO_LARGE, {"elements": elements, "limit": MAX_ELEMENTS}))
    data = read_metadata(page, candidate)
    read = _read(page, status, candidate, typical, data)
    if read.rejection is not None and lacks_text(read.rejection):
        read = _from_data(page, status, candidate, typical, data) or read
    main, facts = read.main, read.facts
    article = _article(page, status, candidate, data, main)
    article.kind_score = facts.score
    article.quality = _quality(main, facts)
    if read.rejection is None and is_live_blog(page, read.outline, main.blocks):
        article.kind = "live-blog"
    if read.rejection is not None and hides_text(read.rejection):
        told = _from_feed(page, status, candidate, data, read.rejection)
        if told is not None:
            return told
    signals: dict[str, Any] = {}
    if explain:
        signals = {
            "encoding": page.encoding,
            "elements": elements,
            "found": dict(data.found),
            "method": main.method,
            "sure": {name: round(value, 3) for name, value in main.signs.items()},
            "dropped": [{"filter": name, "line": line} for name, line in main.dropped],
            "verdict": quality.signals(facts),
        }
    counted = typical is not None and read.rejection is None
    prints = read.lines.prints(data.title, main.blocks) if counted else None
    part_links = read_part_links(page) if read.rejection is None else None
    variants = read_variants(page) if read.rejection is None else ()
    shown = facts if explain else None
    rights = page_signals(page)
    sign = _sign(page, read) if read.rejection is not None and lacks_text(read.rejection) else None
    return Extraction(
        article, read.rejection, signals, shown, prints, rights, read.page_hash, part_links, variants, sign=sign
    )


@dataclass(slots=True)
class _Read:
    """A page's text, and what is thought of it."""

    outline: Outline
    main: MainText
    lines: PageLines
    facts: quality.Facts
    rejection: Rejection | None
    page_hash: str | None


def _read(page: Page, status: int, candidate: Candidate | None, typical: Typical | None, data: Metadata) -> _Read:
    outline = read_outline(page.slim_tree)
    main = read_article_text(page, data, outline)
    lines = PageLines(outline)
    page_hash = None
    if typical is not None:
        whole = main.blocks
        main = _without_typical(main, lines, typical, page, data)
        page_hash = content_hash(join(whole)) if len(whole) > len(main.blocks) else None
    facts = gather(page, status, main.blocks, outline, data, candidate)
    rejection = quality.verdict(facts)
    if rejection is None and not _has_words(main.blocks):
        rejection = Rejection(Reason.NO_TEXT, {**quality.signals(facts)})
    if rejection is None and not is_shown(page, outline, main.blocks):
        reason = Reason.PAYWALL_TEXT if data.paywalled else Reason.NEEDS_BROWSER
        rejection = Rejection(reason, {**quality.signals(facts), "shown": False})
    return _Read(outline, main, lines, facts, rejection, page_hash)


def _sign(page: Page, read: _Read) -> Sign | None:
    assert read.rejection is not None
    sources = [element.get("src") or element.get("data-src") or "" for element in page.elements["iframe"]]
    inner = sum(1 for src in sources if src and _host(page.url, src) == _host(page.url, ""))
    scripts = sum(1 for element in page.elements["script"] if "json" not in (element.get("type") or ""))
    return sign_of(read.rejection, scripts=scripts, frames=inner, typed=is_typed(read.facts))


def _host(base: str, address: str) -> str | None:
    """Of an address on a page; None where it is none."""
    try:
        return urls.host_key(urlsplit(urljoin(base, address)).netloc)
    except ValueError:
        return None


def _from_data(
    page: Page, status: int, candidate: Candidate | None, typical: Typical | None, data: Metadata
) -> _Read | None:
    """The same with the text that the page's data hold; None where that is no article either."""
    for filled, method in pages_with_text(page, data):
        read = _read(filled, status, candidate, typical, data)
        if read.rejection is None:
            read.main.method = method
            return read
    return None


def _from_feed(
    page: Page, status: int, candidate: Candidate | None, data: Metadata, instead_of: Rejection
) -> Extraction | None:
    """The article with the text that its feed has; nothing tells how right it is, so that it has no `quality`."""
    told = page_of(page, candidate) if candidate is not None else None
    if candidate is None or told is None:
        return None
    read = _read(told, status, candidate, None, read_metadata(told, candidate))
    if not is_enough(read.main.blocks, read.rejection):
        return None
    said = replace(data, title=candidate.title or data.title)
    article = _article(page, status, candidate, said, replace(read.main, method="feed"))
    signals = {"method": "feed", "instead_of": str(instead_of.reason), "found": dict(data.found)}
    return Extraction(article, None, signals, rights=page_signals(page))


def _without_typical(main: MainText, lines: PageLines, typical: Typical, page: Page, data: Metadata) -> MainText:
    others = typical.apart_from(urls.article_id(_address(page.url, data.canonical)))
    blocks, fallen = lines.without_typical(main.blocks, others, (data.title, data.description))
    return replace(main, blocks=blocks, dropped=[*main.dropped, *(("typical", block.text) for block in fallen)])


def _article(page: Page, status: int, candidate: Candidate | None, data: Metadata, main: MainText) -> Article:
    title = fold(data.title) if data.title else None
    text = join(main.blocks)
    declared = data.language or (candidate.language if candidate else None)
    language, score = detect_language(text, declared)
    url = _address(page.url, data.canonical)
    return Article(
        id=urls.article_id(url),
        text="\n\n".join(part for part in (title, text) if part),
        url=url,
        requested_url=page.url,
        title=title,
        language=language,
        language_score=score,
        date_published=data.date_published,
        date_modified=data.date_modified,
        date_source=data.date_source,
        authors=data.authors,
        publisher=data.publisher,
        section=data.section,
        tags=data.tags,
        description=data.description,
        image=data.image,
        image_info=dict(data.image_info) if data.image_info else None,
        paywalled=data.paywalled,
        content_hash=content_hash(text),
        discovered_by=str(candidate.found_by) if candidate else None,
        http_status=status,
        kind="live-blog" if "LiveBlogPosting" in data.types else "article",
        extractor=f"{_versions()} {main.method}",
    )


def _has_words(blocks: list[Block]) -> bool:
    """Whether a text has letters as one has in any script: a run of signs has few, or few different ones."""
    text = join(blocks)
    return sum(map(str.isalpha, set(text))) >= MIN_LETTERS and sum(map(str.isalpha, text)) >= MIN_SHARE * len(text)


def _quality(main: MainText, facts: quality.Facts) -> float | None:
    """The probability that the record is right: its page is an article, and its text is the article's."""
    sure = sureness(main.signs)
    return None if sure is None or facts.score is None else round(sure * facts.score, 2)


def _address(requested: str, declared: str | None) -> str:
    """The article's address: the page's own word where it can be believed, else the one asked for."""
    try:
        return urls.trusted_canonical(requested, declared) or urls.clean(requested)
    except ValueError:
        # No web address: a file's, or none.
        return requested


@lru_cache(maxsize=1)
def _versions() -> str:
    return f"newscrawl/{newscrawl.__version__} trafilatura/{importlib.metadata.version('trafilatura')}"


def _start(body: bytes | str) -> str:
    head = body[:40]
    return head.decode("latin-1") if isinstance(head, bytes) else head


def _is_html(body: bytes | str, content_type: str | None) -> bool:
    """Whether the body can be a page: by the first bytes where they tell, else by what the header says."""
    head = body[:512] if isinstance(body, bytes) else body[:512].encode("utf-8", "replace")
    if head.startswith(_OTHER_FORMATS):
        return False
    kind = (content_type or "").partition(";")[0].strip().lower()
    return (
        not kind or "html" in kind or kind in ("application/xml", "text/xml", "text/plain", "application/octet-stream")
    )


_OTHER_FORMATS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b'{"', b"[{")
