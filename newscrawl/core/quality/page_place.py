"""What an address says a page is instead of an article."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from newscrawl.core.likeness import article_likeness, is_headline, is_listing
from newscrawl.core.path_words import SERVICE, STATIC, TAXONOMY
from newscrawl.core.quality.page_words import AUTHOR_WORDS, LOGIN_WORDS, SEARCH_WORDS, TAG_WORDS
from newscrawl.core.verdict import Reason

__all__ = ["is_front_page", "is_list_of", "other_place"]

_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?")
_SEARCH_KEY = re.compile(r"(?:^|&)(?:s|q|query|search|suche|keywords?)=")
_LISTS = TAXONOMY | AUTHOR_WORDS | TAG_WORDS
_NUMBERED = re.compile(r"(?:page|seite|pagina|pag)[-_/]?\d{1,4}")


def is_front_page(url: str) -> bool:
    """Whether an address has no path and no query that names an article."""
    return _is_web(url) and not _segments(url) and (not urlsplit(url).query or article_likeness(url) < 0.5)


def other_place(url: str) -> Reason | None:
    """The kind of list, door or page about the site that an address (absolute) names; None where it says nothing."""
    if not _is_web(url):
        return None
    segments = _segments(url)
    if not segments:
        asked = _SEARCH_KEY.search(urlsplit(url).query)
        return Reason.SEARCH_PAGE if asked else Reason.INDEX_PAGE if is_front_page(url) else None
    leaf, above = segments[-1], segments[-2] if len(segments) > 1 else ""
    if _NUMBERED.fullmatch(leaf) or (above == "page" and re.fullmatch(r"\d{1,3}", leaf)):
        return Reason.INDEX_PAGE
    named = is_headline(re.sub(r"[-_]+", " ", leaf)) or bool(re.search(r"\d{4}", leaf))
    if above in _LISTS and not named:
        return _listed(above)
    for words, reason in ((LOGIN_WORDS, Reason.LOGIN_PAGE), (SEARCH_WORDS, Reason.SEARCH_PAGE)):
        if leaf in words or (above in words and not named):
            return reason
    if leaf in STATIC or (leaf in SERVICE and len(segments) <= 2):
        return Reason.STATIC_PAGE
    return _listed(leaf) if leaf in _LISTS else None


def is_list_of(url: str) -> bool:
    """Whether an address is as short as those of sections are, or that of a list by its words."""
    return _is_web(url) and is_listing(urlsplit(url).path)


def _listed(segment: str) -> Reason:
    if segment in AUTHOR_WORDS:
        return Reason.AUTHOR_PAGE
    return Reason.TAG_PAGE if segment in TAG_WORDS else Reason.INDEX_PAGE


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _segments(url: str) -> list[str]:
    """The path's segments, lower case and decoded, without a language in front and without the last one's extension."""
    path = unquote(urlsplit(url).path, errors="replace").casefold()
    segments = [segment for segment in path.split("/") if segment]
    if segments and _LANGUAGE.fullmatch(segments[0]):
        del segments[0]
    if segments:
        segments[-1] = re.sub(r"\.(?:s?html?|php\d?|aspx?|jsp|xhtml)$", "", segments[-1])
        if segments[-1] in ("index", "default", "home"):
            segments.pop()
    return segments
