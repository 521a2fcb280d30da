"""Names of files from what publishers write: safe on Linux, macOS and Windows, short, and never two for one."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import Any

from newscrawl.core.exports.times import day

NAME_BYTES = 200
"""The longest name that is given, of the 255 bytes that file systems take."""
SLUG_BYTES = 100

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?")
_HEX = re.compile(r"[0-9a-f]{16,64}")
# Of Windows, whatever follows a dot: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(?:\..*)?")


def safe_name(text: str) -> str:
    """A file's name for a site, language or month: itself where that is safe, else what is safe of it and a digest.

    Two texts have one name only if they are equal, on file systems that fold letters too.
    """
    if _PLAIN.fullmatch(text) and not _RESERVED.fullmatch(text):
        return text
    return "-".join(filter(None, (slug(text, 60), _digest(text))))


def slug(text: str, most: int = SLUG_BYTES) -> str:
    """Letters and digits of any script in lower case, with single hyphens for all else; `most` bytes of UTF-8, NFC.

    So there are no control or directional characters, no separators and no dots in it; it may be empty.
    """
    folded = unicodedata.normalize("NFKC", text[:1000]).lower()
    kept = "".join(char if char.isalnum() or unicodedata.category(char) in ("Mn", "Mc") else "-" for char in folded)
    words = unicodedata.normalize("NFC", re.sub("-+", "-", kept).strip("-")).encode("utf-8", "ignore")
    if len(words) <= most:
        return words.decode()
    cut = words[: most + 1].rpartition(b"-")[0]  # at the end of a word, where there is one
    return (cut or words[:most]).decode("utf-8", "ignore").strip("-")


def article_name(record: dict[str, Any], ending: str) -> str:
    """DATE_SITE_TITLE_ID[-vN] and the ending: the name of an article's own file, NAME_BYTES at most.

    Only lines of one id and one version can have one name.
    """
    found = day(record["date_published"]) or day(record["fetched_at"])
    number = record["id"][:16] if _HEX.fullmatch(record["id"]) else _digest(record["id"], 8)
    if record["version"] is not None and record["version"] != 1:
        number += f"-v{record['version']}"
    parts = (f"{found}" if found else "undated", safe_name(record["source"])[:60], slug(record["title"] or ""), number)
    return "_".join(filter(None, parts)) + ending


def _digest(text: str, size: int = 4) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
