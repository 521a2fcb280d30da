"""Whether a page is an article: keep it, or the named reason why not.

Evidence for an article (what its metadata, its address and the source that names it say) is weighed against what the
page looks like. A page is left out where nothing vouches for it and its form says otherwise, where its text is itself a
block of another kind, or where the trained verdict (core.quality.score) takes it for another page. The rules lead: on
kinds of pages that training has not seen they know some that the trained verdict does not, and the other way round.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from newscrawl.core.quality.evidence import Facts, is_typed, other_type, signals
from newscrawl.core.quality.guard import contaminated
from newscrawl.core.quality.page_place import is_front_page, is_list_of, other_place
from newscrawl.core.quality.page_words import ERROR_TITLE, LOGIN_TITLE, SEARCH_TITLE, STATIC_TITLE
from newscrawl.core.verdict import Reason, Rejection

__all__ = ["Facts", "signals", "verdict"]

_VIDEO_TYPES = frozenset({"VideoObject", "og:video", "og:video.other", "og:video.episode", "og:video.movie", "Clip"})
_GALLERY_TYPES = frozenset({"ImageGallery", "MediaGallery", "og:gallery", "og:image_gallery"})
LEAST = 0.25
"""The least score with which a page passes: of articles on sites left out of training 99 in 100 have it."""

SURE = 0.9
"""The score from which the page's form says nothing against it any more."""

_SHORT = 250
_TINY = 60


def verdict(facts: Facts) -> Rejection | None:
    """None for an article; otherwise the reason why the page is none, with the signals that it rests on."""
    found = signals(facts)
    checks = _HARD if facts.score is not None and facts.score >= SURE else _HARD + _SOFT
    for check in checks:
        reason = check(facts, found)
        if reason is not None:
            return Rejection(reason, {**found, **facts.extra})
    return None


# Checks, in order. Each gives its reason, or None where it has nothing to say.


def _error(facts: Facts, found: dict[str, Any]) -> Reason | None:
    if facts.status >= 400:
        return Reason.HTTP_ERROR
    if found["vouching"] >= 3 or found["width"] > 1500:
        return None
    says_so = facts.software == Reason.ERROR_PAGE or ERROR_TITLE.fullmatch(_bare(facts.title))
    return Reason.ERROR_PAGE if says_so else None


def _unrendered(facts: Facts, found: dict[str, Any]) -> Reason | None:
    """A page that is empty until a browser runs its scripts."""
    if found["width"] >= _TINY or facts.password:
        return None
    shell = facts.needs_script or (_is_bare_shell(facts) and found["vouching"] >= 1.5)
    return Reason.NEEDS_BROWSER if shell else None


def _foreign_text(facts: Facts, found: dict[str, Any]) -> Reason | None:
    """A text that is a notice, a thread, teasers or another article's."""
    said = facts.said if facts.said.title else replace(facts.said, title=facts.title)
    reason = contaminated(facts.paragraphs, facts.standing, said)
    if reason is Reason.TEASER_TEXT and (is_list_of(facts.url) or _listing(facts, found)):
        return Reason.INDEX_PAGE
    if reason is not None and not is_typed(facts):
        # What is left where a player has no text beside it.
        return _media(facts) or reason
    return reason


def _empty(facts: Facts, found: dict[str, Any]) -> Reason | None:
    if found["width"] >= _TINY:
        return None
    if facts.password or LOGIN_TITLE.fullmatch(_bare(facts.title)):
        return Reason.LOGIN_PAGE
    return _media(facts) or (Reason.INDEX_PAGE if is_list_of(facts.url) else Reason.NO_TEXT)


def _wrong_place(facts: Facts, found: dict[str, Any]) -> Reason | None:
    """An address of a list, a service or a page about the site, where the page itself does not insist."""
    return other_place(facts.url) if found["vouching"] < 3 or is_front_page(facts.url) else None


def _called_otherwise(facts: Facts, found: dict[str, Any]) -> Reason | None:
    """A page whose title or declared type is that of a page of another kind."""
    title = _bare(facts.title)
    if found["vouching"] < 3:
        for words, reason in (
            (STATIC_TITLE, Reason.STATIC_PAGE),
            (LOGIN_TITLE, Reason.LOGIN_PAGE),
            (SEARCH_TITLE, Reason.SEARCH_PAGE),
        ):
            if words.fullmatch(title):
                return reason
    if facts.software not in (None, "article") and found["vouching"] < 2:
        return Reason(facts.software)
    other = other_type(facts)
    if other is not None and not is_typed(facts) and found["vouching"] < 2:
        return other
    return None


def _listing(facts: Facts, found: dict[str, Any]) -> Reason | None:
    """A text made of teasers or links."""
    doubt = facts.teaser_share >= 0.5 and facts.linked_headings >= 3
    doubt = doubt or facts.linked_share >= 0.6
    return Reason.INDEX_PAGE if doubt and found["vouching"] < 3 else None


def _pictures(facts: Facts, found: dict[str, Any]) -> Reason | None:
    """A video or a gallery with no more than a line under it."""
    return _media(facts) if found["width"] < _SHORT and len(facts.paragraphs) <= 2 else None


def _nothing_says_so(facts: Facts, found: dict[str, Any]) -> Reason | None:
    """No sign of an article, and a form that articles do not have."""
    vouched = found["vouching"]
    if vouched >= 2:
        return None
    if found["repeated"] >= 0.6:
        return Reason.NOT_AN_ARTICLE
    least = -0.4 if facts.date_source else -0.2
    if vouched >= least and (vouched >= 1 or found["width"] >= _SHORT):
        return None
    listed = facts.linked_headings >= 3 or facts.linked_share >= 0.4 or is_list_of(facts.url)
    return Reason.INDEX_PAGE if listed else Reason.NOT_AN_ARTICLE


def _scored(facts: Facts, found: dict[str, Any]) -> Reason | None:
    """What the trained verdict takes for another page: the reason that fits it best."""
    if facts.score is None or facts.score >= LEAST:
        return None
    if facts.password and found["width"] < _SHORT:
        return Reason.LOGIN_PAGE
    other = other_place(facts.url) or other_type(facts)
    if other is not None:
        return other
    if found["width"] < 2 * _SHORT and (media := _media(facts)) is not None:
        return media
    listed = facts.linked_headings >= 3 and (facts.teaser_share >= 0.3 or facts.linked_share >= 0.3)
    return Reason.INDEX_PAGE if listed or is_list_of(facts.url) else Reason.NOT_AN_ARTICLE


_HARD = (_error, _unrendered, _wrong_place, _called_otherwise, _foreign_text, _empty)
_SOFT = (_listing, _pictures, _nothing_says_so, _scored)
"""Checks that give way where the trained verdict is sure of an article."""


# What the parts say.


def _is_bare_shell(facts: Facts) -> bool:
    """Scripts, and next to nothing to be seen."""
    return facts.scripts > 0 and facts.visible < 400 and _media(facts) is None


def _media(facts: Facts) -> Reason | None:
    if facts.types & _VIDEO_TYPES or facts.players:
        return Reason.VIDEO_WITHOUT_TEXT
    if facts.types & _GALLERY_TYPES or facts.images >= 6:
        return Reason.GALLERY_WITHOUT_TEXT
    return None


def _bare(title: str) -> str:
    """A title's first part, without what a site puts behind it."""
    return re.split(r"\s+[|–—-]\s+|\s*[|»·]\s*", title.strip(), maxsplit=1)[0].strip(" .:!?…")
