"""The parts of an address by which articles are known: folder, last segment, extension, query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from newscrawl.core.path_words import ARTICLE_NOUNS, MACHINE, SERVICE, TAXONOMY

__all__ = ["DATE", "DATE_ONLY", "LANGUAGE", "WIDE", "WORD", "Folder", "split_address", "word_count"]

WORD = re.compile(r"[^\W\d_]+")
WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
"""Scripts in which a character is a syllable or a word."""

LANGUAGE = re.compile(r"[a-z]{2}(?:[-_](?:[a-z]{2}|hans|hant|latn|cyrl))?")
_YEAR = r"(?:19|20)\d\d"
DATE = re.compile(
    rf"(?:^|[/_-])(?:{_YEAR}[/._-]?(?:0?[1-9]|1[0-2]|[a-z]{{3,9}})[/._-]?(?:[0-2]?\d|3[01])(?!\d)"
    rf"|(?:[0-2]?\d|3[01])[._-](?:0?[1-9]|1[0-2])[._-]{_YEAR}(?!\d)|\d\d_[a-z]{{3,9}}_\d\d)"
)
DATE_ONLY = re.compile(r"\d{1,2}|(?:19|20)\d\d(?:[-_.]?\d\d){0,2}|[a-z]{3}")
_MONTH = re.compile(rf"/{_YEAR}[/-](?:0?[1-9]|1[0-2])(?=/)")
_FIVE = re.compile(r"\d{5}")
_VARIANTS = frozenset({"amp", "print", "index.html", "index.htm", "index.php", "index.shtml"})


def word_count(segment: str) -> int:
    """Words in a slug; scripts without spaces count two characters a word."""
    found = WORD.findall(segment)
    if segment.isascii():
        return len([word for word in found if len(word) > 1])
    return sum(max(1, len(word) // 2) if WIDE.search(word) else 1 for word in found)


@dataclass(frozen=True, slots=True)
class Folder:
    """What the segments before the last one say; the same for all articles of a folder, so it is kept."""

    depth: int
    words: int
    """Of the last two segments, the longest slug."""

    number: bool
    page: bool
    """Whether it ends in a word after which a page number stands."""

    date: float
    dated_end: bool
    """Whether the last segment is a part of a date."""

    noun: bool
    service: float
    taxonomy: int
    """Segments from the last taxonomy word to the leaf; 0: there is none."""

    taxonomy_word: str


@lru_cache(maxsize=4096)
def _folder(path: str) -> Folder:
    """Takes the path without its last segment, decoded, in lower case."""
    segments = [s for s in path.partition(";")[0].split("/") if s]
    if segments and LANGUAGE.fullmatch(segments[0]):
        del segments[0]
    places = [place for place, segment in enumerate(segments) if segment in TAXONOMY]
    count, whole = len(segments), "/".join(["", *segments, ""])
    date = 2.6 if DATE.search(whole) else 1.8 if _MONTH.search(whole) else 0.0
    return Folder(
        depth=count + 1,
        words=max((word_count(s) for s in segments[-2:]), default=0),
        number=any(_FIVE.search(s) for s in segments[-2:]),
        page=bool(segments) and segments[-1] in ("page", "seite", "pagina", "pag", "slide"),
        date=date,
        dated_end=bool(segments) and DATE_ONLY.fullmatch(segments[-1]) is not None,
        noun=any(s in ARTICLE_NOUNS for s in segments),
        service=sum(-5.0 if i in (0, count - 1) else -2.0 for i, s in enumerate(segments) if s in SERVICE)
        - 9.0 * any(s in MACHINE for s in segments),
        taxonomy=count - places[-1] if places else 0,
        taxonomy_word=segments[places[-1]] if places else "",
    )


def split_address(url: str) -> tuple[Folder, str, str, str]:
    """Folder, last segment and its extension (decoded, lower case, no language, AMP or print variant), query.

    Takes an absolute address with a path, or a path alone.
    """
    start = url.find("://", 0, 10)
    slash = url.find("/", start + 3 if start > 0 else 0)
    rest = (url[slash:] if slash >= 0 else "").partition("#")[0]
    path, _, query = rest.partition("?")
    if "%" in path:
        path = unquote(path, errors="replace")
    path = path.lower().rstrip("/")
    folder, _, leaf = path.rpartition("/")
    while folder and leaf in _VARIANTS:
        folder, _, leaf = folder.rstrip("/").rpartition("/")
    if not folder and (leaf in _VARIANTS or LANGUAGE.fullmatch(leaf)):
        leaf = ""
    if ";" in leaf:
        leaf = leaf.partition(";")[0]
    stem, dot, extension = leaf.rpartition(".")
    if dot and stem and len(extension) <= 5 and extension.isalnum() and not extension.isdigit():
        return _folder(folder), stem, extension, query
    return _folder(folder), leaf, "", query
