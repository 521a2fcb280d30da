"""The places of a page: what stands in its elements' names, classes and ids."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["Place", "named_by", "place_of"]


class Place:
    """Bits that say where a run of text stands: an element of the kind is around it, or one whose class or id says so.

    Plain integers: enum.Flag is ten times as slow, and there is one operation an element.
    """

    NONE = 0
    FORM = 1 << 0
    NAVIGATION = 1 << 1
    ASIDE = 1 << 2
    FOOTER = 1 << 3
    COMMENTS = 1 << 4
    SHARING = 1 << 5
    CONSENT = 1 << 6
    NEWSLETTER = 1 << 7
    RELATED = 1 << 8
    TAGS = 1 << 9
    BYLINE = 1 << 10
    PAYWALL = 1 << 11
    ARTICLE = 1 << 12
    HEADING = 1 << 13
    ITEM = 1 << 14
    ALL = tuple(1 << bit for bit in range(15))


_TAG_PLACES = {
    "form": Place.FORM,
    "nav": Place.NAVIGATION,
    "aside": Place.ASIDE,
    "footer": Place.FOOTER,
    "article": Place.ARTICLE,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Place.HEADING),
    "li": Place.ITEM,
}
# Tokens of class and id that themes the world over share, in English also on pages in other languages.
_TOKENS = (
    (Place.COMMENTS, r"comments?|commentlist|comment-?(?:respond|form|list|area|section)|respond|disqus(?:_thread)?"),
    (
        Place.SHARING,
        r"shar(?:e|es|ing|e-?(?:buttons?|bar|links?|icons?))|social(?:-?(?:share|links?|icons?|media))?|sharedaddy|addtoany",
    ),
    (Place.CONSENT, r"cookies?(?:-?(?:notice|banner|bar|consent|law|info))?|consent|gdpr|cmp|onetrust"),
    (
        Place.NEWSLETTER,
        r"newsletters?(?:-?(?:box|signup|form|teaser))?|subscribe(?:-?(?:box|form))?|signup|sign-up|mailchimp",
    ),
    (
        Place.RELATED,
        r"related(?:-?(?:posts?|articles?|stories|news|content|links?))?|recommend(?:ed|ations?)|read-?(?:more|also)|more-?(?:news|stories|articles)|most-?read|popular(?:-?posts)?|teasers?|outbrain|taboola",
    ),
    (Place.TAGS, r"tags?(?:-?(?:list|links|cloud))?|post-?tags|entry-?tags|keywords|topics"),
    (
        Place.BYLINE,
        r"by-?line|author(?:-?(?:box|bio|info|name|meta))?|post-?meta|entry-?meta|article-?meta|meta|dateline",
    ),
    (Place.PAYWALL, r"paywall|piano|premium-?(?:box|teaser|wall)|subscription(?:-?(?:box|wall|teaser))?|regwall"),
    (Place.NAVIGATION, r"nav|menu|breadcrumbs?|pagination|navigation|navbar|skip-?link"),
    (Place.FOOTER, r"footer|colophon|site-?footer|copyright"),
    (Place.ASIDE, r"sidebar|widget(?:-?area)?|complementary"),
)
_PLACE_WORDS = tuple(
    (place, re.compile(rf"(?:[a-z0-9]+[-_]{{1,2}})?(?:{words})", re.IGNORECASE)) for place, words in _TOKENS
)
_ANY_PLACE = re.compile(rf"(?:[a-z0-9]+[-_]{{1,2}})?(?:{'|'.join(words for _, words in _TOKENS)})", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def place_of(tag: str, style: str | None, name: str | None) -> int:
    """The bits of `Place` of an element: by its name (`tag`), its class and its id."""
    place = _TAG_PLACES.get(tag, Place.NONE)
    return place if tag == "html" or tag == "body" else place | named_by(style, name)


def named_by(style: str | None, name: str | None) -> int:
    """The bits of `Place` that an element's class and id say."""
    if style:
        return _named(style) | _named(name) if name else _named(style)
    return _named(name) if name else 0


@lru_cache(maxsize=20_000)
def _named(names: str) -> int:
    found = 0
    for token in names.split():
        found |= _token_place(token)
    return found


@lru_cache(maxsize=20_000)
def _token_place(token: str) -> int:
    found = 0
    if _ANY_PLACE.fullmatch(token):
        for place, words in _PLACE_WORDS:
            if words.fullmatch(token):
                found |= place
    return found
