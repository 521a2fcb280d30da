"""Whether a page is an article: keep it, or the named reason why not.

Evidence for an article (what its metadata, its address and the source that names it say) is weighed against what the
page looks like. A page is left out where nothing vouches for it and its form says otherwise, or where its text is
itself a block of another kind. The weights are set by hand and measured with benchmarks/extraction_quality.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from newscrawl.core.boilerplate import Boilerplate, boilerplate, speaks_of
from newscrawl.core.candidate import SourceKind
from newscrawl.core.likeness import article_likeness, headline_width, is_headline
from newscrawl.core.page_words import ERROR_TITLE, LOGIN_TITLE, SEARCH_TITLE, STATIC_TITLE
from newscrawl.core.path_words import SERVICE, STATIC, TAXONOMY
from newscrawl.core.verdict import Reason, Rejection

__all__ = ["Facts", "signals", "verdict", "vouching"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a verdict rests on. Lengths are widths: characters, a CJK one counting two and a half."""

    url: str
    title: str = ""
    """The article's title as read, else the page's first heading or its <title>."""

    paragraphs: tuple[str, ...] = ()
    """The main text, without the title."""

    types: frozenset[str] = frozenset()
    """schema.org types that the page declares, and `og:` with its OpenGraph type."""

    date_source: str | None = None
    """Where its publishing date was found."""

    authors: int = 0
    found_by: SourceKind | None = None
    visible: int = 0
    """Characters that the page shows, in all."""

    linked_share: float = 0.0
    """Of the main text, the share in links."""

    teaser_share: float = 0.0
    """Of the main text, the share that stands right under a heading which is a link, or breaks off."""

    linked_headings: int = 0
    """Headings outside of navigation that are nothing but links."""

    in_article: bool = False
    """Most of the text stands in an <article>, and the page has few of them."""

    software: str | None = None
    """What the site's software says of the page in the classes of its <body>: article, or the name of a Reason."""

    password: bool = False
    players: int = 0
    """<video>, <audio> and frames of known kinds of players."""

    images: int = 0
    needs_script: bool = False
    """An empty mount point with scripts around it, or a <noscript> that asks for JavaScript."""

    status: int = 200
    extra: dict[str, Any] = field(default_factory=dict)
    """More for the record of a rejection."""


_ARTICLE_TYPES = frozenset({"Report", "Review", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "NewsItem"})
_OTHER_TYPES = {
    "CollectionPage": Reason.INDEX_PAGE,
    "SearchResultsPage": Reason.SEARCH_PAGE,
    "ProfilePage": Reason.AUTHOR_PAGE,
    "og:profile": Reason.AUTHOR_PAGE,
    "AboutPage": Reason.STATIC_PAGE,
    "ContactPage": Reason.STATIC_PAGE,
    "FAQPage": Reason.STATIC_PAGE,
}
_DATE_WEIGHT = {"json-ld": 2.0, "meta": 2.0, "microdata": 2.0, "time": 1.0, "url": 1.0, "text": 0.5}
_SOURCE_WEIGHT = {SourceKind.FEED: 2.0, SourceKind.NEWS_SITEMAP: 2.0}
_AUTHOR_WORDS = frozenset(
    "author authors autor autoren autores autori auteur auteurs writer writers columnist columnists contributor contributors profile profiles "
    "people reporter journalist staff user users member members redakteur autorzy szerzo yazar yazarlar penulis автор авторы 作者 기자".split()
)
_TAG_WORDS = frozenset(
    "tag tags tagged topic topics keyword keywords hashtag label labels schlagwort schlagworte thema themen stichwort etiqueta etiquetas "
    "mot-cle etiquette tema temas stitek stitky tagi znacka cimke etiket etiketler тег теги метка وسم תגית 标签 標籤 タグ 태그".split()
)
_SEARCH_WORDS = frozenset(
    "search suche recherche buscar busca busqueda cerca ricerca zoeken sok søg haku szukaj hledat arama cari поиск".split()
)
_LOGIN_WORDS = frozenset(
    "login log-in signin sign-in signup sign-up register registration anmelden anmeldung logout account accounts my-account myaccount "
    "mein-konto mon-compte mi-cuenta connexion inscription iniciar-sesion registro password oauth auth sso wp-login.php wp-login".split()
)
_SENTENCE = re.compile(r"(?<=[.!?…。！？؟।۔])\s*")
_VIDEO_TYPES = frozenset({"VideoObject", "og:video", "og:video.other", "og:video.episode", "og:video.movie", "Clip"})
_GALLERY_TYPES = frozenset({"ImageGallery", "MediaGallery", "og:gallery", "og:image_gallery"})
_SHORT = 250
_TINY = 60


def verdict(facts: Facts) -> Rejection | None:
    """None for an article; otherwise the reason why the page is none, with the signals that it rests on."""
    found = signals(facts)
    for check in (
        _error,
        _foreign_text,
        _empty,
        _wrong_place,
        _called_otherwise,
        _listing,
        _pictures,
        _nothing_says_so,
    ):
        reason = check(facts, found)
        if reason is not None:
            return Rejection(reason, {**found, **facts.extra})
    return None


def vouching(facts: Facts) -> float:
    """How much says that this page is an article: about 2 for each of types, date and source, 1 for an author."""
    weight = _DATE_WEIGHT.get(facts.date_source or "", 0.0)
    if _is_typed(facts):
        weight += 2.0
    elif "og:article" in facts.types:
        # Many themes call every page one; what they call one and date is one.
        weight += 1.0 if facts.date_source else 0.3
    weight += 0.4 if facts.in_article else 0.0
    if facts.software:
        weight += 1.0 if facts.software == "article" else -1.5
    weight += 1.0 if facts.authors else 0.0
    weight += _SOURCE_WEIGHT.get(facts.found_by, 0.0) if facts.found_by else 0.0
    address = _address_weight(facts.url)
    weight += address if address is not None else 0.0
    weight -= 2.0 if _other_type(facts) and not _is_typed(facts) else 0.0
    return round(weight, 2)


def signals(facts: Facts) -> dict[str, Any]:
    """The readable facts behind a verdict: JSON-able, short."""
    text = " ".join(facts.paragraphs)
    return {
        "title": facts.title[:120],
        "vouching": vouching(facts),
        "types": sorted(facts.types)[:8],
        "date": facts.date_source,
        "authors": facts.authors,
        "found_by": str(facts.found_by) if facts.found_by else None,
        "address": _address_weight(facts.url),
        "width": round(headline_width(text)),
        "paragraphs": len(facts.paragraphs),
        "software": facts.software,
        "repeated": round(_repeated(facts.paragraphs), 2),
        "linked": round(facts.linked_share, 2),
        "teasers": round(facts.teaser_share, 2),
        "linked_headings": facts.linked_headings,
    }


# Checks, in order. Each gives its reason, or None where it has nothing to say.


def _error(facts: Facts, signals: dict[str, Any]) -> Reason | None:
    if facts.status >= 400:
        return Reason.HTTP_ERROR
    if signals["vouching"] >= 4 or signals["width"] > 1500:
        return None
    return Reason.ERROR_PAGE if ERROR_TITLE.fullmatch(_bare(facts.title)) else None


def _foreign_text(facts: Facts, signals: dict[str, Any]) -> Reason | None:
    """A text that is a consent, comment, newsletter or paywall block and nothing else."""
    if not facts.paragraphs or signals["width"] > 2500:
        return None
    shares = dict.fromkeys(_FOREIGN, 0.0)
    total = sum(map(len, facts.paragraphs)) or 1
    for paragraph in facts.paragraphs:
        for sentence in filter(None, _SENTENCE.split(paragraph)):
            kind = boilerplate(sentence)
            if kind in shares:
                shares[kind] += len(sentence) / total
    for kind, reason in _FOREIGN.items():
        if shares[kind] >= 0.5 or (shares[kind] >= 0.3 and speaks_of(kind, " ".join(facts.paragraphs)) >= 3):
            signals[kind.value] = round(shares[kind], 2)
            return reason
    return None


_FOREIGN = {
    Boilerplate.CONSENT: Reason.CONSENT_TEXT,
    Boilerplate.COMMENT: Reason.COMMENT_TEXT,
    Boilerplate.NEWSLETTER: Reason.NEWSLETTER_TEXT,
    Boilerplate.PAYWALL: Reason.PAYWALL_TEXT,
}


def _empty(facts: Facts, signals: dict[str, Any]) -> Reason | None:
    if signals["width"] >= _TINY:
        return None
    place = _place(facts.url)
    if facts.password or LOGIN_TITLE.fullmatch(_bare(facts.title)):
        return Reason.LOGIN_PAGE
    if facts.needs_script or (signals["vouching"] >= 2 and facts.visible < 400 and not _media(facts)):
        return Reason.NEEDS_BROWSER
    return _media(facts) or place or Reason.NO_TEXT


def _wrong_place(facts: Facts, signals: dict[str, Any]) -> Reason | None:
    """An address of a list, a service or a page about the site, where the page itself does not insist."""
    place = _place(facts.url)
    if place is None:
        return None
    if place is Reason.INDEX_PAGE and not _segments(facts.url):
        return place if not _query(facts.url) or article_likeness(facts.url) < 0.5 else None
    return place if signals["vouching"] < 3 else None


def _called_otherwise(facts: Facts, signals: dict[str, Any]) -> Reason | None:
    """A page whose title or declared type is that of a page of another kind."""
    title = _bare(facts.title)
    if signals["vouching"] < 3:
        for words, reason in (
            (STATIC_TITLE, Reason.STATIC_PAGE),
            (LOGIN_TITLE, Reason.LOGIN_PAGE),
            (SEARCH_TITLE, Reason.SEARCH_PAGE),
        ):
            if words.fullmatch(title):
                return reason
    if facts.software not in (None, "article") and signals["vouching"] < 2:
        return Reason(facts.software)
    other = _other_type(facts)
    if other is not None and not _is_typed(facts) and signals["vouching"] < 2:
        return other
    return None


def _listing(facts: Facts, signals: dict[str, Any]) -> Reason | None:
    """A text made of teasers or links."""
    doubt = facts.teaser_share >= 0.5 and facts.linked_headings >= 3
    doubt = doubt or facts.linked_share >= 0.6
    return Reason.INDEX_PAGE if doubt and signals["vouching"] < 3 else None


def _pictures(facts: Facts, signals: dict[str, Any]) -> Reason | None:
    """A video or a gallery with no more than a line under it."""
    return _media(facts) if signals["width"] < _SHORT and len(facts.paragraphs) <= 2 else None


def _nothing_says_so(facts: Facts, signals: dict[str, Any]) -> Reason | None:
    """No sign of an article, and a form that articles do not have."""
    vouched = signals["vouching"]
    if vouched >= 2:
        return None
    if signals["repeated"] >= 0.6:
        return Reason.NOT_AN_ARTICLE
    if vouched < (-0.4 if facts.date_source else -0.2):
        return Reason.NOT_AN_ARTICLE
    return Reason.NOT_AN_ARTICLE if vouched < 1 and signals["width"] < _SHORT else None


# What the parts say.


def _is_typed(facts: Facts) -> bool:
    return any(kind.endswith("Article") or kind in _ARTICLE_TYPES for kind in facts.types)


def _other_type(facts: Facts) -> Reason | None:
    return next((reason for kind, reason in _OTHER_TYPES.items() if kind in facts.types), None)


def _media(facts: Facts) -> Reason | None:
    if facts.types & _VIDEO_TYPES or facts.players:
        return Reason.VIDEO_WITHOUT_TEXT
    if facts.types & _GALLERY_TYPES or facts.images >= 6:
        return Reason.GALLERY_WITHOUT_TEXT
    return None


def _repeated(paragraphs: tuple[str, ...]) -> float:
    """The share of sentences (of 20 letters and more) that stood there before."""
    sentences = [s.strip() for paragraph in paragraphs for s in _SENTENCE.split(paragraph) if len(s.strip()) >= 20]
    return 1 - len(set(sentences)) / len(sentences) if len(sentences) >= 4 else 0.0


def _address_weight(url: str) -> float | None:
    """-1 for an address that no article has, 1 for one that only articles have; None for a file's name or none."""
    return round(2.0 * article_likeness(url) - 1.0, 2) if _is_web(url) else None


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


def _place(url: str) -> Reason | None:
    """What the address says the page is instead of an article; None where it says nothing."""
    if not _is_web(url):
        return None
    segments = _segments(url)
    if not segments:
        return Reason.INDEX_PAGE
    leaf, above = segments[-1], segments[-2] if len(segments) > 1 else ""
    if re.fullmatch(r"(?:page|seite|pagina|pag)[-_/]?\d{1,4}|\d{1,3}", leaf) and (
        above == "page" or not leaf.isdigit()
    ):
        return Reason.INDEX_PAGE
    for words, reason in ((_LOGIN_WORDS, Reason.LOGIN_PAGE), (_SEARCH_WORDS, Reason.SEARCH_PAGE)):
        if leaf in words or (above in words and not is_headline(leaf.replace("-", " "))):
            return reason
    if leaf in STATIC or (leaf in SERVICE and len(segments) <= 2):
        return Reason.STATIC_PAGE
    for segment in (above, leaf):
        if (
            segment in TAXONOMY
            and not is_headline(leaf.replace("-", " ").replace("_", " "))
            and not re.search(r"\d{4}", leaf)
        ):
            if segment in _AUTHOR_WORDS:
                return Reason.AUTHOR_PAGE
            return Reason.TAG_PAGE if segment in _TAG_WORDS else Reason.INDEX_PAGE
    return None


def _segments(url: str) -> list[str]:
    """The path's segments, lower case and decoded, without a language in front and without the last one's extension."""
    try:
        path = unquote(urlsplit(url).path, errors="replace").casefold()
    except ValueError:
        return []
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > 1 and re.fullmatch(r"[a-z]{2}(?:[-_][a-z]{2,4})?", segments[0]):
        del segments[0]
    if segments:
        segments[-1] = re.sub(r"\.(?:s?html?|php\d?|aspx?|jsp|xhtml)$", "", segments[-1])
        if segments[-1] in ("index", "default", "home"):
            segments.pop()
    return segments


def _query(url: str) -> str:
    try:
        return urlsplit(url).query
    except ValueError:
        return ""


def _bare(title: str) -> str:
    """A title's first part, without what a site puts behind it."""
    return re.split(r"\s+[|–—-]\s+|\s*[|»·]\s*", title.strip(), maxsplit=1)[0].strip(" .:!?…")
