"""What a page is made of: its runs of text, each with its links and with the place where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.extraction.text import tight


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


@dataclass(slots=True)
class Run:
    """The text between two borders of blocks."""

    text: str
    """White space folded."""

    linked: int
    """How many of its characters are in links, white space aside."""

    place: int
    """Bits of `Place`."""

    article: int = 0
    """Which <article> of the page it stands in (the outermost one), counted from 1; 0 for none."""

    @property
    def link_share(self) -> float:
        """Characters in links of all, white space aside, 0 to 1."""
        return min(1.0, self.linked / max(1, len(self.text) - self.text.count(" ")))


@dataclass
class Outline:
    """All visible runs of a page, in its order."""

    runs: list[Run] = field(default_factory=list)

    @cached_property
    def by_key(self) -> dict[str, Run]:
        """The runs by their text without white space (`text.tight`); of equal ones the first
        in an article, else the first.
        """
        found: dict[str, Run] = {}
        for run in self.runs:
            name = tight(run.text)
            known = found.get(name)
            if known is None or (run.place & Place.ARTICLE and not known.place & Place.ARTICLE):
                found[name] = run
        return found


_BLOCKS = frozenset(
    "html body p div section article main aside nav header footer form ul ol li dl dt dd table tr td th caption "
    "blockquote pre h1 h2 h3 h4 h5 h6 figure figcaption address details summary fieldset center hr br".split()
)
_HIDDEN = frozenset("script style template noscript svg head select option iframe object textarea button".split())
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


def read_outline(tree: HtmlElement) -> Outline:
    """The runs of a page's visible text. In: the root of its tree, which is not changed. Linear in the page."""
    reader = _Reader()
    walk = etree.iterwalk(tree, events=("start", "end"))
    enter, leave, skip = reader.enter, reader.leave, walk.skip_subtree
    for event, element in walk:
        if event == "end":
            leave(element)
        elif enter(element):
            skip()
    reader.flush()
    return reader.outline


class _Reader:
    """Keeps the place of the walk. One call an element and way, so both are written for speed."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._parts: list[str] = []
        self._linked = 0
        self._in_link = 0
        self._places: list[int] = [Place.NONE]
        self._article = 0
        self._articles = 0

    def enter(self, element: HtmlElement) -> bool:
        """True where nothing of the element is to be read."""
        tag = element.tag
        places = self._places
        if tag in _HIDDEN:
            places.append(places[-1])
            return True
        if tag in _BLOCKS:
            if self._parts:
                self.flush()
            places.append(places[-1] | _place(element, tag))
            if tag == "article":
                self._enter_article()
        else:
            places.append(places[-1] | _named_by(element))
            if tag == "a" and _leads_away(element):
                self._in_link += 1
        if element.text:
            self._add(element.text)
        return False

    def leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            if self._parts:
                self.flush()
            if tag == "article":
                self._leave_article()
        elif tag == "a" and _leads_away(element):
            self._in_link -= 1
        self._places.pop()
        if element.tail:
            self._add(element.tail)

    def flush(self) -> None:
        text = " ".join("".join(self._parts).split())
        self._parts.clear()
        if text:
            self.outline.runs.append(Run(text, self._linked, self._places[-1], self._articles if self._article else 0))
        self._linked = 0

    def _enter_article(self) -> None:
        self._articles += self._article == 0
        self._article += 1

    def _leave_article(self) -> None:
        self._article -= 1

    def _add(self, text: str) -> None:
        self._parts.append(text)
        if self._in_link > 0:
            self._linked += sum(map(len, text.split()))


def _place(element: HtmlElement, tag: str) -> int:
    place = _TAG_PLACES.get(tag, Place.NONE)
    return place if tag == "html" or tag == "body" else place | _named_by(element)


def _named_by(element: HtmlElement) -> int:
    name, other = element.get("class"), element.get("id")
    if name:
        return _named(name) | _named(other) if other else _named(name)
    return _named(other) if other else 0


def _leads_away(element: HtmlElement) -> bool:
    """Whether a link leads away: an anchor to a place on the same page does not."""
    return not (element.get("href") or "#").startswith("#")


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
