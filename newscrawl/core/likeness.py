"""How much an address, and the text of a link to it, look like an article: a prior, not a verdict.

Structure first (dates, numbers, the length of the slug, depth), then the words that web software puts into addresses.
The weights are set by hand, on the logit scale, and measured by tests on made-up addresses in many languages.
"""

from __future__ import annotations

import math
import re

from newscrawl.core.address import DATE, DATE_ONLY, LANGUAGE, WIDE, WORD, Folder, split_address, word_count
from newscrawl.core.path_words import ARTICLE_NOUNS, FILE_TYPES, SECTIONS, SERVICE, STATIC, TAXONOMY

__all__ = ["article_likeness", "headline_width", "is_headline", "is_listing", "is_section", "link_likeness"]

_MIXED = re.compile(r"(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{6,}")
_BARE_ID = re.compile(r"[a-z_]*\d{4,}")
_SEARCH_KEYS = frozenset({"s", "q", "query", "search", "suche", "keyword", "keywords"})
_LIST_KEYS = frozenset({"cat", "tag", "author", "category", "next", "redirect", "return", "returnurl", "replytocom"})
_PAGE = re.compile(r"(?:page|seite|pagina|pag|p)[_-]?\d{1,4}")
_DIGITS, _TWO = re.compile(r"[0-9]+"), re.compile(r"\d{2}")
_MIX = re.compile(r"[a-z]\d|\d[a-z]")
_PAGES = frozenset({"html", "htm", "shtml", "phtml", "xhtml"})
_AGAINST = SERVICE | STATIC | TAXONOMY
_ID_KEY = re.compile(
    r"(?:.*id[xn]?|.*no|.*seq|num|nr|[apnt]|news|story|article|artikel|art|s?key|code|.*\[\w*news\w*\])"
)


def headline_width(text: str) -> float:
    """The width of a text in Latin letters: a CJK character carries as much as about two and a half."""
    return float(len(text)) if text.isascii() else len(text) + 1.5 * len(WIDE.findall(text))


def is_headline(text: str) -> bool:
    """Whether an anchor text is long enough for a headline: four words, or 25 letters (10 in CJK scripts)."""
    return headline_width(text) >= 25 or len(WORD.findall(text)) >= 4


def is_listing(path: str) -> bool:
    """Whether a path is that of a list of articles or of a service: a tag, an author, a section, a search, a login."""
    folder, leaf, _, _ = split_address(path)
    if not leaf or (folder.depth == 1 and len(leaf) < 16 and WORD.fullmatch(leaf)):
        return True
    return _words_weight(folder, leaf) < -2.0


def _words_weight(folder: Folder, leaf: str) -> float:
    """What the words of web software say against an article."""
    weight = folder.service
    long = word_count(leaf) >= 4 or re.search(r"\d{5}", leaf) is not None
    if -9.0 < weight < 0 and folder.depth > 2 and long:
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


def _slug_weight(folder: Folder, leaf: str, words: int, digits: bool) -> float:
    if words <= 1 and folder.words > words + 1 and (digits or leaf in ARTICLE_NOUNS or LANGUAGE.fullmatch(leaf)):
        words = folder.words - 1
    elif words <= 2 and folder.words >= 5:
        # An identifier stands behind the slug.
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
    return (0.0, 0.3, 0.4, 1.0, 1.0)[longest]


def _date_weight(folder: Folder, leaf: str, longest: int) -> float:
    if longest and len(leaf) <= 10 and DATE_ONLY.fullmatch(leaf) and (folder.dated_end or not folder.date):
        return -2.5 if folder.dated_end else -1.5
    if folder.date < 2.6 and (longest >= 4 or (longest and "_" in leaf)) and DATE.search(leaf):
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
            weight = max(weight, 2.2)
    return weight


def _shape_weight(url: str) -> float:
    folder, leaf, extension, query = split_address(url)
    if extension in FILE_TYPES:
        return -6.0
    asked = _query_weight(query, bool(leaf)) if query else 0.0
    if not leaf:
        return asked - 0.8 if asked > 0 else -6.0 + asked
    longest = max(map(len, _DIGITS.findall(leaf)), default=0)
    if longest and (_PAGE.fullmatch(leaf) or (folder.page and leaf.isdigit())):
        return -4.0
    words = word_count(leaf)
    weight = asked - 1.7 + _slug_weight(folder, leaf, words, longest > 0) + _date_weight(folder, leaf, longest)
    weight += max(_number_weight(leaf, longest) if longest else 0.0, 1.9 if folder.number else 0.0)
    if folder.service or folder.taxonomy or leaf in _AGAINST:
        weight += _words_weight(folder, leaf)
    weight += 0.6 if extension in _PAGES else 0.0
    weight += 0.8 if folder.noun else 0.0
    return weight + (-0.3, 0.0, 0.2, 0.4)[min(folder.depth, 4) - 1]


def _anchor_weight(anchor: str) -> float:
    text = " ".join(anchor.split())
    width, words = headline_width(text), len(WORD.findall(text))
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
    """Whether a link looks like one to a section: a short path of plain words and a short anchor; no tag, no person."""
    folder, leaf, extension, query = split_address(url)
    if extension in FILE_TYPES or folder.depth > 3 or folder.service or leaf in SERVICE or leaf in STATIC:
        return False
    if not leaf:
        # Two letters are a language's front page or, as often, a section: /uk, /tv.
        leaf = url.partition("?")[0].rstrip("/").rpartition("/")[2].lower()
        return bool(anchor) and not query and LANGUAGE.fullmatch(leaf) is not None
    if leaf.isdigit() or not anchor or is_headline(anchor):
        return False
    if re.search(r"\d{3}", leaf) or word_count(leaf) > 4 or _MIXED.search(leaf):
        return False
    if folder.taxonomy and folder.taxonomy_word not in SECTIONS:
        return False
    if leaf in TAXONOMY - SECTIONS:
        return False
    return not query or (query.count("&") < 2 and _query_weight(query, True) >= 0)
