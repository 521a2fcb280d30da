"""Bytes that came under the name of a sitemap or feed: unpacked, mended and known for what they are."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from enum import StrEnum

from newscrawl.core.decode import is_of_the_web

__all__ = ["MAX_BYTES", "Kind", "mend_xml", "sniff", "to_text", "unpack", "without_half_text"]

MAX_BYTES = 64 * 1024 * 1024
"""What a document may unpack to: the sitemap protocol's 50 MB and some air."""

_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']", re.IGNORECASE)
_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_DOCTYPE_BEGINS = re.compile("<!DOCTYPE", re.IGNORECASE)
_AMPERSAND = re.compile(r"<!\[CDATA\[|<!--|&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_HIDDEN = re.compile(r"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)|<!\[CDATA\[.*?(?:\]\]>|$)", re.DOTALL)


class Kind(StrEnum):
    """What a document is, whatever it is called."""

    SITEMAP = "sitemap"
    FEED = "feed"
    JSON = "json"
    HTML = "html"
    TEXT = "text"
    XML = "xml"
    EMPTY = "empty"


_ROOTS = {
    "urlset": Kind.SITEMAP,
    "sitemapindex": Kind.SITEMAP,
    "rss": Kind.FEED,
    "feed": Kind.FEED,
    "rdf": Kind.FEED,
    "channel": Kind.FEED,
    "html": Kind.HTML,
    "head": Kind.HTML,
    "body": Kind.HTML,
}


def unpack(body: bytes, limit: int = MAX_BYTES) -> tuple[bytes, str | None]:
    """The bytes without gzip (RFC 1952), known by its first two bytes and not by a name; also when packed twice.

    Gives the bytes, at most `limit` of them, and one line when they were cut or broken; what could be read is kept.
    """
    problem = None
    for _ in range(3):
        if not body.startswith(_GZIP):
            break
        body, fault = _gunzip(body, limit)
        problem = problem or fault
    if len(body) > limit:
        return body[:limit], f"larger than {limit // 2**20} MiB, cut there"
    return body, problem


def _gunzip(body: bytes, limit: int) -> tuple[bytes, str | None]:
    parts: list[bytes] = []
    left = limit
    while body.startswith(_GZIP):
        inflater = zlib.decompressobj(wbits=31)
        try:
            parts.append(inflater.decompress(body, left))
        except zlib.error as error:
            # zlib gives all or nothing for a call: read again in small steps to keep what comes before the fault.
            parts.append(_salvage(body, left))
            return b"".join(parts), f"broken gzip ({str(error)[:80]})"
        left -= len(parts[-1])
        if inflater.unconsumed_tail or left <= 0:
            return b"".join(parts), f"larger than {limit // 2**20} MiB, cut there"
        if not inflater.eof:
            return b"".join(parts), "gzip ends too early"
        body = inflater.unused_data
    return b"".join(parts), None


def _salvage(body: bytes, limit: int) -> bytes:
    inflater, parts, size = zlib.decompressobj(wbits=31), [], 0
    try:
        for start in range(0, len(body), 256):
            parts.append(inflater.decompress(body[start : start + 256], limit - size))
            size += len(parts[-1])
            if size >= limit or inflater.eof:
                break
    except zlib.error:
        pass
    return b"".join(parts)


def to_text(body: bytes) -> str:
    """The text of an XML, JSON or plain document: BOM, XML declaration, UTF-8, else windows-1252. Never raises."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) if encoding == "utf-8" else 0 :].decode(encoding, "replace")
    if b"\x00" in body[:4]:
        # UTF-16 without a BOM, as XML 1.0 appendix F tells it.
        return body.decode("utf-16-be" if body[:1] == b"\x00" else "utf-16-le", "replace")
    declared = _DECLARED.match(body[:1000])
    said = declared[1].decode("ascii") if declared else "utf-8"
    for encoding in ("utf-8", said if is_of_the_web(said) else "utf-8"):
        try:
            return body.decode(encoding)
        except (UnicodeError, LookupError, ValueError):
            continue
    name = "utf-8" if declared and declared[1].lower() in (b"utf-8", b"utf8") else "cp1252"
    return body.decode(name, "replace")


def sniff(text: str) -> Kind:
    """What a document is, by its first element."""
    head = text[:20_000].lstrip("\ufeff \t\r\n\x00")
    if not head:
        return Kind.EMPTY
    if head[0] in "{[":
        return Kind.JSON
    if head[0] != "<":
        # Some servers print notices before the document; XML starts where its declaration or root does.
        start = re.search(r"<\?xml|<(?:[\w.-]+:)?(?:urlset|sitemapindex|rss|feed|rdf)\b", head, re.IGNORECASE)
        if not start:
            return Kind.TEXT
        head = head[start.start() :]
    if re.match(r"<!doctype\s+html", _HIDDEN.sub("", head).lstrip(), re.IGNORECASE):
        return Kind.HTML
    root = _ROOT.search(_without_doctype(_HIDDEN.sub("", head)))
    return _ROOTS.get(root[1].lower(), Kind.XML) if root else Kind.XML


def without_half_text(text: str) -> str:
    """An XML text without what stands behind its last tag: where a document was cut, that may be half an address."""
    opened, closed = text.rfind("<"), text.rfind(">")
    # An end tag that closes nothing tells readers that the text before it is whole.
    return text[: closed + 1] if opened <= closed else text[:opened] + "</cut>"


def mend_xml(text: str) -> bytes:
    """An XML text as UTF-8 that lxml can read: the faults that real sitemaps and feeds show are mended.

    Leading junk, the declaration (its encoding may be wrong) and any DOCTYPE with its entities are cut, so no entity
    but XML's own five can ever expand; a bare `&` (`?a=1&b=2`) and unknown entities become `&amp;...`, illegal
    characters a blank.
    """
    text = text.replace("\ufeff", "")
    start = text.find("<")
    text = _PROLOG.sub("", text[max(start, 0) :], count=1)
    text = _PROLOG.sub("", text[max(text.find("<?xml"), 0) :], count=1) if "<?xml" in text[:2000] else text
    if _DOCTYPE_BEGINS.search(text):
        text = re.sub(r"<!(?=DOCTYPE|ENTITY)", "&lt;!", _without_doctype(text), flags=re.IGNORECASE)
    if "&" in text:
        text = "".join(_mend_ampersands(text))
    return _ILLEGAL.sub(" ", text).encode("utf-8", "replace")


def _without_doctype(text: str) -> str:
    """The text without its first document type, which is the only one that XML knows.

    From each of many, the end of those that have none would take hours to look for.
    """
    first = _DOCTYPE_BEGINS.search(text)
    whole = _DOCTYPE.match(text, first.start()) if first else None
    return text[: whole.start()] + text[whole.end() :] if whole else text


def _mend_ampersands(text: str) -> Iterator[str]:
    """The text in parts, `&amp;` for each bare `&`; in comments and CDATA sections, where they end, it means itself."""
    ends = dict(_ENDS)
    done = position = 0
    while found := _AMPERSAND.search(text, position):
        position = found.end()
        if found[0] == "&":
            yield text[done:position]
            yield "amp;"
            done = position
        elif found[0] in ends:
            end = text.find(ends[found[0]], position)
            if end < 0:
                del ends[found[0]]  # looked for once: no later one has an end either
            else:
                position = end + 3
    yield text[done:]
