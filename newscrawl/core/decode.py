"""Bytes of a page to its characters."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    to_unicode,
)

# What no text may hold: C0 controls but tab and line ends, lone surrogates, non-characters (XML 1.0, 2.2).
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
_TAGS = re.compile(rb"<[^<>]*>")
_CODE = re.compile(rb"<(script|style)\b", re.IGNORECASE)
_HEAD = 4096
_SAMPLE = 400_000
_DETECT = 20_000
_WORDS = 1500
# The encodings of the WHATWG's Encoding Standard that pages without a declaration are found in.
_WEB = (
    "cp1252 cp1251 cp1250 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 koi8_r koi8_u iso8859_2 iso8859_7 cp866 "
    "gb18030 big5 shift_jis euc_jp iso2022_jp euc_kr utf_8"
).split()
# Python's own, which no browser knows: some run escapes, punycode takes hours for a page.
_PYTHONS = frozenset("punycode idna unicode-escape raw-unicode-escape undefined utf-7 rot13".split())
# Of the bytes that are not ASCII, so many may be broken in a text that is UTF-8 all the same (a cut word, one
# foreign block); in a text that is not, nearly all are.
_BROKEN_SHARE = 0.1


class Decoded(NamedTuple):
    """A document's characters."""

    text: str
    encoding: str
    """Python's name of the encoding that they were in."""

    utf8: bytes
    """The characters in UTF-8."""


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """The characters of an HTML document, and the name of the encoding that they were in.

    In: the bytes as they came, and the Content-Type header. Order of belief: byte order mark, bytes that are
    valid UTF-8 and more than ASCII, the header, the document's own declaration, detection, windows-1252. A declared
    encoding that does not fit the bytes is passed over. Never raises; what cannot be read becomes U+FFFD.

    After the WHATWG's "determining the character encoding" (HTML, 13.2.3), with one difference: bytes that are
    valid UTF-8 are read as such whatever is declared, because other encodings hardly ever look so by chance.
    """
    encoding, bom = read_bom(body)
    if encoding is not None and bom is not None:
        return _cleaned(to_unicode(body[len(bom) :], encoding), encoding)
    wide = _wide(body)
    if wide is not None:
        return _cleaned(to_unicode(body, wide), wide)
    strict = _utf8(body)
    if strict is not None:
        return strict
    said = [http_content_type_encoding(content_type) if content_type else None, _declared(body)]
    declared = [name if name and is_of_the_web(name) else None for name in said]
    if not body.isascii():
        if _mostly_utf8(body):
            return _cleaned(body.decode("utf-8", "replace"), "utf-8")
        declared = [name for name in declared if name != "utf-8"] + [None]
    for name in declared:
        if name and not name.startswith(("utf-16", "utf-32")) and _fits(body, name):
            return _cleaned(to_unicode(body, name), name)
    if body.isascii():
        clean = body.translate(None, _CONTROLS)
        return Decoded(clean.decode("ascii"), "utf-8", clean)
    name = _detected(body) or "cp1252"
    return _cleaned(to_unicode(body, name), name)


def is_of_the_web(name: str) -> bool:
    """Whether a declared encoding is one that a document of the web can be in."""
    try:
        b"a".decode(name, "replace")  # what are no encodings of texts, as zlib, are refused here
        return codecs.lookup(name).name not in _PYTHONS
    except (LookupError, ValueError):
        return False


def as_given(text: str) -> Decoded:
    """A document that came as characters."""
    return _cleaned(text.removeprefix("\ufeff"), "utf-8")


def _cleaned(text: str, encoding: str) -> Decoded:
    """Without characters that no document may hold (null, controls, lone surrogates)."""
    text = _UNPRINTABLE.sub("", text)
    return Decoded(text, encoding, text.encode())


def _declared(body: bytes) -> str | None:
    try:
        return html_body_declared_encoding(body[:_HEAD])
    except (LookupError, UnicodeError):
        return None


def _wide(body: bytes) -> str | None:
    """UTF-16 without a byte order mark shows by the null in every second byte of its markup."""
    head = body[:512]
    if head.count(0) < len(head) // 4 or len(head) < 8:
        return None
    return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"


def _utf8(body: bytes) -> Decoded | None:
    """The characters of valid UTF-8 that is more than ASCII."""
    if body.isascii():
        return None
    clean = body.translate(None, _CONTROLS)
    try:
        return Decoded(clean.decode("utf-8"), "utf-8", clean)
    except UnicodeDecodeError:
        return None


def _mostly_utf8(body: bytes) -> bool:
    foreign = len(body) - len(body.decode("ascii", "ignore"))
    broken = body.decode("utf-8", "replace").count("\ufffd") - body.count(b"\xef\xbf\xbd")
    return broken <= foreign * _BROKEN_SHARE


def _fits(body: bytes, encoding: str) -> bool:
    """Whether the bytes can be meant in the encoding: hardly anything of them is unreadable in it."""
    try:
        codecs.lookup(encoding)
        text = to_unicode(body, encoding)
    except (LookupError, UnicodeError):
        return False
    foreign = sum(1 for _ in re.finditer(r"[^\x00-\x7f]", text))
    return text.count("\ufffd") <= max(3, foreign * _BROKEN_SHARE)


def _without_code(sample: bytes) -> bytes:
    """The sample without scripts and styles; from the first that has no end, all of it."""
    parts, place, low = [], 0, sample.lower()
    for begin in _CODE.finditer(sample):
        if begin.start() < place:
            continue
        end = low.find(b"</" + begin[1].lower(), begin.end())
        if end < 0:
            break
        parts.append(sample[place : begin.start()])
        place = end
    return b" ".join([*parts, sample[place:]])


def _detected(body: bytes) -> str | None:
    """The encoding that the words of the document, without markup, are most likely in."""
    words = _TAGS.sub(b" ", _without_code(body[:_SAMPLE])).split()
    # A window around each word that is not ASCII: what tells encodings apart, with enough of the language around it.
    places = [place for place, word in enumerate(words) if not word.isascii()][:_WORDS]
    near = sorted({around for place in places for around in range(max(0, place - 2), min(len(words), place + 3))})
    best = from_bytes(b" ".join(words[place] for place in near)[:_DETECT], cp_isolation=_WEB).best()
    return best.encoding if best is not None else None
