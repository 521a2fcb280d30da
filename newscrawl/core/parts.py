"""Articles over several pages: what an address says of its part, and one text out of the parts' texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from newscrawl.core.article import Article
from newscrawl.core.fingerprints import content_hash
from newscrawl.core.urls import identity

__all__ = ["PartAddress", "PartLinks", "body_of", "is_same_article", "join_article", "joined", "split_part"]


@dataclass(frozen=True, slots=True)
class PartLinks:
    """What a page says of the other parts of its article: absolute addresses, as found."""

    next: str | None = None
    """The part after this one."""
    whole: str | None = None
    """All parts on one page."""
    first: str | None = None
    """The first part, where this page is a later one."""
    number: int = 1
    """Which part the page itself is."""
    others: tuple[str, ...] = ()
    """All parts that it names."""


@dataclass(frozen=True, slots=True)
class PartAddress:
    """An address that ends in a number."""

    stem: str
    """The identity (core.urls) of the address without the number: that of the first part, mostly."""
    number: int
    form: str
    """How the number is written, `-` or `/page/` or `?p=`: that of all parts of one article."""

    @property
    def is_worded(self) -> bool:
        """Whether a word says that the number is a page's."""
        return any(sign.isalpha() for sign in self.form)

    @property
    def is_weak(self) -> bool:
        """Whether the number may as well belong to the article's name."""
        return not self.is_worded and self.form != "/"


# "Page" as addresses have it. "Part" and its like are left out: they name the articles of a series.
_WORD = (
    r"(?:current|article)?[-_]?(?:pages?|p|pg|pgs|pag|pagina|página|pagine|paged|seite|sida|side|sivu|strona|str|strana"
    r"|stranica|oldal|sayfa|halaman|hal|trang|lehekulg|lappuse|puslapis|страница|стр|сторінка|ページ|페이지)"
    r"(?:[-_]?(?:no|nr|num|number|index))?"
)
_END = r"(?P<end>/?|\.(?:x?html?|shtml|php|aspx?|jsp|ece|cms))"
_WORDED = re.compile(
    rf"(?P<stem>.*?[^/,_.-])(?P<form>[/,_.-]+{_WORD}[/,_=.-]?)(?P<number>\d{{1,2}}){_END}", re.IGNORECASE
)
_BARE = re.compile(rf"(?P<stem>.*[^/,_.-])(?P<form>[/,_-])(?P<number>\d{{1,2}}){_END}")
_PARAMETER = re.compile(_WORD, re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,2}")


def split_part(url: str) -> PartAddress | None:
    """The number of a part that an address may have, and what it belongs to; None where it has none.

    In: an absolute address. Numbers of one or two digits count: a longer one names an article.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    start = f"{parts.scheme}://{parts.netloc}"
    for pair in parts.query.split("&") if parts.query else ():
        name, _, value = pair.partition("=")
        if _NUMBER.fullmatch(value) and _PARAMETER.fullmatch(unquote(name)):
            query = "&".join(other for other in parts.query.split("&") if other != pair)
            stem = identity(f"{start}{parts.path}?{query}")
            # WordPress numbers articles so: /?p=12.
            return PartAddress(stem, int(value), f"?{name.lower()}=") if "/" in stem or "?" in stem else None
    path = unquote(parts.path)
    found = _WORDED.fullmatch(path) or _BARE.fullmatch(path)
    if found is None or not found["stem"].strip("/"):
        return None
    end = "" if found["end"] == "/" or found["form"].startswith("/") else found["end"]
    query = f"?{parts.query}" if parts.query else ""
    stem = identity(f"{start}{found['stem']}{end}{query}")
    return PartAddress(stem, int(found["number"]), found["form"].lower())


# One text out of several.

_LETTERS = re.compile(r"[\W_]+")
_TELLING = 20
"""Letters from which on a paragraph does not stand twice in one article."""
_EDGE = 4
"""Paragraphs at the start of a part among which the lines that all parts begin with are looked for."""


def joined(title: str | None, description: str | None, texts: Sequence[str]) -> str:
    """One text out of those of the parts, in order.

    In: the article's title and standfirst; the parts' texts without a title, paragraphs with an empty line between.
    Out: the same form; without the title, the standfirst and the first lines that a later part repeats, and without
    paragraphs that stood in an earlier one.
    """
    paragraphs = [paragraph for paragraph in texts[0].split("\n\n") if paragraph] if texts else []
    said = {_letters(line) for line in (title, description) if line}
    opening = {_letters(paragraph) for paragraph in paragraphs[:_EDGE]}
    for text in texts[1:]:
        before = {_letters(paragraph) for paragraph in paragraphs}
        for place, paragraph in enumerate(part for part in text.split("\n\n") if part):
            letters = _letters(paragraph)
            repeated = letters in before and len(letters) >= _TELLING
            if repeated or (place < _EDGE and letters in said | opening):
                continue
            paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def body_of(article: Article) -> str:
    """The text without the title before it."""
    return article.text.removeprefix(article.title).lstrip("\n") if article.title else article.text


def join_article(article: Article, texts: Sequence[str]) -> None:
    """Give the article one text, out of those of its parts (`body_of`), in order."""
    text = joined(article.title, article.description, texts)
    article.text = "\n\n".join(part for part in (article.title, text) if part)
    article.content_hash = content_hash(text)


def is_same_article(first: str | None, other: str | None) -> bool:
    """Whether two pages' titles are those of one article: one holds the other, or they share most of their words."""
    if not first or not other:
        return True
    one, two = _letters(first), _letters(other)
    if one in two or two in one:
        return True
    words, others = set(first.casefold().split()), set(other.casefold().split())
    return 2 * len(words & others) >= min(len(words), len(others))


def _letters(text: str) -> str:
    return _LETTERS.sub("", text.casefold())
