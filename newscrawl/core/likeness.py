"""How much an address, and the text of a link to it, look like an article: a prior, not a verdict.

Structure first (dates, numbers, the length of the slug, depth), then the words that web software puts into addresses.
The weights are set by hand, on the logit scale, and measured by tests on made-up addresses in many languages.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from newscrawl.core.path_words import ARTICLE_NOUNS, FILE_TYPES, SECTIONS, SERVICE, STATIC, TAXONOMY

__all__ = ["article_likeness", "headline_width", "is_headline", "is_listing", "is_section", "link_likeness"]

_WORD = re.compile(r"[^\W\d_]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?")
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?:^|[/_-])(?:{_YEAR}[/._-]?(?:0?[1-9]|1[0-2]|[a-z]{{3,9}})[/._-]?(?:[0-2]?\d|3[01])(?!\d)"
    rf"|(?:[0-2]?\d|3[01])[._-](?:0?[1-9]|1[0-2])[._-]{_YEAR}(?!\d)|\d\d_[a-z]{{3,9}}_\d\d)"
)
_MONTH = re.compile(rf"/{_YEAR}[/-](?:0?[1-9]|1[0-2])(?=/)")
_DATE_ONLY = re.compile(r"\d{1,2}|(?:19|20)\d\d(?:[-_.]?\d\d){0,2}|[a-z]{3}")
_MIXED = re.compile(r"(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{6,}")
_BARE_ID = re.compile(r"[a-z_]*\d{4,}")
_SEARCH_KEYS = frozenset({"s", "q", "query", "search", "suche", "keyword", "keywords"})
_LIST_KEYS = frozenset({"cat", "tag", "author", "category", "next", "redirect", "return", "returnurl", "replytocom"})
_PAGE = re.compile(r"(?:page|seite|pagina|pag|p)[_-]?\d{1,4}")
_DIGITS, _TWO, _FIVE = re.compile(r"[0-9]+"), re.compile(r"\d{2}"), re.compile(r"\d{5}")
_MIX = re.compile(r"[a-z]\d|\d[a-z]")
_VARIANTS = frozenset({"amp", "print", "index.html", "index.htm", "index.php", "index.shtml"})
_PAGES = frozenset({"html", "htm", "shtml", "phtml", "xhtml"})
_AGAINST = SERVICE | STATIC | TAXONOMY
_ID_KEY = re.compile(
    r"(?:.*id[xn]?|.*no|.*seq|num|nr|[apnt]|news|story|article|artikel|art|s?key|code|.*\[\w*news\w*\])"
)


def headline_width(text: str) -> float:
    """The width of a text in Latin letters: a CJK character carries as much as about two and a half."""
    return len(text) + 1.5 * len(_WIDE.findall(text))


def is_headline(text: str) -> bool:
    """Whether an anchor text is long enough for a headline: four words, or 25 letters (10 in CJK scripts)."""
    return headline_width(text) >= 25 or len(_WORD.findall(text)) >= 4


def _words(segment: str) -> int:
    """Words in a slug; scripts without spaces count two characters a word."""
    found = _WORD.findall(segment)
    if segment.isascii():
        return len([word for word in found if len(word) > 1])
    return sum(max(1, len(word) // 2) if _WIDE.search(word) else 1 for word in found)


@dataclass(frozen=True, slots=True)
class _Folder:
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
def _folder(path: str) -> _Folder:
    """Takes the path without its last segment, decoded, in lower case."""
    segments = [s for s in path.partition(";")[0].split("/") if s]
    if segments and _LANGUAGE.fullmatch(segments[0]):
        del segments[0]
    places = [place for place, segment in enumerate(segments) if segment in TAXONOMY]
    count, whole = len(segments), "/".join(["", *segments, ""])
    date = 2.6 if _DATE.search(whole) else 1.8 if _MONTH.search(whole) else 0.0
    return _Folder(
        depth=count + 1,
        words=max((_words(s) for s in segments[-2:]), default=0),
        number=any(_FIVE.search(s) for s in segments[-2:]),
        page=bool(segments) and segments[-1] in ("page", "seite", "pagina", "pag", "slide"),
        date=date,
        dated_end=bool(segments) and _DATE_ONLY.fullmatch(segments[-1]) is not None,
        noun=any(s in ARTICLE_NOUNS for s in segments),
        service=sum(-5.0 if i in (0, count - 1) else -2.0 for i, s in enumerate(segments) if s in SERVICE),
        taxonomy=count - places[-1] if places else 0,
        taxonomy_word=segments[places[-1]] if places else "",
    )


def _split(url: str) -> tuple[_Folder, str, str, str]:
    """Folder, last segment and its extension (decoded, lower case, no language, AMP or print variant), query."""
    start = url.find("//")
    slash = url.find("/", start + 2 if start >= 0 else 0)
    rest = (url[slash:] if slash >= 0 else "").partition("#")[0]
    path, _, query = rest.partition("?")
    if "%" in path:
        path = unquote(path, errors="replace")
    path = path.lower().rstrip("/")
    folder, _, leaf = path.rpartition("/")
    while folder and leaf in _VARIANTS:
        folder, _, leaf = folder.rstrip("/").rpartition("/")
    if not folder and (leaf in _VARIANTS or _LANGUAGE.fullmatch(leaf)):
        leaf = ""
    if ";" in leaf:
        leaf = leaf.partition(";")[0]
    stem, dot, extension = leaf.rpartition(".")
    if dot and stem and len(extension) <= 5 and extension.isalnum() and not extension.isdigit():
        return _folder(folder), stem, extension, query
    return _folder(folder), leaf, "", query


def is_listing(path: str) -> bool:
    """Whether a path is that of a list of articles or of a service: a tag, an author, a section, a search, a login."""
    folder, leaf, _, _ = _split(path)
    if not leaf or (folder.depth == 1 and len(leaf) < 16 and _WORD.fullmatch(leaf)):
        return True
    return _words_weight(folder, leaf) < -2.0


def _words_weight(folder: _Folder, leaf: str) -> float:
    """What the words of web software say against an article."""
    weight = folder.service
    long = _words(leaf) >= 4 or re.search(r"\d{5}", leaf) is not None
    if weight < 0 and folder.depth > 2 and long:
        weight = -1.0
    if leaf in SERVICE:
        weight -= 5.0
    elif leaf in STATIC:
        weight -= 4.0
    if leaf in TAXONOMY or folder.taxonomy == 1:
        weight -= 4.5
    elif folder.taxonomy and not long:
        weight -= 2.5
    return weight


def _slug_weight(folder: _Folder, leaf: str, words: int, digits: bool) -> float:
    if words <= 1 and folder.words > words + 1 and (digits or leaf in ARTICLE_NOUNS or _LANGUAGE.fullmatch(leaf)):
        words = folder.words - 1
    return (-0.3, 0.0, 0.8, 1.9, 2.6, 3.0, 3.4)[min(words, 6)] + (0.3 if len(leaf) >= 30 else 0.0)


def _number_weight(leaf: str, longest: int) -> float:
    """Takes the last segment and the length of its longest run of digits."""
    if longest >= 5 or (longest >= 4 and leaf.isdigit()):
        return 2.2
    if _MIX.search(leaf):
        mixed = _MIXED.findall(leaf)
        if any(len(p) >= 12 or re.search(r"\d[a-z]+\d|[a-z]\d+[a-z]", p) for p in mixed):
            return 1.5
        if mixed:
            return 1.0
    return (0.0, 0.0, 0.4, 1.0, 1.0)[longest]


def _date_weight(folder: _Folder, leaf: str, longest: int) -> float:
    if longest and len(leaf) <= 10 and _DATE_ONLY.fullmatch(leaf) and (folder.dated_end or not folder.date):
        return -2.5 if folder.dated_end else -1.5
    if folder.date < 2.6 and (longest >= 4 or (longest and "_" in leaf)) and _DATE.search(leaf):
        return 2.6
    return folder.date


def _query_weight(query: str, deep: bool) -> float:
    weight = 0.0
    for part in query.lower().split("&"):
        key, mark, value = part.partition("=")
        if key in _SEARCH_KEYS and not (deep and value.isdigit()):
            return -4.0
        if key in ("page", "paged", "seite") and value.isdigit() and value != "1":
            weight -= 1.5
        elif key in _LIST_KEYS:
            weight -= 3.0
        elif (_ID_KEY.fullmatch(key) and _TWO.search(value)) or (not mark and _BARE_ID.fullmatch(key)):
            weight = max(weight, 1.8)
    return weight


def _shape_weight(url: str) -> float:
    folder, leaf, extension, query = _split(url)
    if extension in FILE_TYPES:
        return -6.0
    asked = _query_weight(query, bool(leaf)) if query else 0.0
    if not leaf:
        return asked - 0.8 if asked > 0 else -6.0 + asked
    longest = max(map(len, _DIGITS.findall(leaf)), default=0)
    if longest and (_PAGE.fullmatch(leaf) or (folder.page and leaf.isdigit())):
        return -4.0
    words = _words(leaf)
    weight = asked - 1.7 + _slug_weight(folder, leaf, words, longest > 0) + _date_weight(folder, leaf, longest)
    weight += max(_number_weight(leaf, longest) if longest else 0.0, 1.9 if folder.number else 0.0)
    if folder.service or folder.taxonomy or leaf in _AGAINST:
        weight += _words_weight(folder, leaf)
    weight += 0.6 if extension in _PAGES else 0.0
    weight += 0.8 if folder.noun else 0.0
    return weight + (-0.3, 0.0, 0.2, 0.4)[min(folder.depth, 4) - 1]


def _anchor_weight(anchor: str) -> float:
    text = " ".join(anchor.split())
    width, words = headline_width(text), len(_WORD.findall(text))
    if not words:
        return -1.0
    if width >= 25 or words >= 4:
        return 1.6 + min(0.8, max(0.0, width - 20) / 40)
    return 0.2 if width >= 16 or words == 3 else -1.0


def article_likeness(url: str, anchor: str | None = None) -> float:
    """How likely an address is that of an article, 0 to 1, by its shape and by the text of a link to it.

    Takes an absolute address and the anchor text where there is one. From .5 on a link is worth following.
    Takes microseconds; never raises.
    """
    weight = _shape_weight(url)
    if anchor is not None:
        weight += _anchor_weight(anchor)
    return 1.0 / (1.0 + math.exp(-max(-20.0, min(20.0, weight))))


def link_likeness(url: str, anchor: str | None, place: float) -> float:
    """`article_likeness` of a link whose place on its page adds `place`, on the logit scale."""
    weight = _shape_weight(url) + place + (_anchor_weight(anchor) if anchor is not None else 0.0)
    return 1.0 / (1.0 + math.exp(-max(-20.0, min(20.0, weight))))


def is_section(url: str, anchor: str) -> bool:
    """Whether a link looks like one to a section: a short path of plain words, a short anchor; no tag, no person."""
    folder, leaf, extension, query = _split(url)
    if extension in FILE_TYPES or folder.depth > 3 or folder.service or leaf in SERVICE or leaf in STATIC:
        return False
    if not leaf or not anchor or is_headline(anchor) or re.search(r"\d{3}", leaf) or _words(leaf) > 4:
        return False
    if folder.taxonomy and folder.taxonomy_word not in SECTIONS:
        return False
    if leaf in TAXONOMY - SECTIONS:
        return False
    return not query or (query.count("&") < 2 and _query_weight(query, True) >= 0)
