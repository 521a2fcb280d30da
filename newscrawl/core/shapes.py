"""The shape of an address, and what a site's addresses of one shape have turned out to be.

`example.org/politik/<date>/<w4+>.html` stands for all articles of a section, `example.org/events/<date>` for all pages
of a calendar. What became of the addresses of a shape corrects what an address alone makes likely (core.likeness), and
shows where a site has no end.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from newscrawl.core.address import WORD, word_count
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason

__all__ = ["Count", "Shapes", "family", "is_article", "is_endless", "is_numbered", "judged", "kind_of", "shape_of"]

SEGMENTS_MAX = 6
"""Segments of a path that its shape tells apart; what follows is one."""
SEGMENTS_READ = 32
"""Segments that are looked at; a path that repeats itself shows it in these."""
KEYS_MAX = 4
"""Parameters of a query that its shape names."""
TOLD_MAX = 400
"""Shapes that are told to a worker with each page (20 KB), the most frequent ones."""
DEEPEST = 10
"""Segments: a deeper path has no end."""
PROBES = 20
"""One in so many addresses of a shape that brings no articles is asked for all the same: a site may change."""

_DATE = re.compile(r"(?:19|20)\d\d(?:[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?(?:[0-2]\d|3[01]))?)?")
_DATE_PART = re.compile(r"\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")
_ID = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6,}|[0-9a-f]{8}-[0-9a-f-]{20,}|[0-9a-f]{16,}|[a-z]{0,3}\d{5,}")
_NUMBER = re.compile(r"\d{3}")
_EXTENSION = re.compile(r"(.+)\.([a-z]{2,5}\d?)")
_NUMBERED = re.compile(r"<d>|<id>|<date>|-n>|\?|\)\+|…")


def shape_of(url: str) -> str:
    """The shape of an address; takes any spelling of it, as sessions and tracking are no part of it.

    Host; folders of one or two words as they are, dates as `<date>`, numbers as `<d>`, identifiers as `<id>`, slugs by
    their words (`<w3>`, `<w4+>`; `<w4+-n>` with a number); a path that repeats itself as `(a/b)+`; parameters by name.
    """
    rest, _, query = identity(url).partition("?")
    host, _, path = rest.partition("/")
    segments = [unquote(s, errors="replace").lower() for s in path.split("/", SEGMENTS_READ + 1) if s][:SEGMENTS_READ]
    tokens = _tokens(segments, asked=bool(query))
    if len(tokens) > SEGMENTS_MAX:
        tokens[SEGMENTS_MAX:] = ["…"]
    return "/".join([host, *tokens]) + _parameters(query)


def _tokens(segments: list[str], *, asked: bool) -> list[str]:
    tokens: list[str] = []
    last = None if asked else len(segments) - 1  # with parameters, the last one is the name of a script
    for place, segment in enumerate(segments):
        kind = _kind(segment, leaf=place == last)
        if tokens and tokens[-1] == "<date>" and (kind == "<date>" or _DATE_PART.fullmatch(segment)):
            continue
        tokens.append(kind)
    return _folded(segments, tokens) if len(set(segments)) < len(segments) else tokens


def _kind(segment: str, *, leaf: bool) -> str:
    found = _EXTENSION.fullmatch(segment) if leaf else None
    stem, end = (found[1], f".{found[2]}") if found else (segment, "")
    if _DATE.fullmatch(stem):
        return f"<date>{end}"
    if stem.isdigit():
        return f"<d>{end}" if len(stem) < 5 else f"<id>{end}"
    if _ID.fullmatch(stem):
        return f"<id>{end}"
    words = word_count(stem) or (1 if WORD.search(stem) else 0)
    if not leaf and words <= 2 and len(stem) <= 30 and not _NUMBER.search(stem):
        return stem
    return f"<w{words if words < 4 else '4+'}{'-n' if _NUMBER.search(stem) else ''}>{end}"


def _folded(segments: list[str], tokens: list[str]) -> list[str]:
    """The tokens with what a path repeats as one."""
    block = _repeated(segments)
    if block is None:
        return tokens
    start, length, times = block
    return [*segments[:start], f"({'/'.join(segments[start : start + length])})+", *tokens[start + length * times :]]


def _repeated(segments: list[str]) -> tuple[int, int, int] | None:
    """The first run of segments that stands twice or more in a row (one segment: three times): start, length, times."""
    for length in (1, 2, 3):
        for start in range(len(segments) - length):
            block = segments[start : start + length]
            times = 1
            while segments[start + times * length : start + (times + 1) * length] == block:
                times += 1
            if times >= (3 if length == 1 else 2) and not all(s.isdigit() for s in block):
                return start, length, times
    return None


def _parameters(query: str) -> str:
    if not query:
        return ""
    names = sorted({_parameter(part) for part in query.split("&")})
    return "?" + ("&".join(names) if len(names) <= KEYS_MAX else "…")


def _parameter(part: str) -> str:
    name, mark, value = part.partition("=")
    if not mark:
        return "<id>" if _NUMBER.search(name) else name.lower()
    return f"{name.lower()}=<d>" if value.isdigit() else name.lower()


def family(shape: str) -> str:
    """All shapes of one path, whatever their parameters: those of a faceted search are many."""
    path, mark, _ = shape.partition("?")
    return f"{path}?*" if mark else shape


def is_endless(url: str) -> bool:
    """Whether a path repeats itself or is deeper than any site's, as where relative links grow."""
    segments = [s for s in identity(url).partition("?")[0].split("/")[1:] if s]
    if len(segments) > DEEPEST:
        return True
    if len(set(segments)) == len(segments):
        return False
    often = any(segments.count(s) >= 3 for s in set(segments) if not s.isdigit())
    return often or _repeated(segments) is not None


def is_numbered(shape: str) -> bool:
    """Whether there may be any number of addresses of a shape: it holds numbers, dates, identifiers or parameters."""
    return _NUMBERED.search(shape) is not None


_CALENDAR = re.compile(r"<date>(?:/<w[12]>)?(?:\.\w+)?$")
_SESSION = re.compile(
    r"(?:^|[?&_])(?:s|sid|sess|session|visit|visitor|token|hash|uid|osc?sid|zenid)(?:_?id)?(?:$|[&=])"
)


def kind_of(shape: str) -> str:
    """What a trap of this shape is, in a word or two."""
    path, mark, query = shape.partition("?")
    if ")+" in path or "…" in path:
        return "endless path"
    if _SESSION.search(mark + query):
        return "session ids"
    if _CALENDAR.search(path) or any(word in query for word in ("date", "month", "year", "day")):
        return "calendar"
    if mark and ("&" in query or "<" not in query):
        return "faceted queries"
    return "numbers without end" if is_numbered(shape) else "pages without end"


_ARTICLES = frozenset({Reason.OUTSIDE_DATES, Reason.OTHER_LANGUAGE, Reason.RESERVED, Reason.DROPPED_BY_PIPELINE})
"""Rejections of what is an article."""
_OTHERS = frozenset(
    {
        Reason.INDEX_PAGE,
        Reason.TAG_PAGE,
        Reason.AUTHOR_PAGE,
        Reason.SEARCH_PAGE,
        Reason.LOGIN_PAGE,
        Reason.STATIC_PAGE,
        Reason.ERROR_PAGE,
        Reason.VIDEO_WITHOUT_TEXT,
        Reason.GALLERY_WITHOUT_TEXT,
        Reason.NO_TEXT,
        Reason.NOT_AN_ARTICLE,
        Reason.TEASER_TEXT,
        Reason.OTHER_TEXT,
        Reason.NOT_HTML,
        Reason.SOFT_404,
        Reason.DUPLICATE_ADDRESS,
        Reason.DUPLICATE_CONTENT,
        Reason.DUPLICATE_NEAR,
    }
)
"""Rejections that say that an address is no article, or not one of its own."""


def is_article(reason: Reason | None) -> bool | None:
    """What an address turned out to be: an article (no reason: it has its line), none, or None where nobody knows."""
    if reason is None or reason in _ARTICLES:
        return True
    return False if reason in _OTHERS else None


def judged(prior: float, articles: int, others: int) -> float:
    """The likelihood of an article, 0 to 1, where so many addresses of its shape were articles and so many were none.

    `prior`: what address, anchor and place make it. On the logit scale, with pseudo-counts of one: articles speak for a
    link by their odds; others against it only where they are five times as many, and then twice, since a shape that
    brings an article now and then must not be given up.
    """
    seen = articles + others
    if not seen:
        return prior
    prior = min(max(prior, 0.02), 0.98)
    odds = (articles + 1) / (others + 1)
    weight = max(0.0, math.log(odds)) + 2 * min(0.0, math.log(5 * odds))
    return 1 / (1 + math.exp(-math.log(prior / (1 - prior)) - weight * seen / (seen + 2)))


@dataclass(slots=True)
class Count:
    """What became of the addresses of one shape."""

    articles: int = 0
    others: int = 0


class Shapes:
    """What was learned of one site's addresses. Picklable; small once `told`."""

    def __init__(self, counts: Mapping[str, Count] | None = None) -> None:
        self.counts: dict[str, Count] = dict(counts or {})

    def __len__(self) -> int:
        return len(self.counts)

    def count(self, shape: str, *, article: bool) -> None:
        """Note what an address of a shape turned out to be."""
        found = self.counts.setdefault(shape, Count())
        if article:
            found.articles += 1
        else:
            found.others += 1

    def of(self, shape: str) -> Count:
        """What is known of a shape."""
        return self.counts.get(shape) or Count()

    def likelihood(self, url: str, prior: float) -> float:
        """`judged` by what is known of the address's shape; one in PROBES that falls by it alone stays just likely."""
        if not self.counts:
            return prior
        known = self.counts.get(shape_of(url))
        if known is None:
            return prior
        score = judged(prior, known.articles, known.others)
        return 0.5 if score < 0.5 <= prior and is_probe(url) else score

    def has_fruitless(self) -> bool:
        """Whether any shape has brought so little that its addresses are unlikely."""
        return any(judged(1.0, known.articles, known.others) < 0.5 for known in self.counts.values())

    def told(self) -> Shapes:
        """A copy with the most frequent shapes, for a worker."""
        ranked = list(self.counts.items())
        if len(ranked) > TOLD_MAX:
            ranked.sort(key=lambda item: -(item[1].articles + item[1].others))
        return Shapes(dict(ranked[:TOLD_MAX]))

    def explain(self, url: str, prior: float) -> dict[str, Any]:
        """What was learned of an address's shape and what follows from it, JSON-able."""
        shape = shape_of(url)
        known = self.of(shape)
        return {
            "shape": shape,
            "articles": known.articles,
            "others": known.others,
            "likeness_alone": round(prior, 3),
            "likeness_learned": round(judged(prior, known.articles, known.others), 3),
            "asked_for_all_the_same": is_probe(url),
            "endless_path": is_endless(url),
        }


def is_probe(url: str) -> bool:
    """Whether an address is one of those by which a shape that brings no articles is tried: the same in every run."""
    return zlib.crc32(identity(url).encode("utf-8", "replace")) % PROBES == 0


def merged(parts: Iterable[tuple[str, int, int]]) -> Shapes:
    """The shapes of rows of (shape, articles, others)."""
    return Shapes({shape: Count(articles, others) for shape, articles, others in parts})
