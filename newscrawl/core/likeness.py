"""How much an address, and the text of a link to it, look like an article: a prior, not a verdict.

Structure first (dates, numbers, the length of the slug, depth), then the words that web software puts into addresses.
The weights are set by hand, on the logit scale, and measured by tests on made-up addresses in many languages.
"""

from __future__ import annotations

import math
import re
from urllib.parse import unquote

from newscrawl.core.path_words import ARTICLE_NOUNS, FILE_TYPES, SERVICE, STATIC, TAXONOMY

__all__ = ["article_likeness", "headline_width", "is_headline", "is_listing"]

_HEAD = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/?#]*", re.IGNORECASE)
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
_SEARCH_KEYS = frozenset({"s", "q", "query", "search", "suche", "keyword", "keywords"})
_LIST_KEYS = frozenset({"cat", "tag", "author", "category", "next", "redirect", "return", "returnurl", "replytocom"})
_PAGE = re.compile(r"(?:^|/)(?:page|seite|pagina|page_|pag|p)[/_-]?\d{1,4}/?$")
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
        return sum(len(word) > 1 for word in found)
    return sum(max(1, len(word) // 2) if _WIDE.search(word) else 1 for word in found)


def _split(url: str) -> tuple[list[str], str, str]:
    """Segments (decoded, lower case, no language in front, no trailing variant), extension of the last, query."""
    match = _HEAD.match(url)
    rest = url[match.end() if match else 0 :].partition("#")[0]
    path, _, query = rest.partition("?")
    if "%" in path:
        path = unquote(path, errors="replace")
    segments = [s for s in path.lower().partition(";")[0].split("/") if s]
    if len(segments) > 1 and _LANGUAGE.fullmatch(segments[0]):
        del segments[0]
    while len(segments) > 1 and segments[-1] in ("amp", "print", "index.html", "index.php", "index.htm"):
        segments.pop()
    if not segments:
        return [], "", query
    leaf, dot, extension = segments[-1].rpartition(".")
    if dot and leaf and len(extension) <= 5 and extension.isalnum() and not extension.isdigit():
        segments[-1] = leaf
        return segments, extension, query
    return segments, "", query


def is_listing(path: str) -> bool:
    """Whether a path is that of a list of articles or of a service: a tag, an author, a section, a search, a login."""
    segments, _, _ = _split(path)
    if not segments:
        return True
    if len(segments) == 1 and _WORD.fullmatch(segments[0]) and len(segments[0]) < 16:
        return True
    return _words_weight(segments) < -2.0


def _words_weight(segments: list[str]) -> float:
    """What the words of web software say against an article."""
    leaf, weight = segments[-1], 0.0
    if leaf in STATIC or (len(segments) == 1 and leaf.replace("_", "-") in STATIC):
        weight -= 4.0
    for place, segment in enumerate(segments):
        behind = len(segments) - 1 - place
        if segment in SERVICE:
            weight -= 5.0 if place == 0 or behind <= 1 else 2.0
        elif segment in TAXONOMY:
            if behind <= 1:
                weight -= 4.5
            elif _words(leaf) < 4 and not re.search(r"\d{4}", leaf):
                weight -= 2.5
    return weight


def _slug_weight(segments: list[str]) -> float:
    leaf = segments[-1]
    count = _words(leaf)
    bare = count <= 1 and (leaf in ARTICLE_NOUNS or re.search(r"\d{3}", leaf) or _LANGUAGE.fullmatch(leaf))
    if bare and len(segments) > 1:
        count = max(count, *(_words(s) - 1 for s in segments[-3:-1]))
    weight = (-0.3, 0.0, 0.8, 1.9, 2.6, 3.0, 3.4)[min(count, 6)]
    return weight + (0.3 if len(leaf) >= 30 else 0.0)


def _number_weight(segments: list[str]) -> float:
    leaf, tail = segments[-1], segments[-3:]
    if re.search(r"\d{5}", leaf) or (leaf.isdigit() and len(leaf) >= 4):
        return 2.2
    if any(re.search(r"\d{5}", s) for s in tail):
        return 1.9
    if any(len(p) >= 12 or re.search(r"\d[a-z]+\d|[a-z]\d+[a-z]", p) for p in _MIXED.findall(leaf)):
        return 1.5
    if _MIXED.search(leaf) or re.search(r"\d{3}", leaf):
        return 1.0
    return 0.4 if re.search(r"\d{2}", leaf) else 0.0


def _date_weight(segments: list[str]) -> float:
    path = "/" + "/".join(segments)
    dated, month = _DATE.search(path), _MONTH.search(path)
    if not (dated or month):
        return -1.5 if _DATE_ONLY.fullmatch(segments[-1]) and segments[-1][0].isdigit() else 0.0
    if all(_DATE_ONLY.fullmatch(s) for s in segments[-2:]) and not re.search(r"\d{5}", segments[-1]):
        return -2.5
    return 2.6 if dated else 1.8


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
        elif _ID_KEY.fullmatch(key) and re.search(r"\d{2}", value):
            weight = max(weight, 1.8)
        elif not mark and re.fullmatch(r"[a-z_]*\d{4,}", key):
            weight = max(weight, 1.8)
    return weight


def _shape_weight(url: str) -> float:
    segments, extension, query = _split(url)
    if extension in FILE_TYPES:
        return -6.0
    asked = _query_weight(query, bool(segments)) if query else 0.0
    if not segments:
        return asked - 0.8 if asked > 0 else -6.0 + asked
    if _PAGE.search("/".join(segments)):
        return -4.0
    weight = asked - 1.7 + _slug_weight(segments) + _number_weight(segments) + _date_weight(segments)
    weight += _words_weight(segments)
    weight += 0.6 if extension in ("html", "htm", "shtml", "phtml", "xhtml") else 0.0
    weight += 0.8 if any(s in ARTICLE_NOUNS for s in segments[:-1]) else 0.0
    return weight + (-0.3, 0.0, 0.2, 0.4)[min(len(segments), 4) - 1]


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
