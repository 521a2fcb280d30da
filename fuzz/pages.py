"""HTML pages, and what stands in them."""

from __future__ import annotations

import codecs

from fuzz import checks
from newscrawl.core import decode, same_answers
from newscrawl.core.block_page import block_sign
from newscrawl.core.candidate import SourceKind
from newscrawl.core.discovery.links import parse_links
from newscrawl.core.extraction import extract_page
from newscrawl.core.extraction.jsonld import parse_json_ld
from newscrawl.core.typical import Typical


def page(data: bytes) -> None:
    """A page as it came, to its record."""
    checks.extraction(extract_page(data, checks.ADDRESS, explain=True))


_SHELL = (
    "<html><head><title>Bridge closed after storm</title><meta property=og:type content=article></head><body>"
    '<div id=app></div><script id="__NEXT_DATA__" type="application/json">{}</script></body></html>'
)
_INLINE = "<html><head><title>Bridge closed</title></head><body><div id=app></div><script>{}</script></body></html>"


def page_data(data: bytes) -> None:
    """Data in scripts, from which a page's text may come; as JSON and as program, and the text of a feed."""
    text = data.decode("utf-8", "replace")
    for shell in (_SHELL, _INLINE):
        checks.extraction(extract_page(shell.format(text), checks.ADDRESS, typical=Typical()))


def links(data: bytes) -> None:
    """A front page, or JSON with markup."""
    found = parse_links(data, checks.SITE, kind=SourceKind.FRONT_PAGE, depth=0)
    checks.discovery(found)
    assert all(source.url != checks.SITE for source in found.sources)


def block_page(data: bytes) -> None:
    """Pages that keep robots out, and pages that are the same for several addresses."""
    sign = block_sign(data)
    assert sign is None or sign.why
    assert len(same_answers.page_print(data, (checks.ADDRESS,))) == 64


def decoding(data: bytes) -> None:
    """The Content-Type header, a newline, and the body."""
    kind, _, body = data.partition(b"\n")
    found = decode.decode(body, kind.decode("latin-1"))
    codecs.lookup(found.encoding)
    assert found.text.encode() == found.utf8
    assert "\x00" not in found.text


def json_ld(data: bytes) -> None:
    """A script of JSON-LD."""
    assert all(isinstance(each, dict) for each in parse_json_ld(data.decode("utf-8", "replace")))
