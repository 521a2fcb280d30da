"""The numbers that the trained verdict looks at: address, structure, metadata, text; no words, no class names."""

from __future__ import annotations

import re
from math import log1p
from urllib.parse import unquote, urlsplit

from newscrawl.core.candidate import SourceKind
from newscrawl.core.likeness import article_likeness, is_listing
from newscrawl.core.quality.evidence import DATE_WEIGHT, Facts, is_typed, other_type, repeated, vouching
from newscrawl.core.quality.page_place import is_front_page, other_place
from newscrawl.core.quality.page_words import ERROR_TITLE, LOGIN_TITLE, SEARCH_TITLE, STATIC_TITLE
from newscrawl.core.verdict import Reason

__all__ = ["features"]

_DATED = re.compile(r"(?:19|20)\d\d[/_-]?(?:0[1-9]|1[0-2])")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_TITLES = (ERROR_TITLE, LOGIN_TITLE, SEARCH_TITLE, STATIC_TITLE)
_TITLE_END = re.compile(r"\s+[|–—-]\s+|\s*[|»·]\s*")


def features(facts: Facts) -> dict[str, float]:
    """The numbers of a page by name: always the same names in the same order, no NaN.

    In: facts whose `shape` was measured; raises ValueError where it was not.
    """
    if facts.shape is None:
        raise ValueError("the page's shape was not measured")
    return {**_of_address(facts.url), **_of_facts(facts), **_of_source(facts), **facts.shape}


def _of_address(url: str) -> dict[str, float]:
    named = url.startswith(("http://", "https://"))
    parts = urlsplit(url) if named else urlsplit("")
    path = unquote(parts.path, errors="replace")
    segments = [segment for segment in path.split("/") if segment]
    leaf = segments[-1] if segments else ""
    place = other_place(url) if named else None
    return {
        "address": float(named),
        "address_likeness": article_likeness(url) if named else 0.5,
        "address_depth": float(min(6, len(segments))),
        "address_words": log1p(len(_WORDS.findall(leaf))),
        "address_leaf": log1p(len(leaf)),
        "address_digits": float(max(map(len, re.findall(r"\d+", path + "?" + parts.query)), default=0)),
        "address_query": float(min(4, parts.query.count("=") + (bool(parts.query) and "=" not in parts.query))),
        "address_dated": float(bool(_DATED.search(path))),
        "address_file": float("." in leaf[-6:]),
        "address_folder": float(path.endswith("/")),
        "address_list": float(named and is_listing(parts.path)),
        "address_front": float(named and is_front_page(url)),
        "address_other": float(place is not None),
        "address_static": float(place is Reason.STATIC_PAGE),
    }


def _of_facts(facts: Facts) -> dict[str, float]:
    software = facts.software or ""
    title = _TITLE_END.split(facts.title.strip(), maxsplit=1)[0].strip(" .:!?…")
    return {
        "vouching": vouching(facts),
        "date": DATE_WEIGHT.get(facts.date_source or "", 0.0),
        "authors": float(min(3, facts.authors)),
        "typed": float(is_typed(facts)),
        "other_type": float(other_type(facts) is not None),
        "software": 0.0 if not software else 1.0 if software == "article" else -1.0,
        "title_of_other": float(any(words.fullmatch(title) for words in _TITLES)),
        "in_article": float(facts.in_article),
        "linked": facts.linked_share,
        "teasers": facts.teaser_share,
        "players": log1p(facts.players),
        "repeated": repeated(facts.paragraphs),
        "media_type": float(any(kind.startswith("og:video") or kind == "VideoObject" for kind in facts.types)),
    }


def _of_source(facts: Facts) -> dict[str, float]:
    found = facts.found_by
    return {
        "by_feed": float(found in (SourceKind.FEED, SourceKind.NEWS_SITEMAP)),
        "by_sitemap": float(found is SourceKind.SITEMAP),
        "by_page": float(found in (SourceKind.FRONT_PAGE, SourceKind.SECTION)),
    }
