"""The text of an article as its feed has it: kept with the candidate, packed, for where its page shows none."""

from __future__ import annotations

import base64
import binascii
import html
import re
import zlib

from newscrawl.core.likeness import headline_width

__all__ = ["PACKED_MAX", "pack", "unpack"]

PACKED_MAX = 40_000
"""Characters of a packed content: some 100 KB of HTML. A longer one is not kept."""

WHOLE = 800
"""Width (core.likeness.headline_width) from which a content is taken for the article and not for its beginning."""

_UNPACKED_MAX = 2**21
_TAG = re.compile("<[^<>]*>")
_SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style")}
_CUT = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.|&hellip;)\])\s*\Z")
_LAST_BLOCK = re.compile(r"(?:</p>|</div>|<br\s*/?>|\n)\s*", re.IGNORECASE)


def pack(content: str | None) -> str | None:
    """The content of a feed's entry (HTML) as a short ASCII string, or None where it is not clearly a whole article.

    That is: one that is short, too long to be kept, or cut off with an ellipsis, also where a line or link to the page
    comes after it.
    """
    if not content or not WHOLE / 3 <= len(content) <= _UNPACKED_MAX:
        return None
    shown = _without_scripts(content)
    if headline_width(_text(shown)) < WHOLE or _is_cut(shown):
        return None
    packed = base64.b85encode(zlib.compress(content.encode("utf-8", "replace"), 9)).decode("ascii")
    return packed if len(packed) <= PACKED_MAX else None


def unpack(packed: str | None) -> str | None:
    """The HTML; None where there is none, or where it can't be read."""
    if not packed:
        return None
    try:
        inflater = zlib.decompressobj()
        return inflater.decompress(base64.b85decode(packed), _UNPACKED_MAX).decode("utf-8", "replace")
    except (ValueError, zlib.error, binascii.Error):
        return None


def _without_scripts(content: str) -> str:
    """In time linear in the length: one that never ends is looked for once."""
    parts: list[str] = []
    place, endless = 0, set()
    for opened in _SCRIPT.finditer(content):
        name = opened[1].lower()
        if opened.start() < place or name in endless:
            continue
        closed = _ENDS[name].search(content, opened.end())
        if closed is None:
            endless.add(name)
            continue
        parts.append(content[place : opened.start()])
        place = closed.end()
    return " ".join([*parts, content[place:]])


def _text(content: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", content)).split())


def _is_cut(content: str) -> bool:
    blocks = [text for part in _LAST_BLOCK.split(content) if (text := _text(part))]
    # The last but one as well: a link to the page, or a line that says where the text appeared first, comes after.
    return any(_CUT.search(block) for block in blocks[-2:])
